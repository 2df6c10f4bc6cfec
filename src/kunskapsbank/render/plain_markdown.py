"""A finished page as Markdown, for programs that read texts: what it says, without what is there to press.

Made of the page and not of what an editor wrote, so it says what readers see: nothing that is left out of the page, and
all that macros draw.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import quote, urlsplit

from ..markdown.tags import SAFE_SCHEMES

_VOID = frozenset("br col hr img input link meta wbr".split())
_LEFT_OUT = frozenset("nav button svg form noscript script style template colgroup".split())
_ATTRIBUTE = re.compile(r'([^\s="/]+)(?:="([^"]*)")?')
_BLOCKS = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header"
    " hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_NAME, _WRITTEN = "[a-z][a-z0-9-]*", r'[^<>"]*+(?:"[^"]*"[^<>"]*+)*+'  #: Of an element, and its attributes.


def _without(names: str) -> str:
    """The pattern of a piece of what may stand in an element: text, or a tag of none that is called one of *names*."""
    return rf"(?:[^<]++|<!--.*?-->|<(?!/?(?:{names})(?![a-z0-9-]))(?:/?{_NAME}{_WRITTEN}>)?)"


_SAYING = "p|li|h[1-6]|dt|dd|th|td|summary|legend|caption"  #: Blocks that hold a sentence, most often.
_HIDDEN = r"""(?:\s[^\s<>="]+(?:="[^"]*")?)*?\s(?:(?:hidden|popover)[\s=>]|aria-hidden="true")"""
#: A block that holds nothing but a sentence: its name, its attributes and the sentence; what is passed over, as far as
#: none of the same name stands in it; a tag: whether it closes, its name and its attributes; or text.
_TOKEN = re.compile(
    rf"<({_SAYING})({_WRITTEN})>({_without('|'.join(_BLOCKS))}++)</\1>|<!--.*?-->"
    rf"|<({'|'.join(_LEFT_OUT)}|{_NAME}(?={_HIDDEN}))(?![a-z0-9-]){_WRITTEN}(?<!/)>{_without(chr(92) + '4')}*+</\4>"
    rf"|<(/?)({_NAME})({_WRITTEN})>|([^<]+|<)",
    re.S,
)
_INLINE = frozenset("a br code img".split())  #: What is in a sentence, whatever stands in it.
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_PARTS = frozenset("a span strong".split())  #: After one of them, a span is set apart.
_SIGNS = re.compile(r"[\\`*_\[\]<&]")  #: A set of signs is looked for faster than a choice of patterns.
_AT_START = re.compile(r"(\d+)([.)])(?=\s|$)|((?:\+|-+|=+|#+)(?=\s|$)|>|~{3})")
#: What ends an address, begins code before it has ended, or hides what stands there.
_IN_ADDRESS = re.compile(r"[()<>\\`\s\x00-\x20\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TICKS = re.compile("`+")
_PLAIN_LINK = re.compile(r"((?:\.\./)*)((?:[\w-]+/)*(?:[\w-][\w.-]*)?)(?:#.*)?")  #: Up, and down.
_OWN_LINK = re.compile(rf'(?:href|src)="(?!\.\./|{_SCHEME.pattern})')  #: One that leads elsewhere from each page.
#: How an entry of a list begins, and how in a list after another of the same sort.
_LIST_MARKS = {re.compile(r"^- ", re.M): "* ", re.compile(r"^(\d+)\. ", re.M): r"\1) "}
_SHORT = 400  #: Signs in a sentence that may stand on other pages too.
_AROUND = " \0"
LineBreak = "\0"  #: Stands for a line that ends, until space is taken away.


def as_markdown(html: str, absolute: Callable[[str], str], known: dict[str, str] | None = None) -> str:
    """*html*, the content of a page, as Markdown. *absolute* gives the whole address of a link as it stands there.

    *known*: as :func:`blocks_of` wants it.
    """
    return _joined(blocks_of(html, absolute, known)) + "\n"


def blocks_of(html: str, absolute: Callable[[str], str], known: dict[str, str] | None = None) -> list[str]:
    """The blocks of :func:`as_markdown`, which mean the same by themselves.

    *known*: what sentences are as Markdown, for pages in one folder, where ``../`` leads to the same; more are added.
    """
    return _Reader(_visible(html), absolute, {} if known is None else known).page()


def _spaced(text: str) -> str:
    """*text* with one space wherever there is any; what keeps words together on a line stays."""
    for sign in "\t\n\r\f":
        text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _visible(text: str) -> str:
    """*text* without what only says where a line may break."""
    return text.replace("\u00ad", "").replace("\u200b", "").replace("\u2060", "")


def _joined(blocks: Iterable[str]) -> str:
    """*blocks* below each other. Of two lists in a row the second has another mark, or they would be read as one."""
    found: list[str] = []
    for block in blocks:
        before, mark = found[-1] if found else "", next((one for one in _LIST_MARKS if one.match(block)), None)
        found.append(mark.sub(_LIST_MARKS[mark], block) if mark and mark.match(before) else block)
    return "\n\n".join(found)


def resolved(page: str, home: str) -> Callable[[str], str]:
    """What makes links on the page at *page* whole; *home*: the address of the start page."""
    folders = list(filter(None, page.split("/")))
    above = [home + "".join(f"{one}/" for one in folders[:count]) for count in range(len(folders), -1, -1)]

    def absolute(link: str) -> str:
        plain = _PLAIN_LINK.fullmatch(link)
        if plain and plain[2]:
            return above[min(len(plain[1]) // 3, len(folders))] + link[plain.end(1) :]
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


class _Sentence:
    """What stands in a row: a part that begins where another ends, without space, is set apart by one."""

    __slots__ = ("_after_part", "_found", "says")

    def __init__(self) -> None:
        self._found: list[str] = []
        self._after_part = False
        self.says = False  #: Whether there is more in it than space.

    def text(self, text: str) -> None:
        """Add *text* that stands there itself."""
        if text.isspace():
            self._found.append(text)
        else:
            self.says = True
            if text:
                self._add(_SIGNS.sub(_escaped_sign, text), False)
        self._after_part &= not text

    def element(self, name: str, text: str) -> None:
        """Add what the element called *name* gives."""
        self.says = True
        if text:
            self._add(text, name == "span" and self._after_part)
            self._after_part = name in _PARTS

    def _add(self, text: str, apart: bool) -> None:
        found = self._found
        if found and text[0] in "`[":
            before = found[-1]
            apart = apart or (text[0] == "`" and before[-1] == "`")
            if text[0] == "[" and before[-1] == "!" and not apart:  # Or the link would be read as a picture.
                found[-1] = f"{before[:-1]}\\!"
        found.append(f" {text}" if apart else text)

    def whole(self) -> str:
        """All of it."""
        return "".join(self._found)

    def paragraph(self) -> str:
        """All of it as a paragraph; empty without anything to say."""
        if not self.says:
            return ""
        text = _spaced(self.whole()).strip(_AROUND)
        return "\\\n".join(map(_begun, re.split(f" ?{LineBreak} ?", text))) if LineBreak in text else _begun(text)


class _Reader:
    """Reads HTML written by us, where every tag that opens is closed and values stand in quotation marks, once through.

    Each method begins after a tag that opens, and takes all until it has closed.
    """

    def __init__(self, html: str, absolute: Callable[[str], str], known: dict[str, str]) -> None:
        self._tokens: Iterator[tuple[str, str, str, str, str, str, str, str]] = iter(_TOKEN.findall(html))
        self._absolute, self._known = absolute, known

    def page(self) -> list[str]:
        """The blocks of all there is."""
        return _ended(*self._content(top=True))

    def _blocks(self, said: str) -> list[str]:
        """The blocks inside, where what stands in a sentence between them is a paragraph; or that of what is *said*."""
        return ([text] if (text := self._paragraph(said)) else []) if said else _ended(*self._content())

    def _paragraph(self, said: str) -> str:
        text = self._known.get(said)
        if text is None:
            text = self._inside(said)._content(top=True)[1].paragraph()
            if len(said) < _SHORT and not _OWN_LINK.search(said):
                self._known[said] = text
        return text

    def _inside(self, said: str) -> _Reader:
        """What reads the sentence that is *said* in a block."""
        return _Reader(said, self._absolute, self._known)

    def _content(self, top: bool = False) -> tuple[list[str] | None, _Sentence]:
        """The blocks inside, None when no block stands there, and the sentence after them. *top*: in no element."""
        blocks: list[str] | None = None
        sentence = _Sentence()
        for saying, about, said, _, closes, name, written, text in self._tokens:
            if text:
                sentence.text(_decoded(text))
            elif said:
                if _is_seen(saying, about):
                    blocks = _ended(blocks, sentence)
                    blocks += self._block(saying, said)
                    sentence = _Sentence()
            elif closes:
                if not top:
                    break
            elif name and self._is_read(name, written):
                inside = self._element(name, written, sentence)
                if inside is not None:
                    blocks = _ended(blocks, sentence)
                    blocks += inside
                    sentence = _Sentence()
        return blocks, sentence

    def _element(self, name: str, written: str, sentence: _Sentence) -> list[str] | None:
        """The blocks of an element that stands by itself: a block, or something that holds one. Others are added to
        *sentence*."""
        is_empty = _is_empty(name, written)
        if name in _BLOCKS:
            return (["---"] if name == "hr" else []) if is_empty else self._block(name)
        if is_empty or name in _INLINE:
            sentence.element(name, self._inline(name, written))
            return None
        blocks, inside = self._content()
        if blocks is not None:
            return _ended(blocks, inside)
        sentence.element(name, _marked(name, inside.whole()))
        return None

    def _is_read(self, name: str, written: str) -> bool:
        """Whether a reader sees the element that has opened; if not, it is passed over."""
        if _is_seen(name, written):
            return True
        if not _is_empty(name, written):
            self._raw()
        return False

    def _raw(self) -> str:
        """All text inside."""
        found, depth = [], 0
        for _, _, said, _, closes, name, written, text in self._tokens:
            if text:
                found.append(_decoded(text))
            elif said:
                found.append(self._inside(said)._raw())
            elif closes:
                if not depth:
                    break
                depth -= 1
            elif name and not _is_empty(name, written):
                depth += 1
        return "".join(found)

    def _each(self, *names: str) -> Iterator[tuple[str, str]]:
        """The name of each element called one of *names* that has opened, and what is said in it, where that is all.

        None inside another.
        """
        depth = 0
        for saying, about, said, _, closes, name, written, _ in self._tokens:
            if said:
                if saying in names and _is_seen(saying, about):
                    yield saying, said
            elif closes:
                if not depth:
                    break
                depth -= 1
            elif name and self._is_read(name, written) and not _is_empty(name, written):
                if name in names:
                    yield name, ""
                else:
                    depth += 1

    def _block(self, name: str, said: str = "") -> list[str]:
        """The blocks of the block *name*. *said*: the sentence that is all there is in it."""
        match name:
            case "ul" | "ol":
                return self._list(name)
            case "dl":
                return self._terms()
            case "table":
                return self._table()
            case "pre":
                code = self._raw().replace("\r\n", "\n").replace("\r", "\n").rstrip()
                fence = _fence(code, 3)
                return [f"{fence}\n{code}\n{fence}"]
            case "blockquote":
                quoted = "\n\n".join(self._blocks(said))
                return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                text = self._one_line(said)
                return [f"{'#' * int(name[1])} {text}"] if text else []
            case "summary" | "legend":
                text = self._one_line(said)
                return ([f"**{text}**"] if "**" not in text else [text]) if text else []
        return self._blocks(said)

    def _list(self, name: str) -> list[str]:
        items = []
        for saying, about, said, _, closes, inside, written, _ in self._tokens:
            if said:
                if saying == "li" and _is_seen(saying, about):
                    items.append(self._paragraph(said))
            elif closes:
                break
            elif inside and self._is_read(inside, written) and not _is_empty(inside, written):
                if inside == "li":
                    items.append(_joined(self._blocks("")))
                else:
                    self._raw()
        marks = [f"{number}. " if name == "ol" else "- " for number in range(1, len(items) + 1)]
        lines = [_item(mark, item) for mark, item in zip(marks, items, strict=True) if item]
        return [("\n\n" if any("\n\n" in one for one in lines) else "\n").join(lines)] if lines else []

    def _terms(self) -> list[str]:
        """A list of terms: ``**Term:** explanation``."""
        found: list[str] = []
        for name, said in self._each("dt", "dd"):
            text = " ".join(" ".join(self._blocks(said)).split("\n"))
            if name == "dt":
                found.append(f"- **{text.rstrip(':')}:**")
            elif found:
                found[-1] += f" {text}" if found[-1].endswith(":**") else f"; {text}"
        return ["\n".join(found)] if found else []

    def _table(self) -> list[str]:
        captions, rows = [], []
        for name, said in self._each("caption", "tr"):
            if name == "caption":
                captions.append(self._one_line(said))
            else:
                rows.append([self._one_line(cell).replace("|", "\\|") for _, cell in self._each("th", "td")])
        width = max(map(len, rows), default=0)
        if not width:
            return captions
        full = [row + [""] * (width - len(row)) for row in rows]
        lines = [full[0], ["---"] * width, *full[1:]]
        return [*captions, "\n".join(f"| {' | '.join(line)} |" for line in lines)]

    def _one_line(self, said: str) -> str:
        return " ".join(" ".join(self._blocks(said)).replace("\\\n", " ").split())

    def _inline(self, name: str, written: str) -> str:
        """What an element says in a sentence, whatever stands in it."""
        match name:
            case "br":
                return LineBreak
            case "img":
                alt, source = escaped(_attribute(written, "alt")), self._target(written, "src")
                return f"![{alt}]({source})" if source else alt
            case "code":
                return _code(self._raw())
        text = "" if _is_empty(name, written) else self._phrase()
        target = self._target(written, "href") if name == "a" and text.strip() else ""
        if target:
            return f"[{_spaced(text).strip()}]({target})"
        return f" {text} " if name in _BLOCKS else _marked(name, text)

    def _phrase(self) -> str:
        """All inside as a sentence."""
        sentence = _Sentence()
        for saying, about, said, _, closes, name, written, text in self._tokens:
            if text:
                sentence.text(_decoded(text))
            elif said:
                if _is_seen(saying, about):
                    sentence.element(saying, f" {self._inside(said)._phrase()} ")
            elif closes:
                break
            elif name and self._is_read(name, written):
                sentence.element(name, self._inline(name, written))
        return sentence.whole()

    def _target(self, written: str, name: str) -> str:
        """Where the attribute *name* leads; empty without one, or with a scheme that bodies may not have."""
        link = _attribute(written, name)
        return _allowed(self._absolute(link)) if link else ""


def _ended(blocks: list[str] | None, sentence: _Sentence) -> list[str]:
    """*blocks* with the paragraph that *sentence* is after them."""
    found = [] if blocks is None else blocks
    text = sentence.paragraph()
    if text:
        found.append(text)
    return found


def _item(mark: str, item: str) -> str:
    """*item* of a list with *mark*, further lines below the first."""
    if "\n" not in item:
        return f"{mark}{item}".rstrip()
    whole = mark + item.replace("\n", f"\n{' ' * len(mark)}")
    return "\n".join(line.rstrip() for line in whole.split("\n"))


def _attribute(written: str, name: str) -> str:
    """The value of the attribute *name*; empty without one."""
    return unescape(dict(_ATTRIBUTE.findall(written)).get(name, ""))


def _is_seen(name: str, written: str) -> bool:
    """Whether a reader sees the element *name* with these attributes, before anything is pressed."""
    if name in _LEFT_OUT:
        return False
    if "hidden" not in written and "popover" not in written:
        return True
    found = dict(_ATTRIBUTE.findall(written))
    return not found.keys() & {"popover", "hidden"} and found.get("aria-hidden") != "true"


def _is_empty(name: str, written: str) -> bool:
    return name in _VOID or written[-1:] == "/"


def _decoded(text: str) -> str:
    return _visible(unescape(text)) if "&" in text else text


def _marked(name: str, text: str) -> str:
    """*text* of the element *name* in a sentence."""
    mark, inner = _MARKS.get(name, ""), text.strip()
    if not mark or not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _begun(line: str) -> str:
    """*line* of a paragraph, so that nothing else than a paragraph begins with it."""
    match = _AT_START.match(line)
    if match is None:
        return line
    place = match.start(2) if match[1] else 0
    return f"{line[:place]}\\{line[place:]}"


@lru_cache(maxsize=8192)  # Pages of a site lead to the same pages.
def _allowed(address: str) -> str:
    """*address* in a link or a picture; empty with a scheme that bodies may not have."""
    found = destination(address)
    scheme = _SCHEME.match(found)
    return found if scheme is None or scheme[1].lower() in SAFE_SCHEMES else ""


def _escaped_sign(sign: re.Match[str]) -> str:
    means = sign[0] != "&" or _ENTITY.match(sign.string, sign.start())
    return f"\\{sign[0]}" if means else "&"


def escaped(text: str) -> str:
    """*text* as running text on one line, without a sign that means something in Markdown."""
    return _begun(_SIGNS.sub(_escaped_sign, _spaced(_visible(text)).strip(" ")))


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
