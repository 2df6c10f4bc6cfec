"""Work that is shared between processes, each on a processor of its own.

They are copies of this one (``fork``), so that work needs not be carried over to them: only what it gives comes back.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection

_PR_SET_PDEATHSIG = 1  #: linux/prctl.h; only on Linux are processes copied.
MOST = 4  #: Processes: each has its own memory.


def at_once() -> int:
    """How many processes can work at once, this one among them: one for each processor that it may use.

    Just this one where processes cannot be copied, or should not be: beside other threads, whose locks a copy would
    wait for.
    """
    if not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:  # Linux alone has it.
        return 1
    return min(MOST, len(os.sched_getaffinity(0)))


def in_shares(work: Callable[[int], bytes], count: int) -> list[bytes]:
    """What *work* gives for each number below *count*, in a process each; the first is this one.

    Nothing (no bytes) for a share whose process fails: what it was to do is for the caller to do.
    """
    with _copies(work, range(1, count)) as others:
        return [work(0), *map(_received, others)]


@contextmanager
def _copies(work: Callable[[int], bytes], numbers: range) -> Iterator[list[Connection]]:
    forking, started, ends = multiprocessing.get_context("fork") if numbers else multiprocessing, [], []
    gc.freeze()  # What the collector does not look at, the processes share.
    try:
        for number in numbers:
            ours, theirs = forking.Pipe(duplex=False)
            process = forking.Process(target=_give, args=(work, number, theirs, os.getpid()), daemon=True)
            process.start()
            theirs.close()  # So that we see the end of what a process says that has ended.
            started.append(process)
            ends.append(ours)
        yield ends
    except BaseException:
        for process in started:
            process.terminate()
        raise
    finally:
        gc.unfreeze()
        for end in ends:
            end.close()  # Before we wait: who says something that nobody hears ends.
        for process in started:
            process.join()


def _give(work: Callable[[int], bytes], number: int, to: Connection, parent: int) -> None:
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever started us ends us too,
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # and has no more to say about it.
    with suppress(Exception):
        to.send_bytes(work(number))


def end_with(parent: int) -> None:
    """Let this process be killed when *parent*, which started it, ends in any way (Linux): a copy holds its locks."""
    import ctypes  # Here: most commands start no process.

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _received(end: Connection) -> bytes:
    try:
        return end.recv_bytes()
    except (EOFError, OSError):
        return b""
