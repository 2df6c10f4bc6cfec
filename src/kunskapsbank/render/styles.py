"""One style sheet of many: what all pages share, and the look of each macro, which lies in the macro's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..base.parts import ASSETS, MACROS, STYLE
from ..base.problems import Place, Problem, problem

_OF_MACRO = re.compile(rf"[^/]+/{re.escape(STYLE)}")
#: What a brace or a comment may hide in, and the braces themselves.
_SIGN = re.compile(r"""/\*(?s:.*?)(?:\*/|\Z)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\\.|[{}]""")


def style_files(root: Path) -> dict[str, Path]:
    """The style sheets of the project in *root*, by name, in the order in which they are joined.

    What all pages share comes first, then the standard macros' and then those that only the project has, each by the
    macro's name. The project's own sheet stands where the standard one of its name would.
    """
    standard, macros = MACROS.standard_files(), MACROS.files(root)
    names = sorted(filter(_OF_MACRO.fullmatch, macros), key=lambda name: (name not in standard, name))
    return {STYLE: ASSETS.files(root)[STYLE], **{name: macros[name] for name in names}}


def joined(root: Path) -> tuple[bytes, list[Problem]]:
    """The style sheet of the project in *root*, and where a part has what would take those after it with it."""
    texts = {path: path.read_text("utf-8-sig", "surrogateescape") for path in style_files(root).values()}
    problems = [_fault(root, path, text, *one) for path, text in texts.items() for one in _unpaired(text)]
    return "\n".join(texts.values()).encode("utf-8", "surrogateescape"), problems


def _fault(root: Path, path: Path, text: str, at: int, sign: str) -> Problem:
    """The unpaired *sign* at *at* in the project's own sheet *path*; the standard ones have none."""
    shown = path.relative_to(root).as_posix()
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return problem(Place(shown, line, column), "broken-style", sign=sign)


@lru_cache(maxsize=256)
def _unpaired(text: str) -> tuple[tuple[int, str], ...]:
    """Each brace or comment of the style sheet *text* without its other half: where it begins, and what it is."""
    return tuple(_alone(text))


def _alone(text: str) -> Iterator[tuple[int, str]]:
    opened: list[int] = []
    for found in _SIGN.finditer(text):
        match found[0]:
            case "{":
                opened.append(found.start())
            case "}" if opened:
                opened.pop()
            case "}":
                yield found.start(), "}"
            case comment if comment.startswith("/*") and not comment.endswith("*/"):
                yield found.start(), "/*"
    yield from ((at, "{") for at in opened)
