"""Change the real site at random, 500 times, and hold every build that uses earlier work against one that does not.

python tools/soak_incremental.py [--steps 500] [--seed N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import secrets
import sys
import tempfile
from pathlib import Path

from bench_content import write

from kunskapsbank.pipeline.project import Project

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.random_changes import all_beside, changed, told  # noqa: E402  # The tests are no package that is installed.

EVERY = 10  #: Steps, several a minute, between two lines that tell how far it has come.
TODAY = dt.date.today()  # The real content is faultless today.


def main() -> None:
    """Change and compare; stop at the first difference, with the seed that gives it again."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    given = parser.parse_args()
    print(f"soak_incremental: seed {given.seed}", flush=True)
    drawn, refused = [], 0
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "projekt"
        write(Project(ROOT), 0, project)
        for number, (change, found, clean, count) in enumerate(changed(project, given.seed, given.steps, TODAY), 1):
            same = (
                found.problems == clean.problems
                and [*map(told, found.pages)] == [*map(told, clean.pages)]
                and all_beside(found) == all_beside(clean)
            )
            if not same:
                raise SystemExit(f"soak_incremental: step {number}, {change}, seed {given.seed}: not what is made anew")
            refused += found.failed
            drawn += [] if found.failed else [count]
            if number % EVERY == 0:
                print(f"soak_incremental: {number} of {given.steps} steps the same", flush=True)
    print(f"soak_incremental: {given.steps} steps the same, {refused} of them refused; pages drawn: {sorted(drawn)}")


if __name__ == "__main__":
    main()
