"""How good and how light the search is: every question of a file, asked in a real Chromium through /sok/?q=.

Usage: bench_search.py QUERIES.yml
graded.py tells what the file holds. The same questions are put to Material's own search, and to Pagefind and MiniSearch
over our pages, side by side. Those two are installed from tools/node; where npm is missing they are left out, aloud.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import KB, ROOT, stock_project
from graded import Answer, Question, read, report
from loopback import CHROMIUM_FLAGS, served, wire_sizes
from playwright.sync_api import Browser, Page, sync_playwright

NODE = ROOT / "tools" / "node"


def ask_ours(page: Page, base: str, text: str) -> list[str]:
    """The addresses that /sok/?q= lists."""
    page.evaluate("q => { history.pushState(null, '', '?q=' + encodeURIComponent(q)); }", text)
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for_function(
        "document.querySelector('[data-sokstatus]').textContent.startsWith('Skriv') === false"
        " && document.querySelector('[data-search-results]').getAttribute('aria-busy') === 'false'"
    )
    found: list[str] = page.eval_on_selector_all("[data-search-results] a[href]", "links => links.map(a => a.href)")
    return found


def ask_stock(page: Page, base: str, text: str) -> list[str]:
    """The addresses that Material's search lists."""
    field = page.locator("input[data-md-component=search-query]")
    field.fill(text)
    field.dispatch_event("keyup")  # Material listens to keys, not to the field's content.
    page.wait_for_timeout(400)
    found: list[str] = page.eval_on_selector_all(".md-search-result__list > li > a", "links => links.map(a => a.href)")
    return found


_PAGEFIND = """async (text) => {
    const { search } = globalThis.pagefind ??= await import("/pagefind/pagefind.js");
    const { results } = await search(text);
    const found = await Promise.all(results.slice(0, 10).map((one) => one.data()));
    return found.map(({ url }) => new URL(url, location.origin).href);
}"""
_MINISEARCH = """(text) => globalThis.index.search(text, { boost: { title: 2 }, prefix: true, fuzzy: 0.2 })
    .slice(0, 10).map(({ id }) => new URL(`/${id}`, location.origin).href)"""
_FILL = """(pages) => {
    globalThis.index = new MiniSearch({ fields: ["title", "lead", "text"] });
    globalThis.index.addAll(pages);
}"""


def ask_pagefind(page: Page, base: str, text: str) -> list[str]:
    """The addresses that Pagefind finds, set up as its documentation shows."""
    found: list[str] = page.evaluate(_PAGEFIND, text)
    return found


def ask_minisearch(page: Page, base: str, text: str) -> list[str]:
    """The addresses that MiniSearch finds, set up as its documentation shows."""
    found: list[str] = page.evaluate(_MINISEARCH, text)
    return found


def fill_minisearch(page: Page, folder: Path) -> None:
    """Let *page* hold a MiniSearch over what our own index shows of each page of the site in *folder*."""
    shown = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("sokindex/*/sidor/*.json"))]
    page.evaluate(_library("minisearch/dist/umd/index.js").read_text(encoding="utf-8"))
    page.evaluate(_FILL, [{"id": one[0], "title": one[1], "lead": one[3], "text": one[4]} for one in shown])


def _library(path: str) -> Path:
    return NODE / "node_modules" / path


def has_others() -> bool:
    """Install Pagefind and MiniSearch as they are locked; whether that could be done."""
    if not shutil.which("npm"):
        return False
    return (
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--prefix", str(NODE)], check=False).returncode
        == 0
    )


def run(
    browser: Browser,
    folder: Path,
    start: str,
    questions: Sequence[Question],
    ask: Callable[[Page, str, str], list[str]],
    *,
    warm: bool = False,
) -> list[Answer]:
    """Put every question to the site in *folder*, on one open page.

    *warm*: whether each has been put once before it is timed, so that what it reads has been read.
    """
    answers = []
    with served(folder) as base:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)  # Pagefind is WebAssembly.
        page.goto(base + start)
        page.wait_for_load_state("networkidle")
        if ask is ask_minisearch:
            fill_minisearch(page, folder)
        if ask is ask_stock:
            page.click("input[data-md-component=search-query]")
            page.wait_for_timeout(1500)
        for question in questions if warm else questions[:1]:
            ask(page, base, question.text)
        for question in questions:
            began = time.perf_counter()
            links = ask(page, base, question.text)
            took = (time.perf_counter() - began) * 1000
            addresses = [re.sub(r"[#?].*", "", link.removeprefix(base)) for link in links]
            answers.append(Answer(question, tuple(dict.fromkeys(addresses)), took))
        page.close()
    return answers


def first_query_bytes(browser: Browser, folder: Path, text: str) -> int:
    """Bytes that the first question costs beyond the search page itself, as gzip sends them."""
    with served(folder) as base:
        without = wire_sizes(browser, base + "sok/")
        return sum(size for url, size in wire_sizes(browser, f"{base}sok/?q={text}").items() if url not in without)


def main() -> None:
    """Build both sites, ask, print."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    questions = read(Path(sys.argv[1]))
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        ours, staged, stock = Path(work, "ours"), Path(work, "staged"), Path(work, "stock")
        subprocess.run([*KB, "--projekt", str(ROOT), "build", "--out", str(ours)], check=True)
        stock_project(ROOT, staged)
        config = str(staged / "mkdocs.yml")
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(stock)], check=True)
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        ours_answers = run(browser, ours, "sok/", questions, ask_ours, warm=True)
        report("Kunskapsbank", ours_answers)
        warm = sorted(answer.milliseconds for answer in ours_answers)
        most = warm[int(0.95 * len(warm))]
        print(f"milliseconds, warm: median {statistics.median(warm):.0f}, 95 of 100 within {most:.0f}")
        first = [first_query_bytes(browser, ours, q.text) / 1000 for q in questions[:5]]
        print(f"kB of a first question beyond the page, gzip: {statistics.median(first):.0f} (max {max(first):.0f})")
        report("Stock Material", run(browser, stock, "", questions, ask_stock))
        if has_others():
            pagefind = _library("pagefind/lib/runner/bin.cjs")
            subprocess.run(["node", str(pagefind), "--site", str(ours), "--silent"], check=True)
            report("Pagefind", run(browser, ours, "404.html", questions, ask_pagefind))
            report("MiniSearch", run(browser, ours, "404.html", questions, ask_minisearch))
        else:
            print("bench: npm is missing or could not install tools/node: Pagefind and MiniSearch did NOT run")
        browser.close()


if __name__ == "__main__":
    main()
