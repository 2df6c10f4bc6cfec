"""Pictures that come in through the room: made fit for the web, named safely, and where they are used."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ..base.budgets import Budget
from ..importing.cleaning import cleaned, drop_empty
from ..importing.notes import Notes, without_marks
from ..importing.page import page_of
from ..importing.pictures import Pictures
from ..importing.writing import markdown_of
from ..pipeline.bring_in import PICTURES, id_of
from ..reading.folders import Unreadable
from .people import Person
from .room import Room

MOST_PASTED = 1_000_000  #: Characters of HTML.


class RefusedPicture(ValueError):
    """A file that is not taken in; *key*: why, in the words of the room."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Picture:
    """A picture in the folder for them."""

    name: str
    alt: str = ""
    size: int = 0  #: Bytes.
    used: tuple[str, ...] = ()  #: ``kind/id`` of the records that show it.
    told: str = ""  #: What was done with it when it came in, in words.

    @property
    def markdown(self) -> str:
        """How a text shows it."""
        alt = re.sub(r"([\\\[\]])", r"\\\1", self.alt)
        return f"![{alt}](../../{PICTURES}/{self.name})"


def taken_in(room: Room, person: Person, name: str, data: bytes, alt: str) -> Picture:
    """The picture *data*, called *name* where it came from, put in the folder for pictures.

    Raises:
        RefusedPicture: If it is no picture that can be shown.
    """
    folder = room.project.root / PICTURES
    stem = id_of(Path(name.replace("\\", "/")).stem) or "bild"
    number, free = 1, stem
    while any((folder / f"{free}-1{suffix}").exists() for suffix in (".png", ".jpg", ".webp")):
        number, free = number + 1, f"{stem}-{number + 1}"
    pictures = Pictures(free)
    try:
        made = pictures.named(data)
    except Unreadable:
        raise RefusedPicture("room.bild.ingen-bild") from None
    ready = pictures.files[made]
    room.editing.add_picture(person, made, ready)
    return Picture(made, " ".join(alt.split())[:300], len(ready), told=_told(room, _seen(data), _seen(ready)))


@dataclass(frozen=True)
class _Seen:
    """What can be seen of a picture as a file."""

    size: str  #: As ``1600 × 900``, in pixels.
    sort: str
    kilobytes: int
    has_metadata: bool


def _seen(data: bytes) -> _Seen:
    with Image.open(io.BytesIO(data)) as one:
        extra = _has_exif(one) or bool({"xmp", "comment", "photoshop"} & one.info.keys())
        return _Seen(f"{one.width} × {one.height}", one.format or "", -(-len(data) // 1000), extra)


def _has_exif(picture: Image.Image) -> bool:
    try:
        return bool(picture.getexif())
    except Exception:  # Pillow stumbles in many ways on what is broken; it is there.
        return True


def _told(room: Room, before: _Seen, after: _Seen) -> str:
    """What *before*, the picture that came, has become: size, sort, and what it told of the camera and the place."""
    same = (before.size, before.sort) == (after.size, after.sort)
    said = room.said(
        "room.bild.som-den-var" if same else "room.bild.andrad",
        size=before.size,
        sort=before.sort,
        kb=before.kilobytes,
        now=after.size,
        now_sort=after.sort,
        now_kb=after.kilobytes,
    )
    gone = before.has_metadata and not after.has_metadata
    return f"{said} {room.said('room.bild.uppgifter-borta' if gone else 'room.bild.inga-uppgifter')}"


def all_pictures(room: Room) -> tuple[Picture, ...]:
    """The pictures in the folder for them, by name, and which records show each."""
    folder = room.project.root / PICTURES
    if not folder.is_dir():
        return ()
    paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    bodies = {one.key: one.source.body for one in (*room.site.records.values(), *room.site.unpublished)}
    return tuple(
        Picture(
            path.name, "", path.stat().st_size, tuple(key for key, body in bodies.items() if f"/{path.name})" in body)
        )
        for path in paths
    )


def pasted(html: str) -> str:
    """*html*, copied out of Word or a web page, as Markdown; pictures in it are left out.

    Raises:
        TooCostly: If it is too deep to be read.
        ValueError: If a library cannot read it.
    """
    return Budget().spend("", lambda: _markdown(html[:MOST_PASTED]))


def _markdown(html: str) -> str:
    text = page_of(f"<html><body><article>{html}</article></body></html>").text
    for one in text.find_all("img"):
        one.decompose()
    cleaned(text, Notes(), "")
    drop_empty(text)
    return without_marks(markdown_of(text)).strip() + "\n"
