"""Processes that make files while this one goes on with other things."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import TypeVar

from ...base.processes import end_with

T = TypeVar("T")
NICE = 5  #: How far work that can wait gives way to all other.


class Workers:
    """As many processes as there are processors, started when there is work for them and ended with the block.

    What nobody has waited for by then is not begun.
    """

    def __init__(self) -> None:
        self._pool: Executor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    @property
    def worth_it(self) -> bool:
        """Whether others can work while this process does."""
        return (os.cpu_count() or 1) > 1

    def start(self) -> None:
        """Let the processes load what they need, when work is sure to come."""
        if self.worth_it:
            for _ in range(os.cpu_count() or 1):
                self._started().submit(_nothing)

    def give(self, work: Callable[[], T], can_wait: bool = False) -> Callable[[], T]:
        """Let *work*, which can be carried over, be done; what is returned waits for what it gives.

        *can_wait*: whether this process, and all that is given without it, comes before; give such work last.
        """
        given: Future[T] = self._started().submit(_giving_way if can_wait else _at_once, work)

        def wait() -> T:
            try:
                return given.result()
            except BrokenProcessPool:  # The system has ended a process: it is for us to do.
                return work()

        return wait

    def end(self) -> None:
        """Let the processes end; what they have not begun is not done."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _started(self) -> Executor:
        if self._pool is None:
            # Copies (``fork``) would copy the locks of a library's own threads.
            self._pool = ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _begin, (os.getpid(),))
        return self._pool


def _begin(parent: int) -> None:
    if sys.platform == "linux":
        end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever started us ends us.
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's: there is a process for each core.
    from . import jobs  # noqa: F401  # What it loads takes longer than a file.


def _nothing() -> None:
    """What a process does that is started ahead."""


def _at_once(work: Callable[[], T]) -> T:
    return work()


def _giving_way(work: Callable[[], T]) -> T:
    if hasattr(os, "setpriority"):  # Not on Windows.
        os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
    return work()


def parts(all_: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """*all_* in parts of at most *most*."""
    yield from (all_[start : start + most] for start in range(0, len(all_), most))
