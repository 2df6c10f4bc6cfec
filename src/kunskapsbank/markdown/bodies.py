"""The bodies of all records and pages, each converted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..base.budgets import Budget, TooCostly
from ..base.texts import phrase, told
from ..content.failures import failure
from ..content.record import Record
from ..content.site import Site
from ..reading.front_matter import Source
from .body import Body, Mark
from .converter import Converter
from .kept import KeptBody, print_of
from .links import resolver
from .packed import Packed

Page = tuple[Source, Callable[[], str]]  #: A page beside the records, and what gives its Markdown.


@dataclass(frozen=True, slots=True)
class _Converted:
    """A body, and all that it was made of."""

    text: str
    answers: Mapping[str, str | None]  #: Where each link that it asked about leads.
    body: Body


class Bodies:
    """Bodies by record, and those of the pages beside them, converted when first asked for."""

    def __init__(
        self,
        site: Site,
        budget: Budget | None = None,
        pages: Iterable[Page] = (),
        before: Bodies | None = None,
        stored: Mapping[str, KeptBody] | None = None,
    ) -> None:
        """*budget*: what each page may cost. *pages*: those beside the records. *before*: bodies of the site as it was,
        to take those from that would be the same: with the same text, and links that lead to the same addresses.
        *stored*: the same by file, as an earlier build kept them.
        """
        self._site = site
        self._budget = budget or Budget()
        self._pages = {source.path: (source, text) for source, text in pages}
        self._converter = Converter()
        self._done: dict[str, Body] = {}
        self._kept: dict[str, _Converted] = dict(before._kept) if before else {}
        self._stored = stored or {}
        self._used: dict[str, KeptBody] = {}
        self._marked: dict[str, list[tuple[Source, Mark]]] | None = None
        self._texts: list[tuple[Source, Body]] | None = None  #: When all are converted: many rules go through them.

    def __getitem__(self, record: Record) -> Body:
        path = record.source.path
        if path not in self._done:
            again = self._again(record.source, record.source.body)
            self._done[path] = again or self._convert(record.source, lambda: record.source.body)
        return self._done[path]

    def page(self, path: str) -> Body:
        """The body of the page whose file is at *path*."""
        if path not in self._done:
            self._done[path] = self._convert(*self._pages[path])
        return self._done[path]

    def texts(self) -> Iterator[tuple[Source, Body]]:
        """Every text that editors wrote, each with the file that it stands in: those of records, of their translations,
        then of pages."""
        if self._texts is None:
            translated = (one for them in self._site.translations.values() for one in them.values())
            own = [(one.source, self[one]) for one in (*self._site.records.values(), *translated)]
            self._texts = [*own, *((source, self.page(path)) for path, (source, _) in self._pages.items())]
        yield from self._texts

    def marked(self, code: str) -> Sequence[tuple[Source, Mark]]:
        """Every mark with *code* of :meth:`texts`, with the file that it stands in: a rule goes through them alone."""
        if self._marked is None:
            self._marked = {}
            for source, body in self.texts():
                for mark in body.marks:
                    self._marked.setdefault(mark.code, []).append((source, mark))
        return self._marked.get(code, ())

    def kept(self) -> dict[str, KeptBody]:
        """The bodies by file, for a store. From here on they are as if it had kept them: tokens, which take more room
        than anything else a site is made of, are made again where somebody asks.
        """
        made = {path: KeptBody.of(one.text, one.answers, one.body) for path, one in self._kept.items()}
        self._stored = self._used = {**made, **self._used}
        self._kept, self._done = {}, {}
        self._marked = self._texts = None
        return self._used

    def links_of(self, record: Record) -> Mapping[str, str | None]:
        """Where the links in the body of *record* lead."""
        return self._answers(record.source.path, self[record])

    def links_of_page(self, path: str) -> Mapping[str, str | None]:
        """The same of the page whose file is at *path*."""
        return self._answers(path, self.page(path))

    def _answers(self, path: str, _converted: Body) -> Mapping[str, str | None]:
        return self._used[path].answers if path in self._used else self._kept[path].answers

    def _again(self, source: Source, text: str) -> Body | None:
        """The body *text* of *source* as it was converted before, if it would be the same."""
        resolve = resolver(self._site, source.path.rpartition("/")[0])
        kept = self._kept.get(source.path)
        if kept and kept.text == text and all(resolve(link) == answer for link, answer in kept.answers.items()):
            return kept.body
        stored = self._stored.get(source.path)
        if stored and stored.text == print_of(text) and all(resolve(a) == b for a, b in stored.answers.items()):
            self._used[source.path] = stored
            return stored.body(lambda: self._converter.convert(text, resolve))
        return None

    def _convert(self, source: Source, given: Callable[[], str]) -> Body:
        resolve = resolver(self._site, source.path.rpartition("/")[0])
        answers: dict[str, str | None] = {}

        def asked(link: str) -> str | None:
            answers[link] = resolve(link)
            return answers[link]

        def converted() -> Body:
            text = given()
            again = self._again(source, text)
            if again:
                return again
            body = self._converter.convert(text, asked)
            body = replace(body, tokens=Packed(body.tokens))
            self._kept[source.path] = _Converted(text, answers, body)
            return body

        try:
            return self._budget.spend(source.path, converted)
        except TooCostly as reason:
            self._converter = Converter()  # The old one stopped in the middle of something.
            return Body(refused=told(reason))
        except Exception as error:
            self._converter = Converter()
            return Body(failure=failure(phrase("work-on-body"), error, source.path))
