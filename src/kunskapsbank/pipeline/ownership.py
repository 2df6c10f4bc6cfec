"""What whoever publishes a site must own: a way to be reached, and words of its own in place of placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Place, Problem, problem
from ..base.settings import CONFIG, Settings
from ..content.site import Site
from .project import Project


def left_to_owner(project: Project, settings: Settings, site: Site) -> Iterator[Problem]:
    """What is still to be filled in before *site* is published to readers, in the order of the files."""
    if not settings.is_reachable:
        yield problem(Place(CONFIG), "missing-contact")
    for record in site.records.values():
        if settings.placeholders:
            lines = (project.root / record.source.path).read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                yield from (
                    problem(Place(record.source.path, number), "placeholder-left", phrase=phrase)
                    for phrase in settings.placeholders
                    if phrase in line
                )
