"""What languages are called, as Unicode's CLDR has it in the library babel."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from ..base.texts import phrase

_SIMPLE = "simple"  #: The subtag of BCP 47 for a form of a language that is easy to read.


def language_name(code: str, spoken: str) -> str:
    """The language *code* (BCP 47) in the language *spoken*: ``engelska``; the code itself when nobody knows it."""
    base, *forms = code.split("-")
    try:
        name = Locale.parse(base).get_display_name(spoken) or base
    except (UnknownLocaleError, ValueError):
        return code
    if forms == [_SIMPLE]:
        return phrase("language.simple", language=name).said(spoken)
    return f"{name} ({code})" if forms else name
