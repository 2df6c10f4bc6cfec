"""Dates as people write them, where only one day, month or year can be meant."""

from __future__ import annotations

import datetime as dt
import re

from .fields import MONTHS

_ENGLISH = "january february march april may june july august september october november december".split()
MONTH_NUMBERS = {name: number for names in (MONTHS, _ENGLISH) for number, name in enumerate(names, 1)}
"""The number of each month by its names in Swedish and English."""
_TIME = re.compile(
    r"[T ,]+(?:kl\.? ?)?[0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2})?(?:[.,][0-9]+)?(?:Z|[+-][0-9:]{5})?$", re.I
)
_BEFORE = re.compile(r"^(?:(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?\.?,? +)?(?:den +)?", re.I)


def meant_day(text: str) -> str:
    """The day that *text* means, as ``2026-11-12``; empty when it means none, or could mean several.

    ``12/11/2026`` is the 12th of November or the 11th of December, by who wrote it, and means nothing here.
    """
    found = _read(text)
    return found if len(found) == 10 else ""


def meant_date(text: str) -> str:
    """As :func:`meant_day`, and a month as ``2026-11``."""
    return _read(text)


def _read(text: str) -> str:
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", " ".join(text.split()))
    plain = _BEFORE.sub("", _TIME.sub("", plain))
    week = re.fullmatch(r"[0-9]{4}-W[0-9]{2}-[1-7]", plain)
    try:
        if week:
            return dt.date.fromisoformat(plain).isoformat()
        return _in_words(plain) or _in_numbers(plain)
    except ValueError:  # No such day.
        return ""


def _in_words(text: str) -> str:
    """``12 november 2026``, ``12:e nov. 2026``, ``November 12, 2026`` and ``november 2026``."""
    words = re.findall(r"[a-zåäö]+|[0-9]+", text.lower())
    months = [month for month in map(_month, words) if month]
    numbers = [word for word in words if word.isdigit()]
    others = [word for word in words if not word.isdigit() and not _month(word)]
    if len(months) != 1 or not set(others) <= {"e", "a", "st", "nd", "rd", "th", "i", "of"}:
        return ""
    match numbers:
        case [year] if len(year) == 4:
            return f"{year}-{months[0]:02}"
        case [day, year] if len(day) <= 2 and len(year) == 4:
            return dt.date(int(year), months[0], int(day)).isoformat()
    return ""


def _month(word: str) -> int:
    """The month's number, also of three letters or more that only one month begins with; 0 for another word."""
    found = {number for name, number in MONTH_NUMBERS.items() if len(word) >= 3 and name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


def _in_numbers(text: str) -> str:
    together = re.fullmatch(r"([12][0-9]{3})([0-9]{2})([0-9]{2})", text)
    if together:
        return dt.date(*map(int, together.groups())).isoformat()
    parts = re.fullmatch(r"([0-9]{1,4})([-./ ])([0-9]{1,2})(?:[-./ ] ?([0-9]{1,4}))?\.?", text)
    if parts is None:
        return ""
    first, sign, second, third = parts.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), third
        return dt.date(year, month, int(day)).isoformat() if day else dt.date(year, month, 1).isoformat()[:7]
    if third is None or len(third) != 4 or len(first) > 2:
        return ""
    one, two, year = int(first), int(second), int(third)
    swedish = sign == "." or text.split()[-1] == third
    if not swedish and one <= 12 and two <= 12 and one != two:
        return ""
    day, month = (one, two) if swedish or one > 12 or one == two else (two, one)
    return dt.date(year, month, day).isoformat()
