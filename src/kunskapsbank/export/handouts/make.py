"""A site -> the files that are handed out."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from ...base.parts import TYPST
from ...base.problems import Place, Problem, problem
from ...base.seal import key_of
from ...base.settings import Website
from ...base.texts import phrase
from ...content.addresses import address_of, list_address
from ...content.record import Record
from ...content.roles import County, Handout
from ...content.site import Site
from ...language.compounds import Splitter
from ...markdown.body import Body, Heading, Spot
from ...markdown.converter import slugify
from ...reading.texts import Texts
from ...render.outline import Entry
from ...render.presentation import first_sentence, splitter_of
from .archives import archive
from .breaks import breaks_in
from .cache import Cache
from .document import Document, Sender, senders
from .files import CACHE, Cards, DocumentFiles, File, HandoutFiles, card_address, size_in_words
from .handouts import Handouts
from .jobs import ALONE, Failure, Job, Maker
from .typesetting import SHARED
from .workers import Workers

_FORMATS = (
    ("sheet", "filnamn.faktablad", ".pdf", "filer.faktablad"),
    ("poster", "filnamn.affisch", ".pdf", "filer.affisch"),
    ("word", "filnamn.faktablad", ".docx", "filer.word"),
)  #: What each variant of a document is made in: a key of :data:`.jobs.FORMATS`, its file's name and its title.
_HEADING_LEVEL = re.compile("from heading level|first heading must be")  #: Typst's words for a level left out.
_SIGN = re.compile(r"the text `\"(.+?)\"` could not be displayed")  #: Typst's words for one that no font has.
_TYPES = {".pdf": "PDF", ".docx": "Word", ".zip": "zip"}  #: All others are pictures.


def make_files(
    root: Path,
    site: Site,
    handouts: Handouts,
    pages: Iterable[Entry],
    website: Website,
    texts: Texts,
    tagline: str = "",
    trusts_cache: bool = False,
    spoken: Mapping[str, Texts] | None = None,
    *,
    workers: Workers,
) -> tuple[HandoutFiles, list[Problem]]:
    """PDF, Word, preview and zip of every document, in every county's variant, and the share card of every page.

    The cards are still being made when this returns.

    Args:
        root: The project's folder.
        pages: Those that get a share card.
        texts: The words of the language of the site.
        tagline: What share cards say beside the site's name.
        trusts_cache: See :class:`.cache.Cache`.
        spoken: The words of the languages that there are translations to.
        workers: Who make the files.
    """
    problems = list(missing_logos(site, root / "docs"))
    if problems:
        return HandoutFiles(), problems
    cache, pages = Cache(root / CACHE, key_of(root), trusts_cache), [*pages]
    if cache.is_empty and len(pages) > ALONE:
        workers.start()
    maker = Maker(root, cache)
    splitter = splitter_for(site, texts)
    words = {"": texts, **(spoken or {})}
    variants = (None, *senders(site))
    made_of = [(record, document) for key, document in handouts.documents.items() if (record := site.version(key))]
    texts_of = {key: record for key in handouts.texts if (record := site.version(key))}
    documents = maker.begin(
        [
            *(
                job
                for one, document in made_of
                for job in jobs_of(one, document, variants, words[one.language], None if one.language else splitter)
            ),
            *(_text_job(record, handouts.texts[key]) for key, record in texts_of.items()),
        ],
        workers,
    )
    drawer = Maker(root, cache)
    drawing = drawer.begin([card_job(each, website, texts, tagline, splitter) for each in pages], workers)
    failures = documents()
    cache.save()  # So that the next build need not make them again, whatever becomes of this one.
    if failures:
        return HandoutFiles(), _problems(site, handouts.bodies, failures)
    archives = {language: Archives(site, handouts, variants, maker, said) for language, said in words.items()}
    kinds = site.kinds.taking(Handout)
    of_document = {record.version_key: archives[record.language].of(record) for record, _ in made_of}
    of_kind = {kind.kind: archives[""].of_all(kind) for kind in kinds if site.of_kind(kind.kind)}
    of_text = {key: archives[record.language].of_text(record) for key, record in texts_of.items()}

    def cards() -> Cards:
        failures = drawing()
        cache.prune()
        return Cards(drawer.paths, drawer.made, tuple(_card_problems(failures)))

    coming = frozenset(card_address(each.address) for each in pages)
    return HandoutFiles(maker.paths, of_document, of_text, of_kind, maker.made, coming, cards), []


def splitter_for(site: Site, texts: Texts) -> Splitter | None:
    """What knows the parts of words in the language of *site*; None where nothing does."""
    return splitter_of(site) if texts.language == "sv" else None


def card_job(page: Entry, website: Website, texts: Texts, tagline: str, splitter: Splitter | None) -> Job:
    """The work on the share card of *page*; the rest as for :func:`make_files`."""
    data = {
        "title": page.title,
        "label": page.label,
        "sentence": first_sentence(page.about),
        "website": website.name,
        "tagline": tagline,
        "language": texts.language,
    }
    return Job(card_address(page.address), "card", {**data, "breaks": breaks_in(data, splitter)})


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
    """Packs what *maker* has made of the documents."""

    site: Site
    handouts: Handouts
    variants: tuple[Sender | None, ...]
    maker: Maker
    texts: Texts

    def of(self, record: Record) -> DocumentFiles:
        """The files of the document of *record*, with a zip of them all."""
        packed = self._packed(
            archive_address(record), self._content(record), self.handouts.documents[record.version_key].day
        )
        return DocumentFiles(
            self._variant(record, None),
            tuple((v.name, self._variant(record, v)) for v in self.variants if v),
            packed,
            self._file(self.texts.plain("filer.forsta"), preview_address(record, self.texts)),
        )

    def of_text(self, record: Record) -> File:
        """The text of *record*, a translation, in large type."""
        return self._file(record.titel, text_address(record))

    def of_all(self, kind: type[Handout]) -> File:
        """A zip of every document of *kind*, which has at least one."""
        records = self.site.of_kind(kind.kind)
        content = {f"{record.id}/{name}": each for record in records for name, each in self._content(record).items()}
        last = max(self.handouts.documents[record.key].day for record in records)
        return self._packed(f"{list_address(kind)}{_name(self.texts, 'filnamn.allt')}-{kind.kind}.zip", content, last)

    def _content(self, record: Record) -> dict[str, Path | bytes]:
        """What the zip of the document of *record* holds: files by name."""
        snippets = self.handouts.snippets[record.version_key]
        paths = [address for variant in self.variants for address, _ in addresses_of(record, variant, self.texts)]
        return {
            **{Path(path).name: self.maker.paths[path] for path in paths},
            f"{_name(self.texts, 'filnamn.epost')}.txt": snippets.mail.encode(),
            f"{_name(self.texts, 'filnamn.inlagg')}.txt": f"{snippets.post}\n".encode(),
            f"{_name(self.texts, 'filnamn.nyhetsbrev')}.txt": f"{snippets.newsletter}\n".encode(),
        }

    def _packed(self, address: str, content: Mapping[str, Path | bytes], day: tuple[int, int, int]) -> File:
        """A zip of *content* at *address*, from the cache where it is there."""
        names = {
            name: each.name if isinstance(each, Path) else hashlib.sha256(each).hexdigest()
            for name, each in content.items()
        }
        key = hashlib.sha256(json.dumps(["zip", day, names], sort_keys=True).encode()).hexdigest()
        path = self.maker.cache.get(key, Path(address).suffix)
        if path:
            self.maker.paths[address] = path
        else:
            read = self.maker.cache.read
            held = {name: read(each) if isinstance(each, Path) else each for name, each in content.items()}
            self.maker.keep(address, key, archive(held, day))
        return self._file(self.texts.plain("filer.alla"), address)

    def _variant(self, record: Record, sender: Sender | None) -> tuple[File, ...]:
        return tuple(self._file(title, address) for address, title in addresses_of(record, sender, self.texts))

    def _file(self, title: str, address: str) -> File:
        path = self.maker.paths[address]
        size = size_in_words(path.stat().st_size, self.texts.plain("tal.decimal"))
        return File(title, f"/{address}", type_of(path.suffix, self.texts), size)


def type_of(suffix: str, texts: Texts) -> str:
    """What readers call files with *suffix*."""
    return _TYPES.get(suffix) or texts.plain("filer.bild")


def archive_address(record: Record) -> str:
    """The zip of all files of the document of *record*."""
    return f"{address_of(record)}{record.kind}-{record.id}.zip"


def addresses_of(record: Record, sender: Sender | None, texts: Texts) -> Iterator[tuple[str, str]]:
    """The address and title of each file of one variant."""
    for _, name, suffix, title in _FORMATS:
        ending = f"-{sender.id}" if sender else ""
        yield f"{address_of(record)}{_name(texts, name)}-{record.id}{ending}{suffix}", texts.plain(title)


def preview_address(record: Record, texts: Texts) -> str:
    """The first page of the document of *record*, as a picture."""
    return f"{address_of(record)}{_name(texts, 'filnamn.forsta')}.webp"


def _name(texts: Texts, key: str) -> str:
    """The text *key* as the name of a file."""
    return slugify(texts.plain(key))


def jobs_of(
    record: Record, document: Document, variants: tuple[Sender | None, ...], texts: Texts, splitter: Splitter | None
) -> Iterator[Job]:
    """What makes every file of the *document* of *record*. *splitter*: where words may break; None: nowhere of ours."""
    shown, neutral = document.pictures, _data(document, splitter)
    for sender in variants:
        data = _data(document.of(sender), splitter) if sender else neutral
        pictures = (*shown, sender.logo) if sender and sender.logo else shown
        for (form, *_), (address, _) in zip(_FORMATS, addresses_of(record, sender, texts), strict=True):
            yield Job(address, form, data, pictures, record.version_key, neutral)
        if sender is None:
            yield Job(preview_address(record, texts), "preview", data, shown, record.version_key, neutral)


def text_address(record: Record) -> str:
    """The text of *record*, a translation, in large type."""
    return f"{address_of(record)}{record.id}.pdf"


def _text_job(record: Record, document: Document) -> Job:
    return Job(text_address(record), "text", _data(document, None), document.pictures, record.version_key)


def _data(document: Document, splitter: Splitter | None) -> dict[str, Any]:
    data = document.as_data()
    return {**data, "breaks": breaks_in(data, splitter)}


def missing_logos(site: Site, docs: Path) -> Iterator[Problem]:
    """Problems of counties whose logotype is not among the files in *docs*."""
    for record in site.taking(County):
        logo = record.logotyp
        if logo and not (docs / logo).is_file():
            yield problem(record.source.key_place("logotyp"), "missing-logo", logo=logo)


def _problems(site: Site, bodies: Mapping[str, Body], failures: Iterable[Failure]) -> list[Problem]:
    """One problem for each document and each cause, however many variants and formats it stops."""
    failures = list(failures)
    faulty = [each for each in failures if each.place]
    if faulty:  # All else may follow from it.
        return [_template_problem(reason, faulty) for reason in dict.fromkeys(each.reason for each in faulty)]
    first = {(each.job.origin, each.job.format == "poster", each.reason): each for each in reversed(failures)}
    return [_problem(site, bodies, each) for each in first.values()]


def _template_problem(reason: str, failures: Iterable[Failure]) -> Problem:
    """What a maintainer has to do about a template: the shared one when several are refused for one *reason*."""
    alike = [each for each in failures if each.reason == reason]
    places = {each.place for each in alike if each.place}
    place = Place(f"{TYPST.folder}/{SHARED}") if len(places) > 1 else places.pop()
    return problem(place, "sheet-template-fault", reason=reason, name=Path(alike[0].job.address).name)


def _problem(site: Site, bodies: Mapping[str, Body], failure: Failure) -> Problem:
    """What an editor has to do about a document that could not be made."""
    record, reason = site.version(failure.job.origin), failure.reason
    assert record is not None
    if not reason:
        pages = phrase("one-page") if failure.job.format == "poster" else phrase("two-pages")
        return problem(record.source.place(), "sheet-too-long", pages=pages, name=Path(failure.job.address).name)
    if "missing alt text" in reason:
        return problem(
            _place(
                record,
                (one.spot for one in bodies[record.version_key].images if not (one.decorative or one.alt.strip())),
            ),
            "sheet-not-accessible",
        )
    if _HEADING_LEVEL.search(reason):
        return problem(_place(record, _skipped(bodies[record.version_key].headings)), "sheet-not-accessible/headings")
    shown = _SIGN.search(reason)
    if shown:
        return problem(_written_at(record, shown[1]), "sheet-not-made/sign", sign=shown[1])
    if "file" in reason or "image" in reason:
        images = bodies[record.version_key].images
        named = [one for one in images if one.source.rpartition("/")[2] in reason] or images
        place = _place(record, (one.spot for one in named))
        return problem(place, "sheet-not-made/picture", name=Path(failure.job.address).name, reason=reason)
    return problem(
        record.source.place(), "sheet-not-made", name=Path(failure.job.address).name, reason=reason, folder=TYPST.folder
    )


def _written_at(record: Record, sign: str) -> Place:
    """Where *sign* stands in the body of *record*, or its first line."""
    at = record.source.body.find(sign)
    return record.source.place() if at < 0 else record.source.body_place_at(at)


def _skipped(headings: Iterable[Heading]) -> Iterator[Spot]:
    """Where headings jump over a level."""
    yield from (
        one.spot for before, one in pairwise((Heading(1, "", "", Spot()), *headings)) if one.level > before.level + 1
    )


def _place(record: Record, spots: Iterator[Spot]) -> Place:
    """The first of *spots* in the body of *record*, or its first line."""
    spot = next(spots, Spot())
    return record.source.body_place(spot.line, spot.column)
