"""Lines that belong to a web page and not to its text: they lead on, share, print, or ask for consent."""

from __future__ import annotations

import re

_ROW = re.compile(
    r"(?i)^(?:[»›→>+ ]*)(?:"
    r"läs (?:mer|hela|vidare|också|även)\b.*|läs ett längre .*|mer information(?: finns)? här|in english|på svenska|"
    r"till toppen|tillbaka till .*|visa mer|visa alla|"
    r"hoppa till .*|skriv ut(?: sidan)?|lyssna(?: på (?:sidan|texten))?|dela(?: (?:på|via|sidan|artikeln)\b.*)?|"
    r"tipsa(?: en vän)?|acceptera (?:alla )?(?:kakor|cookies).*|godkänn (?:alla )?(?:kakor|cookies).*|"
    r"(?:vi använder|denna webbplats använder|den här webbplatsen använder|webbplatsen använder) (?:kakor|cookies)\b.*|"
    r"inställningar för (?:kakor|cookies)|endast nödvändiga(?: kakor| cookies)?|avvisa alla|read more.*|"
    r"[←«‹<] ?(?:föregående|tillbaka|previous|back)\b.*|(?:nästa|next)\b.* ?[→»›>]|"
    r"innehållsförteckning|table of contents|rss|"
    r"(?:facebook|twitter|linkedin|x|e-post|mejla?|kopiera länk)|logotyp\w*|.* logotyp"
    r")(?:[»›→> .]*)$"
)
LONGEST_ROW = 20  #: Words: what is longer is told to people, whatever it begins with.
_COOKIES = re.compile(r"(?i)\b(?:cookies?|kakor(?:na)?)\b")
MOST_OF_COOKIES = 0.6  #: Share of a text's words; one with more of them is about cookies.


def is_row(text: str) -> bool:
    """Whether *text*, a block of its own, leads on, shares, prints or asks for consent, rather than says something."""
    return len(text.split()) <= LONGEST_ROW and _ROW.match(text) is not None


def is_about_cookies(text: str) -> bool:
    """Whether *text*, a block of its own, speaks of cookies."""
    return _COOKIES.search(text) is not None
