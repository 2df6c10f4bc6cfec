"""The content folder -> (Site, problems)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from ..base.memory import Memory, TextMemory, forgetful
from ..base.problems import Place, Problem, problem
from ..base.settings import CONTENT
from ..base.texts import phrase
from ..reading import front_matter, messages
from ..reading.fields import SLUG_PATTERN, taken_id
from ..reading.folders import printable, survey
from ..reading.seam import ends_too_early
from .failures import failure
from .kinds import Kinds
from .record import Record
from .redirects import FILE as REDIRECTS
from .redirects import read_redirects
from .search_words import FILE as SEARCH_WORDS
from .search_words import SearchWords, read_search_words
from .site import Site
from .translations import Name, translated


def load(
    content: Path,
    today: dt.date,
    kinds: Kinds,
    memory: Memory | None = None,
    *,
    drafts: bool = False,
    languages: Mapping[str, str] | None = MappingProxyType({}),
    told: TextMemory = forgetful,
    before: Site | None = None,
) -> tuple[Site, list[Problem]]:
    """Read every record below *content* that is published on *today*.

    Args:
        content: The folder with one folder per kind.
        today: The build's clock; drafts and records outside their schedule are read and checked, not returned.
        kinds: The kinds that exist.
        memory: What remembers files that have been read, for a preview.
        drafts: Whether drafts and scheduled records are returned too, for a preview.
        languages: What records may be translated to, each with the folder of its pages. None when that is not known:
            then translations are left alone, neither read nor judged.
        told: What remembers what front matters say.
        before: The site as it was, for a preview: see :meth:`Site.keyed`.
    """
    records: dict[str, Record] = {}
    hidden: list[str] = []
    unpublished: list[Record] = []
    unread: set[str] = set()
    surveyed = survey(content, CONTENT)
    redirects, problems = read_redirects(content) if REDIRECTS in surveyed.names else ((), [])
    memory = memory or Memory()
    search_words, found = read_search_words(content) if SEARCH_WORDS in surveyed.names else (SearchWords(), [])
    problems += [*surveyed.problems, *found]
    unnamed = languages is not None and not languages  # Then a name with a dot is a faulty id.
    versions = [name for name in surveyed.names if not unnamed and _is_translation(name)]
    aside = {REDIRECTS, SEARCH_WORDS, *versions}
    for name in surveyed.names:
        if name in aside:
            continue
        record, found = read_record(name, content, kinds, memory, told)
        problems.extend(found)
        if record is not None and (is_published(record, today) or (drafts and is_waiting(record, today))):
            records[record.key] = record
        elif name.partition("/")[0] in kinds:
            hidden.append(Path(name).with_suffix("").as_posix())
            unpublished += [record] if record is not None else []
            unread |= _words(content / name) if record is None else set()
    site = Site.keyed(records, today, kinds, hidden, unpublished, redirects, unread, before)
    read = versions if languages else []
    translations, waiting, ended, found = _translations(content, read, site, languages or {}, memory, drafts=drafts)
    withdrawn = (*(one for one in unpublished if _leaves_a_page(one, today)), *ended)
    site = replace(
        site,
        search_words=search_words,
        translations=translations,
        unread_translations=waiting,
        withdrawn=tuple(sorted(withdrawn, key=lambda one: one.version_key)),
    )
    return site, [*problems, *found]


def read_record(
    name: str, content: Path, kinds: Kinds, memory: Memory, told: TextMemory = forgetful
) -> tuple[Record | None, list[Problem]]:
    """The record in the file *name*, a path below *content*, and what is wrong with it."""
    return memory.of(f"{content}/{name}", kinds, partial(_record, name, content, kinds, told))


def _is_translation(name: str) -> bool:
    """Whether the file *name*, a path below the folder, is named as a translation is."""
    kind, _, file = name.rpartition("/")
    return file.endswith(".md") and "." in file.removesuffix(".md") and "/" not in kind and kind != ""


def _translations(
    content: Path,
    names: Sequence[str],
    site: Site,
    languages: Mapping[str, str],
    memory: Memory,
    *,
    drafts: bool,
) -> tuple[dict[str, dict[str, Record]], dict[str, dict[str, Record]], list[Record], list[Problem]]:
    """The translations *names* below *content* of the records of *site*, by language and ``kind/id``.

    Then those of all these that nobody has read, shown or not, those that are withdrawn, and what is wrong with them.
    """
    found: dict[str, dict[str, Record]] = {language: {} for language in languages}
    unread: dict[str, dict[str, Record]] = {language: {} for language in languages}
    ended: list[Record] = []
    problems: list[Problem] = []
    waiting = {record.key: record for record in site.unpublished}
    for below in names:
        path = content / below
        name, kind = Name.of(path.stem), path.parent.name
        assert name is not None
        place = Place(printable(f"{CONTENT}/{kind}/{path.name}"))
        key = f"{kind}/{name.id}"
        original = site.get(key) or waiting.get(key)
        if name.language not in languages:
            listed = ", ".join(languages)
            problems.append(problem(place, "unknown-language", language=printable(name.language), listed=listed))
        elif original is None and key not in site.hidden:
            problems.append(problem(place, "translation-without-original", original=printable(key)))
        elif original is not None:
            work = partial(_translation, path, place.path, original, name.language, languages[name.language])
            record, told = memory.of(str(path), original, work)
            problems += told
            shown = record and (is_published(record, site.today) or (drafts and is_waiting(record, site.today)))
            if record and shown and key in site.records:
                found[name.language][key] = record
            if record and record.unread and key in site.records:
                unread[name.language][key] = record
            if record and _leaves_a_page(record, site.today, original):
                ended.append(record)
    return found, unread, ended, problems


def _translation(
    path: Path, name: str, original: Record, language: str, folder: str
) -> tuple[Record | None, list[Problem]]:
    read, problems = front_matter.read(path, name)
    if read is None:
        return None, problems
    record, found = translated(original, read, language, folder)
    return record, [*problems, *found]


def _words(path: Path) -> set[str]:
    """The words of a faulty file that could be ids or keys."""
    try:
        with path.open("rb") as file:
            return set(
                re.findall(r"[a-z0-9-]+", file.read(front_matter.MAX_FRONT_MATTER_BYTES).decode(errors="replace"))
            )
    except OSError:  # Which is the fault.
        return set()


def is_published(record: Record, today: dt.date) -> bool:
    """Whether *record* is shown on *today*: neither a draft nor archived, and inside its schedule."""
    started = record.publiceras is None or record.publiceras <= today
    ended = record.avpubliceras is not None and record.avpubliceras <= today
    return record.status == "publicerad" and started and not ended


def is_withdrawn(record: Record, today: dt.date) -> bool:
    """Whether *record* was shown until a day that has come by *today*; one that is archived leaves nothing behind."""
    return record.status == "publicerad" and record.avpubliceras is not None and record.avpubliceras <= today


def _leaves_a_page(record: Record, today: dt.date, original: Record | None = None) -> bool:
    """Whether the address of *record*, a translation of *original* if one is given, tells that it is withdrawn."""
    own_page = bool(record.pages or record.single) and not record.unread
    if original is None:
        return own_page and is_withdrawn(record, today)
    gone = is_withdrawn(original, today)
    return (
        own_page
        and ((gone and is_published(record, today)) or is_withdrawn(record, today))
        and (gone or is_published(original, today))
    )


def is_waiting(record: Record, today: dt.date) -> bool:
    """Whether *record* is a draft or is to be shown on a day after *today*."""
    later = record.publiceras is not None and record.publiceras > today
    return record.status == "utkast" or (record.status == "publicerad" and later)


def _record(below: str, content: Path, kinds: Kinds, told: TextMemory) -> tuple[Record | None, list[Problem]]:
    relative, path = Path(below), content / below
    name = f"{CONTENT}/{below}"
    place = Place(printable(name))
    misplaced = _misplaced(relative, place, kinds)
    if misplaced:
        return None, [misplaced]
    read, problems = front_matter.read(path, name, memory=told)
    if read is None:
        return None, problems
    kind = kinds[relative.parts[0]]
    early = ends_too_early(read, kind.model_fields)
    if early:
        return None, [*problems, early]  # What is missing above the line follows from it.
    try:
        record = kind.of(read, path.stem, front_matter.plain(read.front))
        record.sort_key()  # Now, when it can be told of which file.
        return record, problems
    except ValidationError as error:
        return None, [*problems, *messages.problems_of(error, read, kind)]
    except Exception as error:
        return None, [*problems, failure(phrase("work-of-kind", kind=kind.kind), error, place.path)]


def _misplaced(relative: Path, place: Place, kinds: Kinds) -> Problem | None:
    """Why a file cannot be a record, judged by its name and place alone."""
    if len(relative.parts) != 2:
        return problem(place, "wrong-folder", kinds=kinds.unknown(""))
    if relative.parts[0] not in kinds:
        return problem(place, "unknown-kind", kind=printable(relative.parts[0]), kinds=kinds.unknown(relative.parts[0]))
    if relative.suffix != ".md":
        return problem(place, "wrong-file-type", name=printable(relative.name))
    if not re.fullmatch(SLUG_PATTERN, relative.stem):
        return problem(place, "invalid-id", id=printable(relative.stem))
    taken = taken_id(relative.stem)
    if taken:
        return problem(place, "invalid-id/taken", id=relative.stem, reason=taken, kind=relative.parts[0])
    return None
