"""Rules about Markdown that does not mean what its writer thought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..base.problems import Problem, Severity, problem
from ..base.texts import one_line, phrase
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import marked, place_of, rule

#: What an unsupported sign begins with -> its name among the texts that say what to write. The first that fits counts.
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\{#", "anchor"),
    (r"\{", "attributes"),
    (r"===", "tab"),
    (r":::", "note"),
    (r"\[TOC\]", "toc"),
    (r"\[!", "alert"),
    (r"--8<--", "include"),
    (r"\[\[", "wiki-link"),
    (r"==", "mark"),
    (r"\$\$", "formula"),
    (r"\^\[", "inline-footnote"),
    (r"\^", "superscript"),
    (r"~", "subscript"),
    (r":", "emoji"),
)


@rule
def surplus_cell(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En rad i en tabell får inte ha fler celler än tabellens huvud."""
    for place, text in marked(bodies, "surplus-cell"):
        cells, columns = text.split()
        yield problem(place, "surplus-cell", cells=cells, columns=columns)


@rule
def broken_table(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En tabell ska ha ett huvud och under det en rad med lika många streck."""
    for place, text in marked(bodies, "broken-table"):
        yield problem(place, "broken-table", text=one_line(text, 40))


@rule
def unread_list(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En lista ska se ut som en: punkter med bindestreck, eller siffror från 1 med en tom rad före."""
    for place, text in marked(bodies, "unread-list"):
        yield problem(place, "unread-list", Severity.WARNING, text=one_line(text, 40))


@rule
def shallow_indent(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som hör till en punkt med siffra ska dras in så långt att det hör dit i alla program."""
    for place, text in marked(bodies, "shallow-indent"):
        yield problem(place, "shallow-indent", Severity.WARNING, text=one_line(text, 40))


@rule
def repeated_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnot ska ha en enda text."""
    for place, text in marked(bodies, "repeated-footnote"):
        yield problem(place, "repeated-footnote", text=one_line(text))


@rule
def missing_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En hänvisning till en fotnot ska ha en fotnot."""
    for place, text in marked(bodies, "missing-footnote"):
        yield problem(place, "missing-footnote", text=one_line(text))


@rule
def unused_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnot ska ha en hänvisning i texten, annars visas den inte."""
    for place, text in marked(bodies, "unused-footnote"):
        yield problem(place, "unused-footnote", text=one_line(text))


@rule
def invalid_footnote(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En fotnots namn har inga mellanslag."""
    for place, text in marked(bodies, "invalid-footnote"):
        yield problem(place, "invalid-footnote", text=one_line(text), name="-".join(text.split())[:60])


#: A target without an address, or with the beginning of one alone.
_NOWHERE = re.compile(r"(?:https?:/*(?:[?#].*)?|mailto:|tel:)?", re.I)


@rule
def empty_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska ha en adress."""
    for source, body in bodies.texts():
        for link in body.links:
            if _NOWHERE.fullmatch(link.target.strip()):
                yield problem(place_of(source, link.spot), "empty-link", text=one_line(link.text))


@rule
def link_without_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska ha en text som säger vart den leder."""
    for source, body in bodies.texts():
        for link in body.links:
            if not link.text:
                yield problem(place_of(source, link.spot), "link-without-text", target=one_line(link.target))


@rule
def missing_link_target(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk med adressen på annan plats, [text][namn], ska ha en adress."""
    for place, text in marked(bodies, "missing-link-target"):
        yield problem(place, "missing-link-target", text=one_line(text))


@rule
def space_in_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Mellan länkens text och dess adress ska inget mellanslag stå."""
    for place, text in marked(bodies, "space-in-link"):
        yield problem(place, "space-in-link", text=one_line(text))


@rule
def unlinked_address(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En webbadress i texten börjar med https:// och blir då en länk."""
    for place, text in marked(bodies, "unlinked-address"):
        url = f"https://{text.partition('://')[2] or text}"
        yield problem(place, "unlinked-address", Severity.WARNING, text=one_line(text), url=one_line(url))


@rule
def stray_emphasis(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Fetstil börjar och slutar med ** intill ordet."""
    for place, text in marked(bodies, "stray-emphasis"):
        yield problem(place, "stray-emphasis", Severity.WARNING, text=text)


@rule
def unsupported_sign(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som är Markdown bara i vissa program visas som det står."""
    for place, text in marked(bodies, "unsupported-sign"):
        if text.startswith("???"):
            yield problem(place, "unsupported-sign/folded", Severity.WARNING, text=text)
            continue
        instead = next(name for sign, name in _SIGNS if re.match(sign, text))
        yield problem(
            place,
            "unsupported-sign",
            Severity.WARNING,
            remedy=phrase(f"sign-instead.{instead}"),
            text=one_line(text, 40),
        )


@rule
def template_code(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post innehåller ingen mallkod: den visas som den står."""
    for place, text in marked(bodies, "template-code"):
        yield problem(place, "template-code", Severity.WARNING, text=one_line(text, 40))


@rule
def conflict_mark(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som git lämnar när två ändringar inte går ihop får inte publiceras."""
    for place, text in marked(bodies, "conflict-mark"):
        yield problem(place, "conflict-mark", text=one_line(text, 40))


@rule
def mojibake(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Å, ä och ö ska inte stå som Ã¥, Ã¤ och Ã¶."""
    for place, text in marked(bodies, "mojibake"):
        yield problem(place, "mojibake", Severity.WARNING, text=one_line(text))


@rule
def personal_number(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett personnummer publiceras inte."""
    for place, _ in marked(bodies, "personal-number"):
        yield problem(place, "personal-number", Severity.WARNING)


@rule
def hidden_entity(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Tecken som inte syns får inte skrivas, inte heller som &#8203;."""
    for place, text in marked(bodies, "hidden-entity"):
        yield problem(place, "hidden-entity", text=one_line(text))


@rule
def wall_of_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett stycke ska gå att läsa: det har högst 1 800 tecken."""
    for place, text in marked(bodies, "wall-of-text"):
        yield problem(place, "wall-of-text", Severity.WARNING, count=text)
