"""What the screens of the editing room show: a record in its form, lists, the start page, a choice to make."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..base.problems import Problem
from ..base.settings import CONTENT
from ..base.texts import Phrase
from ..content.kind_info import KindInfo, kind_info
from ..content.load import is_withdrawn
from ..content.record import Record, swedish_key
from ..language.names import language_name
from ..pipeline.bring_in import Draft
from ..pipeline.standing import STATES, by_month, standing
from .faults import BODY, FRONT, Fault
from .forms import PREFIX, Field, Plain, each
from .merging import Difference, Path, Piece, differences
from .pages import page
from .people import Person
from .pictures import Picture, all_pictures
from .questions import MOST as MOST_ASKED
from .results import Conflict, Opened
from .room import Room, Text
from .state import STATES as PROPOSED
from .view import Drawn

DONE = frozenset(
    "sparat skicka godkann tillbaka schemalagg avboka visa avpublicera kasta glom aterstall sett oversatt".split()
)  #: What a screen tells of.
MOST_LISTED = 200  #: Records of one list, and reviews on the start page.


class Screens:
    """Draws the screens of *room*."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def start(self, request: Request) -> Response:
        """What waits for the person, and how the site stands."""
        room, person = self._room, _person(request)
        site = room.site
        stands = standing(site, (), ())
        waiting = room.editing.waiting()
        return self._page(
            request,
            "start.html",
            mine=[(one, self._room.title_of(one.kind, one.id)) for one in room.editing.works.all(person)],
            waiting=[(one, self._room.title_of(one.kind, one.id)) for one in waiting],
            overdue=stands.overdue[:MOST_LISTED],
            soon=[one for one in stands.reviews if 0 <= (one.day - site.today).days <= 60][:MOST_LISTED],
            months=by_month(stands.reviews),
            health=room.known_health,
            done=_done(request),
            kinds=self._kinds(),
            publishing=room.publishing.standing(),
        )

    def listed(self, request: Request) -> Response:
        """The texts of a kind, in a state and a language, or those whose titles hold some words."""
        room = self._room
        slug, words, state, language = (request.query_params.get(name, "") for name in ("slag", "q", "lage", "sprak"))
        kind, words = room.kind(slug), words[:100]
        rows = room.rows(kind, words, state, language)
        return self._page(
            request,
            "list.html",
            kind=kind_info(kind) if kind else None,
            words=words,
            state=state,
            speaking=language,
            states=(*STATES, *PROPOSED),
            languages=sorted(room.editing.names.languages),
            rows=rows[:MOST_LISTED],
            more=max(0, len(rows) - MOST_LISTED),
            kinds=self._kinds(),
        )

    def site(self, request: Request) -> Response:
        """How the site stands, for all or for one who answers for pages."""
        found, owner = self._room.health(), request.query_params.get("ansvarig", "")[:200]
        return self._page(
            request,
            "standing.html",
            health=found.of(owner) if found else None,
            owners=found.owners if found else (),
            owner=owner,
            questions=self._room.questions,
            asked=MOST_ASKED,
            most=MOST_LISTED,
            plural={slug: kind.plural for slug, kind in self._room.site.kinds.items()},
        )

    def new(self, request: Request, kind: type[Record], form: Mapping[str, Any], fault: str) -> Response:
        """What a new record of *kind* is to be called."""
        return self._page(request, "new.html", 422 if fault else 200, kind=kind_info(kind), form=form, fault=fault)

    def record(self, request: Request, text: Text, opened: Opened, at: str = "") -> Response:
        """The form of *text*. *at*: the field to go on in."""
        room, person = self._room, _person(request)
        token, drawn = room.look(person, text)
        kind = room.kind(text.kind)
        assert kind is not None
        faults = room.faults(text, drawn)
        by_field = _by_field(faults, text.fields)
        first, needed, more = _in_groups(text.fields, by_field)
        return self._page(
            request,
            "record.html",
            text=text,
            kind=kind_info(kind),
            opened=opened,
            title=self._room.title_of(text.kind, text.id),
            faults=faults,
            summary=self._summary(faults),
            by_field=by_field,
            first=first,
            needed=needed,
            more=more,
            lists=self._lists(text.fields),
            token=token,
            drawn=drawn,
            at=at,
            hit=self._hit(drawn),
            files=room.view.files_of(drawn.record) if drawn.record else (),
            card=room.view.card_of(drawn) if drawn.html else "",
            raw="" if text.source else text.data.decode(errors="replace"),
            others=[one for one in room.editing.others(text.kind, text.id) if one.login != person.login],
            state=room.state(drawn.record, text.id),
            languages=room.languages(text),
            untranslated=room.untranslated_to(text),
            originals=room.originals(text),
            brought=room.editing.brought.of(text.kind, text.id),
            uses=room.uses(text),
            sheets=room.sheets(text, drawn),
            today=room.site.today,
            done=_done(request),
            body=BODY,
            front=FRONT,
        )

    def kept(self, person: Person, text: Text) -> dict[str, Any]:
        """What a script is told of a text that was kept."""
        token, drawn = self._room.look(person, text)
        faults = self._room.faults(text, drawn)
        return {
            "visning": f"/visning/{token}/",
            "adress": drawn.address,
            "traff": self._hit(drawn),
            "fel": [
                {"falt": one.field, "text": one.message, "hel": one.whole, "sort": one.sort, "nr": one.line}
                for one in faults
            ],
            "sammanfattning": self._summary(faults),
            "blad": [one.key for one in self._room.sheets(text, drawn) if one.changes],
            "ritad": bool(drawn.html),
        }

    def conflict(self, request: Request, kind: str, id_: str, conflict: Conflict, act: str) -> Response:
        """What somebody else has changed meanwhile, and what to choose between. *act*: what was to be done."""
        return self._page(
            request,
            "conflict.html",
            409,
            key=f"{kind}/{id_}",
            conflict=conflict,
            act=act,
            base=hashlib.sha256(conflict.base).hexdigest() if conflict.base is not None else "",
            labels=self._room.labels(kind),
            lines=self._lines_at(kind),
        )

    def faulty(self, request: Request, problems: Sequence[Problem]) -> Response:
        """Why a text cannot be shown to readers."""
        found = [self._found(one) for one in problems]
        return self._page(request, "faulty.html", 422, problems=found)

    def changes(self, request: Request, text: Text) -> Response:
        """What differs from what is published."""
        shown = self._room.editing.published(text.kind, text.id) or b""
        return self._page(
            request,
            "changes.html",
            text=text,
            title=self._room.title_of(text.kind, text.id),
            differences=[self._with_titles(text.kind, one) for one in self._differences(shown, text)],
            labels=self._room.labels(text.kind),
        )

    def history(self, request: Request, text: Text) -> Response:
        """The versions of a record."""
        return self._page(
            request,
            "history.html",
            text=text,
            title=self._room.title_of(text.kind, text.id),
            versions=self._room.editing.history(text.kind, text.id),
        )

    def version(self, request: Request, text: Text, revision: str) -> Response:
        """A record as it was with the commit *revision*."""
        token, drawn = self._room.look(_person(request), text, revision)
        return self._page(request, "version.html", text=text, token=token, drawn=drawn, revision=revision)

    def pictures(self, request: Request, fault: str = "", taken: Picture | None = None) -> Response:
        """The pictures, and where each is used. *taken*: the one that has just come in."""
        return self._page(
            request,
            "pictures.html",
            422 if fault else 200,
            pictures=all_pictures(self._room),
            fault=fault,
            taken=taken,
        )

    def importing(self, request: Request, fault: str = "", fault_text: Problem | None = None) -> Response:
        """A form for a document."""
        said = f"{fault_text.message} {fault_text.hint}" if fault_text else self._room.said(fault) if fault else ""
        return self._page(request, "import.html", 422 if said else 200, kinds=self._kinds(), fault=said)

    def imported(self, request: Request, kind: type[Record], draft: Draft) -> Response:
        """What to look at in a draft that was made of a document."""
        id_ = FilePath(draft.name).stem
        notes = self._room.editing.brought.of(kind.kind, id_)
        return self._page(request, "imported.html", kind=kind_info(kind), notes=notes, id=id_)

    def told(self, request: Request, said: Any, status: int) -> Response:
        """A page that says one thing: a text, or a phrase."""
        text = said.said(self._room.language) if isinstance(said, Phrase) else str(said)
        return self._page(request, "told.html", status, said=text)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        state = request.scope["state"]
        shared: dict[str, Any] = {
            "person": state["person"],
            "csrf": state["csrf"],
            "path": request.url.path,
            "title_of": self._title,
        }
        shared |= {"chosen": self._room.chosen, "speech": self._speech}
        return page(template, self._room.language, status, **shared, **values)

    def _title(self, key: str) -> str:
        """What the record called *key*, ``kind/id``, is called."""
        kind, _, id_ = key.partition("/")
        return self._room.title_of(kind, id_)

    def _speech(self, language: str) -> str:
        """What *language* is called."""
        return language_name(language, self._room.language)

    def _kinds(self) -> list[KindInfo]:
        """The kinds that somebody writes records of, by what one is called."""
        every = map(kind_info, self._room.site.kinds.values())
        return sorted(every, key=lambda one: swedish_key(one.singular))

    def _lists(self, fields: Sequence[Field]) -> dict[str, dict[str, str]]:
        """The titles to choose from in the fields that point at records of one kind, by kind."""
        kinds = {one.asked.ref.kind for one in each(fields) if one.asked.ref and one.asked.ref.kind}
        return {kind: self._room.titles(kind) for kind in sorted(filter(None, kinds))}

    def _summary(self, faults: Sequence[Fault]) -> str:
        """How many there are of each sort."""
        count = Counter(one.sort for one in faults)
        return self._room.said("room.post.fel", wrong=count["error"], count=count["warning"], hints=count["hint"])

    def _hit(self, drawn: Drawn) -> dict[str, str]:
        """How a page looks among the hits of a search; nothing of one that is withdrawn."""
        record = drawn.record
        if record is None or is_withdrawn(record, self._room.site.today):
            return {}
        return {"titel": record.titel, "slag": record.singular, "text": record.ingress}

    def _differences(self, before: bytes, text: Text) -> tuple[Difference, ...]:
        return differences(before, text.data, f"{CONTENT}/{text.name}")

    def _with_titles(self, slug: str, one: Difference) -> Difference:
        """*one*, of a record of the kind *slug*, with the titles of the records that it points at."""
        labels, titles = self._room.labels(slug), self._room.titles
        asked = labels.at(one.path)
        if asked is None or asked.ref is None:
            return one
        before, after = (labels.value(one.path, text, titles) for text in one.texts)
        return replace(one, before=_piece(before), after=_piece(after))

    def _lines_at(self, slug: str) -> Callable[[Path, Plain | None], list[str]]:
        """What gives the value at a path of a record of the kind *slug* as lines to read."""
        labels, titles = self._room.labels(slug), self._room.titles
        return lambda path, value: list(labels.lines(path, value, titles))

    def _found(self, problem: Problem) -> tuple[str, str, Problem]:
        """The record that *problem* is in, ``kind/id``, its title, and the problem in the words of its form."""
        key = problem.place.path.removeprefix(f"{CONTENT}/").removesuffix(".md")
        kind, _, id_ = key.partition("/")
        known = self._room.kind(kind) is not None
        title = self._room.title_of(kind, id_) if known else problem.place.path
        return key if known else "", title, self._room.labels(kind).worded(problem)


def _piece(text: str) -> tuple[Piece, ...]:
    return (Piece(text, True),) if text else ()


def _person(request: Request) -> Person:
    person: Person = request.scope["state"]["person"]
    return person


def _done(request: Request) -> str:
    """What was done before this page, when it is one of the things that are told."""
    asked = request.query_params.get("gjort", "")
    return asked if asked in DONE else ""


def _by_field(faults: Sequence[Fault], fields: Sequence[Field]) -> dict[str, list[Fault]]:
    """*faults* by the name of the field, of those that a form has, that they are nearest to."""
    there = {BODY, FRONT, *(one.name for one in each(fields))}
    found: dict[str, list[Fault]] = {}
    for one in faults:
        name = one.field
        while name not in there:
            name = name.rpartition(".")[0] or FRONT
        found.setdefault(name, []).append(one)
    return found


_FIRST = frozenset({f"{PREFIX}.titel", f"{PREFIX}.ingress"})  #: What stands above the body, as on the page.


def _in_groups(fields: Sequence[Field], by_field: Mapping[str, object]) -> tuple[list[Field], list[Field], list[Field]]:
    """Those above the body; those of the kind's own, and others that are filled in or faulty; and the rest."""
    faulty = {".".join(name.split(".")[:2]) for name in by_field}
    first = [one for one in fields if one.name in _FIRST]
    rest = [one for one in fields if one.name not in _FIRST]
    shared = {f"{PREFIX}.{name}" for name in Record.model_fields}
    needed = [
        one for one in rest if one.name not in shared or one.asked.required or one.is_filled or one.name in faulty
    ]
    return first, needed, [one for one in rest if one not in needed]
