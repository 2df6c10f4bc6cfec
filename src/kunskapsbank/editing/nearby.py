"""Whether the room of one's own is open on this computer, so that a preview can lead to it.

What is kept is a port, and no secret: whoever comes to the room has a session there already, or is asked for one.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .private import FOLDER, read_private, room_folder, write_private

FILE = "oppen"  #: In the room's folder.
_MOST_DIGITS = 5
_SECONDS = 0.5  #: Until a port of this computer has answered.


@contextmanager
def open_at(root: Path, port: int) -> Iterator[None]:
    """Tell that the room of the project in *root* answers at *port* of this computer, as long as it does."""
    file = room_folder(root) / FILE
    write_private(file, str(port).encode())
    try:
        yield
    finally:
        with suppress(OSError):
            if read_private(file, _MOST_DIGITS) == str(port).encode():
                file.unlink()


def port_of(root: Path) -> int | None:
    """Where the room of the project in *root* answers on this computer; None when none does."""
    with suppress(OSError, ValueError):
        port = int(read_private(root / FOLDER / FILE, _MOST_DIGITS))
        if port not in range(1, 65536):  # Somebody else has written it.
            return None
        with socket.create_connection(("127.0.0.1", port), _SECONDS):
            return port
    return None
