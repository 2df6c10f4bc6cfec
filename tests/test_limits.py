"""One bad page costs a bounded time and memory and is named; large and honest pages are built."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.budgets import Budget, TooCostly, let_go
from kunskapsbank.base.problems import Place
from kunskapsbank.checks import check
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.language.compounds import Splitter
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.media.assets import read_assets
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.render.drawing import Undrawn
from kunskapsbank.render.frames import read_frames
from kunskapsbank.render.macros import Macros
from kunskapsbank.render.pages import Pages

from .conftest import KINDS, REPO, TODAY, record
from .corpus import picture


def forever() -> None:
    """Work that never ends."""
    while True:
        pass


def test_two_threads_that_work_at_once_leave_no_limit_behind() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    first_works, second_works, first_ended = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        Budget().spend("a", lambda: (first_works.set(), second_works.wait()))
        first_ended.set()

    thread = threading.Thread(target=first)
    thread.start()
    first_works.wait()
    Budget().spend("b", lambda: (second_works.set(), first_ended.wait()))
    thread.join()

    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_work_that_never_ends_is_stopped() -> None:
    with pytest.raises(TooCostly, match=r"det tar mer än 0.2 sekunder"):
        Budget(seconds=0.2).spend("a", forever)


def test_a_library_that_catches_every_exception_does_not_keep_the_work_alive() -> None:
    def stubborn() -> None:
        while True:
            try:
                forever()
            except Exception:
                continue

    with pytest.raises(TooCostly):
        Budget(seconds=0.2).spend("a", stubborn)


def test_an_expression_that_would_backtrack_forever_is_stopped() -> None:
    import re

    with pytest.raises(TooCostly):
        Budget(seconds=0.2).spend("a", lambda: re.match(r"(a+)+$", "a" * 40 + "b"))


def test_work_that_needs_too_much_memory_is_stopped_and_leaves_the_process_as_it_was() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)

    with pytest.raises(TooCostly, match="det kräver mer än 100 MB minne"):
        Budget(memory=100 * 1024**2).spend("a", lambda: bytearray(200 * 1024**2))

    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_work_that_calls_itself_without_end_is_stopped() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(TooCostly, match="det är för många nivåer i varandra"):
        Budget().spend("a", deeper)


def test_all_work_on_one_page_shares_its_time_and_other_pages_have_their_own() -> None:
    def burn(seconds: float) -> Callable[[], None]:
        def work() -> None:
            end = time.process_time() + seconds
            while time.process_time() < end:
                pass

        return work

    budget = Budget(seconds=0.4)
    budget.spend("a", burn(0.3))
    budget.spend("b", burn(0.3))
    with pytest.raises(TooCostly):
        budget.spend("a", burn(0.3))


def test_work_inside_work_is_paid_by_the_outer() -> None:
    budget = Budget(seconds=0.2)

    with pytest.raises(TooCostly):
        budget.spend("a", lambda: budget.spend("b", forever))
    assert budget.spend("b", lambda: "hinner") == "hinner"


def test_other_exceptions_pass_through() -> None:
    with pytest.raises(KeyError):
        Budget().spend("a", lambda: {}["x"])


def test_in_another_thread_work_is_done_without_a_clock() -> None:
    done: list[str] = []
    thread = threading.Thread(target=lambda: done.append(Budget(seconds=0.1).spend("a", lambda: "klart")))
    thread.start()
    thread.join()

    assert done == ["klart"]


def test_what_other_threads_do_is_not_at_the_expense_of_the_page() -> None:
    """The preview and the editing room read forms, judge passwords and pictures beside."""
    end = time.monotonic() + 1.0

    def busy() -> None:
        while time.monotonic() < end:
            pass

    other = threading.Thread(target=busy)
    other.start()

    assert Budget(seconds=0.3).spend("a", lambda: other.join(5)) is None


def test_a_signal_that_comes_as_the_work_ends_sets_no_timer_that_would_end_the_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_timer = signal.setitimer

    def with_a_late_signal(which: int, seconds: float, interval: float = 0.0) -> tuple[float, float]:
        found = set_timer(which, seconds, interval)
        if not seconds:
            signal.raise_signal(signal.SIGPROF)
        return found

    monkeypatch.setattr(signal, "setitimer", with_a_late_signal)

    assert Budget().spend("a", lambda: "klart") == "klart"
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


LIMIT = "import resource, sys; sys.stdin.read(); print(resource.getrlimit(resource.RLIMIT_AS)[0])"


def test_a_program_that_is_started_while_a_page_is_worked_on_has_not_its_memory() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)[0]

    def work() -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        return subprocess.Popen([sys.executable, "-c", LIMIT], stdin=pipe, stdout=pipe, text=True)

    program = Budget(memory=100 * 1024**2).spend("a", work)
    let_go(program.pid)

    assert program.communicate("", timeout=30)[0].strip() == str(before)


@pytest.fixture
def pages() -> Pages:
    """The drawer of an empty site whose pages may cost half a second and 100 MB."""
    site = Site.of([], TODAY)
    budget = Budget(seconds=0.5, memory=100 * 1024**2)
    return Pages(site, Macros(REPO, site, Bodies(site, budget)), [], [], budget)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        pytest.param(
            "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
            "det tar mer än 0.5 sekunder",
            id="loops in loops",
        ),
        pytest.param("{{ 'a' * 10**10 }}", "det kräver mer än 100 MB minne", id="a long text"),
        pytest.param("{{ '%1000000000d' % 1 }}", "det kräver mer än 100 MB minne", id="a wide number"),
        pytest.param("{{ 'a' | center(10**10) }}", "det kräver mer än 100 MB minne", id="a wide column"),
        pytest.param(
            "{{ ('a' * 10**4) | replace('a', 'b' * 10**6) }}", "det kräver mer än 100 MB minne", id="replacement"
        ),
        pytest.param("{{ 7 ** (7 ** 11) }}", "det tar mer än 0.5 sekunder", id="a large number"),
        pytest.param(
            "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
            "det är för många nivåer i varandra",
            id="a macro that calls itself",
        ),
    ],
)
def test_a_template_that_never_ends_is_a_problem_of_its_page(pages: Pages, template: str, reason: str) -> None:
    def draw() -> str:
        return pages._macros.environment.from_string(template).render()  # Sums are done when it is compiled.

    with pytest.raises(Undrawn) as undrawn:
        pages._attempt(draw, Place("docs/prov.md", 7))
    [problem] = undrawn.value.problems
    assert (str(problem.place), problem.code) == ("docs/prov.md:7:1", "too-costly-page")
    assert problem.message == f"sidan går inte att rita: {reason}"


def test_a_frame_page_that_takes_too_long_to_convert_is_a_problem_of_its_own(tmp_path: Path) -> None:
    for name, body in {"a.md": "- punkt\n" * 60_000, "b.md": "Text."}.items():
        (tmp_path / name).write_text(f"---\ntitle: Sida\ndescription: En sida.\n---\n\n{body}\n", encoding="utf-8")
    frames, _ = read_frames(tmp_path, [tmp_path / "a.md", tmp_path / "b.md"])
    site = Site.of([], TODAY)
    bodies = Bodies(site, Budget(seconds=1), (frame.page for frame in frames))
    pages = Pages(site, Macros(REPO, site, bodies), frames, [], Budget(seconds=1))

    drawn = {one.page.address: one.page for one in pages.all() if one.page}

    [problem] = [p for p in check(site, bodies) if p.code == "too-costly-body"]
    assert str(problem.place) == "docs/a.md:5:1"
    assert "<p>Text.</p>" in drawn["b/"].html


def test_a_file_that_takes_too_long_to_judge_is_a_problem_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(picture("PNG"))
    monkeypatch.setattr("kunskapsbank.media.assets.stripped", lambda data, suffix: forever())

    [problem] = read_assets(tmp_path, [tmp_path / "a.png"], "docs", Budget(seconds=0.2)).problems

    assert (str(problem.place), problem.code) == ("docs/a.png:1:1", "too-costly-file")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("`" * 100_000, id="backticks"),
        pytest.param("".join(f"{'`' * n} " for n in range(1, 800)), id="longer and longer backticks"),
        pytest.param("[" * 49 + "\n\n" + ("[" * 49 + "\n\n") * 500, id="brackets just below the limit"),
        pytest.param("![a](\n\n" * 3000, id="pictures that never end"),
        pytest.param("*a **b " * 20_000, id="emphasis that never ends"),
        pytest.param("_a __b " * 20_000, id="underscores that never end"),
        pytest.param("<" * 100_000, id="less than"),
        pytest.param("<a " * 30_000, id="tags that never end"),
        pytest.param("<!-- " * 30_000, id="comments that never end"),
        pytest.param("<kbd>" * 30_000, id="tags inside each other"),
        pytest.param("&" * 100_000, id="ampersands"),
        pytest.param(">" * 5000 + " a", id="quotations inside each other"),
        pytest.param("".join("    " * n + "- a\n" for n in range(400)), id="lists inside each other"),
        pytest.param("- " * 3000, id="lists inside each other on one line"),
        pytest.param("```\na\n```\n" * 10_000, id="blocks of code"),
        pytest.param("~~~a\n" * 10_001, id="blocks of code that never end"),
        pytest.param("".join(f"[{n}]: a\n" for n in range(30_000)), id="references"),
        pytest.param("[a]: " + "b" * 5000 + "\n\n" + "[a] " * 3000, id="a reference that multiplies"),
        pytest.param("[a](javascript:a) " * 5000, id="dangerous links"),
        pytest.param("".join(f"[a](b{n}.md) " for n in range(5000)), id="broken links"),
        pytest.param("## Samma\n\n" * 3000, id="equal headings"),
        pytest.param("|" * 5000 + "\n" + "|-" * 5000 + "|\n", id="a table of columns"),
        pytest.param("| a | b |\n|---|---|\n" + "| a | b |\n" * 100_000, id="a table of 100 000 rows"),
        pytest.param("[^1]" * 3000 + "\n\n[^1]: Not.\n", id="footnotes"),
        pytest.param("a" * 3_000_000, id="one line of 3 MB"),
        pytest.param("ord " * 700_000, id="one paragraph of 3 MB"),
        pytest.param("\n" * 3_000_000, id="3 MB of line breaks"),
        pytest.param(" \t" * 1_000_000, id="2 MB of spaces"),
    ],
)
@pytest.mark.slow
@pytest.mark.timeout(120)  # A rule whose cost is the square of the body's length takes hours.
def test_a_body_made_to_hurt_is_read_and_checked_within_its_budget(content: Callable[..., Path], body: str) -> None:
    site, problems = load(content({"begrepp/prov.md": record(body=body)}), TODAY, KINDS)

    found = check(site, Bodies(site, Budget(seconds=1)))

    assert problems == []
    assert {problem.place.path for problem in found} <= {"content/begrepp/prov.md"}


@pytest.mark.parametrize("word", ["x" * 700, "ab" * 8_000, "validering" * 400], ids=["one letter", "two", "a word"])
def test_a_word_without_end_is_searched_for_and_found(word: str) -> None:
    assert Splitter(["validering"]).parts(word) == ()


LARGE = {
    "a page of 4 MB": (
        "Validering är bedömning av *kunskaper* i [sin helhet](b.md), på lika villkor. "
        + "En människa har lärt sig något någonstans. " * 10
        + "\n\n"
    )
    * 7_700,
    "a table of 10 000 rows": "| Ett | Två | Tre |\n|---|--:|---|\n" + "| ett | 2 | tre |\n" * 10_000,
    "a list of 20 000 points": "- en punkt\n" * 20_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("body", LARGE.values(), ids=LARGE.keys())
def test_a_large_and_honest_page_is_built(project: Callable[..., Project], body: str) -> None:
    made = project({"begrepp/a.md": record("A", body=body), "begrepp/b.md": record("B", "begrepp: [a]")})

    build = run(made, TODAY)

    assert [p for p in build.problems if p.severity == 0] == []
    [page] = [page for page in build.pages if page.address == "begrepp/a/"]
    assert len(page.html) > len(body)
