"""Texts, names and addresses that attack, as data. What runs asks the site for :data:`.svg.MARK`."""

# ruff: noqa: E501 - an attack is one line.
from __future__ import annotations

from collections.abc import Mapping

from . import pdf, pictures, svg, word
from .svg import MARK, RUN

TEXTS: Mapping[str, str] = {
    "a script": f"<script>{RUN}</script>",
    "a script that ends a title": f"</title></style></textarea><script>{RUN}</script>",
    "a script that ends a script": f"</script><script>{RUN}</script>",
    "a script that ends a script, in capitals": f"</SCRIPT ><ScRiPt>{RUN}</ScRiPt>",
    "a script that ends a comment": f"--><script>{RUN}</script><!--",
    "a script that opens a comment in a script": "<!--<script>",
    "an event that ends a value": f'"><img src=x onerror={RUN}>',
    "an event that ends a value, with a single mark": f"'><img src=x onerror={RUN}>",
    "an event in a value": f'" autofocus onfocus="{RUN}" x="',
    "an event in a value, with single marks": f"' autofocus onfocus='{RUN}' x='",
    "an event in a value without marks": f"x onmouseover={RUN} ",
    "an event of a drawing": f"<svg onload={RUN}>",
    "an event of details": f"<details open ontoggle={RUN}>",
    "an event behind a slash": f"<img/src=x/onerror={RUN}>",
    "a frame": f'<iframe srcdoc="&lt;script>{RUN}&lt;/script>"></iframe>',
    "an object": f'<object data="{MARK}"></object><embed src="{MARK}">',
    "a picture from elsewhere": f'<img src="{MARK}">',
    "a picture in Markdown": f"![a]({MARK})",
    "a style": f"<style>@import '{MARK}';</style>",
    "a style in a value": f'<b style="background:url({MARK})">a</b>',
    "a link to a style": f'<link rel="stylesheet" href="{MARK}">',
    "a base": f'<base href="{MARK}/">',
    "a refresh": f'<meta http-equiv="refresh" content="0;url={MARK}">',
    "a form": f'<form action="{MARK}"><button>a</button></form>',
    "a link that runs": f"[a](javascript:{RUN})",
    "a link that runs, by numbers": f"[a](&#106;avascript&colon;{RUN})",
    "a link that runs, in HTML": f'<a href="java&#10;script:{RUN}">a</a>',
    "a link that runs, as it stands": f"<javascript:{RUN}>",
    "a link that holds a page": f"[a](data:text/html,<script>{RUN}</script>)",
    "a link that runs, named below": f"[a][b] [b]: javascript:{RUN}",
    "mathematics that becomes HTML": f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    "HTML that is not shown": f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    "a template": "{{ 7 * 7 }}{% set a = ''.__class__ %}{{ a.__mro__ }}",
    "a template that ends": "}}{% endraw %}{{ 7 * 7 }}{#",
    "a formula": f'=HYPERLINK("http://127.0.0.1:9{MARK}","a")',
    "a formula with a plus": "+cmd|'/c calc'!A0",
    "a formula with an at": "@SUM(1+1)*cmd|'/c calc'!A0",
    "a program of Typst": '#eval("read(\\"/etc/passwd\\")") #include "/etc/passwd" $#a$',
    "a field of Word": 'INCLUDETEXT "http://127.0.0.1:9/marke" <w:instrText>DDEAUTO</w:instrText>',
    "JSON that ends": '"}]</script>\\u003cscript\\u003e\\',
    "a cut of XML": "]]><a xmlns='http://www.w3.org/1999/xhtml'/>",
}
"""By what they are. Each is one line."""

FORMULAS: Mapping[str, str] = {
    "a call": f'"=HYPERLINK(""http://127.0.0.1:9{MARK}"";""a"")"',
    "a program": "=cmd|' /C calc'!A0",
    "a plus": "+1+cmd|' /C calc'!A0",
    "a minus": "-1+cmd|' /C calc'!A0",
    "an at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "behind a tab": "\t=1+1",
    "behind spaces": "   =1+1",
    "behind a space that does not break": "\u00a0=1+1",
    "behind a mark of order": '"\ufeff=1+1"',
    "in wide signs": "\uff1d1+1",
    "behind a comma": "a,=1+1",
    "behind a line break": '"a\n";=1+1',
}
"""Cells of a table."""

UNSEEN: Mapping[str, str] = {
    "lines of JavaScript": "a\u2028b\u2029",
    "text that turns": "\u202egnp.exe\u2066",
    "a zero": "a\0b",
    "a command of a terminal": "\x1b]0;a\x07",
    "half a sign": "\\ud800",
}
"""Texts with signs that nobody sees. No field lets them stand."""

NAMES: Mapping[str, str] = {
    "up": "../bevis",
    "up and up": "../../../../../../../../tmp/bevis",
    "from the root": "/tmp/bevis-fran-roten",
    "up behind a folder": "kod/../../bevis",
    "up, written backwards": "..\\bevis",
    "nothing": "",
    "here": ".",
    "a part that is empty": "a//b",
    "a line break": "a\nb",
    "an end of a here-document": "a\nEOF\ntouch bevis\n",
    "a command": "$(touch bevis)`touch bevis`;touch bevis;.html",
    "an option": "--rsh=touch bevis .html",
    "a zero": "a\0b",
    "home": "~/bevis",
    "HTML": f"<img src=x onerror={RUN}>.png",
    "a script": "a.js",
    "a page": "a.html",
    "a hidden file": ".htaccess",
    "two suffixes": "a.html.png",
    "a suffix in capitals": "a.HTML",
    "text that turns": "a\u202egpj.exe",
    "a name of Windows": "aux.png",
    "half a sign": "\ud800.png",
    "a stream of Windows": "a.png:b.js",
}
"""Names of files, in a folder or in a list of files."""

TARGETS: Mapping[str, str] = {
    "another host": "//evil/share",
    "another host, written backwards": "/\\evil",
    "an option of ssh": "-oProxyCommand=touch bevis@a:/srv/a",
    "an option as a host": "a@-oProxyCommand=touch${IFS}bevis:/srv/a",
    "a command as a path": "a@localhost.invalid:/srv/$(touch bevis)",
    "nothing": "",
    "the root": "/",
    "a line break": "a\nb",
}
"""Where a site may be asked to be published."""

_PAGE = f"<!doctype html><script>{RUN}</script>".encode()
_XHTML = f'<html xmlns="http://www.w3.org/1999/xhtml"><script>{RUN}</script></html>'.encode()
ANY: Mapping[str, bytes] = {
    "a page": _PAGE,
    "a page behind a sign": b"\xef\xbb\xbf" + _PAGE,
    "a page in UTF-16": _PAGE.decode().encode("utf-16"),
    "a page of XML": _XHTML,
    "a page of XML with its declaration": b'<?xml version="1.0"?>' + _XHTML,
    "a drawing": svg.svg(svg.INSIDE["a script"]),
    "a script": RUN.encode(),
    "a style": f"@import '{MARK}';".encode(),
    "a program": b"MZ\x90\0" + bytes(60),
    "an archive": b"PK\3\4" + bytes(26),
    "a picture that is a script": b"GIF89a/*" + bytes(4) + b"*/=0;" + RUN.encode(),
    "a PDF that is a page": b"%PDF-1.7\n" + _PAGE,
    "a PDF with a script": pdf.placed(pdf.PLACES["when the file is opened"], pdf.ACTIONS["a script"]),
    "a page with a template": f"---\ntitle: a\n---\n{{{{ 7 * 7 }}}}<script>{RUN}</script>".encode(),
    "nothing": b"",
    "zeros": bytes(1000),
    "brackets without end": b"[" * 200_000,
}
"""Contents for a file of any type."""


def contents(suffix: str) -> Mapping[str, bytes]:
    """Every attack that a file with *suffix* can be: those for any file, and those of its own sort."""
    own: dict[str, bytes] = {}
    if suffix == ".svg":
        own = {**svg.files()}
    if suffix == ".pdf":
        own = {**pdf.files()}
    if suffix == ".csv":
        own = {name: f"a;b\r\n1;{text}\r\n".encode() for name, text in FORMULAS.items()}
    if suffix == ".docx":
        own = {**word.FILES}
    own |= {name: data for name, (one, data) in {**pictures.FILES, **pictures.SMUGGLED}.items() if one == suffix}
    return {**ANY, **own}
