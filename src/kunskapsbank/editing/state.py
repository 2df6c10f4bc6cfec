"""How a proposal stands: who wrote, sent, approved and scheduled it, and when; ``redaktion/<kind>/<id>.yml``."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from ..reading.front_matter import FORBIDDEN, parse_yaml, plain
from .people import Person

State = Literal["utkast", "till-granskning", "godkand", "schemalagd"]
STATES: tuple[State, ...] = get_args(State)
MAX_STEPS = 100  #: That are told of; git has all.
MAX_NOTE = 4000  #: Signs of a note.


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done with a proposal."""

    what: str  #: As in the log: ``spara``, ``sand``, ``godkann``, …
    person: Person  #: Without roles.
    when: dt.datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of a record, or a new one, that readers do not see yet."""

    kind: str
    id: str
    data: bytes  #: The whole text.
    state: State = "utkast"
    base: str = ""  #: SHA-256 of the published text that it changes; empty for a new record.
    commit: str = ""  #: Where that text can be found, if it was in git.
    show: dt.datetime | None = None  #: When readers are to see it, if it is scheduled.
    fault: str = ""  #: Why it was not shown when it was to be.
    steps: tuple[Step, ...] = ()  #: What was done with it, the oldest first.

    @property
    def key(self) -> str:
        """``kind/id``, with the language after a dot for a translation."""
        return f"{self.kind}/{self.id}"

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.data).hexdigest()

    def last(self, *what: str) -> Step | None:
        """The last step that was one of *what*, or of any sort."""
        return next((step for step in reversed(self.steps) if not what or step.what in what), None)

    def after(self, state: State, step: Step, **values: Any) -> Proposal:
        """The same in *state*, one *step* later."""
        return replace(
            self, **{"show": None, "fault": "", **values}, state=state, steps=(*self.steps, step)[-MAX_STEPS:]
        )


def as_yaml(proposal: Proposal) -> bytes:
    """How *proposal* stands, as a file."""
    rows = [
        f"tillstand: {proposal.state}",
        f"underlag: {_said(proposal.base)}",
        f"underlag_commit: {_said(proposal.commit)}",
        f"visas: {_said(proposal.show.isoformat() if proposal.show else '')}",
        f"hinder: {_said(proposal.fault)}",
        "steg:" if proposal.steps else "steg: []",
    ]
    for step in proposal.steps:
        values = {
            "vad": step.what,
            "login": step.person.login,
            "namn": step.person.name,
            "epost": step.person.email,
            "nar": step.when.isoformat(timespec="seconds"),
            "anteckning": step.note,
        }
        lines = [f"{key}: {_said(one)}" for key, one in values.items()]
        rows += [f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]
    return "".join(f"{row}\n" for row in rows).encode()


def from_yaml(kind: str, id_: str, data: bytes, standing: bytes | None) -> Proposal:
    """The proposal whose text is *data*, as the file *standing* says; what that does not say is as for a new one."""
    source, _ = parse_yaml(standing or b"", "")
    values = plain(source.front) if source else {}
    text = {key: value if isinstance(value, str) else "" for key, value in values.items()}
    state = next((one for one in STATES if one == text.get("tillstand")), STATES[0])
    show = _time(text.get("visas", ""))
    steps = values.get("steg")
    return Proposal(
        kind,
        id_,
        data,
        state if show or state != "schemalagd" else "godkand",
        text.get("underlag", ""),
        text.get("underlag_commit", ""),
        show,
        text.get("hinder", ""),
        tuple(step for one in steps if (step := _step(one))) if isinstance(steps, list) else (),
    )


def cleaned(note: str) -> str:
    """*note* without the signs that no content file may hold, and not longer than anybody reads."""
    text = unicodedata.normalize("NFC", note.replace("\r\n", "\n").replace("\r", "\n"))
    return FORBIDDEN.sub("", text).strip()[:MAX_NOTE]


def _said(text: str) -> str:
    """*text* in quotation marks, as YAML and JSON both read it."""
    return json.dumps(cleaned(text), ensure_ascii=False)


def _time(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _step(values: Any) -> Step | None:
    if not isinstance(values, dict):
        return None
    text = {key: value for key, value in values.items() if isinstance(value, str)}
    when = _time(text.get("nar", ""))
    if when is None:
        return None
    person = Person(text.get("login", ""), text.get("namn", ""), text.get("epost", ""), frozenset())
    return Step(text.get("vad", ""), person, when, text.get("anteckning", ""))
