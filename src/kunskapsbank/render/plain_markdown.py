"""A finished page as Markdown, for programs that read texts: what it says, without what is there to press.

Made of the page and not of what an editor wrote, so it says what readers see: nothing that is left out of the page, and
all that macros draw.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby
from urllib.parse import quote, urlsplit

from ..markdown.tags import SAFE_SCHEMES

_VOID = frozenset("br col hr img input link meta wbr".split())
_LEFT_OUT = frozenset("nav button svg form noscript script style template colgroup".split())
#: What may stand in attributes of what a reader does not see before something is pressed, or at all.
_MAY_HIDE = re.compile("popover|hidden")
_ATTRIBUTE = re.compile(r'([^\s="/]+)(?:="([^"]*)")?')
_TOKEN = re.compile(r'<!--.*?-->|<(/?)([a-z][a-z0-9-]*)((?:[^<>"]|"[^"]*")*)>|[^<]+|<', re.S)
_BLOCKS = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header"
    " hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_SIGNS = re.compile(r"([\\`*_\[\]<]|&(?=#?\w+;))")
_AT_START = re.compile(r"(\d+)([.)])(?=\s|$)|((?:\+|-+|=+|#+)(?=\s|$)|>|~{3})")
#: What ends an address, begins code before it has ended, or hides what stands there.
_IN_ADDRESS = re.compile(r"[()<>\\`\s\x00-\x20\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TICKS = re.compile("`+")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_UNSEEN = re.compile("[\u00ad\u200b\u2060]")  #: What only says where a line may break.
_ESCAPED = r"\\\1"
LineBreak = "\0"  #: Stands for a line that ends, until space is taken away.


@dataclass(slots=True)
class _Element:
    name: str
    written: str = ""  #: Its attributes as they stand.
    children: list[_Element | str] = field(default_factory=list)
    block: bool | None = None  #: See :func:`_is_block`; None until somebody asks.

    def attribute(self, name: str) -> str:
        """The value of an attribute; empty without one."""
        return unescape(dict(_ATTRIBUTE.findall(self.written)).get(name, ""))

    @property
    def is_hidden(self) -> bool:
        """Whether a reader does not see it, or not before something is pressed."""
        if not _MAY_HIDE.search(self.written):
            return False
        found = dict(_ATTRIBUTE.findall(self.written))
        return bool(found.keys() & {"popover", "hidden"}) or found.get("aria-hidden") == "true"


def _tree(html: str) -> _Element:
    """The elements of *html*, written by us: every tag that opens is closed, and values stand in quotation marks.

    The standard library's parser takes five times as long, since it reads what anybody writes.
    """
    top = _Element("")
    around = [top]
    for token in _TOKEN.finditer(html):
        closes, name, attributes = token.groups()
        if name is None:
            if not token[0].startswith("<!--"):
                around[-1].children.append(_UNSEEN.sub("", unescape(token[0])) if "&" in token[0] else token[0])
        elif closes:
            if len(around) > 1:
                around.pop()
        else:
            element = _Element(name, attributes)
            around[-1].children.append(element)
            if name not in _VOID and not attributes.endswith("/"):
                around.append(element)
    return top


def as_markdown(html: str, absolute: Callable[[str], str]) -> str:
    """*html*, the content of a page, as Markdown. *absolute* gives the whole address of a link as it stands there."""
    return _joined(_blocks(_tree(_UNSEEN.sub("", html)), absolute)) + "\n"


def _joined(blocks: Iterable[str]) -> str:
    """*blocks* below each other. Of two lists in a row the second has another mark, or they would be read as one."""
    found: list[str] = []
    for block in blocks:
        after_list = bool(found) and found[-1].startswith("- ")
        found.append(re.sub("^- ", "* ", block, flags=re.M) if after_list and block.startswith("- ") else block)
    return "\n\n".join(found)


def resolved(page: str, home: str) -> Callable[[str], str]:
    """What makes links on the page at *page* whole; *home*: the address of the start page."""

    def absolute(link: str) -> str:
        try:
            parts = urlsplit(link)
        except ValueError:  # Brackets that close nothing, and the like.
            return link
        if parts.scheme or parts.netloc:
            return link
        if not parts.path:
            return f"{home}{page}{link}"
        path = posixpath.normpath(posixpath.join("/", page, parts.path)).lstrip("/")
        path = f"{path}/" if path and parts.path.endswith(("/", ".")) else path
        rest = link[len(parts.path) :]
        return f"{home}{path}{rest}"

    return absolute


def _is_read(node: _Element | str) -> bool:
    return isinstance(node, str) or not (node.name in _LEFT_OUT or node.is_hidden)


def _says_something(node: _Element | str) -> bool:
    return not isinstance(node, str) or not node.isspace()


def _is_block(node: _Element | str) -> bool:
    """Whether *node* stands by itself: a block, or something in a sentence that holds one."""
    if isinstance(node, str):
        return False
    if node.block is None:
        inside = node.name != "a" and any(map(_is_block, filter(_is_read, node.children)))
        node.block = node.name in _BLOCKS or inside
    return node.block


def _blocks(element: _Element, absolute: Callable[[str], str]) -> Iterator[str]:
    """The blocks inside *element*; what stands in a sentence between them is a paragraph."""
    for block, nodes in groupby(filter(_is_read, element.children), _is_block):
        if block:
            for one in nodes:
                assert isinstance(one, _Element)
                yield from _block(one, absolute)
        else:
            sentence = [*nodes]
            text = _paragraph(sentence, absolute) if any(map(_says_something, sentence)) else ""
            if text:
                yield text


def _block(element: _Element, absolute: Callable[[str], str]) -> Iterator[str]:
    name = element.name
    if name in ("ul", "ol"):
        yield from _list(element, absolute)
    elif name == "dl":
        yield from _terms(element, absolute)
    elif name == "table":
        yield from _table(element, absolute)
    elif name == "pre":
        code = _raw(element).replace("\r\n", "\n").replace("\r", "\n").rstrip()
        fence = _fence(code, 3)
        yield f"{fence}\n{code}\n{fence}"
    elif name == "blockquote":
        quoted = "\n\n".join(_blocks(element, absolute))
        yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))
    elif name == "hr":
        yield "---"
    elif re.fullmatch("h[1-6]", name):
        text = _one_line(element, absolute)
        if text:
            yield f"{'#' * int(name[1])} {text}"
    elif name in ("summary", "legend"):
        text = _one_line(element, absolute)
        if text:
            yield f"**{text}**" if "**" not in text else text
    else:
        yield from _blocks(element, absolute)


def _list(element: _Element, absolute: Callable[[str], str]) -> Iterator[str]:
    items = [
        _joined(_blocks(one, absolute))
        for one in element.children
        if isinstance(one, _Element) and one.name == "li" and _is_read(one)
    ]
    marks = [f"{number}. " if element.name == "ol" else "- " for number in range(1, len(items) + 1)]
    pairs = [mark + item.replace("\n", f"\n{' ' * len(mark)}") for mark, item in zip(marks, items, strict=True) if item]
    lines = ["\n".join(line.rstrip() for line in pair.split("\n")) for pair in pairs]
    if lines:
        yield ("\n\n" if any("\n\n" in one for one in lines) else "\n").join(lines)


def _terms(element: _Element, absolute: Callable[[str], str]) -> Iterator[str]:
    """A list of terms: ``**Term:** explanation``."""
    found: list[str] = []
    for one in _inside(element, ("dt", "dd")):
        text = " ".join(" ".join(_blocks(one, absolute)).split("\n"))
        if one.name == "dt":
            found.append(f"- **{text.rstrip(':')}:**")
        elif found:
            found[-1] += f" {text}" if found[-1].endswith(":**") else f"; {text}"
    if found:
        yield "\n".join(found)


def _table(element: _Element, absolute: Callable[[str], str]) -> Iterator[str]:
    for caption in _inside(element, ("caption",)):
        yield _one_line(caption, absolute)
    rows = [
        [_one_line(cell, absolute).replace("|", "\\|") for cell in _inside(row, ("th", "td"))]
        for row in _inside(element, ("tr",))
    ]
    width = max(map(len, rows), default=0)
    if width:
        full = [row + [""] * (width - len(row)) for row in rows]
        lines = [full[0], ["---"] * width, *full[1:]]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _inside(element: _Element, names: Iterable[str]) -> Iterator[_Element]:
    """The elements called one of *names* inside *element*, in order, none inside another."""
    for one in element.children:
        if isinstance(one, _Element) and _is_read(one):
            if one.name in names:
                yield one
            else:
                yield from _inside(one, names)


def _one_line(element: _Element, absolute: Callable[[str], str]) -> str:
    return " ".join(" ".join(_blocks(element, absolute)).replace("\\\n", " ").split())


def _paragraph(nodes: Iterable[_Element | str], absolute: Callable[[str], str]) -> str:
    text = _SPACE.sub(" ", _sentence(nodes, absolute)).strip(" " + LineBreak)
    return "\\\n".join(map(_begun, re.split(f" ?{LineBreak} ?", text))) if LineBreak in text else _begun(text)


def _begun(line: str) -> str:
    """*line* of a paragraph, so that nothing else than a paragraph begins with it."""
    match = _AT_START.match(line)
    if match is None:
        return line
    place = match.start(2) if match[1] else 0
    return f"{line[:place]}\\{line[place:]}"


def _sentence(nodes: Iterable[_Element | str], absolute: Callable[[str], str]) -> str:
    """What *nodes* say in a row: a part that begins where another ends, without space, is set apart by one."""
    found: list[str] = []
    before, after_part = "", False
    for node in filter(_is_read, nodes):
        text = _inline(node, absolute)
        is_part = not isinstance(node, str) and node.name == "span"
        apart = (is_part and after_part and text) or (text[:1] == "`" and before[-1:] == "`")
        if text[:1] == "[" and before[-1:] == "!" and not apart:  # Or the link would be read as a picture.
            found[-1] = f"{before[:-1]}\\!"
        if text:
            before = f" {text}" if apart else text
            found.append(before)
        after_part = not isinstance(node, str) and node.name in ("a", "span", "strong") if text else after_part
    return "".join(found)


def _inline(node: _Element | str, absolute: Callable[[str], str]) -> str:
    if isinstance(node, str):
        return _SIGNS.sub(_ESCAPED, node)
    if not _is_read(node):
        return ""
    if node.name == "br":
        return LineBreak
    if node.name == "img":
        alt, source = escaped(node.attribute("alt")), _target(node, "src", absolute)
        return f"![{alt}]({source})" if source else alt
    if node.name == "code":
        return _code(_raw(node))
    text = _sentence(node.children, absolute)
    target = _target(node, "href", absolute) if node.name == "a" and text.strip() else ""
    if target:
        return f"[{_SPACE.sub(' ', text).strip()}]({target})"
    mark = _MARKS.get(node.name, "")
    inner = text.strip()
    if mark and inner:
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}{mark}{inner}{mark}{after}"
    return f" {text} " if node.name in _BLOCKS else text


def _target(element: _Element, name: str, absolute: Callable[[str], str]) -> str:
    """Where the attribute *name* of *element* leads; empty without one, or with a scheme that bodies may not have."""
    written = element.attribute(name)
    found = destination(absolute(written)) if written else ""
    scheme = _SCHEME.match(found)
    return found if scheme is None or scheme[1].lower() in SAFE_SCHEMES else ""


def escaped(text: str) -> str:
    """*text* as running text on one line, without a sign that means something in Markdown."""
    return _begun(_SIGNS.sub(_ESCAPED, _SPACE.sub(" ", _UNSEEN.sub("", text)).strip(" ")))


def destination(address: str) -> str:
    """*address* as it may stand in the parentheses of a link or a picture, which nothing in it ends."""
    return _ENTITY.sub("&amp;", _IN_ADDRESS.sub(lambda match: quote(match[0], safe=""), address))


def _fence(code: str, least: int) -> str:
    """Backticks that nothing in *code* is taken for."""
    return "`" * max(least, 1 + max(map(len, _TICKS.findall(code)), default=0))


def _code(code: str) -> str:
    """*code* in a sentence; with space around it where a backtick would stand by the fence (CommonMark 6.1)."""
    if not code:
        return ""
    fence = _fence(code, 1)
    around = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{around}{code}{around}{fence}"


def _raw(element: _Element) -> str:
    return "".join(one if isinstance(one, str) else _raw(one) for one in element.children)
