"""The editing room's pages: what each address answers. Who asks, and that it may ask at all, is settled before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ..base.budgets import TooCostly
from ..base.problems import Problem
from ..base.texts import told
from ..hosting.media_types import media_type
from ..reading.folders import Unreadable
from ..reading.patching import NotPatched
from .forms import each, with_row
from .git import Unready
from .journal import Moved
from .merging import Side
from .names import OutOfBounds
from .pages import handlers
from .people import Person
from .pictures import RefusedPicture, pasted, taken_in
from .policy import FRAMED, FRAMES, SECURITY, Refused
from .publish_screens import publishing_pages
from .results import Conflict, Faulty, NotAllowed, Opened
from .results import Refused as NotDone
from .room import Room, Text
from .screens import Screens
from .view import PAPER

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]


def application(room: Room) -> Starlette:
    """What answers for *room*; to be put behind :func:`~.guard.guarded`."""
    answers = Answers(room, Screens(room))
    record = "/post/{kind}/{id}"
    table: list[tuple[str, str, Callable[..., Response]]] = [
        ("GET", "/", answers.start),
        ("GET", "/poster", answers.listed),
        ("GET", "/lage", answers.site),
        ("POST", "/lage/lankar", answers.ask_others),
        ("GET", "/ny/{kind}", answers.new),
        ("POST", "/ny/{kind}", answers.create),
        ("GET", record, answers.record),
        ("POST", record, answers.change),
        ("POST", f"{record}/visa", answers.keep),
        ("POST", f"{record}/lage", answers.move),
        ("POST", f"{record}/sprak", answers.translate),
        ("GET", f"{record}/andringar", answers.changes),
        ("GET", f"{record}/historik", answers.history),
        ("POST", f"{record}/historik", answers.restore),
        ("GET", f"{record}/historik/{{commit}}", answers.version),
        ("GET", "/bilder", answers.pictures),
        ("POST", "/bilder", answers.add_picture),
        ("GET", "/importera", answers.importing),
        ("POST", "/importera", answers.bring_in),
        ("POST", "/klistra", answers.paste),
        ("GET", "/sok", answers.found),
        ("GET", "/visning/{token}/{address:path}", answers.shown),
        *publishing_pages(room),
    ]
    routes = [Route(path, _endpoint(work), methods=[method]) for method, path, work in table]
    return Starlette(routes=routes, exception_handlers={**handlers(room.language), **answers.handlers()})


def _endpoint(work: Callable[..., Response]) -> Endpoint:
    """An endpoint that does *work* with the form, from name to text or (file name, bytes), in a thread of its own."""

    async def answer(request: Request) -> Response:
        given = request.scope["state"]["form"]
        form = {
            name: value if isinstance(value, str) else (value.filename or "", await value.read())
            for name, value in given.multi_items()
        }
        return await run_in_threadpool(work, request, form)

    return answer


class NotThere(Exception):
    """There is no such record, or no such version of it."""


class Answers:
    """What each address answers. Each takes the request and its form, from name to text or (file name, bytes)."""

    def __init__(self, room: Room, screens: Screens) -> None:
        self._room, self._screens = room, screens

    def handlers(self) -> dict[Any, Any]:
        """How what cannot be done is told."""

        async def told(request: Request, error: Exception) -> Response:
            return await run_in_threadpool(self._refused, request, error)

        return dict.fromkeys(
            (NotAllowed, NotDone, Faulty, NotPatched, Moved, Unready, Unreadable, NotThere, OutOfBounds), told
        )

    def _refused(self, request: Request, error: Exception) -> Response:
        match error:
            case NotAllowed():
                return self._screens.told(request, told(error), 403)
            case Faulty():
                return self._screens.faulty(request, error.problems)
            case NotThere() | OutOfBounds():
                return self._missing(request)
            case NotPatched():
                return self._screens.told(request, self._room.said("room.rum.gick-inte"), 422)
        return self._screens.told(request, told(error) or self._room.said("room.rum.gick-inte"), 409)

    def start(self, request: Request, form: Mapping[str, Any]) -> Response:
        """What waits for whoever asks, and how the site stands."""
        return self._screens.start(request)

    def listed(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The records, by kind and by words."""
        return self._screens.listed(request)

    def site(self, request: Request, form: Mapping[str, Any]) -> Response:
        """How the site stands."""
        return self._screens.site(request)

    def ask_others(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Ask other sites whether the links to them lead anywhere."""
        self._room.ask_others(_person(request))
        return _to("/lage")

    def translate(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Begin a translation of the record, or go on with the one that there is."""
        kind, language = self._room.kind(request.path_params["kind"]), str(form.get("sprak", ""))
        if kind is None:
            return self._missing(request)
        person, id_ = _person(request), request.path_params["id"]
        new = _there(lambda: self._room.begin_translation(person, kind, id_, language))
        return _to(f"/post/{kind.kind}/{new}?gjort=oversatt")

    def new(self, request: Request, form: Mapping[str, Any], fault: str = "") -> Response:
        """What a new record is to be called."""
        kind = self._room.kind(request.path_params["kind"])
        return self._screens.new(request, kind, form, fault) if kind else self._missing(request)

    def create(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Make the record and open it."""
        kind = self._room.kind(request.path_params["kind"])
        if kind is None:
            return self._missing(request)
        title, id_ = str(form.get("titel", "")).strip(), str(form.get("id", "")).strip()
        id_ = id_ or self._room.free_id(kind, title)
        if not title or not self._room.editing.names.has(kind.kind, id_):
            return self.new(request, form, "room.ny.fel-namn" if title else "room.ny.ingen-titel")
        if self._room.exists(kind.kind, id_):
            return self.new(request, form, "room.ny.finns")
        self._room.editing.create(_person(request), kind.kind, id_, self._room.first_text(kind, title))
        return _to(f"/post/{kind.kind}/{id_}")

    def record(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The form of a record."""
        opened = self._opened(request)
        if opened is None:
            return self._missing(request)
        text = self._room.text(_name(request), opened.data)
        return self._screens.record(request, text, opened)

    def change(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Keep what a form says; what else is done, its button says: save, or a row more, less or elsewhere."""
        opened = self._opened(request)
        if opened is None:
            return self._missing(request)
        text = self._room.text(_name(request), opened.data)
        act, _, name = str(form.get("gor", "spara")).partition(":")
        words = _words(form)
        person, (kind, id_) = _person(request), _key(request)
        if act in ("lagg", "ta", "upp", "ned"):
            moved = with_row(words, act, name)
            data = self._room.answered(text, moved)
            self._room.editing.keep(person, kind, id_, data, _base(form, opened))
            shown = self._room.again(self._room.text(text.name, data), moved)
            return self._screens.record(request, shown, opened, at=_goes_on(act, name, shown))
        data, base = self._room.answered(text, words), _base(form, opened)
        saved = self._room.editing.save(person, kind, id_, data, base, chosen=_chosen(words))
        if isinstance(saved, Conflict):
            return self._screens.conflict(request, kind, id_, saved, "spara")
        return _to(f"/post/{kind}/{id_}?gjort=sparat")

    def keep(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Keep what is being written, and say what is wrong in it and where its page is seen."""
        opened = self._opened(request)
        if opened is None:
            return JSONResponse({"fel": self._room.said("room.rum.finns-inte")}, 404)
        text = self._room.text(_name(request), opened.data)
        data = self._room.answered(text, _words(form))
        person, (kind, id_) = _person(request), _key(request)
        if data != opened.data:
            self._room.editing.keep(person, kind, id_, data, _base(form, opened))
        return JSONResponse(self._screens.kept(person, self._room.text(text.name, data)))

    def move(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Send for review, approve, send back, schedule, publish, withdraw or throw away."""
        person, (kind, id_) = _person(request), _key(request)
        act, note, seen = (str(form.get(name, "")) for name in ("gor", "anteckning", "sedd"))
        chosen = _chosen(_words(form))
        editing = self._room.editing
        steps: dict[str, Callable[[], object]] = {
            "skicka": lambda: editing.send(person, kind, id_, note),
            "godkann": lambda: editing.approve(person, kind, id_, note, seen),
            "tillbaka": lambda: editing.send_back(person, kind, id_, note),
            "schemalagg": lambda: editing.schedule(
                person, kind, id_, self._room.moment(str(form.get("tid", ""))), seen
            ),
            "avboka": lambda: editing.unschedule(person, kind, id_),
            "visa": lambda: editing.release(person, kind, id_, chosen, seen),
            "avpublicera": lambda: editing.unpublish(person, kind, id_, note, whole="helt" in form),
            "kasta": lambda: editing.discard(person, kind, id_, note),
            "glom": lambda: editing.forget(person, kind, id_),
            "sett": lambda: editing.looked_through(person, kind, id_),
        }
        if act not in steps:
            return self._missing(request)
        done = _there(steps[act])
        if isinstance(done, Conflict):
            return self._screens.conflict(request, kind, id_, done, act)
        there = self._room.exists(kind, id_)
        return _to(f"/post/{kind}/{id_}?gjort={act}" if there else f"/?gjort={act}")

    def changes(self, request: Request, form: Mapping[str, Any]) -> Response:
        """What differs from what is published."""
        opened = self._opened(request)
        if opened is None:
            return self._missing(request)
        return self._screens.changes(request, self._room.text(_name(request), opened.data))

    def history(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The versions of a record."""
        opened = self._opened(request)
        if opened is None:
            return self._missing(request)
        return self._screens.history(request, self._room.text(_name(request), opened.data))

    def version(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The page of a record as it was."""
        commit = request.path_params["commit"]
        data = _there(lambda: self._room.editing.at(*_key(request), commit))
        if data is None:
            return self._missing(request)
        return self._screens.version(request, self._room.text(_name(request), data), commit)

    def restore(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Let a proposal say what an earlier version said."""
        kind, id_ = _key(request)
        _there(lambda: self._room.editing.restore(_person(request), kind, id_, str(form.get("version", ""))))
        return _to(f"/post/{kind}/{id_}?gjort=aterstall")

    def pictures(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The pictures, where each is used, and a form for one more."""
        return self._screens.pictures(request)

    def add_picture(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Take in a picture; its Markdown is answered to a script, the list of pictures to a form."""
        given = form.get("bild")
        scripted = "json" in request.headers.get("accept", "")
        try:
            if not isinstance(given, tuple) or not given[1]:
                raise RefusedPicture("room.bild.ingen")
            picture = taken_in(self._room, _person(request), given[0], given[1], _alt(form))
        except RefusedPicture as fault:
            if scripted:
                return JSONResponse({"fel": self._room.said(fault.key)}, 422)
            return self._screens.pictures(request, fault=fault.key)
        if scripted:
            return JSONResponse({"namn": picture.name, "markdown": picture.markdown, "om": picture.told})
        return self._screens.pictures(request, taken=picture)

    def importing(self, request: Request, form: Mapping[str, Any]) -> Response:
        """A form for a document."""
        return self._screens.importing(request)

    def bring_in(self, request: Request, form: Mapping[str, Any]) -> Response:
        """A draft made of a document, and what to look at in it."""
        kind = self._room.kind(str(form.get("slag", "")))
        given = form.get("fil")
        if kind is None or not isinstance(given, tuple) or not given[1]:
            return self._screens.importing(request, fault="room.importera.inget")
        draft = self._room.brought_in(_person(request), kind, given[0], given[1])
        if isinstance(draft, Problem):
            return self._screens.importing(request, fault_text=draft.worded(self._room.language))
        return self._screens.imported(request, kind, draft)

    def paste(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Markdown of what was copied out of Word or a web page."""
        try:
            return JSONResponse({"markdown": pasted(str(form.get("html", "")))})
        except (TooCostly, ValueError):  # The script puts in the words alone.
            return JSONResponse({"fel": self._room.said("room.rum.gick-inte")}, 422)

    def found(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The records whose titles hold what was typed."""
        asked, kind = request.query_params.get("q", "")[:100], request.query_params.get("slag", "")
        return JSONResponse(self._room.matching(asked, kind or None))

    def shown(self, request: Request, form: Mapping[str, Any]) -> Response:
        """The page of a text, and the files that it needs; no script of it runs, whoever wrote it."""
        drawn = self._room.shown.get(request.path_params["token"])
        address = request.path_params["address"]
        if drawn is None:
            raise Refused(404, "room.no-address")
        own = address.removeprefix(PAPER) == drawn.address.partition("#")[0]
        body = drawn.html.encode() if own else self._room.view.file(address)
        if body is None:
            raise Refused(404, "room.no-address")
        name = address.rpartition("/")[2] or "index.html"
        return Response(body, media_type=media_type(name), headers={SECURITY: FRAMED, FRAMES: "SAMEORIGIN"})

    def _opened(self, request: Request) -> Opened | None:
        try:
            return self._room.editing.opened(_person(request), *_key(request))
        except (KeyError, OutOfBounds):
            return None

    def _missing(self, request: Request) -> Response:
        return self._screens.told(request, self._room.said("room.rum.finns-inte"), 404)


def _person(request: Request) -> Person:
    person: Person = request.scope["state"]["person"]
    return person


def _key(request: Request) -> tuple[str, str]:
    return request.path_params["kind"], request.path_params["id"]


def _name(request: Request) -> str:
    kind, id_ = _key(request)
    return f"{kind}/{id_}.md"


def _alt(form: Mapping[str, Any]) -> str:
    """What a form says that a picture shows, or that it is there for its looks alone."""
    return str(form.get("dekorativ") or form.get("alt", ""))


def _words(form: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _there(work: Callable[[], T]) -> T:
    """What *work* gives with a record.

    Raises:
        NotThere: If there is none.
    """
    try:
        return work()
    except KeyError as error:  # As the room's texts tell it; elsewhere it is a fault of ours, and must be told as one.
        raise NotThere from error


def _chosen(words: Mapping[str, str]) -> dict[str, Side]:
    """What a form takes where two changes collide."""
    sides: dict[str, Side] = {"mine": "mine", "theirs": "theirs"}
    return {key[4:]: sides[value] for key, value in words.items() if key.startswith("val.") and value in sides}


def _base(form: Mapping[str, Any], opened: Opened) -> str:
    """What the text in the form was made from."""
    return str(form.get("bas") or opened.base)


def _goes_on(act: str, name: str, text: Text) -> str:
    """The field to go on in when a row was added: the first that takes an answer in it; else the list of the row."""
    of = name if act == "lagg" else name.rpartition(".")[0]
    rows = next((one.rows for one in each(text.fields) if one.name == of), ())
    new = (one.name for one in each(rows[-1:]) if not one.asked.several and one.asked.sort != "group")
    return next(new, of) if act == "lagg" else of


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)
