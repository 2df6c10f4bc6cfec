"""What the pages of the editing room are made of: one project, the work on it, and how it looks."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from ..base.problems import Place, Problem, problem
from ..base.settings import CONTENT
from ..base.texts import Phrase, phrase, spoken
from ..checks.hints import Hint, SiteWords, hints_of
from ..content.kind_info import KindInfo, kind_info
from ..content.load import load
from ..content.record import Record, swedish_key
from ..content.roles import Handout
from ..content.site import Site
from ..content.translations import first_texts
from ..importing.document import SORTS
from ..pipeline.bring_in import Draft, bring_in, id_of, is_document
from ..pipeline.hinting import SWEDISH
from ..pipeline.preview import Engine, Surveyed
from ..pipeline.project import Project
from ..pipeline.read import read_kinds
from ..pipeline.standing import state_of, turned
from ..reading import front_matter
from ..reading.folders import printable
from ..reading.front_matter import Source
from ..reading.patching import NotPatched, changed
from ..reading.site_settings import read_settings
from .accounts import Accounts, roles_now
from .brought import ToSee
from .faults import BODY, Fault, faults_of, hints_by_field, path_of, shown_line
from .following import followed, next_version
from .forms import STEERED, Asked, Field, answered, asked_by, each, filled, meant_by, texts_of
from .health import Health, health
from .names import Names
from .naming import Labels
from .people import Person
from .proposals import Editing
from .publishing import Publishing
from .questions import Questions
from .repository import Repository
from .results import NotAllowed
from .results import Refused as NotDone
from .standing_in import made_whole
from .state import Proposal
from .view import Drawn, View

MOST_FOUND = 20  #: Records that are suggested.
OWN = "egna"  #: Asked for in the place of a language: originals.
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


@dataclass(frozen=True)
class Row:
    """A text among others."""

    title: str
    kind: KindInfo
    id: str  #: With the language after a dot for a translation.
    state: str  #: How readers see it; empty when they do not.
    proposal: Proposal | None
    review: dt.date | None  #: The last day for it.

    @property
    def language(self) -> str:
        """Of a translation; empty for an original."""
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Sheet:
    """A sheet that cites a text."""

    key: str  #: ``kind/id``, with the language after a dot for a translation.
    title: str
    version: str
    next: str  #: The version that it would get.
    changes: bool  #: Whether it would say something else with the text as it is now.

    @property
    def language(self) -> str:
        """Of a translation; empty for an original."""
        return self.key.partition(".")[2]


@dataclass
class Room:
    """The editing room of *project*."""

    project: Project
    editing: Editing
    view: View
    language: str  #: What the room speaks.
    publishing: Publishing
    shown: dict[str, Drawn] = field(default_factory=dict)  #: By the token in the address of a view.
    _health: tuple[Surveyed, int, Health] | None = None  #: What was asked for last, and what it was worked out of.
    _words: tuple[Site, SiteWords] | None = None  #: What is known of the words of a site.
    _tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.questions = Questions(self.project)

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
        """What a record is called: as readers see it, else as it is proposed, else as it is written."""
        record = self.site.version(f"{kind}/{id_}")
        if record:
            return record.titel
        proposal = self.editing.proposal(kind, id_)
        data = proposal.data if proposal else self.editing.published(kind, id_)
        source = front_matter.parse(data, id_)[0] if data is not None else None
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

    def labels(self, slug: str) -> Labels:
        """What the fields of the kind *slug* are called."""
        kind = self.kind(slug)
        return Labels(asked_by(kind) if kind else (), self.language)

    def faults(self, text: Text, drawn: Drawn) -> tuple[Fault, ...]:
        """What is wrong in *text*, and what could be said better in it, by field."""
        found = faults_of(drawn.problems, text.source, self.labels(text.kind))
        if any(one.grave for one in found):
            found = tuple(sorted(dict.fromkeys((*found, *self._hidden(text))), key=lambda one: not one.grave))
        untranslated = self._untranslated(text)
        return (*found, *untranslated, *hints_by_field(self._hints(text), text.source, self.language))

    def _hidden(self, text: Text) -> list[Fault]:
        """What else is wrong in *text*, which lacks something: as the rules would tell it, were that there."""
        kind = self.kind(text.kind)
        if kind is None or text.source is None or "." in text.id:
            return []
        whole = made_whole(kind, text.source, text.id, self.titles, self.site.today)
        if whole is None:
            return []
        name, order = f"{CONTENT}/{text.name}", tuple(kind.model_fields)
        try:
            data = changed(text.data, name, dict(whole.values), None, order)
        except NotPatched:
            return []
        source, _ = front_matter.parse(data, name)
        found = faults_of(self.view.judged(text.name, data), source, self.labels(text.kind))
        return [one for one in found if not whole.has_invented(path_of(one.field))]

    def _hints(self, text: Text) -> list[Hint]:
        """What could be said better in *text*, when it is in Swedish."""
        kind, translated = self.kind(text.kind), text.id.partition(".")[2]
        if kind is None or text.source is None or (translated or self.language).partition("-")[0] != SWEDISH:
            return []
        if self._words is None or self._words[0] is not self.site:
            self._words = (self.site, SiteWords(self.site))
        return hints_of(text.source, kind, self._words[1], text.data.decode(errors="replace"))

    def original(self, text: Text) -> Text | None:
        """What *text* is a translation of, as readers see it; None when it is none."""
        id_, mark, _ = text.id.partition(".")
        data = self.editing.published(text.kind, id_) if mark else None
        return self.text(f"{text.kind}/{id_}.md", data) if data is not None else None

    def originals(self, text: Text) -> dict[str, str]:
        """What the original of the translation *text* says, by the name of the field that says it here."""
        original = self.original(text)
        if original is None:
            return {}
        fields = {one.name: one.value for one in each(original.fields) if one.value}
        return {**fields, BODY: original.body.strip()}

    def _untranslated(self, text: Text) -> list[Fault]:
        """The texts of a translation that say what the original says, in the same words."""
        before, labels = self.originals(text), self.labels(text.kind)
        if not before or text.source is None:
            return []
        same = [one for one in each(text.fields) if _is_prose(one.value) and before.get(one.name) == one.value]
        known = set(_paragraphs(before[BODY]))
        left = [one for one in _paragraphs(text.body) if _is_prose(one) and one in known]
        shown = text.body.removeprefix("\n")
        lines = [shown[: shown.index(one)].count("\n") + 1 for one in left[:1]]
        more = self.said("room.oversatt.lika-stycken", count=len(left))
        told = ((one.name, self.said("room.oversatt.lika", name=labels.of(path_of(one.name)))) for one in same)
        return [*(Fault(name, 0, said) for name, said in told), *(Fault(BODY, line, more) for line in lines)]

    def untranslated_to(self, text: Text) -> tuple[str, ...]:
        """The languages of the site that the record *text*, which readers see, has neither a text nor a proposal in."""
        if "." in text.id or self.editing.published(text.kind, text.id) is None:
            return ()
        wanted = sorted(self.editing.names.languages)
        return tuple(one for one in wanted if not self.exists(text.kind, f"{text.id}.{one}"))

    def begin_translation(self, person: Person, kind: type[Record], id_: str, language: str) -> str:
        """Propose a translation of the record to *language* that says what the original says; gives its id.

        One that is there already is left as it is.

        Raises:
            KeyError: If there is no such record for readers to see.
            OutOfBounds: If the site has no such language.
        """
        name, new = f"{kind.kind}/{id_}.md", f"{id_}.{language}"
        data = self.editing.published(kind.kind, id_)
        source = front_matter.parse(data, name)[0] if data else None
        if source is None:
            raise KeyError(name)
        if not self.exists(kind.kind, new):
            texts = first_texts(kind, front_matter.plain(source.front))
            made = changed(b"", f"{CONTENT}/{kind.kind}/{new}.md", texts, source.body, tuple(kind.model_fields))
            self.editing.create(person, kind.kind, new, made)
        return new

    def uses(self, text: Text) -> tuple[Record, ...]:
        """The records that point at *text*, or lead to it from their body; by title."""
        key, site = f"{text.kind}/{text.id}", self.site
        pointing = {link.origin.key: link.origin for link in site.links if link.target == key}
        leading = {one.key: one for one in site.records.values() if f"({_way(one, text)}" in one.source.body}
        found = {**pointing, **leading}
        return tuple(sorted((one for one in found.values() if one.key != key), key=lambda one: swedish_key(one.titel)))

    def sheets(self, text: Text, drawn: Drawn) -> tuple[Sheet, ...]:
        """The sheets that cite *text*, or are it; and which of them would say something else with what it says now."""
        changing = {one.place.path.removeprefix(f"{CONTENT}/").removesuffix(".md") for one in drawn.sheets}
        citing = {one.version_key: one for one in self.uses(text) if isinstance(one, Handout)}
        for key in changing - citing.keys():
            record = self.site.version(key)
            if isinstance(record, Handout):
                citing[key] = record
        return tuple(
            Sheet(key, one.titel, one.version, next_version(one.version), key in changing)
            for key, one in sorted(citing.items(), key=lambda item: swedish_key(item[1].titel))
        )

    def exists(self, kind: str, id_: str) -> bool:
        """Whether there is a record, or a proposal of one, of that name."""
        editing = self.editing
        return editing.published(kind, id_) is not None or editing.proposal(kind, id_) is not None

    def languages(self, text: Text) -> dict[str, str]:
        """The other language versions of *text*, and what is proposed as such: id and language, empty for the original.

        None when it has no other.
        """
        original, there = text.id.partition(".")[0], sorted(self.editing.names.languages)
        ids = [
            original,
            *(one for one in (f"{original}.{language}" for language in there) if self.exists(text.kind, one)),
        ]
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

    def state(self, record: Record | None, id_: str) -> str:
        """How readers see *record*, or its translation *id_*; empty for what has never been theirs."""
        is_new = record is None or self.editing.published(record.kind, id_) is None
        return "" if is_new or record is None else state_of(record, self.site.today)

    def rows(self, kind: type[Record] | None, words: str, state: str, language: str) -> list[Row]:
        """The texts of *kind*, or of all, whose titles hold *words*, in *state* and *language*; by title.

        *state*: how readers see it, or how a proposal stands; empty for any. *language*: of translations, :data:`OWN`
        for originals, empty for any.
        """
        wanted = words.casefold().split()
        found = (
            one
            for one in self._rows()
            if (kind is None or one.kind.kind == kind.kind)
            and state in ("", one.state, one.proposal.state if one.proposal else "")
            and language in ("", one.language or OWN)
            and all(word in one.title.casefold() for word in wanted)
        )
        return sorted(found, key=lambda one: (swedish_key(one.title), one.id))

    def _rows(self) -> Iterator[Row]:
        site, proposed = self.site, {one.key: one for one in self.editing.waiting()}
        translated = (*site.translations.values(), *site.unread_translations.values())
        versions = {one.version_key: one for those in translated for one in those.values()}
        originals = {one.key: one for one in (*site.records.values(), *site.unpublished)}
        for key, record in {**originals, **versions}.items():
            id_ = key.partition("/")[2]
            yield Row(
                record.titel,
                kind_info(type(record)),
                id_,
                self.state(record, id_),
                proposed.pop(key, None),
                record.granskas_senast,
            )
        for one in proposed.values():
            kind = self.kind(one.kind)
            if kind is not None:
                yield Row(self.title_of(one.kind, one.id), kind_info(kind), one.id, "", one, None)

    def health(self) -> Health | None:
        """How the site stands; None until all of it has been drawn once. Kept until it has been drawn again."""
        surveyed, runs = self.view.preview.surveyed, self.questions.runs
        if surveyed is not None and (self._health is None or self._health[:2] != (surveyed, runs)):
            self._health = (surveyed, runs, health(self.project, surveyed, self.language))
        return self.known_health

    def ask_others(self, person: Person) -> None:
        """Ask other sites whether the links to them lead anywhere, when all has been drawn once.

        Raises:
            NotAllowed: If the person may not publish.
        """
        if "publicerar" not in person.roles:
            raise NotAllowed(phrase("editing.not-allowed", role="publicerar"))
        surveyed = self.view.preview.surveyed
        if surveyed is not None:
            self.questions.begin(surveyed)

    @property
    def known_health(self) -> Health | None:
        """The same as it was last asked for: nothing is worked out."""
        return self._health[2] if self._health else None

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
        id_ = Path(draft.name).stem
        self.editing.create(person, kind.kind, id_, shown)
        self.editing.brought.keep(kind.kind, id_, self._to_see(kind, draft))
        return draft

    def _to_see(self, kind: type[Record], draft: Draft) -> list[ToSee]:
        """The notes on *draft* in words, with labels and titles in the place of keys and ids."""
        source, _ = front_matter.parse(draft.text.encode(), draft.name)
        return [
            ToSee(text=self._noted(kind, one.what), line=max(0, shown_line(one.line, source)) if source else 0)
            for one in draft.notes
        ]

    def _noted(self, kind: type[Record], what: Phrase) -> str:
        values = dict(what.values)
        key, ids = values.get("key"), values.get("ids")
        if what.key.startswith("imported.suggested") and isinstance(key, str) and isinstance(ids, tuple):
            labels = self.labels(kind.kind)
            titles = tuple(labels.value((key, number), str(one), self.titles) for number, one in enumerate(ids))
            values |= {"key": labels.of((key,)), "ids": titles}
        return replace(what, values=tuple(values.items())).said(self.language)


_TO_FILL_IN = re.compile(r"^(\w+:(?: \[\])?)  # .*$", re.MULTILINE)  #: What a draft says of a key that has no value.


def _as_form(fields: Sequence[Field]) -> dict[str, str]:
    return {one.name: one.value for one in each(fields) if not one.asked.several and one.asked.sort != "group"}


def _framed(body: str, before: str) -> str:
    """*body* with the empty lines around it that *before* has; one above and a line end below in a new file."""
    if not before.strip("\n"):
        return f"\n{_lines(body)}\n"
    above, below = len(before) - len(before.lstrip("\n")), len(before) - len(before.rstrip("\n"))
    return f"{before[:above]}{_lines(body)}{before[-below:] if below else ''}"


def _paragraphs(body: str) -> list[str]:
    return [one.strip() for one in re.split(r"\n(?:[ \t]*\n)+", body) if one.strip()]


def _is_prose(text: str) -> bool:
    """Whether *text* is words to translate: not a name, a number or an address alone."""
    return len(re.findall(r"\b[a-zåäöéü]{2,}\b", re.sub(r"\S+[/@]\S+", "", text))) > 1


def _way(record: Record, text: Text) -> str:
    """How the body of *record* leads to *text*."""
    return f"{text.id}.md" if record.kind == text.kind else f"../{text.kind}/{text.id}.md"


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
