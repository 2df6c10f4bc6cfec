"""SVG drawings that attack, as data: what runs or fetches in them asks the site for :data:`MARK`."""

# ruff: noqa: E501 - an attack is one line.
from __future__ import annotations

import base64
from collections.abc import Mapping

MARK = "/marke"  #: An address that nothing asks for but an attack that worked.
RUN = f"fetch(`{MARK}`)"  #: Without quotation marks, so that it stands anywhere.
NS = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:s="http://www.w3.org/2000/svg" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:ev="http://www.w3.org/2001/xml-events"'
)
_INNER = base64.b64encode(f'<svg id="a" {NS}><script>{RUN}</script></svg>'.encode()).decode()
_ESCAPED = "".join(f"&#{ord(sign)};" for sign in "javascript:")


def svg(inside: str, attributes: str = "", before: str = "") -> bytes:
    """A drawing with *inside*, which stands on line 2."""
    return f'{before}<svg {NS} viewBox="0 0 99 99" {attributes}>\n{inside}\n</svg>\n'.encode()


_BOX = '<rect width="99" height="99"/>'

INSIDE: Mapping[str, str] = {
    "a script": f"<script>{RUN}</script>",
    "a script as CDATA": f"<script><![CDATA[{RUN}]]></script>",
    "a script with a prefix": f"<s:script>{RUN}</s:script>",
    "a script with another prefix": f'<q:script xmlns:q="http://www.w3.org/2000/svg">{RUN}</q:script>',
    "a script whose prefix is given anew": f'<g xmlns:i="urn:x"><i:g xmlns:i="http://www.w3.org/2000/svg">'
    f"<i:script>{RUN}</i:script></i:g></g>",
    "a script of HTML": f"<h:script>{RUN}</h:script>",
    "a script of HTML without a prefix": f'<script xmlns="http://www.w3.org/1999/xhtml">{RUN}</script>',
    "a script from a file": f'<script href="{MARK}.js"/>',
    "a script from a file, the old way": f'<script xlink:href="{MARK}.js"/>',
    "a script in a title": f"<title><script>{RUN}</script></title>",
    "a script in another drawing": f"<svg><g><svg><script>{RUN}</script></svg></g></svg>",
    "a script among symbols": f"<defs><symbol><script>{RUN}</script></symbol></defs>",
    "an event": f'<g onload="{RUN}"/>',
    "an event with capitals": f'<g onLoad="{RUN}"/>',
    "an event of a picture": f"<image href='{MARK}' onerror=\"{RUN}\"/>",
    "an event of an animation": f'<animate onbegin="{RUN}" attributeName="x" dur="1s"/>',
    "an event of XML": f'<handler type="application/ecmascript" ev:event="load">{RUN}</handler>',
    "an attribute of XML events": '<g ev:event="load"/>',
    "a link that runs": f'<a href="javascript:{RUN}">{_BOX}</a>',
    "a link that runs, the old way": f'<a xlink:href="javascript:{RUN}">{_BOX}</a>',
    "a link that runs, by numbers": f'<a href="{_ESCAPED}{RUN}">{_BOX}</a>',
    "a link that runs, with line breaks": f'<a href="java&#10;script:{RUN}">{_BOX}</a>',
    "a link that runs, with a space first": f'<a href="&#1;javascript:{RUN}">{_BOX}</a>'.replace("&#1;", "&#32;"),
    "a link that changes": f'<a>{_BOX}<set attributeName="href" to="javascript:{RUN}"/></a>',
    "a link that changes to another site": f'<a>{_BOX}<set attributeName="href" to="{MARK}"/></a>',
    "a link that moves": f'<a>{_BOX}<animate attributeName="href" values="javascript:{RUN}" dur="1s" '
    'repeatCount="9"/></a>',
    "a link that moves, the old way": f'<a>{_BOX}<animate attributeName="xlink:href" to="javascript:{RUN}" '
    'begin="0s" fill="freeze"/></a>',
    "an animation with a prefix": f'<a>{_BOX}<s:set attributeName="href" to="javascript:{RUN}"/></a>',
    "an animation of something else": f'<set href="#a" attributeName="onload" to="{RUN}"/><g id="a"/>',
    "HTML inside": f"<foreignObject width='99' height='99'><h:iframe src='javascript:{RUN}'/></foreignObject>",
    "HTML inside, with a page": f"<foreignObject><h:iframe srcdoc='&lt;script>{RUN}&lt;/script>'/></foreignObject>",
    "HTML inside, with a prefix": f'<s:foreignObject><h:body onload="{RUN}"/></s:foreignObject>',
    "HTML without more ado": f"<h:img src='{MARK}' onerror=\"{RUN}\"/>",
    "a link of HTML to a style": f'<h:link rel="stylesheet" href="{MARK}.css"/>',
    "a style of HTML": f"<h:style>@import '{MARK}.css';</h:style>",
    "an object of HTML": f'<h:object data="{MARK}"/>',
    "a base of HTML": f'<h:base href="{MARK}/"/>',
    "a refresh of HTML": f'<h:meta http-equiv="refresh" content="0;url={MARK}"/>',
    "a part of another drawing": f'<use href="{MARK}.svg#a"/>',
    "a part of a drawing in the address": f'<use href="data:image/svg+xml;base64,{_INNER}#a"/>',
    "a picture from elsewhere": f'<image width="9" height="9" href="{MARK}.png"/>',
    "a picture from elsewhere, the old way": f'<image width="9" height="9" xlink:href="{MARK}.png"/>',
    "a drawing in the address": f'<image width="9" height="9" href="data:image/svg+xml;base64,{_INNER}"/>',
    "a picture in a filter": f'<filter id="f"><feImage href="{MARK}.png"/></filter><g filter="url(#f)">{_BOX}</g>',
    "a style that imports": f"<style>@import '{MARK}.css';</style>",
    "a style that imports, as CDATA": f"<style><![CDATA[@import url({MARK}.css);]]></style>",
    "a style that imports, with escapes": f"<style>@\\69mport '{MARK}.css';</style>",
    "a style that imports behind a comment": f"<style>/* a *//**/@import '{MARK}.css';/* b */</style>",
    "a style with a font": f"<style>@font-face{{font-family:a;src:url({MARK}.woff2)}}text{{font-family:a}}</style>"
    "<text y='9'>a</text>",
    "a style with a picture": f"<style>svg{{background:url({MARK}.png)}}</style>",
    "a style with a picture, with escapes": f"<style>svg{{background:u\\72l({MARK}.png)}}</style>",
    "a style with a set of pictures": f"<style>svg{{background:image-set('{MARK}.png' 1x)}}</style>",
    "a style with a prefix": f"<s:style>svg{{background:url({MARK}.png)}}</s:style>",
    "a style that ends early": f"<style>a{{fill:red}}&lt;/style>&lt;script>{RUN}&lt;/script></style>",
    "a fill from elsewhere": f'<rect width="9" height="9" fill="url({MARK}.svg#a)"/>',
    "a fill from elsewhere in a style": f"<g style=\"fill : url( '{MARK}.svg#a' )\">{_BOX}</g>",
    "a mask from elsewhere": f'<g mask="url({MARK}.svg#a)">{_BOX}</g>',
    "a clip from elsewhere": f"<g clip-path=\"url('{MARK}.svg#a')\">{_BOX}</g>",
    "a filter from elsewhere": f'<g filter="URL( {MARK}.svg#a )">{_BOX}</g>',
    "a mark on a line from elsewhere": f'<path d="M0 0h9" marker-start="url({MARK}.svg#a)"/>',
    "a gradient from elsewhere": f'<linearGradient id="g" href="{MARK}.svg#a"/><g fill="url(#g)">{_BOX}</g>',
    "text that follows a line elsewhere": f'<text><textPath href="{MARK}.svg#a">a</textPath></text>',
    "sound": f'<audio xmlns="http://www.w3.org/1999/xhtml" src="{MARK}.mp3" autoplay="autoplay"/>',
    "a video": f'<h:video src="{MARK}.mp4" onerror="{RUN}"/>',
}
"""By what they are. Each is an error on line 2 of its file."""

TEXT: Mapping[str, str] = {
    "CDATA that ends early when an attribute is cut out of it": f'<text xmlns:i="urn:x"><![CDATA[x]] i:a="1"><s:script>{RUN}</s:script><![CDATA[ ]]></text>',
    "a comment that ends early when an attribute is cut out of it": f'<g xmlns:i="urn:x"><!-- a - i:a="1"-> <s:script>{RUN}</s:script> --></g>',
    "text that becomes a script when an attribute is cut out of it": f"<text xmlns:i='urn:x'>&lt; i:a='1's:script>{RUN}&lt;/s:script></text>",
    "an instruction that ends early": f'<g xmlns:i="urn:x"><?a ? i:a="1"> <s:script>{RUN}</s:script> ?></g>',
    "a script among a program's notes": f"<metadata><script>{RUN}</script><q:a xmlns:q='urn:x'/></metadata>",
    "a script in a program's own element": f"<q:a xmlns:q='urn:x'><script>{RUN}</script></q:a>",
    "an address that nothing reads": f"<g href='javascript:{RUN}' src='{MARK}' xml:base='{MARK}/' data-a='{MARK}'/>",
    "a pointer from elsewhere": f'<g style="cursor:url({MARK}.png),auto">{_BOX}</g>',
    "a script in quotation marks": f"<text aria-label='&quot;>&lt;script>{RUN}&lt;/script>'>]]&gt;&lt;script></text>",
    "a name that ends its place": f"<g id='&quot;onload=&quot;{RUN}' class='&quot;>&lt;script>'/>",
}
"""What means nothing to a browser as it stands, and is left out or stays text."""

_SCRIPT = f"<script>{RUN}</script>"
WHOLE: Mapping[str, bytes] = {
    "an instruction that fetches a style": svg("<g/>", before=f'<?xml-stylesheet href="{MARK}.css" type="text/css"?>'),
    "an instruction that fetches rules": svg("<g/>", before=f'<?xml-stylesheet href="{MARK}.xsl" type="text/xsl"?>'),
    "an instruction that uses itself": svg(
        f'<t:stylesheet id="x" version="1.0" xmlns:t="http://www.w3.org/1999/XSL/Transform"><t:template match="/">'
        f"<h:html>{_SCRIPT}</h:html></t:template></t:stylesheet>",
        before='<?xml-stylesheet href="#x" type="text/xsl"?>',
    ),
    "an entity that is a script": svg("&a;", before=f"<!DOCTYPE svg [<!ENTITY a '{_SCRIPT}'>]>"),
    "an entity from a file": svg("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "an entity from elsewhere": svg("<text>&a;</text>", before=f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{MARK}">]>'),
    "a parameter from elsewhere": svg("<g/>", before=f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "{MARK}">%a;]>'),
    "an attribute that is declared": svg("<g/>", before=f'<!DOCTYPE svg [<!ATTLIST g onload CDATA "{RUN}">]>'),
    "an address split by an entity": svg(
        f'<a href="java&a;script:{RUN}">{_BOX}</a>', before="<!DOCTYPE svg [<!ENTITY a ''>]>"
    ),
    "an address split by an entity that is missing": svg(
        f'<a href="java&a;script:{RUN}">{_BOX}</a>', before=f'<!DOCTYPE svg SYSTEM "{MARK}.dtd">'
    ),
    "an entity of entities": svg(
        "&c;", before="<!DOCTYPE svg [<!ENTITY a 'haha'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]>"
    ),
    "UTF-16": svg(_SCRIPT).decode().encode("utf-16"),
    "UTF-16 that says that it is UTF-8": svg(_SCRIPT, before='<?xml version="1.0" encoding="UTF-8"?>')
    .decode()
    .encode("utf-16-be"),
    "UTF-32": svg(_SCRIPT).decode().encode("utf-32"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + svg(f"<text>+ADw-script+AD4-{RUN}+ADw-/script+AD4-</text>"),
    "a Japanese encoding": b'<?xml version="1.0" encoding="ISO-2022-JP"?>' + svg(f"<text>\x1b$B{_SCRIPT}\x1b(B</text>"),
    "a script behind a mark of UTF-8": b"\xef\xbb\xbf" + svg(_SCRIPT),
    "a script behind a zero": svg(f"<g/>\0{_SCRIPT}"),
    "a zero in a name": svg(f"<scr\0ipt>{RUN}</scr\0ipt>"),
    "an event of the whole": svg("<g/>", f'onload="{RUN}"'),
    "an event of the whole, split by lines": svg("<g/>", f'onload\n=\n"{RUN}"'),
    "a whole with a prefix": f"<s:svg {NS}><s:script>{RUN}</s:script></s:svg>".encode(),
    "a page": f'<html xmlns="http://www.w3.org/1999/xhtml">{_SCRIPT}</html>'.encode(),
    "a page with a prefix": f"<h:html {NS}><h:script>{RUN}</h:script></h:html>".encode(),
    "a page that is no XML": f"<!doctype html><script>{RUN}</script>".encode(),
    "a drawing without a name space": f"<svg>{_SCRIPT}</svg>".encode(),
    "a drawing without a name space, whose script has one": f"<svg><s:script {NS}>{RUN}</s:script></svg>".encode(),
    "two drawings": svg("<g/>") + svg(_SCRIPT),
    "a script after the end": svg("<g/>") + _SCRIPT.encode(),
    "100 000 elements in each other": svg("<g>" * 100_000 + _SCRIPT + "</g>" * 100_000),
    "a drawing that shows itself": svg('<g id="a"><use href="#a"/></g>'),
    "a drawing that doubles": svg(
        '<g id="a0"><path d="M0 0"/></g>'
        + "".join(f'<g id="a{n + 1}"><use href="#a{n}"/><use xlink:href="#a{n}"/></g>' for n in range(11))
        + "<g>"
        + '<use href="#a11"/>' * 500
        + "</g>"
    ),
    "patterns that fill patterns": svg(
        "".join(f'<pattern id="a{n + 1}">' + f'<path fill="url(#a{n})" d="M0 0"/>' * 9 + "</pattern>" for n in range(8))
    ),
}
"""Whole files."""


def files() -> Mapping[str, bytes]:
    """Every attack as a file, by what it is."""
    return {**{name: svg(text) for name, text in {**INSIDE, **TEXT}.items()}, **WHOLE}
