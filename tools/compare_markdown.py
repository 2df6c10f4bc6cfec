"""Compare what we make of Markdown with what cmark-gfm makes of it, for every page in a folder.

Usage: compare_markdown.py FOLDER [--visa]. Each page is pasted as it is below the keys of a record whose title is the
page's first heading; its own front matter is left out, and links that cannot lead anywhere here are not counted. For
each page: accepted (no word about it), warned, or refused and why, as pasted and after ``kb check --ratta``; and
whether any text is lost or the structure of blocks differs though no rule said a word. ``--visa`` prints each
difference. Exits with 1 when a page lost text or changed its structure in silence, or when mending a second time
changes anything.
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
from kunskapsbank.checks import about_writing
from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.record import Record
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.mending.mend import Mender
from kunskapsbank.pipeline.project import clock
from kunskapsbank.reading.front_matter import FORBIDDEN, newlines, parse, plain

_FRONT = re.compile(r"\A---\n.*?\n---\n|\A\+\+\+\n.*?\n\+\+\+\n", re.S)
_ANCHOR = re.compile(r"[ \t]*\{#[a-z0-9-]+\}[ \t]*$", re.M)  #: Our own sign for the anchor of a heading.
_NOTE = re.compile(r"^([ \t>]*>[ \t]*)\[!(?:note|tip|important|warning|caution)\][ \t]*$", re.I | re.M)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BLOCKS = frozenset("h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tr td th hr dl dt dd".split())
_ELSEWHERE = frozenset({"foreign-image"})  #: Files that the page was moved away from.
_HEAD = "---\ntitel: '{}'\ningress: Ett prov.\n---\n"
_NAME = "content/prov/prov.md"
_MENDER = Mender()


@dataclass(frozen=True)
class Told:
    """What is said of a page."""

    refused: tuple[str, ...]  #: Codes of errors.
    warned: tuple[str, ...]  #: Codes of warnings.


@dataclass(frozen=True)
class Verdict:
    """What became of one page."""

    path: Path
    pasted: Told
    mended: Told
    stable: bool  #: Whether mending a second time changes nothing.
    lost: tuple[str, ...]  #: Words that cmark shows and we do not.
    changed: str  #: How the structure differs; empty when it does not.

    @property
    def silent(self) -> bool:
        """Whether something differs and no rule said a word."""
        return bool(self.lost or self.changed) and not (self.pasted.refused or self.pasted.warned)


def judge(path: Path) -> Verdict | None:
    """What becomes of the page at *path*; None when it is no text in UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    body = _FRONT.sub("", newlines(text), count=1)
    first = next(iter(Converter().convert(body).headings), None)
    whole = _HEAD.format((first.text if first else "Prov").replace("'", "''")) + body
    pasted, html = _ours(whole)
    once = _MENDER.record(whole, _NAME).text
    stable = _MENDER.record(once, _NAME).text == once
    mended, _ = _ours(once)
    if FORBIDDEN.search(body):
        return Verdict(path, pasted, mended, stable, (), "")
    theirs = cmarkgfm.github_flavored_markdown_to_html(
        _NOTE.sub(r"\1", _ANCHOR.sub("", body)), Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_UNSAFE
    )
    ours_tree, their_tree = _tree(html), _tree(_COMMENT.sub("", theirs))
    lost = Counter(_words(their_tree)) - Counter(_words(ours_tree))
    difference = unified_diff(list(_outline(their_tree)), list(_outline(ours_tree)), "cmark", "vi", lineterm="", n=1)
    return Verdict(
        path,
        pasted,
        mended,
        stable,
        tuple(lost.elements()),
        "\n".join(difference),
    )


def _ours(text: str) -> tuple[Told, str]:
    """What is said of a file, and the HTML of its body."""
    source, problems = parse(text.encode(), _NAME)
    if source is None:
        return _told(problems), ""
    record = Record.of(source, "prov", plain(source.front))
    site = Site.of([record], clock("2026-11-29"), Kinds([Record]))
    bodies = Bodies(site)
    problems += [one for each in about_writing() for one in each(site, bodies) if one.code not in _ELSEWHERE]
    return _told(problems), bodies[record].html


def _told(problems: list[Problem]) -> Told:
    found = [tuple(sorted({p.code for p in problems if p.severity is one})) for one in Severity]
    return Told(*found)


def _tree(html: str) -> Element:
    tree: Element = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return tree


def _words(tree: Element) -> list[str]:
    return re.findall(r"\w+", " ".join(tree.itertext()))


def _outline(tree: Element, depth: int = 0) -> Iterator[str]:
    """The blocks of a page, each indented below the one that holds it; a table's own groups left out."""
    for element in tree:
        note = (element.get("class") or "").startswith("not ")
        tag = "blockquote" if note else str(element.tag)  # cmark knows no notes.
        if tag == "hr" and tree.get("class") == "footnote":
            continue  # A line above the notes, which cmark leaves to the style sheet.
        if tag in _BLOCKS:
            yield f"{'  ' * depth}{tag}"
            yield from _outline(element, depth + 1)
        else:
            yield from _outline(element, depth)


def report(verdicts: list[Verdict]) -> str:
    """The counts, one a line."""
    columns = [[one.pasted for one in verdicts], [one.mended for one in verdicts]]
    table = {
        "godtas": [sum(not one.refused and not one.warned for one in column) for column in columns],
        "godtas med varning": [sum(bool(one.warned) and not one.refused for one in column) for column in columns],
        "avvisas": [sum(bool(one.refused) for one in column) for column in columns],
    }
    rows = {
        "sidor": len(verdicts),
        "text som försvinner utan ett ord": sum(bool(one.lost) and one.silent for one in verdicts),
        "annan struktur utan ett ord": sum(bool(one.changed) and one.silent for one in verdicts),
        "ändras av en andra rättning": sum(not one.stable for one in verdicts),
    }
    why = [Counter(code for one in column for code in (*one.refused, *one.warned)) for column in columns]
    table |= {code: [counts[code] for counts in why] for code, _ in why[0].most_common()}
    return "\n".join(
        [f"{count:6} {name}" for name, count in rows.items()]
        + ["som de är, efter --ratta:"]
        + [f"{first:6} {then:6} {name}" for name, (first, then) in table.items()]
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
    return int(any(one.silent or not one.stable for one in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
