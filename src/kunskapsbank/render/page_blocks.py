"""The page template's blocks: parts that a project writes anew one by one, without a copy of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from ..base.parts import PAGE
from ..base.problems import Place, Problem, problem
from ..base.texts import one_line
from ..reading.messages import did_you_mean

BASE = "base.html"  #: The template with all blocks, below :data:`~kunskapsbank.base.parts.PAGE`.


def block_names(template: Path) -> tuple[str, ...]:
    """The names of the blocks in *template*, in the order they stand."""
    tree = _tree(template)
    return tuple(block.name for block in tree.find_all(nodes.Block)) if tree else ()


def lost(root: Path) -> Iterator[Problem]:
    """What the templates of the project in *root* say that no page shows: blocks that what they extend has not, and
    text outside blocks. Jinja passes both over in silence."""
    files = PAGE.files(root)
    for name, path in PAGE.own_files(root).items():
        tree = _tree(path) if path.suffix == ".html" else None
        extended = tree.find(nodes.Extends) if tree else None
        if not (tree and extended and isinstance(extended.template, nodes.Const)):
            continue
        shown = f"{PAGE.folder}/{name}"
        known = set(_blocks_above(files, extended.template.value))
        for block in (one for one in tree.body if isinstance(one, nodes.Block)):
            if block.name not in known:
                yield problem(
                    Place(shown, block.lineno),
                    "unknown-block",
                    remedy=did_you_mean(block.name, known),
                    name=block.name,
                    known=sorted(known),
                )
        for text in _outside(tree.body):
            line = text.lineno + text.data[: len(text.data) - len(text.data.lstrip())].count("\n")
            yield problem(Place(shown, line), "text-outside-block", text=one_line(text.data.strip(), 40))


def _blocks_above(files: dict[str, Path], name: str) -> Iterator[str]:
    """The blocks of the template *name* and of those that it extends."""
    seen: set[str] = set()
    while name in files and name not in seen:
        seen.add(name)
        tree = _tree(files[name])
        extended = tree.find(nodes.Extends) if tree else None
        yield from block_names(files[name])
        name = extended.template.value if extended and isinstance(extended.template, nodes.Const) else ""


def _outside(body: Iterable[nodes.Node]) -> Iterator[nodes.TemplateData]:
    for output in (one for one in body if isinstance(one, nodes.Output)):
        yield from (one for one in output.nodes if isinstance(one, nodes.TemplateData) and one.data.strip())


def _tree(template: Path) -> nodes.Template | None:
    """What *template* says; None when it cannot be read as one: the build tells of that."""
    try:
        return Environment(autoescape=True).parse(template.read_text(encoding="utf-8-sig"))
    except (TemplateSyntaxError, UnicodeDecodeError):
        return None
