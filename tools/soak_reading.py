"""Read and mend text for minutes: any text in, problems or a page out, and the page says what its source says.

Usage: soak_reading.py [--minutes 10] [--seed 1]. What is tried is what the tests try, and much more of it; the smallest
text that breaks one is printed, and the tool ends with 1. With atheris coverage steers half of what is tried; without
it, where it has no wheel, it says so and goes on by chance.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:
    engine: Any = importlib.import_module("atheris")
    watching = engine.instrument_imports(
        include=["kunskapsbank.markdown", "kunskapsbank.reading", "kunskapsbank.mending"]
    )
except ImportError:
    engine, watching = None, nullcontext()
with watching:  # What is imported here is what coverage is counted in.
    _tests = ("test_mending", "markdown.structured", "markdown.test_reading", "markdown.test_structured")
    test_mending, structured, test_reading, test_structured = map(
        importlib.import_module, map("tests.{}".format, _tests)
    )

#: Tests, and what each is given.
TRIALS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "places": (test_reading.test_any_text_becomes_a_value_whose_places_lie_in_it, (test_reading.BODIES,)),
    "text": (test_structured.test_the_text_of_a_page_is_the_text_of_its_source, (structured.bodies(),)),
    "files": (test_structured.test_any_file_becomes_a_record_with_a_page_or_problems, (test_structured.FILES,)),
    "twice": (
        test_mending.test_a10_mending_twice_changes_nothing_more,
        (test_mending.FRONTS, test_mending.STRUCTURED),
    ),
    "words": (test_mending.test_a10_mending_loses_no_word, (test_mending.STRUCTURED,)),
    "mended": (test_structured.test_mending_leaves_every_word_where_it_was, (structured.bodies(),)),
}
AT_ONCE = 300  #: Examples that hypothesis chooses before it begins anew.


def main() -> int:
    """Try each in turn; 1 when something broke."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=int(time.time()))
    given_ = options.parse_args()
    if not engine:
        print("ATHERIS IS MISSING: what is tried is chosen by chance, not by coverage (make soak installs it).")
    seconds = given_.minutes * 60 / len(TRIALS)
    broken = [name for name in TRIALS if not tried(name, seconds, given_.seed)]
    return int(bool(broken))


def tried(name: str, seconds: float, first: int) -> bool:
    """Whether nothing broke in *seconds*."""
    count, fault = by_chance(name, seconds / 2 if engine else seconds, first)
    print(f"{name}: {count} tried by chance, seed {first}", flush=True)
    if fault is not None:
        print(f"BROKE: {fault!r}", *getattr(fault, "__notes__", ()), sep="\n")
    return fault is None and (not engine or steered(name, seconds / 2, first))


def made(name: str) -> Any:
    """The trial *name* with other settings than the tests'."""
    test, values = TRIALS[name]
    seldom: Any = settings(max_examples=AT_ONCE, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    wrapped: Any = given(*values)
    return seldom(wrapped(test.hypothesis.inner_test))


def by_chance(name: str, seconds: float, first: int) -> tuple[int, Exception | None]:
    """(how many were tried, what broke); the smallest that breaks is told with the fault."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        try:
            seed(first + count)(made(name))()
        except Exception as fault:
            return count, fault
        count += AT_ONCE
    return count, None


def steered(name: str, seconds: float, first: int) -> bool:
    """Whether nothing broke where coverage chose, in a process of its own: libFuzzer ends the one that it runs in."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        test = made(name)
        arguments = [sys.argv[0], f"-max_total_time={seconds:.0f}", f"-seed={first}", "-verbosity=0", "-rss_limit_mb=0"]
        arguments.append("-print_final_stats=1")
        engine.Setup(arguments, test.hypothesis.fuzz_one_input)
        engine.Fuzz()
    _, status = os.waitpid(child, 0)
    print(f"{name}: {'BROKE, see above' if status else 'nothing broke'} where coverage chose", flush=True)
    return status == 0


if __name__ == "__main__":
    sys.exit(main())
