"""What the editors' handbook is made of: kinds with their keys, rules, macros with examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..base.parts import MACROS
from ..base.problems import problem, wordings
from ..base.texts import PLACE, one_line
from ..checks import all_rules, rules
from ..content.kind_info import KindInfo, kind_info
from ..content.record import Record, refs
from ..content.site import Site
from ..markdown.converter import slugify
from ..reading.messages import choices_in, groups_in
from ..reading.texts import Texts
from .arguments import callable_from_pages
from .examples import example_html, with_examples
from .macro_info import Example, FaultyInfo, info_place, read_info
from .macros import macro_names
from .presentation import help_of, label_of

_ID = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|popovertarget)="([^"]+)"')
_LINK = re.compile(r'href="/exempel[a-z]+/[^"]*"')  #: To pages that only examples have.


@dataclass(frozen=True, slots=True)
class Key:
    """A key that editors can write."""

    name: str  #: With the groups it stands in: ``program.inslag.amne``.
    title: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A kind in the handbook."""

    kind: KindInfo
    folder: str
    own: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A code in the handbook."""

    code: str
    text: str  #: What the rule says that reports it; empty when the code is no rule's.
    wordings: tuple[
        tuple[str, str], ...
    ] = ()  #: Message and remedy of each variant, with ``{name}`` for what is found; empty when all of it is found.


@dataclass(frozen=True, slots=True)
class ParameterEntry:
    """A parameter of a macro in the handbook."""

    name: str
    type: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """A macro in the handbook."""

    name: str
    about: str
    parameters: tuple[ParameterEntry, ...]
    on_pages: bool  #: Whether frame pages can call it.
    calls: tuple[str, ...]  #: Of the examples that are shown, those too that the site cannot draw.
    examples: tuple[tuple[str, str, Markup], ...]  #: (name, call, HTML).


def shared_keys(site: Site, texts: Texts) -> tuple[Key, ...]:
    """The keys that every kind has."""
    shared = _shared(site)
    kind = next(iter(site.kinds.values()), Record)
    return tuple(key for key in keys(kind, texts, sources=True) if key.name.split(".")[0] in shared)


def _shared(site: Site) -> frozenset[str]:
    """The fields that every kind has."""
    fields = [frozenset(kind.model_fields) for kind in site.kinds.values()]
    return frozenset.intersection(*fields) if fields else frozenset(Record.model_fields)


def kind_entries(site: Site, texts: Texts) -> tuple[KindEntry, ...]:
    """Every kind with the keys that are its own."""
    shared = _shared(site)
    return tuple(
        KindEntry(
            kind_info(kind),
            f"content/{name}/",
            tuple(key for key in keys(kind, texts) if key.name.split(".")[0] not in shared),
        )
        for name, kind in site.kinds.items()
    )


def keys(model: type[BaseModel], texts: Texts, prefix: str = "", sources: bool = False) -> Iterator[Key]:
    """The keys of *model* and of its groups; what a source may say only with *sources*, for it is told once."""
    for name, info in model.model_fields.items():
        yield Key(f"{prefix}{name}", label_of(model, name, texts), info.is_required(), _about(model, name, info, texts))
        for group in groups_in(info.annotation):
            if name != "kallor" or sources:
                yield from keys(group, texts, f"{prefix}{name}.")


def _about(model: type[BaseModel], name: str, info: FieldInfo, texts: Texts) -> str:
    """The field's own line, and what follows from its type: choices and what it points at."""
    parts = [help_of(model, name, texts)]
    choices = list(choices_in(info.annotation))
    if choices:
        parts.append(texts.plain("handbok.ett_av", val=", ".join(choices)))
    ref = refs(model).get(name)
    if ref is not None and ref.kind:
        parts.append(texts.plain("handbok.pekar_pa", slag=ref.kind))
    return " ".join(filter(None, parts))


def rule_entries(site: Site, texts: Texts) -> tuple[RuleEntry, ...]:
    """Every code that a check of the site can report, with its wordings; rules of roles that it lacks are left out.

    What a rule says is among *texts* as ``om.regel.<code>`` in other languages than that of its docstring.
    """
    worded = wordings(texts.language)
    told = {one.code: texts.by_key.get(f"om.regel.{one.code}", one.text) for one in rules(site.kinds)}
    others = worded.keys() - {one.code for one in all_rules()}
    return tuple(
        RuleEntry(code, told.get(code, ""), tuple(_told_beforehand(worded.get(code, ()))))
        for code in sorted({*told, *others})
    )


def _told_beforehand(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The texts of *pairs* that say something before anything is found: ``{hint}`` alone does not."""
    for pair in pairs:
        message, remedy = ("" if PLACE.fullmatch(text) else text for text in pair)
        if message or remedy:
            yield message, remedy


def macro_entries(root: Path, site: Site, texts: Texts, files: Container[str] | None = None) -> tuple[MacroEntry, ...]:
    """Every macro with its examples drawn; those over kinds that the site has not are left out.

    What ``macro.yaml`` says is among *texts* in other languages than its own: ``om.makro.<name>`` with a dot and the
    name of a parameter, ``om.typ.<type>`` and ``om.exempel.<name>``.

    *files*: those that a macro's ``macro.yaml`` must be among, as ``lista/macro.yaml``, for it to be told.

    Raises:
        FaultyInfo: If a ``macro.yaml`` is faulty, or an example in it.
    """
    told = [name for name in macro_names(root) if files is None or f"{name}/macro.yaml" in files]
    return tuple(_macro_entry(root, name, site, texts) for name in told)


def _macro_entry(root: Path, name: str, site: Site, texts: Texts) -> MacroEntry:
    info = read_info(root, name)
    said = texts.by_key
    shown = [(number, one) for number, one in enumerate(info.exempel) if not one.dold]
    drawn = [
        (
            said.get(f"om.exempel.{slugify(one.namn, '_')}", one.namn),
            one.shown,
            _own_ids(_example(root, name, one, site), name, number),
        )
        for number, one in shown
        if one.kinds <= set(with_examples(site.kinds))
    ]
    return MacroEntry(
        name,
        said.get(f"om.makro.{name}", info.beskrivning),
        tuple(
            ParameterEntry(
                one.namn,
                said.get(f"om.typ.{slugify(one.typ, '_')}", one.typ),
                one.obligatorisk,
                said.get(f"om.makro.{name}.{one.namn}", one.beskrivning),
            )
            for one in info.parametrar
        ),
        callable_from_pages(info),
        tuple(one.shown for _, one in shown),
        tuple(drawn),
    )


def _example(root: Path, name: str, one: Example, site: Site) -> str:
    try:
        return example_html(root, one, site)
    except (ValueError, KeyError) as error:
        said = str(error) if type(error) is ValueError else f"{type(error).__name__}, {one_line(str(error), 200)}"
        raise FaultyInfo([problem(info_place(name), "template-error/example", example=one.namn, error=said)]) from None


def _own_ids(html: str, name: str, number: int) -> Markup:
    """Anchors that are unique on the handbook's page, where many examples stand together, and links that stay on it."""
    at_home = _LINK.sub(f'href="#makro-{name}"', html)
    return Markup(_ID.sub(lambda m: f'{m[1]}="exempel--{name}-{number}-{m[2]}"', at_home))


def functions(root: Path, site: Site, texts: Texts) -> dict[str, Callable[[], Any]]:
    """What the handbook's macros call, under Swedish names."""
    return {
        "gemensamma_nycklar": lambda: shared_keys(site, texts),
        "slagen": lambda: kind_entries(site, texts),
        "reglerna": lambda: rule_entries(site, texts),
        "makrona": lambda: macro_entries(root, site, texts),
        "standardmakrona": lambda: macro_entries(root, site, texts, MACROS.standard_files()),
    }
