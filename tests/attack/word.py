"""Word files that attack, as data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from .svg import MARK

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
_AWAY = f"http://127.0.0.1:9{MARK}"


def types(main: str = f"{_MAIN}.document.main+xml", more: str = "") -> str:
    """What each part of a document is."""
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{more}</Types>'
    )


def relations(*relations: tuple[str, str, bool]) -> str:
    """Relations of (sort, target, whether it is outside), named r1, r2 …"""
    lines = (
        f'<Relationship Id="r{n}" Type="{_R}/{sort}" Target="{target}"{" TargetMode=" * out}{chr(34) * out}'
        f"{'External' * out}{chr(34) * out}/>"
        for n, (sort, target, out) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def body(inside: str = "") -> str:
    """The text of a document."""
    return f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body><w:p>{inside}</w:p></w:body></w:document>'


def docx(parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A document without dangers, with *parts* more or in the place of its own."""
    whole = {
        "[Content_Types].xml": types(),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": body("<w:r><w:t>Text</w:t></w:r>"),
        **(parts or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in whole.items():
            packed.writestr(name, data)
    return out.getvalue()


def related(
    sort: str, target: str, out: bool, inside: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A document that leads to *target*, and uses it in *inside*."""
    return docx(
        {
            "word/_rels/document.xml.rels": relations((sort, target, out)),
            "word/document.xml": body(inside),
            **(more or {}),
        }
    )


_BEGIN, _END = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))


def field(code: str) -> bytes:
    """A document with a field whose code is in pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (code[:4], code[4:]))
    return docx({"word/document.xml": body(f"{_BEGIN}{runs}{_END}")})


def _twice() -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("WORD/document.xml", body())
    return out.getvalue()


_LINK = '<w:hyperlink r:id="r1"><w:r><w:t>a</w:t></w:r></w:hyperlink>'
_ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 100}">' for n in range(9))
FILES: Mapping[str, bytes] = {
    "macros": docx({"[Content_Types].xml": types(_MACROS), "word/vbaProject.bin": b"a"}),
    "macros without their type": related("vbaProject", "vbaProject.bin", False, more={"word/vbaProject.bin": b"a"}),
    "a template from elsewhere": docx(
        {"word/_rels/settings.xml.rels": relations(("attachedTemplate", _AWAY, True)), "word/settings.xml": body()}
    ),
    "a template of the document": related("attachedTemplate", _AWAY, True),
    "an object inside": related(
        "oleObject", "embeddings/a.bin", False, '<w:object r:id="r1"/>', {"word/embeddings/a.bin": b"a"}
    ),
    "a spreadsheet inside": related(
        "package", "embeddings/a.xlsx", False, '<w:object r:id="r1"/>', {"word/embeddings/a.xlsx": b"a"}
    ),
    "a control": related("control", "activeX/a.xml", False, '<w:control r:id="r1"/>', {"word/activeX/a.xml": "<a/>"}),
    "a page inside": related(
        "aFChunk", "a.html", False, '<w:altChunk r:id="r1"/>', {"word/a.html": "<script>a</script>"}
    ),
    "a document from elsewhere": related("subDocument", _AWAY, True, '<w:subDoc r:id="r1"/>'),
    "a picture from elsewhere": related("image", _AWAY, True, '<w:drawing r:link="r1"/>'),
    "a frame from elsewhere": related("frame", _AWAY, True),
    "data from elsewhere": related("mailMergeSource", _AWAY, True),
    "a link that runs": related("hyperlink", "javascript:a", True, _LINK),
    "a link to a shared disk": related("hyperlink", "\\\\\\\\127.0.0.1\\\\a", True, _LINK),
    "a link to a file": related("hyperlink", "file:////127.0.0.1/a", True, _LINK),
    "a link to another program": related("hyperlink", "ms-word:ofe|u|http://127.0.0.1/", True, _LINK),
    "a field that runs": field('DDEAUTO c:\\\\a.exe "a"'),
    "a field that fetches": field(f'INCLUDEPICTURE "{_AWAY}"'),
    "a field that fetches a text": field(f'INCLUDETEXT "{_AWAY}"'),
    "a field with a macro": field("MACROBUTTON a b"),
    "a field that leads to a file": field('HYPERLINK "file:////127.0.0.1/a"'),
    "a field that leads to a place in a file": field('HYPERLINK "file:////127.0.0.1/a" \\l "b"'),
    "a field that leads to a file behind a switch": field('HYPERLINK \\o "https://a.example/" "file:////127.0.0.1/a"'),
    "a field that leads nowhere": field("HYPERLINK \\h"),
    "a field made of another": docx(
        {
            "word/document.xml": body(
                _BEGIN + _BEGIN + "<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>" + _END + _END
            )
        }
    ),
    "a field in one piece": docx({"word/document.xml": body('<w:fldSimple w:instr="DDEAUTO a b"/>')}),
    "entities that swell": docx({"word/document.xml": f"<!DOCTYPE a [{_ENTITIES}]><a>&a8;</a>"}),
    "an entity from elsewhere": docx({"word/document.xml": f'<!DOCTYPE a [<!ENTITY b SYSTEM "{_AWAY}">]><a>&b;</a>'}),
    "a part that swells": docx({"word/styles.xml": b" " * 300_000_000}),
    "many parts": docx({f"word/{n}.xml": "" for n in range(11_000)}),
    "a part with a way out": docx({"../../bevis.xml": "<a/>"}),
    "a part twice": _twice(),
    "elements in each other": docx({"word/document.xml": body("<w:r>" * 50_000 + "</w:r>" * 50_000)}),
    "a program": docx({"word/a.exe": b"MZ"}),
    "nothing but a zip": docx({"word/document.xml": ""}),
}
"""By what they are."""
