"""A site -> the files that are handed out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from ...base.parts import TYPST
from ...base.problems import Place, Problem, problem
from ...base.settings import Imprint
from ...base.texts import phrase
from ...content.addresses import address_of, list_address
from ...content.record import Record
from ...content.roles import County, Handout
from ...content.site import Site
from ...markdown.body import Body, Heading, Spot
from .archives import archive
from .cache import Cache
from .formats import Download, Downloads, Formats, card_address
from .production import Failure, Job, Production
from .sheets import Sender, Sheet, senders

CACHE = ".kb-cache"  #: Folder in the project, of files made before.
_MAKERS = (("sheet", "faktablad", ".pdf"), ("poster", "affisch", ".pdf"), ("word", "faktablad", ".docx"))
_TITLES = {
    ("faktablad", ".pdf"): "Faktablad, två A4-sidor",
    ("affisch", ".pdf"): "Affisch, en A4-sida",
    ("faktablad", ".docx"): "Faktablad att ändra i",
}
_HEADING_LEVEL = re.compile("from heading level|first heading must be")  #: Typst's words for a level left out.
_TYPES = {".pdf": "PDF", ".docx": "Word", ".zip": "zip", ".webp": "bild"}


class Factory:
    """Makes the files of one build in *root*, the project's folder."""

    def __init__(self, root: Path, site: Site, formats: Formats, imprint: Imprint, tagline: str = "") -> None:
        """*tagline*: what share cards say beside the site's name."""
        self._root, self._site, self._formats, self._imprint, self._tagline = root, site, formats, imprint, tagline
        self._cache = Cache(root / CACHE)
        self._production = Production(root, self._cache)

    def sheets(self) -> list[Problem]:
        """Make PDF, Word, preview and zip of every sheet, in every county's variant; returns what stops them."""
        problems = list(missing_logos(self._site, self._root / "docs"))
        if problems:
            return problems
        variants = (None, *senders(self._site))
        failures = self._production.make(
            job for key, sheet in self._formats.sheets.items() for job in _jobs(self._site[key], sheet, variants)
        )
        if not failures:
            for kind in self._site.kinds.taking(Handout):
                self._archives(kind, variants)
        self._formats.files.update(self._production.files)
        self._cache.save()
        return _problems(self._site, self._formats.bodies, failures)

    def cards(self, pages: Iterable[tuple[str, str, str]]) -> list[Problem]:
        """Make the share card of every page, given as address, title and label of its kind."""
        shared = {"webbplats": self._imprint.name, "underrubrik": self._tagline}
        failures = self._production.make(
            Job(card_address(address), "card", {"titel": title, "slag": label, **shared})
            for address, title, label in pages
        )
        self._formats.files.update(self._production.files)
        self._formats.made = self._production.made
        self._cache.prune()
        return [
            problem(
                Place(f"{TYPST.folder}/delningskort.typ"), "card-not-made", address=each.job.address, reason=each.reason
            )
            for each in failures[:1]
        ]

    def _archives(self, kind: type[Handout], variants: tuple[Sender | None, ...]) -> None:
        everything: dict[str, Path | bytes] = {}
        records = self._site.of_kind(kind.kind)
        for record in records:
            sheet, folder = self._formats.sheets[record.key], address_of(record)
            content = self._content(record, sheet, variants)
            everything |= {f"{record.id}/{name}": each for name, each in content.items()}
            made = self._archive(f"{folder}{record.kind}-{record.id}.zip", content, sheet.day)
            self._formats.downloads[record.key] = Downloads(
                self._variant(record, None),
                tuple((v.name, self._variant(record, v)) for v in variants if v),
                made,
                self._download("Första sidan", f"{folder}forsta-sidan.webp"),
            )
        if everything:
            last = max(self._formats.sheets[record.key].day for record in records)
            address = f"{list_address(kind)}allt-{kind.kind}.zip"
            self._formats.everything[kind.kind] = self._archive(address, everything, last)

    def _content(self, record: Record, sheet: Sheet, variants: tuple[Sender | None, ...]) -> dict[str, Path | bytes]:
        """What the zip of *sheet* holds: files by name."""
        texts = self._formats.texts[record.key]
        paths = [address for variant in variants for address, _ in _addresses(record, variant)]
        return {
            **{Path(path).name: self._production.files[path] for path in paths},
            "e-post.txt": texts.mail.encode(),
            "inlagg.txt": f"{texts.post}\n".encode(),
            "nyhetsbrev.txt": f"{texts.newsletter}\n".encode(),
        }

    def _archive(self, address: str, content: Mapping[str, Path | bytes], day: tuple[int, int, int]) -> Download:
        names = {
            name: each.name if isinstance(each, Path) else hashlib.sha256(each).hexdigest()
            for name, each in content.items()
        }
        key = hashlib.sha256(json.dumps(["zip", day, names], sort_keys=True).encode()).hexdigest()
        path = self._cache.get(key)
        if path:
            self._production.files[address] = path
        else:
            read = {name: each.read_bytes() if isinstance(each, Path) else each for name, each in content.items()}
            self._production.keep(address, key, archive(read, day))
        return self._download("Alla filer", address)

    def _variant(self, record: Record, sender: Sender | None) -> tuple[Download, ...]:
        return tuple(self._download(title, address) for address, title in _addresses(record, sender))

    def _download(self, title: str, address: str) -> Download:
        path = self._production.files[address]
        return Download(title, f"/{address}", _TYPES[path.suffix], path.stat().st_size)


def _addresses(record: Record, sender: Sender | None) -> Iterator[tuple[str, str]]:
    """The address and title of each file of one variant."""
    for _, name, suffix in _MAKERS:
        ending = f"-{sender.id}" if sender else ""
        yield f"{address_of(record)}{name}-{record.id}{ending}{suffix}", _TITLES[name, suffix]


def _jobs(record: Record, sheet: Sheet, variants: tuple[Sender | None, ...]) -> Iterator[Job]:
    shown = tuple(block.source.lstrip("/") for block in sheet.sections if block.kind == "picture")
    for sender in variants:
        data = sheet.of(sender).as_data()
        pictures = (*shown, sender.logo) if sender and sender.logo else shown
        for (maker, _, _), (address, _) in zip(_MAKERS, _addresses(record, sender), strict=True):
            yield Job(address, maker, data, pictures, record.key)
    yield Job(f"{address_of(record)}forsta-sidan.webp", "preview", sheet.as_data(), shown, record.key)


def missing_logos(site: Site, docs: Path) -> Iterator[Problem]:
    """Problems of counties whose logotype is not among the files in *docs*."""
    for record in site.taking(County):
        logo = record.logotyp
        if logo and not (docs / logo).is_file():
            yield problem(record.source.key_place("logotyp"), "missing-logo", logo=logo)


def _problems(site: Site, bodies: Mapping[str, Body], failures: Iterable[Failure]) -> list[Problem]:
    """One problem for each sheet and each cause, however many variants and formats it stops."""
    first = {(each.job.origin, each.job.maker == "poster", each.reason): each for each in reversed(list(failures))}
    return [_problem(site, bodies, each) for each in first.values()]


def _problem(site: Site, bodies: Mapping[str, Body], failure: Failure) -> Problem:
    """What an editor has to do about a sheet that could not be made."""
    record, reason = site[failure.job.origin], failure.reason
    if not reason:
        pages = phrase("one-page") if failure.job.maker == "poster" else phrase("two-pages")
        return problem(record.source.place(), "sheet-too-long", pages=pages, name=Path(failure.job.address).name)
    if "missing alt text" in reason:
        return problem(
            _place(record, (image.spot for image in bodies[record.id].images if not image.alt.strip())),
            "sheet-not-accessible",
        )
    if _HEADING_LEVEL.search(reason):
        return problem(_place(record, _skipped(bodies[record.id].headings)), "sheet-not-accessible/headings")
    return problem(
        record.source.place(), "sheet-not-made", name=Path(failure.job.address).name, reason=reason, folder=TYPST.folder
    )


def _skipped(headings: Iterable[Heading]) -> Iterator[Spot]:
    """Where headings jump over a level."""
    yield from (
        one.spot for before, one in pairwise((Heading(1, "", "", Spot()), *headings)) if one.level > before.level + 1
    )


def _place(record: Record, spots: Iterator[Spot]) -> Place:
    """The first of *spots* in the body of *record*, or its first line."""
    spot = next(spots, Spot())
    return record.source.body_place(spot.line, spot.column)
