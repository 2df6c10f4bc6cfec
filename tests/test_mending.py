"""``kb check --ratta`` mends what has one right answer, says what it did, and changes nothing else."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kunskapsbank.base.budgets import TooCostly
from kunskapsbank.base.problems import wordings
from kunskapsbank.base.texts import phrase, spoken
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.mending.front import UNREADABLE
from kunskapsbank.mending.mend import CURABLE, REPAIRS, Mender
from kunskapsbank.pipeline.mend import mend
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.front_matter import parse

from .conftest import KINDS, REPO, KbHere, record
from .markdown.test_pieces import pieces
from .markdown.test_reading import LINES

MENDER = Mender()
HEAD = "---\ntitel: 'Om ansökan'  # rubriken\ningress: Ett prov.\n# en anmärkning\nsynonymer: [prov]\n---\n"


def body(written: str) -> tuple[str, tuple[str, ...]]:
    """What becomes of a body, and the names of the repairs."""
    text, repairs = MENDER.record(HEAD + written, "content/begrepp/a.md", KINDS["begrepp"])
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD), repairs


CASES = [
    ("the title again", "# Om  ansökan\n\nText.\n", "Text.\n"),
    ("the title again, underlined", "Om ansökan\n==========\n\nText.\n", "Text.\n"),
    ("the title again, and levels under it", "# Om ansökan\n\n## A\n\nText.\n", "## A\n\nText.\n"),
    ("the title again on the second level", "## Om ansökan\n\n### A\n\nText.\n", "## A\n\nText.\n"),
    ("a title with an anchor stays", "## Om ansökan {#om}\n\nText.\n", "## Om ansökan {#om}\n\nText.\n"),
    ("every level one step down", "# A\n\n## B\n\n# C\n", "## A\n\n### B\n\n## C\n"),
    ("a level left out", "## A\n\n#### B\n\n### C\n", "## A\n\n### B\n\n### C\n"),
    ("levels that begin too deep", "### A\n\n### B\n\n#### C\n", "## A\n\n## B\n\n### C\n"),
    ("underlined headings", "A\n===\n\nB\n---\n", "## A\n\n### B\n"),
    ("a heading in a quotation", "> # A\n>\n> text\n", "> ## A\n>\n> text\n"),
    ("closing signs", "# A #\n", "## A #\n"),
    ("no room for all levels", "# A\n## B\n### C\n#### D\n##### E\n###### F\n", None),
    ("a heading in code", "```\n# kod\n```\n", None),
    ("a comment on its own lines", "Ett.\n\n<!-- dold\nrad -->\n\nTvå.\n", "Ett.\n\nTvå.\n"),
    ("a comment between lines", "Ett.\n<!-- dold -->\nTvå.\n", "Ett.\n\nTvå.\n"),
    ("a comment in a sentence", "Ett <!-- dold -->ord.\n", "Ett ord.\n"),
    ("a comment first", "<!-- dold -->\n\nText.\n", "Text.\n"),
    ("a comment in code", "`<!-- a -->` och\n\n```\n<!-- b -->\n```\n", None),
    ("a comment that never ends", "Text <!-- dold.\n", None),
    ("bold", "En <b>fet</b> och <STRONG>stark</STRONG> text.\n", "En **fet** och **stark** text.\n"),
    ("bold with spaces inside", "En<b> fet </b>text.\n", "En **fet** text.\n"),
    ("emphasis", "En <i>lutande</i> och <em>betonad</em> text.\n", "En *lutande* och *betonad* text.\n"),
    ("bold and emphasis", "<b><i>Viktigt</i></b> är det.\n", "**_Viktigt_** är det.\n"),
    ("struck out", "<s>fel</s> <del>fel</del> <strike>fel</strike>\n", "~~fel~~ ~~fel~~ ~~fel~~\n"),
    ("code", "Kör <code>kb check</code>.\n", "Kör `kb check`.\n"),
    ("a link", 'Se <a href="https://a.se/?b=1&amp;c=2">sidan</a>.\n', "Se [sidan](https://a.se/?b=1&c=2).\n"),
    ("a link with looks", "<a class='x' target=_blank href='b.md' title='T'>a</a>\n", '[a](b.md "T")\n'),
    ("a link with odd signs", '<a href="https://a.se/(x) y">a</a>\n', "[a](<https://a.se/(x) y>)\n"),
    ("bold in a link", '<a href="b.md"><b>a</b></a>\n', "[**a**](b.md)\n"),
    ("a link that runs something stays", '<a href="b.md" onclick="x()">a</a>\n', None),
    ("a link that leads nowhere stays", "<a>a</a> <a name='b'></a>\n", None),
    ("a picture", '<img src="../a.png" alt="En [bild]" width="200">\n', "![En \\[bild\\]](../a.png)\n"),
    ("a picture in a link", '<a href="b.md"><img src="a.png" alt="B"></a>\n', "[![B](a.png)](b.md)\n"),
    ("tags in a table", "| <b>a</b> | b |\n|---|---|\n| <i>c</i> | d |\n", "| **a** | b |\n|---|---|\n| *c* | d |\n"),
    ("a pair over two cells stays", "| <b>a | b</b> |\n|---|---|\n| c | d |\n", None),
    ("bold that looks may undo stays", '<b style="font-weight:normal">a</b>\n', None),
    ("a tag without its end", "<b>fet text.\n", None),
    ("inside a word and a sign", "ord<b>(x)</b>ord\n", None),
    ("a tag that has no form", "<u>a</u> <font color='red'>b</font>\n", None),
    ("allowed tags in capitals", "H<SUB>2</SUB>O<BR>\n", "H<sub>2</sub>O<br>\n"),
    ("a heading as HTML", "<h2>Rubrik</h2>\nText.\n", "## Rubrik\n\nText.\n"),
    ("paragraphs as HTML", "<p>Ett.</p>\n<p>Två <b>ord</b>.</p>\n", "Ett.\n\nTvå **ord**.\n"),
    ("a rule as HTML", "Ett.\n<hr>\nTvå.\n", "Ett.\n\n---\n\nTvå.\n"),
    ("a list as HTML", "<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n", "- ett\n- två\n"),
    ("a list of numbers as HTML", "<ol>\n<li>ett</li>\n<li>två</li>\n</ol>\n", "1. ett\n2. två\n"),
    ("HTML in code", "`<b>x</b>`\n\n    <i>y</i>\n", None),
    ("an empty line before a list", "Ta med:\n- ett\n- två\n", "Ta med:\n\n- ett\n- två\n"),
    ("an empty line before a table", "Text.\n| a |\n|---|\n| 1 |\n", "Text.\n\n| a |\n|---|\n| 1 |\n"),
    ("an empty line before a heading", "Text.\n## A\n", "Text.\n\n## A\n"),
    ("an empty line before a fence", "Text.\n```\nx\n```\n", "Text.\n\n```\nx\n```\n"),
    ("inside a list nothing", "- ett\n  - två\n\n- tre\n  > citat\n", None),
    ("a list that begins with 2", "Ta med:\n2. två\n3. tre\n", "Ta med:\n\n2. två\n3. tre\n"),
    ("a line that begins with a number", "Det var år\n1985. Sedan kom\nnästa.\n", None),
    ("a tab before a list in a list", "- ett\n\t- två\n", "- ett\n    - två\n"),
    ("tabs in code", "```\n\tkod\n```\n\n\tkod\n", None),
    ("an entity that nobody sees", "ord&#8203;led\n", "ordled\n"),
    ("an entity that turns the text stays", "ord&#x202e;led\n", None),
    ("å, ä and ö", "fÃ¶r nÃ¤ra pÃ¥\n", "för nära på\n"),
    ("a space in a link", "Se [sidan] (https://a.se/).\n", "Se [sidan](https://a.se/).\n"),
    ("a note that was to fold", "??? note\n    Text.\n", "!!! note\n    Text.\n"),
    ("marked text", "==viktigt== och H~2~O\n", "<mark>viktigt</mark> och H<sub>2</sub>O\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "mended"), [pytest.param(a, a if b is None else b, id=name) for name, a, b in CASES]
)
def test_a10_what_has_one_right_answer_is_mended_and_what_has_not_stays(written: str, mended: str) -> None:
    text, repairs = body(written)

    assert text == mended
    assert bool(repairs) == (written != mended)
    assert body(text) == (text, ())


def front(*lines: str) -> str:
    return MENDER.record("\n".join(["---", *lines, "---", "", "Text.", ""]), "content/konferenser/a.md", EVENT)[0]


EVENT = KINDS["konferenser"]


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("granskad: 12 november 2026", "granskad: 2026-11-12"),
        ("granskad: '12 november 2026'  # ja", "granskad: '2026-11-12'  # ja"),
        ('granskad:   "12/11 2026"', 'granskad:   "2026-11-12"'),
        ("granskad: 20261112 # ja", "granskad: 2026-11-12 # ja"),
        ("granskad: 12/11/2026", "granskad: 12/11/2026"),
        ("granskad: våren 2026", "granskad: våren 2026"),
        ("granskad: >\n  12 november 2026", "granskad: >\n  12 november 2026"),
        ("program: [\n  {start: 12 november 2026},\n  ]", None),
        ("granskad: 12 november\n  2026", "granskad: 12 november\n  2026"),
        ("granskad: '12 november\n  2026'", "granskad: '12 november\n  2026'"),
        ("titel: 12 november 2026", "titel: 12 november 2026"),
        ("kallor: [{url: 'https://a.se', hamtad: 12 nov 2026, ar: 2020}]", None),
        ("ingress:\u00a0Ett prov", "ingress: Ett prov"),
        ("plats:\n\tort: Köping\n\tlan: X", "plats:\n  ort: Köping\n  lan: X"),
    ],
)
def test_a10_only_the_value_of_a_date_changes_in_the_front_matter(written: str, mended: str | None) -> None:
    lines = ("# först", "titel: A", *written.split("\n"), "typ: möte  # sist")

    assert front(*lines) == "\n".join(
        [
            "---",
            "# först",
            "titel: A",
            mended if mended is not None else written,
            "typ: möte  # sist",
            "---",
            "",
            "Text.",
            "",
        ]
    )


@pytest.mark.parametrize(
    ("before", "after", "repair"),
    [
        ("\ufeff---\ntitel: A\n---\nText.\n", "---\ntitel: A\n---\nText.\n", "byte-order-mark"),
        ("---\r\ntitel: A\r\n---\r\nText.\r\n", "---\ntitel: A\n---\nText.\n", "line-ends"),
        ("---\ntitel: A\u200b\n---\nTe\u2060xt.\ufeff\n", "---\ntitel: A\n---\nText.\n", "without-width"),
        ("---\ntitel: A\n---\nEtt.\u2028Två.\n", "---\ntitel: A\n---\nEtt.\nTvå.\n", "line-marks"),
        ("---\ntitel: A\u030a\n---\n", "---\ntitel: \u00c5\n---\n", "composed"),
        ("---\ntitel: A\n---\nmjuk\u00adt, fast\u00a0mellanrum\n", None, ""),
        ("---\ntitel: A\n---\n\u202etxet\n", None, ""),
        ("ingen nyckel\n", None, ""),
        ("---\n[fel: {\n---\n<b>x</b>\n", None, ""),
    ],
)
def test_a10_signs_that_nobody_sees_are_mended_in_the_whole_file(before: str, after: str | None, repair: str) -> None:
    assert MENDER.record(before, "content/begrepp/a.md") == (after or before, (repair,) if repair else ())


def test_a10_a_frame_page_is_mended_of_signs_and_its_html_is_its_own() -> None:
    page = "\ufeff---\r\ntitle: A\r\n---\r\n# <b>x</b><!-- y -->\r\n"

    assert MENDER.frame(page).text == "---\ntitle: A\n---\n# <b>x</b><!-- y -->\n"


FRONTS = st.lists(
    st.sampled_from(
        [
            "titel: Om ansökan", "ingress: 'Ett prov'", "# rad", "granskad: 12 november 2026",
            "granskad: '2026-11-12'",
            "synonymer: [prov, 'a']  # ja", "\tlan: x", "kallor:", "  - url: https://a.se", "fel: x",
            "status: utkast", "",
        ]
    ),
    max_size=8,
).map("\n".join)  # fmt: skip
ODD = st.sampled_from(
    [
        "# Om ansökan", "# A", "#### B", "<b>fet", "</b> <i>x</i>", "<a href='b.md'>a</a>", "<img src=a.png alt=x>",
        "<h3>R</h3>", "<p>x</p>", "<ul>", "<li>a</li>", "</ul>", "<hr>", "\u200b\ufeff", "a\u2028b", "rad\r", "Ã¶",
        "2. två", "3. tre", "==m==", "{: .x}", "> # Q", "> text", "A\u030a", "*s **x* y**",
        "_a_<b>b</b>", "<code>*</code>",
    ]
)  # fmt: skip
STRUCTURED = st.lists(st.one_of(LINES, ODD), max_size=20).map("\n".join)


@settings(max_examples=500)
@given(st.one_of(FRONTS, st.just("titel: Om ansökan")), STRUCTURED)
def test_a10_mending_twice_changes_nothing_more(front: str, written: str) -> None:
    once = MENDER.record(f"---\n{front}\n---\n{written}", "content/begrepp/a.md", KINDS["begrepp"])
    twice = MENDER.record(once.text, "content/begrepp/a.md", KINDS["begrepp"])

    assert twice == (once.text, ())


@settings(max_examples=300)
@example("<abbr title=\"\n<a href='b.md'>a</a>\n-->")
@given(STRUCTURED)
def test_a10_mending_loses_no_word(written: str) -> None:
    """Of what is shown: tags become Markdown, so their names and addresses are no text any more."""
    text = f"---\ntitel: Prov\n---\n{written}"
    before, after = (parse(one.encode(), "x.md")[0] for one in (text, MENDER.record(text, "x.md").text))

    if before is not None:
        assert after is not None
        shown, mended = (_letters(Converter().convert(one.body).text) for one in (before, after))
        assert mended == shown


def _letters(text: str) -> str:
    """The letters of *text*, without what a mended body does not show: tags, and the number before a list."""
    plain = re.sub(
        r"</?[a-z]+(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*>",
        " ",
        text.replace("&#8203;", "").replace("Ã¶", "ö"),
        flags=re.I,
    )
    return re.sub(r"[\W\d_]+", "", plain)


@pytest.mark.parametrize(("name", "written"), [(name, md) for name, md, _ in pieces()], ids=[n for n, _, _ in pieces()])
def test_a10_what_is_right_is_shown_the_same_after_mending(name: str, written: str) -> None:
    """Comments are gone and empty lines have come; nobody sees that."""
    text, repairs = body(written)

    if not set(repairs) & {"levels", "title", "tags", "blocks", "signs", "mojibake", "links", "lists", "entities"}:
        assert Converter().convert(text).html == Converter().convert(written).html
    assert body(text) == (text, ())


FILES = [*sorted((REPO / "content").rglob("*.md")), *sorted((REPO / "tests" / "museum").rglob("*.md"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(REPO).as_posix())
def test_a10_the_records_of_this_site_are_right_and_the_museum_can_be_mended_twice(path: Path) -> None:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return
    name, kind = path.relative_to(REPO).as_posix(), KINDS.get(path.parent.name)
    once = MENDER.record(text, name, kind)

    assert MENDER.record(once.text, name, kind) == (once.text, ())
    if path.is_relative_to(REPO / "content"):
        assert once == (text, ())


def test_every_problem_that_is_said_to_be_mended_exists_and_every_repair_has_its_words() -> None:
    for language in ("sv", "en"):
        assert {key.partition("/")[0] for key in CURABLE} <= set(wordings(language))
        texts = spoken(language).by_key
        done = {one.name for one in REPAIRS} | set(UNREADABLE.values())
        done |= {"byte-order-mark", "line-ends", "without-width", "line-marks", "composed"}
        assert {key.removeprefix("mended.") for key in texts if key.startswith("mended.")} == done


MakeProject = Callable[..., Project]
FAULTY = record("Felfri", "relaterat: [begrepp/annan]", body="# Felfri\n\nEn <b>fet</b>\u200b text.\n")
GOOD = record("Annan", "relaterat: [begrepp/felfri]")


def test_a10_the_change_is_shown_and_written_and_the_check_says_what_is_left(
    project: MakeProject, kb_here: KbHere
) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})
    path = made.content / "begrepp" / "felfri.md"
    path.chmod(0o640)

    code, out, err = kb_here(made.root, "check", "--ratta")

    assert code == 0
    assert out.startswith(
        "content/begrepp/felfri.md: tecken utan bredd borttagna, titeln borttagen ur brödtexten, "
        "HTML i texten skriven som Markdown\n--- content/begrepp/felfri.md\n+++ content/begrepp/felfri.md\n@@ "
    )
    assert "\n-En <b>fet</b><U+200B> text.\n+En **fet** text.\n" in out
    assert "Rättade filer: 1.\n2 poster, 0 fel, " in err
    assert path.read_text(encoding="utf-8") == record("Felfri", "relaterat: [begrepp/annan]", body="En **fet** text.\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [one.name for one in path.parent.iterdir() if ".tmp" in one.name] == []
    assert kb_here(made.root, "check", "--ratta")[2].startswith("Rättade filer: 0.")


def test_a10_a_dry_run_shows_the_same_and_writes_nothing(project: MakeProject, kb_here: KbHere) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})

    code, out, err = kb_here(made.root, "check", "--ratta", "--torrkor", "--format", "json")

    assert (code, out[:2]) == (1, "[\n")
    assert "+En **fet** text." in err
    assert "Filer som skulle rättas: 1. Ingenting är ändrat." in err
    assert (made.content / "begrepp" / "felfri.md").read_text(encoding="utf-8") == FAULTY
    assert kb_here(made.root, "check", "--torrkor")[0] == 2


@pytest.mark.parametrize("name", ["a\x1b]0;b\x07", "a\x1b[2J", "a\rb", "a\u202eb", "a\nb"])
def test_a10_a_file_is_named_as_any_terminal_can_show_it(project: MakeProject, kb_here: KbHere, name: str) -> None:
    made = project({f"begrepp/{name}.md": "---\ntitel: Ett\n---\n\n# Ett\n\nText.\n"})

    _, said, _ = kb_here(made.root, "check", "--ratta", "--torrkor")

    assert "+++ content/begrepp/a" in said
    assert name not in said


def test_a10_a_check_says_in_how_many_files_something_can_be_mended(project: MakeProject, kb_here: KbHere) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})

    assert kb_here(made.root, "check")[2].endswith("Filer som kb check --ratta kan rätta något i: 1.\n")


def test_a10_nothing_is_written_through_a_link_or_outside_the_content(project: MakeProject, tmp_path: Path) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})
    outside = tmp_path / "annans.md"
    outside.write_text(FAULTY, encoding="utf-8")
    (made.content / "begrepp" / "lank.md").symlink_to(outside)
    (made.root / "README.md").write_text("\ufeff<b>x</b>", encoding="utf-8")
    files, _ = mend(made)

    assert [one.name for one in files] == ["content/begrepp/felfri.md"]
    path = made.content / "begrepp" / "felfri.md"
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(OSError, match=r".*"):
        files[0].write(made.root)
    assert outside.read_text(encoding="utf-8") == FAULTY


def test_a10_a_folder_that_becomes_a_link_is_not_written_through(project: MakeProject, tmp_path: Path) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})
    [file], _ = mend(made)
    (made.content / "begrepp").rename(tmp_path / "annan")
    (made.content / "begrepp").symlink_to(tmp_path / "annan")

    with pytest.raises(OSError, match=r".*"):
        file.write(made.root)
    assert (tmp_path / "annan" / "felfri.md").read_text(encoding="utf-8") == FAULTY


def test_a10_a_file_that_is_changed_meanwhile_is_left_alone(project: MakeProject) -> None:
    made = project({"begrepp/felfri.md": FAULTY, "begrepp/annan.md": GOOD})
    [file], _ = mend(made)
    file.path.write_text(f"{FAULTY}Mer.\n", encoding="utf-8")

    with pytest.raises(OSError, match="changed meanwhile"):
        file.write(made.root)
    assert file.path.read_text(encoding="utf-8").endswith("Mer.\n")
    assert sorted(os.listdir(file.path.parent)) == ["annan.md", "felfri.md"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("tags", "<b>a</b> " * 20_000),
        ("tags that have no form", "<b>a\n\n" * 20_000),
        ("headings", "# a\n\n" * 10_000),
        ("comments", "<!-- a -->\n" * 20_000),
        ("lists", "a\n- b\n\n" * 10_000),
        ("signs without width", "\u200b" * 200_000),
    ],
)
def test_a10_mending_costs_seconds_however_a_body_is_written(name: str, written: str) -> None:
    started = time.process_time()

    body(written)

    assert time.process_time() - started < 30, name


def test_a_file_that_takes_too_long_to_mend_is_told_as_such_and_the_rest_is_mended(
    project: MakeProject, kb_here: KbHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project({"begrepp/annan.md": GOOD, "begrepp/felfri.md": FAULTY})
    real = Mender.record

    def slow(self: Mender, text: str, name: str, kind: object = None) -> object:
        if name.endswith("annan.md"):
            raise TooCostly(phrase("too-slow", seconds="10"))
        return real(self, text, name, kind)  # type: ignore[arg-type]

    monkeypatch.setattr(Mender, "record", slow)
    code, out, err = kb_here(made.root, "check", "--ratta")

    assert code == 0
    assert (
        "content/begrepp/annan.md:1:1: varning [too-costly-mending] filen är inte rättad: det tar mer än 10 sek" in out
    )
    assert "Rättade filer: 1." in err
