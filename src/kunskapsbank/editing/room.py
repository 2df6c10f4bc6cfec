"""What the pages of the editing room are made of: one project, the work on it, and how it looks."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..base.problems import Place, Problem, problem
from ..base.texts import spoken
from ..content.load import CONTENT
from ..content.record import Record
from ..content.site import Site
from ..content.translations import Name
from ..pipeline.project import Project
from ..reading import front_matter
from ..reading.front_matter import Source
from ..reading.patching import changed
from .faults import Fault, faults_of
from .forms import Asked, Field, Plain, answered, asked_by, each, filled, meant_by
from .people import Person
from .proposals import Editing
from .view import Drawn, View

MOST_VIEWS = 200  #: Pages that are kept for those who look at them.


@dataclass(frozen=True)
class Text:
    """A text in a form: its file as it would be, and how that reads."""

    name: str  #: Below ``content/``: ``kind/id.md``.
    data: bytes
    source: Source | None  #: None when it cannot be read as a file of a record.
    fields: tuple[Field, ...]
    body: str

    @property
    def kind(self) -> str:
        """The folder of its kind."""
        return self.name.partition("/")[0]

    @property
    def id(self) -> str:
        """The file's name without ``.md``: with a language after a dot for a translation."""
        return self.name.partition("/")[2].removesuffix(".md")


@dataclass
class Room:
    """The editing room of *project*."""

    project: Project
    editing: Editing
    view: View
    language: str  #: What the room speaks.
    shown: dict[str, Drawn] = field(default_factory=dict)  #: By the token in the address of a view.
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def said(self, key: str, **values: str | int) -> str:
        """The words of the room under *key*, with *values*."""
        return spoken(self.language)(f"room.{key}", **values)

    @property
    def site(self) -> Site:
        """The records, those too that are proposed or drafts."""
        return self.view.site

    def kind(self, slug: str) -> type[Record] | None:
        """The kind whose folder is *slug*."""
        return self.site.kinds.get(slug)

    def asked(self, kind: type[Record]) -> tuple[Asked, ...]:
        """The fields of a form for a record of *kind*; not those that the room steers."""
        return tuple(one for one in asked_by(kind) if one.name not in ("status", "publiceras"))

    def text(self, name: str, data: bytes) -> Text:
        """The file *name* with *data* in it, as a form."""
        source, _ = front_matter.parse(data, f"{CONTENT}/{name}")
        kind = self.kind(name.partition("/")[0])
        values = front_matter.plain(source.front) if source else {}
        fields = filled(self.asked(kind), values) if kind else ()
        return Text(name, data, source, fields, source.body if source else "")

    def answered(self, text: Text, form: Mapping[str, str]) -> bytes:
        """The file of *text* with the answers of *form* in it; what was not changed stays to the byte."""
        kind = self.kind(text.kind)
        if kind is None:
            return text.data
        asked = self.asked(kind)
        given = answered(asked, self._with_ids(asked, form))
        before = answered(asked, _as_form(text.fields))
        values = {name: value for name, value in given.items() if value != before.get(name)}
        body = form.get("kropp")
        body = None if body is None or _lines(body) == _lines(text.body) else f"{_lines(body)}\n"
        return changed(text.data, f"{CONTENT}/{text.name}", values, body, tuple(kind.model_fields))

    def again(self, text: Text, form: Mapping[str, str]) -> Text:
        """*text* as *form* has it, with its empty rows."""
        kind = self.kind(text.kind)
        assert kind is not None
        asked = self.asked(kind)
        given = answered(asked, form, whole=True)
        values: dict[str, Plain] = {name: value for name, value in given.items() if value is not None}
        return Text(text.name, text.data, text.source, filled(asked, values), form.get("kropp", text.body))

    def _with_ids(self, asked: Sequence[Asked], form: Mapping[str, str]) -> dict[str, str]:
        """*form* with ids where somebody chose a record by its title."""
        pointing = {one.name: one.asked for one in each(filled(asked, answered(asked, form, whole=True)))}
        found = dict(form)
        for name, text in form.items():
            one = pointing.get(name)
            if one is not None and one.ref is not None and text.strip():
                found[name] = meant_by(text, self.titles(one.ref.kind))
        return found

    def titles(self, kind: str | None) -> dict[str, str]:
        """The titles of what a field can point at: by id of one *kind*, by ``kind/id`` of any."""
        if kind:
            return {one.id: one.titel for one in self.site.of_kind(kind)}
        return {key: one.titel for key, one in self.site.records.items()}

    def chosen(self, asked: Asked, value: str) -> str:
        """What a field that points at a record shows for *value*: the title, and the id that tells it from others."""
        title = self.titles(asked.ref.kind).get(value) if asked.ref else None
        return f"{title} ({value})" if title else value

    def look(self, person: Person, text: Text) -> tuple[str, Drawn]:
        """*text* as readers would see it, and the token of its view: of one person and one text, as long as we run."""
        drawn = self.view.drawn(text.name, text.data)
        token = self._tokens.setdefault((person.login, text.name), secrets.token_urlsafe(18))
        self.shown.pop(token, None)
        self.shown[token] = drawn
        for old in list(self.shown)[:-MOST_VIEWS]:
            del self.shown[old]
        return token, drawn

    def faults(self, text: Text, drawn: Drawn) -> tuple[Fault, ...]:
        """What is wrong in *text*, by field."""
        return faults_of(drawn.problems, text.source, self.language)

    def judged(self, name: str, data: bytes) -> list[Problem]:
        """What would be wrong were *data* in the file *name* (``content/kind/id.md``), there and elsewhere."""
        drawn = self.view.drawn(name.removeprefix(f"{CONTENT}/"), data)
        return [*drawn.problems, *drawn.breaks]

    def is_name(self, kind: str, id_: str) -> bool:
        """Whether there can be a record *id_* of *kind*, or a translation of one."""
        language = Name.of(id_)
        plain = language.id if language else id_
        return kind in self.site.kinds and front_matter_slug(plain)


def front_matter_slug(text: str) -> bool:
    """Whether *text* is written as ids are."""
    import re

    from ..reading.fields import SLUG_PATTERN

    return len(text) <= 100 and re.fullmatch(SLUG_PATTERN, text) is not None


def _as_form(fields: Sequence[Field]) -> dict[str, str]:
    return {one.name: one.value for one in each(fields) if not one.asked.several and one.asked.sort != "group"}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
