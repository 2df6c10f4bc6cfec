"""Compare what we make of Markdown with what cmark-gfm makes of it, for every page in a folder.

Usage: compare_markdown.py FOLDER [--visa]. Front matter and the first heading are left out, since a record has a title;
links that cannot lead anywhere here are not counted. For each page: accepted (no word about it), warned, or refused and
why; and whether any text is lost or the structure of blocks differs though no rule said a word. ``--visa`` prints each
difference. Exits with 1 when a page lost text or changed its structure in silence.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from xml.etree.ElementTree import Element

import cmarkgfm
import html5lib
from cmarkgfm.cmark import Options

from kunskapsbank.base.problems import Problem, Severity
from kunskapsbank.checks import all_rules
from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.record import Record
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.pipeline.project import clock
from kunskapsbank.reading.front_matter import FORBIDDEN, Group, Source

_FRONT = re.compile(r"\A---\n.*?\n---\n|\A\+\+\+\n.*?\n\+\+\+\n", re.S)
_TITLE = re.compile(r"\A\s*#[ \t][^\n]*\n|\A\s*[^\n#>*-][^\n]*\n=+[ \t]*\n")
_ANCHOR = re.compile(r"[ \t]*\{#[a-z0-9-]+\}[ \t]*$", re.M)  #: Our own sign for the anchor of a heading.
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BLOCKS = frozenset("h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr td th hr dl dt dd".split())
_ABOUT_WRITING = [
    one for one in all_rules() if one.find.__module__.rpartition(".")[2] in ("markup", "pages", "writing")
]
_ELSEWHERE = frozenset({"foreign-image"})  #: Files that the page was moved away from.
_PER_PAGE = frozenset({"top-heading-in-body", "skipped-heading-level"})  #: What ``kb check`` names one right answer to.


@dataclass(frozen=True)
class Verdict:
    """What became of one page."""

    path: Path
    refused: tuple[str, ...]  #: Codes of errors.
    warned: tuple[str, ...]  #: Codes of warnings.
    lost: tuple[str, ...]  #: Words that cmark shows and we do not.
    changed: str  #: How the structure differs; empty when it does not.

    @property
    def silent(self) -> bool:
        """Whether something differs and no rule said a word."""
        return bool(self.lost or self.changed) and not (self.refused or self.warned)


def judge(path: Path) -> Verdict | None:
    """What becomes of the page at *path*; None when it is no text in UTF-8 or holds signs that are refused on sight."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    body = _TITLE.sub("", _FRONT.sub("", text, count=1), count=1)
    if FORBIDDEN.search(body):
        return None
    problems, html = _ours(body)
    theirs = cmarkgfm.github_flavored_markdown_to_html(
        _ANCHOR.sub("", body), Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    )
    ours_tree, their_tree = _tree(html), _tree(_COMMENT.sub("", theirs))
    lost = Counter(_words(their_tree)) - Counter(_words(ours_tree))
    difference = unified_diff(list(_outline(their_tree)), list(_outline(ours_tree)), "cmark", "vi", lineterm="", n=1)
    return Verdict(
        path,
        tuple(sorted({p.code for p in problems if p.severity is Severity.ERROR})),
        tuple(sorted({p.code for p in problems if p.severity is Severity.WARNING})),
        tuple(lost.elements()),
        "\n".join(difference),
    )


def _ours(body: str) -> tuple[list[Problem], str]:
    source = Source("content/prov/prov.md", Group({}, {}, 1, 1), body, 1)
    record = Record.of(source, "prov", {"titel": "Prov", "ingress": "Ett prov."})
    site = Site.of([record], clock("2026-11-29"), Kinds([Record]))
    bodies = Bodies(site)
    problems = [one for each in _ABOUT_WRITING for one in each(site, bodies) if one.code not in _ELSEWHERE]
    return problems, bodies[record].html


def _tree(html: str) -> Element:
    tree: Element = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return tree


def _words(tree: Element) -> list[str]:
    return re.findall(r"\w+", " ".join(tree.itertext()))


def _outline(tree: Element, depth: int = 0) -> Iterator[str]:
    """The blocks of a page, each indented below the one that holds it; a table's own groups left out."""
    for element in tree:
        tag = str(element.tag)
        if tag == "hr" and tree.get("class") == "footnote":
            continue  # A line above the notes, which cmark leaves to the style sheet.
        if tag in _BLOCKS:
            yield f"{'  ' * depth}{tag}"
            yield from _outline(element, depth + 1)
        else:
            yield from _outline(element, depth)


def report(verdicts: list[Verdict]) -> str:
    """The counts, one a line."""
    refused = [one for one in verdicts if one.refused]
    rows = {
        "sidor": len(verdicts),
        "godtas som de är": sum(not one.refused and not one.warned for one in verdicts),
        "godtas när rubrikerna är rättade": sum(
            bool(one.refused) and set(one.refused) <= _PER_PAGE for one in verdicts
        ),
        "godtas med varning": sum(bool(one.warned) and not one.refused for one in verdicts),
        "avvisas": sum(not set(one.refused) <= _PER_PAGE for one in refused),
        "text som försvinner utan ett ord": sum(bool(one.lost) and one.silent for one in verdicts),
        "annan struktur utan ett ord": sum(bool(one.changed) and one.silent for one in verdicts),
    }
    why = Counter(code for one in verdicts for code in (*one.refused, *one.warned))
    return "\n".join(
        [f"{count:6} {name}" for name, count in rows.items()]
        + ["varför:"]
        + [f"{count:6} {code}" for code, count in why.most_common()]
    )


def main(arguments: list[str]) -> int:
    """Print the report on the folder that *arguments* name."""
    folders = [Path(one) for one in arguments if one != "--visa"]
    if len(folders) != 1:
        print(__doc__)
        return 2
    pages = sorted(path for path in folders[0].rglob("*.md") if path.is_file())
    verdicts = [one for one in map(judge, pages) if one is not None]
    for one in verdicts if "--visa" in arguments else ():
        if one.silent:
            print(f"{one.path}\n  borta: {' '.join(one.lost[:20])}\n{one.changed}\n")
    print(report(verdicts))
    return int(any(one.silent for one in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
