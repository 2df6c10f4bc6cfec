"""Links to e-mail and telephone: what they may say beside who is written to or called."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SAID = frozenset({"subject", "body", "cc"})
_NUMBER = re.compile(r"\+?[0-9(). -]+(;ext=[0-9]+)?")

#: Services that are paid for over the telephone bill (0900, 0939, 0944), mass calls (099) and directory enquiries
#: (118 and three more), as people in Sweden or abroad write them. Source: the Swedish Post and Telecom Authority's plan
#: of telephone numbers.
_PREMIUM = re.compile(r"(?:0|(?:\+|00)460?)(?:900|939|944|99)[0-9]*|(?:(?:\+|00)46)?118[0-9]{3}")


def is_premium_number(number: str) -> bool:
    """Whether *number*, with what stands between its digits, is a Swedish one that costs more than a call.

    A public body is reached by none of them, and whoever swaps a number for one earns on those who call.
    """
    return _PREMIUM.fullmatch(re.sub("[^+0-9]", "", number)) is not None


def calls_premium_number(address: str) -> bool:
    """Whether *address* is a ``tel:`` link to such a number."""
    scheme, _, rest = address.strip().partition(":")
    return scheme.lower() == "tel" and is_premium_number(unquote(rest).partition(";")[0])


def is_plain_contact(address: str) -> bool:
    """Whether *address* is no ``mailto:`` or ``tel:``, or one that only says who, and what the letter begins with; not
    one that calls a premium number.

    Mail programs have taken other fields for orders: ``attach=`` sent a file of the reader's along (CVE-2020-11879).
    Telephones have done what codes with ``*`` and ``#`` say.
    """
    scheme, _, rest = address.strip().partition(":")
    match scheme.lower():
        case "mailto":
            fields = re.split("[&;]", rest.partition("?")[2])
            return all(unquote(one.partition("=")[0]).lower() in _SAID for one in fields if one)
        case "tel":
            plain = not rest or _NUMBER.fullmatch(unquote(rest)) is not None
            return plain and not calls_premium_number(address)
    return True
