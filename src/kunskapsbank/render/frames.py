"""Frame pages: the Markdown pages in ``docs/`` that hold the site together. They call macros; nothing else of them is
code, and their text is read and judged as that of records is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from ..base.memory import Memory
from ..base.parts import PAGES
from ..base.problems import Problem
from ..content.addresses import address_of_file
from ..markdown.bodies import Page
from ..markdown.converter import Converter
from ..reading import front_matter, messages
from ..reading.fields import Ingress, Line, Part, SiteAddress, Spraktips, field
from ..reading.folders import left_out
from ..reading.seam import ends_too_early
from ..reading.site_settings import Tag
from .calls import Call, Fault, read

DOCS = "docs"  #: The folder's name in places that problems point at.
_CALLING = re.compile(r"\A\ufeff?---\s*\n(?:(?!---\s*$).*\n)*?render_macros:\s*true\s*$", re.M)
STANDARD_PAGES = "standard/pages"  #: The same for pages that come with the package.


class Frame(Part):
    """The front matter of a frame page. ``title`` and ``description`` are MkDocs' own keys."""

    title: Line = field("Titel", "Sidans rubrik.")
    description: Ingress = field("Ingress", "Högst 300 tecken.")
    render_macros: Literal["true", "false"] = field("Makron", "true om sidan anropar makron.", default="false")
    lang: Tag | None = field("Språk", "Till exempel en; annars webbplatsens.", default=None)
    oversattning_av: SiteAddress | None = field(
        "Översättning av", "Adressen till sidan på det andra språket, till exempel / för startsidan.", default=None
    )
    indexeras: Literal["true", "false"] = field(
        "Indexeras", "false om sökmotorer på webben inte ska ta med sidan.", default="true"
    )
    sokbar: Literal["true", "false"] = field("Sökbar", "false om sidan inte ska hittas i sökningen.", default="true")
    synonymer: tuple[Line, ...] = field("Synonymer", "Ord som sidan ska hittas med vid sidan av rubriken.", default=())
    sokfragor: tuple[Line, ...] = field("Sökfrågor", "Hela frågor och lägen, så som folk skriver dem.", default=())
    spraktips: tuple[Spraktips, ...] = field("Språktips", "Tips från kb sprak som inte gäller här.", default=())


@dataclass(frozen=True, slots=True)
class Held:
    """A body with a token for each macro it calls, which Markdown leaves as it is."""

    text: str  #: Has as many lines as the body, so that places in it are places in the file.
    calls: tuple[Call, ...] = ()
    faults: tuple[Fault, ...] = ()  #: What is written as templates are, and is no call.


def token(number: int) -> str:
    """What stands in a text for its call *number*."""
    return f"kbmakro{number}slut"


def hold(body: str) -> Held:
    """*body* with its calls read, none of which stands in code."""
    calls, faults = read(body, Converter().convert(body).code)
    for start, stop in (fault.span for fault in faults):  # They are told of, and not as Markdown once more.
        body = body[:start] + re.sub(r"[^\n]", " ", body[start:stop]) + body[stop:]
    held, end = [], 0
    for number, call in enumerate(calls):
        # As many lines as the call had, so that what follows stays on its own.
        lines = body.count("\n", call.start, call.end) if body[call.end :][:1] in ("\n", "") else 0
        held += [body[end : call.start], token(number), "\n" * lines]
        end = call.end
    return Held("".join([*held, body[end:]]), calls, faults)


@dataclass(frozen=True)
class FramePage:
    """One frame page, read."""

    file: str  #: Below ``docs/``.
    meta: Frame
    source: front_matter.Source

    @property
    def address(self) -> str:
        """Where the page is published."""
        return address_of_file(self.file)

    @cached_property
    def held(self) -> Held:
        """Its body, without the macros that it calls."""
        return hold(self.source.body) if self.meta.render_macros == "true" else Held(self.source.body)

    @property
    def page(self) -> Page:
        """How its body is found among others."""
        return self.source, lambda: self.held.text


def standard_frames(taken: Container[str], language: str) -> list[FramePage]:
    """The frame pages in *language* that come with the package, but for those at addresses that are *taken*."""
    folder = PAGES.standard / language
    files = (path for path in PAGES.standard_files().values() if path.is_relative_to(folder))
    frames, problems = read_frames(folder, sorted(files), f"{STANDARD_PAGES}/{language}")
    assert not problems, problems
    return [frame for frame in frames if frame.address not in taken]


def read_their_pages(
    docs: Path, name: str, excluded: str = ""
) -> tuple[frozenset[str], tuple[front_matter.Source, ...], list[Problem]]:
    """What lies in *docs* of a project with pages of its own, for an engine that draws them: addresses, and pages that
    call macros. Only those are read; the rest is none of our business. *excluded*: as lines of a ``.gitignore``.
    """
    left = left_out(excluded)
    addresses: set[str] = set()
    calling: list[front_matter.Source] = []
    problems: list[Problem] = []
    for path in sorted(path for path in docs.rglob("*") if path.is_file()):
        file = path.relative_to(docs).as_posix()
        if left(file):
            continue
        addresses.add(address_of_file(file.replace("README.md", "index.md")) if path.suffix == ".md" else file)
        if path.suffix == ".md" and _CALLING.search(path.read_text(encoding="utf-8", errors="replace")):
            source, found = front_matter.read(path, f"{name}/{file}")
            problems += found
            calling += [source] if source else []
    return frozenset(addresses), tuple(calling), problems


def read_frames(
    docs: Path, files: Iterable[Path], name: str = DOCS, memory: Memory | None = None
) -> tuple[list[FramePage], list[Problem]]:
    """The frame pages of *docs* in *files*, its Markdown files, in the order they come; problems call it *name*.

    *memory*: what remembers files that have been read, for a preview.
    """
    memory = memory or Memory()
    read = [memory.of(path, None, partial(_frame, path.relative_to(docs).as_posix(), path, name)) for path in files]
    return [page for page, _ in read if page], [problem for _, found in read for problem in found]


def _frame(file: str, path: Path, name: str) -> tuple[FramePage | None, list[Problem]]:
    read, problems = front_matter.read(path, f"{name}/{file}")
    early = ends_too_early(read, Frame.model_fields) if read else None
    if read is None or early:
        return None, [*problems, *([early] if early else [])]
    try:
        return FramePage(file, Frame.model_validate(front_matter.plain(read.front)), read), problems
    except ValidationError as error:
        return None, [*problems, *messages.problems_of(error, read, Frame)]
