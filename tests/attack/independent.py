"""What parsers that others wrote find in a drawing or a PDF: they know nothing of ours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
NEVER_IN_SVG = frozenset(
    "script foreignObject handler listener set animate animateMotion animateTransform discard image "
    "feImage a iframe object embed audio video link meta base".split()
)
REFERS = re.compile(r"(?i)url\(\s*[\"']?(?!#)|@|\\|javascript:|image-set|expression")


def active_in_svg(data: bytes) -> Iterator[str]:
    """What another XML parser finds in a drawing that could run or fetch."""
    assert b"<!" not in data
    assert b"<?" not in data
    for element in etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True)).iter():
        if not element.tag.startswith(SVG) or element.tag.removeprefix(SVG) in NEVER_IN_SVG:
            yield element.tag
        if element.tag == f"{SVG}style" and REFERS.search(element.text or ""):
            yield element.text or ""
        for key, value in element.attrib.items():
            name = key.removeprefix(XLINK)
            elsewhere = name in ("href", "src") and not value.startswith("#")
            if name.lower().startswith("on") or (name.startswith("{") and "XML/1998" not in name):
                yield key
            if elsewhere or (name != "aria-label" and REFERS.search(value)):
                yield f"{key}={value}"


NEVER_IN_PDF = frozenset(
    "/" + name for name in "AA JS JavaScript EF AF XFA Movie Sound 3DD RichMediaContent Launch".split()
)


ACTIONS = frozenset(("/GoTo", "/Named", "/URI"))
ACTIONS_NEVER = frozenset(
    """
/JavaScript /Launch /GoToR /GoToE /GoToDp /Thread /Sound /Movie /Hide /SubmitForm /ResetForm /ImportData /SetOCGState
/Rendition /Trans /GoTo3DView /RichMediaExecute""".split()
)


def active_in_pdf(data: bytes) -> Iterator[str]:
    """What another PDF parser finds that could run, fetch or carry something."""
    reader = PdfReader(io.BytesIO(data), strict=True)
    waiting: list[tuple[str, Any]] = [("", reader.trailer)]
    seen: set[tuple[str, int, int]] = set()
    while waiting:
        place, part = waiting.pop()
        if isinstance(part, IndirectObject):
            if (place, part.idnum, part.generation) in seen:
                continue
            seen.add((place, part.idnum, part.generation))
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield from sorted(set(part) & NEVER_IN_PDF)
            sort, subtype = part.get("/S"), part.get("/Subtype")
            if isinstance(sort, NameObject) and (
                sort in ACTIONS_NEVER or (place in ("/A", "/PA", "/Next", "/OpenAction") and sort not in ACTIONS)
            ):
                yield sort
            if subtype in ("/FileAttachment", "/Movie", "/Sound", "/Screen", "/3D", "/RichMedia", "/PS"):
                yield str(subtype)
            if "/URI" in part and not str(part["/URI"]).lower().startswith(("http://", "https://", "mailto:")):
                yield f"{part['/URI']}"
            waiting += [("" if place == "/Font" else key, one) for key, one in part.items()]
        elif isinstance(part, ArrayObject):
            waiting += [(place, one) for one in part]
