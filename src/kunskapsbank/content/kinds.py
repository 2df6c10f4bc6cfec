"""A project's folder of kinds -> (Kinds, problems).

A kind is a class in one file, ``kinds/<name>.py``; a file whose name starts with an underscore holds what several of
them share. The files are code and trusted as templates are. What is wrong in one is a problem at its line.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from inspect import get_annotations
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from pydantic import BaseModel
from pydantic.errors import PydanticUndefinedAnnotation

from ..base.problems import Place, Problem, problem
from ..base.settings import KINDS_PACKAGE
from ..base.texts import Phrase, phrase
from ..reading.fields import SLUG_PATTERN
from ..reading.messages import did_you_mean, parts_of
from .record import EVERY_FIELD, Record, refs
from .rules import Rule

R = TypeVar("R", bound=Record)

_LABELS = ("singular", "plural", "about")  #: What a kind must say of itself.
_NAMING_FIELDS = (
    "order",
    "facets",
    "filters",
    "expected",
    "data",
    "embedded_by",
)  #: Attributes that name fields of the kind.


class Kinds(Mapping[str, type[Record]]):
    """The kinds of one project by folder name, in the order of their names, and the project's own rules."""

    def __init__(self, kinds: Iterable[type[Record]] = (), rules: Iterable[Rule] = (), *, whole: bool = True) -> None:
        self._by_name = {kind.kind: kind for kind in sorted(kinds, key=lambda kind: kind.kind)}
        self.rules = tuple(rules)
        self.whole = whole  #: False: a file could not be loaded, so nothing is known of the records of its kind.

    def __getitem__(self, name: str) -> type[Record]:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def hands_out_data(self) -> bool:
        """Whether any of them is published as data."""
        return any(kind.data for kind in self._by_name.values())

    def taking(self, role: type[R]) -> tuple[type[R], ...]:
        """The kinds that take *role*: those that are subclasses of it."""
        return tuple(kind for kind in self._by_name.values() if issubclass(kind, role))

    def unknown(self, name: str) -> Phrase:
        """What to write in place of *name*, which is no kind here."""
        if not self:
            return phrase("no-kinds")
        return did_you_mean(name, self) or phrase("known-kinds", kinds=tuple(self))


_loaded: dict[tuple[Path, str], tuple[str, tuple[Kinds, list[Problem]]]] = {}


def load_kinds(folder: Path, name: str = "kinds") -> tuple[Kinds, list[Problem]]:
    """The kinds in *folder* with their rules, and what is wrong with them; none when there is no such folder.

    The same classes are given again until a file changes. *name*: what problems call the folder.
    """
    files = sorted(path for path in folder.glob("*.py") if path.is_file())
    sources = {path.name: path.read_bytes() for path in files}
    digest = hashlib.sha256(repr(sources).encode()).hexdigest()
    key = (folder.resolve(), name)
    if key not in _loaded or _loaded[key][0] != digest:
        _loaded[key] = (digest, _Folder(key[0], name, sources).read())
    kinds, problems = _loaded[key][1]
    return kinds, list(problems)


class _Folder:
    """One folder on its way to kinds. Its files are loaded as modules of a package that has a name nobody writes."""

    def __init__(self, folder: Path, name: str, sources: Mapping[str, bytes]) -> None:
        self._folder, self._name, self._sources = folder, name, sources
        self._package = f"{KINDS_PACKAGE}{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"

    def read(self) -> tuple[Kinds, list[Problem]]:
        """The kinds and the problems."""
        for loaded in [one for one in sys.modules if one.partition(".")[0] == self._package]:
            del sys.modules[loaded]
        package = ModuleType(self._package)
        package.__path__ = [str(self._folder)]
        sys.modules[self._package] = package
        modules, problems = [], set()
        for file in self._sources:
            try:
                modules.append(self._module(file.removesuffix(".py")))
            except Exception as error:  # Whatever a file does when it is loaded is its author's to mend.
                problems.add(self._fault(error, file))
        found = [kind for module in modules for kind in self._classes(module)]
        kinds = {kind.kind: kind for kind in reversed(found)}
        rules = [one for module in modules for one in vars(module).values() if self._is_own_rule(one, module)]
        problems.update(problem for module in modules for problem in self._unknown_names(module))
        whole = not problems
        problems.update(self._said_twice(found))
        if whole:
            problems.update(problem for module in modules for problem in self._without_kind(module))
            problems.update(problem for kind in kinds.values() for problem in self._faults(kind, kinds))
        return Kinds(kinds.values(), rules, whole=whole), sorted(problems)

    def _module(self, stem: str) -> ModuleType:
        """The file as a module; without leaving compiled files behind, which could be older than an edited one."""
        before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
        try:
            return import_module(f"{self._package}.{stem}")
        finally:
            sys.dont_write_bytecode = before

    def _classes(self, module: ModuleType) -> list[type[Record]]:
        """The kinds that the file of *module* holds: the records of its own that have a name."""
        return [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Record)
            and value.kind
            and value.__module__ == module.__name__
        ]

    def _is_own_rule(self, value: object, module: ModuleType) -> bool:
        return isinstance(value, Rule) and value.find.__module__ == module.__name__

    def _fault(self, error: Exception, file: str) -> Problem:
        """Why *file* cannot be loaded, at the line in the folder where it stops."""
        if isinstance(error, SyntaxError) and Path(error.filename or "").parent == self._folder:
            return problem(
                Place(f"{self._name}/{Path(error.filename or '').name}", error.lineno or 1, error.offset or 1),
                "kind-not-loaded/not-python",
                reason=error.msg,
            )
        steps = [step for step in traceback.extract_tb(error.__traceback__) if self._holds(step.filename)]
        place = Place(f"{self._name}/{file}")
        if steps:
            place = Place(f"{self._name}/{Path(steps[-1].filename).name}", steps[-1].lineno or 1)
        reason = str(error).replace(self._package, self._name).splitlines() or [""]
        return problem(place, "kind-not-loaded", error=type(error).__name__, reason=reason[0])

    def _unknown_names(self, module: ModuleType) -> Iterator[Problem]:
        """Types of fields that the file neither makes nor imports: its classes are no classes until it does."""
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, BaseModel) and one.__module__ == module.__name__:
                try:
                    one.model_rebuild()
                except PydanticUndefinedAnnotation as error:
                    said = (
                        name
                        for name, annotation in get_annotations(one).items()
                        if (error.name or "?") in str(annotation)
                    )
                    yield problem(self._line(one, next(said, "")), "kind-not-loaded/unknown-name", name=error.name)

    def _holds(self, file: str) -> bool:
        return Path(file).parent == self._folder

    def _said_twice(self, found: list[type[Record]]) -> Iterator[Problem]:
        first: dict[str, type[Record]] = {}
        for kind in found:
            before = first.setdefault(kind.kind, kind)
            if before is not kind:
                yield problem(self._line(kind), "kind-name-taken", kind=kind.kind, path=self._line(before).path)

    def _without_kind(self, module: ModuleType) -> Iterator[Problem]:
        stem = module.__name__.rpartition(".")[2]
        if not stem.startswith("_") and not self._classes(module):
            yield problem(Place(f"{self._name}/{stem}.py"), "file-without-kind")

    def _faults(self, kind: type[Record], kinds: Mapping[str, type[Record]]) -> Iterator[Problem]:
        """What *kind* says that cannot be."""
        if not re.fullmatch(SLUG_PATTERN, kind.kind):
            yield problem(self._line(kind, "kind"), "invalid-kind-name", kind=kind.kind)
        for label in _LABELS:
            if not getattr(kind, label):
                yield problem(self._line(kind), "kind-without-label", kind=kind.kind, label=label)
        for attribute in _NAMING_FIELDS:
            for name in getattr(kind, attribute):
                every = attribute == "data" and kind.data == (EVERY_FIELD,)
                if name.lstrip("-") not in kind.model_fields and not every:
                    yield problem(
                        self._line(kind, attribute),
                        "kind-names-no-field",
                        remedy=did_you_mean(name, kind.model_fields),
                        attribute=attribute,
                        kind=kind.kind,
                        name=name,
                    )
        for name in kind.filters:
            if name in kind.model_fields and name not in refs(kind):
                yield problem(self._line(kind, "filters"), "filter-without-reference", name=name)
        for part in parts_of(kind):
            for name, ref in refs(part).items():
                if ref.kind and ref.kind not in kinds:
                    yield problem(
                        self._line(part, name) if self._is_own(part) else self._line(kind),
                        "reference-to-unknown-kind",
                        remedy=did_you_mean(ref.kind, kinds),
                        name=name,
                        kind=ref.kind,
                    )

    def _is_own(self, part: type) -> bool:
        return part.__module__.startswith(f"{self._package}.")

    def _line(self, part: type, name: str = "") -> Place:
        """Where *part* says *name*, it or what it builds on; else where the class begins."""
        own = [one for one in part.__mro__ if self._is_own(one)]
        saying = [one for one in own if name in vars(one).get("__annotations__", {}) or name in vars(one)]
        holder = saying[0] if name and saying else own[0]
        file = f"{holder.__module__.rpartition('.')[2]}.py"
        return Place(f"{self._name}/{file}", _line_of(self._sources[file], holder.__name__, name if saying else ""))


def _line_of(source: bytes, class_name: str, name: str) -> int:
    """The line of *source* where the class *class_name* says *name*; where the class begins when *name* is empty."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            for statement in node.body:
                targets = getattr(statement, "targets", [getattr(statement, "target", None)])
                if name and any(isinstance(one, ast.Name) and one.id == name for one in targets):
                    return statement.lineno
            return node.lineno
    return 1
