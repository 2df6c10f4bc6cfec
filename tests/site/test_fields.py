"""What people write in a field can be read, in light and dark."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from .walk import LEAST_CONTRAST, MEASURE, MEDIA, SCHEMES


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("media", MEDIA)
def test_e0_what_is_written_in_any_field_of_any_page_type_can_be_read(seen, scheme, media):
    """The field in the site's head took its ink from the dark band around it, and its ground from the page."""
    outcomes = {one.address: one.fields[scheme, media] for one in seen}

    assert {address: outcome["found"] for address, outcome in outcomes.items() if outcome["found"]} == {}
    assert sum(outcome["number"] for outcome in outcomes.values()) > len(seen)  # Every page has one in its head.


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("media", MEDIA)
def test_e0_what_is_written_on_the_page_for_missing_addresses_can_be_read(open_page, scheme, media):
    page = open_page("404.html", color_scheme=scheme)
    page.emulate_media(media=media)

    outcome = page.evaluate(MEASURE, LEAST_CONTRAST)
    assert outcome["found"] == []
    assert outcome["number"] > 0


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "light"), (1280, "dark")])
def test_e0_what_is_typed_in_the_head_with_the_keyboard_is_seen(open_page, width, scheme):
    """Measured on the picture: the darkest and the lightest spot inside the field's border."""
    page = open_page("begrepp/", width=width, color_scheme=scheme)
    field = page.get_by_label("Sök på webbplatsen").first
    field.press_sequentially("WWWWWW")
    field.blur()
    picture = Image.open(io.BytesIO(field.screenshot())).convert("L")
    inside = picture.crop((10, 8, min(90, picture.width - 10), picture.height - 8))
    dark, light = (luminance(value) for value in inside.getextrema())

    assert (light + 0.05) / (dark + 0.05) >= LEAST_CONTRAST


def luminance(grey: int) -> float:
    """Relative luminance of a grey of 0-255."""
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
