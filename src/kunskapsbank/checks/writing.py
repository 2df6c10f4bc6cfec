"""Rules about Markdown that does not mean what its writer thought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.problems import Problem, Severity
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.front_matter import one_line
from . import marked, place_of, rule

#: What an unsupported sign begins with -> what to write instead. The first that fits counts.
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\{#", "Skriv ankaret sist på en rubriks rad, med små bokstäver, siffror och bindestreck: ## Rubrik {#ankare}."),
    (r"\{", "Ta bort det. Bredd, klass och annat utseende bestäms på ett ställe för alla sidor."),
    (r"===", "Skriv en rubrik för varje flik: ## Rubrik."),
    (r":::", "Skriv en not så här: > [!NOTE] på en egen rad, och texten på raderna under, var och en med > först."),
    (r"\[TOC\]", "Ta bort det. Innehållsförteckningen görs av rubrikerna."),
    (r"\[!", "Skriv > [!NOTE], > [!TIP], > [!IMPORTANT], > [!WARNING] eller > [!CAUTION] på en egen rad."),
    (r"--8<--", "Skriv texten här: en fil kan inte hämtas in i en annan."),
    (r"\[\[", "Skriv länken så här: [text](../slag/id.md)."),
    (r"==", "Skriv markerad text så här: <mark>text</mark>."),
    (r"\$\$", "Skriv formeln som vanlig text eller `kod`."),
    (r"\^\[", "Skriv fotnoten så här: [^1] i texten, och [^1]: Text. på en egen rad."),
    (r"\^", "Skriv upphöjd text så här: <sup>2</sup>."),
    (r"~", "Skriv nedsänkt text så här: <sub>2</sub>."),
    (r":", "Skriv ut tecknet eller ordet: korta namn på tecken visas som de står."),
)


@rule
def surplus_cell(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En rad i en tabell får inte ha fler celler än tabellens huvud."""
    for place, text in marked(site, bodies, "surplus-cell"):
        yield Problem(
            place,
            "surplus-cell",
            f"raden har {text}: resten skulle inte synas",
            "Lägg till en kolumn i huvudet, ta bort ett |, eller skriv \\| för ett lodstreck i texten.",
        )


@rule
def broken_table(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En tabell ska ha ett huvud och under det en rad med lika många streck."""
    for place, text in marked(site, bodies, "broken-table"):
        yield Problem(
            place,
            "broken-table",
            f"raden blir löpande text, inte en tabell: {one_line(text, 40)}",
            "Skriv en tom rad före tabellen, och under huvudet en rad med lika många kolumner: | --- | --- |.",
        )


@rule
def unread_list(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En lista ska se ut som en: punkter med bindestreck, eller siffror från 1 med en tom rad före."""
    for place, text in marked(site, bodies, "unread-list"):
        yield Problem(
            place,
            "unread-list",
            f"raden blir inte en punkt i en lista: {one_line(text, 40)}",
            "Börja raden med - eller en siffra och punkt, utan indrag, och lämna en tom rad före listan.",
            Severity.WARNING,
        )


@rule
def repeated_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnot ska ha en enda text."""
    for place, text in marked(site, bodies, "repeated-footnote"):
        yield Problem(
            place,
            "repeated-footnote",
            f"fotnoten [^{one_line(text)}] har redan en text",
            "Ge den ett annat namn, eller ta bort den ena.",
        )


@rule
def missing_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En hänvisning till en fotnot ska ha en fotnot."""
    for place, text in marked(site, bodies, "missing-footnote"):
        yield Problem(
            place,
            "missing-footnote",
            f"fotnoten [^{one_line(text)}] finns inte",
            f"Skriv texten på en egen rad: [^{one_line(text)}]: Text.",
        )


@rule
def unused_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnot ska ha en hänvisning i texten, annars visas den inte."""
    for place, text in marked(site, bodies, "unused-footnote"):
        yield Problem(
            place,
            "unused-footnote",
            f"ingen text hänvisar till fotnoten [^{one_line(text)}]",
            f"Skriv [^{one_line(text)}] där den hör hemma, eller ta bort den.",
        )


@rule
def invalid_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnots namn har inga mellanslag."""
    for place, text in marked(site, bodies, "invalid-footnote"):
        yield Problem(
            place,
            "invalid-footnote",
            f"fotnoten [^{one_line(text)}] har mellanslag i sitt namn",
            f"Skriv [^{'-'.join(text.split())[:60]}] på båda ställena.",
        )


@rule
def empty_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska ha en adress."""
    for record in site.records.values():
        for link in bodies[record].links:
            if not link.target.strip():
                yield Problem(
                    place_of(record, link.spot),
                    "empty-link",
                    f"länken ”{one_line(link.text)}” har ingen adress",
                    "Skriv adressen mellan parenteserna: [text](https://adress).",
                )


@rule
def link_without_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska ha en text som säger vart den leder."""
    for record in site.records.values():
        for link in bodies[record].links:
            if not link.text:
                yield Problem(
                    place_of(record, link.spot),
                    "link-without-text",
                    f"länken till {one_line(link.target)} har ingen text",
                    "Skriv mellan hakparenteserna vart länken leder: [text](adress).",
                )


@rule
def missing_link_target(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk med adressen på annan plats, [text][namn], ska ha en adress."""
    for place, text in marked(site, bodies, "missing-link-target"):
        yield Problem(
            place,
            "missing-link-target",
            f"{one_line(text)} har ingen adress",
            "Skriv [text](adress), eller adressen på en egen rad: [namn]: https://adress.",
        )


@rule
def space_in_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Mellan länkens text och dess adress ska inget mellanslag stå."""
    for place, text in marked(site, bodies, "space-in-link"):
        yield Problem(
            place,
            "space-in-link",
            f"{one_line(text)} är ingen länk",
            "Ta bort mellanslaget före parentesen: [text](adress).",
        )


@rule
def unlinked_address(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En webbadress i texten börjar med https:// och blir då en länk."""
    for place, text in marked(site, bodies, "unlinked-address"):
        url = f"https://{text.partition('://')[2] or text}"
        yield Problem(
            place,
            "unlinked-address",
            f"{one_line(text)} blir ingen länk",
            f"Skriv {one_line(url)}, eller [text]({one_line(url)}).",
            Severity.WARNING,
        )


@rule
def stray_emphasis(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Fetstil börjar och slutar med ** intill ordet."""
    for place, text in marked(site, bodies, "stray-emphasis"):
        yield Problem(
            place,
            "stray-emphasis",
            f"{text} varken börjar eller avslutar fetstil här",
            "Skriv **text** utan mellanslag innanför stjärnorna, eller \\*\\* om de ska synas.",
            Severity.WARNING,
        )


@rule
def unsupported_sign(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som är Markdown bara i vissa program visas som det står."""
    for place, text in marked(site, bodies, "unsupported-sign"):
        remedy = next(remedy for sign, remedy in _SIGNS if re.match(sign, text))
        message = f"{one_line(text, 40)} betyder ingenting här och visas som det står"
        yield Problem(place, "unsupported-sign", message, remedy, Severity.WARNING)


@rule
def template_code(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post innehåller ingen mallkod: den visas som den står."""
    for place, text in marked(site, bodies, "template-code"):
        yield Problem(
            place,
            "template-code",
            f"{one_line(text, 40)} är mallkod och visas som den står",
            "Ta bort den, eller sätt `bakåttecken` runt om läsaren ska se den.",
            Severity.WARNING,
        )


@rule
def conflict_mark(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som git lämnar när två ändringar inte går ihop får inte publiceras."""
    for place, text in marked(site, bodies, "conflict-mark"):
        yield Problem(
            place,
            "conflict-mark",
            f"raden {one_line(text, 40)} är kvar efter två ändringar som inte gick ihop",
            "Behåll den ena texten och ta bort raderna som börjar med <<<<<<<, ======= och >>>>>>>.",
        )


@rule
def mojibake(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Å, ä och ö ska inte stå som Ã¥, Ã¤ och Ã¶."""
    for place, text in marked(site, bodies, "mojibake"):
        yield Problem(
            place,
            "mojibake",
            f"{one_line(text)} är ett tecken som har lästs med fel teckenkodning",
            "Skriv om ordet med rätt bokstav, och spara filen som UTF-8.",
            Severity.WARNING,
        )


@rule
def personal_number(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett personnummer publiceras inte."""
    for place, _ in marked(site, bodies, "personal-number"):
        yield Problem(
            place,
            "personal-number",
            "här står något som ser ut som ett personnummer",
            "Ta bort det. Behövs ett exempel: skriv ÅÅMMDD-NNNN.",
            Severity.WARNING,
        )


@rule
def hidden_entity(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Tecken som inte syns får inte skrivas, inte heller som &#8203;."""
    for place, text in marked(site, bodies, "hidden-entity"):
        yield Problem(place, "hidden-entity", f"{one_line(text)} är ett tecken som inte syns", "Ta bort det.")


@rule
def wall_of_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett stycke ska gå att läsa: det har högst 1 800 tecken."""
    for place, text in marked(site, bodies, "wall-of-text"):
        yield Problem(
            place,
            "wall-of-text",
            f"stycket har {text}",
            "Dela upp det med tomma rader, rubriker (## Rubrik) och listor.",
            Severity.WARNING,
        )
