"""A record to go on with: what could be guessed filled in, the rest of the required keys to fill in, and the body."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from ..base.texts import spoken
from ..content.record import Record, refs
from ..reading.dates import MONTH_NUMBERS
from ..reading.labels import help_on, label
from .notes import Notes

LONGEST_TITLE, LONGEST_LEAD = 150, 300  #: Characters; what fields of that sort take.
SHORTEST_NAME = 4  #: Letters of a title that is looked for in the text, unless it is written in capitals.
MOST_SUGGESTED = 12  #: Records for one key.
_WRITTEN_DAY = re.compile(rf"(?i)\b(\d{{1,2}})(?::[ae])? ({'|'.join(MONTH_NUMBERS)}),? (\d{{4}})\b")
_NUMBERED_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True)
class Read:
    """What was read out of one document, ready to become a record."""

    title: str
    lead: str
    body: str  #: Markdown, with the signs of notes in it.
    words: str  #: All that it says, for what is known of it to be found in.
    source: Mapping[str, str]  #: The keys of its source: ``namn`` and, when it says so itself, ``url``.


def draft_of(kind: type[Record], read: Read, known: Iterable[Record], notes: Notes, language: str) -> str:
    """The file of a record of *kind*; *known*: the records that it may point at. Keys are explained in *language*."""
    days = tuple(days_in(read.words))
    values = {**_own_values(read, notes), **_suggested(kind, read.words, known, notes)}
    lines = ["---"]
    for name, info in kind.model_fields.items():
        if name in values:
            lines += [f"{name}: {values[name]}"]
        elif info.is_required():
            lines += [
                f"{name}:{_empty(info.annotation)}  # {_about(kind, name, language)}{_hint(info.annotation, days)}"
            ]
    lines += ["status: utkast", f"kallor:\n  - {_group(read.source)}", "---", ""]
    return "\n".join(lines) + "\n" + read.body


def days_in(text: str) -> Iterator[dt.date]:
    """The days that *text* names in full, each once, in order."""
    found = []
    for match in _WRITTEN_DAY.finditer(text):
        found.append((match.start(), int(match[3]), MONTH_NUMBERS[match[2].casefold()], int(match[1])))
    for match in _NUMBERED_DAY.finditer(text):
        found.append((match.start(), int(match[1]), int(match[2]), int(match[3])))
    seen: set[dt.date] = set()
    for _, year, month, day in sorted(found):
        try:
            one = dt.date(year, month, day)
        except ValueError:
            continue
        if one not in seen:
            seen.add(one)
            yield one


def _own_values(read: Read, notes: Notes) -> dict[str, str]:
    values = {"titel": f"{_scalar(shortened(read.title))}{_told_when_cut(read.title, notes)}"}
    return values | ({"ingress": _scalar(read.lead)} if read.lead else {})


def shortened(title: str) -> str:
    """*title* as a record may be called: whole words of it, as many as there is room for."""
    if len(title) <= LONGEST_TITLE:
        return title
    whole = title[: LONGEST_TITLE + 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return whole or title[:LONGEST_TITLE]


def _told_when_cut(title: str, notes: Notes) -> str:
    """The sign of a note with the whole *title* when it is too long; else nothing."""
    return notes.mark("imported.long-title", most=LONGEST_TITLE, title=title) if len(title) > LONGEST_TITLE else ""


def _suggested(kind: type[Record], text: str, known: Iterable[Record], notes: Notes) -> dict[str, str]:
    """The ids of records whose titles stand in *text*, by key, as YAML; what may point anywhere is left alone."""
    named = [record for record in known if _is_named(record.titel, text)]
    values = {}
    for name, ref in refs(kind).items():
        several = get_origin(kind.model_fields[name].annotation) is tuple
        found = [record.id for record in named if ref.kind == record.kind]
        ids, more = found[:MOST_SUGGESTED], found[MOST_SUGGESTED:]
        if ref.kind and ids and several:
            sign = notes.mark("imported.suggested", key=name, ids=tuple(ids))
            if more:
                sign += notes.mark("imported.suggested-more", key=name, most=MOST_SUGGESTED, ids=tuple(more))
            values[name] = f"[{', '.join(ids)}]{sign}"
    return values


def _is_named(title: str, text: str) -> bool:
    if len(title) < SHORTEST_NAME and not title.isupper():
        return False
    flags = re.IGNORECASE if title[:1].isupper() and title[1:].islower() and " " not in title and len(title) > 8 else 0
    return re.search(rf"(?<!\w){re.escape(title)}s?(?!\w)", text, flags) is not None


def _empty(annotation: Any) -> str:
    return " []" if get_origin(annotation) is tuple else ""


def _hint(annotation: Any, days: tuple[dt.date, ...]) -> str:
    return f" ({', '.join(map(str, days[:5]))}?)" if days and _is_day(annotation) else ""


def _is_day(annotation: Any) -> bool:
    return annotation is dt.date or any(map(_is_day, get_args(annotation)))


def _about(kind: type[Record], name: str, language: str) -> str:
    told = (label(kind, name), help_on(kind, name))
    return spoken(language)("imported.to-fill-in") + " " + " ".join(f"{one.said(language)}." for one in told if one)


def _group(source: Mapping[str, str]) -> str:
    return "\n    ".join(f"{key}: {_scalar(value)}" for key, value in source.items())


def _scalar(text: str) -> str:
    """*text* as YAML: quoted, since JSON strings are YAML's double-quoted scalars (YAML 1.2.2, 1.2)."""
    plain = re.fullmatch(r"[^\W\d_][\w ,.()/–-]*[\w.)]", text) and text.casefold() not in (
        "ja",
        "nej",
        "null",
        "true",
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
