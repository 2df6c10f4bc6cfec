"""One thread does all work on a preview: what is asked for first, and between that the rest in small steps.

So nothing needs a lock, and what a page may cost is counted as in a build: only the main thread can be interrupted.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Condition
from typing import Any, TypeVar

T = TypeVar("T")

_QUIET = 0.02  #: Seconds after a change: an editor that saves does several things to a file.
_TURN = 0.25  #: Seconds after the first step, when only questions are answered: a browser asks for what is new.
_NAP = 0.5  #: Seconds: a signal between the last look for one and the wait wakes nobody, and is seen after this.


class Desk:
    """Takes work from other threads, and tells them when something may look otherwise."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[Callable[[], Any], Future[Any] | None] | None] = SimpleQueue()
        self._news = Condition()
        self._version = 0

    def ask(self, work: Callable[[], T]) -> T:
        """What *work* returns, done by the thread in :meth:`run`.

        Raises:
            Exception: What *work* raises.
        """
        future: Future[T] = Future()
        self._asked.put((work, future))
        return future.result()

    def begin_again(self, paths: Collection[str] = ()) -> None:
        """Say that files have changed, whichever *paths* somebody saw change."""
        self._asked.put(None)

    def stop(self) -> None:
        """Let :meth:`run` return when what is at hand is done; a handler of signals may call this."""
        self._asked.put((self.stop, None))

    def tell(self) -> None:
        """Say that pages may look otherwise."""
        with self._news:
            self._version += 1
            self._news.notify_all()

    @property
    def version(self) -> int:
        """How many times that has been said."""
        return self._version

    def wait(self, version: int, until: float) -> bool:
        """Wait until :attr:`version` is another than *version*, or the time is *until* (monotonic); whether it is."""
        with self._news:
            return self._news.wait_for(lambda: self._version != version, max(0.0, until - time.monotonic()))

    def run(self, steps_of: Callable[[], Iterator[None]]) -> None:
        """Work until :meth:`stop`. *steps_of*: what is to be done after a change, in steps."""
        steps = steps_of()
        resting = _is_over(steps)  # The first step before anybody is answered.
        began = time.monotonic()
        while True:
            try:
                asked = self._asked.get(timeout=_NAP if resting else max(0.0, began + _TURN - time.monotonic()))
            except Empty:
                if not resting:
                    resting = _is_over(steps)
                    if resting:
                        _look_for_cycles()
                continue
            if asked is None:
                time.sleep(_QUIET)
                self._drop_changes()
                steps = steps_of()
                resting = _is_over(steps)
                began = time.monotonic()
                continue
            work, future = asked
            if future is None:
                return
            _answer(work, future)

    def _drop_changes(self) -> None:
        """Forget changes that were told of before now: they are seen when the files are read."""
        waiting = [self._asked.get() for _ in range(self._asked.qsize())]
        for one in filter(None, waiting):
            self._asked.put(one)


def _is_over(steps: Iterator[None]) -> bool:
    return next(steps, _OVER) is _OVER


_OVER = object()


def _look_for_cycles() -> None:
    """Look for cycles in all that is alive, now that nobody waits, so that it is not done while somebody does.

    What lasts is then set aside until the next time: after a change Python looks through what has been made since.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _answer(work: Callable[[], Any], future: Future[Any]) -> None:
    try:
        future.set_result(work())
    except Exception as error:
        future.set_exception(error)
