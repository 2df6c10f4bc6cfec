"""A real ``kb serve`` in a process of its own, and what a browser asks of it."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .conftest import PATIENCE, ended
from .test_cli import free_port

TODAY = "2026-12-24"  #: A day when everything that the real site says has been checked.


class Served:
    """The preview of one project."""

    def __init__(self, root: Path, port: int, process: subprocess.Popen[str]) -> None:
        self.root, self.port, self.process = root, port, process
        self.home = f"http://127.0.0.1:{port}/"

    def ask(self, path: str) -> tuple[int, str]:
        """Status and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")

    def until(self, path: str, good: Callable[[str], bool]) -> str:
        """The page at *path* as soon as it is *good*; it answers all the while."""
        started = time.monotonic()
        while True:
            _, text = self.ask(path)
            if good(text):
                return text
            assert time.monotonic() - started < PATIENCE, re.findall(r"<li>.*?</li>", text)[:5]
            time.sleep(0.05)

    def write(self, file: str, text: str) -> None:
        """Save *text*, as an editor does that writes in place."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@contextmanager
def serving(root: Path, *options: str) -> Iterator[Served]:
    """``kb serve`` of the project in *root*, until the block ends; it must still be there then."""
    port = free_port()
    command = [sys.executable, "-m", "kunskapsbank", "--now", TODAY, "serve", "--port", str(port), *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with subprocess.Popen(
        command, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
    ) as process:
        served = Served(root, port, process)
        try:
            _until_it_answers(served)
            yield served
            assert process.poll() is None, process.communicate()[0]
        finally:
            ended(process)


def _until_it_answers(served: Served) -> None:
    started = time.monotonic()
    while True:
        try:
            served.ask("/")
            return
        except OSError:
            assert served.process.poll() is None, served.process.communicate()[0]
            assert time.monotonic() - started < PATIENCE
            time.sleep(0.05)


_OURS = re.compile(
    r'<link rel="stylesheet" href="/__kb/visa\.css">'
    r'<script type="module" id="kb-visa" src="/__kb/visa\.js" data-sida="[^"]*" data-tagg="[0-9a-f]{16}"></script>'
)
_BARS = re.compile(r'(<body[^>]*>)(?:<div class="kb-ruta.*?</div>)+', re.S)


def without_bar(html: str) -> str:
    """*html* as it would be published."""
    return _BARS.sub(r"\1", _OURS.sub("", html))
