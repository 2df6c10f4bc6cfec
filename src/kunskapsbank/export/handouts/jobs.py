"""Jobs -> files: what was made before is taken from the cache, the rest is made on all cores.

Share cards, which no page says the size of, are made last, and while pages are drawn and written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

from ...base.parts import TYPST
from ...base.problems import Place
from . import pictures, typesetting, word
from .cache import Cache, written
from .workers import Workers, parts

FORMATS = {
    "sheet": typesetting.sheet_pdf,
    "poster": typesetting.poster_pdf,
    "preview": typesetting.preview,
    "card": typesetting.card,
    "word": word.sheet_docx,
    "text": typesetting.text_pdf,
}  #: What a job may ask for.
ALONE = 8  #: Up to so many files are made in this process: starting others would take longer.
AT_ONCE = 16  #: Share cards that are drawn together: half of what one costs alone is the same for all.
_LIBRARIES = ("typst", "fontpkg-source-sans-3", "fontpkg-fraunces", "python-docx", "pillow", "segno")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make."""

    address: str  #: Below the site, without a leading slash.
    format: str  #: A key of :data:`FORMATS`.
    data: dict[str, Any]  #: Plain values.
    pictures: tuple[str, ...] = ()  #: Files below ``docs/`` that it shows.
    origin: str = ""  #: ``kind/id`` of the record it is made of, for problems.
    neutral: dict[str, Any] | None = None  #: Of a document: the data of its variant without a sender.


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that gave no file."""

    job: Job
    reason: str  #: The library's words; empty: the text does not fit its pages.
    place: Place | None = None  #: In a template, where it is known that the fault is there.


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a process made no file; as in :class:`Failure`."""

    reason: str
    place: Place | None = None


@dataclass
class Maker:
    """Makes the files of one build."""

    root: Path
    cache: Cache
    paths: dict[str, Path] = field(default_factory=dict)  #: What was made, by address.
    made: int = 0  #: How many were not in the cache.

    def __post_init__(self) -> None:
        self._fingerprint = fingerprint(self.root)

    def make(self, jobs: Iterable[Job]) -> list[Failure]:
        """Make the files of *jobs*; returns those that could not be made."""
        with Workers() as workers:
            return self.begin(jobs, workers)()

    def begin(self, jobs: Iterable[Job], workers: Workers) -> Callable[[], list[Failure]]:
        """Let *workers* make the files of *jobs*; what is returned waits for them, keeps them and gives the failures.

        What is in the cache is there at once, and few are made when they are waited for.
        """
        missing = []
        for job in jobs:
            path = self.cache.get(self._key(job), Path(job.address).suffix)
            if path:
                self.paths[job.address] = path
            else:
                missing.append(job)
        shares = [(share, partial(_outcomes, self.root, self.cache.folder, share)) for share in _shares(missing)]
        if len(missing) > ALONE and workers.worth_it:
            given = [(share, workers.give(work, is_card(share[0]))) for share, work in shares]
            return lambda: [failure for share, wait in given for failure in self._kept(share, wait())]
        return lambda: [failure for share, work in shares for failure in self._kept(share, work())]

    def _kept(self, jobs: Iterable[Job], outcomes: Iterable[Path | Refusal]) -> Iterator[Failure]:
        """Know the files of *jobs*; those that could not be made."""
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(outcome, Refusal):
                yield Failure(job, outcome.reason, outcome.place)
            else:
                self.cache.know(self._key(job), outcome)
                self.paths[job.address] = outcome
                self.made += 1

    def keep(self, address: str, key: str, content: bytes) -> None:
        """Keep a file that was made elsewhere."""
        self.paths[address] = self.cache.put(key, content, Path(address).suffix)
        self.made += 1

    def _key(self, job: Job) -> str:
        pictures = [_digest_of(self.root / "docs" / name) for name in job.pictures]
        made_of = [self._fingerprint, job.format, job.data, pictures, job.neutral]
        text = json.dumps(made_of, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(root: Path) -> str:
    """What decides the look of all files: the templates, the colours, the modules that fill them, the libraries."""
    found = hashlib.sha256()
    ours = [*TYPST.files(root).values(), *(Path(str(one.__file__)) for one in (typesetting, word, pictures))]
    ours.sort(key=lambda path: path.name)
    for path in ours:
        found.update(f"{path.name} {_digest_of(path)}\n".encode())
    found.update(json.dumps([typesetting.colours(root), [version(name) for name in _LIBRARIES]]).encode())
    return found.hexdigest()


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def is_card(job: Job) -> bool:
    """Whether *job* is of a share card."""
    return job.format == "card"


def _shares(jobs: Iterable[Job]) -> Iterator[Sequence[Job]]:
    """*jobs* in the parts that one process makes: what those of a document have in common is worked out once."""
    for (cards, _), alike in groupby(jobs, lambda job: (is_card(job), job.origin)):
        share = [*alike]
        yield from parts(share, AT_ONCE if cards else len(share))


def _outcomes(root: Path, folder: Path, jobs: Sequence[Job]) -> list[Path | Refusal]:
    """Each file, in *folder*, or why there is none: files that wait to be used take no memory."""
    made = _made(root, jobs)
    return [
        one if isinstance(one, Refusal) else written(folder, one, Path(job.address).suffix)
        for job, one in zip(jobs, made, strict=True)
    ]


def _made(root: Path, jobs: Sequence[Job]) -> list[bytes | Refusal]:
    """The bytes of each file, or why there are none."""
    if is_card(jobs[0]):
        with suppress(Exception):  # Of one of them: each is asked alone.
            return [*typesetting.cards(root, [job.data for job in jobs])]
    return [_outcome(root, job) for job in jobs]


def _outcome(root: Path, job: Job) -> bytes | Refusal:
    try:
        return FORMATS[job.format](root, job.data, job.neutral)
    except typesetting.Refused as error:
        return Refusal(_without_root(str(error), root), error.place)
    except typesetting.TooLong:
        return Refusal("")
    except Exception as error:  # A library's own: the build must name the file, not end in a traceback.
        return Refusal(_without_root(f"{type(error).__name__}: {error}", root))


def _without_root(reason: str, root: Path) -> str:
    """*reason* with paths from the project's folder on: who reads it need not know the machine."""
    return reason.replace(f"{root}{os.sep}", "")
