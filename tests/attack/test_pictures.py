"""A picture carries nothing but the picture, and is what its name says."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from kunskapsbank.media.drawings import cleaned
from kunskapsbank.media.inert import dangers
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.reading.folders import Unreadable

from .pictures import CARRIED, FILES, SMUGGLED, picture, with_segment
from .svg import NS


@pytest.mark.parametrize(("suffix", "data"), FILES.values(), ids=FILES)
def test_what_a_picture_carries_beside_the_picture_is_left_out(suffix: str, data: bytes) -> None:
    clean = stripped(data, suffix)

    assert CARRIED in data
    assert CARRIED not in clean
    assert not tells_of_its_maker(clean, suffix)
    with (
        Image.open(io.BytesIO(clean)) as shown,
        Image.open(io.BytesIO(picture(shown.format or "", lossless=True))) as plain,
    ):
        assert shown.size == plain.size
        assert shown.convert("L").getextrema() == plain.convert("L").getextrema()


@pytest.mark.parametrize(("suffix", "data"), SMUGGLED.values(), ids=SMUGGLED)
def test_what_is_no_picture_of_its_sort_is_dangerous(suffix: str, data: bytes) -> None:
    assert dangers(data, suffix)
    with pytest.raises(Unreadable):
        stripped(data, suffix)


@pytest.mark.parametrize("transform", [0, 1, 2])
def test_of_adobes_segment_only_how_the_colours_are_turned_is_kept(transform: int) -> None:
    given = b"Adobe" + b"hemlig"[:6] + bytes([transform])

    clean = stripped(with_segment(0xEE, given), ".jpg")

    assert b"hemlig" not in clean
    assert b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]) in clean


LONG = " " * 1_000_000
LONG_DRAWINGS = {
    "text": f"<text>{LONG}</text>",
    "a value": f'<g fill="{LONG}!"/>',
    "a style": f'<g style="{LONG}fill{LONG[:9]}:red"/>',
    "a style sheet": f"<style>{LONG}g{LONG[:9]}{{fill:red}}</style>",
    "an address": f'<g fill="url({LONG}#a)"/>',
    "addresses": f'<g fill="{"url( " * 200_000}"/>',
    "classes": f'<g class="{LONG}!"/>',
    "a reference": f'<use href="{LONG}#a"/>',
    "comments": f"<style>{'/*' * 400_000}</style>",
    "a tag": f"<g{LONG}/>",
    "lines": f"<text>{chr(10) * 900_000}</text>",
    "numbers": f'<path d="{"1," * 400_000}!"/>',
}


@pytest.mark.parametrize("inside", LONG_DRAWINGS.values(), ids=LONG_DRAWINGS)
def test_a_drawing_of_a_megabyte_takes_no_longer_than_its_length(inside: str) -> None:
    before = time.process_time()
    cleaned(f"<svg {NS}>{inside}</svg>".encode())

    assert time.process_time() - before < 2
