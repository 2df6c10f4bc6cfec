"""A macro that is given the same again gives what it drew, and what it read counts for all who were given it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markupsafe import Markup

from kunskapsbank.content.reads import Reads
from kunskapsbank.content.site import Site
from kunskapsbank.render.repeated import _MOST, _TRIED, Repeated

from .conftest import KINDS, TODAY, record
from .test_trust import parse, plain

SITE = Site.of([], TODAY, KINDS)


def _counting(drawn: list[Any]) -> Callable[..., Markup]:
    def draw(*args: Any, **kwargs: Any) -> Markup:
        drawn.append((args, kwargs))
        return Markup(repr((args, kwargs)))

    return draw


def test_what_is_asked_for_again_is_drawn_once() -> None:
    drawn: list[Any] = []
    repeated = Repeated()

    found = {repeated.drawn(SITE, _counting(drawn), ("a", 2), {"niva": True}) for _ in range(5)}

    assert len(found) == len(drawn) == 1


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (0, False), (1, 1.0), ("<b>", Markup("<b>")), ("", None)], ids=repr
)
def test_values_that_python_calls_equal_are_drawn_each(one: Any, other: Any) -> None:
    drawn: list[Any] = []
    repeated = Repeated()

    for value in (one, other):
        repeated.drawn(SITE, _counting(drawn), (value,), {})

    assert len(drawn) == 2


def test_a_tuple_is_what_stands_in_it() -> None:
    drawn: list[Any] = []
    repeated = Repeated()

    for values in ((("a", 1),), (("a", 1),), (("a", True),), ("a", 1), (("a",), 1)):
        repeated.drawn(SITE, _counting(drawn), values, {})

    assert len(drawn) == 4


def test_a_text_is_not_the_name_of_a_value() -> None:
    drawn: list[Any] = []
    repeated = Repeated()

    repeated.drawn(SITE, _counting(drawn), ("niva", 2), {})
    repeated.drawn(SITE, _counting(drawn), (), {"niva": 2})

    assert len(drawn) == 2


def test_a_record_is_itself_and_no_other_that_is_written_the_same() -> None:
    read, _ = parse(record("Lika").encode(), "content/begrepp/lika.md")
    assert read is not None
    first, second = (KINDS["begrepp"].of(read, "lika", plain(read.front)) for _ in range(2))
    drawn: list[Any] = []
    repeated = Repeated()

    for one in (first, second, first):
        repeated.drawn(SITE, _counting(drawn), (one,), {})

    assert first == second
    assert len(drawn) == 2


def test_what_was_read_is_read_by_everyone_who_is_given_the_same() -> None:
    reads = Reads(SITE, {})
    repeated = Repeated()

    def draw() -> Markup:
        reads.site.of_kind("begrepp")
        return Markup("x")

    noted = [reads.during(lambda: repeated.drawn(reads.site, draw, (), {}))[1] for _ in range(2)]

    assert noted == [frozenset({("kind", "begrepp")})] * 2


@pytest.mark.parametrize(
    "values", [(["a"],), ({"a": 1},), (object(),), ((["a"],),)], ids=str.split("list dict other tuple")
)
def test_a_value_that_is_not_plain_is_drawn_each_time(values: tuple[Any, ...]) -> None:
    drawn: list[Any] = []
    repeated = Repeated()

    for _ in range(3):
        repeated.drawn(SITE, _counting(drawn), values, {})

    assert len(drawn) == 3


def test_little_is_kept_of_a_macro_that_is_asked_for_much_and_nothing_where_all_is_new() -> None:
    often, never = Repeated(), Repeated()

    for number in range(10 * _MOST):
        for _ in range(2):
            often.drawn(SITE, _counting([]), (number,), {})
        never.drawn(SITE, _counting([]), (number,), {})

    assert 0 < len(often._kept) <= _MOST
    assert _TRIED < _MOST
    assert not never._kept or len(never._kept) == 1
