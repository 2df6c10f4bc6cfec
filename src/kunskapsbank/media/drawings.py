"""SVG drawings written anew: of what is read, only what is on the lists here is written, and all of it is inert.

Nothing of the file's own bytes is copied. What comes out is read once more in the same way, and must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..base.texts import Phrase, one_line, phrase
from ..reading.folders import Unreadable
from .dangers import Danger
from .xmldata import SVG, XHTML, Reader, browsers_know

_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS = frozenset(
    """
svg g defs symbol use switch title desc style path rect circle ellipse line polyline polygon text tspan textPath
linearGradient radialGradient stop pattern clipPath mask marker
filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence""".split()
)
"""What draws: shapes, text, colours and filters of SVG 2. Nothing that runs, moves, links or brings pictures along."""

_HOLD_TEXT = frozenset(("text", "tspan", "textPath", "title", "desc"))
_REFER = frozenset("use textPath linearGradient radialGradient pattern filter".split())  #: Whose href means something.

_PROPERTIES = frozenset(
    """
alignment-baseline background background-color baseline-shift clip clip-path clip-rule color color-interpolation
color-interpolation-filters color-rendering direction display dominant-baseline fill fill-opacity fill-rule filter
flood-color flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch
font-style font-variant font-variant-alternates font-variant-caps font-variant-east-asian font-variant-ligatures
font-variant-numeric font-variant-position font-variation-settings font-weight glyph-orientation-horizontal
glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color line-height marker marker-end
marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order shape-rendering stop-color
stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
stroke-width text-align text-anchor text-decoration text-decoration-color text-decoration-line text-decoration-style
text-indent text-orientation text-rendering text-transform transform transform-box transform-origin unicode-bidi
vector-effect visibility white-space word-spacing writing-mode width height x y cx cy r rx ry""".split()
)
"""How things look, as attributes and in style sheets (SVG 2, appendix on properties)."""

_NOT_SHOWN = re.compile(r"-.*|shape-.*|solid-.*|enable-background|cursor|pointer-events|user-select|inline-size")
"""Properties that programs write and that change nothing in a picture: they are left out without a word."""

_ATTRIBUTES = _PROPERTIES | frozenset(
    """
lang role systemLanguage viewBox preserveAspectRatio d points pathLength x1 y1 x2 y2 dx dy rotate textLength
lengthAdjust startOffset method spacing side fx fy fr offset gradientUnits gradientTransform spreadMethod patternUnits
patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight
refX refY orient filterUnits primitiveUnits in in2 result mode type values tableValues slope intercept amplitude
exponent operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode preserveAlpha kernelUnitLength
surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle pointsAtX pointsAtY pointsAtZ
azimuth elevation z scale xChannelSelector yChannelSelector stdDeviation radius baseFrequency numOctaves seed
stitchTiles""".split()
)
_FREE = frozenset("aria-label aria-labelledby aria-describedby aria-hidden aria-roledescription".split())

_NAME = re.compile(r"[\w.:-]+")
_CLASSES = re.compile(r"[\w\s-]*+")
_FRAGMENT = re.compile(r"#[\w.:-]+")
_OWN = re.compile(r"""url\(\s*+(["']?)#([\w.:-]++)\1\s*+\)""")
_VALUE = re.compile(
    r"""(?:url\(\s*+(?:"\#[\w.:-]++"|'\#[\w.:-]++'|\#[\w.:-]++)\s*+\)
    |(?:rgba?|hsla?|matrix|translate[XY]?|scale[XY]?|rotate|skew[XY])\s*+\(
    |\w++|[\s.,+%\#/!*=-]++|\)|"[^"'<>&@\\{}();]*+"|'[^"'<>&@\\{}();]*+')*+""",
    re.X | re.I,
)
"""Numbers, words, colours, quoted names of fonts, harmless functions, and addresses in the drawing itself."""
_SELECTOR = re.compile(r"[\w\s.#*,>-]++")

_CALLED = re.compile(r"[.#]?[\w-]+")
_COMBINED = re.compile(r"[\s>]+")
_INHERITED = re.compile(r"fill|stroke|marker")  #: Properties by which what is inside an element shows something too.

_MAX_LEVELS = 12  #: Parts that use parts that use parts.
_MAX_SHOWN = 300_000  #: Elements, each counted as often as it is used.
_FILTERING = 1000  #: So many elements is one that filters: it works on the whole picture each time.
_PLAIN = phrase("plain-svg")
_STILL = phrase("still-svg")
_CSS = phrase("attributes-for-css")
_WHY = {
    **dict.fromkeys("animate animateMotion animateTransform animateColor set mpath discard".split(), _STILL),
    **dict.fromkeys(("image", "feImage"), phrase("photo-beside-svg")),
    "foreignObject": phrase("text-as-svg"),
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG file written anew."""

    data: bytes  #: Inert, whatever was read.
    dangers: tuple[Danger, ...]  #: What was left out that was dangerous, or that decides how the drawing looks.


def cleaned(data: bytes) -> Drawing:
    """*data*, an SVG file, written anew of what is allowed; what programs add for themselves is left out silently.

    Raises:
        Unreadable: If it is no whole SVG drawing in UTF-8, or grows without end when it is shown.
    """
    drawing = _written(data)
    again = _written(drawing.data)
    if again.dangers or again.data != drawing.data:
        raise Unreadable(phrase("unsafe-drawing"))
    return drawing


def cleaned_svg(data: bytes) -> bytes:
    """The bytes of :func:`cleaned`, which raises the same."""
    return cleaned(data).data


def active_parts_of_svg(data: bytes) -> list[Danger]:
    """The dangers of :func:`cleaned`, which raises the same."""
    return list(cleaned(data).dangers)


def _refuse_no_size(attributes: dict[str, str]) -> None:
    """Raise Unreadable for a drawing that its own root makes nothing of: no page and no sheet can show it."""
    for key in ("width", "height", "viewBox"):
        sides = attributes.get(key, "").replace(",", " ").split()[-2:]  # A viewBox ends with its width and height.
        if any(map(_ZERO.fullmatch, sides)):
            raise Unreadable(phrase("picture-without-size", key=key, value=one_line(attributes[key])))


_ZERO = re.compile(r"(?:-[0-9.]+|\+?0*\.?0+)(?:[a-z]+|%)?")


def _written(data: bytes) -> Drawing:
    writer = _Writer()
    writer.reader.read(data, phrase("svg-picture"))
    writer.nodes.judge()
    return Drawing(f"{''.join(writer.out)}\n".encode(), tuple(writer.dangers))


class _Writer:
    """Writes what a :class:`Reader` reads, if it is allowed."""

    def __init__(self) -> None:
        self.reader = Reader(self._start, self._end, self._text)
        self.out: list[str] = []
        self.dangers: list[Danger] = []
        self.nodes = _Nodes()
        self._open: list[str] = []  #: The elements that are written and not ended.
        self._left_out = 0  #: How many elements deep we are in something that is not written.
        self._begun = False  #: The last tag lacks its end, for it may be empty.
        self._style: list[str] = []  #: What a <style> has said so far.
        self._selecting: frozenset[str] | None = None  #: Whom the rule of a <style> is for that is read now.

    def _start(self, space: str, name: str, attributes: dict[str, str]) -> None:
        if not self._open and not self._left_out and (space, name) != (SVG, "svg"):
            raise Unreadable(phrase("not-svg", namespace=SVG))
        if not self._open and not self._left_out:
            _refuse_no_size(attributes)
        if self._left_out or not self._allowed(space, name):
            self._left_out += 1
            return
        self._finish_tag()
        self.out.append(f"<{name}")
        if not self._open:
            self.out += [f' xmlns="{SVG}"', ""]
        self._open.append(name)
        self.nodes.open(name)
        for key, value in self._kept(name, attributes):
            self.out.append(f' {key}="{_escaped(value)}"')
        self._begun = True

    def _allowed(self, space: str, name: str) -> bool:
        if self._open and self._open[-1] == "style":
            self._tell(phrase("inside-style", name=name), _PLAIN)
        elif space == SVG and name != "metadata" and name not in _ELEMENTS:
            self._tell(phrase("element", name=name), _WHY.get(name, _PLAIN))
        elif space != SVG and browsers_know(space):
            self._tell(
                phrase("html-element", name=name) if space == XHTML else phrase("element-of", name=name, space=space),
                _PLAIN,
            )
        else:
            return space == SVG and name != "metadata"
        return False

    def _kept(self, element: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The attributes to write, named as they are written."""
        for full, value in attributes.items():
            space, _, name = full.rpartition(" ")
            if space == _XLINK and name == "href":
                self.out[2] = f' xmlns:xlink="{_XLINK}"'
                yield from self._reference("xlink:href", element, value)
            elif space == _XML and ((name == "space" and value in ("default", "preserve")) or name == "lang"):
                yield f"xml:{name}", value
            elif browsers_know(space):
                self._tell(phrase("attribute-of", name=name, space=space), _PLAIN)
            elif not space:
                yield from self._plain(element, name, value)

    def _plain(self, element: str, name: str, value: str) -> Iterator[tuple[str, str]]:
        if name == "href":
            yield from self._reference(name, element, value)
        elif name == "style":
            kept = self._declarations(value)
            yield from [("style", kept)] if kept else []
        elif name == "id":
            self.nodes.name(value)
            self.nodes.call(f"#{value}")
            yield from [(name, value)] if _NAME.fullmatch(value) else []
        elif name == "class":
            self.nodes.call(*(f".{one}" for one in value.split()))
            yield from [(name, value)] if _CLASSES.fullmatch(value) else []
        elif name in _FREE:
            yield name, value
        elif name.lower().startswith("on"):
            self._tell(phrase("attribute-with", name=name, value=value), _PLAIN)
        elif name == "requiredExtensions":
            self._tell(phrase("hiding-attribute", name=name), _PLAIN)
        elif name in _ATTRIBUTES and element != "style":
            yield from [(name, value)] if self._harmless(name, value) else []

    def _reference(self, key: str, element: str, value: str) -> Iterator[tuple[str, str]]:
        if element not in _REFER:
            return
        if _FRAGMENT.fullmatch(value.strip()):
            self.nodes.refer(value.strip()[1:])
            yield key, value.strip()
        else:
            self._tell(phrase("foreign-reference", element=element, key=key, value=value), _PLAIN)

    def _harmless(self, name: str, value: str) -> bool:
        if not _VALUE.fullmatch(value):
            self._tell(phrase("attribute-with", name=name, value=value), _PLAIN)
            return False
        for _, target in _OWN.findall(value):
            self.nodes.refer(target, _INHERITED.match(name) is not None, self._selecting)
        return True

    def _declarations(self, text: str) -> str:
        """What is allowed of ``key: value; …``."""
        kept = []
        for one in _without_comments(text).split(";"):
            key, _, value = (part.strip() for part in one.partition(":"))
            key = key.lower()
            if not one.strip() or _NOT_SHOWN.fullmatch(key):
                continue
            if key not in _PROPERTIES:
                self._tell(phrase("css-property", key=key), _CSS)
            elif self._harmless(key, value):
                kept.append(f"{key}:{value}")
        return ";".join(kept)

    def _sheet(self, text: str) -> str:
        """What is allowed of a style sheet."""
        rules = []
        for one in _without_comments(text).split("}"):
            selector, brace, declarations = (part.strip() for part in one.partition("{"))
            if not one.strip():
                continue
            if not brace or not _SELECTOR.fullmatch(selector):
                self._tell(phrase("css-rule", selector=selector), _CSS)
                continue
            self._selecting = frozenset(map(_chosen, selector.split(",")))
            if kept := self._declarations(declarations):
                rules.append(f"{selector}{{{kept}}}")
        self._selecting = None
        return "\n".join(rules)

    def _text(self, text: str) -> None:
        if self._left_out or not self._open:
            return
        if self._open[-1] == "style":
            self._style.append(text)
        elif self._open[-1] in _HOLD_TEXT:
            self._finish_tag()
            self.out.append(_escaped(text, quoted=False))

    def _end(self) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        name = self._open.pop()
        self.nodes.close()
        if name == "style":
            sheet, self._style = self._sheet("".join(self._style)), []
            if sheet:
                self._finish_tag()
                self.out.append(_escaped(sheet, quoted=False))
        self.out.append("/>" if self._begun else f"</{name}>")
        self._begun = False

    def _finish_tag(self) -> None:
        if self._begun:
            self.out.append(">")
        self._begun = False

    def _tell(self, what: Phrase, hint: Phrase) -> None:
        self.dangers.append(self.reader.danger(what, hint))


def _chosen(selector: str) -> str:
    """What an element must be called for *selector* to be about it: ``.class``, ``#id``, its name, or ``*`` for any."""
    names = _CALLED.findall((_COMBINED.split(selector.strip()) or [""])[-1])
    return next((one for one in names if one[0] in ".#"), names[0] if names else "*")


class _Nodes:
    """How often each element is shown, when parts of a drawing use other parts."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._weights: list[int] = []
        self._path: list[int] = []
        self._names: dict[str, int] = {}
        self._called: dict[str, list[int]] = {}
        self._uses: list[tuple[int, str, bool]] = []
        self._rules: list[tuple[str, str, bool]] = []

    def open(self, name: str) -> None:
        """An element *name* begins inside the one that is open."""
        self._parents.append(self._path[-1] if self._path else -1)
        self._weights.append(_FILTERING if name.startswith("fe") else 1)
        self._path.append(len(self._parents) - 1)
        self.call("*", name)

    def close(self) -> None:
        """The element that is open ends."""
        self._path.pop()

    def name(self, name: str) -> None:
        """The element that is open is called *name*."""
        self._names.setdefault(name, self._path[-1])

    def call(self, *names: str) -> None:
        """The element that is open is one that a style sheet means by any of *names*; see :func:`_chosen`."""
        for name in names:
            self._called.setdefault(name, []).append(self._path[-1])

    def refer(self, name: str, inherited: bool = False, selecting: frozenset[str] | None = None) -> None:
        """The element that is open shows the one called *name*, and with *inherited* so does all that is in it.

        *selecting*: those do that a style sheet means by these names, rather than the element that is open.
        """
        if selecting is None:
            self._uses.append((self._path[-1], name, inherited))
        else:
            self._rules += [(one, name, inherited) for one in selecting]

    def judge(self) -> None:
        """Refuse a drawing that grows without end.

        Raises:
            Unreadable: If it does.
        """
        rules = dict.fromkeys(self._rules)
        if sum(len(self._called.get(one, ())) for one, _, _ in rules) > _MAX_SHOWN:
            raise Unreadable(phrase("endless-drawing"))
        for called, name, inherited in rules:
            self._uses += [(node, name, inherited) for node in self._called.get(called, ())]
        inside = self._shown([one for one in self._uses if not one[2]], [1] * len(self._parents))
        self._shown(self._uses, inside)

    def _shown(self, uses: list[tuple[int, str, bool]], inside: list[int]) -> list[int]:
        """How many elements each one shows, itself too, with what *uses* say.

        *inside*: how many there are in each for which what it shows is shown once more.

        Raises:
            Unreadable: If there is no end to it.
        """
        shown: list[int] = []
        for _ in range(_MAX_LEVELS):
            before, shown = shown, list(self._weights)
            for user, name, inherited in uses:
                target = self._names.get(name)
                if before and target is not None:
                    shown[user] += before[target] * (inside[user] if inherited else 1)
            for node in range(len(shown) - 1, 0, -1):
                shown[self._parents[node]] += shown[node]
            if shown[0] > _MAX_SHOWN:
                break
            if shown == before:
                return shown
        raise Unreadable(phrase("endless-drawing"))


def _without_comments(text: str) -> str:
    """*text*, a style, without ``/* … */``; an open comment stays, and is then no style that is allowed."""
    kept, at = [], 0
    while (start := text.find("/*", at)) >= 0 and (end := text.find("*/", start + 2)) >= 0:
        kept.append(text[at:start])
        at = end + 2
    return " ".join([*kept, text[at:]])


_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_TEXT = str.maketrans(_ESCAPES)
_IN_QUOTES = str.maketrans({**_ESCAPES, '"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def _escaped(text: str, *, quoted: bool = True) -> str:
    return text.translate(_IN_QUOTES if quoted else _IN_TEXT)
