"""Two changes of one text become one, and nothing of either is lost in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsbank.editing.merging import BODY, Collision, Merged, Piece, differences, merged
from kunskapsbank.reading.front_matter import parse, plain
from kunskapsbank.reading.patching import changed

BASE = """---
titel: Ett  # kort
grupp:
  a: 1
  b: 2
lista:
  - x
  - y
rader:
  - namn: A
    tal: '1'
  - namn: B
    tal: '2'
---

Först.

- ett
- två

Sist.
"""


def text(*changes: tuple[str, str]) -> bytes:
    """The base with some pieces of it exchanged."""
    made = BASE
    for old, new in changes:
        assert made.count(old) == 1, old
        made = made.replace(old, new)
    return made.encode()


def merge(theirs: bytes, mine: bytes, chosen: Any = None) -> Merged:
    return merged(BASE.encode(), theirs, mine, "a.md", chosen=chosen)


TOGETHER = {
    "different keys": ([("Ett ", "Två ")], [("a: 1", "a: 3")]),
    "different keys of a group": ([("a: 1", "a: 3")], [("b: 2", "b: 4")]),
    "different items": ([("- x", "- z")], [("- y", "- w")]),
    "different keys of a group in a list": ([("namn: B", "namn: C")], [("tal: '2'", "tal: '3'")]),
    "an item taken away and another changed": ([("  - x\n", "")], [("- y", "- w")]),
    "different paragraphs": ([("Först.", "Främst.")], [("Sist.", "Slut.")]),
    "paragraphs beside each other": ([("Först.", "Främst.")], [("- ett", "- 1")]),
    "items of a list in the body": ([("- ett", "- 1")], [("- två", "- 2")]),
    "a paragraph taken away and one put in": ([("Först.\n\n", "")], [("Sist.", "Sist.\n\nMer.")]),
    "the same change": ([("Ett ", "Två ")], [("Ett ", "Två "), ("Sist.", "Slut.")]),
}


@pytest.mark.parametrize(("theirs", "mine"), TOGETHER.values(), ids=TOGETHER)
def test_what_does_not_collide_is_merged_with_nothing_else_touched(
    theirs: list[tuple[str, str]], mine: list[tuple[str, str]]
) -> None:
    both = [*theirs, *(change for change in mine if change not in theirs)]

    for one, other in ((theirs, mine), (mine, theirs)):
        made = merge(text(*one), text(*other))

        assert made.data == text(*both)
        assert made.collisions == ()


def test_what_two_add_in_the_same_place_stands_there_twice_theirs_first() -> None:
    made = merge(
        text(("- y\n", "- y\n  - z\n"), ("Sist.", "Sist.\n\nDeras.")),
        text(("- y\n", "- y\n  - w\n"), ("Sist.", "Sist.\n\nMitt.")),
    )

    assert made.data == text(("- y\n", "- y\n  - z\n  - w\n"), ("Sist.", "Sist.\n\nDeras.\n\nMitt."))


def test_what_both_add_stands_once() -> None:
    made = merge(text(("- y\n", "- y\n  - z\n")), text(("- x\n", "- z\n  - x\n"), ("a: 1", "a: 3")))

    assert made.data == text(("- y\n", "- y\n  - z\n"), ("a: 1", "a: 3"))


COLLIDING = {
    "a text": ([("Ett ", "Två ")], [("Ett ", "Tre ")], ("titel",), ("Ett", "Två", "Tre")),
    "a value in a list of groups": ([("'2'", "'3'")], [("'2'", "'4'")], ("rader", 1, "tal"), ("2", "3", "4")),
    "a key taken away and changed": ([("  b: 2\n", "")], [("b: 2", "b: 3")], ("grupp", "b"), ("2", None, "3")),
    "an item taken away and changed": ([("- y", "- å")], [("  - y\n", "")], ("lista", 1), ("y", "å", None)),
    "an item moved and taken away": (
        [("  - x\n  - y", "  - y\n  - x")],
        [("  - y\n", "")],
        ("lista",),
        (["x", "y"], ["y", "x"], ["x"]),
    ),
    "a paragraph": ([("Sist.", "Slut.")], [("Sist.", "Stopp.")], (BODY, 3), ("Sist.", "Slut.", "Stopp.")),
}


@pytest.mark.parametrize(("theirs", "mine", "path", "texts"), COLLIDING.values(), ids=COLLIDING)
def test_what_collides_is_theirs_until_mine_is_chosen(
    theirs: list[tuple[str, str]], mine: list[tuple[str, str]], path: Any, texts: Any
) -> None:
    made = merge(text(*theirs), text(*mine, ("Först.", "Främst.")))

    [collision] = made.collisions
    assert (collision.path, (collision.base, collision.theirs, collision.mine)) == (path, texts)
    assert made.data == text(*theirs, ("Först.", "Främst."))
    assert made.joined == ()
    for side, wanted in (("mine", mine), ("theirs", theirs)):
        made = merge(text(*theirs), text(*mine, ("Först.", "Främst.")), {collision.key: side})
        assert (made.data, made.collisions) == (text(*wanted, ("Först.", "Främst.")), ())


def test_a_choice_holds_for_the_texts_that_were_seen_alone() -> None:
    mine = text(("Ett ", "Tre "))
    [seen] = merge(text(("Ett ", "Två ")), mine).collisions

    made = merge(text(("Ett ", "Fyra ")), mine, {seen.key: "mine"})

    assert [collision.theirs for collision in made.collisions] == ["Fyra"]
    assert merge(text(("Ett ", "Två "), ("a: 1", "a: 3")), mine).collisions == (seen,)


def test_what_came_from_the_other_is_told() -> None:
    made = merge(text(("Ett ", "Två "), ("a: 1", "a: 3")), text(("Ett ", "Tre "), ("Sist.", "Slut.")))

    assert [(one.path, one.texts) for one in made.joined] == [(("grupp", "a"), ("1", "3"))]


def test_comments_of_both_stay_or_the_files_collide() -> None:
    mine = text(("Ett ", "Tre "), ("# kort", "# kort, alltså"))

    assert merge(text(("a: 1", "a: 3")), mine).data == mine.replace(b"a: 1", b"a: 3")
    [whole] = merge(text(("a: 1", "a: 3 # ny")), mine).collisions
    assert (whole.path, str(whole.mine).encode()) == ((), mine)
    assert merge(text(("a: 1", "a: 3 # ny")), mine, {whole.key: "mine"}).data == mine


@pytest.mark.parametrize("faulty", [b"", b"---\n a: [\n---\n", b"\xff"], ids=["taken away", "not read", "not text"])
def test_a_file_that_cannot_be_read_collides_as_a_whole(faulty: bytes) -> None:
    mine = text(("Ett ", "Två "))

    made = merge(faulty, mine)

    [collision] = made.collisions
    assert (collision.path, collision.mine, made.data) == ((), mine.decode(), faulty)


def test_two_who_make_the_same_file_have_what_they_agree_on() -> None:
    made = merged(b"", b"---\na: 1\nb: 2\n---\n\nx\n", b"---\na: 1\nc: 3\nb: 4\n---\n\nx\n", "a.md", "abc")

    assert made.data == b"---\na: 1\nb: 2\nc: 3\n---\n\nx\n"
    assert made.collisions == (Collision(made.collisions[0].key, ("b",), None, "2", "4"),)


def test_words_that_differ_are_marked() -> None:
    [title, item, paragraph] = differences(
        BASE.encode(), text(("Ett ", "Ett nytt "), ("  - x\n", ""), ("Sist.", "Sist!")), "a.md"
    )

    assert (title.path, title.before, title.after) == (
        ("titel",),
        (Piece("Ett", False),),
        (Piece("Ett", False), Piece(" nytt", True)),
    )
    assert (item.path, item.before, item.after) == (("lista", 0), (Piece("x", True),), ())
    assert (paragraph.path, paragraph.before) == ((BODY, 3), (Piece("Sist", False), Piece(".", True)))


def test_a_value_that_becomes_another_sort_is_told_as_taken_away_and_added() -> None:
    found = differences(b"---\na: [x]\n---\n", b"---\na: {b: y}\n---\n", "a.md")

    assert [(one.path, one.texts) for one in found] == [(("a", 0), ("x", "")), (("a", "b"), ("", "y"))]


WORDS = st.sampled_from(["ett", "två", "tre", "fyra", "fem: sex", "# sju"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
FILES = st.builds(
    lambda front, body: changed(b"", "a.md", front, "\n" + "".join(body)),
    st.dictionaries(st.sampled_from("abcd"), VALUES, min_size=1),
    st.lists(st.sampled_from(["Ett.\n\n", "Två.\n\n", "- tre\n", "- fyra\n", "| a |\n", "Fem\nsex.\n\n"]), max_size=6),
)


def leaves(value: Any) -> set[str]:
    """Every text in *value*."""
    if isinstance(value, str):
        return {value}
    return set().union(*map(leaves, value.values() if isinstance(value, dict) else value or ()))


def said(data: bytes) -> set[str]:
    source, _ = parse(data, "a.md")
    assert source is not None
    return leaves(plain(source.front)) | {line for line in source.body.split("\n") if line}


def values(data: bytes) -> Any:
    """What the file says, without the empty lines of the body."""
    source, _ = parse(data, "a.md")
    assert source is not None
    return plain(source.front), [line for line in source.body.split("\n") if line]


@settings(max_examples=50)
@given(FILES, FILES, FILES)
def test_every_value_that_either_has_put_in_is_in_the_result_or_in_a_collision(
    base: bytes, theirs: bytes, mine: bytes
) -> None:
    made = merged(base, theirs, mine, "a.md")

    held = said(made.data)
    for collision in made.collisions:
        texts = leaves([one for one in (collision.base, collision.theirs, collision.mine) if one is not None])
        held |= {line for one in texts for line in one.split("\n")} | texts
    assert (said(theirs) | said(mine)) - said(base) <= held


@settings(max_examples=50)
@given(FILES, FILES, FILES)
def test_all_of_mine_or_all_of_theirs_can_be_chosen_and_nothing_is_asked_again(
    base: bytes, theirs: bytes, mine: bytes
) -> None:
    asked = merged(base, theirs, mine, "a.md").collisions

    for side in ("mine", "theirs"):
        assert (
            merged(base, theirs, mine, "a.md", chosen=dict.fromkeys((one.key for one in asked), side)).collisions == ()
        )


@settings(max_examples=50)
@given(FILES, FILES)
def test_one_change_alone_is_taken_to_the_byte_and_told_if_it_says_anything_else(base: bytes, mine: bytes) -> None:
    assert merged(base, base, mine, "a.md").data == mine
    assert merged(base, mine, base, "a.md").data == mine
    assert (differences(base, mine, "a.md") == ()) == (values(base) == values(mine))
