"""Answers browsers until somebody stops it: one process, no line of a request in any log."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from .policy import HEADERS

HEADER_SECONDS = 10.0  #: Until a connection must have said what it asks for.
MAX_HEADER_BYTES = 16_000
MAX_CONNECTIONS = 500
KEPT_SECONDS = 5  #: That a connection is kept for the next request.
STOP_SECONDS = 10  #: For answers that are under way when the server is stopped.


@contextmanager
def serving(app: ASGIApp, host: str, port: int) -> Iterator[None]:
    """Answer at *host* and *port* with *app*, from a thread of its own; the port is open when the caller goes on.

    Raises:
        OSError: If the port cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=256) as listening:
        config = uvicorn.Config(
            app,
            http=_Protocol,
            ws="none",
            lifespan="auto",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEPT_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
            h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        )
        server = uvicorn.Server(config)
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])), daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(2 * STOP_SECONDS)


class _Protocol(H11Protocol):
    """Uvicorn's own, which waits for a request only so long, and refuses what is none with the headers of the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            transport.close()
        self._wait_or_not()

    def data_received(self, data: bytes) -> None:
        """Go on waiting for a request, or not."""
        super().data_received(data)
        self._wait_or_not()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        if self._late:
            self._late.cancel()
        super().connection_lost(exc)

    def _wait_or_not(self) -> None:
        waits = self.conn.their_state is h11.IDLE
        if waits and self._late is None:
            self._late = self.loop.call_later(HEADER_SECONDS, self.transport.close)
        elif not waits and self._late:
            self._late.cancel()
            self._late = None

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, if it can still be answered."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            body = f"{msg}\n".encode()
            told = {**HEADERS, "content-type": "text/plain; charset=utf-8", "content-length": str(len(body))}
            headers = [(name.encode(), value.encode()) for name, value in {**told, "connection": "close"}.items()]
            for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
