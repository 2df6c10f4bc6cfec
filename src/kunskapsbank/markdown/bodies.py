"""The bodies of all records, each converted once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..base.budgets import Budget, TooCostly
from ..base.texts import phrase, told
from ..content.failures import failure
from ..content.record import Record
from ..content.site import Site
from .body import Body
from .converter import Converter
from .links import resolver


@dataclass(frozen=True, slots=True)
class _Converted:
    """A body, and all that it was made of."""

    text: str
    answers: Mapping[str, str | None]  #: Where each link that it asked about leads.
    body: Body


class Bodies:
    """Bodies by record, converted when first asked for."""

    def __init__(self, site: Site, budget: Budget | None = None, before: Bodies | None = None) -> None:
        """*budget*: what each record's page may cost. *before*: bodies of the site as it was, to take those from that
        would be the same: with the same text, and links that lead to the same addresses.
        """
        self._site = site
        self._budget = budget or Budget()
        self._converter = Converter()
        self._done: dict[str, Body] = {}
        self._kept: dict[str, _Converted] = dict(before._kept) if before else {}

    def __getitem__(self, record: Record) -> Body:
        if record.key not in self._done:
            self._done[record.key] = self._convert(record)
        return self._done[record.key]

    def _convert(self, record: Record) -> Body:
        text = record.source.body
        resolve = resolver(self._site, record.source.path.rpartition("/")[0])
        kept = self._kept.get(record.key)
        if kept and kept.text == text and all(resolve(link) == answer for link, answer in kept.answers.items()):
            return kept.body
        answers: dict[str, str | None] = {}

        def asked(link: str) -> str | None:
            answers[link] = resolve(link)
            return answers[link]

        try:
            body = self._budget.spend(record.source.path, lambda: self._converter.convert(text, asked))
            self._kept[record.key] = _Converted(text, answers, body)
            return body
        except TooCostly as reason:
            self._converter = Converter()  # The old one stopped in the middle of something.
            return Body(refused=told(reason))
        except Exception as error:
            self._converter = Converter()
            return Body(failure=failure(phrase("work-on-body"), error, record.source.path))
