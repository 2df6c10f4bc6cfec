"""How good and how light the search is: every question of a file, asked in a real Chromium through /sok/?q=.

Usage: bench_search.py QUERIES.yml
The file is a list of {q, klass, ratt: [address parts worth 2], ok: [address parts worth 1]}; a question without *ratt*
must find nothing. The same questions are put to Material's own search over the same pages, side by side.
"""

from __future__ import annotations

import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from bench import KB, ROOT, stock_project
from loopback import CHROMIUM_FLAGS, served, wire_sizes
from playwright.sync_api import Browser, Page, sync_playwright

DEPTH = 10  #: Hits that count.


@dataclass(frozen=True)
class Question:
    """A question with what answers it."""

    text: str
    group: str
    right: tuple[str, ...]
    fair: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a search gave."""

    question: Question
    addresses: tuple[str, ...]
    milliseconds: float


def read(path: Path) -> list[Question]:
    """The questions of *path*."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Question(str(r["q"]), r.get("klass", "?"), tuple(r.get("ratt") or ()), tuple(r.get("ok") or ())) for r in rows
    ]


def ndcg(answer: Answer) -> float:
    """Normalised discounted cumulative gain at 10: gain 2^grade - 1, each address part counted once."""
    left = [(part, 2) for part in answer.question.right] + [(part, 1) for part in answer.question.fair]
    ideal: float = sum((2**grade - 1) / math.log2(place + 2) for place, (_, grade) in enumerate(left[:DEPTH]))
    found = 0.0
    for place, address in enumerate(answer.addresses[:DEPTH]):
        hit = next((one for one in left if one[0] in address), None)
        if hit:
            left.remove(hit)
            found += (2 ** hit[1] - 1) / math.log2(place + 2)
    return found / ideal


def success(answer: Answer, depth: int) -> bool:
    """Whether a right page is among the first *depth*."""
    return any(part in address for address in answer.addresses[:depth] for part in answer.question.right)


def ask_ours(page: Page, base: str, text: str) -> list[str]:
    """The addresses that /sok/?q= lists."""
    page.evaluate("q => { history.pushState(null, '', '?q=' + encodeURIComponent(q)); }", text)
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for_function(
        "document.querySelector('[data-sokstatus]').textContent.startsWith('Skriv') === false"
        " && !document.querySelector('[data-search-results]').hasAttribute('aria-busy')"
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


def run(
    browser: Browser,
    folder: Path,
    start: str,
    questions: Sequence[Question],
    ask: Callable[[Page, str, str], list[str]],
) -> list[Answer]:
    """Put every question to the site in *folder*, on one open page."""
    answers = []
    with served(folder) as base:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(base + start)
        page.wait_for_load_state("networkidle")
        if ask is ask_stock:
            page.click("input[data-md-component=search-query]")
            page.wait_for_timeout(1500)
        ask(page, base, questions[0].text)
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


def report(name: str, answers: Sequence[Answer]) -> None:
    """Print one row per class and one for all."""
    graded = [a for a in answers if a.question.right]
    empty = [a for a in answers if not a.question.right]
    groups = defaultdict(list)
    for answer in graded:
        groups[answer.question.group].append(answer)
    print(f"\n{name}\n{'':16}{'n':>4}{'nDCG@10':>9}{'s@1':>7}{'s@3':>7}{'zero':>7}")
    for group, found in [*groups.items(), ("all", graded)]:
        figures = (
            statistics.mean(map(ndcg, found)),
            statistics.mean(success(a, 1) for a in found),
            statistics.mean(success(a, 3) for a in found),
            statistics.mean(not a.addresses for a in found),
        )
        print(f"{group:16}{len(found):4}" + f"{figures[0]:9.3f}" + "".join(f"{f:7.2f}" for f in figures[1:]))
    if empty:
        print(f"answers where there are none: {statistics.mean(bool(a.addresses) for a in empty):.2f} of {len(empty)}")
    print(f"milliseconds, warm, median: {statistics.median(a.milliseconds for a in answers):.0f}")


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
        report("Kunskapsbank", run(browser, ours, "sok/", questions, ask_ours))
        first = [first_query_bytes(browser, ours, q.text) / 1000 for q in questions[:5]]
        print(f"kB of a first question beyond the page, gzip: {statistics.median(first):.0f} (max {max(first):.0f})")
        report("Stock Material", run(browser, stock, "", questions, ask_stock))
        browser.close()


if __name__ == "__main__":
    main()
