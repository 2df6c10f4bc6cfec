"""Links to e-mail and telephone: what they may say beside who is written to or called."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SAID = frozenset({"subject", "body", "cc"})
_NUMBER = re.compile(r"\+?[0-9(). -]+(;ext=[0-9]+)?")


def is_plain_contact(address: str) -> bool:
    """Whether *address* is no ``mailto:`` or ``tel:``, or one that only says who, and what the letter begins with.

    Mail programs have taken other fields for orders: ``attach=`` sent a file of the reader's along (CVE-2020-11879).
    Telephones have done what codes with ``*`` and ``#`` say.
    """
    scheme, _, rest = address.strip().partition(":")
    match scheme.lower():
        case "mailto":
            fields = re.split("[&;]", rest.partition("?")[2])
            return all(unquote(one.partition("=")[0]).lower() in _SAID for one in fields if one)
        case "tel":
            return not rest or _NUMBER.fullmatch(unquote(rest)) is not None
    return True
