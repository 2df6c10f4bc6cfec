"""Which files the room may write, ever: records, what is proposed of them, and pictures; by name and sort."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..base.settings import CONTENT
from ..content.kinds import load_kinds
from ..media.metadata import PICTURES
from ..pipeline.project import Project
from ..reading.fields import DEVICES, SLUG_PATTERN, taken_id
from ..reading.site_settings import read_settings

PROPOSALS = "redaktion"  #: The folder of proposals in a project.
PICTURE_FOLDER = "docs/assets/bilder"
PICTURE_TYPES = PICTURES | {".svg"}  #: Those that the site publishes.
MAX_ID = 120  #: Signs of an id, and of a picture's name: some systems take no longer paths.
_SLUG = re.compile(SLUG_PATTERN.strip("^$"))
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


class OutOfBounds(ValueError):
    """The room may not write a file of that name."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that the room may write in one project, as paths with slashes below its folder.

    Nothing else of the room decides on a name: an id or a file name that somebody sends becomes one here or nowhere.
    All are ASCII in lower case, so they are the same file on every system.
    """

    kinds: frozenset[str]  #: The folders of records.
    languages: frozenset[str] = frozenset()  #: What records may be translated to.

    @classmethod
    def of(cls, project: Project) -> Names:
        """Those of *project*, by its kinds and languages."""
        settings, _ = read_settings(project.config)
        kinds, _ = load_kinds(project.root / settings.kinds, settings.kinds)
        return cls(frozenset(kinds), frozenset(settings.folders))

    def allows(self, name: str) -> bool:
        """Whether the room may write the file *name*."""
        folder, _, file = name.rpartition("/")
        if folder == PICTURE_FOLDER:
            return _is_picture(file)
        top, _, kind = folder.partition("/")
        stem, dot, suffix = file.rpartition(".")
        suffixes = {CONTENT: ("md",), PROPOSALS: ("md", "yml")}.get(top, ())
        return bool(dot) and suffix in suffixes and self.has(kind, stem)

    def has(self, kind: str, id_: str) -> bool:
        """Whether *id_* can be a record of *kind*, or with a language after a dot a translation of one."""
        slug, dot, language = id_.partition(".")
        translated = not dot or (language in self.languages and _LANGUAGE.fullmatch(language))
        return kind in self.kinds and bool(translated) and _is_slug(slug) and len(id_) <= MAX_ID

    def content(self, kind: str, id_: str) -> str:
        """The file of the record *id_*.

        Raises:
            OutOfBounds: If there can be none of that name.
        """
        return self._name(CONTENT, kind, id_, "md")

    def proposal(self, kind: str, id_: str) -> str:
        """The file of the text that is proposed for the record *id_*; raises as :meth:`content`."""
        return self._name(PROPOSALS, kind, id_, "md")

    def standing(self, kind: str, id_: str) -> str:
        """The file that says how that proposal stands; raises as :meth:`content`."""
        return self._name(PROPOSALS, kind, id_, "yml")

    def _name(self, folder: str, kind: str, id_: str, suffix: str) -> str:
        if not self.has(kind, id_):
            raise OutOfBounds(f"{kind}/{id_}")
        return f"{folder}/{kind}/{id_}.{suffix}"


def _is_slug(text: str) -> bool:
    return _SLUG.fullmatch(text) is not None and taken_id(text) is None


def _is_picture(file: str) -> bool:
    stem, _, suffix = file.rpartition(".")
    named = _SLUG.fullmatch(stem) is not None and stem not in DEVICES and len(file) <= MAX_ID
    return named and f".{suffix}" in PICTURE_TYPES
