"""Tokens of Markdown -> HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ..reading.texts import Texts, standard_texts
from .tags import clean

_CODE = '<pre tabindex="0">'  #: Scrolls by itself, as tables do (WCAG 2.1.1).
_TASK = {True: ("☑", "uppgift.klar"), False: ("☐", "uppgift.inte_klar")}  #: The sign, and the key of its text.
_ALIGNED = {"text-align:right": "hoger", "text-align:center": "mitten"}
_DEEPEST = 6


def render(tokens: Sequence[Token], down: int = 0, prefix: str = "", texts: Texts | None = None) -> str:
    """*tokens* as HTML; see :meth:`~kunskapsbank.markdown.body.Body.drawn`."""
    html = _RENDERER.render(tokens, _OPTIONS, {"down": down, "prefix": prefix, "t": texts or standard_texts("sv")})
    return clean(html).strip()


class _Renderer(RendererHTML):
    """The library's renderer, with what this site writes in another way."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        id_ = escapeHtml(f"{env['prefix']}{tokens[idx].attrs['id']}")
        return f'<h{_level(tokens[idx], env)} id="{id_}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"</h{_level(tokens[idx], env)}>\n"

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        href = str(token.attrs.get("href", ""))
        if token.tag != "a":
            return f"<{token.tag}>"
        href = f"#{env['prefix']}{href[1:]}" if href.startswith("#") else href
        title = f' title="{escapeHtml(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
        return f'<a href="{escapeHtml(href)}"{title}>'

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        title = f' title="{escapeHtml(str(token.attrs["title"]))}"' if "title" in token.attrs else ""
        alt = escapeHtml(token.content)
        return f'<img alt="{alt}" src="{escapeHtml(str(token.attrs["src"]))}"{title}>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        # It scrolls by itself (WCAG 2.1.1), and regions are told apart by their names.
        number = env["tables"] = env.get("tables", 0) + 1
        name = " ".join([env["t"]("tabell"), *([str(number)] if number > 1 else [])])
        return f'<div class="tabell" tabindex="0" role="region" aria-label="{name}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th{_alignment(tokens[idx])} scope="col">'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{_alignment(tokens[idx])}>"

    def fence(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return super().fence(tokens, idx, options, env).replace("<pre>", _CODE, 1)

    def code_block(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return super().code_block(tokens, idx, options, env).replace("<pre>", _CODE, 1)

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        if "checked" not in token.meta:
            return self.renderToken(tokens, idx, options, env)
        sign, label = _TASK[token.meta["checked"]]
        return f'<li class="uppgift"><span class="ruta" role="img" aria-label="{env["t"](label)}">{sign}</span> '

    def note_name(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return str(env["t"](tokens[idx].meta["key"]))

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        meta, prefix = tokens[idx].meta, env["prefix"]
        label = escapeHtml(meta["label"])
        return (
            f'<sup id="{prefix}{_note_ref(meta)}">'
            f'<a class="footnote-ref" href="#{prefix}fn:{label}">{meta["id"] + 1}</a></sup>'
        )

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return '<div class="footnote">\n<hr>\n<ol>\n'

    def footnote_block_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</ol>\n</div>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<li id="{env["prefix"]}fn:{escapeHtml(tokens[idx].meta["label"])}">\n'

    def footnote_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        meta = tokens[idx].meta
        return (
            f'\u00a0<a class="footnote-backref" href="#{env["prefix"]}{_note_ref(meta)}" '
            f'title="{env["t"]("not.tillbaka", nummer=meta["id"] + 1)}">\u21a9</a>'
        )


def _note_ref(meta: dict[str, Any]) -> str:
    """The anchor of a place that refers to a note."""
    number = str(meta["subId"] + 1) if meta["subId"] else ""
    return f"fnref{number}:{escapeHtml(meta['label'])}"


def _level(token: Token, env: Any) -> int:
    return min(int(token.tag[1]) + int(env["down"]), _DEEPEST)


def _alignment(cell: Token) -> str:
    """A column's alignment as a class, since the site's policy allows no style attributes."""
    name = _ALIGNED.get(str(cell.attrs.get("style", "")))
    return f' class="{name}"' if name else ""


_RENDERER = _Renderer()
_OPTIONS = MarkdownIt("js-default").options
