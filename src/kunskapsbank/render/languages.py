"""The languages of a site: which pages are in which, and where the same is said in another."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from html import escape

from ..base.problems import Problem, problem
from ..base.settings import Website
from ..content.addresses import address_of
from ..content.record import Record
from ..content.site import Site
from ..reading.texts import Texts
from . import linked_data
from .drawing import Version
from .frames import FramePage
from .macros import Macros

#: A link to a page of the site, in finished HTML.
_SITE_LINK = re.compile(r'<a ([^<>]*?)href="/([^"/][^"]*)"([^<>]*)>(.*?)</a>', re.S)


class Languages:
    """The languages of one site, by its frame pages and records."""

    def __init__(
        self,
        site: Site,
        macros: Macros,
        frames: Sequence[FramePage],
        website: Website,
        texts: Mapping[str, Texts],
    ) -> None:
        """*macros*: in the site's own language. *texts*: the words of every language that pages may be in."""
        self._site = site
        self._macros = macros
        self._website = website
        self._texts = texts
        self._frames = {frame.address: frame for frame in frames}
        self._frame_versions = _versions_of(frames, self.own)
        translated = {key for of_language in site.translations.values() for key in of_language}
        self._translated = {address_of(site.originals[key]): site.originals[key] for key in sorted(translated)}
        #: What language each page of a translation is in, by its address.
        self.of_translations = {
            address_of(one): language for language, them in site.translations.items() for one in them.values()
        }
        #: The first pages in other languages than the site's, by address.
        self.starts = {one.address for one in frames if one.meta.oversattning_av == "/"}

    @property
    def own(self) -> str:
        """The language of the site: of records, lists, and frame pages that say nothing else."""
        return self._macros.texts.language

    def of_frame(self, frame: FramePage) -> str:
        """The language that *frame* is in."""
        return frame.meta.lang or self.own

    def speaking(self, language: str) -> Macros:
        """The macros that draw pages in *language*."""
        texts = self._texts.get(language)
        return self._macros.speaking(texts) if texts else self._macros

    def addresses_of(self, record: Record) -> Mapping[str, str]:
        """The address of *record* in each of its languages."""
        return {one.language or self.own: address_of(one) for one in self._site.versions(record)}

    def addresses_of_list(self, address: str) -> Mapping[str, str]:
        """The address of the list at *address* in each language that a frame page says it in."""
        return self._frame_versions.get(address, {})

    def addresses_of_frame(self, frame: FramePage) -> Mapping[str, str]:
        """The address of *frame* in each of its languages."""
        original = frame.meta.oversattning_av
        return self._frame_versions.get(frame.address if original is None else original[1:], {})

    def versions(self, language: str, addresses: Mapping[str, str]) -> tuple[Version, ...]:
        """The versions to show on a page in *language*: those in other languages."""
        others = ((one, address) for one, address in addresses.items() if one != language)
        return tuple(
            Version(one, self.speaking(one).texts.plain("oversattning.namn"), f"/{address}") for one, address in others
        )

    def alternatives(self, addresses: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """(language, whole web address) of a page in every language; nothing when it is in one alone."""
        if len(addresses) < 2 or not self._website.url:
            return ()
        return tuple((language, self._website.absolute(address)) for language, address in addresses.items())

    def wrong_in(self, frame: FramePage, titles: Container[str]) -> Iterator[Problem]:
        """A page that translates one that is not there, into a language that is not, or that has it already."""
        language, original = self.of_frame(frame), frame.meta.oversattning_av
        place = frame.source.place(("oversattning_av",))
        if original is not None and original[1:] not in titles:
            yield problem(place, "broken-page-link/translation", original=original[1:])
        if language not in self._texts and language != self.own:
            listed = ", ".join(self._texts)
            yield problem(frame.source.place(("lang",)), "unknown-language", language=language, listed=listed)
        if self.addresses_of_frame(frame).get(language) != frame.address:
            yield problem(place, "repeated-translation", language=language, original=original or "")

    def led(self, html: str, language: str, leads: Callable[[str], bool]) -> str:
        """*html* of a page in *language*, whose links lead to pages in it where there are such.

        Others say that the page they lead to is in the language of the site.
        """
        note = self.speaking(language).texts.plain("oversattning.pa_svenska")

        def led(link: re.Match[str]) -> str:
            before, address, after, text = link.groups()
            path, mark, anchor = address.partition("#")
            page, query, asked = path.partition("?")
            own = self._in_language(page, language)
            if not leads(page) or not page.endswith("/") or self._language_of(page) == language:
                return link[0]
            if "hreflang=" in f"{before}{after}":  # It is told already, and meant.
                return link[0]
            if own is not None:
                return f'<a {before}href="/{own}{query}{asked}{mark}{anchor}"{after}>{text}</a>'
            said = f' <span class="sprakmarke">({escape(note)})</span>'
            return f'<a {before}href="/{address}" hreflang="{self.own}"{after}>{text}</a>{said}'

        html = _SITE_LINK.sub(led, html)
        search = self._in_language(linked_data.SEARCH, language)
        return html.replace(f'action="/{linked_data.SEARCH}"', f'action="/{search or linked_data.SEARCH}"')

    def _language_of(self, page: str) -> str:
        """The language that the page at *page* is in."""
        frame = self._frames.get(page)
        return (frame.meta.lang if frame else self.of_translations.get(page)) or self.own

    def _in_language(self, page: str, language: str) -> str | None:
        """The address of the *page* in *language*; None when there is none."""
        if page in self._frame_versions:
            return self._frame_versions[page].get(language)
        record = self._translated.get(page)
        return self.addresses_of(record).get(language) if record else None


def _versions_of(frames: Iterable[FramePage], language: str) -> dict[str, dict[str, str]]:
    """The addresses of frame pages in each language, by that of the page in the site's own, *language*."""
    found: dict[str, dict[str, str]] = {}
    for frame in frames:
        original = frame.meta.oversattning_av
        of_page = found.setdefault(frame.address if original is None else original[1:], {})
        if original is not None:
            of_page.setdefault(language, original[1:])
        of_page.setdefault(frame.meta.lang or language, frame.address)
    return found
