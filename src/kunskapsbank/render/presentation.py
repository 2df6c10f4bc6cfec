"""How single values look: dates, sums, icons, facts. What templates call beside the macros."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from math import cos, radians
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from ..base.texts import phrase
from ..content.addresses import address_of, relative
from ..content.decision_tree import Choices
from ..content.history import History
from ..content.kind_info import kind_info
from ..content.record import Record, refs, roles_of, shown, swedish_key, swedish_letter
from ..content.site import Site
from ..language.compounds import MIN_PART, Splitter
from ..language.names import language_name
from ..language.swedish import slug, words
from ..markdown.converter import slugify
from ..reading.fields import PartialDate
from ..reading.labels import label_key
from ..reading.texts import Texts
from .facets import facets, filters, values_of

_ICON = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its values, for the list of facts. A value is text, a record or a web address."""

    label: str
    values: tuple[Any, ...]


def facts(site: Site, record: Record, texts: Texts) -> tuple[Fact, ...]:
    """The record's facts in the order of its kind's fields; fields without a value are left out."""
    found = []
    for name in shown(type(record)):
        value = getattr(record, name)
        if value is None or value == () or value == "":
            continue
        values = value if isinstance(value, tuple) else (value,)
        if name in refs(type(record)):
            values = site.targets(record, name)
        if values:
            shown_values = tuple(_presentable(one, texts) for one in values)
            found.append(Fact(label_of(type(record), name, texts), shown_values))
    return tuple(found)


def label_of(model: type[BaseModel], name: str, texts: Texts) -> str:
    """What readers see of the field *name*: in the language of *texts* when the package has declared it.

    Labels of a kind of the project's own stand as the kind says.
    """
    return texts.by_key.get(label_key(model, name), model.model_fields[name].title or name)


def help_of(model: type[BaseModel], name: str, texts: Texts) -> str:
    """The line of help of the field *name*, in the language of *texts* as :func:`label_of`; empty when it has none."""
    return texts.by_key.get(f"{label_key(model, name)}.om", model.model_fields[name].description or "")


def _presentable(value: Any, texts: Texts) -> Any:
    if isinstance(value, (dt.date, PartialDate)):
        return date_in_words(value, texts.months)
    return value if isinstance(value, Record) else str(value)


def date_in_words(value: dt.date | str, months: Sequence[str]) -> str:
    """``21 november 2026``; a month or year alone when no more is known. *months*: their names, January first."""
    year, *rest = (value.isoformat() if isinstance(value, dt.date) else value).split("-")
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *([months[int(rest[0]) - 1]] if rest else []), year])


def period_in_words(first: str, last: str | None, months: Sequence[str]) -> str:
    """``2–3 februari 2023``, ``31 oktober – 2 november 2022`` or a single date."""
    start, end = first, last or first
    if start == end:
        return date_in_words(start, months)
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return f"{int(start[8:])}–{date_in_words(end, months)}"
    return f"{date_in_words(start, months)} – {date_in_words(end, months)}"


def swedish_kronor(amount: int) -> str:
    """``1 396 000``, with spaces that do not break."""
    return f"{amount:,}".replace(",", "\u00a0")


def swedish_sorted(items: Iterable[Any], attribute: str = "") -> list[Any]:
    """*items* in the order of the Swedish alphabet, by *attribute* or by themselves."""
    return sorted(items, key=lambda item: swedish_key(str(getattr(item, attribute) if attribute else item)))


@cache
def icon(name: str) -> Markup:
    """A decorative icon of the theme's set (``material/school``), hidden from screen readers.

    Raises:
        FileNotFoundError: If the set has no such icon.
    """
    drawn = icon_file(name).replace(
        "<svg ", '<svg class="ikon" width="24" height="24" aria-hidden="true" focusable="false" ', 1
    )
    return Markup(drawn.strip())


def icon_file(name: str) -> str:
    """An icon of the theme's set as its file holds it.

    Raises:
        FileNotFoundError: If the set has no such icon.
    """
    path = files("material").joinpath("templates", ".icons", *f"{name}.svg".split("/"))
    if not _ICON.fullmatch(name) or not path.is_file():
        raise FileNotFoundError(phrase("no-icon", name=name))
    return path.read_text(encoding="utf-8")


def host_of(url: str) -> str:
    """``riksdagen.se`` of a web address."""
    return url.split("/")[2].removeprefix("www.")


def polygon(
    points: Iterable[str], width: float, west: float, east: float, north: float, true_at: float
) -> list[tuple[float, float]]:
    """Points written as "east north" in degrees, as x and y in a drawing *width* units wide.

    The drawing goes from *west* to *east* and has its top at *north*, in degrees; a degree of longitude is as long
    as at the latitude *true_at*, so that shapes there keep their proportions.
    """
    unit = width / (east - west)
    high = unit / cos(radians(true_at))
    pairs = (point.split() for point in points)
    return [(round((float(e) - west) * unit, 1), round((north - float(n)) * high, 1)) for e, n in pairs]


def centroid(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of the surface inside *points* (shoelace formula)."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return round(x / (3 * area), 1), round(y / (3 * area), 1)


def by_letter(records: Iterable[Record]) -> list[tuple[str, list[Record]]]:
    """*records* in Swedish order, grouped by the first letter of their titles; digits and signs under #."""
    groups: dict[str, list[Record]] = {}
    for record in swedish_sorted(records, "titel"):
        groups.setdefault(swedish_letter(record.titel), []).append(record)
    return list(groups.items())


def by_name(records: Iterable[Record]) -> list[tuple[str, list[tuple[str, Record]]]]:
    """The titles and synonyms of *records* in Swedish order, each with its record, grouped by their first letters."""
    groups: dict[str, list[tuple[str, Record]]] = {}
    names = {(name, record.id): record for record in records for name in (record.titel, *record.synonymer)}
    for name, id in sorted(names, key=lambda key: (swedish_key(key[0]), key[1])):
        groups.setdefault(swedish_letter(name), []).append((name, names[name, id]))
    return list(groups.items())


def repeated_titles(groups: Mapping[str, Iterable[Record]]) -> list[str]:
    """The titles, in lower case, that several of the records in *groups* have."""
    counted = Counter(one.titel.lower() for records in groups.values() for one in records)
    return [title for title, count in counted.items() if count > 1]


def letter_anchor(letter: str) -> str:
    """An anchor that keeps A, Å and Ä apart."""
    return {"Å": "aa", "Ä": "ae", "Ö": "oe", "#": "tecken"}.get(letter, letter.lower())


def _kind(site: Site, name: str) -> type[Record]:
    if name not in site.kinds:
        raise LookupError(phrase("no-kind-of-template", name=name))
    return site.kinds[name]


def _taking(site: Site, role: str) -> tuple[Record, ...]:
    """All records of the kinds that take *role*, as templates call it."""
    kinds = (kind for kind in site.kinds.values() if role in roles_of(kind))
    return tuple(record for kind in kinds for record in site.of_kind(kind.kind))


def first_sentence(text: str) -> str:
    """The first sentence of *text*: up to a sign that ends one, before a capital letter."""
    return re.split(r"(?<=[.?!])\s+(?=[A-ZÅÄÖ])", text, maxsplit=1)[0]


def splitter_of(site: Site) -> Splitter:
    """What parts compounds, taught the words of *site*."""
    return _taught(site.names)


@lru_cache(maxsize=4)  # A site in three languages, and an edit in one.
def _taught(names: tuple[tuple[str, ...], ...]) -> Splitter:
    return Splitter(word for texts in names for text in texts for word in words(text) if len(word) > MIN_PART)


def _soft(site: Site, splitter: Callable[[], Splitter], text: str) -> str:
    """*text* with places where its compounds may break, which follow from the words of *site*."""
    site.note("soft", text)
    return splitter().soft(text)


def functions(site: Site, texts: Texts) -> dict[str, Any]:
    """What templates may call besides the macros, under Swedish names."""
    return {
        "adress": lambda record: f"/{address_of(record)}",
        "relativ": lambda target, page: relative(target.removeprefix("/"), page.removeprefix("/")),
        "slag": lambda name: kind_info(_kind(site, name)),
        "alla_slag": lambda: [kind_info(kind) for kind in site.kinds.values() if site.of_kind(kind.kind)],
        "poster": site.of_kind,
        "post_med": site.get,
        "relationer_av": site.relations,
        "oversattningar": lambda: site.translations,
        "olasta_oversattningar": lambda: site.unread_translations,
        "senast_andrad": lambda record: History().of(record).last,
        "original_till": lambda record: next(iter(site.versions(record)), record),
        "t": texts,
        "sprak": texts.language,
        "spraknamn": lambda code: language_name(code, texts.language),
        "poster_som": lambda role: _taking(site, role),
        "post_som": lambda role, id: next((one for one in _taking(site, role) if one.id == id), None),
        "fakta_av": lambda record: facts(site, record, texts),
        "rubrik_for": lambda part, name: label_of(type(part), name, texts),
        "datum": lambda value: date_in_words(value, texts.months),
        "period": lambda first, last: period_in_words(first, last, texts.months),
        "kronor": swedish_kronor,
        "svenskt": swedish_sorted,
        "ikon": icon,
        "vard": host_of,
        "filter_for": lambda records: facets(site, records, texts.by_key["uppgift_saknas"]),
        "valjare_for": lambda records: filters(site, records),
        "filtervarden": lambda record, name: " ".join(key for key, _ in values_of(site, record, name)),
        "nyckel": slug,
        "forsta_meningen": first_sentence,
        "mjukt": partial(_soft, site, cache(partial(splitter_of, site))),
        "punkter": polygon,
        "mittpunkt": centroid,
        "alla_poster": lambda: [r for r in site.records.values() if r.pages],
        "efter_bokstav": by_letter,
        "efter_namn": by_name,
        "lika_titlar": repeated_titles,
        "pekar_hit": site.pointing,
        "pekar_pa": site.targets,
        "kallans_poster": lambda source: [one for name in source.addresses for one in site.targets(source, name)],
        "slagnamn": lambda: tuple(site.kinds),
        "ankare": letter_anchor,
        "slugg": slugify,
        "forsta_fragan": lambda: next(iter(Choices.of(site).starts), None),
        "fragor_kvar": lambda question: Choices.of(site).longest_from(question),
        "idag": site.today,
    }
