"""The words of macros, page template and scripts: data in ``standard/texts/<language>.yml``, which a project adds to.

A key is flat with dots (``granskad.igen``), a text has named places (``{datum}``). A text that follows a number has two
keys: ``<key>.en`` for one and ``<key>.flera`` for any other, chosen by the place ``antal``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from ..base.memory import TextMemory, forgetful
from ..base.parts import STANDARD
from ..base.problems import Place, Problem, Severity, problem
from ..base.texts import LANGUAGES, one_line, phrase
from . import messages
from .front_matter import Text, plain, read_config

FOLDER = "texter"  #: A project's own words.
SCRIPTS = "skript."  #: What the keys of scripts start with; there, they are named without it.
APART = ("skattning",)  #: What begins the keys of scripts whose words have a module of their own, for one page alone.
ONE, MANY = ".en", ".flera"
UNSPOKEN = "en"  #: Whose words stand, in a language that the package does not speak, where readers do not see them.
#: What the keys of the words start with that stand on every page of a translation, or around it.
SEEN = ("brodsmulor.", "innehall.", "manad.", "not.", "oversattning.", "sida.", "sok.sok", "sok.webbplatsen", "start")
_MISSPELT = 0.85  #: How like a standard key a new one is that was meant to be it; from 0 to 1.
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Texts:
    """The words of one language."""

    language: str
    by_key: Mapping[str, str]

    def __call__(self, key: str, /, **values: Any) -> Markup:
        """The text *key* as HTML, with *values* in its places: what is no :class:`Markup` is escaped.

        Raises:
            KeyError: If there is no such text, or a place has no value.
        """
        if values:
            return self._filled(self._chosen(key, values), values)
        if key not in self._bare:
            self._bare[key] = escape(self._chosen(key, values)).format()
        return self._bare[key]

    def _filled(self, text: str, values: Mapping[str, Any]) -> Markup:
        if text not in self._parted:
            self._parted[text] = _PLACE.split(escape(text))
        pieces = self._parted[text].copy()
        pieces[1::2] = [escape(values[place]) for place in pieces[1::2]]
        return Markup("".join(pieces))

    @cached_property
    def _parted(self) -> dict[str, list[str]]:
        """Texts that have been asked for: what they say and the names of their places, by turns."""
        return {}

    def plain(self, key: str, /, **values: Any) -> str:
        """The same as text, escaped nowhere."""
        return self._chosen(key, values).format(**values)

    def _chosen(self, key: str, values: Mapping[str, Any]) -> str:
        text = self.by_key.get(key)
        return text if text is not None else self.by_key[f"{key}{ONE if values.get('antal') == 1 else MANY}"]

    @cached_property
    def _bare(self) -> dict[str, Markup]:
        """The texts without places that have been asked for: most that pages show are."""
        return {}

    @property
    def months(self) -> tuple[str, ...]:
        """The names of the months, January first."""
        return tuple(self.by_key[f"manad.{number}"] for number in range(1, 13))

    def scripts(self) -> dict[str, bytes]:
        """The modules that scripts read their words from, by name: what every page may need, and what stands apart."""
        return {f"{part}/{self.language}.js".lstrip("/"): self._script(part) for part in ("", *APART)}

    def _script(self, part: str) -> bytes:
        keys = {key: key.removeprefix(SCRIPTS) for key in self.by_key if key.startswith(SCRIPTS)}
        apart = {name: next((one for one in APART if name.startswith(f"{one}.")), "") for name in keys.values()}
        own = {name: self.by_key[key] for key, name in keys.items() if apart[name] == part}
        lines = (f"  {json.dumps(key)}: {json.dumps(text, ensure_ascii=False)}," for key, text in sorted(own.items()))
        return "\n".join(
            ["// Made from the texts of the language; see texter.js.", "export default {", *lines, "};", ""]
        ).encode()


def places(text: str) -> frozenset[str]:
    """The places of *text*, by name."""
    return frozenset(_PLACE.findall(text))


@cache
def standard_texts(language: str) -> Texts:
    """The package's own words in *language*, or in the one that it is a form of: those of ``sv`` for ``sv-simple``.

    In a language that the package does not speak, those in :data:`UNSPOKEN` that no reader of a translation sees.
    """
    base = language.partition("-")[0]
    if base not in LANGUAGES:
        spoken = standard_texts(UNSPOKEN).by_key
        return Texts(language, {key: text for key, text in spoken.items() if not key.startswith(SEEN)})
    if base != language:
        return Texts(language, standard_texts(base).by_key)
    name = f"{language}.yml"
    read, problems = read_config(STANDARD / "texts" / name, f"standard/texts/{name}")
    assert read is not None, problems
    return Texts(language, plain(read.front))


def read_texts(root: Path, language: str, memory: TextMemory = forgetful) -> tuple[Texts, list[Problem]]:
    """The words in *language* of the project in *root*: its own in ``texter/`` come before the standard ones.

    A faulty text of its own is left out and told. *memory*: of what is misspelt.
    """
    base = language.partition("-")[0]
    own_base = base in LANGUAGES and base != language
    standard = Texts(language, read_texts(root, base)[0].by_key) if own_base else standard_texts(language)
    file = f"{FOLDER}/{language}.yml"
    path = root / file
    lacking = sorted(_seen(standard_texts(UNSPOKEN)) - standard.by_key.keys())
    if not path.is_file():
        return standard, [_missing(file, lacking)] if lacking else []
    read, problems = read_config(path, file)
    if read is None:
        return standard, problems
    own: dict[str, str] = {}
    compared = tuple(key for key in read.front.values if key not in standard.by_key), tuple(standard.by_key)
    print_ = hashlib.sha256(repr(compared).encode()).hexdigest()
    close = json.loads(memory(f"misspelt {print_}", lambda: json.dumps(_close(*compared))))
    for key, value in read.front.values.items():
        at = read.front.keys[key]
        found = _fault(standard, key, value, close.get(key), Place(file, at.line, at.column))
        if found:
            problems.append(found)
        if isinstance(value, Text) and (found is None or found.severity is Severity.WARNING):
            own[key] = value.value
    lacking = [key for key in lacking if key not in own]
    problems += [_missing(file, lacking)] if lacking else []
    return Texts(language, {**standard.by_key, **own}), problems


def _seen(texts: Texts) -> frozenset[str]:
    return frozenset(key for key in texts.by_key if key.startswith(SEEN))


def _missing(file: str, lacking: Sequence[str]) -> Problem:
    """A language that the package does not speak lacks words that readers of every translation see."""
    return problem(Place(file), "missing-text", count=len(lacking), listed=", ".join(lacking))


@lru_cache(maxsize=16)  # Every own text that has no standard one is compared with all of those, after each edit.
def _close(keys: tuple[str, ...], known: tuple[str, ...]) -> dict[str, str]:
    """The key among *known* that one of *keys* is a misspelling of, for each that is."""
    found = ((key, get_close_matches(key, known, n=1, cutoff=_MISSPELT)) for key in keys)
    return {key: close[0] for key, close in found if close}


def _fault(standard: Texts, key: str, value: Any, close: str | None, place: Place) -> Problem | None:
    """What is wrong with a project's own text, and what to write instead; *close*: the key that it may be meant for."""
    if not isinstance(value, Text):
        return problem(place, "invalid-value/one-text", key=one_line(key))
    text = value.value
    left = _PLACE.sub("", text)
    if "{" in left or "}" in left:
        return problem(place, "invalid-value/lone-brace", key=one_line(key), example="{namn}")
    known = standard.by_key.get(key)
    if close:
        return problem(place, "unknown-key/text", Severity.WARNING, key=one_line(key), close=close)
    unknown = sorted(places(text) - places(known)) if known is not None else []
    if unknown:
        there = sorted(places(known or ""))
        listed = tuple(f"{{{one}}}" for one in there)
        remedy = messages.did_you_mean(unknown[0], there) or (phrase("known-places", listed=listed) if listed else None)
        return problem(place, "invalid-value/unknown-place", remedy=remedy, key=key, named=unknown[0])
    return None
