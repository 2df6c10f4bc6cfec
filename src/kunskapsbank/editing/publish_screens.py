"""The pages where somebody publishes: what it would change, how far it has come, and the releases to go back to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ..base.texts import told
from ..content.addresses import address_of
from ..publish.publishing import PublishError
from .pages import page
from .people import Person
from .plan import Plan
from .publishing import Stage
from .results import Refused
from .room import Room

HERE = "/publicera"
MOST_LISTED = 200  #: Pages or texts of a sort.
SHARES = {"reading": (0, 35), "writing": (35, 65), "verifying": (65, 80), "publishing": (80, 85), "provar": (85, 100)}
"""From how many to how many of a hundred parts each stage of the preparation takes, as builds usually do."""


def publishing_pages(room: Room) -> list[tuple[str, str, Callable[..., Response]]]:
    """Method, path and work of every address here."""
    pages = PublishingPages(room)
    return [
        ("GET", HERE, pages.shown),
        ("GET", f"{HERE}/lage", pages.stage),
        ("POST", f"{HERE}/forbered", pages.prepare),
        ("POST", f"{HERE}/publicera", pages.publish),
        ("POST", f"{HERE}/tillbaka", pages.go_back),
    ]


class PublishingPages:
    """What each address answers, as those of :class:`~.app.Answers`."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def shown(self, request: Request, form: Mapping[str, Any], fault: str = "", status: int = 200) -> Response:
        """What is under way; else what would be changed, or why it cannot be, and the releases."""
        publishing, state = self._room.publishing, request.scope["state"]
        person: Person = state["person"]
        job = publishing.job()
        values: dict[str, Any] = {"prepared": None, "plan": None, "moved": False, "releases": None}
        if job is None:
            try:
                values = self._told()
            except PublishError as error:
                fault = fault or self._room.said("room.publicera.nas-inte", why=self._words(error))
        return page(
            "publish.html",
            self._room.language,
            status,
            person=person,
            csrf=state["csrf"],
            path=HERE,
            job=job,
            percent=percent(publishing.stage()),
            stage=publishing.stage().name,
            ended=publishing.ended(),
            waiting=[(one, self._title(one.key)) for one in publishing.waiting()],
            may="publicerar" in person.roles,
            fault=fault,
            title=self._title,
            target=publishing.target,
            most=MOST_LISTED,
            **values,
        )

    def stage(self, request: Request, form: Mapping[str, Any]) -> Response:
        """How far it has come, for a script."""
        publishing = self._room.publishing
        job, stage = publishing.job(), publishing.stage()
        said = self._room.said(f"room.publicera.steg.{stage.name or 'borjar'}")
        return JSONResponse({"pagar": job is not None, "procent": percent(stage), "steg": said})

    def prepare(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Begin to build."""
        person = _person(request)
        return self._after(request, lambda: self._room.publishing.prepare(person, trial="prov" in form))

    def publish(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Begin to publish what the form names."""
        release, may_lose = str(form.get("utgava", "")), "ta-bort" in form
        person = _person(request)
        return self._after(request, lambda: self._room.publishing.publish(person, release, may_lose=may_lose))

    def go_back(self, request: Request, form: Mapping[str, Any]) -> Response:
        """Begin to show an earlier release."""
        person = _person(request)
        return self._after(request, lambda: self._room.publishing.go_back(person, str(form.get("utgava", ""))))

    def _after(self, request: Request, work: Callable[[], None]) -> Response:
        try:
            work()
        except (Refused, PublishError) as error:
            return self.shown(request, {}, self._words(error), 409)
        return RedirectResponse(HERE, 303)

    def _told(self) -> dict[str, Any]:
        """What is prepared and what it would change, and the releases."""
        publishing = self._room.publishing
        prepared = publishing.prepared()
        moved = prepared is not None and publishing.has_moved(prepared)
        plan = publishing.plan(prepared) if prepared and not moved else None
        return {
            "prepared": prepared,
            "moved": moved,
            "plan": plan,
            "pages": self._pages(plan) if plan else {},
            "lost": [(one, self._lost_title(one)) for one in (prepared.lost if prepared else ())],
            "releases": publishing.releases(),
        }

    def _pages(self, plan: Plan) -> dict[str, list[tuple[str, str]]]:
        """The pages of each sort, by address and title."""
        titles = self._titles()

        def named(addresses: Iterable[str]) -> list[tuple[str, str]]:
            return [(one, titles.get(one.strip("/"), "")) for one in addresses]

        return {"nya": named(plan.new), "andrade": named(plan.changed or ()), "borta": named(plan.gone)}

    def _titles(self) -> dict[str, str]:
        records = self._room.site.records.values()
        return {address_of(one).strip("/"): one.titel for one in records if "#" not in address_of(one)}

    def _lost_title(self, address: str) -> str:
        return self._titles().get(address.strip("/"), "")

    def _title(self, key: str) -> str:
        record = self._room.site.version(key)
        return record.titel if record else key

    def _words(self, error: BaseException) -> str:
        said = told(error)
        return said if isinstance(said, str) else said.said(self._room.language)  # type: ignore[union-attr]


def percent(stage: Stage) -> int | None:
    """How much of the preparation is done at *stage*; None when nobody knows."""
    if stage.name not in SHARES:
        return None
    begun, ended = SHARES[stage.name]
    return begun + (ended - begun) * min(stage.done, stage.total) // stage.total if stage.total else begun


def _person(request: Request) -> Person:
    person: Person = request.scope["state"]["person"]
    return person
