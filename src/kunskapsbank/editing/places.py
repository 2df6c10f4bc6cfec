"""Where the editing room keeps what it needs, below a project's folder."""

from __future__ import annotations

STATE = ".kb-redaktion"  #: Never in git and never published: work at hand, sessions, accounts, the log.
PROPOSALS = "redaktion"  #: In git: saved changes that readers do not see yet.
