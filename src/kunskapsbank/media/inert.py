"""Whether a file is inert: for whoever did not make it, whether it lies in ``docs/``, in a cache or in a built site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

from ..base.texts import phrase, told
from ..reading.folders import Unreadable
from .dangers import Danger
from .drawings import active_parts_of_svg
from .metadata import MAX_PIXELS, PICTURES, size_of, stripped
from .office import is_harmless
from .pdf import active_parts_of_pdf
from .texts import active_parts_of_json, active_parts_of_table, active_parts_of_text
from .xmldata import active_parts_of_xml

_JUDGES: Mapping[str, Callable[[bytes], list[Danger]]] = {
    ".svg": active_parts_of_svg,
    ".xml": active_parts_of_xml,
    ".pdf": active_parts_of_pdf,
    ".json": active_parts_of_json,
    ".webmanifest": active_parts_of_json,
    ".csv": active_parts_of_table,
    ".txt": active_parts_of_text,
    # What a site is as to programs: beside its pages.
    ".atom": active_parts_of_xml,
    ".ics": active_parts_of_text,
    ".jsonld": active_parts_of_json,
    ".md": active_parts_of_text,
    ".ttl": active_parts_of_text,
}
_HOLDING = frozenset((".docx", ".zip"))  #: Files that hold others, judged whole as they are handed out.
JUDGED = frozenset(_JUDGES) | PICTURES | _HOLDING  #: The suffixes of files that :func:`dangers` looks into.


def dangers(data: bytes, suffix: str) -> list[Danger]:
    """What *data*, a file whose name ends with *suffix*, would run, fetch or carry. Nothing is raised.

    A file that is not whole and of the sort that its name says is dangerous: nobody knows what a reader's program makes
    of it. Of sorts outside :data:`JUDGED` nothing is said.
    """
    try:
        if suffix.lower() in _HOLDING:
            inert = is_harmless(data, suffix.lower())
            return [] if inert else [Danger(1, 1, phrase("inside-the-file"), phrase("save-anew"))]
        if suffix.lower() in PICTURES:
            stripped(data, suffix.lower())
            if prod(size_of(data, suffix.lower())) > MAX_PIXELS:
                raise Unreadable(phrase("endless-picture", most=MAX_PIXELS // 1_000_000))
        return active_parts(data, suffix.lower())
    except Unreadable as fault:
        return [Danger(1, 1, phrase("unjudgeable", fault=told(fault)), phrase("save-anew"))]


def active_parts(data: bytes, suffix: str) -> list[Danger]:
    """As :func:`dangers`, of a file that is whole.

    Raises:
        Unreadable: If it is not.
    """
    judge = _JUDGES.get(suffix)
    return judge(data) if judge else []
