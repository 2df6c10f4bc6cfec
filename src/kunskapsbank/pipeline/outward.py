"""Where a site's links to other sites lead: asked when somebody says so, politely, and kept for the next time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from importlib.metadata import version
from itertools import zip_longest
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from ..base.plain_files import read_plain, write_plain
from ..base.problems import Place
from ..checks import place_of
from ..export.handouts.files import CACHE
from ..reading.front_matter import texts_in
from ..render.frames import DOCS
from .asking import UNREACHED, Asker, Fault, Manners, Reply
from .project import Project
from .read import Inputs
from .standing import owners_of

RESULTS = "lankar.json"  #: In the project's cache: what was answered.
MOST = 200  #: Addresses that one run asks for when nothing else is said.
MOST_BYTES = 64 * 1024 * 1024  #: A larger file of results is not one that we wrote.
LONGEST = 2000  #: Characters of an address; a longer one is not asked for.
_FEW_HOSTS = 3  #: When none of so many answers, the fault is at our end.
_GONE = (404, 410)
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_LEADS_NOWHERE = ("no-name", "no-address", "redirects")


@dataclass(frozen=True, slots=True, order=True)
class LinkOut:
    """A link to another site, where it is written."""

    place: Place
    address: str  #: Without an anchor.
    key: str  #: The record, ``kind/id``; empty for a page.
    owner: str  #: Who answers for the record; empty when it does not say.


class Answer(BaseModel):
    """What an address answered, as it is kept."""

    model_config = ConfigDict(frozen=True)

    day: dt.date
    status: int = 0  #: That of HTTP, after redirects; 0 when nothing answered.
    fault: Fault = ""  #: Why nothing answered.
    moved: str = Field("", pattern=r"^(https?://[!-~]+)?$")  #: Where it has moved for good.


class Kept(BaseModel):
    """What earlier runs were answered."""

    links: dict[str, Answer] = {}  #: By address.
    resting: dict[str, AwareDatetime] = {}  #: Hosts that asked to be left alone, until when.


@dataclass(frozen=True)
class Outward:
    """What is known of a site's links out."""

    addresses: int = 0  #: Different ones.
    asked: int = 0  #: Of them, those that were asked for.
    last: dt.date | None = None  #: The day of the latest answer.
    dead: tuple[tuple[LinkOut, Answer], ...] = ()  #: Those that lead nowhere.
    unsure: tuple[tuple[LinkOut, Answer], ...] = ()  #: Those that may lead somewhere, for a reader who asks.
    moved: tuple[tuple[LinkOut, Answer], ...] = ()  #: Those that have moved for good, to a place that answers.


class NoNetworkError(Exception):
    """Nothing answered: the fault is more likely here than there, and nothing was kept."""


@dataclass
class _Run:
    answers: dict[str, Answer] = field(default_factory=dict)
    resting: dict[str, dt.datetime] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)  #: Hosts that did not answer in time; what is left waits.


def links_out(inputs: Inputs) -> tuple[LinkOut, ...]:
    """Every link to another site in what readers see: in bodies, and addresses that are the whole value of a key."""
    site = inputs.site
    translated = (one for them in site.translations.values() for one in them.values())
    records = {one.source.path: one for one in (*site.records.values(), *translated)}
    found = set()
    for source, body in inputs.bodies.texts():
        record = records.get(source.path)
        if record is None and not source.path.startswith(f"{DOCS}/"):
            continue  # A page of the package is not the editors' own.
        key, owner = (record.key, owners_of(site, record)) if record else ("", "")
        written = ((unescape(target), place_of(source, spot)) for target, spot in body.targets)
        values = ((text.value, Place(source.path, text.line, text.column)) for text in texts_in(source.front))
        for address, place in (*written, *values):
            if _WEB.fullmatch(address) and address.isprintable() and len(address) <= LONGEST:
                found.add(LinkOut(place, address.partition("#")[0], key, owner))
    return tuple(sorted(found))


def read_kept(project: Project) -> Kept:
    """What earlier runs in *project* were answered; nothing where none was, or somebody else wrote there."""
    try:
        return Kept.model_validate_json(read_plain(project.root / CACHE / RESULTS, MOST_BYTES, project.root))
    except (OSError, ValidationError):
        return Kept()


def ask(
    project: Project,
    links: Iterable[LinkOut],
    today: dt.date,
    asker: Asker,
    most: int = MOST,
    begin: Callable[[int], None] = lambda total: None,
    step: Callable[[], None] = lambda: None,
) -> Kept:
    """Ask for at most *most* addresses of *links*, those not asked for longest first, and keep what they answer.

    What was answered is kept though the run is broken off. *begin* is told how many there are, *step* of each.

    Raises:
        NoNetworkError: If nothing answered.
        OSError: If the answers cannot be written.
    """
    addresses, kept, run = {one.address for one in links}, read_kept(project), _Run()
    now = dt.datetime.now(dt.UTC)
    resting = {host: until for host, until in kept.resting.items() if until > now}
    chosen = [one for one in _in_turn(addresses, kept.links, today) if host_of(one) not in resting][:most]
    begin(len(chosen))
    try:
        for address in _by_turns(chosen):
            if host_of(address) not in (run.resting.keys() | run.silent):
                _note(run, address, asker.ask(address), today, now)
            step()
    finally:
        if _is_reached(run):
            known = {address: one for address, one in kept.links.items() if address in addresses}
            kept = Kept(links={**known, **run.answers}, resting={**resting, **run.resting})
            write_plain(project.root / CACHE / RESULTS, kept.model_dump_json(indent=1).encode(), project.root)
    if not _is_reached(run):
        raise NoNetworkError
    return kept


def _note(run: _Run, address: str, reply: Reply, today: dt.date, now: dt.datetime) -> None:
    if reply.rest:
        run.resting[reply.host] = now + reply.rest
        run.resting[host_of(address)] = now + reply.rest
    else:
        run.answers[address] = Answer(day=today, status=reply.status, fault=reply.fault, moved=reply.moved)
        if reply.fault == "timeout":
            run.silent |= {reply.host, host_of(address)}


def _is_reached(run: _Run) -> bool:
    """Whether what was answered says something of other sites: not when our own network is down."""
    if run.resting or not run.answers or any(one.status for one in run.answers.values()):
        return True
    hosts = {host_of(address) for address in run.answers}
    return len(hosts) < _FEW_HOSTS and all(one.fault != UNREACHED for one in run.answers.values())


def _in_turn(addresses: Iterable[str], known: Mapping[str, Answer], today: dt.date) -> list[str]:
    """*addresses*, those not asked for longest first, but for those that answered today."""
    days = {one: known[one].day if one in known else dt.date.min for one in addresses}
    return sorted(
        (one for one, day in days.items() if day != today or not known[one].status), key=lambda one: (days[one], one)
    )


def _by_turns(addresses: Iterable[str]) -> Iterator[str]:
    """*addresses* with those of one host as far apart as can be: a host rests while others are asked."""
    hosts: dict[str, list[str]] = {}
    for one in addresses:
        hosts.setdefault(host_of(one), []).append(one)
    for row in zip_longest(*hosts.values()):
        yield from (one for one in row if one is not None)


def host_of(address: str) -> str:
    """The host of *address*; empty when none can be read out of it."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def polite_asker(address: str) -> Asker:
    """What asks other sites in the name of the site at *address*, which may be empty."""
    agent = f"kunskapsbank-lankar/{version('kunskapsbank')} ({address or 'kb lage'})"
    return Asker(Manners(agent.encode("ascii", "replace").decode()))


def outward(links: Iterable[LinkOut], kept: Kept) -> Outward:
    """What is known of *links*."""
    every = sorted(links)
    addresses = {one.address for one in every}
    answers = {address: one for address, one in kept.links.items() if address in addresses}
    told = [(one, answers[one.address]) for one in every if one.address in answers]
    return Outward(
        len(addresses),
        len(answers),
        max((one.day for one in answers.values()), default=None),
        tuple((link, one) for link, one in told if is_dead(one)),
        tuple((link, one) for link, one in told if not is_dead(one) and not _is_well(one)),
        tuple((link, one) for link, one in told if _is_well(one) and one.moved),
    )


def is_dead(answer: Answer) -> bool:
    """Whether nobody comes anywhere: the page or the host is gone."""
    return answer.status in _GONE or answer.fault in _LEADS_NOWHERE


def _is_well(answer: Answer) -> bool:
    return 200 <= answer.status < 300 and not answer.fault
