"""One walk over every page type, for all tests that ask the same of each: opening a page costs more than a question.

A page is opened twice, on a phone and on a desk, since scripts may choose by width when they begin; then it is made
wider, or dark, as people do. What is done to a page for a question is undone before the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from .pages import close, started, watch

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320)]  #: Those that axe sees.
WIDTHS = [320, 360, 768, 1280]
ENDS = [320, 1280]  #: Of the widths: what is asked for on a phone and on a desk alone.

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


def violations(page: Page) -> list[str]:
    """What axe finds on *page*, one line a fault."""
    return _violations(Axe().run(page, options=OPTIONS).response["violations"])


def walk(
    browser: Browser, server: str, addresses: Sequence[str], looks: Sequence[tuple[str, int]] = LOOKS
) -> Iterator[Seen]:
    """See every page of *addresses*; *looks* are those that axe sees, each at one of :data:`ENDS`."""
    faults: list[str] = []
    context = browser.new_context()
    page = context.new_page()
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
        seen.faults, faults[:] = [*faults], []
        yield seen
    close(context)


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
        found = page.evaluate("(options) => axe.run(document, options).then((all) => all.violations)", OPTIONS)
        seen.axe[scheme, width] = _violations(found)
    page.emulate_media(color_scheme="light")


def _width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def _violations(found: list[dict]) -> list[str]:
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'].splitlines()[-1].strip()}" for v in found for n in v["nodes"]
    ]
