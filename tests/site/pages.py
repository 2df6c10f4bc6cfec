"""What is done with each page that a browser opens: what goes wrong is noted, and its scripts are waited for."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from ..conftest import answering

REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (e) =>
    console.error(`CSP refuses ${e.blockedURI || e.sample} for ${e.effectiveDirective}`));"""


def watch(page: Page, server: str, faults: list[str]) -> None:
    """Add to *faults* every script that fails on *page*, what its policy refuses, and what is asked elsewhere."""
    page.add_init_script(REPORT_VIOLATIONS)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("console", lambda m: faults.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("request", lambda r: None if r.url.startswith(server) else faults.append(f"{page.url} asks {r.url}"))


def started(page: Page) -> None:
    """Wait until the scripts of *page* answer: before that a button does nothing, and an answer is an ordinary link."""
    page.locator("body[data-startad], html:not(:has(script[type=module])) body").wait_for(state="attached")


def close(context: BrowserContext) -> None:
    """Close *context* when every answer that a test has put in the way is given: one on its way fails the next test."""
    for page in context.pages:
        page.unroute_all(behavior="wait")
    context.close()


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of the site in *folder* on loopback, with a slash at the end."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    with answering(httpd):
        yield f"http://127.0.0.1:{httpd.server_port}/"
