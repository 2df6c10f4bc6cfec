"""What people write in a field can be read, in light and dark."""

from __future__ import annotations

import io
from itertools import product

import pytest
from PIL import Image

SCHEMES, MEDIA = ("light", "dark"), ("screen", "print")
LEAST = 4.5  #: Contrast of text with what is behind it, WCAG 1.4.3.

#: Writes into every field of the page and returns the contrasts that are too low, one line each. Colours are
#: painted on a canvas, layer by layer from the page's ground, so that any notation is measured as it is seen.
MEASURE = """(least) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = (colours) => {
    canvas.fillStyle = matchMedia("(prefers-color-scheme: dark)").matches ? "#121212" : "#fff";
    canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => rgb.map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const contrast = (under, ink) => {
    const [dark, bright] = [light(painted(under)), light(painted([...under, ink]))].sort((a, b) => a - b);
    return (bright + .05) / (dark + .05);
  };
  const grounds = (element) =>
    element ? [...grounds(element.parentElement), getComputedStyle(element).backgroundColor] : [];
  const write = (field) => {
    if (field.localName === "select") { field.selectedIndex = field.options.length - 1; return; }
    field.value = "Undersköterska 2026";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const found = [];
  const report = (field, what, under, ink) => {
    const ratio = contrast(under, ink);
    if (ratio < least) found.push(`${field.id || field.name || field.localName}: ${what} ${ratio.toFixed(2)}`);
  };
  const untyped = ["checkbox", "radio", "range", "color", "hidden", "submit", "button", "reset", "image", "file"];
  const fields = [...document.querySelectorAll("input, textarea, select")].filter((one) => !untyped.includes(one.type));
  for (const field of fields) {
    const under = grounds(field);
    report(field, "hint", under, getComputedStyle(field, "::placeholder").color);
    write(field);
    report(field, "text", under, getComputedStyle(field).color);
    const marked = getComputedStyle(field, "::selection");
    if (marked.backgroundColor !== "rgba(0, 0, 0, 0)") {
      report(field, "selection", [...under, marked.backgroundColor], marked.color);
    }
    for (const option of field.options || []) report(field, "choice", grounds(option), getComputedStyle(option).color);
  }
  return { number: fields.length, found };
}"""


@pytest.fixture
def written(in_shares, open_page, page_types, server):
    """(address, scheme, media, what :data:`MEASURE` gives) of every page type; each page is opened once."""

    def measured(addresses):
        page = open_page("")
        for address in addresses:
            page.goto(server + address)
            for scheme, media in product(SCHEMES, MEDIA):
                page.emulate_media(media=media, color_scheme=scheme)
                yield address, scheme, media, page.evaluate(MEASURE, LEAST)

    return in_shares("falt", (*page_types, "404.html"), measured)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("media", MEDIA)
def test_e0_what_is_written_in_any_field_of_any_page_type_can_be_read(written, page_types, scheme, media):
    """The field in the site's head took its ink from the dark band around it, and its ground from the page."""
    outcomes = {address: outcome for address, *way, outcome in written if way == [scheme, media]}

    assert {address: outcome["found"] for address, outcome in outcomes.items() if outcome["found"]} == {}
    assert sum(outcome["number"] for outcome in outcomes.values()) > len(page_types)  # Every page has one in its head.


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

    assert (light + 0.05) / (dark + 0.05) >= LEAST


def luminance(grey: int) -> float:
    """Relative luminance of a grey of 0-255."""
    share = grey / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
