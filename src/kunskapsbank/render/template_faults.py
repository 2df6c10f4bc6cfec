"""A fault in a template, at the template's line: whoever wrote the page cannot mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from ..base import os_errors
from ..base.parts import MACROS, PAGE
from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, Value, one_line, phrase, told

_WORDS: Mapping[str, str] = {
    r"'(?P<name>[^']*)' is undefined": "jinja.undefined",
    r"'None' has no (?:attribute|element) (?P<name>.+)": "jinja.none",
    r"'(?:[\w.]*\.)?(?P<what>\w+)(?: object)?' has no (?:attribute|element) (?P<name>.+)": "jinja.no-attribute",
    r"parameter '(?P<name>[^']*)' was not provided": "jinja.no-value",
    r"no macro named '(?P<name>[^']*)'": "jinja.no-macro",
    r"macro '(?P<name>[^']*)' takes no keyword argument '(?P<key>[^']*)'": "jinja.no-parameter",
    r"macro '(?P<name>[^']*)' takes not more than (?P<count>\d+) .*": "jinja.too-many",
    r"expected token '(?P<name>.*)', got '(?P<found>.*)'": "jinja.expected",
    r"unexpected '(?P<name>.*)'": "jinja.unexpected",
    r"Unexpected end of template.*": "jinja.ends",
    r"Encountered unknown tag '(?P<name>[^']*)'.*": "jinja.no-block",
    r"No (?P<what>filter|test) named '(?P<name>[^']*)'.*": "jinja.no-filter",
    r"access to attribute '(?P<name>[^']*)' of .* is unsafe.*": "jinja.closed",
}
"""Jinja's words, and the text that says the same."""


def template_problem(error: Exception, place: Place, values: Any = (), folder: str = MACROS.folder) -> Problem:
    """The problem of *error*, met while the page at *place* was drawn.

    It stands at the innermost template's line; at *place* when there is none, or when one of *values*, which the page
    gave, is what cannot be used. *folder*: where templates lie in the project: macros, or those of the page.
    """
    own, reason = _template_place(error, folder), _reason(error)
    if folder == PAGE.folder:
        return _page_problem(error, own or place, reason)
    if isinstance(error, TemplateSyntaxError):
        return problem(own or place, "template-syntax/macro", reason=reason)
    at_page = own is None or (not isinstance(error, UndefinedError) and _is_about(str(error), values))
    where = place if own is None or at_page else own
    remedy = None if at_page else phrase("mend-macro", page=place.path)
    if isinstance(error, UndefinedError):
        return problem(where, "template-undefined/in-macro", remedy=remedy, reason=reason)
    return problem(where, "template-error", remedy=remedy, error=reason)


def _page_problem(error: Exception, place: Place, reason: Value) -> Problem:
    if isinstance(error, TemplateSyntaxError):
        return problem(place, "template-syntax/page", reason=reason)
    if isinstance(error, UndefinedError):
        return problem(place, "template-undefined/in-page", reason=reason)
    return problem(place, "template-error/page", error=reason)


def _template_place(error: Exception, folder: str) -> Place | None:
    """The line of the innermost template that *error* came through."""
    if isinstance(error, TemplateSyntaxError) and error.name:
        return Place(f"{folder}/{error.name}", error.lineno)
    frames = [(frame.f_globals.get("__jinja_template__"), line) for frame, line in walk_tb(error.__traceback__)]
    found = [(template, line) for template, line in frames if template is not None and template.name]
    if not found:
        return None
    template, line = found[-1]
    return Place(f"{folder}/{template.name}", template.get_corresponding_lineno(line))


def _reason(error: Exception) -> Value:
    """What *error* says, without any path of this machine."""
    if isinstance(error, TemplateNotFound):
        return phrase("no-template", name=error.name)
    if isinstance(error, OSError) and error.errno is not None:
        return phrase("fault-of", name=Path(str(error.filename)).name, fault=os_errors.reason(error))
    said = one_line(error.message or "" if isinstance(error, TemplateSyntaxError) else str(error), 200)
    for pattern, key in _WORDS.items():
        match = re.fullmatch(pattern, said)
        if match:
            return phrase(key, **match.groupdict())
    ours = type(error) in (LookupError, FileNotFoundError, ValueError)  # Raised by our own functions.
    words = told(error)
    return words if isinstance(words, Phrase) else said if ours else f"{type(error).__name__}, {said}"


def _is_about(said: str, values: Any) -> bool:
    """Whether the message *said* names one of the texts in *values*."""
    return any(re.search(rf"(?<![\w/-]){re.escape(one)}(?![\w/-])", said) for one in _texts(values))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from [value] if value else []
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _texts(one)
