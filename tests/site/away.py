"""The package as strangers meet it: a wheel, installed in an empty environment that cannot see the repository."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PIP = '#!/bin/sh\nexec python -m pip --disable-pip-version-check "$@"\n'


@dataclass(frozen=True)
class Away:
    """An environment far from the repository."""

    folder: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """For processes there: pip asks no registry, and finds the wheel."""
        hidden = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME")
        return {
            **{name: value for name, value in os.environ.items() if name not in hidden},
            "PATH": f"{self.folder / 'tom' / 'bin'}:{os.environ['PATH']}",
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip takes the value for what it is to do: isolate no build.
            "PIP_FIND_LINKS": str(self.folder / "hjul"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": "1795262400",
        }

    def run(self, command: str, where: Path) -> subprocess.CompletedProcess[str]:
        """Run *command*; both its streams are in ``stdout``."""
        return subprocess.run(
            shlex.split(command),
            cwd=where,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )

    def run_until(self, command: str, where: Path, line: str) -> str:
        """Run *command* until it prints *line*, and then press Ctrl+C; what it printed until then."""
        printed = []
        with subprocess.Popen(
            shlex.split(command),
            cwd=where,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            assert process.stdout
            for one in process.stdout:
                printed.append(one)
                if one.strip() == line.strip():
                    break
            process.send_signal(signal.SIGINT)
            process.stdout.read()
        return "".join(printed)


def packages_without_ours() -> Iterator[Path]:
    """All that is installed here but the project itself."""
    installed = Path(sysconfig.get_paths()["purelib"])
    yield from (one for one in installed.iterdir() if "kunskapsbank" not in one.name and one.suffix != ".pth")


def prepare(folder: Path) -> Away:
    """An environment that has all that the wheel needs, and not it, with the wheel beside."""
    away = empty(folder)
    build = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run([*build, "--no-build-isolation", "--wheel-dir", folder / "hjul", ROOT], check=True, timeout=300)
    return away


def empty(folder: Path) -> Away:
    """An environment that has all that the package needs, and not it."""
    for name in ("hjul", "beroenden"):
        (folder / name).mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "tom"], check=True, timeout=60)
    for one in packages_without_ours():
        (folder / "beroenden" / one.name).symlink_to(one)
    (own,) = (folder / "tom" / "lib").glob("python*/site-packages")
    (own / "beroenden.pth").write_text(f"{folder / 'beroenden'}\n", encoding="utf-8")
    pip = folder / "tom" / "bin" / "pip"
    pip.write_text(_PIP, encoding="utf-8")
    pip.chmod(0o755)
    return Away(folder)
