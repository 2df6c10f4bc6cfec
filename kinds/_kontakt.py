"""How to reach somebody: functional numbers and addresses only, each with the source where it was read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated

from kunskapsbank.kinds import Bodies, Line, Part, Problem, Site, Url, checked, field, is_premium_number, rule

from ._post import Kalla, Post

FRESH_YEARS = 3  #: A contact is old when its source is older than this: numbers and units change.


def _number(text: str) -> str:
    """*text*, a Swedish telephone number with its area code.

    Raises:
        ValueError: If it is written in another way.
    """
    if not re.fullmatch(r"0[0-9]{1,3}-[0-9]{2,5}( [0-9]{2,3}){0,3}", text):
        raise ValueError(text)
    return text


def _ordinary(text: str) -> str:
    """*text*, a number that costs no more than a call.

    Raises:
        ValueError: If it costs more.
    """
    if is_premium_number(text):
        raise ValueError(text)
    return text


def _mailbox(text: str) -> str:
    """*text*, an e-mail address.

    Raises:
        ValueError: If it is written in another way.
    """
    if not re.fullmatch(r"[a-z0-9]+([._-][a-z0-9]+)*@([a-z0-9-]+\.)+[a-z]{2,10}", text):
        raise ValueError(text)
    return text


class Sedd(Part):
    """What was read in a source."""

    sedd: Url = field("Sedd på", "Källans adress. Den ska stå bland sidans källor.")


class Telefon(Sedd):
    """A telephone number of a unit or a switchboard."""

    nummer: Annotated[
        str,
        checked(
            _ordinary, "är ett betalnummer", "Skriv verksamhetens vanliga nummer. Ingen ska betala extra för att fråga."
        ),
        checked(_number, "är inget telefonnummer", "Skriv riktnummer, bindestreck och resten: 0171-525 00."),
    ] = field("Nummer")
    galler: Line = field("Vart det går", "Till exempel kommunens växel. Aldrig en persons nummer.")

    @property
    def lank(self) -> str:
        """The address that calls the number: ``tel:+46…`` (RFC 3966)."""
        return f"tel:+46{re.sub('[^0-9]', '', self.nummer)[1:]}"


class Epost(Sedd):
    """An e-mail address of a unit."""

    adress: Annotated[
        str, checked(_mailbox, "är ingen e-postadress", "Skriv små bokstäver, till exempel kommun@habo.se.")
    ] = field("Adress")
    galler: Line = field("Vart den går", "Till exempel komvux. Aldrig en persons adress.")

    @property
    def lank(self) -> str:
        """The address that writes to it."""
        return f"mailto:{self.adress}"


class Kontaktbar(Post):
    """A record of somebody who can be reached."""

    telefon: tuple[Telefon, ...] = field("Telefon", "Den som ligger närmast validering först.", default=())
    epost: tuple[Epost, ...] = field("E-post", "Den som ligger närmast validering först.", default=())

    def sedda(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Where a source is named in the record's contacts, and the source's address."""
        for name in ("telefon", "epost"):
            for number, one in enumerate(getattr(self, name)):
                yield (name, number, "sedd"), one.sedd

    def kalla_till(self, adress: str) -> Kalla | None:
        """The source at *adress*; None when the record does not name it."""
        return next((kalla for kalla in self.kallor if kalla.url == adress), None)

    def gammal(self, adress: str, idag: dt.date) -> bool:
        """Whether what was read at *adress* is undated or old, so that readers must check it."""
        kalla = self.kalla_till(adress)
        return kalla is None or kalla.ar is None or kalla.ar < idag.year - FRESH_YEARS


@rule
def contact_without_source(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Det som en kontakt lästes på ska stå bland sidans källor."""
    for record in site.taking(Kontaktbar):
        for where, address in record.sedda():
            if record.kalla_till(address) is None:
                yield Problem(
                    record.source.place(where),
                    "contact-without-source",
                    f"sedd: {address} står inte bland källorna",
                    "Lägg till källan under kallor, med år om sidan har ett.",
                )


@rule
def address_of_a_person(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """E-post ska gå till en verksamhet, inte till en person: förnamn.efternamn duger inte."""
    for record in site.taking(Kontaktbar):
        for number, one in enumerate(record.epost):
            name, _, host = one.adress.partition("@")
            words = name.split(".")
            if len(words) > 1 and not {"kommun", host.split(".")[0]} & set(words):
                yield Problem(
                    record.source.place(("epost", number, "adress")),
                    "address-of-a-person",
                    f"{one.adress} ser ut att vara en persons",
                    "Skriv verksamhetens adress, eller ta bort den.",
                )
