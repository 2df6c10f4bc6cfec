"""How fast the list of industry models answers with 500 models, in a real Chromium the size of a phone.

The models beside the real ones are made up. Measured from the choice to a page that is laid out again; the bound is
what employers notice. Prints median and slowest, and exits with 1 when the median of a choice is over the bound.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import KB, ROOT
from bench_content import write
from loopback import CHROMIUM_FLAGS, served
from playwright.sync_api import Page, sync_playwright

from kunskapsbank.pipeline.project import Project

MODELS = 500
BOUND = 50.0  #: Milliseconds from a choice to a page laid out again.
QUESTIONS = ("svetsare", "undersköteskor", "plattis", "vi behöver en fixare i Köping", "nivå 4")

_CHOICE = """async ([name, value]) => {
  const list = document.querySelector("[data-katalog]"), status = list.querySelector("[data-liststatus]");
  const select = list.querySelector(`select[name="${name}"]`);
  const done = new Promise((resolve) => new MutationObserver(resolve).observe(status, {childList: true}));
  select.value = value;
  const start = performance.now();
  select.dispatchEvent(new Event("change", {bubbles: true}));
  await done;
  document.body.offsetHeight;
  return performance.now() - start;
}"""
_QUESTION = """async (text) => {
  const list = document.querySelector("[data-katalog]");
  const field = list.querySelector("[name=q]");
  const done = new Promise((resolve) => new MutationObserver(resolve).observe(list, {attributeFilter: ["data-svar"]}));
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event("input", {bubbles: true}));
  await done;
  document.body.offsetHeight;
  return performance.now() - start;
}"""


def build(folder: Path) -> Path:
    """The site with :data:`MODELS` models, built in *folder*."""
    real = len(list((ROOT / "content/branschmodeller").glob("*.md")))
    write(Project(ROOT), MODELS - real, folder / "projekt", ("branschmodeller",))
    subprocess.run(
        [*KB, "--projekt", str(folder / "projekt"), "build", "--out", str(folder / "site")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "site"


def choices(page: Page) -> list[float]:
    """Milliseconds for every choice of every filter, one after the other."""
    found = page.locator("select option:not([value=''])").evaluate_all(
        "options => options.map((o) => [o.closest('select').name, o.value])"
    )
    times = []
    for name, value in found:
        times.append(page.evaluate(_CHOICE, [name, value]))
        times.append(page.evaluate(_CHOICE, [name, ""]))
    return times


def main() -> None:
    """Print the figures."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, served(build(Path(folder))) as home:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 640})
        page.goto(f"{home}branschmodeller/")
        page.locator("[data-katalog][data-svar]").wait_for()
        times = choices(page)
        for question in QUESTIONS:  # The first reads the register.
            page.evaluate(_QUESTION, question)
        asked = [page.evaluate(_QUESTION, question) for question in QUESTIONS]
        browser.close()
    median = statistics.median(times)
    print(
        f"{MODELS} modeller, {len(times)} val: median {median:.0f} ms, längst {max(times):.0f} ms, "
        f"medianen högst {BOUND:.0f} ms"
    )
    print(
        f"{len(asked)} frågor, med 120 ms paus efter sista tangenten: median {statistics.median(asked):.0f} ms, "
        f"längst {max(asked):.0f} ms"
    )
    sys.exit(int(median > BOUND))


if __name__ == "__main__":
    main()
