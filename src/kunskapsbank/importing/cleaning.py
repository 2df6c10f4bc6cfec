"""A text mended in its tree: headings, lists, tables, notes and pictures as they were meant, whatever wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeGuard
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from .notes import Notes, without_marks
from .page import is_on_the_web
from .rows import MOST_OF_COOKIES, is_about_cookies, is_row
from .tables import plain_tables
from .text import BULLET, FIRST_BLOCKS, GUESSED, NUMBER, looks_like_heading, looks_like_title
from .tree import BLOCKS, GROUPS, LOOKS, mark, mark_near, new_tag, words
from .word import CAPTION, LEAD, TITLE

_HEADING = re.compile(r"h[1-6]$")
_NO_NAME = re.compile(r"(?i)^(?:här|läs mer|klicka här|länk|mer|mer information|here|click here|read more)[.»›]*$")
_MADE_ALT = re.compile(
    r"(?i)automatiskt genererad|automatically generated|\.(?:png|jpe?g|gif|webp|svg|emf)$|"
    r"^(?:bild|bildobjekt|picture|image|graphic|foto|logo|img)[ _-]*\d*(?:\.\w+)?$"
)
_UNFILLED = re.compile(
    r"(?i)^\s*(?:klicka eller tryck här för att|klicka här för att ange|click or tap (?:here )?to)\b"
)
_HOLDERS = frozenset(("p", "li", "td", "th", "dt", "dd", "blockquote", *(f"h{level}" for level in range(1, 7))))
LONGEST_LABEL = 12  #: Words of a line that says no sentence: a day, a name, a number.
LONGEST_STYLED = 200  #: Characters of a heading; what is longer, and ends as a sentence, is text that is styled so.
_OUT = frozenset(("iframe", "video", "audio"))


def cleaned(text: Tag, notes: Notes, address: str = "") -> None:
    """Mend *text* in place; what a person must look at is marked in it. *address*: where relative links start from."""
    _unwrap(text)
    _loose_text(text)
    _split_lines(text)
    _outer_breaks(text)
    _rows(text, notes)
    _bold_headings(text, notes)
    _typed_lists(text, notes)
    _lists(text)
    _numbers(text, notes)
    _definitions(text)
    plain_tables(text, notes)
    _foreign(text, notes)
    _unfilled(text, notes)
    _headings(text, notes)
    _joined_looks(text)
    _links(text, notes, address)
    _alternatives(text)
    drop_empty(text)


def take_title(text: Tag, named: str = "") -> str:
    """The text of the document's heading, taken out; where there is none, *named*: what the document says beside it."""
    heading = _title_of(text) or _first_line(text, named)
    if heading is None:
        return named
    title = words(heading)
    heading.decompose()
    return title


def _title_of(text: Tag) -> Tag | None:
    """What is styled as the title, else the first heading of the first level; but of chapters, the line above them."""
    chapters = [one for one in text.find_all("h1") if words(one)]
    styled = [one for one in chapters if TITLE in one.get_attribute_list("class")]
    if styled or len(chapters) < 2:
        return next(iter(styled or chapters), None)
    above = [one for one in chapters[0].find_all_previous("p") if words(one) and any(up is text for up in one.parents)]
    lines = [one for one in above[::-1][:FIRST_BLOCKS] if looks_like_title(words(one)) and _has_words(one)]
    return lines[0] if lines else chapters[0]


def _has_words(one: Tag) -> bool:
    return re.search(r"[^\W\d_]{3}", words(one)) is not None


def _first_line(text: Tag, named: str) -> Tag | None:
    """The first line, when it looks like a title, or says what the document is *named*."""
    first = text.find(["p", *(f"h{level}" for level in range(2, 7))])
    if not isinstance(first, Tag):
        return None
    return first if (words(first) == named if named else looks_like_title(words(first))) else None


def take_lead(text: Tag, longest: int) -> str:
    """The first paragraph, taken out when it stands before any heading, alone, in at most *longest* characters."""
    for one in text.find_all(True):
        if _HEADING.match(one.name) or one.name in ("table", "ul", "ol", "blockquote", "img"):
            return ""
        if one.name == "p" and words(one):
            lead = words(one)
            if (
                one.find(["img", "a"]) is not None
                or not (LEAD in one.get_attribute_list("class") or _is_sentence(lead))
                or len(lead) > longest
                or without_marks(one.get_text()) != one.get_text()
            ):
                return ""
            one.decompose()
            return lead
    return ""


def _is_sentence(text: str) -> bool:
    return text.rstrip("”\"»)’'")[-1:] in (".", "!", "?", "…", ":") or len(text.split()) > LONGEST_LABEL


def _unwrap(text: Tag) -> None:
    """Leave out what groups blocks, and what only changes how words look."""
    for one in list(text.find_all([*GROUPS, *LOOKS])):
        inside = one.find(list(BLOCKS)) is not None
        if (
            one.name in ("div", "summary", "legend", "address")
            and not inside
            and words(one)
            and not one.find_parent(["p", "li", "td", "th"])
        ):
            one.name = "p"
        elif one.name == "source":
            one.decompose()
        else:
            one.unwrap()
    for one in list(text.find_all("figcaption")):
        one.name, one["class"] = "p", CAPTION


def _loose_text(text: Tag) -> None:
    """Words that lie between blocks become paragraphs."""
    run: list[NavigableString | Tag] = []
    for child in [*list(text.children), None]:
        if child is not None and not (isinstance(child, Tag) and child.name in BLOCKS):
            run.append(child)  # type: ignore[arg-type]
            continue
        if any(str(one).strip() for one in run):
            paragraph = new_tag("p")
            run[0].insert_before(paragraph)
            for one in run:
                paragraph.append(one.extract())
        run = []


def _split_lines(text: Tag) -> None:
    """A paragraph with two line breaks in a row, or with lines that begin as items do, is several."""
    for one in list(text.find_all("p")):
        if one.find("br") is None:
            continue
        lines: list[list[NavigableString | Tag]] = [[]]
        for child in list(one.children):
            if isinstance(child, Tag) and child.name == "br":
                lines.append([])
            else:
                lines[-1].append(child)  # type: ignore[arg-type]
        said = ["".join(part.get_text() for part in line).strip() for line in lines]
        items = sum(1 for line in said if BULLET.match(line) or NUMBER.match(line))
        if "" not in said[1:-1] and items < 2:
            continue
        for line in lines:
            paragraph = new_tag("p")
            for part in line:
                paragraph.append(part.extract())
            if paragraph.get_text().strip() or paragraph.find("img"):
                one.insert_before(paragraph)
        one.decompose()


def _outer_breaks(text: Tag) -> None:
    """A line break at the beginning or end of a block, or before a block in it, breaks nothing."""
    for one in reversed(list(text.find_all("br"))):
        if not isinstance(one.parent, Tag) or one.parent.name not in _HOLDERS:
            continue
        before, after = _beside(one.previous_siblings), _beside(one.next_siblings)
        if before is None or after is None or (isinstance(after, Tag) and after.name in BLOCKS):
            one.decompose()


def _beside(siblings: Iterable[PageElement]) -> PageElement | None:
    return next((one for one in siblings if isinstance(one, Tag) or str(one).strip()), None)


def _rows(text: Tag, notes: Notes) -> None:
    """Leave out lines that are no part of the text, and what a site says of its cookies in one about something else."""
    blocks = text.find_all(["p", "li", *(f"h{level}" for level in range(1, 7))])
    cookies = [one for one in blocks if is_about_cookies(words(one))]
    if sum(len(words(one)) for one in cookies) > MOST_OF_COOKIES * len(words(text)):
        cookies = []
    for one in blocks:
        said = words(one)
        row = (is_row(said) and not one.find_parent(["td", "th"])) or any(one is other for other in cookies)
        if one.decomposed or not row or one.find("img"):
            continue
        link = one.find("a")
        target = str(link.get("href", "")) if isinstance(link, Tag) else ""
        key = "imported.row-with-link" if target.startswith("http") else "imported.row"
        mark_near(one, notes.mark(key, text=said, target=target))
        one.decompose()


def _bold_headings(text: Tag, notes: Notes) -> None:
    """A short paragraph that is bold as a whole is a heading, one level below the nearest real one."""
    for one in list(text.find_all("p")):
        said = words(one)
        bold = "".join(
            part.get_text() for part in one.find_all(["strong", "b"]) if part.find_parent(["strong", "b"]) is None
        )
        whole = " ".join(without_marks(bold).split()) == said
        if not said or not whole or one.find_parent(["li", "td", "th", "blockquote"]) or one.find("img"):
            continue
        if looks_like_heading(said.rstrip(":")) and _text_follows(one):
            above = one.find_previous(_HEADING)
            guessed = isinstance(above, Tag) and above.get("data-gissad")
            level = 2 if not isinstance(above, Tag) else int(above.name[1]) + (0 if guessed else 1)
            for part in one.find_all(["strong", "b"]):
                part.unwrap()
            one.name, one["data-gissad"] = f"h{min(level, 6)}", "ja"
            mark(one, notes.mark("imported.bold-heading", text=said))
    for one in text.find_all(class_=GUESSED):
        mark(one, notes.mark("imported.line-heading", text=words(one)))


def _text_follows(one: Tag) -> bool:
    after = one.find_next_sibling()
    return isinstance(after, Tag) and after.name in ("p", "ul", "ol", "table", "blockquote")


def _typed_lists(text: Tag, notes: Notes) -> None:
    """Paragraphs in a row that begin as items do become a list."""
    for shape, name in ((BULLET, "ul"), (NUMBER, "ol")):
        for run in _runs(text, shape):
            made = new_tag(name)
            run[0].insert_before(made)
            for one in run:
                item = new_tag("li")
                for part in list(one.children):
                    item.append(part.extract())
                _cut_start(item, shape)
                made.append(item)
                one.decompose()
            mark(made, notes.mark("imported.typed-list", count=len(run)))


def _runs(text: Tag, shape: re.Pattern[str]) -> list[list[Tag]]:
    runs: list[list[Tag]] = []
    last: Tag | None = None
    for one in text.find_all("p"):
        if not shape.match(without_marks(one.get_text()).lstrip()) or one.find_parent(["li", "td", "th"]):
            continue
        before = one.find_previous_sibling()
        if last is not None and before is last:
            runs[-1].append(one)
        else:
            runs.append([one])
        last = one
    return [run for run in runs if len(run) > 1]


def _cut_start(item: Tag, shape: re.Pattern[str]) -> None:
    """Leave out the sign before an item; it may be spread over several strings."""
    whole = item.get_text()
    sign = shape.match(whole)
    left = sign.end() if sign else 0
    for string in list(item.find_all(string=True)):
        if left <= 0:
            return
        part = str(string)
        string.replace_with(NavigableString(part[left:]))
        left -= len(part)


def _lists(text: Tag) -> None:
    """An item that holds one paragraph holds its words; a list right in a list belongs to the item before it."""
    for inner in list(text.find_all(["ul", "ol"])):
        if isinstance(inner.parent, Tag) and inner.parent.name in ("ul", "ol"):
            before = inner.find_previous_sibling("li")
            if isinstance(before, Tag):
                before.append(inner.extract())
    for item in text.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()


def _numbers(text: Tag, notes: Notes) -> None:
    """Items with paragraphs between them are lists of their own, and each of those begins anew."""
    alone = [one for one in text.find_all("ol") if len(one.find_all("li")) == 1 and not one.has_attr("start")]
    if len(alone) > 1:
        mark(alone[0], notes.mark("imported.numbers", count=len(alone)))


def _definitions(text: Tag) -> None:
    """A list of terms becomes paragraphs, with the term in bold: what every reader of Markdown shows."""
    for one in list(text.find_all("dl")):
        for part in list(one.find_all(["dt", "dd"])):
            if part.name == "dt":
                strong = new_tag("strong")
                for child in list(part.children):
                    strong.append(child.extract())
                part.append(strong)
            part.name = "p"
        one.unwrap()


def _foreign(text: Tag, notes: Notes) -> None:
    """What cannot be text: films and other pages."""
    for one in list(text.find_all(list(_OUT))):
        source = one.get("src") or next((str(inner.get("src")) for inner in one.find_all("source")), "")
        mark_near(one, notes.mark("imported.film", target=str(source)))
        one.decompose()
    for one in list(text.find_all("hr")):
        one.decompose()
    for one in text.find_all(["sub", "sup"]):
        if words(one) and one.find("a") is None:
            one.insert(0, NavigableString(notes.mark("imported.raised", text=words(one))))


def _unfilled(text: Tag, notes: Notes) -> None:
    """Fields of a form in Word that nobody has filled in say what to do there."""
    for said in list(text.find_all(string=_UNFILLED)):
        said.insert_before(NavigableString(notes.mark("imported.unfilled", text=" ".join(said.split()))))


def _joined_looks(text: Tag) -> None:
    """Bold words in the midst of slanted ones lie in these, since signs in a row cannot be told apart."""
    for bold in list(text.find_all(["strong", "b"])):
        before, after = bold.previous_sibling, bold.next_sibling
        inner = list(bold.children)
        if not (len(inner) == 1 and _is_slanted(inner[0]) and isinstance(before, Tag) and _is_slanted(before)):
            continue
        inner[0].unwrap()
        before.append(bold.extract())
        if isinstance(after, Tag) and _is_slanted(after):
            before.extend(list(after.children))
            after.decompose()


def _is_slanted(one: PageElement) -> TypeGuard[Tag]:
    return isinstance(one, Tag) and one.name in ("em", "i")


def _headings(text: Tag, notes: Notes) -> None:
    """Headings begin with the second level, and none is left out on the way down."""
    for one in text.find_all(_HEADING):
        if len(words(one)) > LONGEST_STYLED and words(one).endswith((".", ";")):
            one.name = "p"
            mark(one, notes.mark("imported.text-heading", text=f"{words(one)[:60]} …"))
    found = [one for one in text.find_all(_HEADING) if words(one)]
    levels: list[int] = []  #: The levels as written that the heading lies below.
    for one in found:
        for inner in one.find_all(["strong", "b", "em", "i", "br"]):
            inner.unwrap() if inner.name != "br" else inner.replace_with(NavigableString(" "))
        written = int(one.name[1])
        while levels and levels[-1] >= written:
            levels.pop()
        levels.append(written)
        level = len(levels) + 1
        one.name = f"h{min(level, 6)}"
        if one.find_parent(["li", "td", "th"]):
            one.name = "strong"
        if one.find("img"):
            for picture in one.find_all("img"):
                one.insert_after(picture.extract())


def _links(text: Tag, notes: Notes, address: str) -> None:
    for link in list(text.find_all("a")):
        target = str(link.get("href", "")).strip()
        said = words(link)
        if not target or target.startswith("#") or (not said and not link.find("img")):
            link.unwrap()
            continue
        whole, scheme = _led(address, target)
        if scheme not in ("http", "https", "mailto", "tel") or (scheme[:4] == "http" and not is_on_the_web(whole)):
            link.insert(0, NavigableString(notes.mark("imported.link-gone", text=said, target=target)))
            link.unwrap()
            continue
        link.attrs = {"href": whole.replace(" ", "%20")}
        if _NO_NAME.match(said):
            link.insert(0, NavigableString(notes.mark("imported.link-without-name", text=said)))
        if link.find(["p", "h1", "h2", "h3", "h4", "ul", "ol"]):
            for block in link.find_all(["p", "h1", "h2", "h3", "h4", "ul", "ol", "li"]):
                block.unwrap()


def _led(address: str, target: str) -> tuple[str, str]:
    """Where *target* leads from *address*, and by which scheme; no scheme where that cannot be made out."""
    try:
        whole = urljoin(address, target) if address else target
        return whole, urlsplit(whole).scheme if ":" in whole else ""
    except ValueError:
        return target, ""


def _alternatives(text: Tag) -> None:
    """A description that a program made says nothing: without one the check asks for it."""
    for picture in text.find_all("img"):
        said = " ".join(str(picture.get("alt", "")).split())
        picture["alt"] = "" if _MADE_ALT.search(said) else said
        del picture["title"]


def drop_empty(text: Tag) -> None:
    """Leave out what says nothing and shows nothing; notes in it go to what stands near."""
    for one in reversed(
        list(
            text.find_all(
                ["p", "li", "ul", "ol", "strong", "b", "em", "i", "blockquote", *(f"h{n}" for n in range(1, 7))]
            )
        )
    ):
        if one.decomposed or words(one) or one.find("img"):
            continue
        signs = one.get_text().strip()
        if signs:
            mark_near(one, signs)
        one.decompose()
