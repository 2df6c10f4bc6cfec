"""The command ``kb``, run as people run it."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import brotli
import click
import pytest

from kunskapsbank import cli
from kunskapsbank.cli import kb as command_line
from kunskapsbank.pipeline.project import Project

from .conftest import REPO, KbHere, kb, record

GOOD = {"begrepp/a.md": record("A", "begrepp: [b]"), "begrepp/b.md": record("B")}
FAULTY = {**GOOD, "begrepp/fel.md": record("Fel", "begrepp: [a]", "granskad: 2024-11-31")}
DOCS = {"sok.md": "---\ntitle: Sök\ndescription: Sök.\n---\n"}
COMMANDS = sorted(command_line.commands)

#: What click says when nobody translates it.
ENGLISH = re.compile(
    r"\b(Usage|Options?|Commands?|Arguments?|Show|message|exit|Error|Try|Invalid|value|not|one of|Missing|such|"
    r"required?s?|unexpected|Got|extra|default|INTEGER|TEXT|DIRECTORY|PATH|FILE|range|is a)\b"
)


@pytest.fixture
def good(whole_project: Callable[..., Project]) -> Project:
    return whole_project(GOOD)


@pytest.fixture
def faulty(project: Callable[..., Project]) -> Project:
    return project(FAULTY, DOCS)


def test_every_command_of_the_package_is_known_by_its_name() -> None:
    modules = [import_module(f"{cli.__name__}.{module.name}") for module in iter_modules(cli.__path__)]
    written = {one for module in modules for one in vars(module).values() if isinstance(one, click.Command)}
    inside = {one for group in written if isinstance(group, click.Group) for one in group.commands.values()}

    assert {command_line.commands[name] for name in COMMANDS} == written - inside


def test_faultless_content_gives_0_and_a_count(good: Project) -> None:
    done = kb(good, "check")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "2 poster, 0 fel, 0 varningar.\n"


def test_faulty_content_gives_1_and_says_where_and_what(faulty: Project) -> None:
    done = kb(faulty, "check")

    assert done.returncode == 1
    assert done.stdout == (
        "content/begrepp/fel.md:7:11: fel [invalid-value] granskad: '2024-11-31' är inget datum som finns\n"
        "    Skriv ett datum som finns, till exempel 2026-11-21.\n"
    )
    assert done.stderr == "2 poster, 1 fel, 0 varningar.\n"


def test_a_warning_is_printed_but_does_not_fail(project: Callable[..., Project]) -> None:
    done = kb(project({"begrepp/a.md": record("A")}, DOCS), "check")

    assert done.returncode == 0
    assert "varning [isolated-record]" in done.stdout


def test_json_holds_every_problem_and_nothing_else(faulty: Project) -> None:
    done = kb(faulty, "check", "--format", "json")

    [problem] = json.loads(done.stdout)
    assert done.returncode == 1
    assert (problem["path"], problem["line"], problem["column"]) == ("content/begrepp/fel.md", 7, 11)
    assert problem["code"] == "invalid-value"


def test_json_without_problems_is_an_empty_list(good: Project) -> None:
    assert json.loads(kb(good, "check", "--format", "json").stdout) == []


def test_github_gets_annotations(faulty: Project) -> None:
    done = kb(faulty, "check", "--format", "github")

    assert done.stdout.startswith("::error file=content/begrepp/fel.md,line=7,col=11,title=invalid-value::")


def test_swedish_is_printed_whatever_the_locale(faulty: Project) -> None:
    done = kb(faulty, "check", LC_ALL="C", PYTHONUTF8="0")

    assert done.returncode == 1
    assert "är inget datum som finns" in done.stdout


@pytest.mark.parametrize("args", [[], *([command] for command in COMMANDS)], ids=["kb", *COMMANDS])
def test_the_help_is_swedish(kb_here: KbHere, tmp_path: Path, args: list[str]) -> None:
    code, text, _ = kb_here(tmp_path, *args, "--help")

    assert code == 0
    assert text.startswith("Användning: ")
    assert "Visa den här hjälpen." in text
    assert ENGLISH.findall(text) == []


def test_the_help_names_every_command(kb_here: KbHere, tmp_path: Path) -> None:
    _, text, _ = kb_here(tmp_path, "--help")

    assert re.findall(r"(?m)^  ([a-z-]+) ", text.partition("Kommandon:")[2]) == COMMANDS


@pytest.mark.parametrize("args", [[], ["new"]], ids=["kb", "new"])
def test_help_may_be_asked_for_as_a_command(kb_here: KbHere, tmp_path: Path, args: list[str]) -> None:
    assert kb_here(tmp_path, "help", *args) == kb_here(tmp_path, *args, "--help")


def test_help_gives_0(tmp_path: Path) -> None:
    done = kb(tmp_path, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Användning: ")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["chekc"], "Kommandot 'chekc' finns inte. Menade du 'check'?", id="misspelt command"),
        pytest.param(["new"], "SLAG saknas.", id="missing argument"),
        pytest.param(["check", "--nope"], "Valet --nope finns inte.", id="unknown option"),
        pytest.param(
            ["--now", "2026-13-01", "check"],
            "2026-13-01 är inget datum. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-11-21.",
            id="a day that does not exist",
        ),
        pytest.param(["new", "begrep", "x"], "Slaget 'begrep' finns inte. Menade du 'begrepp'?", id="misspelt kind"),
        pytest.param(["new", "recept", "x"], "Slaget 'recept' finns inte. Slagen är: begrepp, ", id="unknown kind"),
        pytest.param(
            ["new", "begrepp", "Åäö"],
            "'Åäö' kan inte vara id. Skriv små bokstäver a–z, siffror och bindestreck.",
            id="bad id",
        ),
        pytest.param(["new", "begrepp", "../../hemligt"], "'../../hemligt' kan inte vara id.", id="a path as id"),
        pytest.param(["new", "begrepp", "a"], "content/begrepp/a.md finns redan.", id="a file that exists"),
        pytest.param(["stage", "docs"], "docs ligger bland projektets egna filer.", id="a folder of the project"),
        pytest.param(["check", "--format", "xml"], "", id="unknown format"),
        pytest.param(["check", "mer"], "", id="too many arguments"),
        pytest.param(["build", "--out"], "", id="an option without its value"),
        pytest.param(["serve", "--port", "0"], "", id="a number out of range"),
        pytest.param(["--projekt", "mkdocs.yml", "check"], "", id="a file as project"),
    ],
)
def test_misuse_gives_2_and_is_explained_in_swedish(
    kb_here: KbHere, good: Project, args: list[str], message: str
) -> None:
    code, out, errors = kb_here(good.root, *args)

    assert (code, out) == (2, "")
    assert errors.startswith(message)
    assert errors.endswith("Kör kb --help för att se vad som finns.\n")
    assert ENGLISH.findall(errors) == []


LONG = "a" * 300


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["new", "begrepp", LONG], f"{{}}/content/begrepp/{LONG}.md: namnet är för långt.", id="a long id"),
        pytest.param(
            ["--projekt", LONG, "check"], f"{{}}/{LONG}/mkdocs.yml: namnet är för långt.", id="a long project"
        ),
        pytest.param(["build", "--out", LONG], f"{{}}/{LONG}: namnet är för långt.", id="a long target"),
        pytest.param(["schema"], "{}/schema: namnet är upptaget.", id="a file as folder"),
        pytest.param(["new", "exempel", "x"], "{}/content/exempel: namnet är upptaget.", id="a file as kind"),
        pytest.param(["--projekt", "cirkel", "check"], "cirkel: länkar leder i cirkel.", id="a link to itself"),
    ],
)
def test_what_the_operating_system_refuses_gives_2_and_is_explained(
    kb_here: KbHere, good: Project, args: list[str], message: str
) -> None:
    for name in ("schema", "content/exempel"):
        (good.root / name).write_text("", encoding="utf-8")
    (good.root / "cirkel").symlink_to("cirkel")
    if "exempel" not in args:
        (good.root / "content/exempel").unlink()
    code, _, errors = kb_here(good.root, *args)

    assert code == 2
    assert errors.startswith(f"Det gick inte att använda {message.format(good.root)}")
    assert ENGLISH.findall(errors.replace("--help", "")) == []


def test_a_disk_that_fills_up_gives_2_and_is_explained(
    kb_here: KbHere, good: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("kunskapsbank.cli.making.run", fill)

    assert kb_here(good.root, "build") == (2, "", "Det gick inte: disken är full.\n")


def test_a_day_beyond_all_calendars_is_no_day(kb_here: KbHere, good: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "99999999999999999999")
    code, _, errors = kb_here(good.root, "--now", "", "check")

    assert code == 2
    assert errors.startswith("SOURCE_DATE_EPOCH är inget datum. Skriv ÅÅÅÅ-MM-DD, till exempel 2026-11-21.")


def test_a_terminal_without_a_sign_gets_a_substitute_for_it(project: Callable[..., Project]) -> None:
    faulty = project({"begrepp/a.md": record("A", "begrepp: [Fel]")}, DOCS)
    done = subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "check"],
        cwd=faulty.root,
        capture_output=True,
        encoding="latin-1",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )

    assert (done.returncode, done.stderr) == (1, "0 poster, 1 fel, 0 varningar.\n")
    assert "begrepp \\u2192 1: 'Fel' är inget id" in done.stdout


CONFIGURATIONS = {
    "nothing": "",
    "a list": "- a\n",
    "no YAML": "site_name: [a",
    "no text": "\udcff",
    "a tag of Python": "a: !!python/name:os.system\n",
    "a number": "site_url: 5\n",
}


@pytest.mark.parametrize("text", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_configuration_that_cannot_be_used_is_explained(kb_here: KbHere, good: Project, text: str) -> None:
    (good.root / "mkdocs.yml").write_text(text, encoding="utf-8", errors="surrogateescape")
    code, _, errors = kb_here(good.root, "servrar")

    assert code == 2
    assert errors.startswith("site_url saknas i mkdocs.yml.")


@pytest.mark.parametrize(
    "text",
    [t for name, t in CONFIGURATIONS.items() if name != "a number"],
    ids=[name for name in CONFIGURATIONS if name != "a number"],
)
def test_a_configuration_that_cannot_be_staged_is_explained_and_nothing_written(
    kb_here: KbHere, good: Project, text: str
) -> None:
    (good.root / "mkdocs.yml").write_text(text, encoding="utf-8", errors="surrogateescape")
    code, out, errors = kb_here(good.root, "stage", "ut")

    assert code == 1
    assert out.startswith("mkdocs.yml:1:")
    assert "0 fel" not in errors
    assert not (good.root / "ut").exists()


def test_a_port_in_use_is_told_in_swedish(kb_here: KbHere, good: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, errors = kb_here(good.root, "serve", "--port", str(port))

    assert code == 2
    assert errors.startswith(f"Porten {port} går inte att använda: ett annat program använder den.")


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def test_a_program_that_calls_kb_sees_2_for_misuse(good: Project) -> None:
    done = kb(good, "chekc")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Kommandot 'chekc' finns inte.")


@pytest.mark.parametrize(
    "command",
    [["check"], ["build"], ["schema"], ["servrar"], ["new", "begrepp", "x"], ["stage", "ut"]],
    ids=lambda command: command[0],
)
def test_outside_a_project_gives_2_and_writes_nothing(kb_here: KbHere, tmp_path: Path, command: list[str]) -> None:
    code, _, errors = kb_here(tmp_path, *command)

    assert code == 2
    assert errors.startswith(f"Hittar ingen mkdocs.yml i {tmp_path}.")
    assert list(tmp_path.iterdir()) == []


def test_a_project_elsewhere_is_named_with_an_option(good: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert kb(tmp_path_factory.mktemp("annan"), "--projekt", str(good.root), "check").returncode == 0


def test_a_stage_is_not_written_to_a_folder_that_is_in_use(kb_here: KbHere, good: Project) -> None:
    (good.root / "mitt").mkdir()
    (good.root / "mitt" / "fil.txt").write_text("mitt", encoding="utf-8")

    code, _, errors = kb_here(good.root, "stage", "mitt")

    assert (code, errors.splitlines()[0]) == (2, "mitt är inte tom.")
    assert [path.name for path in (good.root / "mitt").iterdir()] == ["fil.txt"]


@pytest.mark.parametrize("args", [["lix"], ["sok", "prov"]])
def test_c12_a_command_that_reads_faulty_content_says_so_and_gives_1(faulty: Project, args: list[str]) -> None:
    done = kb(faulty, *args)

    assert done.returncode == 1
    assert "content/begrepp/fel.md" in done.stdout


def test_servrar_writes_a_configuration_for_each_server(kb_here: KbHere, good: Project) -> None:
    code, out, _ = kb_here(good.root, "servrar")

    assert (code, out) == (0, "nginx.conf, apache.conf, Caddyfile i deploy/.\n")
    assert all("prov.example" in path.read_text(encoding="utf-8") for path in (good.root / "deploy").iterdir())


def test_servrar_needs_to_know_the_address_of_the_site(kb_here: KbHere, good: Project) -> None:
    (good.root / "mkdocs.yml").write_text("site_name: Prov\n", encoding="utf-8")
    code, _, errors = kb_here(good.root, "servrar")

    assert code == 2
    assert errors.startswith("site_url saknas i mkdocs.yml. Skriv webbplatsens adress där.")
    assert not (good.root / "deploy").exists()


def test_compressed_copies_hold_the_same_and_are_in_the_manifest(good: Project) -> None:
    assert kb(good, "build", "--komprimera").returncode == 0
    site = good.root / "site"
    page = (site / "index.html").read_bytes()

    assert gzip.decompress((site / "index.html.gz").read_bytes()) == page
    assert brotli.decompress((site / "index.html.br").read_bytes()) == page
    assert {"index.html.gz", "index.html.br"} <= set(json.loads((site / "manifest.json").read_text(encoding="utf-8")))


def test_without_the_option_nothing_is_compressed(good: Project) -> None:
    kb(good, "build")

    assert [p.name for p in (good.root / "site").rglob("*") if p.suffix in (".gz", ".br")] == []


def test_new_makes_a_file_that_check_asks_to_have_filled_in(good: Project) -> None:
    made = kb(good, "new", "exempel", "mitt-exempel")
    done = kb(good, "check")

    assert (made.returncode, made.stdout) == (
        0,
        "Skapade content/exempel/mitt-exempel.md. Fyll i den och kör kb check.\n",
    )
    assert [line.partition(": fel")[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        f"content/exempel/mitt-exempel.md:{line}" for line in ("2:7", "3:9", "4:5")
    ]


def test_new_never_writes_over_a_file(good: Project) -> None:
    before = (good.content / "begrepp" / "a.md").read_bytes()

    kb(good, "new", "begrepp", "a")

    assert (good.content / "begrepp" / "a.md").read_bytes() == before


def test_faulty_content_leaves_the_old_site_untouched(faulty: Project) -> None:
    site = faulty.root / "site"
    site.mkdir()
    (site / "manifest.json").write_text("{}", encoding="utf-8")
    (site / "index.html").write_text("gammal", encoding="utf-8")

    done = kb(faulty, "build")

    assert done.returncode == 1
    assert "[invalid-value]" in done.stdout + done.stderr
    assert "Webbplatsen är inte ändrad." in done.stderr
    assert {p.name: p.read_text(encoding="utf-8") for p in site.iterdir()} == {
        "manifest.json": "{}",
        "index.html": "gammal",
    }
    assert not (faulty.root / ".site-ny").exists()


def test_a_folder_that_holds_something_else_gives_2_and_is_left_alone(good: Project) -> None:
    (good.root / "mitt").mkdir()
    (good.root / "mitt" / "viktigt.txt").write_text("mitt", encoding="utf-8")

    done = kb(good, "build", "--out", "mitt")

    assert done.returncode == 2
    assert "innehåller annat än en webbplats" in done.stderr
    assert [p.name for p in (good.root / "mitt").iterdir()] == ["viktigt.txt"]


def test_a_build_writes_the_site_and_its_manifest(good: Project) -> None:
    done = kb(good, "build")

    assert done.returncode == 0, done.stderr
    manifest = json.loads((good.root / "site" / "manifest.json").read_text(encoding="utf-8"))
    assert {"index.html", "begrepp/a/index.html", "begrepp/index.html"} <= set(manifest)
    assert re.search(r"\d+ sidor i site/ på \d+[.,]\d sekunder. 2 poster, 0 fel, 0 varningar.", done.stdout)


def test_the_schemas_are_written_where_editors_programs_look(good: Project) -> None:
    done = kb(good, "schema")

    assert done.returncode == 0
    assert (good.root / "schema" / "begrepp.json").read_bytes() == (REPO / "schema" / "begrepp.json").read_bytes()


def test_publishing_speaks_the_language_that_is_asked_for(kb_here: KbHere, good: Project) -> None:
    _, _, told = kb_here(good.root, "--sprak", "en", "publish", "--rollback")

    assert "there are no releases in " in told


def test_a_new_record_has_comments_in_the_language_that_is_asked_for(kb_here: KbHere, good: Project) -> None:
    kb_here(good.root, "--sprak", "en", "new", "begrepp", "ny")

    lines = (good.content / "begrepp/ny.md").read_text(encoding="utf-8").splitlines()
    assert "titel:  # Title. The heading of the page, properly spelled." in lines
    assert "# Optional keys: remove # before those that you need." in lines


@pytest.mark.parametrize("args", [[], ["fråga", "--fil", "fragor.txt"]])
def test_sok_takes_a_question_or_a_file_of_them(kb_here: KbHere, good: Project, args: list[str]) -> None:
    (good.root / "fragor.txt").write_text("prov\n\nxyzzyplugh\n", encoding="utf-8")

    code, _, errors = kb_here(good.root, "sok", *args)

    assert (code, errors.splitlines()[0]) == (
        2,
        "Skriv en fråga, eller --fil med en fil som har en fråga på varje rad.",
    )


def test_texter_shows_the_key_of_a_word_that_is_seen_and_what_is_the_projects_own(
    kb_here: KbHere, project: Callable[..., Project]
) -> None:
    root = project({}).root
    (root / "texter").unlink()
    (root / "texter").mkdir()
    (root / "texter/sv.yml").write_text("sida.meny: Till menyn\n", encoding="utf-8")

    assert kb_here(root, "texter", "Meny")[:2] == (
        0,
        "sida.huvudmeny: Huvudmeny\nsida.meny: Till menyn  (texter/sv.yml)\nsida.stang_meny: Stäng menyn\n",
    )
    assert "sida.meny: Menu\n" in kb_here(root, "--sprak", "en", "texter")[1]


def test_sok_asks_every_question_of_a_file(kb_here: KbHere, good: Project) -> None:
    (good.root / "fragor.txt").write_text("prov\n\nxyzzyplugh\n", encoding="utf-8")

    code, out, _ = kb_here(good.root, "sok", "--fil", str(good.root / "fragor.txt"))

    assert (code, out.count(" → "), "xyzzyplugh → inga träffar" in out) == (0, 2, True)
