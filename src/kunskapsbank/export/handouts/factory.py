"""A site -> the files that are handed out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
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
from ...render.outline import Entry
from .archives import archive
from .cache import Cache
from .formats import CACHE, Download, Downloads, HandoutFiles, Handouts, card_address
from .production import Failure, Job, Production
from .seal import key_of
from .sheets import Sender, Sheet, senders
from .typesetting import SHARED

_MAKERS = (("sheet", "faktablad", ".pdf"), ("poster", "affisch", ".pdf"), ("word", "faktablad", ".docx"))
_TITLES = {
    ("faktablad", ".pdf"): "Faktablad, två A4-sidor",
    ("affisch", ".pdf"): "Affisch, en A4-sida",
    ("faktablad", ".docx"): "Faktablad att ändra i",
}
ARCHIVE_TITLE, PREVIEW_TITLE = "Alla filer", "Första sidan"
_HEADING_LEVEL = re.compile("from heading level|first heading must be")  #: Typst's words for a level left out.
TYPES = {".pdf": "PDF", ".docx": "Word", ".zip": "zip", ".webp": "bild"}


def make_files(
    root: Path,
    site: Site,
    handouts: Handouts,
    pages: Iterable[Entry],
    imprint: Imprint,
    tagline: str = "",
    trusts_cache: bool = False,
) -> tuple[HandoutFiles, list[Problem]]:
    """PDF, Word, preview and zip of every sheet, in every county's variant, and the share card of every page.

    Args:
        root: The project's folder.
        pages: Those that get a share card.
        tagline: What share cards say beside the site's name.
        trusts_cache: See :class:`.cache.Cache`.
    """
    problems = list(missing_logos(site, root / "docs"))
    if problems:
        return HandoutFiles(), problems
    cache = Cache(root / CACHE, key_of(root), trusts_cache)
    production = Production(root, cache)
    variants = (None, *senders(site))
    failures = production.make(
        job for key, sheet in handouts.sheets.items() for job in jobs_of(site[key], sheet, variants)
    )
    if failures:
        cache.save()  # So that the next build need not make the others again.
        return HandoutFiles(), _problems(site, handouts.bodies, failures)
    archives = Archives(site, handouts, variants, production)
    kinds = site.kinds.taking(Handout)
    downloads = {record.key: archives.of(record) for kind in kinds for record in site.of_kind(kind.kind)}
    everything = {kind.kind: archives.of_all(kind) for kind in kinds if site.of_kind(kind.kind)}
    failures = production.make(_card(each, imprint, tagline) for each in pages)
    cache.prune()
    return HandoutFiles(production.files, downloads, everything, production.made), _card_problems(failures)


def _card(page: Entry, imprint: Imprint, tagline: str) -> Job:
    data = {"titel": page.title, "slag": page.label, "webbplats": imprint.name, "underrubrik": tagline}
    return Job(card_address(page.address), "card", data)


def _card_problems(failures: Iterable[Failure]) -> list[Problem]:
    """The first of *failures*, which have one cause: the template."""
    return [
        problem(
            each.place or Place(f"{TYPST.folder}/delningskort.typ"),
            "card-not-made",
            address=each.job.address,
            reason=each.reason,
        )
        for each in islice(failures, 1)
    ]


@dataclass(frozen=True, slots=True)
class Archives:
    """Packs what *production* has made of the sheets."""

    site: Site
    handouts: Handouts
    variants: tuple[Sender | None, ...]
    production: Production

    def of(self, record: Record) -> Downloads:
        """The files of the sheet of *record*, with a zip of them all."""
        packed = self._packed(archive_address(record), self._content(record), self.handouts.sheets[record.key].day)
        return Downloads(
            self._variant(record, None),
            tuple((v.name, self._variant(record, v)) for v in self.variants if v),
            packed,
            self._download(PREVIEW_TITLE, preview_address(record)),
        )

    def of_all(self, kind: type[Handout]) -> Download:
        """A zip of every sheet of *kind*, which has at least one."""
        records = self.site.of_kind(kind.kind)
        content = {f"{record.id}/{name}": each for record in records for name, each in self._content(record).items()}
        last = max(self.handouts.sheets[record.key].day for record in records)
        return self._packed(f"{list_address(kind)}allt-{kind.kind}.zip", content, last)

    def _content(self, record: Record) -> dict[str, Path | bytes]:
        """What the zip of the sheet of *record* holds: files by name."""
        texts = self.handouts.texts[record.key]
        paths = [address for variant in self.variants for address, _ in addresses_of(record, variant)]
        return {
            **{Path(path).name: self.production.files[path] for path in paths},
            "e-post.txt": texts.mail.encode(),
            "inlagg.txt": f"{texts.post}\n".encode(),
            "nyhetsbrev.txt": f"{texts.newsletter}\n".encode(),
        }

    def _packed(self, address: str, content: Mapping[str, Path | bytes], day: tuple[int, int, int]) -> Download:
        """A zip of *content* at *address*, from the cache where it is there."""
        names = {
            name: each.name if isinstance(each, Path) else hashlib.sha256(each).hexdigest()
            for name, each in content.items()
        }
        key = hashlib.sha256(json.dumps(["zip", day, names], sort_keys=True).encode()).hexdigest()
        path = self.production.cache.get(key, Path(address).suffix)
        if path:
            self.production.files[address] = path
        else:
            read = {name: each.read_bytes() if isinstance(each, Path) else each for name, each in content.items()}
            self.production.keep(address, key, archive(read, day))
        return self._download(ARCHIVE_TITLE, address)

    def _variant(self, record: Record, sender: Sender | None) -> tuple[Download, ...]:
        return tuple(self._download(title, address) for address, title in addresses_of(record, sender))

    def _download(self, title: str, address: str) -> Download:
        path = self.production.files[address]
        return Download(title, f"/{address}", TYPES[path.suffix], path.stat().st_size)


def archive_address(record: Record) -> str:
    """The zip of all files of the sheet of *record*."""
    return f"{address_of(record)}{record.kind}-{record.id}.zip"


def preview_address(record: Record) -> str:
    """The first page of the sheet of *record*, as a picture."""
    return f"{address_of(record)}forsta-sidan.webp"


def addresses_of(record: Record, sender: Sender | None) -> Iterator[tuple[str, str]]:
    """The address and title of each file of one variant."""
    for _, name, suffix in _MAKERS:
        ending = f"-{sender.id}" if sender else ""
        yield f"{address_of(record)}{name}-{record.id}{ending}{suffix}", _TITLES[name, suffix]


def jobs_of(record: Record, sheet: Sheet, variants: tuple[Sender | None, ...]) -> Iterator[Job]:
    """What makes every file of the *sheet* of *record*."""
    shown = tuple(block.source.lstrip("/") for block in sheet.sections if block.kind == "picture")
    for sender in variants:
        data = sheet.of(sender).as_data()
        pictures = (*shown, sender.logo) if sender and sender.logo else shown
        for (maker, _, _), (address, _) in zip(_MAKERS, addresses_of(record, sender), strict=True):
            yield Job(address, maker, data, pictures, record.key)
    yield Job(preview_address(record), "preview", sheet.as_data(), shown, record.key)


def missing_logos(site: Site, docs: Path) -> Iterator[Problem]:
    """Problems of counties whose logotype is not among the files in *docs*."""
    for record in site.taking(County):
        logo = record.logotyp
        if logo and not (docs / logo).is_file():
            yield problem(record.source.key_place("logotyp"), "missing-logo", logo=logo)


def _problems(site: Site, bodies: Mapping[str, Body], failures: Iterable[Failure]) -> list[Problem]:
    """One problem for each sheet and each cause, however many variants and formats it stops."""
    failures = list(failures)
    faulty = [each for each in failures if each.place]
    if faulty:  # All else may follow from it.
        return [_template_problem(reason, faulty) for reason in dict.fromkeys(each.reason for each in faulty)]
    first = {(each.job.origin, each.job.maker == "poster", each.reason): each for each in reversed(failures)}
    return [_problem(site, bodies, each) for each in first.values()]


def _template_problem(reason: str, failures: Iterable[Failure]) -> Problem:
    """What a maintainer has to do about a template: the shared one when several are refused for one *reason*."""
    alike = [each for each in failures if each.reason == reason]
    places = {each.place for each in alike if each.place}
    place = Place(f"{TYPST.folder}/{SHARED}") if len(places) > 1 else places.pop()
    return problem(place, "sheet-template-fault", reason=reason, name=Path(alike[0].job.address).name)


def _problem(site: Site, bodies: Mapping[str, Body], failure: Failure) -> Problem:
    """What an editor has to do about a sheet that could not be made."""
    record, reason = site[failure.job.origin], failure.reason
    if not reason:
        pages = phrase("one-page") if failure.job.maker == "poster" else phrase("two-pages")
        return problem(record.source.place(), "sheet-too-long", pages=pages, name=Path(failure.job.address).name)
    if "missing alt text" in reason:
        return problem(
            _place(record, (image.spot for image in bodies[record.key].images if not image.alt.strip())),
            "sheet-not-accessible",
        )
    if _HEADING_LEVEL.search(reason):
        return problem(_place(record, _skipped(bodies[record.key].headings)), "sheet-not-accessible/headings")
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
