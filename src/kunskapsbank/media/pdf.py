"""PDF: what it tells of its makers, and what it could run or carry."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..reading.folders import Unreadable
from .jpeg import stripped_jpeg

_KEPT_INFO = ("/Title", "/Trapped")
_MADE_BY = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_COMMENT_BY = ("/T", "/M", "/CreationDate")  #: On a form's field, /T is the name of the field instead.
_XMP_KEPT = {"dc:title", "dc:language", "pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:conformance"}
"""What readers' programs need: the title and language, and which accessibility standard the file follows."""


def stripped_pdf(data: bytes) -> bytes:
    """Leave out who made the file, with what and when, comments' names, and EXIF in its photographs."""
    with _opened(data) as pdf:
        before = pdf.open_metadata()
        kept = {key: before[key] for key in _XMP_KEPT if key in before}
        for part in _parts(pdf):
            _strip(part)
        for key in [key for key in pdf.docinfo if key not in _KEPT_INFO]:
            del pdf.docinfo[key]
        if kept:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as after:
                for key, value in sorted(kept.items()):
                    after[key] = value
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The PDF *data*; whatever is found damaged while it is looked through makes it :class:`Unreadable`."""
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # It tells of metadata that it cannot read, with a trace.
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise Unreadable("filen är låst med lösenord") from None
    except Unreadable:
        raise
    except (pikepdf.PdfError, ValueError, TypeError):
        raise Unreadable("filen är ingen hel PDF") from None


def _parts(pdf: Any) -> Iterator[Any]:
    """Every dictionary and stream of a PDF, also those that lie inside others."""
    import pikepdf

    waiting = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            inside = list(part)
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            inside = [part[key] for key in part.keys()]  # noqa: SIM118 - iterating over a stream is another thing
        else:
            continue
        waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _strip(part: Any) -> None:
    """Remove what says who made *part*, one object of a PDF: the document, a page, a picture or a comment."""
    for key in _told_by(part):
        del part[key]
    if _is_photograph(part):
        filters: Any = part["/Filter"]
        parameters: Any = part.get("/DecodeParms")
        part.write(stripped_jpeg(part.read_raw_bytes()), filter=filters, decode_parms=parameters)


def _told_by(part: Any) -> list[str]:
    names = [*_MADE_BY, *(_COMMENT_BY if "/Rect" in part and "/FT" not in part else ())]
    return [name for name in names if name in part]


def _is_photograph(part: Any) -> bool:
    import pikepdf

    return isinstance(part, pikepdf.Stream) and part.get("/Filter") == "/DCTDecode"


def pdf_tells(data: bytes) -> bool:
    """A PDF is written anew when it is stripped, so its bytes say nothing of what it told."""
    with _opened(data) as pdf:
        xmp = pdf.open_metadata()
        kept = sum(key in xmp for key in _XMP_KEPT)
        return (
            len(xmp) > kept
            or any(key not in _KEPT_INFO for key in pdf.docinfo)
            or any(
                {*_told_by(part)} - ({"/Metadata"} if part == pdf.Root else set())
                or (_is_photograph(part) and stripped_jpeg(part.read_raw_bytes()) != part.read_raw_bytes())
                for part in _parts(pdf)
            )
        )


_RUNS = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")


def active_parts_of_pdf(data: bytes) -> list[str]:
    """The names of what a PDF could run or carry: scripts, programs, other files.

    Raises:
        Unreadable: If it is no whole PDF, or locked.
    """
    found: set[str] = set()
    with _opened(data) as pdf:
        for part in _parts(pdf):
            names = {*part.keys(), *(str(part[key]) for key in ("/S", "/Type", "/Subtype") if key in part)}
            found |= names & set(_RUNS)
    return sorted(found)
