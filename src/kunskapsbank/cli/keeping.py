"""``kb lage``."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from ..base.plain_files import read_plain, replace_plain
from ..content.site import Site
from ..export.calendars import reviews_of
from ..pipeline.build import run
from ..pipeline.project import Project
from ..pipeline.standing import STATES, Review, Standing, by_month, spread, standing
from ..reading.front_matter import MAX_FILE_BYTES
from ..reading.patching import NotPatched, changed
from ..reading.site_settings import read_settings
from .projects import Asked, existing, sound
from .words import Command, said

FORMATS = ("text", "mejl", "ics", "json")
MOST_LISTED = 20  #: Of one sort, in the text; the JSON has all.
WITHIN = 60  #: Days ahead that a mail tells of.


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text")
@click.option("--sprid", is_flag=True)
@click.option("--skriv", is_flag=True)
@click.pass_obj
def lage(asked: Asked, format_: str, sprid: bool, skriv: bool) -> None:
    """Show how the site stands: states, reviews, gaps and what nobody shows."""
    if skriv and not sprid:
        raise click.UsageError(said("cli.write-without-spreading"))
    if sprid and format_ != "text":
        raise click.UsageError(said("cli.spreading-in-a-format"))
    project = existing(asked.project)
    build = sound(run(project, asked.today))
    used = {link.split("#")[0] for page in build.pages for link in page.links}
    found = standing(build.site, build.assets, used)
    if sprid:
        _spread(project, found, skriv)
        return
    if format_ == "ics":
        website = read_settings(project.config)[0].website
        click.echo(reviews_of(build.site, build.history, website, build.texts).decode(), nl=False)
        return
    lines = {"text": _text, "mejl": _mail, "json": _json}[format_](build.site, found)
    click.echo("\n".join(lines))


def _text(site: Site, found: Standing) -> Iterator[str]:
    yield said("standing.title", day=found.today)
    yield ""
    heads = [said(f"standing.{state}") for state in STATES]
    rows = [
        (site.kinds[kind].plural, *(str(states[state] or "–") for state in STATES))
        for kind, states in sorted(found.states.items(), key=lambda item: site.kinds[item[0]].plural)
    ]
    yield from _table((said("standing.kind"), *heads), rows)
    yield ""
    yield said("standing.overdue", count=len(found.overdue))
    yield from (f"  {one.day}  {one.file}  {one.owner}".rstrip() for one in found.overdue)
    yield ""
    yield said("standing.by-month")
    rows = [(month, owner or "–", str(count)) for (month, owner), count in by_month(found.reviews).items()]
    yield from _table((said("standing.month"), said("standing.owner"), said("standing.count")), rows)
    crowded = [(day, count) for day, count in Counter(one.day for one in found.reviews).items() if count > 1]
    day, count = max(crowded, key=lambda item: item[1], default=(found.today, 0))
    if next(spread(found.reviews, found.today), None):
        yield said("standing.crowded", count=count, day=day)
    yield from _listed("standing.undated", found.undated)
    yield from _listed("standing.gaps", [f"{key}: {', '.join(names)}" for key, names in found.gaps.items()])
    yield from _listed("standing.unused", found.unused)


def _listed(key: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield ""
        yield said(key, count=len(listed))
        yield from (f"  {one}" for one in listed[:MOST_LISTED])
        if len(listed) > MOST_LISTED:
            yield "  " + said("standing.more", count=len(listed) - MOST_LISTED)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """*rows* under *head*, in columns."""
    every = [head, *rows]
    widths = [max(len(row[at]) for row in every) for at in range(len(head))]
    for row in every:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def _mail(site: Site, found: Standing) -> Iterator[str]:
    """A text to each owner, about what is to be reviewed soon or should have been."""
    until = found.today + dt.timedelta(WITHIN)
    due: dict[str, list[Review]] = {}
    for review in found.reviews:
        if review.day <= until:
            due.setdefault(review.owner, []).append(review)
    if not due:
        yield said("standing.nothing-due", day=until)
    for owner, reviews in sorted(due.items()):
        yield said("standing.mail", owner=owner or said("standing.nobody"), count=len(reviews), day=until)
        yield from (f"- {one.title}: {one.day} ({one.file})" for one in reviews)
        yield said("standing.mail-end")
        yield ""


def _json(site: Site, found: Standing) -> Iterator[str]:
    yield json.dumps(
        {
            "day": str(found.today),
            "states": found.states,
            "reviews": [{**one._asdict(), "day": str(one.day)} for one in found.reviews],
            "undated": found.undated,
            "gaps": found.gaps,
            "unused": found.unused,
        },
        ensure_ascii=False,
        indent=2,
    )


def _spread(project: Project, found: Standing, write: bool) -> None:
    """Show a day for each review that lies too close to others, and with *write*, write it in its file."""
    moved = list(spread(found.reviews, found.today))
    for review, day in moved:
        click.echo(f"{review.file}: {review.day} -> {day}")
    left = [review.file for review, day in moved if write and not _written(project, review, day)]
    for file in left:
        click.echo(said("standing.not-written", file=file), err=True)
    key = "standing.spread" if write else "standing.would-spread"
    click.echo(said(key, count=len(moved) - len(left)), err=True)


def _written(project: Project, review: Review, day: dt.date) -> bool:
    """Whether *day* is in the record's file now, and nothing else is changed in it."""
    path = project.root / review.file
    before = read_plain(path, MAX_FILE_BYTES, project.root)
    try:
        after = changed(before, review.file, {"granskas_senast": str(day)}, None)
    except NotPatched:
        return False
    replace_plain(path, after, before, project.root)
    return True
