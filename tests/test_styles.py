"""Style sheets in browsers that lack what newer ones have: what one part needs costs the others nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kunskapsbank.render.styles import style_files

from .conftest import REPO

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{};@]+)\{([^{}]*)\}")
_NEWER = (":has(", ":popover-open", "::backdrop", "::details-content")
"""Of selectors: a browser that lacks one drops the whole rule, with every other selector in it."""


def rules() -> Iterator[tuple[str, str, str]]:
    """(file, selectors, declarations) of every rule that holds no other."""
    for name, path in style_files(REPO).items():
        text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
        yield from ((name, match[1].strip(), match[2]) for match in _RULE.finditer(text))


def parts(selectors: str) -> list[str]:
    """The selectors of a list, apart: a comma inside parentheses is none of the list's."""
    out, depth = [""], 0
    for sign in selectors:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            out.append("")
        else:
            out[-1] += sign
    return out


def test_e0c_a_sign_that_screen_readers_pass_over_is_shown_without_that_word_first() -> None:
    """Chrome 102 and WebKit before 17.4 drop ``content: "x" / ""`` whole."""
    found = [(name, one) for name, _, declared in rules() for one in re.findall(r'[^;]*content: "[^"]*" /', declared)]
    bare = [
        (name, selectors)
        for name, selectors, declared in rules()
        for sign in re.findall(r'content: ("[^"]*") /', declared)
        if f"content: {sign};" not in declared
    ]

    assert len(found) >= 3
    assert bare == []


@pytest.mark.parametrize("newer", _NEWER)
def test_e0e_a_selector_that_not_every_browser_has_stands_in_a_rule_of_its_own(newer: str) -> None:
    mixed = [
        f"{name}: {selectors}" for name, selectors, _ in rules() if len({newer in one for one in parts(selectors)}) > 1
    ]

    assert mixed == []


def test_a_summary_keeps_the_mark_that_says_it_can_be_opened() -> None:
    """A summary that is drawn as something else than a list item has lost its triangle: it then looks like a link."""
    bare = [
        f"{name}: {selectors}"
        for name, selectors, declared in rules()
        if any(one.strip().endswith("summary") for one in parts(selectors))
        and re.search(r"display:(?! ?none)", declared)
    ]

    assert bare == []


def test_a_dark_page_has_other_colours_and_is_else_the_same() -> None:
    """The walk over every page type asks axe of a dark page what depends on colours, and of a light one the rest."""
    texts = [_COMMENT.sub("", path.read_text(encoding="utf-8")) for path in style_files(REPO).values()]
    asked = sum(text.count("prefers-color-scheme") for text in texts)
    dark = [
        one for text in texts for one in re.findall(r"\(prefers-color-scheme: dark\)\s*\{\s*:root\s*\{([^}]*)\}", text)
    ]
    declared = [one.strip() for block in dark for one in block.split(";") if one.strip()]

    assert asked == len(dark) > 0
    assert [one for one in declared if not re.fullmatch(r"--[\w-]+: #[0-9a-f]{3,8}", one)] == []
