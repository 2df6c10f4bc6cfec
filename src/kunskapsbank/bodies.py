"""The bodies of all records, each converted once."""

from __future__ import annotations

from .links import resolver
from .markdown import Body, Converter
from .model import Record
from .site import Site


class Bodies:
    """Bodies by record, converted when first asked for."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._converter = Converter()
        self._done: dict[str, Body] = {}

    def __getitem__(self, record: Record) -> Body:
        if record.key not in self._done:
            folder = record.source.path.rpartition("/")[0]
            self._done[record.key] = self._converter.convert(record.source.body, resolver(self._site, folder))
        return self._done[record.key]
