"""One walk over every page type, for all tests that ask the same of each: opening a page costs more than a question.

A page is opened twice, on a phone and on a desk, since scripts may choose by width when they begin; then it is made
wider, or dark, or its text larger, as people do. What is done to a page for a question is undone before the next; what
cannot be undone, the keyboard's way through the page and what is written in its fields, comes last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Page

from .pages import close, started, watch

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: Of those, what a page that is dark can break and was whole when it was light: nothing but its colours is another.
COLOURS = {**OPTIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320)]  #: Those that axe sees.
WIDTHS = [320, 360, 768, 1280]
ENDS = [320, 1280]  #: Of the widths: what is asked for on a phone and on a desk alone.
PHONES = [320, 360]  #: Of the widths: what is asked for on phones alone.
SCHEMES, MEDIA = ("light", "dark"), ("screen", "print")
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}  #: A press of that key.
STEPS = 40  #: Tab presses on each page type: enough for the head, the menu and what comes first.

# 1.4.12 Text spacing, as the criterion gives it; a sheet made by script is not stopped by the content security policy.
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

NO_SPACING = "() => { document.adoptedStyleSheets = []; }"

CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((e) => {
  const style = getComputedStyle(e);
  return ['hidden', 'clip'].includes(style.overflowX) && style.clipPath === 'none' && e.innerText?.trim()
    && style.textIndent === '0px' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.outerHTML.slice(0, 90))"""

SMALL = """(least) => [...document.querySelectorAll('button, summary, select, input, .kort-rubrik a')]
  .filter((e) => e.checkVisibility())
  .map((e) => {
    const box = (e.closest('label, .kort') ?? e).getBoundingClientRect();
    const after = getComputedStyle(e, '::after');  // May reach outside the control and takes clicks for it.
    const more = after.position === 'absolute' ? Math.max(0, -2 * parseFloat(after.top)) || 0 : 0;
    return [e, box.width + more, box.height + more];
  })
  .filter(([, width, height]) => width > 0 && (width < least || height < least))
  .map(([e, width, height]) => `${Math.round(width)}x${Math.round(height)} ${e.outerHTML.slice(0, 80)}`)"""

LEAST = 24  #: CSS pixels of a control, as 2.5.8 Target size asks for.

#: What can be used and stands outside the window, or holds text that does.
OUTSIDE = """() => [...document.querySelectorAll('a, button, input, select, summary, h1, h2, h3, p, li')]
  .filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest('.tabell, .dold-text, [popover], pre'))
  .filter((e) => { const box = e.getBoundingClientRect(); return box.width > 1 && box.right > innerWidth + 1; })
  .map((e) => `${e.localName}.${e.className}: ${e.textContent.trim().slice(0, 30)}`).slice(0, 3)"""

#: How much on the page moves by itself or when it changes.
MOVING = """() => [...document.querySelectorAll('*')].map((e) => getComputedStyle(e))
  .filter((s) => parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0).length"""

#: What has focus: where it is, how the browser marks it, and whether anything covers its middle.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const inner = e.querySelector ? e.querySelector('polygon, .bild-steg') : null;
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    || (inner && parseFloat(getComputedStyle(inner).strokeWidth) >= 4);
  const rects = [...e.getClientRects()];
  const onScreen = rects.some((r) => r.width > 0 && r.height > 0 && r.bottom > 0 && r.right > 0
    && r.top < innerHeight && r.left < innerWidth);
  const r = rects[0] ?? box;
  const top = document.elementFromPoint(Math.max(0, r.left + r.width / 2), Math.max(0, r.top + r.height / 2));
  const covered = top && !(e === top || e.contains(top) || top.contains(e));
  const all = [...document.querySelectorAll('*')];
  return {name: e.outerHTML.slice(0, 90), marked, onScreen, covered: Boolean(covered), place: all.indexOf(e)};
}"""

LEAST_CONTRAST = 4.5  #: Of text with what is behind it, WCAG 1.4.3.

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


@dataclass
class Seen:
    """What was seen on one page type."""

    address: str
    headings: int = 0  #: Of the first level.
    kept: list[object] = field(default_factory=list)  #: How much local and session storage hold, and the cookies.
    faults: list[str] = field(default_factory=list)  #: Of scripts and of the policy, and what was asked of other hosts.
    wide: dict[int, int] = field(default_factory=dict)  #: The page's width in the window's.
    spaced: dict[int, list[object]] = field(default_factory=dict)  #: With wide text, its width and what is cut off.
    small: dict[int, list[str]] = field(default_factory=dict)  #: Controls that are hard to hit.
    axe: dict[tuple[str, int], list[str]] = field(default_factory=dict)  #: What axe finds, by look.
    zoomed: tuple[float, int] = (0, 0)  #: At 400 percent, device pixels in one of the page and the page's width.
    enlarged: dict[int, list[object]] = field(default_factory=dict)  #: Text twice as large: width and what is outside.
    moving: dict[str, int] = field(default_factory=dict)  #: How much moves, by the motion that people ask for.
    stops: dict[int, list[dict[str, Any]]] = field(default_factory=dict)  #: Where Tab leads, as :data:`FOCUS` tells.
    fields: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)  #: :data:`MEASURE` by scheme and media.


def violations(page: Page) -> list[str]:
    """What axe finds on *page*, one line a fault."""
    return _violations(Axe().run(page, options=OPTIONS).response["violations"])


def walk(
    browser: Browser,
    server: str,
    addresses: Sequence[str],
    looks: Sequence[tuple[str, int]] = LOOKS,
    *,
    used: bool = True,
) -> Iterator[Seen]:
    """See every page of *addresses*; *looks* are those that axe sees, each at one of :data:`ENDS`.

    Pages that are not to be *used* are looked at only: nobody zooms, walks through them with Tab or writes in them.
    """
    faults: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    settings = context.new_cdp_session(page)
    watch(page, server, faults)
    for address in addresses:
        seen = Seen(address)
        for width, others in ((320, (360, 768)), (1280, ())):
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(server + address)
            started(page)
            page.evaluate(Axe().axe_script)
            _see(page, width, looks, seen)
            for other in others:
                page.set_viewport_size({"width": other, "height": 900})
                seen.wide[other] = _width(page)
            if used:
                (_use_phone if width == ENDS[0] else _use_desk)(page, settings, seen)
        seen.faults, faults[:] = [*faults], []
        yield seen
    close(context)


def _use_phone(page: Page, settings: CDPSession, seen: Seen) -> None:
    """Zoom, enlarge the text of *page* and walk through it, on a phone."""
    size = {"width": 320, "height": 256, "deviceScaleFactor": 4, "mobile": False}
    settings.send("Emulation.setDeviceMetricsOverride", size)
    ratio, width = page.evaluate("[devicePixelRatio, document.documentElement.scrollWidth]")
    seen.zoomed = (ratio, width)
    settings.send("Emulation.clearDeviceMetricsOverride")
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    for width in PHONES:
        page.set_viewport_size({"width": width, "height": 740})
        seen.enlarged[width] = [_width(page), *page.evaluate(OUTSIDE)]
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    page.set_viewport_size({"width": 320, "height": 900})
    seen.stops[320] = _stops(settings)


def _use_desk(page: Page, settings: CDPSession, seen: Seen) -> None:
    """Ask *page* to be still, walk through it and write in its fields, at a desk."""
    for motion in ("reduce", "no-preference"):
        page.emulate_media(reduced_motion=motion)
        seen.moving[motion] = page.evaluate(MOVING)
    seen.stops[1280] = _stops(settings)
    for scheme, media in product(SCHEMES, MEDIA):
        page.emulate_media(media=media, color_scheme=scheme)
        seen.fields[scheme, media] = page.evaluate(MEASURE, LEAST_CONTRAST)
    page.emulate_media(media="null", color_scheme="light")


def _stops(settings: CDPSession) -> list[dict[str, Any]]:
    """What has the focus after each press of Tab, once around the page or :data:`STEPS` times.

    The browser is asked itself, which costs a quarter less than through Playwright: no key but Tab is pressed.
    """
    asked = {"expression": f"({FOCUS})()", "returnByValue": True}
    stops: list[dict[str, Any]] = []
    for _ in range(STEPS):
        settings.send("Input.dispatchKeyEvent", TAB)
        stop = settings.send("Runtime.evaluate", asked)["result"].get("value")
        if stop is None or stop["place"] in [one["place"] for one in stops]:
            break
        stops.append(stop)
    return stops


def _see(page: Page, width: int, looks: Sequence[tuple[str, int]], seen: Seen) -> None:
    """Ask of *page*, which is *width* wide, what is asked for on a phone and on a desk."""
    seen.headings = page.locator("h1").count()
    seen.kept = page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    seen.wide[width] = _width(page)
    seen.small[width] = page.evaluate(SMALL, LEAST)
    page.evaluate(SPACING)
    seen.spaced[width] = [_width(page), *page.evaluate(CUT_OFF)]
    page.evaluate(NO_SPACING)
    for scheme in (scheme for scheme, at in looks if at == width):
        page.emulate_media(color_scheme=scheme)
        options = COLOURS if scheme == "dark" and ("light", width) in looks else OPTIONS
        found = page.evaluate("(options) => axe.run(document, options).then((all) => all.violations)", options)
        seen.axe[scheme, width] = _violations(found)
    page.emulate_media(color_scheme="light")


def _width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def _violations(found: list[dict]) -> list[str]:
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'].splitlines()[-1].strip()}" for v in found for n in v["nodes"]
    ]
