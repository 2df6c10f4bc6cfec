"""Pictures and PDFs are published without what they tell about their makers, and look exactly as before."""

from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import suppress
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from kunskapsbank.media import metadata
from kunskapsbank.media.drawings import active_parts_of_svg
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.media.pdf import active_parts_of_pdf
from kunskapsbank.reading.folders import Unreadable

SECRETS = (
    b"Anna Andersson",
    b"Kamera 3000",
    b"GPS",
    b"59.27",
    b"2024:05:01",
    b"Hemligt program",
    b"xmpmeta",
    b"C:\\Hem",
)


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes: who, with what, when and where."""
    data = Image.Exif()
    data[0x013B], data[0x0110], data[0x0132] = "Anna Andersson", "Kamera 3000", "2024:05:01 10:00:00"
    data[0x0112], data[0x0131] = orientation, "Hemligt program"
    data.get_ifd(0x8825).update({1: "N", 2: (59.0, 16.0, 2.0), 29: "2024:05:01"})
    return data


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b"<rdf:Description><by>Anna Andersson 59.27</by></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def picture(mode: str = "RGB") -> Image.Image:
    """A small picture with every shade in it."""
    image = Image.linear_gradient("L").resize((48, 32)).convert("RGB")
    image.putpixel((0, 0), (200, 10, 30))
    return image.convert(mode)


def saved(form: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """A picture in *form* with all the metadata that the form can hold."""
    out = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more: dict[str, Any] = {"icc_profile": profile, "exif": exif(options.pop("orientation", 1)), **options}
    if form == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Author", "Anna Andersson")
        more["pnginfo"].add_text("Comment", "Hemligt program", zip=True)
        more["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    else:
        more["xmp"] = XMP
    if form == "JPEG":
        more["comment"] = b"Anna Andersson"
    (image or picture()).save(out, form, **more)
    return out.getvalue()


CASES = [
    pytest.param(".jpg", saved("JPEG", quality=90), id="jpeg"),
    pytest.param(".jpeg", saved("JPEG", progressive=True), id="progressive jpeg"),
    pytest.param(".jpg", saved("JPEG", picture("CMYK"), icc_profile=None), id="cmyk jpeg"),
    pytest.param(".jpg", saved("JPEG", picture("L"), icc_profile=None), id="grey jpeg"),
    pytest.param(".jpg", saved("JPEG") + b"Anna Andersson" + saved("JPEG"), id="jpeg with another after its end"),
    pytest.param(".png", saved("PNG"), id="png"),
    pytest.param(".png", saved("PNG", picture("RGBA")), id="png with transparency"),
    pytest.param(".png", saved("PNG", picture("P"), icc_profile=None), id="png with palette"),
    pytest.param(".png", saved("PNG") + b"Anna Andersson", id="png with an earlier version after its end"),
    pytest.param(".webp", saved("WEBP", lossless=True), id="lossless webp"),
    pytest.param(".webp", saved("WEBP", quality=80), id="lossy webp"),
    pytest.param(".webp", saved("WEBP", picture("RGBA")), id="webp with transparency"),
]


def pixels(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    """What a picture shows."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return image.mode, image.size, image.tobytes()


@pytest.mark.parametrize(("suffix", "data"), CASES)
def test_a_picture_keeps_every_pixel_and_its_colours_and_loses_its_secrets(suffix: str, data: bytes) -> None:
    clean = stripped(data, suffix)

    assert any(secret in data for secret in SECRETS)
    assert not [secret for secret in SECRETS if secret in clean]
    assert pixels(clean) == pixels(data)
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert not after.getexif()


@pytest.mark.parametrize(("suffix", "data"), CASES)
def test_a_clean_picture_stays_as_it_is(suffix: str, data: bytes) -> None:
    clean = stripped(data, suffix)

    assert stripped(clean, suffix) == clean


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize(("form", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")])
def test_a_turned_picture_is_still_shown_upright(form: str, suffix: str, orientation: int) -> None:
    clean = stripped(saved(form, orientation=orientation), suffix)

    with Image.open(io.BytesIO(clean)) as image:
        assert dict(image.getexif()) == {0x0112: orientation}
    assert not [secret for secret in SECRETS if secret in clean]
    assert stripped(clean, suffix) == clean


def test_a_jpeg_loses_the_thumbnail_that_may_show_more_than_the_picture() -> None:
    data = saved("JPEG")
    header = b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01abc"  # A thumbnail of one pixel: the bytes abc.
    with_thumbnail = data[:2] + struct.pack(">HH", 0xFFE0, 2 + len(header)) + header + data[20:]

    clean = stripped(with_thumbnail, ".jpg")

    assert b"abc" not in clean
    assert pixels(clean) == pixels(with_thumbnail) == pixels(data)


SVG = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- Anna Andersson -->
<?xpacket begin="" id="Anna Andersson"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
     xmlns:sp="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" sp:docname="C:\\Hem\\bild.svg"
     inkscape:version='Hemligt program' viewBox="0 0 10 10" role="img" aria-labelledby="t">
  <title id="t">En ring</title><sp:namedview id="v" inkscape:zoom="1"><sp:a/></sp:namedview>
  <metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><by>Anna Andersson</by></r:RDF></metadata>
  <metadata/>
  <circle cx="5" cy="5" r="4" x="1" fill="url(#g)" inkscape:label="Anna Andersson"/>
  <text>5 &lt; 6 &amp; 7</text>
</svg>
"""


def test_an_svg_loses_comments_metadata_and_what_programs_add_and_keeps_its_shapes_and_title() -> None:
    clean = stripped(SVG, ".svg")

    assert not [secret for secret in SECRETS if secret in clean]
    assert b"inkscape" not in clean
    assert b"sp:" not in clean
    assert b'<circle cx="5" cy="5" r="4" x="1" fill="url(#g)"/>' in clean
    assert b'<title id="t">En ring</title>' in clean
    assert b"5 &lt; 6 &amp; 7" in clean
    assert stripped(clean, ".svg") == clean


def pdf(change: Any = lambda pdf: None, photograph: bytes = saved("JPEG")) -> bytes:
    """A PDF with a page, a comment and a photograph, and everything it can say about who made it."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    image = pikepdf.Stream(
        made,
        photograph,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=48,
        Height=32,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Foto=image))
    page.Contents = pikepdf.Stream(made, b"q 100 0 0 100 0 0 cm /Foto Do Q")
    page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.String("Hemligt program"))
    page.Annots = pikepdf.Array(
        [
            made.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Text,
                    Rect=[0, 0, 9, 9],
                    T=pikepdf.String("Anna Andersson"),
                    Contents=pikepdf.String("Se punkt 3"),
                    M=pikepdf.String("D:20240501"),
                )
            )
        ]
    )
    made.Root.Lang = pikepdf.String("sv")
    made.docinfo["/Author"], made.docinfo["/Producer"] = "Anna Andersson", "Hemligt program"
    made.docinfo["/Title"], made.docinfo["/CreationDate"] = "Faktablad", "D:20240501"
    with made.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"], xmp["dc:creator"], xmp["pdfuaid:part"] = "Faktablad", ["Anna Andersson"], "1"
        xmp["xmp:CreatorTool"] = "Hemligt program"
    change(made)
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def unpacked(data: bytes) -> bytes:
    """Every part of a PDF, readable."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.save(
            out,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    return out.getvalue()


def test_a_pdf_loses_its_makers_and_keeps_title_language_standard_and_pictures() -> None:
    data = pdf()
    clean = stripped(data, ".pdf")

    assert not [s for s in (*SECRETS, b"D:2024") if s in unpacked(clean) and s != b"xmpmeta"]
    with pikepdf.open(io.BytesIO(clean)) as opened:
        assert dict(opened.docinfo) == {"/Title": "Faktablad"}
        assert opened.Root.Lang == "sv"
        xmp = opened.open_metadata()
        assert (xmp["dc:title"], xmp["pdfuaid:part"]) == ("Faktablad", "1")
        photograph = opened.pages[0].Resources.XObject.Foto.read_raw_bytes()
        assert pixels(photograph) == pixels(saved("JPEG"))
        assert str(opened.pages[0].Annots[0].Contents) == "Se punkt 3"


def test_the_same_pdf_gives_the_same_bytes() -> None:
    data = pdf()

    assert stripped(data, ".pdf") == stripped(data, ".pdf")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param(
            "ett skript",
            lambda p: p.Root.__setattr__(
                "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
            ),
            id="script when opened",
        ),
        pytest.param(
            "/Launch",
            lambda p: p.Root.__setattr__("AA", p.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Launch))),
            id="program",
        ),
        pytest.param(
            "/GoToR",
            lambda p: p.Root.__setattr__(
                "OpenAction", pikepdf.Dictionary(S=pikepdf.Name.GoToR, F=pikepdf.String("a.pdf"), D=pikepdf.Array([0]))
            ),
            id="D9: another file when opened",
        ),
        pytest.param(
            "en bifogad fil",
            lambda p: p.attachments.__setitem__("a.exe", pikepdf.AttachedFileSpec(p, b"MZ")),
            id="attached file",
        ),
    ],
)
def test_a_pdf_that_runs_or_carries_something_is_found(name: str, change: Any) -> None:
    assert name in [str(danger.what) for danger in active_parts_of_pdf(pdf(change))]


def test_a_pdf_of_text_and_pictures_is_harmless() -> None:
    assert active_parts_of_pdf(pdf()) == []


@pytest.mark.parametrize(
    ("suffix", "data"), [*CASES, pytest.param(".svg", SVG, id="svg"), pytest.param(".pdf", pdf(), id="pdf")]
)
def test_a_file_tells_of_its_maker_until_it_is_stripped(suffix: str, data: bytes) -> None:
    assert tells_of_its_maker(data, suffix)
    assert not tells_of_its_maker(stripped(data, suffix), suffix)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(lambda p: p.docinfo.__setitem__("/Author", "Anna"), id="author"),
        pytest.param(lambda p: p.pages[0].Annots[0].__setattr__("T", pikepdf.String("Anna")), id="a comment's name"),
        pytest.param(lambda p: p.pages[0].__setattr__("PieceInfo", pikepdf.Dictionary()), id="a program's notes"),
        pytest.param(
            lambda p: p.pages[0].Resources.XObject.Foto.write(saved("JPEG"), filter=pikepdf.Name.DCTDecode),
            id="a photograph",
        ),
    ],
)
def test_one_thing_told_in_a_pdf_is_enough(told: Any) -> None:
    with pikepdf.open(io.BytesIO(stripped(pdf(), ".pdf"))) as opened:
        told(opened)
        out = io.BytesIO()
        opened.save(out)

    assert tells_of_its_maker(out.getvalue(), ".pdf")


WHOLE = {".jpg": saved("JPEG"), ".png": saved("PNG"), ".webp": saved("WEBP"), ".svg": SVG, ".pdf": pdf()}


@pytest.mark.parametrize("suffix", WHOLE)
def test_a_file_cut_in_the_middle_is_unreadable(suffix: str) -> None:
    with pytest.raises(Unreadable):
        stripped(WHOLE[suffix][: len(WHOLE[suffix]) // 2], suffix)


@pytest.mark.parametrize(
    ("whole", "damaged"),
    [
        pytest.param(rb"/Metadata (\d) 0 R", b"/Metadata <<>> ", id="a dictionary for a stream"),
        pytest.param(rb"<x:xmpmeta", b"<x:xmpmetb", id="an element that is not closed"),
        pytest.param(rb"<x:xmpmeta", b"\xff\xfe" * 5, id="no text"),
    ],
)
def test_a_pdf_whose_metadata_is_damaged_is_cleaned_or_unreadable_and_nothing_is_logged(
    whole: bytes, damaged: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    data = re.sub(whole, lambda match: damaged, pdf(), count=1)
    assert data != pdf()

    with suppress(Unreadable):
        assert not tells_of_its_maker(stripped(data, ".pdf"), ".pdf")
    active_parts_of_pdf(data)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", WHOLE)
@given(st.data())
def test_any_bytes_are_stripped_or_unreadable(suffix: str, data: st.DataObject) -> None:
    whole = WHOLE[suffix]
    at = data.draw(st.integers(0, len(whole)))
    odd = whole[:at] + data.draw(st.binary(max_size=20)) + whole[at + data.draw(st.integers(0, 50)) :]

    for function in (
        lambda: stripped(odd, suffix),
        lambda: active_parts_of_svg(odd),
        lambda: active_parts_of_pdf(odd),
        lambda: metadata.size_of(odd, ".png"),
    ):
        with suppress(Unreadable):
            function()


def test_a_picture_that_is_small_on_disk_and_enormous_on_screen_is_measured_without_being_drawn() -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b"")

    assert len(bomb) < 2000
    assert metadata.size_of(bomb, ".png") == (60_000, 60_000)
