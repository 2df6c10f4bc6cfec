"""Rules about relations and links between records."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ..base.problems import MOST_SHOWN, Problem, Severity, problem
from ..base.texts import Phrase, one_line, phrase
from ..content.addresses import list_address
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.links import file_meant, key_of, linked_records, record_at, target_of
from ..reading.messages import did_you_mean, nearest
from . import place_of, rule


@rule
def broken_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett id i en relation ska höra till en post som finns."""
    for link in site.links:
        if link.target in site.records or link.target in site.hidden:
            continue
        kind, _, id_ = link.target.partition("/")
        field = next(step for step in reversed(link.loc) if isinstance(step, str))
        place = link.origin.source.place(link.loc)
        if kind not in site.kinds:
            yield problem(
                place, "broken-reference/kind", field=field, target=link.target, kinds=site.kinds.unknown(kind)
            )
            continue
        prefix = link.written.removesuffix(id_)
        renamed = site.renamed(link.target)
        if renamed is not None:
            new = renamed.id if renamed.kind == kind and not prefix else renamed.key
            yield problem(place, "broken-reference/renamed", field=field, written=link.written, kind=kind, new=new)
            continue
        known = [f"{prefix}{record.id}" for record in site.of_kind(kind)]
        yield problem(
            place,
            "broken-reference",
            remedy=did_you_mean(link.written, known),
            field=field,
            written=link.written,
            kind=kind,
            id=id_,
        )


@rule
def self_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post ska inte peka på sig själv."""
    for link in site.links:
        if link.target == link.origin.key:
            yield problem(link.origin.source.place(link.loc), "self-reference", written=link.written)


@rule
def repeated_reference(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Samma post ska stå högst en gång i en relation."""
    seen: set[tuple[str, object, str]] = set()
    for link in site.links:
        if link.loc[0] == "kallor" or len(link.loc) != 2:
            continue
        key = (link.origin.key, link.loc[0], link.target)
        if key in seen:
            yield problem(
                link.origin.source.place(link.loc),
                "repeated-reference",
                Severity.WARNING,
                key=link.loc[0],
                written=link.written,
            )
        seen.add(key)


@rule
def broken_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk eller bild i brödtexten ska leda till en fil som finns. Länkar till webben prövas inte."""
    for record in site.records.values():
        folder = record.source.path.rpartition("/")[0]
        dead = ((link, spot) for link, spot in bodies[record].targets if _leads_nowhere(target_of(link, folder), site))
        shown = {image.source: image.alt for image in bodies[record].images}
        for number, (link, spot) in enumerate(dead):
            target = target_of(link, folder) or ""
            suffix = posixpath.splitext(target.removesuffix(".md.txt"))[1].lower()
            is_file = link in shown or suffix in _FILES
            remedy = None
            if number < MOST_SHOWN:
                alt = shown.get(link)
                remedy = _file_meant(target, folder, site, alt) if is_file else _remedy(target, folder, site)
            yield problem(place_of(record.source, spot), "broken-link", remedy=remedy, link=one_line(link))


_FILES = (".png", ".jpg", ".jpeg", ".webp", ".svg", ".gif", ".pdf", ".docx", ".csv", ".json", ".txt")


def _file_meant(target: str, folder: str, site: Site, alt: str | None) -> Phrase:
    """How to write a link in *folder* to a file of the name of *target*, a picture when *alt* is its description."""
    close = file_meant(target, site.files)
    if not close:
        where = posixpath.relpath(f"{site.docs}/assets", folder)
        return phrase("file-to-assets", docs=site.docs, path=f"{where}/{posixpath.basename(target)}")
    path = posixpath.relpath(close, folder)
    if alt is None:
        return phrase("write-path", path=path)
    return phrase("write-picture", alt=one_line(alt.strip()) or phrase("what-the-picture-shows"), path=path)


def _leads_nowhere(target: str | None, site: Site) -> bool:
    """Whether *target* is a path that no record has. What stands in docs/ is checked when pages are drawn."""
    if target is None or target.startswith(f"{site.docs}/"):
        return False
    return record_at(site, target) is None and key_of(target) not in site.hidden


def _remedy(target: str, folder: str, site: Site) -> Phrase | None:
    """What to write, if that can be told, instead of a link to the file *target* in a file in *folder*."""
    renamed = site.renamed(key_of(target))
    if renamed is not None:
        return phrase("record-renamed", path=posixpath.relpath(renamed.source.path, folder))
    name = posixpath.basename(target)
    if name.lower().startswith("www."):
        return phrase("whole-web-address", address=posixpath.relpath(target, folder))
    if name.endswith(".md.txt"):
        return phrase("without-txt", path=posixpath.relpath(target, folder).removesuffix(".txt"))
    return _nearest(target, folder, site)


def _nearest(target: str, folder: str, site: Site) -> Phrase | None:
    """What the editor may have meant, written as a link from *folder*."""
    below, _, file = target.rpartition("/")
    names = {r.source.path: posixpath.relpath(r.source.path, folder) for r in site.records.values()}
    close = nearest(file, (path.rpartition("/")[2] for path in names if path.rpartition("/")[0] == below))
    path = f"{below}/{close}" if close else next((one for one in names if one.endswith(f"/{file}")), "")
    meant = names[path] if path else _page_of_a_folder(below, file, folder, site)
    return phrase("did-you-mean", close=meant) if meant else None


def _page_of_a_folder(below: str, file: str, folder: str, site: Site) -> str:
    """A list or the start page, written as a link from *folder*, that a link to *file* in the folder *below* means.

    ``../slaget.md``, ``../slaget/index.md`` and ``../index.md`` look like a page for a folder, and no file is.
    """
    stem, index = posixpath.splitext(file)[0], file == "index.md"
    if below == "content" and index:
        return posixpath.relpath("docs/index.md", folder)
    inside, _, name = below.rpartition("/") if index else (below, "", stem)
    kind = nearest(name, site.kinds) if inside == "content" else ""
    if not kind:
        return ""
    if site.kinds[kind].single:  # The list is the record's own page.
        return next((posixpath.relpath(record.source.path, folder) for record in site.of_kind(kind)), "")
    return f"/{list_address(site.kinds[kind])}"


@rule
def isolated_record(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post som inte pekar på någon annan, och som ingen annan pekar på, hittas bara i listor."""
    linked = {link.target for link in site.links} | {
        key for r in site.records.values() for key in linked_records(site, r, bodies[r])
    }
    linking = {link.origin.key for link in site.links}
    for record in site.records.values():
        told = record.single or record.id in site.unread_words
        if record.key not in linked and record.key not in linking and not told:
            yield problem(record.source.place(), "isolated-record", Severity.WARNING, title=record.titel)
