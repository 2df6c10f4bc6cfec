"""One file in; plain text values with their places out, or problems. Never an exception."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsbank.base.problems import Problem
from kunskapsbank.checks import check
from kunskapsbank.content.load import load
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.reading import front_matter
from kunskapsbank.reading.front_matter import Source, parse, parse_yaml, plain

from .conftest import KINDS, TODAY, all_problems, record


def read(text: str | bytes) -> Source:
    """The source of *text*, which must be faultless."""
    found, problems = parse(text.encode() if isinstance(text, str) else text, "a.md")
    assert found is not None, problems
    assert problems == []
    return found


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("0114", id="a municipality code is not octal"),
        pytest.param("NO", id="the country code of Norway is not false"),
        pytest.param("1.10", id="a version keeps its last zero"),
        pytest.param("13:30", id="a time is not a number of minutes"),
        pytest.param("2024-11-31", id="a date that does not exist is kept"),
        pytest.param("null", id="null is a word"),
        pytest.param("~", id="a tilde is a sign"),
        pytest.param("1_000", id="underscores stay"),
        pytest.param("0x1F", id="hexadecimal digits stay"),
        pytest.param(".inf", id="infinity is text"),
    ],
)
def test_a_scalar_stays_the_text_that_the_editor_wrote(written: str) -> None:
    assert plain(read(f"---\nvarde: {written}\n---\n").front) == {"varde": written}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"---\ntitel: \xc3\x85\n---\n\nText\nmer\n", id="plain"),
        pytest.param(b"\xef\xbb\xbf---\ntitel: \xc3\x85\n---\n\nText\nmer\n", id="with BOM"),
        pytest.param(b"---\r\ntitel: \xc3\x85\r\n---\r\n\r\nText\r\nmer\r\n", id="Windows line endings"),
        pytest.param(b"---\rtitel: \xc3\x85\r---\r\rText\rmer\r", id="old Mac line endings"),
        pytest.param(b"--- \ntitel: \xc3\x85  \n---\t\n\nText\nmer\n", id="spaces at the ends of lines"),
    ],
)
def test_the_same_text_reads_the_same_however_it_is_saved(data: bytes) -> None:
    found = read(data)

    assert plain(found.front) == {"titel": "Å"}
    assert (found.body, found.body_line) == ("\nText\nmer\n", 4)


def test_every_value_remembers_where_it_stands() -> None:
    found = read("---\ntitel: A\nkallor:\n  - url: b\n    ar: 2024\nord: [c, d]\n---\nText\n")

    assert str(found.place(("titel",))) == "a.md:2:8"
    assert str(found.place(("kallor", 0, "ar"))) == "a.md:5:9"
    assert str(found.place(("ord", 1))) == "a.md:6:10"
    assert str(found.key_place("ord")) == "a.md:6:1"


def test_a_front_matter_that_was_read_before_says_the_same_and_still_knows_its_places() -> None:
    data = b"---\ntitel: Ordet\nkallor:\n  - {url: 'https://a.se/', ar: 2024}\n---\n\nEn text.\n"
    kept: dict[str, str] = {}

    def memory(made_of: str, work: Callable[[], str]) -> str:
        return kept[made_of] if made_of in kept else kept.setdefault(made_of, work())

    first, again = (parse(data, "a.md", memory=memory)[0] for _ in range(2))

    assert first
    assert again
    assert len(kept) == 1
    for one in (first, again, pickle.loads(pickle.dumps(again))):  # As worker processes may be given it.
        assert plain(one.front) == {"titel": "Ordet", "kallor": [{"url": "https://a.se/", "ar": "2024"}]}
        assert str(one.place(("kallor", 0, "ar"))) == "a.md:4:32"
        assert [text.value for text in front_matter.texts_in(one.front)] == ["Ordet", "https://a.se/", "2024"]


def test_a_front_matter_with_a_fault_is_read_each_time() -> None:
    data = b"---\ntitel: a\ntitel: b\n---\n"
    kept: dict[str, str] = {}

    def memory(made_of: str, work: Callable[[], str]) -> str:
        return kept[made_of] if made_of in kept else kept.setdefault(made_of, work())

    assert [[one.code for one in parse(data, "a.md", memory=memory)[1]] for _ in range(2)] == [["duplicate-key"]] * 2


def test_a_missing_value_stands_at_its_nearest_parent() -> None:
    found = read("---\ntitel: A\nkallor:\n  - url: b\n---\n")

    assert str(found.place(("kallor", 0, "namn"))) == "a.md:4:5"
    assert str(found.place(("kallor", 7))) == "a.md:3:1"
    assert str(found.place(("saknas",))) == "a.md:2:1"
    assert str(found.key_place("saknas")) == "a.md:2:1"


def test_a_place_counts_characters_as_editors_programs_do() -> None:
    found = read("---\ntitel: A\nord: [åäö, 🙂, d]\n---\n")

    assert str(found.place(("ord", 2))) == "a.md:3:15"


def test_a_place_in_the_body_counts_from_the_top_of_the_file() -> None:
    found = read("---\ntitel: A\n---\n\nEtt.\nTvå ord.\n")

    assert str(found.body_place(3, 5)) == "a.md:6:5"
    assert str(found.body_place()) == "a.md:4:1"


def test_the_first_of_two_equal_keys_counts_until_the_editor_has_chosen() -> None:
    found, [problem] = parse(b"---\ntitel: A\ntitel: B\n---\n", "a.md")

    assert found is not None
    assert plain(found.front) == {"titel": "A"}
    assert str(problem.place) == "a.md:3:1"


def test_three_hyphens_in_the_body_are_text() -> None:
    assert read("---\ntitel: A\n---\nEtt\n---\nTvå\n").body == "Ett\n---\nTvå\n"


def test_a_byte_limit_includes_the_limit_itself() -> None:
    data = b"---\ntitel: A\n---\n"

    assert parse(data, "a.md", max_bytes=len(data))[0] is not None
    assert parse(data, "a.md", max_bytes=len(data) - 1)[1][0].code == "file-too-large"


def test_a_file_over_the_limit_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"x" * 11)
    monkeypatch.setattr(front_matter, "read_plain", lambda path: pytest.fail("read"))

    _, [problem] = front_matter.read(path, "a.md", max_bytes=10)

    assert problem.code == "file-too-large"


@pytest.mark.parametrize("leads_to", ["hemlig.md", "finns-inte.md"])
def test_a_link_that_has_come_since_the_folder_was_looked_through_is_not_read(tmp_path: Path, leads_to: str) -> None:
    (tmp_path / "hemlig.md").write_text("---\ntitel: Hemlig\n---\n", encoding="utf-8")
    (tmp_path / "a.md").symlink_to(tmp_path / leads_to)

    found, problems = front_matter.read(tmp_path / "a.md", "a.md")

    assert (found, len(problems)) == (None, 1)


def test_a_file_that_cannot_be_read_is_a_problem_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\n---\n", encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(front_matter, "read_plain", refuse)
    found, [problem] = front_matter.read(path, "content/begrepp/a.md")

    assert found is None
    assert (problem.code, problem.message) == ("unreadable-file", "filen går inte att läsa (behörighet saknas)")
    assert str(problem.place) == "content/begrepp/a.md:1:1"
    assert problem.hint == "Kontrollera filens behörighet."


def test_a_folder_that_cannot_be_read_is_a_problem_and_not_an_empty_folder(
    content: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, scan = content({"begrepp/a.md": record("A"), "resurser/b.md": record("B")}), os.scandir

    def refuse(path: str | Path) -> object:
        if Path(path).name == "begrepp":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    _, [problem, _] = load(folder, TODAY, KINDS)

    assert (problem.code, problem.message) == ("unreadable-folder", "mappen går inte att läsa (behörighet saknas)")
    assert str(problem.place) == "content/begrepp:1:1"


def test_a_project_without_a_content_folder_is_told_so(tmp_path: Path) -> None:
    _, [problem] = load(tmp_path / "content", TODAY, KINDS)

    assert (problem.code, str(problem.place)) == ("unreadable-folder", "content:1:1")


@pytest.mark.parametrize(
    "front",
    [
        pytest.param("a: " + "[" * 20_000, id="brackets that never close"),
        pytest.param("a: " + "[" * 9 + "]" * 9, id="one level too many"),
        pytest.param("a: &a [*a]", id="a list that holds itself"),
        pytest.param("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", id="aliases that multiply"),
        pytest.param("<<: {a: 1}\n? {b: c}\n: d", id="a group as key"),
        pytest.param("%YAML 1.2\n--- a", id="a YAML directive"),
        pytest.param("- " * 10_000, id="lists inside lists on one line"),
    ],
)
def test_a_front_matter_made_to_hurt_is_refused(front: str) -> None:
    found, [problem] = parse(f"---\n{front}\n---\n".encode(), "a.md")

    assert found is None
    assert problem.code in {"too-deep", "anchor-or-alias", "invalid-yaml", "not-a-mapping"}


def test_a_file_about_a_macro_may_nest_deeper_than_a_record() -> None:
    nested = "a: " + "[" * 12 + "]" * 12

    assert parse(f"---\n{nested}\n---\n".encode(), "a.md")[1][0].code == "too-deep"
    assert parse_yaml(nested.encode(), "macro.yaml")[1] == []


# Bytes that look like content: what YAML and Markdown give a meaning, and what encodings trip over.
_PIECES = st.sampled_from(
    [
        b"---\n",
        b"---",
        b"\n",
        b"\r\n",
        b"\r",
        b" ",
        b"  ",
        b"\t",
        b": ",
        b":",
        b"- ",
        b"#",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b"'",
        b'"',
        b"|",
        b">",
        b"&a",
        b"*a",
        b"!x",
        b"!!str ",
        b"%",
        b"@",
        b"?",
        b"? ",
        b"...\n",
        b"titel",
        b"ingress",
        b"kallor",
        b"begrepp",
        b"2024-11-31",
        "å".encode(),
        "🙂".encode(),
        b"\xe5",
        b"\xff",
        b"\x00",
        b"\xef\xbb\xbf",
        "\u2028".encode(),
        "\x85".encode(),
        "\ufeff".encode(),
        b"\\",
        b"`",
        b"```\n",
        b"<b>",
        b"![](",
        b"](../",
        b")",
        b"## ",
        b"[^1]",
        b"<!--",
        b"&#106;",
        b"javascript:",
    ]
)
_BYTES = st.one_of(
    st.binary(max_size=200),
    st.lists(_PIECES, max_size=60).map(b"".join),
    st.lists(_PIECES, max_size=60).map(lambda pieces: b"---\n" + b"".join(pieces) + b"\n---\n"),
    st.lists(_PIECES, max_size=60).map(lambda pieces: record(body="").encode() + b"".join(pieces)),
)


def assert_inside(problem: Problem, data: bytes) -> None:
    """The place of *problem* is a line of *data*, or the line after its last."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert 1 <= problem.place.line <= len(lines) + 1, problem
    width = len(lines[problem.place.line - 1]) if problem.place.line <= len(lines) else 0
    assert 1 <= problem.place.column <= width + 2, problem


@settings(max_examples=400)
@given(_BYTES)
def test_any_bytes_give_a_source_or_problems_with_a_place_inside_the_file(data: bytes) -> None:
    found, problems = parse(data, "a.md")

    assert found is not None or problems
    for problem in problems:
        assert_inside(problem, data)


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=60).map(b"".join))
def test_any_bytes_as_a_macro_file_give_a_source_or_problems(data: bytes) -> None:
    found, problems = parse_yaml(data, "macro.yaml")

    assert found is not None or problems


@settings(max_examples=300)
@given(_BYTES)
def test_any_file_in_the_content_folder_is_loaded_and_checked_without_an_exception(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "content", "begrepp", "prov.md")
        path.parent.mkdir(parents=True)
        path.write_bytes(data)

        site, problems = load(Path(folder, "content"), TODAY, KINDS)
        found = check(site, Bodies(site))

    assert len(site) + len(problems) > 0 or site.unpublished
    for problem in [*problems, *found]:
        assert_inside(problem, data)


def test_letters_with_loose_accents_are_joined() -> None:
    found = read("---\ntitel: Sja\u0308lvsta\u0308ndig\n---\na\u030a\n")

    assert (plain(found.front), found.body) == ({"titel": "Självständig"}, "å\n")


@settings(max_examples=100)
@given(
    st.text(st.characters(exclude_characters="/\0.", exclude_categories=()), min_size=1, max_size=30).filter(
        lambda name: len(name.encode("utf-8", "surrogatepass")) < 200
    )
)
def test_any_file_name_is_accepted_or_reported_in_words_that_a_terminal_can_show(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        begrepp = Path(folder, "content", "begrepp")
        begrepp.mkdir(parents=True)
        try:
            (begrepp / f"{name}.md").write_text(record("Prov", "begrepp: [prov]"), encoding="utf-8")
        except UnicodeEncodeError:  # no file can have that name
            return
        site, problems = load(Path(folder, "content"), TODAY, KINDS)

    assert len(site) + len(problems) == 1
    for problem in problems:
        assert "\n" not in str(problem.place) + problem.message
        str(problem).encode()


@pytest.mark.parametrize("name", [".a.md.swp", ".#a.md", ".~lock.a.md#", ".gitkeep", ".DS_Store", "._a.md"])
def test_what_a_program_hides_while_an_editor_writes_is_passed_over(
    content: Callable[[Mapping[str, str]], Path], name: str
) -> None:
    folder = content({"begrepp/a.md": record("A", "status: utkast"), f"begrepp/{name}": "x"})

    assert all_problems(folder) == []


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        pytest.param("publiceras: 2026-11-21", True, id="starts today"),
        pytest.param("publiceras: 2026-11-22", False, id="starts tomorrow"),
        pytest.param("avpubliceras: 2026-11-22", True, id="ends tomorrow"),
        pytest.param("avpubliceras: 2026-11-21", False, id="ends today"),
        pytest.param("status: utkast", False, id="draft"),
        pytest.param("status: arkiverad", False, id="archived"),
    ],
)
def test_a_record_is_shown_from_its_first_day_until_its_last(
    content: Callable[[Mapping[str, str]], Path], lines: str, shown: bool
) -> None:
    site, problems = load(content({"begrepp/a.md": record("A", lines)}), dt.date(2026, 11, 21), KINDS)

    assert problems == []
    assert (site.get("begrepp/a") is not None) is shown
    assert (site.hidden == {"begrepp/a"}) is not shown
