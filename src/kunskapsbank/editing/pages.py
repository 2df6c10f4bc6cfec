"""The room's pages: templates in ``standard/room/``, with its words in the language of the project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Scope

from ..base.parts import STANDARD
from ..base.texts import spoken
from ..render.macros import Sandbox
from .policy import Refused

ROOM = STANDARD / "room"  #: Templates, and what a browser fetches beside them.


def drawn(template: str, language: str, **values: Any) -> str:
    """The page *template* with *values*, in *language*; ``t`` in it gives words by key and values."""
    return _templates(language).get_template(template).render(**values)


def page(
    template: str, language: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """An answer with :func:`drawn`."""
    return HTMLResponse(drawn(template, language, **values), status, headers)


def refusal(error: Refused, language: str, scope: Scope) -> Response:
    """What is answered to a request that was refused: a page for a person, a line of text for a script."""
    words = error.words.said(language)
    if "text/html" in Headers(scope=scope).get("accept", "text/html"):
        return page("fel.html", language, error.status, error.headers, words=words)
    return PlainTextResponse(f"{words}\n", error.status, error.headers)


def handlers(language: str) -> dict[Any, Any]:
    """How an app of the room answers what goes wrong in it: in words, whatever goes wrong."""

    async def refused(request: Request, error: Exception) -> Response:
        match error:
            case Refused():
                found = error
            case HTTPException(status_code=405):
                found = Refused(405, "room.no-method", error.headers)
            case HTTPException(status_code=status) if status < 500:
                found = Refused(status, "room.no-address" if status == 404 else "room.no-form", error.headers)
            case _:
                found = Refused(500, "room.failed")
        return refusal(found, language, request.scope)

    return {Refused: refused, HTTPException: refused, Exception: refused}


@cache
def _templates(language: str) -> Sandbox:
    made = Sandbox(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.clear()
    made.globals.update(t=partial(spoken(language)), lang=language)
    return made


def _template(name: str) -> str | None:
    path = ROOM / name
    return path.read_text(encoding="utf-8") if path.name == name and path.suffix == ".html" else None
