"""The package works where Python lacks what only Unix has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from kunskapsbank.pipeline.project import Project

from .test_cli import GOOD

#: Runs ``kb`` where importing these modules fails, and signals keep no time, as on Windows.
WITHOUT_UNIX = """
import signal, sys
sys.modules.update({"fcntl": None, "resource": None})
del signal.setitimer
from kunskapsbank.__main__ import main
main()
"""


@pytest.mark.parametrize("command", ["check", "build"])
def test_without_fcntl_and_resource_kb_works_and_says_what_it_cannot_limit(
    whole_project: Callable[..., Project], command: str
) -> None:
    project = whole_project(GOOD)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX, "--now", "2026-11-21", command],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert " 0 fel, 0 varningar. Här går det inte att begränsa tid och minne för en sida.\n" in said
