"""Who sits at this computer, as git knows it: what the room does for oneself is done in that name."""

from __future__ import annotations

import re
from pathlib import Path

from dulwich.config import StackedConfig
from dulwich.errors import NotGitRepository
from dulwich.repo import Repo

from .accounts import ROLES, is_login, roles_up_to, same_login
from .people import Person


def git_identity(root: Path) -> tuple[str, str]:
    """The name and the e-mail address that git signs with in the folder *root*; empty where it has none."""
    try:
        with Repo.discover(str(root)) as repository:
            config = repository.get_config_stack()
    except NotGitRepository:
        config = StackedConfig.default()
    return _value(config, b"name"), _value(config, b"email")


def alone(login: str, name: str, email: str) -> Person:
    """The one person whose computer it is, who may do all. *login*: as the computer knows it."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", same_login(login)).strip(".-_")[:60].rstrip(".-_")
    return Person(plain if is_login(plain) else "jag", name, email, roles_up_to(ROLES[-1]))


def _value(config: StackedConfig, name: bytes) -> str:
    try:
        return " ".join(config.get((b"user",), name).decode("utf-8", "replace").split())
    except KeyError:
        return ""
