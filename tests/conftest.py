"""What several test files share."""

from __future__ import annotations

import datetime as dt
import gc
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache, partial
from pathlib import Path
from socketserver import BaseServer
from threading import Thread
from typing import Any, TypeVar

import psutil
import pytest
from argon2 import PasswordHasher
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from kunskapsbank.base.problems import Problem
from kunskapsbank.base.seal import key_file, key_of
from kunskapsbank.checks import check
from kunskapsbank.cli import main
from kunskapsbank.content.kinds import load_kinds
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.editing import accounts
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.folders import published
from kunskapsbank.reading.site_settings import read_settings

HERE = Path(__file__).parent
REPO = HERE.parent
TODAY = dt.date(2026, 11, 21)  #: The day of every build in the tests.
PATIENCE = 60.0  #: Seconds before what should come is missed: a busy machine is slow, a program that hangs is slower.
STOPS = 0.02  #: Seconds in which a server of a test sees that it is to end; the library looks twice a second.
KINDS, _ = load_kinds(REPO / "kinds")  #: The kinds of the real site.
START_PAGE = "---\ntitle: Start\ndescription: Startsidan.\n---\n\nVälkommen.\n"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # The engine alone would make letters wider than the whole browser does.
]
EMPTY_PAGE = "---\ntitle: Ramsida\ndescription: Ramsida.\n---\n"

#: Modules that one worker runs and that take long, in the order they are begun: while one worker builds the site for
#: all, another plays a day in the editing room. Those that the rest of the run would end with stand first.
WHOLE = (
    "test_reproducible.py",
    "test_editing_day.py",
    "test_stage.py",
    "test_serving.py",
    "test_hostile.py",
    "test_engines.py",
    "test_search.py",
    "test_remote.py",
    "test_wheel.py",
    "test_editing_security.py",
    "test_editing_browser.py",
    "test_room_behind_nginx.py",
)

#: Modules beside those in ``site/`` and ``attack/`` that start programs, build projects or try thousands of inputs.
SLOW = frozenset(
    f"test_{name}.py"
    for name in (
        "cli",
        "corpus",
        "editing_browser",
        "editing_forms",
        "editing_publishing",
        "editing_security",
        "editing_targets",
        "for_machines",
        "handouts",
        "handouts_as_known_faults",
        "handouts_in_english",
        "in_mkdocs",
        "incremental",
        "init",
        "portable",
        "preview_again",
        "publish",
        "publish_command",
        "reading",
        "recipes",
        "remote",
        "s3",
        "secrets",
        "serve",
        "supply",
        "trust",
        "unchanged",
    )
)

#: How a fixture says that it is made once for the tests of its module.
OF_A_MODULE = 'fixture(scope="module"'

Item = TypeVar("Item")
Found = TypeVar("Found")
InShares = Callable[[str, Sequence[Item], Callable[[Sequence[Item]], Sequence[Found]]], list[Found]]
SHARES = 8  #: Parts of long work that workers do apart.

# The same examples in every run: a test that fails now and then teaches people to run it again.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")


@cache
def is_whole(module: Path) -> bool:
    """Whether one worker runs all tests of *module*: they take long, or share what a fixture makes for the module."""
    return module.name in WHOLE or OF_A_MODULE in module.read_text(encoding="utf-8")


class Schedule(LoadScopeScheduling):
    """Gives the tests of a module that is whole to one worker, together, and each other test to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if is_whole(REPO / module) else nodeid

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """As its base, and what is done is forgotten: after each test the base counts what it remembers."""
        super().mark_test_complete(node, item_index, duration)
        given = self.assigned_work[node]
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(given[scope].values()):
            del given[scope]


IN_MEMORY = Path("/dev/shm")  #: A file system in memory, where there is one.
ROOM = 8 * 1024**3  #: Bytes that are free there, and in memory itself, before tests write in it.
TRACE = "kb-prov-"  #: How the folder of a run begins there; what follows is the number of its process.


def pytest_configure(config: pytest.Config) -> None:
    """Where there is room, what tests write lies in memory while they run: that costs a third of what the system does.

    A disk makes a file in 30 microseconds, a full one in 300, memory in 10, and ``make test-fast`` makes 57 000. Who
    says ``TMPDIR`` or ``--basetemp`` has it there.
    """
    if "TMPDIR" in os.environ or config.option.basetemp or not IN_MEMORY.is_dir():
        return
    for left in IN_MEMORY.glob(f"{TRACE}*"):  # Of runs that were killed.
        if not psutil.pid_exists(int(left.name.removeprefix(TRACE))):
            shutil.rmtree(left, ignore_errors=True)
    if min(shutil.disk_usage(IN_MEMORY).free, psutil.virtual_memory().available) < ROOM:
        return
    folder = IN_MEMORY / f"{TRACE}{os.getpid()}"
    folder.mkdir(mode=0o700)
    config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Schedule:
    """Every run in several processes is scheduled so."""
    return Schedule(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where no slow tests are asked for, their modules are not even read."""
    return True if config.option.markexpr == "not slow" and _is_slow(collection_path) else None


def _is_slow(module: Path) -> bool:
    return module.parent in (HERE / "site", HERE / "attack") or module.name in SLOW


def pytest_collection_finish() -> None:
    """What all tests share stays as long as they run, so nobody looks through it for what can be thrown away."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is marked so. Whole modules are begun first, then what takes long: none is left at the end."""
    for item in items:
        if _is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, bool, bool]:
    name = item.path.name
    long = WHOLE.index(name) if name in WHOLE else len(WHOLE)
    return long, item.get_closest_marker("slow") is None, not is_whole(item.path)


#: Keeps passwords as the room does, but for the work that it costs whoever guesses: a test that logs in waits for none.
QUICK = partial(PasswordHasher, time_cost=1, memory_cost=64)


def _of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all workers of this run."""
    of_worker = tmp_path_factory.getbasetemp()
    return of_worker.parent if "PYTEST_XDIST_WORKER" in os.environ else of_worker


@pytest.fixture(scope="session", autouse=True)
def _no_state_of_the_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What ``kb`` remembers between runs, the keys of caches, is not the user's own but the workers'; a password costs
    no work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(_of_run(tmp_path_factory) / "state"))
        patch.setattr(accounts, "PasswordHasher", QUICK)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """``shared(name, make)``: a folder that the first worker to ask for it makes, and all workers of the run read.

    *make* is given a folder that does not exist yet. Nothing is kept for the next run, so nothing is ever stale.
    """
    of_run = _of_run(tmp_path_factory)

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder = of_run / f"gemensam-{name}"
        with FileLock(f"{folder}.las"):
            if not folder.exists():
                draft = Path(f"{folder}.ny")
                make(draft)
                draft.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def in_shares(shared: Callable[[str, Callable[[Path], None]], Path], worker_id: str) -> InShares[Any, Any]:
    """``in_shares(name, items, work)``: what *work* gives for all of *items*, in parts that are each done once a run.

    Workers that ask at the same time begin at either end, and read what the other has done.
    """

    def of(name: str, items: Sequence[Any], work: Callable[[Sequence[Any]], Sequence[Any]]) -> list[Any]:
        def part(share: int) -> Any:
            def make(folder: Path) -> None:
                found = list(work(items[share::SHARES]))
                folder.mkdir()
                (folder / "gjort").write_bytes(pickle.dumps(found))

            return pickle.loads((shared(f"{name}-{share}", make) / "gjort").read_bytes())

        order = range(SHARES) if worker_id in ("master", "gw0") else reversed(range(SHARES))
        return [one for share in order for one in part(share)]

    return of


def program(name: str, *other_names: str, optional: bool = False) -> str:
    """The path of a program, as told in the environment (``CHROMIUM=/path``) or found.

    Without it a test fails. One that is *optional*, or any where ``KB_INSTALL=nej`` says that nothing may be installed,
    is left out, but not in CI.
    """
    path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
    found = os.environ.get(name.upper()) or next(
        filter(None, (shutil.which(n, path=path) for n in (name, *other_names))), ""
    )
    nothing = os.environ.get("KB_INSTALL") == "nej"
    if not found and (optional or nothing) and "CI" not in os.environ:
        pytest.skip(f"{name} is missing{', and KB_INSTALL=nej' if nothing else ': see tools/engines.sh'}")
    assert found, f"{name} is missing: run make test, or name it in the environment as {name.upper()}"
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers: there can be one in a process. What is expected on a page may come as late as on a busy
    machine."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Browser]:
    """A real headless Chromium, the whole of it: for attacks, what is printed, and policies."""
    with closing(_started(playwright, _whole_chromium())) as browser:
        yield browser


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The engine of Chromium without the browser around it, which costs less than half; the whole where it is missing.

    Who names a ``CHROMIUM`` and no ``CHROMIUM_SHELL`` has every test run in that.
    """
    named = "" if "CHROMIUM" in os.environ else shutil.which("chromium-headless-shell")
    with closing(_started(playwright, os.environ.get("CHROMIUM_SHELL", named) or _whole_chromium())) as browser:
        yield browser


def _whole_chromium() -> str:
    return program("chromium", "chromium-browser", "google-chrome")


def _started(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)


@contextmanager
def answering(server: BaseServer) -> Iterator[None]:
    """*server* answers, from a thread of its own, until the block ends."""
    Thread(target=server.serve_forever, args=(STOPS,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def ended(process: subprocess.Popen[Any]) -> None:
    """Ask *process* to end, and wait. One that does not is killed: its test fails, and no other waits."""
    process.terminate()
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def write_content(root: Path, files: Mapping[str, str]) -> Path:
    """Write *files* below ``content/`` in *root*; return that folder."""
    folder = root / "content"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_project(root: Path, files: Mapping[str, str], docs: Mapping[str, str] | None = None) -> Project:
    """Make *root* a project with the real macros and theme, a start page and the given files."""
    write_content(root, files)
    for name, text in {"index.md": START_PAGE, **(docs or {})}.items():
        path = root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "mkdocs.yml").write_text(
        "site_name: Prov\nsite_url: https://prov.example/\n"
        "plugins:\n  - kunskapsbank:\n      handouts: false\n"
        "      standard_pages: false\n"
        "      contact: {text: webb@prov.se, url: 'mailto:webb@prov.se'}\n"
        "theme: {name: material, language: sv, font: false}\n"
        "nav: [index.md]\nvalidation: {nav: {omitted_files: ignore}}\n",
        encoding="utf-8",
    )
    for name in ("kinds", "macros", "texter"):
        (root / name).symlink_to(REPO / name)
    return Project(root)


def copied_with_kept(built: Path, root: Path) -> Path:
    """A copy in *root* of the project in *built*, which counts what builds of that kept as its own.

    Its key lies with the user, by where a project lies: without that, every copy would be built from the beginning.
    """
    key_of(built)
    shutil.copytree(built, root, symlinks=True, dirs_exist_ok=True)
    shutil.copy(key_file(built), key_file(root))
    return root


#: Pages of records that every page links to.
RECORDS_OF_THE_FOOTER = ("om/kakor.md", "om/personuppgifter.md", "om/tillganglighet.md")


def write_whole_project(root: Path, files: Mapping[str, str], docs: Mapping[str, str] | None = None) -> Project:
    """Make *root* a project that can be built: with all that every page's template links to, the frame pages empty.

    Those that only list a kind are left out: what no page takes the place of is listed all the same.
    """
    pages = published(REPO / "docs", "docs", read_settings(REPO / "mkdocs.yml")[0].excluded).files
    real = (
        path.relative_to(REPO / "docs").as_posix()
        for path in pages
        if path.suffix == ".md" and "{{ lista(" not in path.read_text("utf-8")
    )
    frames = dict.fromkeys((*real, *RECORDS_OF_THE_FOOTER), EMPTY_PAGE)
    return write_project(root, files, {**frames, "index.md": START_PAGE, **(docs or {})})


@pytest.fixture
def content(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files below ``content/`` and returns that folder."""
    return partial(write_content, tmp_path)


@pytest.fixture
def small_site(content: Callable[[Mapping[str, str]], Path]) -> Callable[[Mapping[str, str]], Site]:
    """The site of a few files."""
    return lambda files: load(content(files), TODAY, KINDS)[0]


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """:func:`write_project` in a folder of the test's own."""
    return partial(write_project, tmp_path)


@pytest.fixture
def whole_project(tmp_path: Path) -> Callable[..., Project]:
    """:func:`write_whole_project` in a folder of the test's own."""
    return partial(write_whole_project, tmp_path)


def kb(project: Project | Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``kb`` in the folder of *project*."""
    root = project.root if isinstance(project, Project) else project
    return subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "--now", "2026-11-21", *args],
        cwd=root,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
        env={**os.environ, **environment},
    )


KbHere = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kb_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Like :func:`kb`, but in this process, which is faster; gives (exit code, output, errors)."""

    def call(root: Path, *args: str) -> tuple[int, str, str]:
        monkeypatch.chdir(root)
        monkeypatch.setattr(sys, "argv", ["kb", "--now", "2026-11-21", *args])
        code: object = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        return (code, *capsys.readouterr())

    return call


def record(titel: str = "Prov", *lines: str, body: str = "") -> str:
    """The text of a record of kind ``begrepp`` without mistakes, with more front matter and a body."""
    front = [
        f"titel: {titel}",
        "ingress: Ett prov.",
        "synonymer: [prov]",
        "kallor: [{url: 'https://www.skolverket.se/'}]",
        *lines,
    ]
    return "\n".join(["---", *front, "---", "", body, ""])


def all_problems(folder: Path) -> list[Problem]:
    """Everything that reading and checking *folder* finds, in the order it is printed."""
    site, problems = load(folder, TODAY, KINDS)
    return sorted({*problems, *check(site, Bodies(site))})
