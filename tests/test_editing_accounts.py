"""``kb konto`` says who may come into the editing room, and ``kb redaktion`` opens it only as it is safe."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kunskapsbank.cli import editing
from kunskapsbank.editing.accounts import Accounts
from kunskapsbank.editing.myself import alone, git_identity

from .conftest import KbHere, write_project

PASSWORD = "fyra ord som inte hör ihop"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path, {}).root


def types(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let *text* be what comes in, from no terminal."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def add(kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path, login: str = "anna", *more: str) -> str:
    types(monkeypatch, f"{PASSWORD}\n")
    options = ("--namn", "Anna Åberg", "--epost", "anna@example.se", "--roll", "granskar", *more)
    code, said, errors = kb_here(root, "konto", "lagg-till", login, *options)
    assert (code, errors) == (0, "")
    return said


def test_somebody_is_let_in_with_a_password_that_is_shown_nowhere(
    kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    said = add(kb_here, monkeypatch, root)

    assert said == "'anna' är tillagd som granskar.\n"
    account = Accounts(root).checked("anna", PASSWORD)
    assert account is not None
    assert (account.person.name, account.person.email) == ("Anna Åberg", "anna@example.se")
    assert account.person.roles == {"skriver", "granskar"}
    assert kb_here(root, "konto", "lista") == (0, "anna\tgranskar\tAnna Åberg <anna@example.se>\tlösenord\n", "")
    assert not any(PASSWORD.encode() in path.read_bytes() for path in root.rglob("*") if path.is_file())


def test_an_account_is_changed_and_taken_away(kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    add(kb_here, monkeypatch, root)
    stamp = Accounts(root).all()["anna"].stamp

    assert kb_here(root, "konto", "roll", "anna", "publicerar")[0] == 0
    types(monkeypatch, "ett annat långt lösenord\n")
    assert kb_here(root, "konto", "losenord", "anna")[0] == 0

    changed = Accounts(root).checked("anna", "ett annat långt lösenord")
    assert changed is not None
    assert (changed.role, changed.stamp != stamp) == ("publicerar", True)
    assert Accounts(root).checked("anna", PASSWORD) is None
    assert kb_here(root, "konto", "ta-bort", "anna")[0] == 0
    assert Accounts(root).all() == {}


def test_somebody_may_come_in_through_the_organisation_alone(
    kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    add(kb_here, monkeypatch, root, "anna@region.se", "--utan-losenord")

    assert Accounts(root).all()["anna@region.se"].secret == ""
    assert "organisationens inloggning" in kb_here(root, "konto", "lista")[1]


@pytest.mark.parametrize(
    ("args", "typed", "said"),
    [
        pytest.param(["lagg-till", "bo"], "kort\n", "Lösenordet ska ha 12–200 tecken.", id="a short password"),
        pytest.param(["lagg-till", "bo"], "", "Lösenordet ska ha 12–200 tecken.", id="no password"),
        pytest.param(["lagg-till", "Å"], f"{PASSWORD}\n", "'å' kan inte vara ett inloggningsnamn.", id="a login"),
        pytest.param(["lagg-till", "Anna"], f"{PASSWORD}\n", "'anna' finns redan.", id="taken"),
        pytest.param(["roll", "cilla", "skriver"], "", "'cilla' finns inte. kb konto lista visar", id="unknown"),
        pytest.param(["losenord", "cilla"], f"{PASSWORD}\n", "'cilla' finns inte.", id="unknown, password"),
        pytest.param(["ta-bort", "cilla"], "", "'cilla' finns inte.", id="unknown, removed"),
    ],
)
def test_what_cannot_be_done_changes_nothing_and_is_told(
    kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path, args: list[str], typed: str, said: str
) -> None:
    add(kb_here, monkeypatch, root)
    before = Accounts(root).all()
    types(monkeypatch, typed)
    named = ["--namn", "B", "--epost", "b@example.se", "--roll", "skriver"] if args[0] == "lagg-till" else []

    code, out, errors = kb_here(root, "konto", *args, *named)

    assert (code, out) == (2, "")
    assert errors.startswith(f"Ingenting är ändrat. {said}")
    assert Accounts(root).all() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param([], "--webbadress saknas.", id="no address"),
        pytest.param(["--webbadress", "http://redaktion.example.se"], "kan inte vara redaktionens adress", id="http"),
        pytest.param(["--webbadress", "https://a.se/rum"], "kan inte vara redaktionens adress", id="a path"),
        pytest.param(
            ["--webbadress", "https://a.se", "--betrodd-rubrik", "X-Remote-User"], "behöver --proxy", id="no proxy"
        ),
        pytest.param(["--webbadress", "https://a.se", "--proxy", "proxyn"], "är ingen IP-adress", id="a proxy's name"),
    ],
)
def test_a_room_that_would_be_open_to_others_is_not_opened(
    kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path, args: list[str], said: str
) -> None:
    add(kb_here, monkeypatch, root)

    code, _, errors = kb_here(root, "redaktion", *args)

    assert code == 2
    assert said in errors


def test_a_room_that_nobody_may_come_into_says_how_to_let_the_first_in(kb_here: KbHere, root: Path) -> None:
    code, _, errors = kb_here(root, "redaktion", "--webbadress", "https://a.se")

    assert code == 2
    assert "kb konto lagg-till anna --roll publicerar" in errors


@pytest.mark.parametrize("args", [["redigera"], ["redaktion", "--webbadress", "https://a.se"], ["konto", "lista"]])
def test_without_the_libraries_of_the_room_it_says_what_to_install(
    kb_here: KbHere, monkeypatch: pytest.MonkeyPatch, root: Path, args: list[str]
) -> None:
    for name in [*sys.modules]:
        if name.startswith("kunskapsbank.editing"):
            monkeypatch.delitem(sys.modules, name)
    for library in ("argon2", "starlette"):
        monkeypatch.setitem(sys.modules, library, None)

    code, _, errors = kb_here(root, *args)

    assert code == 2
    assert "pip install '.[redaktion]'" in errors


def test_on_a_terminal_the_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["ett långt lösenord", "ett långt lösenord", "ett", "annat"])
    monkeypatch.setattr(editing.getpass, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    assert editing._password() == "ett långt lösenord"
    with pytest.raises(editing.click.UsageError, match="inte lika"):
        editing._password()


def test_alone_somebody_is_called_as_git_calls_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert git_identity(tmp_path) == ("", "")
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = Åsa  Ek\n\temail = asa@example.se\n", encoding="utf-8")
    assert git_identity(tmp_path) == ("Åsa Ek", "asa@example.se")


@pytest.mark.parametrize(
    ("login", "plain"),
    [("Anna", "anna"), ("åsa ek", "sa-ek"), ("REGION\\bo", "region-bo"), ("", "jag"), ("NUL", "jag")],
)
def test_the_computers_own_name_for_somebody_names_a_folder_too(login: str, plain: str) -> None:
    person = alone(login, "N", "n@example.se")

    assert person.login == plain
    assert person.roles == {"skriver", "granskar", "publicerar"}
