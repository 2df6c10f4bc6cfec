"""PDFs come out inert and look the same, or the editor is told what they would do."""

from __future__ import annotations

import io
import re
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from kunskapsbank.media.inert import dangers
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.media.pdf import active_parts_of_pdf
from kunskapsbank.reading.folders import Unreadable
from kunskapsbank.verify.built import Expected, verify

from .independent import active_in_pdf
from .pdf import ACTIONS, HARMLESS, MARK, OBJECTS, PLACES, files, pdf, placed, whole

ATTACKS = files()


@pytest.mark.parametrize("data", ATTACKS.values(), ids=ATTACKS)
def test_a_pdf_that_attacks_is_told_and_comes_out_inert(data: bytes) -> None:
    assert active_parts_of_pdf(data)
    assert dangers(data, ".pdf")

    clean = stripped(data, ".pdf")

    assert active_parts_of_pdf(clean) == []
    assert list(active_in_pdf(clean)) == []
    assert MARK.encode() not in clean
    assert not tells_of_its_maker(clean, ".pdf")


def test_another_parser_finds_the_attacks_before_they_are_cleaned() -> None:
    assert len([name for name, data in ATTACKS.items() if list(active_in_pdf(data))]) > 0.8 * len(ATTACKS)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("action", HARMLESS.values(), ids=HARMLESS)
def test_a_pdf_that_leads_to_a_place_or_a_web_page_on_a_click_is_harmless(action: str, place: dict[int, str]) -> None:
    opening = "/OpenAction" in place.get(1, "")
    data = placed(place, action)
    if opening and "/GoTo" not in action:
        data = placed(place, HARMLESS["a place"])

    assert active_parts_of_pdf(data) == []
    with pikepdf.open(io.BytesIO(stripped(data, ".pdf"))) as kept:
        assert re.search(rb"/S */(GoTo|URI|Named)", b"".join(one.unparse(resolved=True) for one in kept.objects))


def test_a_destination_when_opened_is_harmless() -> None:
    assert active_parts_of_pdf(pdf({1: "/OpenAction [3 0 R /Fit]"})) == []


def test_names_that_the_maker_chose_are_not_taken_for_keys() -> None:
    fonts = "/Resources << /Font << /AA 5 0 R /JS 5 0 R /EF 5 0 R >> /ExtGState << /F << >> /Movie << >> >> >>"

    assert active_parts_of_pdf(pdf({3: fonts, 5: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"})) == []


def locked(**passwords: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(OBJECTS["an attachment of a page"]))) as opened:
        opened.save(out, encryption=pikepdf.Encryption(**passwords))
    return out.getvalue()


def packed(start: bytes, spaces: int) -> bytes:
    """*start* and so many MiB of spaces, packed as zlib does, but in no time: one MiB is packed and said again."""
    packer = zlib.compressobj(9, wbits=-15)
    first = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    each = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    high, low = divmod(zlib.adler32(start), 2**16)
    count = spaces * 2**20
    sums = (high + count * low + 32 * count * (count + 1) // 2) % 65521, (low + 32 * count) % 65521
    return b"\x78\xda" + first + each * spaces + packer.flush() + struct.pack(">2H", *sums)


def test_what_is_packed_in_no_time_is_what_zlib_packs() -> None:
    assert zlib.decompress(packed(b"<a>", 3)) == b"<a>" + b" " * 3 * 2**20


def bomb() -> bytes:
    """A PDF of some MB whose objects are some GB."""
    data = packed(b"", 3000)
    objects = f"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(data)} >>\nstream\n"
    return pdf({8: "a"}).replace(b"8 0 obj\na", b"8 0 obj\n" + objects.encode() + data + b"\nendstream")


def stream_bomb() -> bytes:
    data = packed(b"<a>", 200)
    return pdf({1: "/Metadata 8 0 R", 8: "a"}).replace(
        b"8 0 obj\na",
        b"8 0 obj\n<< /Type /Metadata /Subtype /XML /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
        + data
        + b"\nendstream",
    )


def chain(length: int) -> bytes:
    """A PDF whose actions follow each other, each in the one before."""
    return pdf({1: "/OpenAction 10 0 R", **{10 + n: f"<< /S /GoTo /Next {11 + n} 0 R >>" for n in range(length)}})


DAMAGED = {
    "nothing": b"",
    "no PDF": b"MZ" + bytes(100),
    "a page first": b"<script>alert(1)</script>\n" + pdf(),
    "cut": pdf()[:300],
    "locked with a password": locked(user="a", owner="b"),
    "locked for change": locked(user="", owner="b"),
    "no root": pdf().replace(b"/Root 1 0 R", b"/Rooo 1 0 R"),
    "a root that is a number": pdf().replace(b"/Root 1 0 R", b"/Root 1    "),
    "a table that leads astray": pdf().replace(b"0000000009", b"0000000019"),
    "arrays in each other without end": pdf({5: "[" * 100_000 + "]" * 100_000, 1: "/X 5 0 R"}),
    "an array without end": pdf({1: "/ViewerPreferences [" + "0 " * 600_000 + "]"}),
}
ODD = {
    "a root that holds itself": pdf({1: "/Outlines 1 0 R"}),
    "pages that hold themselves": pdf().replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    "a page twice": pdf().replace(b"/Kids [3 0 R]", b"/Kids [3 0 R 3 0 R]"),
    "an action that follows itself": pdf({1: "/OpenAction 5 0 R", 5: "<< /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>"}),
    "actions in a row without end": chain(2_000),
    "arrays in each other": pdf({1: "/ViewerPreferences " + "[" * 400 + "]" * 400}),
    "objects packed to nothing": bomb(),
    "metadata packed to nothing": stream_bomb(),
    "a stream whose length is a stream": pdf({9: "/Length 9 0 R"}),
    "a name that is none": pdf({1: "/PageMode 4"}),
    "annotations that are a number": pdf({3: "/Annots 4"}),
    "an action that is a text": pdf({1: "/OpenAction (javascript:a)"}),
    "a type that is a text": pdf({8: "<< /Type (JavaScript) /S (JavaScript) >>"}),
    "a photograph that is none": pdf({9: "/Type /XObject /Subtype /Image /Filter /DCTDecode"}),
    "information that is a number": whole(pdf().decode("latin-1").split("xref")[0]).replace(b"/Root", b"/Info 4 /Root"),
    "metadata that is a page": pdf({1: "/Metadata 3 0 R"}),
    "many of many": pdf({8: "[" + "9 0 R " * 60_000 + "]", 1: "/PageLabels [" + "8 0 R " * 60_000 + "]"}),
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_pdf_that_cannot_be_judged_is_dangerous(data: bytes) -> None:
    assert "inte går att bedöma" in " ".join(str(danger.what) for danger in dangers(data, ".pdf"))
    with suppress(Unreadable):
        assert dangers(stripped(data, ".pdf"), ".pdf") == []


@pytest.mark.parametrize("data", [*DAMAGED.values(), *ODD.values()], ids=[*DAMAGED, *ODD])
def test_an_odd_pdf_is_cleaned_or_unreadable_and_soon(data: bytes, tmp_path: Path) -> None:
    before = time.process_time()
    for function in (
        active_parts_of_pdf,
        lambda odd: stripped(odd, ".pdf"),
        lambda odd: tells_of_its_maker(odd, ".pdf"),
    ):
        with suppress(Unreadable):
            function(data)
    (tmp_path / "a.pdf").write_bytes(data)
    verify(tmp_path, Expected())

    assert time.process_time() - before < 20


@pytest.mark.parametrize("drawn", [frozenset[str](), frozenset({"material/a.pdf"})], ids=["put in", "made here"])
def test_verification_stops_a_pdf_that_attacks_whoever_made_it(drawn: frozenset[str], tmp_path: Path) -> None:
    (tmp_path / "material").mkdir()
    (tmp_path / "material" / "a.pdf").write_bytes(placed(PLACES["on a click"], ACTIONS["a script"]))

    [problem] = verify(tmp_path, Expected(drawn=drawn))

    assert (problem.code, problem.place.path) == ("breaks-security-policy", "site/material/a.pdf")
    assert "innehåller ett skript" in problem.message
