"""Where the parts of a site lie, and which day it is built on."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ..base.settings import CONFIG, TIME_ZONE
from ..reading.fields import whole_number
from ..reading.site_settings import read_settings

ADDRESSES = "adresser.txt"  #: In the project's folder: see :mod:`.address_register`.
CHANGES = "andringar.txt"  #: In the same: see :mod:`.change_register`.


@dataclass(frozen=True)
class Project:
    """Where the parts of a site lie."""

    root: Path
    trusts_cache: bool = False  #: Whether files to hand out that were made elsewhere are used.
    mirror: Path | None = None  #: Where the records lie when not in the project: in a copy with what is being written.

    @property
    def config(self) -> Path:
        """What the site is called, its menu, and the engine's own settings."""
        return self.root / CONFIG

    @property
    def content(self) -> Path:
        """Records, one folder per kind."""
        return self.mirror or self.root / "content"

    @property
    def docs(self) -> Path:
        """Frame pages and assets."""
        return self.root / "docs"

    @property
    def macros(self) -> Path:
        """Templates of its own."""
        return self.root / "macros"

    @property
    def kinds(self) -> str:
        """Where the kinds lie, below the project's folder."""
        return read_settings(self.config)[0].kinds

    @property
    def overrides(self) -> Path:
        """Theme templates of its own."""
        return self.root / "overrides"


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def clock(now: str | None = None, time_zone: str = TIME_ZONE) -> dt.date:
    """The day of the build in *time_zone*: *now* (YYYY-MM-DD), else ``SOURCE_DATE_EPOCH``, else the clock.

    Raises:
        ValueError: If *now* or the variable is no date.
    """
    if now:
        if not _DAY.fullmatch(now):  # Python reads weeks too, and dates without hyphens.
            raise ValueError(now)
        return dt.date.fromisoformat(now)
    zone = ZoneInfo(time_zone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return dt.datetime.fromtimestamp(whole_number(epoch), zone).date()
        except (OverflowError, OSError) as error:
            raise ValueError(epoch) from error
    return dt.datetime.now(zone).date()
