"""What a person must look at in a draft made of a document: kept beside it until somebody says that it is done."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from .names import Names, OutOfBounds
from .private import FOLDER, read_private, room_folder, write_private

BROUGHT = "hamtat"  #: In the room's folder.
MAX_BYTES = 4_000_000  #: A larger file is not one that we wrote.


class ToSee(BaseModel):
    """Something to look at."""

    model_config = ConfigDict(frozen=True)

    text: str
    line: int = 0  #: Of the body as it was brought in, from 1; 0 elsewhere.


_LIST = TypeAdapter(tuple[ToSee, ...])


class Brought:
    """The lists of all drafts, in the room's folder of the project in *root*."""

    def __init__(self, root: Path, names: Names) -> None:
        self._root, self._names = root, names

    def keep(self, kind: str, id_: str, items: Sequence[ToSee]) -> None:
        """Keep *items* for the record, in the place of what was kept.

        Raises:
            OutOfBounds: If there can be no such record.
            OSError: If the disk is full, for instance.
        """
        if items:
            folder = room_folder(self._root, BROUGHT, self._place(kind, id_).parent.name)
            write_private(folder / f"{id_}.json", _LIST.dump_json(tuple(items)))

    def of(self, kind: str, id_: str) -> tuple[ToSee, ...]:
        """What is left to look at in the record; nothing when there is no list that can be read."""
        try:
            return _LIST.validate_json(read_private(self._place(kind, id_), MAX_BYTES) or b"[]")
        except (OSError, ValidationError):
            return ()

    def drop(self, kind: str, id_: str) -> bool:
        """Forget what was to be looked at in the record; whether there was something. One that stays harms nobody."""
        path = self._place(kind, id_)
        if not path.exists():
            return False
        with suppress(OSError):
            (room_folder(self._root, BROUGHT, kind) / path.name).unlink(missing_ok=True)
        return True

    def _place(self, kind: str, id_: str) -> Path:
        if not self._names.has(kind, id_):
            raise OutOfBounds(f"{kind}/{id_}")
        return self._root / FOLDER / BROUGHT / kind / f"{id_}.json"
