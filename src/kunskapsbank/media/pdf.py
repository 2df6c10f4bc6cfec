"""PDFs written anew: without what they tell of their makers, and without what they could run, fetch or carry.

Everything that is reached from the trailer is judged, and everything else in the file too. What may happen when
somebody reads or clicks stands on lists here; the rest is dangerous. What comes out is opened and judged once more.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..base.contact_links import is_plain_contact
from ..base.texts import Phrase, phrase
from ..reading.folders import Unreadable
from .dangers import Danger, once
from .jpeg import stripped_jpeg

MAX_PARTS = 1_000_000  #: Dictionaries, arrays and values in one PDF, each counted as often as it is looked at.

_LIMITS = {  #: What qpdf may use for one file: a PDF of some kB can otherwise fill the memory.
    "flate_max_memory": 128 * 1024**2,
    "png_max_memory": 128 * 1024**2,
    "tiff_max_memory": 128 * 1024**2,
    "run_length_max_memory": 128 * 1024**2,
    "parser_max_container_size": 500_000,
}

_HARMLESS_DAMAGE = "Resources is missing or invalid; repairing"  #: As qpdf says it: of a page that uses nothing.

_KEPT_INFO = ("/Title", "/Trapped")
_MADE_BY = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_COMMENT_BY = ("/T", "/M", "/CreationDate")  #: On a form's field, /T is the name of the field instead.
_XMP_KEPT = {"dc:title", "dc:language", "pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:conformance"}
"""What readers' programs need: the title and language, and which accessibility standard the file follows."""

# What stands in these lists are names of PDF 2.0 (ISO 32000-2); the numbers are its sections and tables.
_ACTIONS = frozenset(("/GoTo", "/Named", "/URI"))  #: 12.6.4: to a place in the file, to a page beside, to a web page.
_LIKE_ACTIONS = frozenset(("/Action", "/URI", "/Named"))  #: What is judged as an action wherever it stands.
_NAMED = frozenset(("/NextPage", "/PrevPage", "/FirstPage", "/LastPage"))  #: 12.6.4.12; other names are of programs.
_ADDRESS = re.compile(rb"(?i)(?:https?://[^\x00-\x20\x7f/\\][^\x00-\x20\x7f\\]*|mailto:[^\x00-\x20\x7f\\]+)")
_ANNOTATIONS = frozenset(
    """
/Text /Link /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut /Caret
/Stamp /Ink /Popup /Widget /PrinterMark /TrapNet /Watermark /Redact""".split()
)
"""Table 171, without what plays, carries files or holds a world of its own."""
_CATALOG = frozenset(
    """
/Type /Version /Extensions /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout /PageMode /Outlines /Threads
/OpenAction /Metadata /StructTreeRoot /MarkInfo /Lang /OutputIntents /PieceInfo /OCProperties /AcroForm
/LastModified""".split()
)
"""Table 29, without what runs, carries files, or gives other addresses a base."""
_NAME_TREES = frozenset(("/Dests", "/Limits"))  #: Table 32: the rest are scripts, files and pages out of sight.
_CARRY = frozenset(
    """
/AA /JS /JavaScript /Launch /EF /EmbeddedFiles /AF /RF /UF /XFA /Movie /Sound /Rendition /Renditions /3DD /3DV /3DA
/RichMediaContent /RichMediaSettings /AlternatePresentations /OPI /IDS /URLS /SV /Collection /Requirements""".split()
)
"""Keys that run, carry or fetch something, wherever they stand."""
_STREAM_CARRY = frozenset(("/F", "/FFilter", "/FDecodeParms", "/Ref"))  #: Content from another file: 7.3.8, 8.10.4.
_SORTS = frozenset(
    """
/JavaScript /Launch /GoToR /GoToE /GoToDp /Thread /Sound /Movie /Hide /SubmitForm /ResetForm /ImportData /SetOCGState
/Rendition /Trans /GoTo3DView /RichMediaExecute /EmbeddedFile /Filespec /FileSpec /F /3D /U3D /PRC /RichMedia /PS
/FileAttachment /Screen /Projection /SoundActivation /MediaClip""".split()
)
"""Actions and parts that are known by their sort (``/S``, ``/Type``, ``/Subtype``), wherever they stand."""
_NAMES_ARE_FREE = frozenset(
    """
/Font /XObject /ExtGState /ColorSpace /Pattern /Shading /Properties /RoleMap /ClassMap /Dests /Colorants /CharProcs
/RoleMapNS""".split()
)
"""Dictionaries whose keys are names that the maker chose."""

_SCRIPT = frozenset(("/JS", "/JavaScript"))
_FILE = frozenset("/EF /EmbeddedFiles /EmbeddedFile /AF /RF /UF /Filespec /FileSpec /F /FileAttachment".split())
_PLAIN = phrase("plain-pdf")
_LINK = phrase("link-in-pdf")
_OPENING = phrase("quiet-pdf")

_PLACES = {"/A": "action", "/PA": "action", "/Next": "action", "/OpenAction": "opening", "/Annots": "annotation"}
"""What the value of a key is, in any dictionary."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something dangerous: in a dictionary or stream, the key to take away, or all of it."""

    what: Phrase
    hint: Phrase
    key: str = ""  #: Empty: all of it.


def stripped_pdf(data: bytes) -> bytes:
    """Leave out who made the file, with what and when, comments' names, EXIF in its photographs, and all dangers.

    Raises:
        Unreadable: If it is no whole PDF, is locked, or is too large to look through.
    """
    with _opened(data) as pdf:
        before = pdf.open_metadata()
        kept = {key: before[key] for key in _XMP_KEPT if key in before}
        for part, role in _parts(pdf):
            for fault in list(_faults(part, role)):
                _take_away(part, fault.key)
            _strip(part)
        for key in [key for key in pdf.docinfo if key not in _KEPT_INFO]:
            del pdf.docinfo[key]
        if kept:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as after:
                for key, value in sorted(kept.items()):
                    after[key] = value
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    clean = out.getvalue()
    if active_parts_of_pdf(clean):
        raise Unreadable(phrase("unsafe-file"))
    return clean


@once
def active_parts_of_pdf(data: bytes) -> list[Danger]:
    """What a PDF could run, fetch or carry: scripts, programs, forms that are sent, other files, films.

    Raises:
        Unreadable: As :func:`stripped_pdf`.
    """
    with _opened(data) as pdf:
        found = {(fault.what, fault.hint) for part, role in _parts(pdf) for fault in _faults(part, role)}
        if any(not str(warning).endswith(_HARMLESS_DAMAGE) for warning in pdf.get_warnings()):
            raise Unreadable(phrase("ambiguous-file"))
    return sorted((Danger(1, 1, what, hint) for what, hint in found), key=lambda one: str(one.what))


def pdf_tells(data: bytes) -> bool:
    """Whether a PDF tells of its makers. It is written anew when it is stripped, so its bytes say nothing of that.

    Raises:
        Unreadable: As :func:`stripped_pdf`.
    """
    with _opened(data) as pdf:
        xmp = pdf.open_metadata()
        kept = sum(key in xmp for key in _XMP_KEPT)
        return (
            len(xmp) > kept
            or any(key not in _KEPT_INFO for key in pdf.docinfo)
            or any(
                {*_told_by(part)} - ({"/Metadata"} if part == pdf.Root else set())
                or (_is_photograph(part) and stripped_jpeg(part.read_raw_bytes()) != part.read_raw_bytes())
                for part, _ in _parts(pdf)
            )
        )


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The PDF *data*; whatever is found damaged while it is looked through makes it :class:`Unreadable`."""
    import pikepdf
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(**_LIMITS)  # type: ignore[arg-type]
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # It tells of metadata that it cannot read, with a trace.
    if not data.startswith(b"%PDF-"):
        raise Unreadable(phrase("not-whole-pdf"))
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise Unreadable(phrase("closed-file"))
            yield pdf
    except pikepdf.PasswordError:
        raise Unreadable(phrase("locked-file")) from None
    except Unreadable:
        raise
    except (
        pikepdf.PdfError,
        pikepdf.PikepdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RuntimeError,
        struct.error,
        zlib.error,
    ):
        raise Unreadable(phrase("not-whole-pdf")) from None


def _parts(pdf: Any) -> Iterator[tuple[Any, str]]:
    """Every dictionary and stream of a PDF with its role: those that are reached from the trailer, and the rest.

    An object that is used in several roles comes once for each.
    """
    import pikepdf

    waiting: list[tuple[Any, str]] = [*((part, "") for part in pdf.objects), (pdf.trailer, "trailer")]
    seen: set[tuple[tuple[int, int], str]] = set()
    parts = len(waiting)
    while waiting:
        part, role = waiting.pop()
        if not isinstance(part, pikepdf.Object):
            continue
        if part.is_indirect:
            if (part.objgen, role) in seen:
                continue
            seen.add((part.objgen, role))
        inside: list[tuple[Any, str]] = []
        if isinstance(part, pikepdf.Array):
            inside = [(one, role) for one in part]
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part, role
            inside = [(part[key], _role_of(key, role)) for key in part.keys()]  # noqa: SIM118 - a stream is no mapping
        parts += len(inside)
        if parts > MAX_PARTS:
            raise Unreadable(phrase("many-parts", max_parts=MAX_PARTS))
        waiting += inside


def _role_of(key: str, role: str) -> str:
    """What the value of *key* is in a dictionary in *role*."""
    if role == "trailer":
        return "catalog" if key == "/Root" else ""
    if role == "catalog" and key == "/Names":
        return "name trees"
    if role == "free":
        return ""
    return "free" if key in _NAMES_ARE_FREE else _PLACES.get(key, "")


def _faults(part: Any, role: str) -> Iterator[_Fault]:
    """What is dangerous in *part* itself, not in what it holds."""
    import pikepdf

    keys = {key for key in part.keys() if part.get(key) is not None}  # noqa: SIM118
    dangerous = set() if role == "free" else keys & _CARRY
    if isinstance(part, pikepdf.Stream):
        dangerous |= keys & _STREAM_CARRY
    if role == "catalog":
        dangerous |= keys - _CATALOG
    if role == "name trees":
        dangerous |= keys - _NAME_TREES
    for key in dangerous:
        yield _Fault(_told(key), _PLAIN, key)
    sorts = {_name(part, key) for key in ("/S", "/Type", "/Subtype", "/Subtype2") if key in keys}
    for sort in sorts & _SORTS:
        yield _Fault(_told(sort), _PLAIN)
    if "/S" in keys and (role in ("action", "opening") or sorts & _LIKE_ACTIONS):
        yield from _faults_of_action(part, role)
    if "/URI" in keys and role != "free":
        yield from _faults_of_address(part, "/URI")
    if "/Subtype" in keys and (role == "annotation" or "/Rect" in keys):
        subtype = _name(part, "/Subtype")
        if subtype not in _ANNOTATIONS:
            yield _Fault(_told(subtype), _PLAIN)


def _faults_of_action(part: Any, role: str) -> Iterator[_Fault]:
    sort = _name(part, "/S")
    if sort not in _ACTIONS:
        yield _Fault(_told(sort), _PLAIN)
    elif role == "opening" and sort != "/GoTo":
        yield _Fault(phrase("done-at-opening", sort=sort), _OPENING)
    elif sort == "/Named" and _name(part, "/N") not in _NAMED:
        yield _Fault(phrase("pdf-command", part=_name(part, "/N")), _LINK)
    elif sort == "/URI":
        yield from _faults_of_address(part, "")


def _faults_of_address(part: Any, key: str) -> Iterator[_Fault]:
    address = _bytes(part, "/URI")
    if not _ADDRESS.fullmatch(address) or not is_plain_contact(address.decode("latin-1")):
        yield _Fault(phrase("pdf-link", address=address[:100].decode("utf-8", "replace")), _LINK, key)


def _name(part: Any, key: str) -> str:
    """The name that stands under *key*; empty where something else does."""
    import pikepdf

    found = part.get(key)
    return str(found) if isinstance(found, pikepdf.Name) else ""


def _bytes(part: Any, key: str) -> bytes:
    """The text that stands under *key* as it is written; empty where something else does."""
    import pikepdf

    found = part.get(key)
    return bytes(found) if isinstance(found, pikepdf.String) else b""


def _told(name: str) -> Phrase:
    """What an editor calls what PDF calls *name*."""
    if name in _SCRIPT:
        return phrase("a-script")
    if name in _FILE:
        return phrase("an-attached-file")
    return phrase("named-part", name=name) if name else phrase("a-nameless-action")


def _take_away(part: Any, key: str) -> None:
    """Take *key* from *part*, or leave it empty: a dictionary that says nothing does nothing."""
    import pikepdf

    for one in [key] if key else list(part.keys()):
        if one in part and one != "/Length":
            del part[one]
    if not key and isinstance(part, pikepdf.Stream):
        part.write(b"")


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
