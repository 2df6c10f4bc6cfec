"""What the preview puts on top of a page: faults, and why readers see something else. It is never published."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlencode

from ..base.problems import Place, Problem, errors
from ..base.texts import Phrase, phrase

OWN = "__kb/"  #: Where the preview's own files are; no page can have the address.
EDIT = f"{OWN}andra"  #: Where a page leads that somebody wants to change.
_RECORD = re.compile(r"content/([a-z0-9-]+/[a-z0-9-]+(?:\.[a-z]+(?:-[a-z]+)*)?)\.md", re.ASCII)
_MOST = 30  #: Faults that are shown; the rest are counted.


def with_bar(html: str, address: str, bar: str, title: str) -> tuple[str, str]:
    """The page *html* at *address* with *bar* on top, and its tag: another tag is another page.

    *title*: what is shown where there is no page to show.
    """
    html = (
        html or f'<!doctype html>\n<html lang="sv">\n<head>\n<title>{escape(title)}</title>\n</head>\n<body>\n</body>'
    )
    tag = hashlib.sha256(f"{html}\0{bar}".encode()).hexdigest()[:16]
    style = f'<link rel="stylesheet" href="/{OWN}visa.css">'
    script = (
        f'<script type="module" id="kb-visa" src="/{OWN}visa.js" data-sida="/{escape(address)}" data-tagg="{tag}">'
        "</script>"
    )
    head, closes, rest = html.partition("</head>")
    body, begins, content = rest.partition("<body")
    attributes, ends, inside = content.partition(">")
    return f"{head}{style}{script}{closes}{body}{begins}{attributes}{ends}{bar}{inside}", tag


def bar_of(root: Path, faults: Sequence[Problem], notices: Iterable[Phrase], language: str) -> str:
    """*faults* and *notices* as HTML; nothing when there are none. *root*: where the files are."""
    told = "".join(f"<p>{escape(one.said(language))}</p>" for one in notices)
    shown = f'<div class="kb-ruta kb-upplysning" role="note">{told}</div>' if told else ""
    return shown + (_faults(root, faults, language) if faults else "")


def edit_bar(source: str, language: str) -> str:
    """What leads from a page whose file is *source* to where it is changed; nothing where it has none."""
    if not source:
        return ""
    is_record = _RECORD.fullmatch(source)
    words = phrase("preview.edit" if is_record else "preview.room").said(language)
    file = "" if is_record else f" <code>{escape(source)}</code>"
    label = phrase("preview.name").said(language)
    return (
        f'<div class="kb-ruta kb-andra" role="navigation" aria-label="{escape(label)}">'
        f'<a href="/{EDIT}?{urlencode({"fil": source})}">{escape(words)}</a>{file}</div>'
    )


def form_of(source: str) -> str:
    """Where in the editing room the file *source* is changed: the form of a record, else the start."""
    found = _RECORD.fullmatch(source)
    return f"/post/{found[1]}" if found else "/"


def room_closed(root: Path, source: str, language: str) -> str:
    """A page that says how the editing room of the project in *root* is opened, and leads back to *source* there."""
    makefile = root / "Makefile"
    is_made = makefile.is_file() and "\nredigera:" in makefile.read_text(encoding="utf-8", errors="replace")
    title = escape(phrase("preview.room-closed").said(language))
    how = phrase("preview.open-room", command="make redigera" if is_made else "kb redigera").said(language)
    again = escape(phrase("preview.try-again").said(language))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f'<link rel="stylesheet" href="/{OWN}visa.css">\n</head>\n<body>\n<main class="kb-ruta kb-upplysning">'
        f'<h1>{title}</h1><p>{escape(how)}</p><p><a href="/{EDIT}?{urlencode({"fil": source})}">{again}</a></p>'
        "</main>\n</body>\n</html>\n"
    )


def _faults(root: Path, faults: Sequence[Problem], language: str) -> str:
    wrong = len(errors(faults))
    heading = phrase("preview.faults", wrong=wrong, warnings=len(faults) - wrong).said(language)
    rows = "".join(_fault(root, one, language) for one in faults[:_MOST])
    more = len(faults) - _MOST
    rest = f"<li>{escape(phrase('and-more', count=more).said(language))}</li>" if more > 0 else ""
    look, is_open = ("", " open") if wrong else (" kb-upplysning", "")
    return (
        f'<div class="kb-ruta{look}" role="region" aria-label="{escape(heading)}">'
        f"<details{is_open}><summary>{escape(heading)}</summary><ul>{rows}{rest}</ul></details></div>"
    )


def _fault(root: Path, one: Problem, language: str) -> str:
    worded = one.worded(language)
    hint = f"<br>{escape(worded.hint)}" if worded.hint else ""
    return f"<li>{_place(root, one.place)} {escape(one.severity.word(language))}: {escape(worded.message)}{hint}</li>"


def _place(root: Path, place: Place) -> str:
    """The place, as a link where a program that opens it is known."""
    shown = f"<code>{escape(str(place))}</code>"
    if os.environ.get("TERM_PROGRAM") != "vscode":  # The terminal of an editor says which it is.
        return shown
    link = f"vscode://file{(root / place.path).as_posix()}:{place.line}:{place.column}"
    return f'<a href="{escape(link)}">{shown}</a>'
