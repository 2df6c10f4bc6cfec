"""XML read strictly: UTF-8, no entities, and nothing in it that a browser would run.

A browser that is sent XML makes a page of it when a namespace in it says so, whatever the file is called.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from ..base.texts import Phrase, phrase
from ..reading.folders import Unreadable
from .dangers import Danger

XHTML = "http://www.w3.org/1999/xhtml"
SVG = "http://www.w3.org/2000/svg"
_SHOWN = {  #: Namespaces that browsers make pages of, or run.
    XHTML: "HTML",
    SVG: "SVG",
    "http://www.w3.org/1998/Math/MathML": "MathML",
    "http://www.w3.org/1999/XSL/Transform": "XSLT",
    "http://www.w3.org/2001/xml-events": "XML Events",
    "http://www.mozilla.org/xbl": "XBL",
    "http://www.mozilla.org/keymaster/gatekeeper/there.is.only.xul": "XUL",
}
MAX_DEPTH = 200  #: Elements inside each other; browsers stop at some thousands, other programs fall over before.


def browsers_know(space: str) -> bool:
    """Whether browsers make something of the elements and attributes in the namespace *space*."""
    return space in _SHOWN


class Reader:
    """One pass over an XML file, with the place of what is being read.

    *on_start* is called with namespace (empty without one), local name and attributes, *on_end* and *on_text* as usual.
    Names in the attributes are "namespace local", or just the local name.
    """

    def __init__(
        self,
        on_start: Callable[[str, str, dict[str, str]], None],
        on_end: Callable[[], None] = lambda: None,
        on_text: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._on_start, self._on_end = on_start, on_end
        self._depth = 0
        self._parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler = on_text
        self._parser.StartDoctypeDeclHandler = _no_declarations
        self._parser.SkippedEntityHandler = _no_entity

    def refuse(
        self, doctype: Callable[[], None], instruction: Callable[[str], None], declared: Callable[[str], None]
    ) -> Reader:
        """Call these for any DOCTYPE, for a processing instruction (its name) and for the encoding that is declared."""
        self._parser.StartDoctypeDeclHandler = lambda *given: doctype()
        self._parser.ProcessingInstructionHandler = lambda name, data: instruction(name)
        self._parser.XmlDeclHandler = lambda version, encoding, alone: declared(encoding or "utf-8")
        return self

    def read(self, data: bytes, called: Phrase) -> None:
        """Read all of *data*, a file of the sort *called*.

        Raises:
            Unreadable: If it is not whole XML in UTF-8, has entities of its own, or elements too deep in each other.
        """
        try:
            if "\0" in data.decode("utf-8"):  # The parser would take it for UTF-16.
                raise Unreadable(phrase("not-utf8-xml", called=called))
            self._parser.Parse(data, True)
        except UnicodeDecodeError:
            raise Unreadable(phrase("not-utf8-xml", called=called)) from None
        except expat.ExpatError as error:
            raise Unreadable(phrase("not-whole-xml", called=called, line=error.lineno)) from None

    def danger(self, what: Phrase, hint: Phrase) -> Danger:
        """*what* at the place that is being read."""
        return Danger(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1, what, hint)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unreadable(phrase("deep-xml", most=MAX_DEPTH))
        space, _, local = name.rpartition(" ")
        self._on_start(space, local, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._on_end()


def _no_declarations(name: str, system: str | None, public: str | None, has_declarations: bool) -> None:
    """A DOCTYPE that only names its sort, as drawing programs write, is passed over."""
    if has_declarations:
        raise Unreadable(phrase("doctype-with-rules"))


def _no_entity(name: str, is_parameter: bool) -> None:
    raise Unreadable(phrase("unknown-entity", name=name))


def _is_translation(space: str, name: str, attributes: dict[str, str]) -> bool:
    """Whether an element says where a page is in another language, as site maps do: that shows and fetches nothing."""
    told = attributes.keys() == {"rel", "hreflang", "href"} and attributes["rel"] == "alternate"
    return (space, name) == ("http://www.w3.org/1999/xhtml", "link") and told


def active_parts_of_xml(data: bytes) -> list[Danger]:
    """What would make a browser show or run *data*, an XML file that is published as it is.

    Raises:
        Unreadable: If it is not whole XML in UTF-8, or has entities of its own.
    """
    found: list[Danger] = []
    hint = phrase("plain-xml")

    def start(space: str, name: str, attributes: dict[str, str]) -> None:
        used = {space, *(attribute.rpartition(" ")[0] for attribute in attributes)}
        for one in sorted(filter(browsers_know, used)) if not _is_translation(space, name, attributes) else ():
            found.append(reader.danger(phrase("shown-element", name=name, sort=_SHOWN[one]), hint))

    def doctype() -> None:
        found.append(reader.danger(phrase("a-doctype"), phrase("remove-it")))

    def instruction(name: str) -> None:
        found.append(reader.danger(phrase("an-instruction", name=name), phrase("remove-it")))

    def declared(encoding: str) -> None:
        if encoding.lower() != "utf-8":
            raise Unreadable(phrase("says-not-utf8", encoding=encoding))

    reader = Reader(start).refuse(doctype, instruction, declared)
    reader.read(data, phrase("xml-file"))
    return found
