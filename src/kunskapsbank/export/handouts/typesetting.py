"""Values -> PDF and PNG with Typst. The look is in templates; texts are handed over as data, never as code."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import fontpkg
import segno
import typst
from PIL import Image

from ...base.parts import ASSETS, STYLE, TYPST
from ...base.plain_files import read_plain
from ...base.problems import Place
from ...media.metadata import stripped
from ...reading.folders import Unreadable

SHARED = "form.typ"  #: What the other templates import.
FONTS = ("Source Sans 3", "Fraunces")  #: Of running text and headings; each comes with a package, ``fontpkg-…``.
SIZES = (11.5, 11, 10.5, 9.75, 9)  #: Points of running text: the first with which a sheet fits its pages is used.
PREVIEW_PPI = 31.45  #: A first page 260 pixels wide.
PREVIEW_QUALITY = 20  #: WebP's: three pictures on the first screens of a list of sheets must fit the page's budget.
CARD_COLOURS = 32  #: Of a share card.
FOOT = 514  #: Pixels from the top of a share card to its foot, where no words of the page go.
_ON_ALL_CARDS = ("website", "tagline")  #: What share cards say in their foot.
_SHEET, _POSTER, _CARD = "faktablad.typ", "affisch.typ", "delningskort.typ"
_TINY_PPI = 1  #: Of a picture that nobody sees: what is asked is whether there is one.
_TOO_LONG = "kb: too many pages"  #: What the templates say when they are.
#: What Typst says of a record's pictures and headings; all else it says of our templates.
_OF_RECORD = re.compile(
    "missing alt text|could not be displayed|heading level|first heading must be|"
    "file not found|failed to (?:load|decode)"
)
_CALLED = re.compile(r"calling `([a-zåäö_-]+)`")
_MAIN = "main.typ"  #: What Typst calls the template that it is given.
_SHOWN = frozenset({".svg", ".png", ".jpg", ".webp", ".gif"})  #: What a template can show of what lies beside it.
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")


class Refused(ValueError):
    """A library makes no file of it: its own words, in English, and where in the templates, when they are at fault."""

    def __init__(self, reason: str, place: Place | None = None) -> None:
        super().__init__(reason)
        self.place = place


def _refused(error: typst.TypstError, root: Path, template: str) -> Refused:
    of_record = _OF_RECORD.search(error.message) or _TOO_LONG in error.message
    return Refused(error.message, None if of_record else _called_at(error, root, template))


def _called_at(error: typst.TypstError, root: Path, template: str) -> Place:
    """Where the innermost function that *error* came through is written; else the *template*: Typst tells no line."""
    for name in _CALLED.findall(" ".join(error.trace)):
        for file, text in sorted(_files(root, template).items()):
            lines = text.decode(errors="replace").split("\n") if file != _MAIN else ()
            at = next((number for number, line in enumerate(lines, 1) if re.match(rf"#?let {name}\b", line)), 0)
            if at:
                return Place(f"{TYPST.folder}/{file}", at)
    return Place(f"{TYPST.folder}/{template}")


class TooLong(ValueError):
    """It does not fit its pages, not even with the smallest letters."""


def sheet_pdf(root: Path, data: dict[str, Any], neutral: dict[str, Any] | None = None) -> bytes:
    """The sheet as PDF/UA-1, on at most two pages.

    *neutral*: the same sheet without a sender; no variant of it is set in larger letters.

    Raises:
        Refused: If it breaks a rule of PDF/UA-1 that Typst checks, or a file is missing.
        TooLong: If it does not fit.
    """
    return _fitted(root, _SHEET, data, neutral, lambda given: _compiled(root, _SHEET, given, _day(data)))


def text_pdf(root: Path, data: dict[str, Any], _: Any = None) -> bytes:
    """A text in large type as PDF/UA-1, on as many pages as it needs. Raises Refused as :func:`sheet_pdf`."""
    return _compiled(root, "text.typ", _given(root, data), _day(data))


def poster_pdf(root: Path, data: dict[str, Any], neutral: dict[str, Any] | None = None) -> bytes:
    """The poster as PDF/UA-1, on one page. *neutral*, and what it raises, as of :func:`sheet_pdf`."""
    return _fitted(root, _POSTER, data, neutral, lambda given: _compiled(root, _POSTER, given, _day(data)))


def preview(root: Path, data: dict[str, Any], neutral: dict[str, Any] | None = None) -> bytes:
    """The sheet's first page as a WebP 260 pixels wide. *neutral*, and what it raises, as of :func:`sheet_pdf`."""
    return _fitted(root, _SHEET, data, neutral, lambda given: _webp(_picture(root, _SHEET, given, PREVIEW_PPI)))


def card(root: Path, data: dict[str, Any], _: Any = None) -> bytes:
    """The share card of a page: a PNG of 1200 × 630 pixels. Raises Refused as :func:`sheet_pdf`."""
    return cards(root, [data])[0]


def cards(root: Path, given: Sequence[dict[str, Any]]) -> list[bytes]:
    """The share cards of pages of one site, as :func:`card`, at the cost of little more than their words."""
    colours_of_site, shown = colours(root), " ".join(given[0][name] for name in _ON_ALL_CARDS)
    shared = {
        **{name: given[0][name] for name in (*_ON_ALL_CARDS, "language")},
        "breaks": {word: parts for word, parts in given[0]["breaks"].items() if word in shown},
    }
    ground = _ground(root, json.dumps([shared, colours_of_site]))
    together = [[data] for data in given] if _CARD in TYPST.own_files(root) else [given]  # Theirs knows of one.
    return [_laid(words, ground) for part in together for words in _parts_of_cards(root, part, "ord")[: len(part)]]


def _laid(words: Image.Image, ground: Image.Image) -> bytes:
    """The card of the page whose *words* are drawn, on the *ground* of all."""
    if words.size == ground.size:  # A template of the project's own, which knows no parts, has drawn it all.
        return _small(words, CARD_COLOURS)
    whole = ground.copy()
    whole.paste(in_colours_of(ground, words.crop((0, 0, words.width, min(words.height, FOOT)))))
    return _png(whole)


def in_colours_of(ground: Image.Image, flat: Image.Image) -> Image.Image:
    """*flat* in the palette of *ground*."""
    return flat.quantize(palette=ground, dither=Image.Dither.NONE)


@lru_cache(maxsize=1)
def _ground(root: Path, shared: str) -> Image.Image:
    """What is the same on all share cards, with the palette of all; *shared*: what it is made of, as JSON.

    The palette is that of a card with the site's name in every place: which page comes first decides nothing.
    """
    kort, _ = json.loads(shared)
    name = kort["website"]
    [specimen, *_] = _parts_of_cards(root, [{**kort, "title": name, "label": name, "sentence": name}], "allt")
    [ground, *_] = _parts_of_cards(root, [{**kort, "title": "", "label": "", "sentence": ""}], "grund")
    return in_colours_of(_with_palette(specimen, CARD_COLOURS), ground)


def _parts_of_cards(root: Path, cards: Sequence[dict[str, Any]], part: str) -> list[Image.Image]:
    breaks = {word: parts for one in cards for word, parts in one["breaks"].items()}
    kort = {**cards[0], "breaks": breaks}
    data = {"kort": kort, "korten": list(cards), "farger": colours(root), "del": part}
    return [_opened(page) for page in _typeset(root, _CARD, data, format="png", ppi=72)]


def _opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def _given(root: Path, data: dict[str, Any]) -> dict[str, Any]:
    return {"blad": data, "farger": colours(root), "qr": _qr(data["address"])}


def _fitted(root: Path, template: str, data: dict[str, Any], neutral: dict[str, Any] | None, make: Any) -> bytes:
    shared, largest = _given(root, data), _size(root, template, json.dumps(neutral)) if neutral else SIZES[0]
    for size in SIZES[SIZES.index(largest) :]:
        try:
            made: bytes = make({**shared, "storlek": size})
            return made
        except Refused as error:
            if _TOO_LONG not in str(error):
                raise
    raise TooLong


@lru_cache(maxsize=8)  # All variants of a document begin with it.
def _size(root: Path, template: str, neutral: str) -> float:
    """The first of :data:`SIZES` with which *neutral*, a document as JSON, fits its pages. Raises as :func:`sheet_pdf`.

    Typst keeps the pages that it has laid out for the files that are made of them next.
    """
    shared = _given(root, json.loads(neutral))
    for size in SIZES:
        try:
            _picture(root, template, {**shared, "storlek": size}, _TINY_PPI)
            return size
        except Refused as error:
            if _TOO_LONG not in str(error):
                raise
    raise TooLong


def _compiled(root: Path, template: str, data: dict[str, Any], day: dt.datetime) -> bytes:
    return _typeset(root, template, data, format="pdf", pdf_standards="ua-1", timestamp=day)[0]


def _picture(root: Path, template: str, data: dict[str, Any], ppi: float) -> bytes:
    """The first page."""
    return _typeset(root, template, data, format="png", ppi=ppi)[0]


def _typeset(root: Path, template: str, data: dict[str, Any], **options: Any) -> list[bytes]:
    """The file, or its pages where each page is a file."""
    files: Any = _files(root, template)  # Typst's own types leave out files as data.
    with tempfile.TemporaryDirectory(prefix="kunskapsbank-") as seen:
        _write_all(Path(seen), {**_beside(root), **_pictures(root, data)})
        try:
            made: Any = _compiler().compile(files, root=seen, sys_inputs={"data": json.dumps(data)}, **options)
        except typst.TypstError as error:
            raise _refused(error, root, template) from error
    return made if isinstance(made, list) else [made]


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _pictures(root: Path, data: dict[str, Any]) -> dict[str, bytes]:
    """The pictures that *data* names, as they are published: Typst reads copies, and no file of the project itself.

    Raises:
        Refused: If one cannot be read.
    """
    found = {}
    for name in dict.fromkeys(_named(data)):
        try:
            found[f"docs/{name}"] = picture(root, name)
        except (OSError, Unreadable) as error:
            raise Refused(f"file not found or not readable: docs/{name}") from error
    return found


def _named(data: Any) -> Iterator[str]:
    """The pictures that *data*, plain values, names below ``docs/``: those of a body and the logotype of a sender."""
    if isinstance(data, dict):
        if data.get("kind") == "picture":
            yield data["source"].lstrip("/")
        if data.get("logo"):
            yield data["logo"]
        data = tuple(data.values())
    if isinstance(data, (list, tuple)):
        for one in data:
            yield from _named(one)


def picture(root: Path, name: str) -> bytes:
    """The picture *name*, below ``docs/`` of the project in *root*, as it is published.

    Raises:
        OSError: If it is missing or a link.
        Unreadable: If it is no whole picture.
    """
    docs = root / "docs"
    return stripped(read_plain(docs / name, below=docs), Path(name).suffix)


def _small(flat: Image.Image, colours: int) -> bytes:
    """*flat* as a PNG with a palette: flat drawings look the same and take a fourth of the bytes."""
    return _png(_with_palette(flat, colours))


def _with_palette(flat: Image.Image, colours: int) -> Image.Image:
    return flat.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _webp(png: bytes) -> bytes:
    out = io.BytesIO()
    _opened(png).save(out, "WEBP", quality=PREVIEW_QUALITY, method=6)
    return out.getvalue()


def _day(data: dict[str, Any]) -> dt.datetime:
    """The sheet's own date: the file tells when the sheet was written, not when it was made."""
    year, month, day = data["day"]
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


@lru_cache(maxsize=8)  # All files of a document show the same.
def _qr(address: str) -> str:
    """A QR code of *address* as SVG, which any phone's camera can read."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, dark="#1c2526")
    return out.getvalue().decode()


def colours(root: Path) -> dict[str, str]:
    """The colours of the light scheme by name, as the site's style sheet has them."""
    style = ASSETS.files(root)[STYLE].read_text(encoding="utf-8")
    scheme = style[style.index(":root") :]
    return dict(_COLOUR.findall(scheme[: scheme.index("}")]))


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=fonts())


@cache
def _files(root: Path, template: str) -> dict[str, bytes]:
    """*template* as Typst's ``main.typ`` with those it may import: given as data, so that they may lie anywhere."""
    files = {name: path.read_bytes() for name, path in TYPST.files(root).items() if path.suffix == ".typ"}
    return {**files, _MAIN: files[template]}


@cache
def _beside(root: Path) -> dict[str, bytes]:
    """What else lies among the templates: a picture that one of the project's own shows."""
    others = {name: path for name, path in TYPST.files(root).items() if path.suffix in _SHOWN}
    return {f"{TYPST.folder}/{name}": path.read_bytes() for name, path in others.items()}


@cache
def fonts() -> typst.Fonts:
    """Fonts of our dependencies alone: the machine's own would make other files on another machine."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(fontpkg.path(name)).parent) for name in FONTS],
    )
