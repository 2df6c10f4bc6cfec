"""Rules about what a body may hold: HTML, links out, and no more than can be converted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import groupby

from ..base.problems import Problem
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.body import RawTag
from ..markdown.inlines import MAX_OPEN_BRACKETS
from ..markdown.tags import RAW_TAGS, SAFE_SCHEMES, VOID_TAGS
from ..reading.front_matter import one_line
from . import marked, place_of, rule

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_ALLOWED = ", ".join(f"<{name}>" for name in RAW_TAGS)
_INSTEAD = {
    "a": "Skriv länken så här: [text](adress).",
    "img": "Skriv bilden så här: ![beskrivning](bild.png).",
    "iframe": "Länka till sidan i stället: [text](https://adress).",
    "video": "Länka till filmen i stället: [text](https://adress).",
    "audio": "Länka till ljudet i stället: [text](https://adress).",
    "script": "Ta bort det. Sidorna har inga egna skript.",
    "style": "Ta bort det. Utseendet bestäms på ett ställe för alla sidor.",
    **dict.fromkeys(
        ("form", "input", "button"), "Ta bort det. Länka till en e-tjänst i stället: [text](https://adress)."
    ),
    **dict.fromkeys(("table", "tr", "td", "th"), "Skriv tabellen med lodstreck: | rubrik | rubrik |."),
    **dict.fromkeys(("b", "strong"), "Skriv fetstil så här: **text**."),
    "u": "Skriv betoning så här: *text*. Understruken text tas för en länk.",
    **dict.fromkeys(("s", "del", "strike"), "Skriv överstruken text så här: ~~text~~."),
    "hr": "Skriv --- på en egen rad, med en tom rad före.",
    "code": "Skriv kod så här: `kod`.",
    "blockquote": "Skriv citatet med > först på raden.",
    **dict.fromkeys(("details", "summary"), "Skriv en rubrik och text under den."),
    **dict.fromkeys(("i", "em"), "Skriv betoning så här: *text*."),
    **dict.fromkeys(("ul", "ol", "li"), "Skriv listan med bindestreck eller siffror först på raden."),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "Skriv rubriken så här: ## Rubrik."),
    **dict.fromkeys(("p", "div"), "Ta bort det. En tom rad skiljer stycken åt."),
}


@rule
def html_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Brödtext skrivs i Markdown. Av HTML är bara taggar för enstaka ord tillåtna, som <abbr>, <kbd> och <sub>."""
    for record in site.records.values():
        begun: set[str] = set()
        for mark in bodies[record].marked("html-in-body"):
            tag = _TAG_NAME.match(mark.text)
            name = tag[2].lower() if tag else ""
            if not (tag and tag[1] and name in begun):  # Of an end tag something is said only when not of its start.
                begun.add(name)
                yield Problem(
                    place_of(record, mark.spot),
                    "html-in-body",
                    f"HTML är inte tillåtet: {one_line(mark.text, 30)}",
                    _instead(mark.text, name),
                )


def _instead(text: str, name: str) -> str:
    """What to write in place of a tag or a comment."""
    if name in RAW_TAGS:
        only = ", ".join(sorted(RAW_TAGS[name]))
        return f"Skriv <{name}> med små bokstäver, och inga andra attribut än {only} inom raka citattecken."
    if text == "<!--":
        return "Avsluta kommentaren med -->, eller ta bort den."
    return _INSTEAD.get(name, f"Skriv med Markdown, eller sätt `bakåttecken` runt. Tillåtna taggar: {_ALLOWED}.")


@rule
def unpaired_tag(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En tagg som börjar i ett stycke ska avslutas i samma stycke, den sista först."""
    for record in site.records.values():
        for tag, message in _unbalanced(bodies[record].tags):
            place = place_of(record, tag.spot)
            yield Problem(place, "unpaired-tag", message, f"Skriv <{tag.name}>ord</{tag.name}>.")


def _unbalanced(tags: Iterable[RawTag]) -> Iterator[tuple[RawTag, str]]:
    """Tags that do not pair up within their paragraph, and what is wrong."""
    for _, paragraph in groupby(tags, key=lambda tag: tag.paragraph):
        opened: list[RawTag] = []
        for tag in paragraph:
            if tag.name in VOID_TAGS:
                continue
            if not tag.end:
                opened.append(tag)
            elif opened and opened[-1].name == tag.name:
                opened.pop()
            else:
                yield tag, f"</{tag.name}> avslutar inget som har börjat i stycket"
        yield from ((tag, f"<{tag.name}> avslutas inte i samma stycke") for tag in opened)


@rule
def dangerous_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska börja med https:, http:, mailto: eller tel:, eller vara en sökväg till en fil."""
    for record in site.records.values():
        for link, spot in bodies[record].targets:
            if _is_dangerous(link):
                yield Problem(
                    place_of(record, spot),
                    "dangerous-link",
                    f"länken {one_line(link, 40)} är inte tillåten",
                    "Länka till en webbadress som börjar med https://.",
                )


def _is_dangerous(link: str) -> bool:
    """Whether *link* leads anywhere but to the web, an e-mail address or a file of the site."""
    read = _as_browsers_read(link)
    scheme = _SCHEME.match(read)
    return read.startswith("//") or bool(scheme and scheme[1].lower() not in SAFE_SCHEMES)


def _as_browsers_read(link: str) -> str:
    """*link* with entities resolved, without the spaces and control characters that browsers skip, and / for \\."""
    return re.sub(r"[\x00-\x20]", "", unescape(link)).replace("\\", "/")


@rule
def foreign_image(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ligga i docs/assets/. Sidorna hämtar ingenting från andra webbplatser."""
    for record in site.records.values():
        for image in bodies[record].images:
            if image.source.lower().startswith(("http:", "https:")):
                yield Problem(
                    place_of(record, image.at),
                    "foreign-image",
                    f"bilden {one_line(image.source)} hämtas från en annan webbplats",
                    "Spara bilden i docs/assets/ om ni har rätt till den, annars länka till sidan där den finns.",
                )


@rule
def unclosed_code_block(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett kodblock som börjar med ``` ska sluta med en likadan rad."""
    for place, _ in marked(site, bodies, "unclosed-code-block"):
        yield Problem(
            place,
            "unclosed-code-block",
            "kodblocket avslutas inte",
            "Skriv lika många ``` eller ~~~ på en egen rad där koden slutar.",
        )


@rule
def nested_brackets(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """I ett stycke får högst 50 parenteser och hakparenteser vara öppna samtidigt."""
    for place, _ in marked(site, bodies, "nested-brackets"):
        yield Problem(
            place,
            "nested-brackets",
            f"fler än {MAX_OPEN_BRACKETS} parenteser är öppna samtidigt i stycket",
            "Avsluta dem, eller sätt `bakåttecken` runt text som ska visas så.",
        )


@rule
def deep_nesting(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Listor och citat får stå i varandra i högst 28 nivåer."""
    for place, _ in marked(site, bodies, "deep-nesting"):
        yield Problem(
            place,
            "deep-nesting",
            "listor eller citat står i varandra i fler nivåer än som går att visa",
            "Skriv om texten med högst några få nivåer.",
        )


@rule
def too_costly_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En brödtext ska kunna göras om till en webbsida på högst 10 sekunder och med högst 1 GB minne."""
    for record in site.records.values():
        refused = bodies[record].refused
        if refused:
            yield Problem(
                record.source.body_place(),
                "too-costly-body",
                f"brödtexten går inte att göra om: {refused}",
                "Dela upp den i flera poster, eller förenkla tabeller, listor och länkar.",
            )
