"""Rules about what a body may hold: HTML, links out, and no more than can be converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..base.problems import Place, Problem
from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.code_spans import MAX_OPEN_BRACKETS, deepest_bracket, unclosed_fence, visible
from ..markdown.converter import RAW_TAGS, VOID_TAGS, raw_tag
from ..markdown.links import places_of
from ..reading.front_matter import one_line
from . import rule

_TAG = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:>|[\s/][^<>]*>?)|!--|\?|![\w\[])")
_TAG_OR_BREAK = re.compile(_TAG.pattern + r"|\n[ \t]*\n")
_ANGLED_LINK = re.compile(r"<(?!(?:ht|f)tps?://)([a-z][a-z0-9+.-]*:[^\s<>]*)>", re.I)  # Markdown links the others.
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_SAFE_SCHEMES = ("https", "http", "mailto")
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
    **dict.fromkeys(("i", "em"), "Skriv betoning så här: *text*."),
    **dict.fromkeys(("ul", "ol", "li"), "Skriv listan med bindestreck eller siffror först på raden."),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "Skriv rubriken så här: ## Rubrik."),
    **dict.fromkeys(("p", "div"), "Ta bort det. En tom rad skiljer stycken åt."),
}


@rule
def html_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Brödtext skrivs i Markdown. Av HTML är bara taggar för enstaka ord tillåtna, som <abbr>, <kbd> och <sub>."""
    for record in site.records.values():
        for match in _forbidden_tags(visible(record.source.body)):
            yield Problem(
                record.source.body_place("", match.start()),
                "html-in-body",
                f"HTML är inte tillåtet: {one_line(match[0], 30)}",
                _instead(match),
            )


def _forbidden_tags(text: str) -> Iterator[re.Match[str]]:
    """The tags that are not allowed; an end tag only when nothing has been said about its start."""
    begun: set[str] = set()
    for match in _TAG.finditer(text):
        name = (match[2] or "").lower()
        if raw_tag(match[0]) is None and not (match[1] and name in begun):
            begun.add(name)
            yield match


def _instead(match: re.Match[str]) -> str:
    """What to write in place of a tag or a comment."""
    name = (match[2] or "").lower()
    if name in RAW_TAGS:
        only = ", ".join(sorted(RAW_TAGS[name]))
        return f"Skriv <{name}> med små bokstäver, och inga andra attribut än {only} inom raka citattecken."
    if match[0] == "<!--":
        return "Ta bort kommentaren: det som står i filen kan läsas av alla."
    return _INSTEAD.get(name, f"Skriv med Markdown, eller sätt `bakåttecken` runt. Tillåtna taggar: {_ALLOWED}.")


@rule
def unpaired_tag(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En tagg som börjar i ett stycke ska avslutas i samma stycke, den sista först."""
    for record in site.records.values():
        body = record.source.body
        if "<" in body:
            for start, name, message in _unbalanced(visible(body)):
                yield Problem(
                    record.source.body_place("", start), "unpaired-tag", message, f"Skriv <{name}>ord</{name}>."
                )


def _unbalanced(text: str) -> Iterator[tuple[int, str, str]]:
    """(index, tag, what is wrong) of tags in :data:`RAW_TAGS` that do not pair up within their paragraph."""
    opened: list[tuple[int, str]] = []
    for match in [*_TAG_OR_BREAK.finditer(text), None]:
        if match is None or match[0].startswith("\n"):
            yield from ((start, name, f"<{name}> avslutas inte i samma stycke") for start, name in opened)
            opened = []
            continue
        end, name = match[1], (match[2] or "").lower()
        if name not in RAW_TAGS or name in VOID_TAGS:
            continue
        if not end:
            opened.append((match.start(), name))
        elif opened and opened[-1][1] == name:
            opened.pop()
        else:
            yield match.start(), name, f"</{name}> avslutar inget som har börjat i stycket"


@rule
def dangerous_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska börja med https:, http: eller mailto:, eller vara en sökväg till en fil."""
    for record in site.records.values():
        links = [link for link in bodies[record].targets if _is_dangerous(link)]
        links += [m[1] for m in _ANGLED_LINK.finditer(visible(record.source.body)) if _is_dangerous(m[1])]
        for link, place in places_of(record.source, links):
            yield Problem(
                place,
                "dangerous-link",
                f"länken {one_line(link, 40)} är inte tillåten",
                "Länka till en webbadress som börjar med https://.",
            )


def _is_dangerous(link: str) -> bool:
    """Whether *link* leads anywhere but to the web, an e-mail address or a file of the site."""
    read = _as_browsers_read(link)
    scheme = _SCHEME.match(read)
    return read.startswith("//") or bool(scheme and scheme[1].lower() not in _SAFE_SCHEMES)


def _as_browsers_read(link: str) -> str:
    """*link* with entities resolved, without the spaces and control characters that browsers skip, and / for \\."""
    return re.sub(r"[\x00-\x20]", "", unescape(link)).replace("\\", "/")


@rule
def foreign_image(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ligga i docs/assets/. Sidorna hämtar ingenting från andra webbplatser."""
    for record in site.records.values():
        sources = [src for src, _ in bodies[record].images if src.lower().startswith(("http:", "https:"))]
        for src, place in places_of(record.source, sources):
            yield Problem(
                place,
                "foreign-image",
                f"bilden {one_line(src)} hämtas från en annan webbplats",
                "Spara bilden i docs/assets/ om ni har rätt till den, annars länka till sidan där den finns.",
            )


@rule
def unclosed_code_block(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett kodblock som börjar med ``` ska sluta med en likadan rad."""
    for record in site.records.values():
        start = unclosed_fence(record.source.body)
        if start is not None:
            yield Problem(
                record.source.body_place("", start),
                "unclosed-code-block",
                "kodblocket avslutas inte",
                "Skriv lika många ``` eller ~~~ på en egen rad där koden slutar.",
            )


@rule
def nested_brackets(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """I ett stycke får högst 50 parenteser och hakparenteser vara öppna samtidigt."""
    for record in site.records.values():
        start = deepest_bracket(record.source.body)
        if start is not None:
            yield Problem(
                record.source.body_place("", start),
                "nested-brackets",
                f"fler än {MAX_OPEN_BRACKETS} parenteser är öppna samtidigt i stycket",
                "Avsluta dem, eller sätt `bakåttecken` runt text som ska visas så.",
            )


@rule
def too_costly_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En brödtext ska kunna göras om till en webbsida på högst 10 sekunder och med högst 1 GB minne."""
    for record in site.records.values():
        refused = bodies[record].refused
        if refused:
            yield Problem(
                _start_of_body(record),
                "too-costly-body",
                f"brödtexten går inte att göra om: {refused}",
                "Dela upp den i flera poster, eller förenkla tabeller, listor och länkar.",
            )


def _start_of_body(record: Record) -> Place:
    return record.source.body_place("")
