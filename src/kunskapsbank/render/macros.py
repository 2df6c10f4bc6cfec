"""The only Jinja environment: sandboxed, strict, escaping, and without access to files outside ``macros/``.

A macro is a folder: ``macros/<name>/macro.j2`` (the look) and ``macro.yaml`` (parameters and examples). Every
macro is callable by name from every other and from frame pages that say ``render_macros: true``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.utils import Namespace
from markupsafe import Markup

from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.glossary import Glossary, linked_terms
from ..markdown.tags import TERM_SCHEME
from .presentation import functions

#: In finished HTML, since macros may link to terms too.
_TERM_LINK = re.compile(rf'<a href="{TERM_SCHEME}([a-z0-9-]+)"[^>]*>(.*?)</a>', re.S)


def macro_names(folder: Path) -> tuple[str, ...]:
    """The macros in *folder*, sorted."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/macro.j2")))


class Macros:
    """The macros of one folder, bound to one site."""

    def __init__(self, folder: Path, site: Site, bodies: Bodies, handbook: Mapping[str, Any] | None = None) -> None:
        """*handbook*: more functions for templates, which only the whole site has."""
        self.site = site
        self.bodies = bodies
        self._compiled: dict[str, Any] = {}
        self._glossary = Glossary(site)
        self._terms: dict[tuple[str, str], str] = {}
        self.environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.clear()
        self.environment.globals.update(
            functions(site), brodtext=self.body, range=safe_range, namespace=Namespace, **(handbook or {})
        )
        # Macros call each other and are compiled when first called, so what templates see are names that bind late.
        self.all = {name: partial(self.call, name) for name in macro_names(folder)}
        self.environment.globals.update(self.all)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Markup:
        """What the macro *name* draws."""
        if name not in self._compiled:
            self._compiled[name] = getattr(self.environment.get_template(f"{name}/macro.j2").module, name)
        return Markup(self._compiled[name](*args, **kwargs))

    def record(self, record: Record) -> Markup:
        """The content of *record*'s page: the macro ``post_<kind>``, or ``post`` when the kind has none of its own."""
        own = f"post_{record.kind}"
        return self.call(own if own in self.all else "post", record)

    def body(self, record: Record, down: int = 0, prefix: str = "") -> Markup:
        """The record's body as HTML, glossary terms marked in it, headings *down* levels lower.

        *prefix* stands before every anchor, so that several bodies fit on one page.
        """
        explained = self._glossary.explain(self.bodies[record], record.id if record.kind == "begrepp" else "")
        return Markup(explained.drawn(down, prefix))

    def with_terms(self, html: str) -> tuple[Markup, tuple[Record, ...]]:
        """*html* with its marked terms drawn by the macro ``term``, and the terms, each once, in order."""
        if TERM_SCHEME not in html:
            return Markup(html), ()
        drawn = _TERM_LINK.sub(lambda match: self._term(match[1], match[2]), html)
        return Markup(drawn), tuple(self.site[f"begrepp/{one}"] for one in linked_terms(html))

    def _term(self, id_: str, text: str) -> str:
        """A marked term, drawn once for each way it is written."""
        if (id_, text) not in self._terms:
            self._terms[id_, text] = self.call("term", self.site[f"begrepp/{id_}"], Markup(text)).strip()
        return self._terms[id_, text]

    def expression(self, source: str) -> str:
        """The value of a Jinja expression such as ``kort(post_med("begrepp/validering"))``.

        Raises:
            jinja2.TemplateError: If it cannot be compiled or drawn.
        """
        return self.with_terms(self.environment.from_string(f"{{{{ {source} }}}}").render())[0]
