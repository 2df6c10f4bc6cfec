"""``kb`` with a room of little patience, so that it can be tested, and with its own pages or a few known ones."""

from __future__ import annotations

import sys
import types

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from kunskapsbank.cli import main
from kunskapsbank.editing import accounts, guard, server
from kunskapsbank.editing.pages import handlers
from kunskapsbank.editing.policy import FRAMED, FRAMES, SECURITY
from kunskapsbank.editing.room import Room

from .conftest import QUICK
from .room import FEW

SECRET = "hemligt-i-ett-fel"  #: What a fault of the app says.


def application(room: Room) -> Starlette:
    """Pages of every sort."""

    async def start(request: Request) -> Response:
        person, csrf = request.state.person, request.state.csrf
        fields = (
            f'<input type="hidden" name="csrf" value="{csrf}"><textarea name="text"></textarea><button>Spara</button>'
        )
        form = f'<form method="post" action="/spara">{fields}</form>'
        out = f'<form method="post" action="/logga-ut">{fields.replace("Spara", "Ut")}</form>'
        return HTMLResponse(f"<!doctype html><p>{person.login}</p>{form}{out}")

    async def save(request: Request) -> Response:
        form = request.state.form
        return PlainTextResponse(f"{request.state.person.login}: {form.get('text', '')}")

    async def draft(request: Request) -> Response:
        headers = {SECURITY: FRAMED, FRAMES: "SAMEORIGIN"}
        return HTMLResponse("<!doctype html><p>utkast<script>top.document.title = 'nått'</script>", headers=headers)

    async def framing(request: Request) -> Response:
        return HTMLResponse('<!doctype html><title>rummet</title><iframe src="/visning/a/b"></iframe>')

    async def broken(request: Request) -> Response:
        raise ValueError(SECRET)

    return Starlette(
        routes=[
            Route("/", start),
            Route("/{kind}/{id}/spara", save, methods=["POST"]),
            Route("/spara", save, methods=["POST"]),
            Route("/bilder", save, methods=["POST"]),
            Route("/visning/{kind}/{id}", draft),
            Route("/ram", framing),
            Route("/trasig", broken, methods=["GET", "POST"]),
        ],
        exception_handlers=handlers(room.language),
    )


if __name__ == "__main__":
    guard.FORM_SECONDS = server.HEADER_SECONDS = 1.5  # type: ignore[attr-defined]
    accounts.PasswordHasher = QUICK  # type: ignore[misc, assignment]
    if sys.argv.pop(1) == FEW:
        module = types.ModuleType("kunskapsbank.editing.app")
        module.application = application  # type: ignore[attr-defined]
        sys.modules[module.__name__] = module
    main()
