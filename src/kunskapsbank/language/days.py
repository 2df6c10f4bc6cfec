"""Days in Swedish text: those that do not exist, and those that have passed but are told of as to come."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from operator import itemgetter

from .swedish import sentences

_MONTHS = (
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
).split("|")  # fmt: skip
_MONTH = "|".join(_MONTHS)
_WRITTEN = re.compile(rf"(?<![\d–-])(\d{{1,2}}) ({_MONTH})(?: (\d{{4}})(?!\d))?", re.I)
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_OF_MONTH = re.compile(rf"(?<!\d )\b({_MONTH}) (\d{{4}})(?!\d)", re.I)
_SEASON = re.compile(r"\b(våren|sommaren|hösten|vintern) (\d{4})(?!\d)", re.I)
_LAST_MONTH = {"våren": 6, "sommaren": 8, "hösten": 12, "vintern": 12}
_LEAP = 2000  #: A year with 29 February: a day without a year may be meant in any.

#: What tells that something is to come. ``ska`` alone says as often what a rule asks for.
_TO_COME = re.compile(
    r"\bkommer (?:också |även |därefter |därför |inte |dessutom |sedan )?(?:att\b|(?:\w+ )?(?!från|ifrån|bra)\w+as?\b)"
    r"|\b(?:planeras|planerar att|avser att|ska snart|väntas)\b"
    r"|\bska (?:\w+ )?(?:hållas|genomföras|anordnas|arrangeras|starta|inledas|avslutas|invigas|lanseras|presenteras|"
    r"redovisas|lämnas|träffas|mötas|samlas)\b",
    re.I,
)
#: A sentence with one of these tells of what holds from a day or was said on it.
_RULE = re.compile(r"\b(?:från och med|fr\.o\.m\.|sedan|senast|enligt|gäller|beslutade?|föreslog|angav|skrev)\b", re.I)


def impossible_days(text: str) -> Iterator[tuple[int, str]]:
    """Days in *text* that no calendar has: where each stands, and as it stands."""
    for match in _ISO.finditer(text):
        if _day(*map(int, match.groups())) is None:
            yield match.start(), match[0]
    for match in _WRITTEN.finditer(text):
        if _day(int(match[3] or _LEAP), _month(match[2]), int(match[1])) is None:
            yield match.start(), match[0]


def passed_days(text: str, today: dt.date) -> Iterator[tuple[int, str]]:
    """Days before *today* in sentences of *text* that tell of what is to come: where one stands, and as it stands."""
    for start, sentence in sentences(text):
        if _TO_COME.search(sentence) and not _RULE.search(sentence):
            days = list(_days(sentence))
            if days and all(day < today for _, _, day in days):
                at, written, _ = max(days, key=itemgetter(2))
                yield start + at, written


def _days(text: str) -> Iterator[tuple[int, str, dt.date]]:
    """The days of *text*, and of months and seasons the last."""
    for match in _ISO.finditer(text):
        yield from _told(match, _day(*map(int, match.groups())))
    for match in _WRITTEN.finditer(text):
        yield from _told(match, _day(int(match[3]), _month(match[2]), int(match[1])) if match[3] else None)
    for match in _OF_MONTH.finditer(text):
        yield from _told(match, _last(int(match[2]), _month(match[1])))
    for match in _SEASON.finditer(text):
        yield from _told(match, _last(int(match[2]), _LAST_MONTH[match[1].lower()]))


def _told(match: re.Match[str], day: dt.date | None) -> Iterator[tuple[int, str, dt.date]]:
    if day is not None:
        yield match.start(), match[0], day


def _month(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def _last(year: int, month: int) -> dt.date | None:
    return _day(year, month, calendar.monthrange(year, month)[1] if 0 < year < 10000 else 0)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
