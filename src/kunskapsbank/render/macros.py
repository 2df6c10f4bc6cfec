"""The only Jinja environment: sandboxed, strict, escaping, and without access to files that are no macros.

A macro is a folder: ``macros/<name>/macro.j2`` (the look) and ``macro.yaml`` (parameters and examples). A project's own
takes the place of a standard one of the same name. Every macro is callable by name from every other, and those that
take plain values from frame pages. Only macros are ever compiled.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.runtime import Context
from jinja2.sandbox import (
    UNSAFE_ASYNC_GENERATOR_ATTRIBUTES,
    UNSAFE_COROUTINE_ATTRIBUTES,
    UNSAFE_GENERATOR_ATTRIBUTES,
    ImmutableSandboxedEnvironment,
    modifies_known_mutable,
    safe_range,
)
from jinja2.utils import Namespace
from markupsafe import Markup
from pydantic import BaseModel

from ..base.parts import MACROS
from ..content.addresses import address_of
from ..content.record import Record, roles_of
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.glossary import Glossary
from ..markdown.tags import TERM_SCHEME
from ..reading.texts import Texts, read_texts
from .divided import RELATED, in_parts, is_long, to_divide
from .macro_info import MacroInfo, read_info
from .presentation import functions
from .repeated import Repeated

#: In finished HTML, since macros may link to terms too.
_TERM_LINK = re.compile(rf'<a href="{TERM_SCHEME}([a-z0-9/-]+)"[^>]*>(.*?)</a>', re.S)


#: What every model has from pydantic, `parse_raw` and `construct` among it: nothing that shows a value.
_OF_PYDANTIC = frozenset(dir(BaseModel))

#: Names that some value keeps from templates, beside those that begin with an underscore: the sandbox is asked.
_JUDGED = (
    _OF_PYDANTIC
    | {"mro", "format", "format_map"}
    | {name for kind in (list, dict, set, deque) for name in dir(kind) if modifies_known_mutable(kind(), name)}
    | UNSAFE_GENERATOR_ATTRIBUTES
    | UNSAFE_COROUTINE_ATTRIBUTES
    | UNSAFE_ASYNC_GENERATOR_ATTRIBUTES
)
#: What is called as it stands, unless it asks for Jinja's own values: no class is among them.
_FUNCTIONS = frozenset({partial, FunctionType, MethodType, BuiltinFunctionType})

_CODE: dict[tuple[str, str | None], CodeType] = {}  #: Compiled templates, by text and name.


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which classes are closed too, and of models only what we wrote ourselves is open.

    Templates are trusted, and it is there for mistakes: what has a name that no value keeps from templates is read, and
    a function called, as in a plain environment. That is all but a few of some million readings and calls in a build.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What *attribute* of *obj* is, or the entry of that name; undefined when there is neither, or it is closed."""
        if attribute in _JUDGED or attribute[:1] == "_" or isinstance(obj, type):
            return super().getattr(obj, attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The entry *argument* of *obj*, or the attribute of that name: filters ask so, of what has no entries too."""
        if type(argument) is str and not hasattr(type(obj), "__getitem__"):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def call(self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """What *__obj* gives."""
        if type(__obj) not in _FUNCTIONS or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__context, __obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return __obj(*args, **kwargs)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may read *attr* of *obj*."""
        of_pydantic = attr in _OF_PYDANTIC and isinstance(obj, BaseModel)
        return not of_pydantic and not isinstance(obj, type) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether a template may call *obj*. The only class among what it can name is Jinja's own namespace."""
        return (obj is Namespace or not isinstance(obj, type)) and super().is_safe_callable(obj)

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *more: Any) -> Any:
        """The code of a template; the same for every environment of ours, so it is made once in a process.

        Only which file it is of is another in each project that it stands in.
        """
        if more or not isinstance(source, str):
            return super().compile(source, name, filename, *more)
        if (source, name) not in _CODE:
            _CODE[source, name] = super().compile(source, name, filename)
        return _of_file(_CODE[source, name], filename) if filename else _CODE[source, name]


def _of_file(code: CodeType, filename: str) -> CodeType:
    """*code* as it would be if the same text stood in the file *filename*."""
    if code.co_filename == filename:
        return code
    inner = tuple(_of_file(one, filename) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=filename, co_consts=inner)


TEMPLATE = "macro.j2"
_NAME = re.compile(rf"[^/]+/{re.escape(TEMPLATE)}")


def macro_names(root: Path) -> tuple[str, ...]:
    """The macros that the project in *root* has, sorted."""
    return _names(MACROS.files(root))


def _names(files: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.removesuffix(f"/{TEMPLATE}") for name in files if _NAME.fullmatch(name))


class Macros:
    """The macros of one project, bound to one site."""

    def __init__(
        self,
        root: Path,
        site: Site,
        bodies: Bodies,
        handbook: Callable[[Texts], Mapping[str, Any]] | None = None,
        texts: Texts | None = None,
    ) -> None:
        """*root*: the project's folder. *handbook*: more functions for templates, which only the whole site has.

        *texts*: the words of the language that pages are drawn in; Swedish when nothing is said.
        """
        self.texts = texts or read_texts(root, "sv")[0]
        self._others: dict[str, Macros] = {}
        self._made_of = (root, site, bodies, handbook)
        site = site.speaking(self.texts.language)
        self.site = site
        self.bodies = bodies
        self.info: Callable[[str], MacroInfo] = cache(partial(read_info, root))  #: What a macro takes, by its name.
        self._compiled: dict[str, Any] = {}
        self._repeated: defaultdict[str, Repeated] = defaultdict(Repeated)
        self._glossary = Glossary(site)
        self._terms: dict[tuple[str, str], str] = {}
        files = MACROS.files(root)
        self.environment = Sandbox(
            loader=FunctionLoader(partial(_template, files)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.clear()
        self.environment.globals.update(
            functions(site, self.texts),
            brodtext=self.body,
            delad=partial(in_parts, texts=self.texts),
            att_dela=to_divide,
            ar_lang=is_long,
            relaterat=RELATED,
            range=safe_range,
            namespace=Namespace,
            **(handbook(self.texts) if handbook else {}),
        )
        # Macros call each other and are compiled when first called, so what templates see are names that bind late.
        self.all = {name: partial(self.call, name) for name in _names(files)}
        self.environment.globals.update(self.all)

    def speaking(self, texts: Texts) -> Macros:
        """The same macros with the words of *texts*: an environment of its own, made when first asked for."""
        if texts.language == self.texts.language:
            return self
        if texts.language not in self._others:
            self._others[texts.language] = Macros(*self._made_of, texts)
        return self._others[texts.language]

    def call(self, name: str, *args: Any, **kwargs: Any) -> Markup:
        """What the macro *name* draws."""
        macro = self.site.once(self._compiled, name, partial(self._compile, name))
        return self._repeated[name].drawn(self.site, macro, args, kwargs)

    def prepare(self) -> None:
        """Compile every macro; what is wrong with one is told where it is drawn."""
        for name in self.all:
            with suppress(TemplateError):
                self.environment.get_template(f"{name}/{TEMPLATE}")

    def _compile(self, name: str) -> Any:
        module = self.environment.get_template(f"{name}/{TEMPLATE}").module
        if not hasattr(module, name):
            raise TemplateSyntaxError(f"no macro named '{name}'", 1, f"{name}/{TEMPLATE}")
        return getattr(module, name)

    def record(self, record: Record) -> Markup:
        """The content of *record*'s page: the macro ``post_<kind>``, else ``post_<role>``, else ``post``; of a
        translation, one that begins with ``oversatt``."""
        start = "oversatt" if record.language else "post"
        names = (f"{start}_{name}" for name in (record.kind, *roles_of(type(record))))
        return self.call(next((name for name in names if name in self.all), start), record)

    def body(self, record: Record, down: int = 0, prefix: str = "") -> Markup:
        """The record's body as HTML, glossary terms marked in it, headings *down* levels lower.

        *prefix* stands before every anchor, so that several bodies fit on one page.
        """
        self.site.note("body", record.key)
        if record.language:
            return Markup(self.bodies[record].drawn(down, prefix, self.texts))
        self.site.note("terms")
        explained = self._glossary.explain(self.bodies[record], record.key)
        return Markup(explained.drawn(down, prefix, self.texts))

    def with_terms(self, html: str) -> tuple[Markup, tuple[Record, ...]]:
        """*html* with its marked terms drawn by the macro ``term``, and the terms, each once, in order."""
        if self.site.language:
            return Markup(_TERM_LINK.sub(lambda match: self._plain_term(match[1], match[2]), html)), ()
        keys: dict[str, None] = {}

        def drawn(match: re.Match[str]) -> str:
            keys.setdefault(match[1])
            return self._term(match[1], match[2])

        with_them = _TERM_LINK.sub(drawn, html) if TERM_SCHEME in html else html
        return Markup(with_them), tuple(self.site[one] for one in keys)

    def _plain_term(self, key: str, text: str) -> str:
        """A marked term in a text in another language: a link, without the box that explains it."""
        return f'<a href="/{address_of(self.site[key])}">{text}</a>'

    def _term(self, key: str, text: str) -> str:
        """A marked term, drawn once for each way it is written."""
        return self.site.once(
            self._terms, (key, text), lambda: str(self.call("term", self.site[key], Markup(text)).strip())
        )

    def expression(self, source: str) -> str:
        """The value of a Jinja expression such as ``kort(post_med("ord/lan"))``, as ``macro.yaml`` holds.

        Never of anything that stands in ``docs/`` or ``content/``: this compiles what it is given.

        Raises:
            jinja2.TemplateError: If it cannot be compiled or drawn.
        """
        return self.with_terms(self.environment.from_string(f"{{{{ {source} }}}}").render())[0]


def _template(files: Mapping[str, Path], name: str) -> tuple[str, str, None] | None:
    """The template *name* of *files*, as Jinja wants it: text, file and no test of whether it has changed."""
    path = files.get(name)
    return (path.read_text(encoding="utf-8"), str(path), None) if path else None
