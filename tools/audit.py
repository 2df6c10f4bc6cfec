"""Ask whether any locked package has a known vulnerability. 0: every one was looked up and none has; 1: some have;
2: not every one was answered for.

pip-audit ends with 0 and "No known vulnerabilities found" also when the service knows none of the packages. So what
counts here is one answer for each package of the locks, and everything short of that is a failure.

Usage: audit.py [OPTIONS OF PIP-AUDIT], such as `--vulnerability-service osv`
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any

from inventory import ALL, Locked, locked

SHOWN = 5  #: How many packages without an answer are named.


class NoAnswer(Exception):
    """The service did not answer for every package; the message says what it did."""


@dataclass(frozen=True, order=True)
class Finding:
    """A known vulnerability."""

    package: str  #: As pinned.
    name: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        remedy = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no version mends it"
        return f"{self.package}: {self.name}, {remedy}"


def rounds(packages: Iterable[Locked]) -> list[list[Locked]]:
    """*packages* in lists where each name stands once, as pip-audit wants them: a lock may hold two for two Pythons."""
    by_name = [list(same) for _, same in groupby(sorted(set(packages)), key=lambda p: p.name)]
    return [[package for package in one if package] for one in zip_longest(*by_name)]


def ask(packages: Sequence[Locked], options: Sequence[str]) -> list[dict[str, Any]]:
    """What pip-audit says of each of *packages*.

    Raises:
        NoAnswer: If it says nothing that can be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted, answer = Path(folder, "wanted.txt"), Path(folder, "answer.json")
        wanted.write_text("".join(f"{package.pinned}\n" for package in packages), encoding="utf-8")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pip_audit",
                "--disable-pip",
                "--no-deps",
                "-r",
                str(wanted),
                "--format",
                "json",
                "-o",
                str(answer),
                "--cache-dir",
                folder,
                "--progress-spinner",
                "off",
                *options,
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            return list(json.loads(answer.read_text(encoding="utf-8"))["dependencies"])
        except (OSError, ValueError, KeyError, TypeError):
            said = done.stderr.strip().splitlines() or ["nothing"]
            raise NoAnswer(f"pip-audit ended with {done.returncode} and said: {said[-1]}") from None


def findings(packages: Sequence[Locked], answers: Iterable[dict[str, Any]]) -> list[Finding]:
    """The vulnerabilities in *answers*.

    Raises:
        NoAnswer: If one of *packages* is not answered for.
    """
    answered = {f"{a['name']}=={a['version']}": a["vulns"] for a in answers if "vulns" in a and "version" in a}
    silent = [package.pinned for package in packages if package.pinned not in answered]
    if silent:
        some = ", ".join(silent[:SHOWN]) + (" …" if len(silent) > SHOWN else "")
        raise NoAnswer(f"no answer for {len(silent)} of {len(packages)} packages: {some}")
    return [Finding(name, one["id"], tuple(one["fix_versions"])) for name, vulns in answered.items() for one in vulns]


def main() -> None:
    """Ask about every package, print what was found, and end with the exit code told above."""
    packages = [package for lock in ALL for package in locked(lock)]
    try:
        found = sorted(one for some in rounds(packages) for one in findings(some, ask(some, sys.argv[1:])))
    except NoAnswer as error:
        print(f"audit: NOT DONE: {error}", file=sys.stderr)
        print("Nothing is known until the service has answered for every package.", file=sys.stderr)
        raise SystemExit(2) from None
    for one in found:
        print(one)
    print(f"audit: {len(set(packages))} packages looked up, {len(found)} known vulnerabilities")
    raise SystemExit(int(bool(found)))


if __name__ == "__main__":
    main()
