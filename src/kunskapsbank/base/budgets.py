"""What one page may cost. A page that costs more becomes a problem that names it, instead of a build that hangs."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from types import FrameType
from typing import TypeVar

from .texts import Phrase, phrase

try:
    import resource
except ImportError:  # Windows has none.
    resource = None  # type: ignore[assignment]

MAX_SECONDS = 10.0  #: Processor time for all work on one page, not counting what other programs take.
MAX_BYTES = 1024**3  #: Memory that the work on one page may add (1 GiB).

_STATM = "/proc/self/statm"  #: The size of this process in pages of memory; Linux only.
_AGAIN = 0.25  #: Seconds until the next signal, should the first be lost in a callback that ignores exceptions.

_OURS = resource.getrlimit(resource.RLIMIT_AS) if resource else None  #: Before any page was worked on.

Result = TypeVar("Result")


def unlimited() -> tuple[Phrase, ...]:
    """What of a page's cost this computer cannot limit: time, memory or both; else nothing."""
    time, memory = phrase("time"), phrase("memory")
    return (*([] if _can_limit_time() else [time]), *([] if _can_limit_memory() else [memory]))


def _can_limit_time() -> bool:
    return hasattr(signal, "setitimer")  # Windows has none.


@cache
def _can_limit_memory() -> bool:
    return resource is not None and os.path.exists(_STATM)


def _size() -> int:
    """The bytes that this process takes. Asked for each page, and so without what a file of text would cost."""
    file = os.open(_STATM, os.O_RDONLY)
    try:
        return int(os.read(file, 64).split()[0]) * resource.getpagesize()
    finally:
        os.close(file)


def let_go(process: int) -> None:
    """Let a program that we have started, by its number, have what we may: not what is left of a page's memory.

    One that another thread starts while a page is worked on takes over the page's limit, for good.
    """
    if _OURS and hasattr(resource, "prlimit"):  # Linux alone has it.
        with suppress(ProcessLookupError):
            resource.prlimit(process, resource.RLIMIT_AS, _OURS)


class TooCostly(Exception):
    """Work was stopped; its phrase says what there was too much of."""


class _OutOfTime(BaseException):
    """No library must catch this."""


class Budget:
    """Time and memory for each page of one build, counted per name.

    Time is that of the main thread alone: signals reach no other. What :func:`unlimited` names is not limited.
    """

    def __init__(self, seconds: float = MAX_SECONDS, memory: int = MAX_BYTES) -> None:
        self._seconds = seconds
        self._memory = memory
        self._left: dict[str, float] = {}
        self._working = False

    def spend(self, name: str, work: Callable[[], Result]) -> Result:
        """What *work* returns, at the expense of the page *name*. Inside other work it is part of that.

        Raises:
            TooCostly: If time or memory runs out, or the calls go too deep.
        """
        if self._working:
            return work()
        self._working = True
        try:
            with cycles_left(), _MEMORY.limit(self._memory), self._clock(name):
                return work()
        except _OutOfTime:
            raise TooCostly(phrase("too-slow", seconds=f"{self._seconds:g}")) from None
        except MemoryError:
            raise TooCostly(phrase("too-much-memory", megabytes=self._memory // 1024**2)) from None
        except RecursionError:
            raise TooCostly(phrase("too-many-levels")) from None
        finally:
            self._working = False

    @contextmanager
    def _clock(self, name: str) -> Iterator[None]:
        if not _can_limit_time() or threading.current_thread() is not threading.main_thread():
            yield
            return
        left, began = self._left.get(name, self._seconds), time.thread_time()
        working = True

        def stop(number: int, frame: FrameType | None) -> None:
            more = left - (time.thread_time() - began)
            if more <= 0:
                raise _OutOfTime
            if working:  # The timer counts what other threads do too.
                signal.setitimer(signal.ITIMER_PROF, more, _AGAIN)

        before = signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, left, _AGAIN)
        try:
            yield
        finally:
            working = False  # Set anew, the timer would end the process: nobody minds its signal any longer.
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            self._left[name] = max(left - (time.thread_time() - began), _AGAIN)


@contextmanager
def cycles_left() -> Iterator[None]:
    """The collector of cycles rests, unless somebody wakes it: where much is made it takes a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class _Memory:
    """What the process may use while pages are worked on: its threads share one limit, and the last gives it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._working = 0
        self._before = (0, 0)

    @contextmanager
    def limit(self, added: int) -> Iterator[None]:
        """Let the process grow by *added* bytes at most; by more where another thread's work may."""
        if not _can_limit_memory():
            yield
            return
        with self._lock:
            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            size = _size() + added
            if self._working:
                size = max(size, soft)
            else:
                self._before = (soft, hard)
            resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))
            self._working += 1
        try:
            yield
        finally:
            with self._lock:
                self._working -= 1
                if not self._working:
                    resource.setrlimit(resource.RLIMIT_AS, self._before)


_MEMORY = _Memory()
