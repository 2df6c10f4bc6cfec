"""What a site is called, who stands behind it and how it is built: the values of ``mkdocs.yml``, checked.

:func:`kunskapsbank.reading.site_settings.read_settings` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .problems import Place
from .texts import Language

CONFIG = "mkdocs.yml"  #: The file in the project's folder.
OWN, THEME = "own", "theme"  #: Our page around the content, or that of the theme that the project has chosen.
CONTENT = "content"  #: Where records lie; what problems call it wherever that is.
DOCS = "docs"  #: Where frame pages and pictures lie.
KINDS_PACKAGE = "_kunskapsbank_kinds_"  #: How the names of packages begin that kinds are loaded as.
KINDS = "kinds"  #: Where kinds lie when nothing else is said.
#: What is made beside the pages for programs and other sites when nothing is said: only of kinds that ask for it. The
#: one more that can be asked for, ``markdown``, is of every page.
OUTPUTS = ("data", "feeds", "calendars", "embeds")
TIME_ZONE = "Europe/Stockholm"  #: Whose day it is when nothing else is said.
_RESERVED = ("example", "invalid", "test", "localhost")  #: Host names that lead nowhere (RFC 2606, RFC 6761).
_RESERVED_DOMAINS = ("example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class Website:
    """The name and the public address of a site. Both may be empty: then nothing is said that needs them."""

    name: str = ""
    url: str = ""  #: Ends in a slash.

    @classmethod
    def of(cls, name: str, url: str) -> Website:
        """From values as a configuration holds them."""
        return cls(name, f"{url.rstrip('/')}/" if url else "")

    @property
    def path(self) -> str:
        """Where on its host the site begins: ``/``, or ``/kunskapsbank/``."""
        return urlsplit(self.url).path or "/"

    def absolute(self, address: str) -> str:
        """The whole web address of *address*, which has no leading slash."""
        return self.url + address


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the footer."""

    title: str
    address: str  #: ``/om/``, or a whole address on the web.
    place: Place = field(default=Place(CONFIG), compare=False)


@dataclass(frozen=True, slots=True)
class Translation:
    """A language that records are translated to, and what the frame around its pages says. Empty: as the site's."""

    language: str  #: As ``lang`` in HTML has it (BCP 47): ``en``, ``sv-simple``.
    folder: str  #: Where its pages lie, without slashes at the ends.
    tagline: str = ""
    footer: str = ""
    menu: tuple[Link, ...] = ()
    footer_links: tuple[Link, ...] = ()
    sheets: bool = False  #: Whether a PDF in large type is made of each of its pages that has running text.


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the menu, and what stands under it though its address does not begin so."""

    entry: str  #: The address of the page in the menu: ``/om/``.
    below: tuple[str, ...]  #: How the addresses of pages begin: ``/events/``.
    place: Place = field(default=Place(CONFIG), compare=False)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach those who answer for the site."""

    text: str  #: What readers see: ``webb@region.se``, ``Kontakta oss``.
    url: str  #: ``mailto:``, ``tel:`` or ``https://``.

    @property
    def is_placeholder(self) -> bool:
        """Whether it leads nowhere: a host name that is reserved for examples."""
        where = urlsplit(self.url)
        host = where.path.rpartition("@")[2] if where.scheme == "mailto" else where.hostname or ""
        host = host.partition("?")[0].lower().rstrip(".")
        last_two = ".".join(host.split(".")[-2:])
        return host.rpartition(".")[2] in _RESERVED or last_two in _RESERVED_DOMAINS


@dataclass(frozen=True, slots=True)
class Licence:
    """What others may do with the texts, or who publishes them: a name and the page that tells more."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``mkdocs.yml`` says. Empty values were left out there."""

    website: Website = Website()
    description: str = ""
    tagline: str = ""  #: A few words under the name.
    start_title: str = ""  #: The start page's title in a browser's tab.
    footer: str = ""  #: Sentences about what the content rests on.
    licence: Licence | None = None  #: What others may do with the texts: ``{name: CC BY 4.0, url: 'https://…'}``.
    #: How readers reach those who answer for the site: ``{text: …, url: …}``. ``kb publish`` refuses a site without.
    contact: Contact | None = None
    #: Title and address of each link of the footer; left out: to the standard pages that exist.
    footer_links: tuple[Link, ...] | None = None
    languages: tuple[Language, ...] = ("sv",)  #: ``sv``, ``en`` or both. The first is the site's own.
    time_zone: str = TIME_ZONE  #: Whose day the day of the build is.
    kinds: str = KINDS  #: Folder below the project's.
    handouts: bool = True  #: Whether PDF, Word and share pictures are made.
    standard_pages: bool = True  #: Whether search, A–Ö and handbook are made where the project has no page.
    now: str = ""  #: The day of the build, YYYY-MM-DD.
    template: str = OWN  #: Whose page the content stands in: ``own`` or ``theme``.
    docs: str = DOCS  #: Folder of frame pages, below the project's; with a theme's template, of all its pages.
    excluded: str = (
        ""  #: What in that folder is not published, as lines of a ``.gitignore``: the engine's ``exclude_docs``.
    )
    #: Phrases that stand in records where whoever publishes the site must write its own. ``kb publish`` refuses them.
    placeholders: tuple[str, ...] = ()
    #: Whether the engine reads no other files and runs no other code than the project's parts that we know.
    closed: bool = True
    sections: tuple[Section, ...] = ()  #: What stands under an entry of the menu beside the addresses below it.
    outputs: tuple[str, ...] = OUTPUTS  #: Which of :data:`OUTPUTS` are made, and ``markdown``.
    publisher: Licence | None = None  #: Who answers for the data, ``{name: …, url: …}``; left out: the site itself.
    translations: tuple[Translation, ...] = ()  #: The languages that records are translated to.

    @property
    def is_reachable(self) -> bool:
        """Whether readers can reach those who answer for the site."""
        return self.contact is not None and not self.contact.is_placeholder

    @property
    def folders(self) -> dict[str, str]:
        """The languages that records are translated to, each with the folder of its pages."""
        return {one.language: one.folder for one in self.translations}

    @property
    def in_theme(self) -> bool:
        """Whether pages stand in the page of the project's own theme: then nothing of ours is around them."""
        return self.template == THEME
