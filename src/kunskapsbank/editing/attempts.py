"""How often somebody may try to log in: after some failures each costs a wait, twice as long as the last."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from threading import Lock

FORGOTTEN_AFTER = 3600.0  #: Seconds without an attempt.
MOST_KEPT = 50_000  #: Keys; the one that was longest left alone goes first.
_IPV6_NETWORK = 64  #: Bits that one customer has (RFC 6177): each address of it counts as the same.


@dataclass(frozen=True, slots=True)
class Sort:
    """How one sort of key is counted."""

    name: str
    free: int  #: Failures before there is a wait.
    longest: float  #: Seconds.


LOGIN = Sort("login", 5, 60.0)  #: Short, or whoever wants to keep a colleague out could.
ADDRESS = Sort("address", 20, 900.0)  #: Many people may share one.
KNOWN = Sort("known", 5, 900.0)  #: A browser where this login has been: guesses elsewhere do not hold it up.

Key = tuple[Sort, str]


@dataclass(slots=True)
class _Count:
    failures: int = 0
    last: float = 0.0


@dataclass
class Attempts:
    """The failures of the last hour."""

    clock: Callable[[], float] = time.monotonic
    _counts: OrderedDict[Key, _Count] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, *keys: Key) -> int:
        """Count an attempt by *keys*, or give the whole seconds to wait before one is heard; then it is not counted.

        It is counted before it is judged, so that many at once get no further than one after the other.
        """
        now = self.clock()
        with self._lock:
            wait = max(self._wait(key, now) for key in keys)
            if wait <= 0:
                for key in keys:
                    count = self._counts.setdefault(key, _Count())
                    count.failures, count.last = count.failures + 1, now
                    self._counts.move_to_end(key)
                while len(self._counts) > MOST_KEPT:
                    self._counts.popitem(last=False)
        return max(0, math.ceil(wait))

    def succeeded(self, *keys: Key) -> None:
        """Take back the attempt of *keys*, and forget the failures of those that name a person."""
        with self._lock:
            for key in keys:
                count = self._counts.get(key)
                if count is None:
                    continue
                count.failures -= 1
                if key[0] is not ADDRESS or count.failures <= 0:
                    del self._counts[key]

    def _wait(self, key: Key, now: float) -> float:
        count = self._counts.get(key)
        if count is None or now - count.last > FORGOTTEN_AFTER:
            self._counts.pop(key, None)
            return 0.0
        over = count.failures - key[0].free
        return count.last + min(key[0].longest, 2.0 ** min(over, 20)) - now if over >= 0 else 0.0


def network_of(address: str) -> str:
    """What *address* is counted as."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((found, _IPV6_NETWORK), strict=False)) if found.version == 6 else str(found)
