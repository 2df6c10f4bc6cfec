"""Field types that the kinds share.

Each type says in one place what is allowed. Error texts live in :mod:`kunskapsbank.reading.messages`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from sys import intern
from typing import Annotated, Any, ClassVar
from unicodedata import category
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from annotated_types import MaxLen, MinLen
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..base.texts import Phrase, phrase

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"  #: a–z, 0–9 and single hyphens.
DEVICES = ("con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10)))
_OF_THE_PAGE = ("index", "innehall", "meny", "sok-huvud", "sok-404")


def taken_id(id_: str) -> Phrase | None:
    """Why *id_*, written as ids are, cannot be one; None when it can.

    Windows makes no file called as one of its devices (Naming Files, Paths, and Namespaces), ``index`` is the list's
    own page, and the others are anchors on every page.
    """
    if id_ in DEVICES:
        return phrase("name-of-a-device")
    return phrase("name-of-the-page") if id_ in _OF_THE_PAGE else None


MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field whose values are ids of records of *kind*, or ``kind/id`` of any kind when *kind* is None."""

    kind: str | None = None  #: Folder name of the kind pointed at.
    back: str | None = None  #: Heading on the other side; None: the pointing kind's plural.
    lends_words: bool = False  #: Whether words that find the record pointed at find the pointing record too.


@dataclass(frozen=True, slots=True)
class Shown:
    """Marks a field that stands in the list of facts on the record's page."""


def _one_line(value: str) -> str:
    if "\n" in value:
        raise PydanticCustomError("one_line", "")
    return value


def _stripped(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if value.strip() and not has_visible(value):
        raise PydanticCustomError("invisible", "")
    return value.strip()


_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  #: Letters and signs by their category that are drawn as nothing.


def has_visible(text: str) -> bool:
    """Whether a reader sees any sign of *text*: marks that stand alone, joiners and fillers are not seen."""
    return any(category(sign)[0] in "LNPS" and sign not in _BLANK_LETTERS for sign in text)


def _custom(code: str, convert: Callable[[str], Any]) -> BeforeValidator:
    """A validator that turns text into a value and reports *code* when it cannot."""
    return _validator(convert, lambda: PydanticCustomError(code, ""))


def takes_several_lines(metadata: Iterable[Any]) -> bool:
    """Whether a field of text with *metadata* takes a text of several lines: nothing but its length is asked for."""
    return all(
        one is Stripped or (isinstance(one, (StringConstraints, MinLen, MaxLen)) and not getattr(one, "pattern", None))
        for one in metadata
        if not isinstance(one, (Ref, Shown))
    )


def checked(convert: Callable[[str], Any], message: str, hint: str) -> BeforeValidator:
    """A validator for a project's own type of field: *convert* makes text a value, or raises ValueError.

    Then editors read the value, *message* and *hint*: "'9' är ingen nivå", "Skriv en nivå från 1 till 8."
    """
    return _validator(convert, lambda: PydanticCustomError("own", "{said}", {"said": message, "hint": hint}))


def _validator(convert: Callable[[str], Any], fault: Callable[[], PydanticCustomError]) -> BeforeValidator:
    """A validator that turns text into what *convert* gives, and reports *fault* when that raises ValueError."""

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return convert(value.strip())
        except ValueError:
            raise fault() from None

    return BeforeValidator(validate)


def _with_host(value: str) -> str:
    """*value*, an address on the web that names a host, or one on the site.

    Browsers take a backslash for a slash, and what begins with two slashes for another host.
    """
    try:
        named = "\\" not in value and ("//" not in value if value.startswith("/") else urlsplit(value).hostname)
    except ValueError:  # A bracket that is not closed, or letters that turn into signs when they are normalised.
        named = None
    if not named:
        raise PydanticCustomError("web_address", "")
    return value


def _day(value: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(value)
    return dt.date.fromisoformat(value)


def _in_zip_years(value: dt.date) -> dt.date:
    """*value*, a day that the files of a zip can be dated (.ZIP File Format Specification 6.3.10, section 4.4.6)."""
    if not 1980 <= value.year <= 2107:
        raise PydanticCustomError("day_out_of_reach", "")
    return value


def whole_number(value: str) -> int:
    """*value* as a number.

    Raises:
        ValueError: If it is not written with digits alone.
    """
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise ValueError(value)
    return int(value)


def _yes(value: str) -> bool:
    return {"ja": True, "nej": False}[value] if value in ("ja", "nej") else _fail(value)


def _fail(value: str) -> bool:
    raise ValueError(value)


class PartialDate(str):
    """A day, a month or a year: ``2024-04-16``, ``2019-02`` or ``2018``. Sorts as text does."""

    __slots__ = ()

    @property
    def first_day(self) -> dt.date:
        """The earliest day it can mean."""
        parts = [int(p) for p in self.split("-")]
        return dt.date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)

    @property
    def swedish(self) -> str:
        """As people write it: 16 april 2024, februari 2019, 2018."""
        parts = self.split("-")
        words = [parts[0]]
        if len(parts) > 1:
            words.insert(0, MONTHS[int(parts[1]) - 1])
        if len(parts) > 2:
            words.insert(0, str(int(parts[2])))
        return " ".join(words)


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError(value)
    return value


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("time_zone", "") from None
    return value


def _partial_date(value: str) -> PartialDate:
    text = value.strip()
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise PydanticCustomError("partial_date", "")
    found = PartialDate(text)
    try:
        found.first_day  # noqa: B018 - raises when the day does not exist
    except ValueError:
        raise PydanticCustomError("partial_date", "") from None
    return found


Stripped = BeforeValidator(_stripped)  # Takes away the space around a text.
_Held = AfterValidator(intern)  # Thousands of records say the same: that is one text.
#: One line of text.
Line = Annotated[str, Stripped, StringConstraints(min_length=1), AfterValidator(_one_line)]
Title = Annotated[str, Stripped, StringConstraints(min_length=1, max_length=150), AfterValidator(_one_line)]
Ingress = Annotated[str, Stripped, StringConstraints(min_length=1, max_length=300)]
#: Text of one line or several.
Prose = Annotated[str, Stripped, StringConstraints(min_length=1)]
#: An id: a–z, 0–9 and single hyphens. With Ref it points at a record.
Slug = Annotated[str, Stripped, StringConstraints(pattern=SLUG_PATTERN), _Held]
#: A day, 2026-11-21, from 1980 to 2107.
Day = Annotated[dt.date, _custom("day", _day), AfterValidator(_in_zip_years)]
#: A day, a month or a year: 2024-04-16, 2019-02, 2018.
When = Annotated[str, AfterValidator(_partial_date)]
#: A time of day, 09:00.
Clock = Annotated[str, _custom("clock", _clock)]
#: A time zone of the IANA data base: Europe/Stockholm.
Zone = Annotated[str, Stripped, AfterValidator(_known_zone)]
#: A year from 1800 to 2200.
Year = Annotated[int, _custom("year", whole_number), Field(ge=1800, le=2200)]
#: A whole number from 0.
Count = Annotated[int, _custom("whole_number", whole_number), Field(ge=0, le=10**12)]
#: Whole Swedish kronor, from 0.
Kronor = Annotated[int, _custom("kronor", whole_number), Field(ge=0, le=10**12)]
#: ja or nej, read as True or False.
YesNo = Annotated[bool, _custom("yes_no", _yes)]
#: An address on the web: https://…
Url = Annotated[str, Stripped, StringConstraints(pattern=r"^https?://[^\s<>\"]+$"), AfterValidator(_with_host), _Held]
#: An address on the web, or one on the site that begins with /.
Destination = Annotated[
    str, Stripped, StringConstraints(pattern=r"^(https?://\S+|/([^/\\\s]\S*)?)$"), AfterValidator(_with_host)
]
#: An address on the site: /about/, with an anchor if there is need.
SiteAddress = Annotated[str, Stripped, StringConstraints(pattern=r"^/([a-z0-9-]+/)*(#[a-z0-9-]+)?$")]
#: A reference to a record of any kind: kind/id.
AnyRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$"), _Held, Ref()]


def field(title: str, help: str = "", *, default: Any = ..., **limits: Any) -> Any:
    """A field with its Swedish label and one line for the handbook. Without *default* it is required."""
    return Field(default, title=title, description=help or None, **limits)


class Part(BaseModel):
    """A group of keys inside a record: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Build a project's own at once: its faults are told where it stands. What is ours is built when it is used."""
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.__module__.startswith("kunskapsbank."):
            cls.model_rebuild(raise_errors=False)


class Kalla(Part):
    """Where a statement comes from. A project with sources of its own builds on it and gives them a key."""

    addresses: ClassVar[tuple[str, ...]] = ("url",)  #: The keys that say where the source is; every source has one.

    url: Url | None = field("Adress", "Sidan eller dokumentet på webben.", default=None)
    namn: Line | None = field("Namn", "Utgivare och rubrik, som läsaren ser det.", default=None)
    ar: Year | None = field("År", "Källans år. Utelämna om källan är odaterad.", default=None)
    forfattning: Line | None = field("Författning", "Till exempel kommunallagen (2017:725).", default=None)
    lagrum: Line | None = field("Lagrum", "Till exempel 5 kap. 8 §.", default=None)
    lydelse_per: Day | None = field("Lydelse per", "Dagen då lydelsen lästes.", default=None)
    uppgift: Line | None = field("Uppgift", "Vad på sidan som vilar på källan.", default=None)
    anm: Line | None = field("Anmärkning", "Till exempel odaterad.", default=None)


class Kontakt(Part):
    """Whom the reader turns to."""

    text: Prose = field("Text", "Vem man vänder sig till, utan påhittade nummer.")
    url: Destination | None = field("Adress", "Webbadress, eller sökväg på webbplatsen som börjar med /.", default=None)
    lank: Line | None = field("Länkens text", "Vad adressen leder till.", default=None)


class Spraktips(Part):
    """A hint of ``kb sprak`` that does not hold here."""

    kod: Line = field("Kod", "Tipsets kod, som kb sprak skriver den.")
    ord: Line | None = field("Ord", "Det tipset gäller. Utan det läggs alla tips med koden undan.", default=None)
    skal: Line | None = field("Skäl", "Varför det ska stå som det står. Utan skäl visas tipset ändå.", default=None)
