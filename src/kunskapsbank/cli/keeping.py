"""``kb lage``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from ..base.budgets import Budget
from ..base.plain_files import read_plain, replace_plain
from ..content.site import Site
from ..export.calendars import reviews_of
from ..language.hints import FEWEST
from ..pipeline.build import run
from ..pipeline.outward import (
    MOST,
    Answer,
    LinkOut,
    NoNetworkError,
    Outward,
    ask,
    links_out,
    outward,
    polite_asker,
    read_kept,
)
from ..pipeline.project import Project
from ..pipeline.read import read
from ..pipeline.readability import Readability, readability
from ..pipeline.standing import STATES, Review, Standing, by_month, spread, standing
from ..reading.front_matter import MAX_FILE_BYTES
from ..reading.patching import NotPatched, changed
from ..reading.site_settings import read_settings
from .projects import Asked, existing, sound
from .reporting import stages
from .words import Command, said

FORMATS = ("text", "mejl", "ics", "json")
_WITH_LINKS = ("text", "json")
MOST_LISTED = 20  #: Of one sort, in the text; the JSON has all.
WITHIN = 60  #: Days ahead that a mail tells of.


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text")
@click.option("--sprid", is_flag=True)
@click.option("--skriv", is_flag=True)
@click.option("--lankar", is_flag=True)
@click.option("--hogst", type=click.IntRange(min=1))
@click.pass_obj
def lage(asked: Asked, format_: str, sprid: bool, skriv: bool, lankar: bool, hogst: int | None) -> None:
    """Show how the site stands: states, reviews, gaps, what nobody shows, and links out that lead nowhere."""
    if skriv and not sprid:
        raise click.UsageError(said("cli.write-without-spreading"))
    if sprid and format_ != "text":
        raise click.UsageError(said("cli.spreading-in-a-format"))
    if lankar and (sprid or format_ not in _WITH_LINKS):
        raise click.UsageError(said("cli.links-in-a-format"))
    if hogst and not lankar:
        raise click.UsageError(said("cli.most-without-links"))
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
    if format_ == "mejl":
        click.echo("\n".join(_mail(found)))
        return
    links = _links(project, asked.today, hogst or MOST, ask_now=lankar)
    read_by = readability(project, build.site, build.pages, read_settings(project.config)[0].languages)
    click.echo("\n".join({"text": _text, "json": _json}[format_](build.site, found, links, read_by)))


def _links(project: Project, today: dt.date, most: int, *, ask_now: bool) -> Outward:
    """What is known of the links out; with *ask_now*, at most *most* of them are asked for first."""
    inputs, _ = read(project, today, None, None, Budget())
    links = links_out(inputs)
    kept = read_kept(project)
    if ask_now:
        asker = polite_asker(inputs.website.url)
        try:
            with stages() as bar:
                kept = ask(project, links, today, asker, most, lambda total: bar.begin("cli.asking", total), bar.step)
        except NoNetworkError:
            click.echo(said("cli.no-network"), err=True)
            sys.exit(1)
    return outward(links, kept)


def _text(site: Site, found: Standing, links: Outward, read_by: Readability) -> Iterator[str]:
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
    yield from _readability(site, read_by)
    yield from _listed("standing.withdrawn-since", [f"{day}  {key}" for day, key in found.withdrawn])
    yield from _listed("standing.undated", found.undated)
    yield from _listed("standing.gaps", [f"{key}: {', '.join(names)}" for key, names in found.gaps.items()])
    yield from _listed("standing.unused", found.unused)
    if links.addresses:
        key = "standing.links" if links.last else "standing.links-not-asked"
        yield ""
        yield said(key, count=links.addresses, asked=links.asked, day=links.last or "")
    yield from _listed("standing.links-dead", map(_link, links.dead))
    yield from _listed("standing.links-unsure", map(_link, links.unsure))
    yield from _listed("standing.links-moved", map(_link, links.moved))


def _readability(site: Site, read_by: Readability) -> Iterator[str]:
    """The readability of each kind, beside that of the earliest month that is kept."""
    if not read_by.medians:
        return
    month = next(iter(read_by.earlier), "")
    head = [said(f"standing.{name}") for name in ("kind", "pages", "lix")]
    rows = []
    for kind, value in sorted(read_by.medians.items(), key=lambda item: site.kinds[item[0]].plural):
        before = read_by.earlier[month].get(kind) if month else None
        earlier = [f"{before:.1f}" if before is not None else "–"] if month else []
        rows.append((site.kinds[kind].plural, str(read_by.pages[kind]), f"{value:.1f}", *earlier))
    yield ""
    yield said("standing.readability", fewest=FEWEST)
    yield from _table((*head, *([month] if month else [])), rows)


def _link(told: tuple[LinkOut, Answer]) -> str:
    """A link with what it answered and when, the record and who answers for that."""
    link, answer = told
    what = answer.moved or (said(f"standing.link-{answer.fault}") if answer.fault else str(answer.status))
    return "  ".join(filter(None, (str(link.place), link.address, f"{what} ({answer.day})", link.key, link.owner)))


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


def _mail(found: Standing) -> Iterator[str]:
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


def _json(site: Site, found: Standing, links: Outward, read_by: Readability) -> Iterator[str]:
    yield json.dumps(
        {
            "day": str(found.today),
            "states": found.states,
            "reviews": [{**one._asdict(), "day": str(one.day)} for one in found.reviews],
            "withdrawn": [{"key": key, "day": str(day)} for day, key in found.withdrawn],
            "undated": found.undated,
            "gaps": found.gaps,
            "unused": found.unused,
            "readability": {"pages": read_by.pages, "lix": read_by.medians, "earlier": read_by.earlier},
            "links": {
                "addresses": links.addresses,
                "asked": links.asked,
                "day": str(links.last) if links.last else None,
                **{name: [*map(_data, getattr(links, name))] for name in ("dead", "unsure", "moved")},
            },
        },
        ensure_ascii=False,
        indent=2,
    )


def _data(told: tuple[LinkOut, Answer]) -> dict[str, str | int]:
    link, answer = told
    where = {"place": str(link.place), "address": link.address, "key": link.key, "owner": link.owner}
    return {**where, **answer.model_dump(mode="json")}


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
