"""A value of a file is changed, and every other byte of it stays."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsbank.reading.aligning import Plain, aligned
from kunskapsbank.reading.front_matter import FORBIDDEN, MAX_DEPTH, parse, plain
from kunskapsbank.reading.patching import NotPatched, changed

ROOT = Path(__file__).parent.parent

CHANGES = {
    "a text keeps the comment after it": ("a: ett  # ord\nb: x\n", {"a": "två"}, "a: två  # ord\nb: x\n"),
    "a text keeps its quotation marks": ("a: 'ett'\nb: \"ett\"\n", {"a": "2", "b": "två"}, "a: '2'\nb: \"två\"\n"),
    "a text that YAML would end at a sign gets quotation marks": (
        "a: x\n",
        {"a": "Kurs: del #1"},
        "a: 'Kurs: del #1'\n",
    ),
    "a file with one sort of quotation marks keeps to it": ('a: "x"\nb: y\n', {"b": "- z"}, 'a: "x"\nb: "- z"\n'),
    "what our reader takes as text is written plain": ("a: x\n", {"a": "0114"}, "a: 0114\n"),
    "a text that becomes empty has quotation marks": ("a: x\n", {"a": ""}, "a: ''\n"),
    "a key without a value gets one": ("a:\nb: x\n", {"a": "y"}, "a: y\nb: x\n"),
    "a key without a value keeps its comment": ("a:   # ord\nb: x\n", {"a": "y"}, "a: y   # ord\nb: x\n"),
    "a column that values are set in stays": ("a:   x\nb: y\n", {"a": "1\n2"}, "a:   |-\n  1\n  2\nb: y\n"),
    "a text of several lines is a literal block": (
        "a: x  # ord\nb: y\n",
        {"a": "1\n2"},
        "a: |-  # ord\n  1\n  2\nb: y\n",
    ),
    "a block that becomes one line stays a block": ("a: |-\n  1\n  2\nb: y\n", {"a": "1"}, "a: |-\n  1\nb: y\n"),
    "a literal block keeps its other lines and its mark": (
        "a: |\n    1\n\n    2\n    3\nb: y\n",
        {"a": "1\n\nzwei\n3\n"},
        "a: |\n    1\n\n    zwei\n    3\nb: y\n",
    ),
    "a folded block keeps the lines that say the same": (
        "a: >-\n  ett två\n  tre fyra\n  fem sex\n\n  sju\nb: y\n",
        {"a": "ett två tre FYRA fem sex\nsju"},
        "a: >-\n  ett två\n  tre FYRA\n  fem sex\n\n  sju\nb: y\n",
    ),
    "a long text on several lines keeps the lines that say the same": (
        "a: ett två tre fyra fem sex sju åtta nio\n  tio elva\n  tolv tretton # ord\nb: y\n",
        {"a": "ett två tre fyra fem sex sju åtta nio tio ELVA tolv tretton"},
        "a: ett två tre fyra fem sex sju åtta nio\n  tio ELVA\n  tolv tretton # ord\nb: y\n",
    ),
    "a text in a group in a list changes alone": (
        "a:\n  - b: 1 # ett\n    c: 'x'\n  # om den andra\n  - c: \"y\"\n    b:   2\n",
        {"a": [{"b": "1", "c": "x"}, {"b": "2", "c": "z"}]},
        "a:\n  - b: 1 # ett\n    c: 'x'\n  # om den andra\n  - c: \"z\"\n    b:   2\n",
    ),
    "an item is added in the place and the manner of the others": (
        "a:\n- x # ett\n- z\nb: y\n",
        {"a": ["x", "y", "z"]},
        "a:\n- x # ett\n- y\n- z\nb: y\n",
    ),
    "an item is taken away with its comment": (
        "a:\n  - x\n  - y # ord\n  - z\n",
        {"a": ["x", "z"]},
        "a:\n  - x\n  - z\n",
    ),
    "an item is moved with its comment": (
        "a:\n  - x\n  - y\n  - 'z' # ord\n",
        {"a": ["z", "x", "y"]},
        "a:\n  - 'z' # ord\n  - x\n  - y\n",
    ),
    "a group is added to a list of groups": (
        "a:\n  - b: 1\n    c: 2\nd: x\n",
        {"a": [{"b": "1", "c": "2"}, {"b": "3", "c": "4"}]},
        "a:\n  - b: 1\n    c: 2\n  - b: 3\n    c: 4\nd: x\n",
    ),
    "the first key of a group in a list is taken away": (
        "a:\n  - b: 1\n    c: 2\n    d: 3\n",
        {"a": [{"d": "3"}]},
        "a:\n  - d: 3\n",
    ),
    "a comment after the first key stays when that goes": (
        "a:\n  - b: 1\n    # ord\n    c: 2\n",
        {"a": [{"c": "2"}]},
        "a:\n  - \n    # ord\n    c: 2\n",
    ),
    "a list in a list": ("a:\n  - - x\n    - y\n", {"a": [["0", "y", "z"]]}, "a:\n  - - 0\n    - y\n    - z\n"),
    "an empty list gets its first item": ("a: [] # ord\nb: y\n", {"a": ["x"]}, "a: # ord\n  - x\nb: y\n"),
    "a list that becomes empty": ("a: # ord\n  - x\n  - y\nb: z\n", {"a": []}, "a: [] # ord\nb: z\n"),
    "a text becomes a group": ("a: x\nb: y\n", {"a": {"c": "1", "d": ["2"]}}, "a:\n  c: 1\n  d:\n    - 2\nb: y\n"),
    "a group becomes a text": ("a:\n  c: 1\nb: y\n", {"a": "x"}, "a: x\nb: y\n"),
    "a list between brackets keeps what it has": (
        "a: [ 'x',  y , z ] # ord\n",
        {"a": ["x", "Y", "z"]},
        "a: [ 'x',  Y , z ] # ord\n",
    ),
    "a list between brackets gets an item": ("a: [x, y]\n", {"a": ["x", "å, ä", "y"]}, "a: [x, 'å, ä', y]\n"),
    "a group between braces gets and loses keys": (
        "a: {b: 1, c: 2}\n",
        {"a": {"c": "2", "d": "3"}},
        "a: {c: 2, d: 3}\n",
    ),
    "comments between brackets stay": (
        "a: [\n  x, # ett\n  y\n]\n",
        {"a": ["x", "y", "z"]},
        "a: [\n  x, # ett\n  y,\n  z\n]\n",
    ),
    "an indentation that is told stays": ("a: |2\n    x\n  y\nb: 1\n", {"a": "  x\nz\n"}, "a: |2\n    x\n  z\nb: 1\n"),
    "a key is taken away with its lines alone": (
        "# om a\na:\n  - x\n# om b\nb: y\n",
        {"a": None},
        "# om a\n# om b\nb: y\n",
    ),
    "a new key comes after the nearest earlier one": (
        "a: 1\n# om d\nd: 2\ne: 3\n",
        {"c": "x", "b": ["y"]},
        "a: 1\nb:\n  - y\nc: x\n# om d\nd: 2\ne: 3\n",
    ),
    "a new first key": ("b: 1\n", {"a": "x"}, "a: x\nb: 1\n"),
    "a key that nobody knows comes last": ("a: 1\nb: 2\n", {"å": "x"}, "a: 1\nb: 2\nå: x\n"),
    "a key is added while the last item goes": ("a:\n  - x\n  - y\n", {"a": ["x"], "b": "1"}, "a:\n  - x\nb: 1\n"),
    "a value in place of a long block": ("a: >\n  x\n  y\n\nb: 1\n", {"a": ["z"]}, "a:\n  - z\n\nb: 1\n"),
    "a text on the line below its key": ("a:\n  x\nb: 1\n", {"a": "y"}, "a:\n  y\nb: 1\n"),
    "a text that begins with spaces": ("a: x\n", {"a": "  1\n2"}, "a: |2-\n    1\n  2\n"),
    "a text with a tab": ("a: x\n", {"a": "1\t2\n\t3"}, 'a: "1\\t2\\n\\t3"\n'),
}


@pytest.mark.parametrize(("before", "values", "after"), CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_a_change_touches_its_value_alone(before: str, values: dict[str, Plain | None], after: str, end: str) -> None:
    data, wanted = (f"\ufeff---\n{text}---\n\nBrödtext.\n".replace("\n", end).encode() for text in (before, after))

    assert changed(data, "a.md", values, None, "abcde") == wanted


def test_what_is_equal_is_not_touched_in_any_file_of_this_site() -> None:
    for path in sorted([*ROOT.glob("content/*/*.md"), *ROOT.glob("manual/content/*/*.md")]):
        data = path.read_bytes()
        source, _ = parse(data, path.name)
        assert source is not None
        assert changed(data, path.name, plain(source.front), source.body) == data


def test_a_new_file_has_its_keys_in_order() -> None:
    made = changed(b"", "a.md", {"b": ["x"], "a": "1", "c": {"d": "e: f"}}, "\nText.\n", "abc")

    assert made.decode() == "---\na: 1\nb:\n  - x\nc:\n  d: 'e: f'\n---\n\nText.\n"


def test_lines_of_the_body_that_stay_keep_their_bytes() -> None:
    ring = unicodedata.normalize("NFD", "å")
    data = f"---\na: 1\n---\r\n\r\n{ring} ett\ntvå\r\ntre".encode()

    made = changed(data, "a.md", {}, "\nå ett\nTVÅ\nny\ntre")

    assert made == f"---\na: 1\n---\r\n\r\n{ring} ett\nTVÅ\r\nny\r\ntre".encode()


def test_a_body_after_a_file_without_a_last_line_end() -> None:
    assert changed(b"---\na: 1\n---", "a.md", {}, "x\n") == b"---\na: 1\n---\nx\n"
    assert changed(b"---\na: 1\n---\nx\n", "a.md", {}, "") == b"---\na: 1\n---\n"


def test_letters_in_two_signs_stay_where_nothing_changes() -> None:
    ring = unicodedata.normalize("NFD", "å")
    data = f"---\n{ring}: {ring} # {ring}\nb: {ring}\n---\n".encode()

    assert changed(data, "a.md", {"å": "å", "b": ring}, None) == data
    assert changed(data, "a.md", {"b": "x"}, None) == data.replace(f"b: {ring}".encode(), b"b: x")


@pytest.mark.parametrize(
    ("data", "values"),
    [
        pytest.param(b"ingen\n", {"a": "1"}, id="no front matter"),
        pytest.param(b"---\na: &x 1\n---\n", {"a": "2"}, id="an anchor"),
        pytest.param(b"---\na: 1\n---\n", {"a": "\u202e"}, id="a sign that our reader refuses"),
        pytest.param(b"---\na: 1\n---\n", {"a": None}, id="no key left"),
        pytest.param(b"---\na: 1\n---\n", {"a": "x" * 40_000}, id="a longer front matter than may be"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(data: bytes, values: dict[str, Plain | None]) -> None:
    with pytest.raises(NotPatched, match=r"a\.md"):
        changed(data, "a.md", values, None)


def test_of_a_key_that_stands_twice_the_one_that_is_read_is_changed_and_both_are_taken_away() -> None:
    data = b"---\na: 1\na: 2\nb: x\n---\n"

    assert changed(data, "a.md", {"a": "3"}, None) == data.replace(b"1", b"3")
    assert changed(data, "a.md", {"a": None}, None) == b"---\nb: x\n---\n"


SIGNS = st.one_of(
    st.sampled_from("aåbö 12:#-'\"\\[]{}|>,&*!%@`?~=\n\u00a0.😀"), st.characters(exclude_categories=["Cs", "Co", "Cn"])
).filter(lambda sign: not FORBIDDEN.search(sign))
TEXTS = st.text(SIGNS, max_size=30).map(lambda text: unicodedata.normalize("NFC", text)).filter(lambda t: "\r" not in t)
KEYS = st.text(st.sampled_from("abåö_1"), min_size=1, max_size=4)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
FRONTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@settings(max_examples=50)
@given(FRONTS, FRONTS, st.text(SIGNS), st.text(SIGNS), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_values_can_follow_any_others(before: Any, after: Any, body: str, new: str, end: str) -> None:
    data = changed(b"", "a.md", before, body).replace(b"\n", end.encode())

    made = changed(data, "a.md", {**dict.fromkeys(before), **after}, new)

    source, _ = parse(made, "a.md")
    assert source is not None
    assert (plain(source.front), source.body) == (after, unicodedata.normalize("NFC", new))
    assert changed(made, "a.md", after, None) == made


@settings(max_examples=50)
@given(FRONTS, st.data())
def test_lines_that_hold_other_values_stay(front: Any, draw: st.DataObject) -> None:
    data = changed(b"", "a.md", front, "\nText.\n")
    key = draw.draw(st.sampled_from(sorted(front)))

    made = changed(data, "a.md", {key: draw.draw(VALUES)}, None)

    others = {other: value for other, value in front.items() if other != key}
    told = changed(b"", "a.md", others, "").decode().split("\n")[1:-2] if others else []
    left = iter(made.decode().split("\n"))
    assert all(line in left for line in told)


@given(st.lists(KEYS), st.lists(KEYS))
def test_every_item_of_both_lists_has_one_place(before: list[Plain], after: list[Plain]) -> None:
    pairs = aligned(before, after)

    assert [i for i, _ in pairs if i is not None] == [*range(len(before))]
    assert [j for _, j in pairs if j is not None] == [*range(len(after))]


def test_values_may_be_as_deep_as_our_reader_goes() -> None:
    deep: Plain = "x"
    for _ in range(MAX_DEPTH - 2):
        deep = [deep]

    assert changed(b"", "a.md", {"a": deep}, "").count(b"- ") == MAX_DEPTH - 2
    with pytest.raises(NotPatched):
        changed(b"", "a.md", {"a": [[[deep]]]}, "")


def test_a_long_body_is_changed_at_once() -> None:
    body = "".join(f"Rad {n}.\n\n" for n in range(20_000))
    data = changed(b"", "a.md", {"a": "1"}, body)

    assert changed(data, "a.md", {}, body.replace("Rad 9999.", "Rad 9 999.")) == data.replace(
        b"Rad 9999.", b"Rad 9 999."
    )
