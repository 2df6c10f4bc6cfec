"""One document read: what it says as Markdown, its pictures, and what was left out of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import webencodings

from ..base.plain_files import read_plain
from ..base.texts import phrase
from ..reading.folders import Unreadable
from ..reading.front_matter import newlines
from .cleaning import cleaned, drop_empty, take_lead, take_title
from .draft import LONGEST_LEAD, Read
from .notes import Notes, without_marks
from .page import page_of, plain_signs
from .pictures import Pictures, beside, from_word, take_pictures
from .text import html_of_text
from .tree import words
from .word import html_of_word, left_in_word, paragraphs_of_word
from .writing import markdown_of

MAX_DOCUMENT_BYTES = 50 * 1024 * 1024
INNERMOST = ["p", "li", "td", "th", "dt", "dd", *(f"h{level}" for level in range(1, 7))]  #: What holds words.
MAX_WORDS_BYTES = 5 * 1024 * 1024  #: Of a web page or a text, which hold no pictures.
SORTS = (".docx", ".html", ".htm", ".md", ".txt")
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_FRONT = re.compile(r"---\n(.*?\n)?---\n", re.DOTALL)  #: What programs that make sites read above the text.
_NAMED = re.compile(r"^(?:title|titel): *[\"']?(.+?)[\"']? *$", re.MULTILINE)
_BESIDE = re.compile(r"\]\((?![a-z]+:|#|//)([^\s()]+)", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Imported:
    """A document that has been read."""

    read: Read
    pictures: dict[str, bytes]  #: By name.


def read_document(path: Path, stem: str, folder: str, notes: Notes) -> Imported:
    """The document *path*. Its pictures are called *stem* and a number, and the text finds them in *folder*.

    Raises:
        OSError: If it cannot be read, or is larger than documents are.
        Unreadable: If it is no whole document of the sort that its name says.
    """
    suffix = path.suffix.lower()
    data = read_plain(path, MAX_DOCUMENT_BYTES if suffix == ".docx" else MAX_WORDS_BYTES)
    pictures = Pictures(stem)
    if suffix == ".md":
        return Imported(_markdown(_decoded(data), path, notes), {})
    if suffix == ".docx":
        html, inside = html_of_word(data)
        page, fetch, said = page_of(html), from_word(inside), list(paragraphs_of_word(data))
        _tell_of_word(data, notes)
    else:
        page = page_of(html_of_text(_decoded(data))) if suffix == ".txt" else page_of(_html(data))
        fetch, said = (
            beside(path.parent),
            [words(one) for one in page.text.find_all(INNERMOST) if one.find(INNERMOST) is None],
        )
    for one in page.left_out:
        notes.mark("imported.around", text=one[:200], count=len(one.split()))
    title = take_title(page.text, page.title) or path.stem
    cleaned(page.text, notes, page.address)
    take_pictures(page.text, folder, fetch, pictures, notes)
    drop_empty(page.text)
    lead = take_lead(page.text, LONGEST_LEAD)
    whole = words(page.text)
    body = markdown_of(page.text)
    for lost in _lost(said, (title, lead, body, *(str(one) for one in notes.said))):
        notes.mark("imported.lost", text=lost)
    source = {"namn": title if page.address else path.name} | ({"url": page.address} if page.address else {})
    return Imported(Read(title, lead, body, " ".join((title, lead, whole)), source), pictures.files)


def _markdown(text: str, path: Path, notes: Notes) -> Read:
    """Markdown comes in as it is, but for a first heading of the first level, the title; what lay beside is told."""
    text = plain_signs(newlines(text))
    front, body = _front(text)
    named = _NAMED.search(front)
    heading = _HEADING.search(body)
    title = named[1] if named else heading[1].strip() if heading else path.stem
    if heading and not body[: heading.start()].strip():
        body = body[heading.end() :]
        if heading[1].strip() != title:
            notes.mark("imported.lost", text=heading[1].strip())
    marked = _BESIDE.sub(lambda link: f"{notes.mark('imported.beside', target=link[1])}{link[0]}", body.strip())
    return Read(title, "", f"{marked}\n", f"{title} {body}", {"namn": path.name})


def _front(text: str) -> tuple[str, str]:
    """What stands above *text* between lines of hyphens, with its line breaks as ours, and the rest."""
    front = _FRONT.match(text)
    return (front[0], text[front.end() :]) if front else ("", text)


def _tell_of_word(data: bytes, notes: Notes) -> None:
    comments, changes, contents = left_in_word(data)
    if comments:
        notes.mark("imported.comments", count=comments)
    if changes:
        notes.mark("imported.changes", count=changes)
    if contents:
        notes.mark("imported.contents", count=contents)


def _decoded(data: bytes) -> str:
    """Text as editors write it; what is no UTF-8 comes from an older Windows."""
    for code in ("utf-8-sig", "cp1252"):
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else code)
        except UnicodeDecodeError:
            continue
    raise Unreadable(phrase("text-in-no-code"))


def _html(data: bytes) -> str:
    """A web page's text: as it says itself that it is coded, within its first kB (HTML, 13.2.3.2), else as UTF-8.

    A title above a page that a program is to finish becomes the page's own.
    """
    said = re.search(rb"charset=[\"']?([\w-]+)", data[:1024])
    known = webencodings.lookup(said[1].decode()) if said else None
    front, page = _front(newlines(webencodings.decode(data, known)[0] if known else _decoded(data)))
    named = _NAMED.search(front)
    return f"<title>{escape(named[1])}</title>{page}" if named else page


def _lost(said: Iterable[str], kept: Iterable[str]) -> Iterator[str]:
    """The paragraphs of *said* with words that *kept* does not have enough of, however signs part the words there."""
    text = plain_signs(without_marks(" ".join(kept))).replace("\\", "")
    left, run = Counter(_WORD.findall(text)), "".join(_WORD.findall(text))
    paragraphs = [(one, _WORD.findall(plain_signs(one))) for one in said]
    times = Counter("".join(found) for _, found in paragraphs)
    for paragraph, found in paragraphs:
        whole, needed = "".join(found), Counter(found)
        if needed - left and run.count(whole) < times[whole]:
            yield " ".join(paragraph.split())[:200]
        left -= needed
