"""Bad inputs as data: what lies where, and what is said about it.

The museum holds mistakes that editors make in records. Here stand the inputs that git, an editor's program or a file
system would spoil or hide, those made to harm, and those in ``docs/``. Each is one project in itself.
"""

from __future__ import annotations

import io
import os
import socket
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image

from kunskapsbank.reading.folders import MAX_FOLDERS_DEEP
from kunskapsbank.reading.front_matter import MAX_FILE_BYTES

PROV = "content/begrepp/prov.md"
Make = Callable[[Path], None]  #: Makes the bad input at a path.


@dataclass(frozen=True)
class Case:
    """One bad input."""

    name: str  #: A sentence that says what is bad.
    data: bytes | Make
    expected: tuple[str, ...]  #: ``line:column code`` of each error, or ``path:line:column code`` elsewhere.
    path: str = PROV


def record(body: str = "", *lines: str) -> bytes:
    """A record without mistakes, with more keys and a body that starts at line 9."""
    front = [
        "titel: Prov",
        "ingress: Ett prov.",
        "synonymer: [prov]",
        "begrepp: [felfri]",
        "kallor: [{url: 'https://www.skolverket.se/'}]",
        *lines,
    ]
    return "\n".join(["---", *front, "---", "", body, ""]).encode()


FRONT = "ingress: Ett prov.\nsynonymer: [prov]\nbegrepp: [felfri]\nkallor: [{url: 'https://www.skolverket.se/'}]"


def front(*lines: str) -> bytes:
    """A record whose front matter starts with *lines*."""
    return "\n".join(["---", *lines, FRONT, "---", ""]).encode()


def bad_front(name: str, expected: str, *lines: str) -> Case:
    return Case(name, front(*lines), (expected,))


def bad_body(name: str, expected: str, body: str) -> Case:
    return Case(name, record(body), tuple(expected.split("; ")))


def bad_bytes(name: str, expected: str, data: bytes) -> Case:
    return Case(name, data, (expected,))


def bad_file(name: str, path: str, code: str, data: bytes | Make = b"x") -> Case:
    return Case(name, data, (f"1:1 {code}",), path)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def listener(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # The path of a socket may have 107 bytes.
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def link_to(target: str) -> Make:
    return lambda path: path.symlink_to(target)


def sparse(size: int) -> Make:
    """A file that is large without taking room."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def deep(path: Path) -> None:
    for number in range(MAX_FOLDERS_DEEP + 1):
        path /= str(number)
        path.mkdir(parents=True)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def picture(form: str, size: tuple[int, int] = (4, 4)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, form)
    return out.getvalue()


PNG_BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(bytes(10**6)))
    + chunk(b"IEND", b"")
)


def svg(inside: str, before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg">\n{inside}\n</svg>\n'.encode()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda made: None, **options: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    out = io.BytesIO()
    made.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def with_attachment(made: pikepdf.Pdf) -> None:
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ")


BILLION_LAUGHS = "<!DOCTYPE svg [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;'>]>\n"

ENCODINGS = [
    bad_bytes("Latin-1", "2:8 not-utf8", "---\ntitel: Åäö\n---\n".encode("latin-1")),
    bad_bytes("Windows-1252 quotation marks", "2:8 not-utf8", "---\ntitel: ”Å”\n---\n".encode("cp1252")),
    bad_bytes("Mac Roman", "2:8 not-utf8", "---\ntitel: Åäö\n---\n".encode("mac-roman")),
    bad_bytes("UTF-16 with a mark", "1:1 not-utf8", record().decode().encode("utf-16")),
    bad_bytes("UTF-16 big-endian with a mark", "1:1 not-utf8", b"\xfe\xff" + record().decode().encode("utf-16-be")),
    bad_bytes("UTF-16 without a mark", "1:2 forbidden-character", record().decode().encode("utf-16-le")),
    bad_bytes("UTF-32", "1:1 not-utf8", record().decode().encode("utf-32")),
    bad_bytes("UTF-7 is ASCII without a front matter", "1:1 missing-front-matter", "Å---".encode("utf-7")),
    bad_bytes("overlong UTF-8", "2:8 not-utf8", b"---\ntitel: \xc0\xaf\n---\n"),
    bad_bytes("a surrogate in UTF-8", "2:8 not-utf8", b"---\ntitel: \xed\xa0\x80\n---\n"),
    bad_bytes("a character above the last", "2:8 not-utf8", b"---\ntitel: \xf5\x80\x80\x80\n---\n"),
    bad_bytes("a character cut at the end of the file", "4:1 not-utf8", b"---\ntitel: A\n---\n\xc3"),
    bad_bytes("two byte order marks", "1:1 forbidden-character", b"\xef\xbb\xbf" * 2 + record()),
    bad_bytes("gzip", "1:2 not-utf8", b"\x1f\x8b\x08\x00\x00"),
    bad_bytes("a zip archive, as Word saves", "1:1 not-a-text-file", b"PK\x03\x04\x14\x00"),
    bad_bytes("nothing", "1:1 missing-front-matter", b""),
    bad_bytes("a line break and nothing", "1:1 missing-front-matter", b"\n"),
    bad_bytes("only NUL bytes", "1:1 forbidden-character", bytes(64)),
    bad_bytes("three hyphens and nothing", "1:1 unclosed-front-matter", b"---"),
    bad_bytes("four hyphens", "1:1 missing-front-matter", b"----\ntitel: A\n----\n"),
    bad_bytes("a space before the hyphens", "1:1 missing-front-matter", b" ---\ntitel: A\n---\n"),
    bad_bytes("TOML", "1:1 missing-front-matter", b"+++\ntitel = 'A'\n+++\n"),
    bad_bytes("JSON", "1:1 missing-front-matter", b'{"titel": "A"}'),
    bad_bytes("a conflict that git left", "1:1 missing-front-matter", b"<<<<<<< HEAD\n" + record()),
]

CHARACTERS = [
    bad_body(f"U+{ord(char):04X}, {name}", "9:4 forbidden-character", f"Ord{char}ord.")
    for char, name in [
        ("\0", "NUL"),
        ("\x07", "a bell"),
        ("\x08", "a backspace"),
        ("\x0b", "a vertical tab"),
        ("\x0c", "a new page"),
        ("\x1b", "an escape that colours a terminal"),
        ("\x7f", "delete"),
        ("\x85", "a next line"),
        ("\x9b", "an escape in one byte"),
        ("\u061c", "an Arabic letter mark"),
        ("\u200b", "a space without width"),
        ("\u200e", "a left-to-right mark"),
        ("\u200f", "a right-to-left mark"),
        ("\u202a", "an embedding"),
        ("\u202e", "an override that turns the text"),
        ("\u2028", "a line mark"),
        ("\u2029", "a paragraph mark"),
        ("\u2060", "a joiner without width"),
        ("\u2066", "an isolate"),
        ("\u2069", "an isolate's end"),
        ("\ue000", "a private character"),
        ("\ufeff", "a byte order mark"),
        ("\uffff", "no character"),
        ("\U000e0041", "a tag that hides text"),
    ]
]

FRONT_MATTER = [
    bad_front("an anchor", "2:8 anchor-or-alias", "titel: &a Prov"),
    bad_front("an alias to nothing", "2:8 anchor-or-alias", "titel: *a"),
    bad_front("an anchor on a list", "2:10 anchor-or-alias", "osakert: &a [x]"),
    bad_front("an anchor on a key", "2:1 anchor-or-alias", "&a titel: Prov"),
    bad_front("a merge key", "2:5 anchor-or-alias", "<<: *a"),
    bad_front("a tag that builds a Python object", "2:8 yaml-tag", "titel: !!python/object/apply:os.system ['id']"),
    bad_front("a tag of YAML's own", "2:8 yaml-tag", "titel: !!str Prov"),
    bad_front("a tag on a list", "2:10 yaml-tag", "osakert: !x [a]"),
    bad_front("a list nine levels deep", "2:17 too-deep", f"osakert: {'[' * 9}{']' * 9}"),
    bad_front("groups inside each other", "2:36 too-deep", f"titel: {'{a: ' * 8}x{'}' * 8}"),
    bad_front("a list that never ends", "2:8 invalid-yaml", "titel: [Prov"),
    bad_front("a group that never ends", "2:8 invalid-yaml", "titel: {Prov"),
    bad_front("a quotation that never ends", "2:8 invalid-yaml", 'titel: "Prov'),
    bad_front("an unknown escape", "2:10 invalid-yaml", r'titel: "P\q"'),
    bad_front("an escape that makes half a character", "2:11 invalid-yaml", r'titel: "\uD800"'),
    bad_front("an escape that turns the writing direction", "2:8 forbidden-character", r'titel: "A\u202eB"'),
    bad_front("an escape that colours a terminal, by its number", "2:8 forbidden-character", r'titel: "A\x1b[31mB"'),
    bad_front("a tab as indentation", "3:1 tab-indentation", "osakert:", "\t- x"),
    bad_front("a key without a value", "3:8 invalid-yaml", "titel"),
    bad_front("a colon in a title", "2:18 invalid-yaml", "titel: Validering: vad"),
    bad_front("an at sign first", "2:8 invalid-yaml", "titel: @prov"),
    bad_front("a backtick first", "2:8 invalid-yaml", "titel: `prov`"),
    bad_front("a percent sign first", "2:8 invalid-yaml", "titel: %prov"),
    bad_front("a directive", "5:1 invalid-yaml", "titel: Prov", "...", "%YAML 1.2"),
    bad_front("the same key twice", "3:1 duplicate-key", "titel: Prov", "titel: Annat"),
    bad_front("the same key in quotation marks", "3:1 duplicate-key", "titel: Prov", "'titel': Annat"),
    bad_front("a list as key", "2:3 invalid-yaml", "? [a]", ": b"),
    Case(
        "blocks larger than the limit",
        front("titel: Prov", "osakert:", *(["  - " + "ord " * 250] * 33)),
        ("1:1 front-matter-too-large",),
    ),
    bad_front("an unknown key", "3:1 unknown-key", "titel: Prov", "__class__: x"),
    bad_front("a key that is a template", "3:1 unknown-key", "titel: Prov", "'{{ 7 * 7 }}': x"),
    bad_front("a key of nothing", "3:1 unknown-key", "titel: Prov", "'': x"),
    bad_front("a title of a list", "2:1 invalid-value", "titel: [Prov]"),
    bad_front("a title of several lines", "2:8 invalid-value", "titel: |", "  Rad ett", "  rad två"),
    bad_front("a title of nothing", "2:8 invalid-value", "titel: ''"),
    bad_front("a title of spaces", "2:8 invalid-value", "titel: '   '"),
    bad_front("a title too long", "2:8 invalid-value", f"titel: {'ord ' * 2000}"),
    bad_front("a date that does not exist", "3:11 invalid-value", "titel: Prov", "granskad: 2024-11-31"),
    bad_front("a date in other digits", "3:11 invalid-value", "titel: Prov", "granskad: ２０２４-01-01"),
    bad_front("a date after zip files' last", "3:11 invalid-value", "titel: Prov", "granskad: 9999-12-31"),
    bad_front("a date before zip files' first", "3:11 invalid-value", "titel: Prov", "granskad: 1926-05-01"),
    bad_front("a date of year 0", "3:11 invalid-value", "titel: Prov", "granskad: 0000-01-01"),
    bad_front("an id that leaves the folder", "3:13 invalid-value", "titel: Prov", "relaterat: [../../etc/passwd]"),
    bad_front("an id with markup", "3:14 invalid-value", "titel: Prov", "malgrupper: ['<script>']"),
    bad_front("an id in capitals", "3:14 invalid-value", "titel: Prov", "malgrupper: [KOMVUX]"),
    bad_front("an id that is not there", "3:14 broken-reference", "titel: Prov", "malgrupper: [finns-inte]"),
    bad_front("a status of one's own", "3:9 invalid-value", "titel: Prov", "status: hemlig"),
    Case(
        "a source whose address is a script",
        record().replace(b"https://www.skolverket.se/", b"javascript:alert(1)"),
        ("6:16 invalid-value",),
    ),
    Case(
        "a source whose address is data",
        record().replace(b"https://www.skolverket.se/", b"data:text/html,x"),
        ("6:16 invalid-value",),
    ),
    Case(
        "a source whose address has a bracket that never ends",
        record().replace(b"https://www.skolverket.se/", b"https://[abc/"),
        ("6:16 invalid-value",),
    ),
    Case(
        "a source whose address turns into another",
        record().replace(b"https://www.skolverket.se/", "https://e\u2100.se/".encode()),
        ("6:16 invalid-value",),
    ),
    Case(
        "a source whose address leaves its attribute",
        record().replace(b"https://www.skolverket.se/", b'https://a.se/" onclick="alert(1)'),
        ("6:16 invalid-value",),
    ),
]

SEAMS = [
    Case(f"B1: {name}", data, (f"{line}:1 front-matter-ends-early",), path)
    for name, line, data, path in [
        ("a stray line of hyphens before the status", 7, record(body="status: utkast\n---"), PROV),
        ("a stray line of hyphens and spaces", 3, f"---\ntitel: Prov\n---  \n{FRONT}\n---\n".encode(), PROV),
        ("a stray line inside a list", 3, f"---\nosakert:\n---\n  - x\ntitel: Prov\n{FRONT}\n---\n".encode(), PROV),
        ("two front matters", 7, record() + f"---\ntitel: Prov\n{FRONT}\n---\n".encode(), PROV),
        ("a front matter that ends in dots below a stray line", 7, record(body="status: utkast\n..."), PROV),
        ("a key after a comment below a stray line", 7, record(body="# Glöm inte\nstatus: utkast\n---"), PROV),
        ("a misspelt key below a stray line", 7, record(body="statsu: utkast\n---"), PROV),
        ("a key in capitals below a stray line", 7, record(body="STATUS: utkast\n---"), PROV),
        ("a key in quotation marks below a stray line", 7, record(body='"status" : utkast\n---'), PROV),
        ("a key below the only end", 7, record(body="avpubliceras: 2020-01-01\n\nText."), PROV),
        (
            "a frame page's key below a stray line",
            4,
            b"---\ntitle: A\ndescription: B\n---\nindexeras: false\n---\n",
            "docs/strack.md",
        ),
    ]
]

BODIES = [
    bad_body("a script", "9:1 html-in-body", "<script>alert(1)</script>"),
    bad_body("a script in capitals", "9:1 html-in-body", "<ScRiPt>alert(1)</sCrIpT>"),
    bad_body("a script inside a word", "9:4 html-in-body", "Ord<script>alert(1)</script>ord."),
    bad_body("a script in a heading", "9:4 html-in-body", "## <script>alert(1)</script>"),
    bad_body("a script in a table", "11:3 html-in-body", "| a |\n|---|\n| <script>alert(1)</script> |"),
    bad_body("a script in a list", "9:3 html-in-body", "- <script>alert(1)</script>"),
    bad_body("a script in a quotation", "9:3 html-in-body", "> <script>alert(1)</script>"),
    bad_body("a script in a footnote", "11:7 html-in-body", "Ord.[^1]\n\n[^1]: <script>alert(1)</script>"),
    bad_body("a script in a link's text", "9:2 html-in-body", "[<script>alert(1)</script>](https://a.se/)"),
    bad_body("a picture with an event", "9:1 html-in-body", "<img src=x onerror=alert(1)>"),
    bad_body("a picture with an event on several lines", "9:1 html-in-body", "<img\nsrc=x\nonerror=alert(1)>"),
    bad_body("a drawing with an event among words", "9:1 html-in-body", "<svg/onload=alert(1)>"),
    bad_body("a frame", "9:1 html-in-body", "<iframe src='https://a.se/'></iframe>"),
    bad_body("a form", "9:1 html-in-body", "<form action='https://a.se/'></form>"),
    bad_body("a style", "9:1 html-in-body", "<style>*{display:none}</style>"),
    bad_body("a style sheet from elsewhere", "9:1 html-in-body", "<link rel=stylesheet href='https://a.se/a.css'>"),
    bad_body("a change of all addresses", "9:1 html-in-body", "<base href='https://a.se/'>"),
    bad_body("a redirect", "9:1 html-in-body", "<meta http-equiv=refresh content='0;url=https://a.se/'>"),
    bad_body("an object", "9:1 html-in-body", "<object data='a.swf'></object>"),
    bad_body(
        "mathematics with a link",
        "9:1 html-in-body; 9:7 html-in-body",
        "<math><mtext href='javascript:alert(1)'></mtext></math>",
    ),
    bad_body("a comment that never ends", "9:1 html-in-body", "<!-- glöm"),
    bad_body("a processing instruction", "9:1 html-in-body", "<?php system('id') ?>"),
    bad_body("a document type", "9:1 html-in-body", "<!DOCTYPE html>"),
    bad_body("CDATA", "9:1 html-in-body", "<![CDATA[<b>]]>"),
    bad_body("an element of one's own", "9:1 html-in-body", "<x-prov onclick=alert(1)>a</x-prov>"),
    bad_body("an allowed tag with an event", "9:1 html-in-body", '<kbd onclick="alert(1)">a</kbd>'),
    bad_body("an allowed tag with a style", "9:1 html-in-body", '<mark style="position:fixed">a</mark>'),
    bad_body("an allowed tag with an id", "9:1 html-in-body", '<span id="sok">a</span>'),
    bad_body("an allowed tag with a class", "9:1 html-in-body", '<span class="knapp">a</span>'),
    bad_body("an allowed tag that never ends", "9:5 unpaired-tag", "Ett <kbd>a"),
    bad_body("an end without a beginning", "9:6 unpaired-tag", "Ett a</kbd>"),
    bad_body("a tag that ends in another paragraph", "9:1 unpaired-tag; 11:2 unpaired-tag", "<q>a\n\nb</q>"),
    bad_body("a link to a script", "9:5 dangerous-link", "[a](javascript:alert(1))"),
    bad_body("a link to a script in entities", "9:5 dangerous-link", "[a](&#x6a;avascript&#58;alert(1))"),
    bad_body("a link to a script with a tab", "9:6 dangerous-link", "[a](<java\tscript:alert(1)>)"),
    bad_body("a link to a script in angle brackets", "9:2 dangerous-link", "<javascript:alert(1)>"),
    bad_body("a link to a script by reference", "11:6 dangerous-link", "[a][b]\n\n[b]: javascript:alert(1)"),
    bad_body("a link to a script by short reference", "11:6 dangerous-link", "[b]\n\n[b]: javascript:alert(1)"),
    bad_body("a link to Visual Basic", "9:5 dangerous-link", "[a](vbscript:msgbox(1))"),
    bad_body("a link to data", "9:5 dangerous-link", "[a](data:text/html;base64,PHNjcmlwdD4=)"),
    bad_body("a link to a file", "9:5 dangerous-link", "[a](file:///etc/passwd)"),
    bad_body("a link to a blob", "9:5 dangerous-link", "[a](blob:https://a.se/1)"),
    bad_body("a link without a scheme", "9:5 dangerous-link", "[a](//a.se/)"),
    bad_body("a link without a scheme, with backslashes", "9:5 broken-link; 9:5 dangerous-link", "[a](\\\\\\\\a.se/)"),
    bad_body("a link in our own hand", "9:5 dangerous-link", "[a](term:begrepp/felfri)"),
    bad_body("a link over ftp", "9:2 dangerous-link", "<ftp://a.se/>"),
    bad_body("a link that leaves the project", "9:5 broken-link", "[a](../../../../etc/passwd)"),
    *(
        bad_body(f"A11: a link to {link}", "9:5 broken-link", f"[a]({link})")
        for link in (
            "../projekt.md",
            "../index.md",
            "../begrep.md",
            "../begrepp/index.md",
            "../../index.md",
            "../begrepp.md#x",
            "../../content/begrep.md",
            "../.md",
            "..",
            ".",
            "../",
            "felfr.md/prov.md",
        )
    ),
    bad_body("a link to nothing", "9:5 broken-link", "[a](finns-inte.md)"),
    bad_body("a link to a template", "9:5 broken-link", "[a]({{config}})"),
    bad_body("a link to a page that is not there", "9:5 broken-page-link", "[a](/finns/inte/)"),
    bad_body("a picture of a script", "9:6 dangerous-link", "![a](javascript:alert(1))"),
    bad_body("a picture of data", "9:6 dangerous-link", "![a](data:image/svg+xml,<svg/onload=alert(1)>)"),
    bad_body("a picture from elsewhere", "9:6 foreign-image", "![a](https://a.se/a.png)"),
    bad_body("a picture without words", "9:1 missing-alt-text; 9:5 broken-link", "![](a.png)"),
    bad_body("a title on the highest level", "9:1 top-heading-in-body", "# Prov"),
    bad_body("a heading that skips a level", "9:1 skipped-heading-level", "#### Prov"),
    bad_body(
        "a heading that skips a level, after one in a quotation",
        "13:1 skipped-heading-level",
        "> ## Citat\n\n## A\n\n#### B\n\n## C",
    ),
    bad_body(
        "a heading that skips a level in a list",
        "13:5 skipped-heading-level",
        "## A\n\n- punkt\n\n    #### B\n\n#### C",
    ),
    bad_body("a title in a list in a quotation", "11:1 top-heading-in-body", "Text.\n\n> 1. # Titel"),
    bad_body(
        "a heading that skips a level, after one without words",
        "9:1 empty-heading; 14:1 skipped-heading-level",
        "##\n\nA\n---\n\n#### B\n\n## C",
    ),
    bad_body(
        "headings without words",
        "9:1 empty-heading; 9:17 broken-link; 11:1 empty-heading",
        "## ![dekorativ](a.png)\n\n## <br>",
    ),
    bad_body("code that never ends", "9:1 unclosed-code-block", "```\nkod"),
    bad_body("a paragraph without end", "9:1 too-long-text", "ord " * 30_000),
    bad_body("20 000 brackets", "9:51 nested-brackets", "[" * 20_000),
    bad_body("20 000 links that never end", "9:201 nested-brackets", "[a](" * 20_000),
    bad_body("20 000 beginnings of code", "9:1 unclosed-code-block", "```a\n" * 20_000),
    bad_body(
        "a list that takes a minute to read",
        "8:1 too-costly-body",
        "- punkt\n" * 500_000,
    ),
]

FILES = [
    bad_file("a named pipe", PROV, "not-a-file", fifo),
    bad_file("a socket", PROV, "not-a-file", listener),
    bad_file("a link out of the project", PROV, "symbolic-link", link_to("/etc/hostname")),
    bad_file("a link to a device that never ends", PROV, "symbolic-link", link_to("/dev/zero")),
    bad_file("a link to itself", PROV, "symbolic-link", link_to("prov.md")),
    bad_file("a link to no file", PROV, "symbolic-link", link_to("finns-inte")),
    bad_file("a link to a folder outside", "content/resurser", "symbolic-link", link_to("/etc")),
    bad_file("a link to the folder above", "content/begrepp/upp", "symbolic-link", link_to("..")),
    bad_file("a file over the limit", PROV, "file-too-large", sparse(MAX_FILE_BYTES + 1)),
    bad_file("a file of a terabyte", PROV, "file-too-large", sparse(2**40)),
    Case(
        "folders deeper than anyone needs",
        deep,
        (f"content/djup/{'/'.join(map(str, range(MAX_FOLDERS_DEEP)))}:1:1 too-deep-folder",),
        "content/djup",
    ),
    bad_file("a name in capitals", "content/begrepp/Prov.md", "invalid-id", record()),
    bad_file("a name with å", "content/begrepp/språk.md", "invalid-id", record()),
    bad_file("a name with a loose ring", "content/begrepp/spra\u030ak.md", "invalid-id", record()),
    bad_file("a name that turns the text", "content/begrepp/a\u202edm.md", "invalid-id", record()),
    bad_file("a name with a line break", "content/begrepp/a\nb.md", "invalid-id", record()),
    bad_file("a name with markup", "content/begrepp/<b>.md", "invalid-id", record()),
    bad_file("a name with a template", "content/begrepp/{{7*7}}.md", "invalid-id", record()),
    bad_file("a name with a space last", "content/begrepp/prov .md", "invalid-id", record()),
    bad_file("a kind that is not there", "content/nyheter/prov.md", "unknown-kind", record()),
    bad_file("a record in no folder", "content/prov.md", "wrong-folder", record()),
    bad_file("a record one folder down", "content/begrepp/a/prov.md", "wrong-folder", record()),
    bad_file("a Word document", "content/begrepp/prov.docx", "wrong-file-type"),
    bad_file("Markdown in capitals", "content/begrepp/prov.MD", "wrong-file-type"),
    bad_file("a page of HTML", "content/begrepp/prov.html", "wrong-file-type"),
    bad_file("a template", "content/begrepp/prov.j2", "wrong-file-type"),
    bad_file("a program", "content/begrepp/prov.py", "wrong-file-type"),
    bad_file("what Word leaves while a document is open", "content/begrepp/~$prov.docx", "leftover-file"),
    bad_file("a backup with .bak", "content/begrepp/prov.md.bak", "leftover-file"),
    bad_file("a backup with a tilde", "content/begrepp/prov.md~", "leftover-file"),
    bad_file("a backup of a merge", "content/begrepp/prov.md.orig", "leftover-file"),
    bad_file("a swap file", "content/begrepp/prov.swp", "leftover-file"),
    bad_file("an autosaved file", "content/begrepp/#prov.md#", "leftover-file"),
    bad_file("a secret key", "content/begrepp/id_rsa", "private-file"),
    bad_file("a certificate's key", "content/server.pem", "private-file"),
    bad_file("passwords for a program", "content/.env", "private-file"),
    Case("a folder of keys", b"x", ("content/.ssh:1:1 private-file",), "content/.ssh/config"),
    bad_file("a hidden file", "content/begrepp/.hemlig.md", "hidden-file"),
    bad_file("a page with a named pipe", "docs/ror.md", "not-a-file", fifo),
    bad_file("a picture that is a named pipe", "docs/assets/ror.png", "not-a-file", fifo),
    bad_file("a page that is a link", "docs/lank.md", "symbolic-link", link_to("/etc/hostname")),
    bad_file("a folder of pictures that is a link", "docs/assets/mapp", "symbolic-link", link_to("/etc")),
    bad_file("a backup of a page", "docs/index.md.bak", "leftover-file"),
    bad_file("a thumbnail cache", "docs/assets/Thumbs.db", "leftover-file"),
    bad_file("a key among pictures", "docs/assets/server.key", "private-file"),
    bad_file("a key in capitals", "docs/assets/SERVER.PEM", "private-file"),
    bad_file("a password file for a server", "docs/.htpasswd", "private-file"),
    bad_file("a server's settings", "docs/.htaccess", "hidden-file"),
    bad_file("a hidden folder", "docs/.git", "hidden-file"),
    bad_file("something that is no Word document to download", "docs/assets/prov.docx", "damaged-file"),
    bad_file("a Word document with macros to download", "docs/assets/prov.docm", "wrong-file-type"),
    bad_file("a page of HTML to download", "docs/prov.html", "wrong-file-type", b"<script>alert(1)</script>"),
    bad_file("a program to download", "docs/assets/prov.exe", "wrong-file-type"),
    bad_file("an archive to download", "docs/assets/prov.zip", "wrong-file-type"),
    bad_file("a file without a type", "docs/assets/LICENSE", "wrong-file-type"),
    bad_file("an animation", "docs/assets/prov.gif", "wrong-file-type"),
    bad_file("a picture with å in its name", "docs/assets/karta-örebro.png", "invalid-file-name", picture("PNG")),
    bad_file("a picture with a space in its name", "docs/assets/min bild.png", "invalid-file-name", picture("PNG")),
    bad_file("a folder with markup in its name", 'docs/assets/"><b>/a.png', "invalid-file-name", picture("PNG")),
    bad_file("a page with a line break in its name", "docs/a\nb.md", "invalid-file-name"),
    bad_file(
        "a page among pictures",
        "docs/assets/bilder/om.md",
        "page-among-assets",
        b"---\ntitle: A\ndescription: B\nrender_macros: true\n---\n",
    ),
    bad_file("a readme among pictures", "docs/assets/README.md", "page-among-assets"),
    *(
        bad_file(f"code among pictures: {name}", f"docs/assets/{name}", code, b"fetch('/marke')")
        for name, code in [
            ("bilder/a.js", "code-out-of-place"),
            ("bilder/a.css", "code-out-of-place"),
            ("a.js", "code-out-of-place"),
            ("bilder/a.woff2", "code-out-of-place"),
            ("branschmodeller/a.js", "code-out-of-place"),
            ("bilder/kunskapsbank.js", "code-out-of-place"),
            ("bilder/a.mjs", "wrong-file-type"),
            ("bilder/a.JS", "wrong-file-type"),
            ("bilder/a.html", "wrong-file-type"),
            ("bilder/a.htm", "wrong-file-type"),
            ("bilder/a.xhtml", "wrong-file-type"),
            ("bilder/a.xsl", "wrong-file-type"),
            ("bilder/a.wasm", "wrong-file-type"),
            ("bilder/a.swf", "wrong-file-type"),
            ("bilder/a.svgz", "wrong-file-type"),
            ("bilder/a.webmanifest", "wrong-file-type"),
            ("bilder/a.js.txt.js", "code-out-of-place"),
            ("sok/plan.js", "code-out-of-place"),
        ]
    ),
    bad_file("data as XML among pictures", "docs/assets/bilder/data.xml", "wrong-file-type", b"<a/>"),
    bad_file("a script beside the pages", "docs/om/a.js", "code-out-of-place"),
    bad_file("a script in the folder of scripts", "docs/kod/a.js", "reserved-folder"),
    bad_file(
        "a picture in the folder of scripts", "docs/kod/0123456789abcdef/a.png", "reserved-folder", picture("PNG")
    ),
    bad_file(
        "a picture in a folder called as a version", "docs/assets/facade/a.png", "reserved-folder", picture("PNG")
    ),
    bad_file("data in the folder of the index", "docs/sokindex/a.json", "reserved-folder", b"{}"),
    bad_file("a picture over the limit", "docs/assets/stor.png", "file-too-large", sparse(2**40)),
    bad_file("a picture that fills the memory", "docs/assets/bomb.png", "picture-too-large", PNG_BOMB),
    bad_file("a page that is called a picture", "docs/assets/sida.png", "damaged-file", b"<html><script>alert(1)"),
    bad_file("a JPEG that is called a PNG", "docs/assets/foto.png", "damaged-file", picture("JPEG")),
    bad_file("a PNG that is called a WebP", "docs/assets/foto.webp", "damaged-file", picture("PNG")),
    bad_file("a picture cut off", "docs/assets/halv.jpg", "damaged-file", picture("JPEG")[:300]),
    bad_file("a picture of nothing", "docs/assets/tom.png", "damaged-file", b""),
    bad_file(
        "a picture with a damaged part",
        "docs/assets/skadad.png",
        "damaged-file",
        picture("PNG").replace(b"IEND", b"IEMD"),
    ),
    Case("a drawing with a script", svg("<script>alert(1)</script>"), ("2:1 active-picture",), "docs/assets/a.svg"),
    Case("a drawing with an event", svg("<g onload='alert(1)'/>"), ("2:1 active-picture",), "docs/assets/a.svg"),
    Case(
        "a drawing that fetches",
        svg("<image href='https://a.se/a.png'/>"),
        ("2:1 active-picture",),
        "docs/assets/a.svg",
    ),
    bad_file("a drawing that multiplies", "docs/assets/a.svg", "damaged-file", svg("&b;", BILLION_LAUGHS)),
    bad_file(
        "a drawing that reads files",
        "docs/assets/a.svg",
        "damaged-file",
        svg("&b;", "<!DOCTYPE svg [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"),
    ),
    bad_file("a drawing cut off", "docs/assets/a.svg", "damaged-file", b"<svg xmlns='http://www.w3.org/2000/svg'><g>"),
    Case(
        "a link in a drawing that changes where it leads",
        svg("<a><set attributeName='href' to='http://a.se/'/></a>"),
        ("2:1 active-picture",),
        "docs/assets/a.svg",
    ),
    Case(
        "a photo in a drawing",
        svg("<g><image href='data:image/png;base64,AA=='/></g>"),
        ("2:4 active-picture",),
        "docs/assets/a.svg",
    ),
    bad_file("data that is a page", "docs/data.xml", "active-xml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>"),
    bad_file("a table with a formula", "docs/assets/a.csv", "active-table", b"a;=1+1\r\n"),
    bad_file("data in UTF-16", "docs/data.xml", "damaged-file", "<a/>".encode("utf-16")),
    bad_file("a PDF with a script", "docs/assets/a.pdf", "active-pdf", pdf(with_script)),
    bad_file("a PDF with another file in it", "docs/assets/a.pdf", "active-pdf", pdf(with_attachment)),
    bad_file(
        "a locked PDF", "docs/assets/a.pdf", "damaged-file", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    ),
    bad_file("a PDF cut off", "docs/assets/a.pdf", "damaged-file", pdf()[:200]),
    bad_file("a page that is called a PDF", "docs/assets/a.pdf", "damaged-file", b"<html>"),
    bad_file("a frame page without a title", "docs/utan.md", "missing-front-matter", b"# Hej"),
    Case(
        "a frame page with an unknown key",
        b"---\ntitle: A\ndescription: B\nhooks: a.py\n---\n",
        ("4:1 unknown-key",),
        "docs/okand.md",
    ),
    Case(
        "names that differ in capitals only",
        lambda path: (path.write_bytes(picture("PNG")), path.with_name("BILD.png").write_bytes(picture("PNG")))[0],
        ("1:1 twin-name",),
        "docs/assets/bild.png",
    ),
    Case(
        "names that differ in accents only",
        lambda path: (path.write_bytes(record()), path.with_name("pra\u030a.md").write_bytes(record()))[0],
        ("content/begrepp/pra\u030a.md:1:1 invalid-id", "1:1 twin-name"),
        "content/begrepp/pr\u00e5.md",
    ),
]

PICKLE = r"""parse_raw("cos\nsystem\n(S'id > bevis'\ntR.", proto='pickle', allow_pickle=True)"""
CALLS = [
    Case(
        name,
        f"---\ntitle: A\ndescription: B\nrender_macros: true\n---\n\n{call}\n".encode(),
        (expected,),
        "docs/anrop.md",
    )
    for name, call, expected in [
        ("a macro that is not there", "{{ finns_inte() }}", "7:4 template-undefined"),
        ("the way to Python's classes", "{{ ''.__class__.__mro__ }}", "7:4 template-syntax"),
        ("the way to Python's modules", "{{ poster.__globals__ }}", "7:10 template-syntax"),
        ("the way to Jinja's own functions", "{{ lipsum.__globals__.os }}", "7:10 template-syntax"),
        ("the way to the engine's settings", "{{ config.plugins }}", "7:10 template-syntax"),
        ("a file from elsewhere", "{% include '/etc/passwd' %}", "7:1 template-syntax"),
        ("a file from above", "{% include '../mkdocs.yml' %}", "7:1 template-syntax"),
        ("a template from above", "{% extends '../../etc/passwd' %}", "7:1 template-syntax"),
        ("a list that is changed", "{% set x = [] %}{{ x.append(1) }}", "7:1 template-syntax"),
        ("a loop over a billion", "{% for a in range(10**9) %}{% endfor %}", "7:1 template-syntax"),
        ("an expression that never ends", "{{ kort(", "7:1 template-syntax"),
        ("a block that never ends", "{% for a in poster('begrepp') %}", "7:1 template-syntax"),
        ("a pickle that runs a command", f"{{{{ slag('begrepp').{PICKLE} }}}}", "7:19 template-syntax"),
        ("a pickle in a value", f"{{{{ kort(slag('begrepp').{PICKLE}) }}}}", "7:9 template-syntax"),
        (
            "a pickle from a file",
            "{{ slag('begrepp').parse_file('bevis.pickle', allow_pickle=True) }}",
            "7:19 template-syntax",
        ),
        ("a call in a call", '{{ kort(slag("begrepp")) }}', "7:9 template-syntax"),
        ("a call in a list", "{{ steg([cycler('a')]) }}", "7:10 template-syntax"),
        ("a macro's own context", "{{ self._TemplateReference__context }}", "7:8 template-syntax"),
        ("Jinja's own classes", "{{ cycler('a') }}", "7:4 template-undefined"),
        ("a function of templates", "{{ namespace(a=1) }}", "7:4 template-undefined"),
        ("a function of the site", "{{ post_med('begrepp/felfri') }}", "7:4 template-undefined"),
        ("an attribute in a pattern", "{{ '{0.__class__}'.format(1) }}", "7:4 template-syntax"),
        ("a pattern in a value", "{{ steg('{0.__class__}'.format(1)) }}", "7:24 template-syntax"),
        ("a filter", "{{ sokruta() | attr('__html__') }}", "7:14 template-syntax"),
        ("an operator", "{{ kort('a' ~ 'b') }}", "7:13 template-syntax"),
        ("a dictionary", "{{ steg({'a': 1}) }}", "7:9 template-syntax"),
        ("a list with unpacking", "{{ steg(*['a']) }}", "7:9 template-syntax"),
        ("a text that never ends", '{{ kort("begrepp/felfri) }}', "7:9 template-syntax"),
        ("an escape in a text", r'{{ kort("\x41") }}', "7:10 template-syntax"),
        ("a number of ten thousand digits", f"{{{{ fokusform({'9' * 10_000}) }}}}", "7:14 template-syntax"),
        ("a call with control of whitespace", "{{- sokruta() -}}", "7:3 template-syntax"),
        ("a comment in a template", "{# dolt #}", "7:1 template-syntax"),
        ("lists in lists without end", "{{ steg(" + "[" * 100_000, "7:13 template-syntax"),
        ("a hundred thousand beginnings of calls", "{{" * 100_000, "7:3 template-syntax"),
    ]
]

CASES = [*ENCODINGS, *CHARACTERS, *FRONT_MATTER, *SEAMS, *BODIES, *FILES, *CALLS]
