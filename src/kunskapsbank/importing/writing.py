"""A cleaned text as the Markdown that a careful person would have written."""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import ATX, BACKSLASH, MarkdownConverter

from .notes import without_marks

_NOTE = re.compile(r"#(?:foot|end)note-(\d+)$")
_ALWAYS = re.compile(r"([\\`*]|\{(?=[{%#])|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(\[:])|\[(?=\^)|!(?=\[)|~(?=~))")
_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
_FIRST = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|={2,}|-{2,}|:{3,}|\|)")
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")


class _Writer(MarkdownConverter):
    """Markdownify's forms, but for escapes that a person would not write."""

    def escape(self, text: str, parent_tags: Set[str]) -> str:
        """*text* with a backslash before each sign that would mean something where it stands."""
        text = _UNDERSCORE.sub(r"\\_", _ALWAYS.sub(r"\\\1", text))
        return text.replace("|", "\\|") if parent_tags & {"td", "th"} else text

    def convert_p(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        """A paragraph, whose first sign begins nothing else."""
        if "_inline" not in parent_tags:
            text = _NUMBER.sub(r"\1\\\2", _FIRST.sub(r"\1\\\2", text.strip()))
        return str(super().convert_p(el, text, parent_tags))  # type: ignore[misc]

    def convert_img(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        """A picture with its description, also in a heading or a cell."""
        alt = re.sub(r"([\[\]\\])", r"\\\1", str(el.get("alt", "")))
        return f"![{alt}]({el.get('src', '')})"

    def convert_sup(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        """A note's number, or the words as they are."""
        number = _note_number(el)
        return f"[^{number}]" if number else text

    def convert_br(self, el: Tag, text: str, parent_tags: Set[str]) -> str:
        """A line break, where one can be."""
        return " " if "_inline" in parent_tags else "\\\n"


def markdown_of(text: Tag) -> str:
    """*text*, cleaned, as Markdown that ends with a line break; empty when nothing is left of it."""
    notes = _take_notes(text)
    holder = BeautifulSoup("", "html.parser")
    for child in list(text.children):
        holder.append(child.extract())
    options: dict[str, Any] = {"heading_style": ATX, "bullets": "-", "newline_style": BACKSLASH, "autolinks": False}
    options |= {"table_infer_header": True, "escape_misc": False, "wrap": True, "wrap_width": None}
    written = _Writer(**options).convert_soup(holder)
    body = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", written)).strip()
    return "\n\n".join(filter(None, (body, *notes))) + "\n" if body or notes else ""


def _note_number(sup: Tag) -> str:
    link = sup.find("a")
    found = _NOTE.search(str(link.get("href", ""))) if isinstance(link, Tag) else None
    return found[1] if found else ""


def _take_notes(text: Tag) -> list[str]:
    """The notes at the end of a Word file, as Markdown writes them, taken out of the text."""
    notes = []
    for item in list(text.find_all("li", id=re.compile(r"(?:foot|end)note-\d+$"))):
        number = str(item["id"]).rpartition("-")[2]
        for back in item.find_all("a", href=re.compile(r"#(?:foot|end)note-ref-\d+$")):
            back.decompose()
        said = _Writer(autolinks=False, wrap=True, wrap_width=None).convert_soup(_alone(item))
        notes.append(f"[^{number}]: {' '.join(said.split())}")
        around = item.parent
        item.decompose()
        if around is not None and not without_marks(around.get_text()).strip():
            around.decompose()
    return notes


def _alone(item: Tag) -> BeautifulSoup:
    holder = BeautifulSoup("", "html.parser")
    for child in list(item.children):
        holder.append(child.extract() if isinstance(child, Tag) else NavigableString(str(child)))
    return holder
