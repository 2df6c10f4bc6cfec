"""Rules about relations and links between records."""

from __future__ import annotations

from collections.abc import Iterator

from ..bodies import Bodies
from ..links import linked_records, record_at, target_of
from ..problems import Problem, Severity
from ..site import Site
from ..wording import did_you_mean
from . import rule


@rule
def broken_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett id i en relation ska höra till en post som finns."""
    for link in site.links:
        if link.target in site.records or link.target in site.hidden:
            continue
        kind, _, id_ = link.target.partition("/")
        place = link.origin.source.place(link.loc)
        if kind not in site.kinds:
            yield Problem(place, "broken-reference", f"{link.target}: slaget '{kind}' finns inte",
                          f"Slagen är: {', '.join(site.kinds)}.{did_you_mean(kind, site.kinds)}")
            continue
        known = [record.id for record in site.of_kind(kind)]
        yield Problem(place, "broken-reference", f"{'.'.join(map(str, link.loc[:1]))}: '{id_}' finns inte i {kind}",
                      did_you_mean(id_, known).strip() or f"Skapa content/{kind}/{id_}.md eller ta bort raden.")


@rule
def self_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post ska inte peka på sig själv."""
    for link in site.links:
        if link.target == link.origin.key:
            yield Problem(link.origin.source.place(link.loc), "self-reference", "posten pekar på sig själv",
                          "Ta bort raden.")


@rule
def repeated_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Samma post ska stå högst en gång i en relation."""
    seen: set[tuple[str, object, str]] = set()
    for link in site.links:
        if link.loc[0] == "kallor" or len(link.loc) != 2:
            continue
        key = (link.origin.key, link.loc[0], link.target)
        if key in seen:
            yield Problem(link.origin.source.place(link.loc), "repeated-reference",
                          f"{link.loc[0]}: '{link.target.partition('/')[2]}' står redan i listan", "Ta bort den ena.",
                          Severity.WARNING)
        seen.add(key)


@rule
def broken_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk i brödtexten ska leda till en fil som finns. Länkar till webben prövas inte."""
    for record in site.records.values():
        folder = record.source.path.rpartition("/")[0]
        for link in bodies[record].links:
            target = target_of(link, folder)
            if target is None or not target.startswith("content/"):
                continue
            key = target.removeprefix("content/").removesuffix(".md")
            if record_at(site, target) is None and key not in site.hidden:
                yield Problem(record.source.body_place(f"]({link}"), "broken-link", f"länken {link} leder ingenstans",
                              did_you_mean(key, site.records).strip() or "Rätta sökvägen, till exempel "
                              "../begrepp/validering.md.")


@rule
def isolated_record(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post som ingen annan post pekar på eller länkar till hittas bara i listor. Ge den en relation."""
    linked = {link.target for link in site.links} | {key for r in site.records.values()
                                                     for key in linked_records(site, r, bodies[r])}
    for record in site.records.values():
        points = any(link.origin is record for link in site.links) if record.key not in linked else True
        if not points and not record.single:
            yield Problem(record.source.place(), "isolated-record", f"{record.titel}: ingen annan post hör ihop med den",
                          "Lägg till relaterat, begrepp, malgrupper eller fokusomraden.", Severity.WARNING)
