"""A finished page. Its long texts may lie elsewhere until somebody asks for them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from ..content.record import Record
from .finished import anchors_of
from .frames import STANDARD_PAGES

LONG = ("html", "plain", "text")  #: What of a page may lie elsewhere.
#: What JSON writes as it is, and YAML 1.1 refuses or takes for the end of a line.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Alternate:
    """What a page says in another form, for programs."""

    type: str  #: As ``Content-Type`` says it.
    address: str  #: Below the site.
    title: str


@dataclass(frozen=True, slots=True)
class Later:
    """A text that lies elsewhere until somebody asks for it."""

    print: str  #: :func:`print_of` it.
    read: Callable[[], str]

    @classmethod
    def of(cls, text: str) -> Later:
        """*text*, which is here."""
        return cls(print_of(text), lambda: text)


class _Text:
    """A text in a dataclass, which may lie elsewhere: it is read each time somebody asks."""

    def __init__(self, default: str | None = None) -> None:
        """*default*: what it is when none is given; None where one must be."""
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, page: Any, owner: type | None = None) -> str:
        if page is None and self._default is None:
            raise AttributeError(self._name)  # So that dataclasses see that there is no value unless one is given.
        if page is None:
            return self._default or ""
        text: str | Later = page.__dict__[self._name]
        return text.read() if isinstance(text, Later) else text

    def __set__(self, page: Any, text: str | Later) -> None:
        page.__dict__[self._name] = text


def print_of(text: str) -> str:
    """What tells *text* from others: the SHA-256 of the file that it would be."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(file: bytes | Later) -> bytes:
    """What *file* holds."""
    return file if isinstance(file, bytes) else file.read().encode()


def file_print(file: bytes | Later) -> str:
    """The SHA-256 of *file*, which need not be read where it lies elsewhere."""
    return hashlib.sha256(file).hexdigest() if isinstance(file, bytes) else file.print


def _text(default: str) -> Any:
    return _Text(default)  # To a type checker the field is a text.


class _Readable:
    """Lets the HTML of a page lie elsewhere, without a default."""

    html: Any = _Text()


@dataclass(frozen=True)
class Page(_Readable):
    """A finished page."""

    address: str  #: Without a leading slash; empty for the start page.
    file: str  #: The Markdown file that MkDocs sees.
    title: str
    description: str
    html: str  #: What stands inside ``<main>``; links relative.
    source: str  #: The file an editor changes.
    kind: str = ""  #: Label that tells pages with one title apart.
    lang: str = "sv"
    #: The page as Markdown, with whole addresses where the site's own is known; empty where none asks.
    plain: str = _text("")
    #: What a search reads: the content without markup; empty for a page that is not to be found by it.
    text: str = _text("")
    listing: bool = False  #: Whether it lists records: to be found, but not by what it lists.
    translated: bool = False  #: Whether it is in another language than the site's.
    original: str = ""  #: The address of the page in the site's language that it translates; empty when there is none.
    words: tuple[str, ...] = ()  #: Of a frame page: what it is to be found by beside its title.
    questions: tuple[str, ...] = ()  #: Of a frame page: what people ask when it is their answer.
    record: Record | None = None
    indexed: bool = True  #: Whether search engines may list the page.
    translations: tuple[tuple[str, str], ...] = ()  #: (language, whole web address) of the page in every language.
    linked_data: str = ""  #: JSON-LD.
    picture: str = ""  #: Its share card, below the site; empty without one.
    mark: str = ""  #: The mark of a sheet's version; empty on other pages.
    alternates: tuple[Alternate, ...] = ()  #: The same for programs: Markdown, feed, calendar, data.
    links: tuple[str, ...] = ()  #: Where its links to the site itself lead, without a leading slash.
    texts: tuple[str, ...] = ()  #: The files of what editors wrote of it.
    digest: str = ""  #: Of a frame page: what tells its text from others.
    part_of: str | None = None  #: The address of the list that it shows a part of, beside that page itself.

    def later(self, name: str) -> Later:
        """The text that is called *name*, one of :data:`LONG`, without reading it where it lies elsewhere."""
        text = self.held(name)
        return text if isinstance(text, Later) else Later.of(text)

    def held(self, name: str) -> str | Later:
        """The same as it is held: where it lies elsewhere only that is told."""
        text: str | Later = self.__dict__[name]
        return text

    def but(self, **values: Any) -> Page:
        """The page with other *values*; what lies elsewhere is not read."""
        return Page(**{**self.values(), **values})

    def values(self) -> dict[str, Any]:
        """All that the page is, by name; what lies elsewhere is not read."""
        return {one.name: self.__dict__[one.name] for one in fields(self)}

    @property
    def searched(self) -> bool:
        """Whether a search finds it; its text need not be read where it lies elsewhere."""
        return bool(self.listing or self.__dict__["text"])

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Every anchor with the name of its element. Read out of the finished page: macros draw most of them."""
        return dict(anchors_of(self.html))

    def meta(self) -> dict[str, Any]:
        """What the theme's template needs to know. Keys without a value are left out, and files that no editor has."""
        meta: dict[str, Any] = {
            "title": self.title,
            "description": self.description,
            **({} if self.source.startswith(STANDARD_PAGES) else {"kallfil": self.source}),
            "sprak": self.lang,
            "slag": self.kind,
        }
        more = {
            "oindexerad": not self.indexed,
            "oversattningar": [{"sprak": lang, "adress": url} for lang, url in self.translations],
            "alternativ": [{"typ": one.type, "adress": one.address, "titel": one.title} for one in self.alternates],
            "jsonld": self.linked_data,
            "bild": self.picture,
            "kannetecken": self.mark,
        }
        return meta | {key: value for key, value in more.items() if value}

    def front_matter(self) -> str:
        """The same as YAML, for any engine."""
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.meta().items())
        told = _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", head)
        return f"---\n{told}\n---\n"

    def markdown(self) -> str:
        """The page for any engine that reads Markdown: front matter and one block of HTML."""
        return f"{self.front_matter()}\n{self.html}\n"


def anchors_of_parts(pages: Iterable[Page]) -> dict[str, set[str]]:
    """The anchors that the other parts of a list have, by its address: a link to one of them leads there."""
    found: dict[str, set[str]] = {}
    for page in pages:
        if page.part_of is not None:
            found.setdefault(page.part_of, set()).update(page.anchors)
    return found
