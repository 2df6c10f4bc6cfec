"""What the pages of the editing room are made of: one project, the work on it, and how it looks."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from ..base.problems import Place, Problem, problem
from ..base.texts import phrase, spoken
from ..checks.hints import Hint, SiteWords, hints_of
from ..content.load import CONTENT, load
from ..content.record import Record, swedish_key
from ..content.site import Site
from ..importing.document import SORTS
from ..pipeline.bring_in import Draft, bring_in, id_of, is_document
from ..pipeline.hinting import SWEDISH
from ..pipeline.preview import Engine
from ..pipeline.project import Project
from ..pipeline.read import read_kinds
from ..pipeline.standing import turned
from ..reading import front_matter
from ..reading.folders import printable
from ..reading.front_matter import Source
from ..reading.patching import changed
from ..reading.site_settings import read_settings
from .accounts import Accounts, roles_now
from .faults import Fault, faults_of, hints_by_field
from .following import followed
from .forms import STEERED, Asked, Field, answered, asked_by, each, filled, meant_by, texts_of
from .names import Names
from .people import Person
from .proposals import Editing
from .publishing import Publishing
from .repository import Repository
from .results import Refused as NotDone
from .view import Drawn, View

MOST_FOUND = 20  #: Records that are suggested.
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
    publishing: Publishing
    shown: dict[str, Drawn] = field(default_factory=dict)  #: By the token in the address of a view.
    _words: tuple[Site, SiteWords] | None = None  #: What is known of the words of a site.
    _tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def said(self, key: str, **values: str | int) -> str:
        """The words of the room under *key*, with *values*."""
        return spoken(self.language)(key, **values)

    @property
    def site(self) -> Site:
        """The records, drafts too."""
        return self.view.site

    def kind(self, slug: str) -> type[Record] | None:
        """The kind whose folder is *slug*."""
        return self.site.kinds.get(slug)

    def asked(self, name: str, values: Container[str]) -> tuple[Asked, ...]:
        """The fields of a form for the file *name*, which has *values*.

        What the room steers by itself is asked for only where the file says it already, and of a translation its texts
        alone: the rest is the original's.
        """
        kind = self.kind(name.partition("/")[0])
        if kind is None:
            return ()
        fields = tuple(one for one in asked_by(kind) if one.name not in STEERED or one.name in values)
        return fields if "." not in PurePath(name).stem else texts_of(fields, kind.same)

    def text(self, name: str, data: bytes) -> Text:
        """The file *name* with *data* in it, as a form."""
        source, _ = front_matter.parse(data, f"{CONTENT}/{name}")
        values = front_matter.plain(source.front) if source else {}
        fields = filled(self.asked(name, values), values)
        return Text(name, data, source, fields, source.body if source else "")

    def answered(self, text: Text, form: Mapping[str, str]) -> bytes:
        """The file of *text* with the answers of *form* in it; what was not changed stays to the byte."""
        if "ra" in form:  # A file that is no form is mended as it is.
            return form["ra"].replace("\r\n", "\n").encode()
        kind = self.kind(text.kind)
        if kind is None or text.source is None:
            return text.data
        asked = tuple(one.asked for one in text.fields)
        given = answered(asked, self._with_ids(asked, form))
        before = answered(asked, _as_form(text.fields))
        values = {name: value for name, value in given.items() if value != before.get(name)}
        body = form.get("kropp")
        body = None if body is None or _lines(body) == _lines(text.body) else _framed(body, text.body)
        return changed(text.data, f"{CONTENT}/{text.name}", values, body, tuple(kind.model_fields))

    def again(self, text: Text, form: Mapping[str, str]) -> Text:
        """*text* as *form* has it, with its empty rows."""
        asked = tuple(one.asked for one in text.fields)
        given = answered(asked, form, whole=True)
        return Text(text.name, text.data, text.source, filled(asked, given), form.get("kropp", text.body))

    def _with_ids(self, asked: Sequence[Asked], form: Mapping[str, str]) -> dict[str, str]:
        """*form* with ids where somebody chose a record by its title."""
        pointing = {one.name: one.asked for one in each(filled(asked, answered(asked, form, whole=True)))}
        found = dict(form)
        for name, text in form.items():
            one = pointing.get(name)
            if one is not None and one.ref is not None and text.strip():
                found[name] = meant_by(text, self.titles(one.ref.kind))
        return found

    def title_of(self, kind: str, id_: str) -> str:
        """What a record is called: as readers see it, else as it is proposed."""
        record = self.site.version(f"{kind}/{id_}")
        if record:
            return record.titel
        proposal = self.editing.proposal(kind, id_)
        source = front_matter.parse(proposal.data, id_)[0] if proposal else None
        title = source and source.front.values.get("titel")
        return title.value if isinstance(title, front_matter.Text) else f"{kind}/{id_}"

    def titles(self, kind: str | None) -> dict[str, str]:
        """The titles of what a field can point at: by id of one *kind*, by ``kind/id`` of any."""
        if kind:
            return {one.id: one.titel for one in self.site.of_kind(kind)}
        return {key: one.titel for key, one in self.site.records.items()}

    def chosen(self, asked: Asked, value: str) -> str:
        """What a field that points at a record shows for *value*: the title, and the id that tells it from others."""
        title = self.titles(asked.ref.kind).get(value) if asked.ref else None
        return f"{title} ({value})" if title else value

    def look(self, person: Person, text: Text, version: str = "") -> tuple[str, Drawn]:
        """*text* as readers would see it, and the token of its view: of one person and one text, as long as we run.

        *version*: which, when it is an earlier one.
        """
        drawn = self.view.drawn(text.name, text.data)
        token = self._tokens.setdefault((person.login, text.name, version), secrets.token_urlsafe(18))
        self.shown.pop(token, None)
        self.shown[token] = drawn
        for old in list(self.shown)[:-MOST_VIEWS]:
            self.shown.pop(old, None)  # Another thread may have been quicker.
        return token, drawn

    def faults(self, text: Text, drawn: Drawn) -> tuple[Fault, ...]:
        """What is wrong in *text*, and what could be said better in it, by field."""
        return (
            *faults_of(drawn.problems, text.source, self.language, {one.asked.name for one in text.fields}),
            *hints_by_field(self._hints(text), text.source, self.language),
        )

    def _hints(self, text: Text) -> list[Hint]:
        """What could be said better in *text*, when it is in Swedish."""
        kind, translated = self.kind(text.kind), text.id.partition(".")[2]
        if kind is None or text.source is None or (translated or self.language).partition("-")[0] != SWEDISH:
            return []
        if self._words is None or self._words[0] is not self.site:
            self._words = (self.site, SiteWords(self.site))
        return hints_of(text.source, kind, self._words[1], text.data.decode(errors="replace"))

    def exists(self, kind: str, id_: str) -> bool:
        """Whether there is a record, or a proposal of one, of that name."""
        editing = self.editing
        return editing.published(kind, id_) is not None or editing.proposal(kind, id_) is not None

    def languages(self, text: Text) -> dict[str, str]:
        """The other language versions of *text*: id and language, empty for the original; none when it has no other."""
        original, folder = text.id.partition(".")[0], self.project.root / CONTENT / text.kind
        ids = [original, *sorted(one.stem for one in folder.glob(f"{original}.*.md"))]
        return {id_: id_.partition(".")[2] for id_ in ids if id_ != text.id}

    def free_id(self, kind: type[Record], title: str) -> str:
        """An id for a new record called *title* that no other has."""
        return next(self._free_ids(kind, id_of(title)))

    def _free_ids(self, kind: type[Record], base: str) -> Iterator[str]:
        for number in count(1):
            id_ = base if number == 1 else f"{base}-{number}"
            if not (self.editing.names.has(kind.kind, id_) and self.exists(kind.kind, id_)):
                yield id_

    def _draft_of(self, path: Path, kind: type[Record], stem: str) -> Draft | Problem:
        """A draft of the document *path* whose id is free, and whose pictures take the place of no others.

        One that was thrown away has left its pictures.
        """
        for id_ in self._free_ids(kind, stem):
            draft = bring_in(path, kind, self.site, self.language, id_)
            if isinstance(draft, Problem) or all(
                self.editing.picture(name) in (None, data) for name, data in draft.pictures.items()
            ):
                break
        return draft

    def first_text(self, kind: type[Record], title: str) -> bytes:
        """The file of a new record of *kind* that has a title alone."""
        return changed(b"", f"{CONTENT}/{kind.kind}/ny.md", {"titel": title}, "", tuple(kind.model_fields))

    def moment(self, text: str) -> dt.datetime:
        """The time that *text* says (``2026-12-01T09:00``), in the zone of the site.

        Raises:
            NotDone: If it says none.
        """
        zone = ZoneInfo(read_settings(self.project.config)[0].time_zone)
        try:
            return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=zone)
        except ValueError:
            raise NotDone(phrase("room.rum.ingen-tid")) from None

    def turned(self, since: dt.date, today: dt.date) -> tuple[str, ...]:
        """What readers are to meet otherwise on *today* than on the day *since*, by the date alone; see the function.

        Read anew: nobody's unsaved work is in it.
        """
        kinds, _ = read_kinds(self.project)
        languages = read_settings(self.project.config)[0].folders
        return turned(load(self.project.content, today, kinds, languages=languages)[0], since)

    def listed(self, kind: type[Record] | None, words: str) -> list[Record]:
        """The records of *kind*, or of all, whose titles hold *words*; by title."""
        every = (*self.site.records.values(), *self.site.unpublished)
        wanted = words.casefold().split()
        found = (one for one in every if kind is None or one.kind == kind.kind)
        return sorted(
            (one for one in found if all(word in one.titel.casefold() for word in wanted)),
            key=lambda one: swedish_key(one.titel),
        )

    def matching(self, words: str, kind: str | None) -> list[dict[str, str]]:
        """At most :data:`MOST_FOUND` records whose titles hold *words*, those that begin with them first."""
        found = self.listed(self.kind(kind) if kind else None, words)
        found.sort(key=lambda one: not one.titel.casefold().startswith(words.casefold()))
        return [{"nyckel": one.key, "titel": one.titel, "slag": one.singular} for one in found[:MOST_FOUND]]

    def brought_in(self, person: Person, kind: type[Record], name: str, data: bytes) -> Draft | Problem:
        """A proposal made of the document *data*, called *name* where it came from; or why there is none."""
        stem = id_of(PurePath(name.replace("\\", "/")).stem)
        with TemporaryDirectory() as folder:
            path = Path(folder, f"{stem}{PurePath(name).suffix.lower()}")
            path.write_bytes(data)
            if not is_document(path):
                return problem(Place(printable(name)), "not-a-document", sorts=SORTS)
            draft = self._draft_of(path, kind, stem)
        if isinstance(draft, Problem):
            return draft
        for picture, content in draft.pictures.items():
            self.editing.add_picture(person, picture, content)
        front, mark, body = draft.text.partition("\n---\n")
        text = _TO_FILL_IN.sub(r"\1", front) + mark + body  # The form says what each field is for.
        shown = changed(text.encode(), draft.name, {"status": None}, None)  # It is a proposal until it is released.
        self.editing.create(person, kind.kind, Path(draft.name).stem, shown)
        return draft


_TO_FILL_IN = re.compile(r"^(\w+:(?: \[\])?)  # .*$", re.MULTILINE)  #: What a draft says of a key that has no value.


def _as_form(fields: Sequence[Field]) -> dict[str, str]:
    return {one.name: one.value for one in each(fields) if not one.asked.several and one.asked.sort != "group"}


def _framed(body: str, before: str) -> str:
    """*body* with the empty lines around it that *before* has; one above and a line end below in a new file."""
    if not before.strip("\n"):
        return f"\n{_lines(body)}\n"
    above, below = len(before) - len(before.lstrip("\n")), len(before) - len(before.rstrip("\n"))
    return f"{before[:above]}{_lines(body)}{before[-below:] if below else ''}"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def opened_room(
    project: Project, clock: Callable[[], dt.datetime], engine: Engine, target: str = "", own: Person | None = None
) -> Room:
    """The room of *project*; *clock*: what time it is, with the zone of the site.

    *target*: where it is published, when not in the folder of the project. *own*: the one whose computer it is, where
    there is no team.

    Raises:
        Unready: If the repository of the project cannot be written to.
        OSError: If the room's own folder cannot.
    """
    view = View(project, clock, engine)
    repository = Repository.of(project.root, Names.of(project))

    def judged(name: str, data: bytes) -> list[Problem]:
        """What would be wrong were *data* in the file *name* (``content/kind/id.md``), there and elsewhere."""
        drawn = view.drawn(name.removeprefix(f"{CONTENT}/"), data)
        return [*drawn.problems, *drawn.breaks]

    def order(kind: str) -> tuple[str, ...]:
        found = view.site.kinds.get(kind)
        return tuple(found.model_fields) if found else ()

    follow = partial(followed, view, project.root, clock)
    roles = partial(roles_now, Accounts(project.root), own)
    editing = Editing(project, repository, clock, judged, order, follow, roles)
    language = read_settings(project.config)[0].languages[0]
    return Room(project, editing, view, language, Publishing(project, repository, clock, language, target))
