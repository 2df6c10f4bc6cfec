"""What is sent to the room, read with limits of size and time, once, before anything is done with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope

from .policy import Refused

MAX_FORM_BYTES = 1_000_000
MAX_UPLOAD_BYTES = 25_000_000
MAX_DOOR_BYTES = 8_000  #: Of what somebody sends who is not in yet.
FORM_SECONDS = 30.0
UPLOAD_SECONDS = 300.0  #: 25 MB at 0.7 Mbit/s.
MAX_FIELDS = 5_000  #: A programme of a hundred rows has some hundred.
MAX_FILES = 20
_HEARD = 4  #: Times its limit.
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
JSON = "application/json"


@dataclass(frozen=True)
class Limits:
    """How much is read, and for how long."""

    size: int  #: Bytes.
    seconds: float


async def body_of(scope: Scope, receive: Receive, limits: Limits) -> bytes:
    """All that is sent. What is a little too long is heard to its end, or a browser would not hear the answer.

    Raises:
        Refused: If it is longer or slower than *limits* allow.
        ClientDisconnect: If the sender gave up.
    """
    too_large = Refused(413, "room.too-large", most=_megabytes(limits.size))
    if _told_size(scope) > limits.size * _HEARD:
        raise too_large
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(limits.seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                part = message.get("body", b"")
                size += len(part)
                if size <= limits.size:
                    body += part
                elif size > limits.size * _HEARD:
                    raise too_large
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise Refused(408, "room.too-slow") from None
    if size > limits.size:
        raise too_large
    return bytes(body)


def _told_size(scope: Scope) -> int:
    """How many bytes are to come, as the sender says."""
    return max((int(value) for name, value in scope["headers"] if name == b"content-length"), default=0)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:g}".replace(".", ",")


def sort_of(scope: Scope) -> str:
    """What a body says that it is, without parameters."""
    values = [value for name, value in scope["headers"] if name == b"content-type"]
    return values[0].decode("latin-1").partition(";")[0].strip().lower() if len(values) == 1 else ""


@asynccontextmanager
async def form_in(scope: Scope, body: bytes) -> AsyncIterator[FormData]:
    """The fields and files of *body*; empty when it is no form.

    Raises:
        Refused: If it cannot be read as what it says that it is.
    """
    if sort_of(scope) not in FORMS:
        yield FormData()
        return
    try:
        bare = {**scope, "app": None}
        del bare["app"]  # With it, faults are answered in the library's own words.
        form = await Request(bare, again(body)).form(
            max_files=MAX_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_FORM_BYTES
        )
    except (MultiPartException, FormParserError, ValueError, LookupError):
        raise Refused(400, "room.no-form") from None
    try:
        yield form
    finally:
        await form.close()


def again(body: bytes) -> Receive:
    """What gives *body* to whoever reads next, and after that that the sender is gone."""
    parts: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return parts.pop() if parts else {"type": "http.disconnect"}

    return receive
