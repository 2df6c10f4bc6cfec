"""SVG drawings and PDFs grown from seeds, and what must be true of each that comes out of the cleaners.

Both hypothesis (in the tests) and atheris (in ``tools/soak_fuzz.py``) grow them: by choosing, so that
whatever is tried is nearly whole and reaches deep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kunskapsbank.media.inert import dangers
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.reading.folders import Unreadable

from . import pdf, svg
from .independent import active_in_pdf, active_in_svg

Choose = Callable[[Sequence[str]], str]  #: One of several: how a fuzzer steers.

Grow = Callable[[Choose, int], bytes]

_HARMLESS = (
    '<rect width="50" height="50" fill="#14524a"/>',
    '<g transform="translate(9 9)"><circle cx="9" cy="9" r="9" style="fill:red;stroke:blue"/></g>',
    '<text y="50">prov</text>',
    '<linearGradient id="g"><stop stop-color="red"/></linearGradient><path d="M0 0h50v50z" fill="url(#g)"/>',
    "<style>rect{fill:green} .a , #b > g{stroke:red}</style>",
    '<use href="#g"/>',
    "<defs><g id='a'/></defs>",
    "<!-- a -->",
    "<![CDATA[a]]>",
    "<?a b?>",
)
_PIECES = (
    *_HARMLESS,
    *svg.INSIDE.values(),
    *svg.TEXT.values(),
    *"< > / = \" ' & ; : # { } ( ) \\ @ ! ? - [ ] % \t \n \xa0 å 🙂".split(" "),
    "<g>",
    "</g>",
    "<g ",
    "/>",
    "<s:g>",
    "</s:g>",
    "<style>",
    "</style>",
    "<text>",
    "</text>",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "&lt;",
    "&#106;",
    "url(",
    "url(#a)",
    "href=",
    "xlink:href='",
    "onload=",
    'style="',
    "fill:",
    "/*",
    "*/",
    "@import ",
    "expression(",
    "javascript:",
    'xmlns="http://www.w3.org/1999/xhtml"',
    "xmlns:s='urn:x'",
)
_INSIDES = (
    *pdf.ACTIONS.values(),
    *pdf.HARMLESS.values(),
    "/Type /Action",
    "/D 3 0 R",
    "8 0 R",
    "null",
    "[",
    "]",
    "<<",
    ">>",
    "",
)
_KEYS = "/A /AA /Next /PA /Annots /OpenAction /Kids /First /Names /Font /Resources /X /AcroForm /Outlines".split()
_CHANGES = (*pdf.OBJECTS.values(), *pdf.PLACES.values())


def drawing(choose: Choose, pieces: int) -> bytes:
    """A drawing of *pieces* pieces."""
    return svg.svg("".join(choose(_PIECES) for _ in range(pieces)))


def document(choose: Choose, pieces: int) -> bytes:
    """A PDF whose objects are grown of *pieces* pieces."""
    more = {1: "", 3: "", 8: "", 9: ""}
    for _ in range(pieces):
        number = int(choose(["1", "3", "8", "9"]))
        if choose(["grow", "take"]) == "take":
            for at, text in _CHANGES[int(choose([str(n) for n in range(len(_CHANGES))]))].items():
                more[at] = f"{more.get(at, '')} {text.replace('{}', choose(_INSIDES))}"
        else:
            more[number] += f" {choose(_KEYS)} {choose(['<< {} >>', '[<< {} >>]', '{}']).format(choose(_INSIDES))}"
    more[8] = f"<< {more[8]} >>"
    return pdf.pdf({number: text for number, text in more.items() if text})


def inert(data: bytes, suffix: str) -> bytes | None:
    """What comes out of *data*, which is inert, or None when nothing does.

    Raises:
        AssertionError: If it is not inert.
    """
    try:
        clean = stripped(data, suffix)
    except Unreadable:
        return None
    assert dangers(clean, suffix) == []
    assert not tells_of_its_maker(clean, suffix)
    found = list((active_in_svg if suffix == ".svg" else active_in_pdf)(clean))
    assert found == [], found
    return clean


def harmless(data: bytes, suffix: str) -> bool:
    """Whether *data* is to look the same when it has been cleaned: nothing in it had to go."""
    return dangers(data, suffix) == []
