"""The bodies of all records, each converted once."""

from __future__ import annotations

from ..base.budgets import Budget, TooCostly
from ..base.texts import phrase, told
from ..content.failures import failure
from ..content.record import Record
from ..content.site import Site
from .body import Body
from .converter import Converter
from .links import resolver


class Bodies:
    """Bodies by record, converted when first asked for."""

    def __init__(self, site: Site, budget: Budget | None = None) -> None:
        """*budget*: what each record's page may cost."""
        self._site = site
        self._budget = budget or Budget()
        self._converter = Converter()
        self._done: dict[str, Body] = {}

    def __getitem__(self, record: Record) -> Body:
        if record.key not in self._done:
            self._done[record.key] = self._convert(record)
        return self._done[record.key]

    def _convert(self, record: Record) -> Body:
        text = record.source.body
        resolve = resolver(self._site, record.source.path.rpartition("/")[0])
        try:
            return self._budget.spend(record.source.path, lambda: self._converter.convert(text, resolve))
        except TooCostly as reason:
            self._converter = Converter()  # The old one stopped in the middle of something.
            return Body(refused=told(reason))
        except Exception as error:
            self._converter = Converter()
            return Body(failure=failure(phrase("work-on-body"), error, record.source.path))
