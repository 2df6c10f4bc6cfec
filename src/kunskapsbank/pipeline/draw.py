"""The last step: what was read and made -> finished pages, and what a page of each sort must not lack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain
from typing import Any

from ..base.fingerprints import MANIFEST, OWN
from ..base.lazily import Gathered
from ..base.memory import TextMemory, forgetful
from ..base.problems import Place, Problem, errors, problem
from ..base.settings import Website
from ..checks.questions import Claim, claims, shared
from ..content.addresses import withdrawn_addresses
from ..content.reads import Reads, digest
from ..content.record import Record
from ..content.roles import Term
from ..content.site import Site
from ..export import beside, embeds
from ..export.beside import FilesOf
from ..export.data import tables
from ..export.handouts.files import card_address
from ..export.handouts.handouts import template_functions
from ..reading.texts import Texts
from ..render import handbook, reference, writing
from ..render.drawing import Drawing, once
from ..render.frame_bodies import Embedded
from ..render.frames import DOCS
from ..render.macros import Macros
from ..render.page import Later, Page
from ..render.pages import Pages
from ..render.presentation import splitter_of
from ..render.server_files import ROBOTS, server_files, usable_redirects
from ..render.surroundings import missing_pages, surroundings
from .address_register import kept, lost
from .make import Made
from .read import Inputs
from .store import Store


@dataclass(frozen=True)
class Drawn:
    """The pages, and what follows from them."""

    pages: tuple[Page, ...]
    files: Mapping[str, bytes | Later]  #: For servers and search engines, by path on the site.
    around: Mapping[str, Any]  #: See :func:`~..render.surroundings.surroundings`.
    embedded: tuple[Embedded, ...] = ()  #: Pages that the engine draws, with what their macros draw.


def draw(
    inputs: Inputs, made: Made, trial: bool, before: Iterable[Problem], store: Store | None = None
) -> tuple[Drawn, list[Problem]]:
    """The pages of *inputs*. *trial*: whether they say that they are a trial. *store*: keeps those of earlier builds.

    *before*: what the other steps found. A fault gives one problem: what its consequences for pages and addresses may
    be is told when it is mended.
    """
    faults, keep = errors(before), _made_anew
    if store is None or faults:
        pages = pages_of(inputs, made, faults)
        drawings = [*pages.all()]
    else:
        reads = reads_of(inputs, made, store.told)
        pages = pages_of(inputs, made, faults, reads.site)
        around = around_of(inputs)
        store.draw_ahead(pages, reads, around)
        drawings = [store.page(one, work, pages, reads, around) for one, work in pages.drawers()]
        keep = partial(_kept, store, reads, digest(around, embeds.style_address(inputs.code)))
    if store is not None:
        store.bodies = inputs.bodies.kept()
    told = store.told if store else forgetful
    return finished(inputs, made, trial, pages, [with_files(one, made) for one in drawings], faults, told, keep)


def _made_anew(name: str, work: FilesOf, site: Site) -> dict[str, bytes | Later]:
    """What *work* makes of *site*."""
    return {**work(site)}


def _kept(store: Store, reads: Reads, around: str, name: str, work: FilesOf, site: Site) -> dict[str, bytes | Later]:
    """The same, called *name*, which *store* keeps."""
    return store.files(name, work, reads, around)


def around_of(inputs: Inputs) -> str:
    """What all pages of *inputs* are drawn of beside the site, as 32 hexadecimal digits."""
    return digest(repr((inputs.website, [(frame.address, frame.meta) for frame in inputs.frames])))


def reads_of(inputs: Inputs, made: Made, told: TextMemory = forgetful) -> Reads:
    """What keeps account of what pages of *inputs* read, of the site and of what is made of it.

    *told*: remembers how words may break.
    """
    site, bodies = inputs.site, inputs.bodies
    sources = {frame.source.path: frame.source for frame in inputs.frames}
    terms = [(one.key, one.titel, one.forkortning, one.former, one.i_text) for one in site.taking(Term)]
    handouts, files = made.handouts, made.files
    taught, splitter = cache(lambda: digest(*chain.from_iterable(site.names))), cache(partial(splitter_of, site))

    def body(key: str) -> str:
        record = site.get(key)
        versions = site.versions(record) if record else ()
        return repr([(one.source.digest, bodies.links_of(one)) for one in versions])

    def page(path: str) -> str:
        return repr((sources[path].digest, bodies.links_of_page(path))) if path in sources else ""

    def changed(key: str) -> str:
        return repr(inputs.history.of(site[key]).last) if key in site.records else ""

    return Reads(
        site,
        {
            "body": body,
            "page": page,
            "soft": lambda text: told(digest("soft", taught(), text), lambda: splitter().soft(text)),
            "terms": lambda _: repr(terms),
            "handout": lambda key: repr(
                (
                    handouts.documents.get(key),
                    handouts.snippets.get(key),
                    files.of_document.get(key),
                    files.of_text.get(key),
                )
            ),
            "archive": lambda kind: repr(files.of_kind.get(kind)),
            "changed": changed,
        },
    )


def pages_of(inputs: Inputs, made: Made, faults: Iterable[Problem], watched: Site | None = None) -> Pages:
    """What draws the pages of *inputs*, one by one. *faults*: the errors that the other steps found.

    *watched*: the site, when somebody keeps account of what is read of it.
    """
    site, root = watched or inputs.site, inputs.project.root
    texts = inputs.texts[inputs.settings.languages[0]]
    awaited = Gathered(partial(beside.awaited, inputs.site, inputs.history, inputs.settings, inputs.website))

    def changed(record: Record) -> dt.date | None:
        """The day that *record*, an original, last changed by the register."""
        site.note("changed", record.key)
        return inputs.history.of(record).last

    macros = Macros(
        root,
        site,
        inputs.bodies,
        lambda words: {
            **handbook.functions(root, site, words),
            **reference.functions(words),
            **writing.functions(words),
            **beside.functions(site, inputs.settings, inputs.website),
            **tables.functions(site, words, inputs.settings.licence),
            **template_functions(made.handouts, made.files, site.note),
            "senast_andrad": changed,
        },
        texts,
    )
    macro = "temasida" if inputs.settings.in_theme else "sida"
    return Pages(
        site,
        macros,
        inputs.frames,
        (inputs.assets, made.data, made.files.paths, made.files.coming, awaited),
        inputs.budget,
        inputs.website,
        inputs.texts,
        inputs.theirs,
        macro,
        faultless=all(one.place.path.startswith(f"{DOCS}/") for one in faults),
        plain="markdown" in inputs.settings.outputs and not inputs.settings.in_theme,
    )


def finished(
    inputs: Inputs,
    made: Made,
    trial: bool,
    pages: Pages,
    drawings: Sequence[Drawing],
    faults: Iterable[Problem],
    told: TextMemory = forgetful,
    keep: Callable[[str, FilesOf, Site], dict[str, bytes | Later]] = _made_anew,
) -> tuple[Drawn, list[Problem]]:
    """What follows from all *drawings*, which *pages* made: files beside them, and all that is wrong with them.

    *told*: remembers what pages say in feeds. *keep*: gives what other sites show, made now or before.
    """
    site, root = inputs.site, inputs.project.root
    drawn = tuple(page for one in drawings for page in one.pages)
    by_address = {page.address: page for page in drawn}
    redirects, gone = usable_redirects(site, by_address)
    moved, unmoved = pages.moved(redirects, by_address)
    embedded, unembedded = pages.bodies.embedded(inputs.calling)
    texts = inputs.texts[inputs.settings.languages[0]]
    drawn = beside.with_datasets(drawn, site, inputs.history, inputs.settings, inputs.website, texts)
    more = beside.of_pages(site, inputs.history, drawn, inputs.settings, inputs.website, texts, told)
    unshown: list[Problem] = []  #: A build that finds any keeps nothing.

    def shown(site: Site) -> dict[str, bytes]:
        files, problems = beside.of_parts(site, inputs.settings, inputs.website, texts, inputs.code, pages)
        unshown.extend(problems)
        return files

    more |= keep("inbaddat", shown, site)
    drawn = _with_alternates(drawn, {**made.data, **more}, inputs.website, inputs.texts)
    served = server_files(moved, drawn, inputs.website, site, inputs.history)
    found = once([*(problem for one in drawings for problem in one.problems), *unmoved, *unembedded, *unshown])
    gone += lost(root, kept(site.kinds, drawn), withdrawn_addresses(site))
    follow = {"broken-redirect", "lost-address"} if errors([*faults, *found]) else set()
    return (
        Drawn(
            drawn,
            {**_for_servers(served, inputs.settings.in_theme), **more},
            surroundings(inputs.settings, by_address, inputs.texts.values(), trial, site.kinds, inputs.code),
            tuple(embedded),
        ),
        [
            *(one for one in gone if one.code not in follow),
            *found,
            *pages.links.broken_anchors(drawings, by_address),
            *_shared_addresses(drawn, inputs),
            *_shared_questions(inputs),
            *_replaced_files(
                {*made.data, *made.files.paths, *made.files.coming, *served, *more, MANIFEST, OWN} - {ROBOTS}, inputs
            ),
            *([] if inputs.settings.in_theme else missing_pages(inputs.settings, by_address)),
        ],
    )


def _for_servers(files: Mapping[str, bytes], in_theme: bool) -> dict[str, bytes]:
    """Of *files* for servers and search engines those that are ours to make: a theme's page has its own engine's."""
    return {path: data for path, data in files.items() if not in_theme or path.endswith(".html")}


def for_programs(page: Page, inputs: Inputs, made: Mapping[str, object]) -> Page:
    """*page* alone with what :func:`finished` adds to pages for programs, where *made* is what lies beside them."""
    texts = inputs.texts[inputs.settings.languages[0]]
    told = beside.with_datasets((page,), inputs.site, inputs.history, inputs.settings, inputs.website, texts)
    return _with_alternates(told, made, inputs.website, inputs.texts)[0]


def _with_alternates(
    pages: tuple[Page, ...], made: Mapping[str, object], website: Website, texts: Mapping[str, Texts]
) -> tuple[Page, ...]:
    """*pages* with where the same is for programs, among what is *made*."""
    found = beside.alternates(made, pages, website, texts)
    return tuple(page.but(alternates=found[page.address]) if found[page.address] else page for page in pages)


def with_files(drawing: Drawing, made: Made) -> Drawing:
    """*drawing* with what the engine's template says of the page's files."""
    page = drawing.page
    if page is None:
        return drawing
    card = card_address(page.address)
    document = made.handouts.documents.get(page.record.version_key) if page.record else None
    picture, mark = card if made.files.hold(card) else "", document.mark if document else ""
    parts = tuple(part.but(picture=picture) for part in drawing.parts)
    return replace(drawing, page=page.but(picture=picture, mark=mark), parts=parts)


def _replaced_files(made: Iterable[str], inputs: Inputs) -> list[Problem]:
    """A file in ``docs/`` must not have the address of one that the build makes."""
    return [
        problem(Place(f"{DOCS}/{path}"), "file-replaces-file", path=path)
        for path in sorted(made)
        if path in inputs.assets
    ]


def _shared_questions(inputs: Inputs) -> list[Problem]:
    """A page in ``docs/`` and another page must not be said to answer the same question."""
    own = [
        Claim(question, frame.source.path, frame.source, number)
        for frame in inputs.frames
        for number, question in enumerate(frame.meta.sokfragor)
    ]
    paths = {claim.source.path for claim in own}
    return [one for one in shared([*claims(inputs.site), *own]) if one.place.path in paths]


def _shared_addresses(pages: Iterable[Page], inputs: Inputs) -> list[Problem]:
    """A page in ``docs/`` and a record's page must not want the same address."""
    taken = dict.fromkeys(inputs.theirs, f"{inputs.settings.docs}/")
    problems = []
    for page in pages:
        if page.address in taken:
            problems.append(
                problem(
                    Place(page.source), "page-replaces-page", address=page.address, taken=taken[page.address], docs=DOCS
                )
            )
        taken.setdefault(page.address, page.source)
    return problems
