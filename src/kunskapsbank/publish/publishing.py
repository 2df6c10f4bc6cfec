"""From a finished build to the site that readers see: the old one stays until the new one is whole."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from ..base.lock import Held, held
from ..base.os_errors import reason
from ..base.plain_files import Seen, is_plain_name
from ..base.problems import Problem
from ..base.texts import Phrase, Value, phrase, told
from ..content.addresses import hidden_addresses, waiting_redirects, withdrawn_addresses
from ..content.site import Site
from ..pipeline.build import Build
from ..reading.folders import printable
from ..verify.built import Expected, lost_pages
from .local_store import LocalShelf, copy_files, describe, sync
from .releases import KEEP, NOTHING, Changed, Contents, Release, Shelf, versioned


class PublishError(RuntimeError):
    """Nothing was published; *why* says why."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why)
        self.why = why


class NothingThere(PublishError):
    """There are no releases where some were to be looked at."""


@dataclass(frozen=True)
class Removal:
    """Which pages a new release may lack that the old one had."""

    unpublished: frozenset[str] = frozenset()  #: Addresses without a published record, and files that led to them.
    any_page: bool = False  #: ``--ta-bort-sidor``.


@contextmanager
def opened(out: Path, wait: float = 0, read: Seen | None = None) -> Iterator[LocalShelf]:
    """The releases at *out*, locked and mended after any build that was killed. *read*: what a build has read of them.

    Raises:
        PublishError: If *out* holds something else, cannot be written, or another build is at work.
    """
    shelf = _shelf_at(out, read)
    try:
        _refuse_foreign(shelf, whole=not shelf.is_ours())
        _make_folder(shelf.folder)
        with held(shelf.lock, wait):
            _refuse_foreign(shelf)  # Again: it may have come while we waited.
            shelf.recover()
            try:
                yield shelf
            finally:
                shutil.rmtree(shelf.stage, ignore_errors=True)
    except Held as error:
        raise PublishError(phrase("publish.busy-folder", name=out.name, holder=told(error))) from None
    except Changed as error:
        raise PublishError(phrase("publish.unlike", file=error, out=out)) from None
    except OSError as error:
        raise PublishError(phrase("publish.unusable", file=error.filename or out, reason=reason(error))) from error


def seen(out: Path) -> LocalShelf:
    """The releases at *out*, to look at only: nothing is locked, made or mended.

    Raises:
        NothingThere: If there are none.
    """
    shelf = _shelf_at(out)
    if not shelf.releases():
        raise NothingThere(phrase("publish.no-releases", where=out))
    return shelf


@contextmanager
def staged(
    out: Path,
    wait: float = 0,
    keep: int = KEEP,
    judge: Callable[[Path, Mapping[str, str]], None] = lambda *_: None,
    read: Seen | None = None,
) -> Iterator[Path]:
    """A fresh folder; when the block ends well, what is in it is the newest release at *out*.

    A release that would be like the one readers see is not kept: it would only push out one to go back to. *judge* is
    given the folder when all is there, what is carried over from earlier releases too, and the SHA-256 of every file;
    what it raises stops publishing. *read*: is told of each file of earlier releases that the block reads and links.

    Raises:
        PublishError: As :func:`opened`.
    """
    with opened(out, wait, read) as shelf:
        shelf.stage.mkdir()
        yield shelf.stage
        live = shelf.live()
        own = describe(shelf.stage, shelf.path(live) if live else None, shelf.seen)
        if shelf.shows(own.manifest):
            judge(shelf.stage, own.manifest)
        else:
            shelf.publish(own, keep, _whoever(), lambda manifest: judge(shelf.stage, manifest))


def expected(build: Build, shelf: Shelf, may_lose_pages: bool = False) -> Expected:
    """What the built site must be, as content and the site that the readers of *shelf* see have it."""
    live = shelf.live()
    return Expected(
        {page.address: page.source for page in build.pages},
        hidden_addresses(build.site),
        withdrawn_addresses(build.site),
        frozenset(shelf.contents(live).manifest if live else ()),
        may_lose_pages,
        frozenset(build.handouts),
        _waiting(build.site),
        build.digests,
    )


def unpublished(site: Site) -> frozenset[str]:
    """What a new release of *site* may lack: drafts, records outside their schedule, and what led to them."""
    return hidden_addresses(site) | _waiting(site)


def handed_over(site: Site, folder: str, base: str) -> Expected:
    """What a site that was built elsewhere must be: the same, but for what only its own build knows.

    *folder*: what problems call it. *base*: the site's own address. Which pages it may lack is told by
    :func:`publish_to`.
    """
    return Expected(
        unpublished=hidden_addresses(site),
        withdrawn=withdrawn_addresses(site),
        may_lose_pages=True,
        may_tell=True,
        folder=folder,
        base=base,
    )


def _waiting(site: Site) -> frozenset[str]:
    """The files of moved addresses that lead nowhere today."""
    return frozenset(f"{one.origin}index.html" for one in waiting_redirects(site))


def publish_to(
    shelf: Shelf,
    source: LocalShelf,
    removal: Removal,
    keep: int = KEEP,
    judge: Callable[[Path], list[Problem]] = lambda _: [],
    who: str | None = None,
) -> list[Problem]:
    """Let the readers of *shelf* see what the readers of *source* see, as a release of its own there.

    What is judged and sent is a copy that nobody else reaches, made in one read: what is swapped after that in *source*
    changes nothing. Returns what *judge* finds in it, and the pages that would be lost by mistake; then nothing is
    published. *who*: whom the log is to name, when not the account that runs this.

    Raises:
        PublishError: If there is nothing to publish, or it has changed since it was built.
    """
    with _judged_copy(shelf, source, removal, judge) as (copy, own, problems):
        if not problems and not shelf.shows(own.manifest):
            shelf.receive(copy, own.manifest)
            shelf.publish(own, keep, _whoever(who))
        return problems


def why_not(
    shelf: Shelf | None, source: LocalShelf, removal: Removal, judge: Callable[[Path], list[Problem]]
) -> list[Problem]:
    """Why :func:`publish_to` would publish nothing; nothing is sent. *shelf*: None where nothing has been published.

    Raises:
        PublishError: As :func:`publish_to`.
    """
    with _judged_copy(shelf, source, removal, judge) as (_, _, problems):
        return problems


@contextmanager
def _judged_copy(
    shelf: Shelf | None, source: LocalShelf, removal: Removal, judge: Callable[[Path], list[Problem]]
) -> Iterator[tuple[Path, Contents, list[Problem]]]:
    """A copy of what the readers of *source* see, what it holds, and why it must not be published to *shelf*."""
    release = source.live()
    if release is None:
        raise PublishError(phrase("publish.nothing-built", out=source.out))
    _refuse_changed(source, release)
    own = source.contents(release).alone
    with tempfile.TemporaryDirectory(prefix="kb-") as folder:
        copy = Path(folder)
        try:
            copy_files(source.path(release), own.manifest, copy)
        except Changed as error:
            raise PublishError(phrase("publish.not-whole", release=release.name, file=error, more="")) from None
        problems = judge(copy)
        if shelf and not removal.any_page:
            problems += lost_pages(shown_by(shelf).manifest, own.manifest, removal.unpublished)
        yield copy, own, problems


@dataclass(frozen=True)
class Differences:
    """What readers would meet in a new release that they do not meet now: paths of files, sorted."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def all(self) -> list[str]:
        """All of them, sorted."""
        return sorted((*self.new, *self.changed, *self.gone))


def differences(before: Contents, after: Contents) -> Differences:
    """What differs between what two releases' own builds made."""
    old, new = before.own, after.own
    return Differences(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
        tuple(sorted(old.keys() - new.keys())),
    )


def addresses(files: Iterable[str], root: str) -> list[str]:
    """Where readers meet *files*, as a cache on the way knows them: ``/a/`` for ``a/index.html``.

    Versions are left out: they never change. *root*: the path of the start page on its host.
    """
    there = (name for name in files if not versioned([name]) and not name.endswith((".gz", ".br")))
    return [f"{root.rstrip('/')}/{quote(name.removesuffix('index.html'))}" for name in there]


def shown_by(shelf: Shelf) -> Contents:
    """What readers of *shelf* see; nothing where there is no release."""
    live = shelf.live()
    return shelf.contents(live) if live else NOTHING


def purge(shelf: Shelf, address: str) -> dict[Release, list[str]]:
    """Delete what is at *address*, with or without the host, from every release that is kept; what went, by release.

    Raises:
        PublishError: If it is no address of a page or a file, if no release has it, or a release cannot be read.
    """
    parts = urlsplit(address)
    name = unquote(parts.path).removesuffix("index.html").strip("/")
    if parts.fragment or not parts.path.startswith("/") or not is_plain_name(name):
        raise PublishError(phrase("publish.no-address", address=printable(address)))
    for release in shelf.releases():
        if not shelf.contents(release).manifest:
            raise PublishError(phrase("publish.unpurgeable", release=release.name))
    gone = shelf.purge(name, _whoever())
    if not gone:
        raise PublishError(phrase("publish.nothing-there", name=name))
    return gone


def _whoever(who: str | None = None) -> str:
    """Who is at work here and now, as the log says it; *who*: when somebody else has asked for it."""
    now = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if who:
        return printable(f"{now} {' '.join(who.split())}")
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):
        account = "?"
    return printable(f"{now} {account}@{socket.gethostname()}")


def roll_back(shelf: Shelf, wanted: str | None = None) -> Release:
    """Let readers see the release called *wanted* (name or number), or the one before the present.

    Raises:
        PublishError: If there is no such release or it is not whole.
    """
    release = _chosen(shelf.releases(), shelf.live(), wanted)
    _refuse_changed(shelf, release)
    shelf.go_back(release)
    return release


def _chosen(releases: Sequence[Release], live: Release | None, wanted: str | None) -> Release:
    if wanted is None:
        before = [r for r in releases if live is not None and r < live]
        if not before:
            raise PublishError(phrase("publish.no-earlier"))
        return before[-1]
    for release in releases:
        if wanted in (release.name, str(release.number)):
            return release
    names: Value = tuple(r.name for r in releases) or phrase("publish.none")
    raise PublishError(phrase("publish.no-such-release", wanted=wanted, names=names))


def _refuse_changed(shelf: Shelf, release: Release) -> None:
    faults = shelf.faults(release)
    if faults:
        more = phrase("publish.and-more", count=len(faults) - 1) if len(faults) > 1 else ""
        raise PublishError(phrase("publish.not-whole", release=release.name, file=faults[0], more=more))


def _shelf_at(out: Path, read: Seen | None = None) -> LocalShelf:
    if not out.name:
        raise PublishError(phrase("publish.no-name", out=out))
    return LocalShelf(out.absolute(), Seen() if read is None else read)


def _make_folder(folder: Path) -> None:
    """Make *folder* and those above it that are missing, open to a web server whatever the umask."""
    if not folder.exists():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        sync(folder.parent)


def _refuse_foreign(shelf: LocalShelf, whole: bool = True) -> None:
    """Never replace anything but a site that kb built. *whole*: look at all that is in it, too."""
    out = shelf.out
    if shelf.folder.is_symlink():
        raise PublishError(phrase("publish.shelf-is-link", shelf=shelf.folder))
    if out.is_symlink() and not shelf.is_ours():
        raise PublishError(phrase("publish.link-elsewhere", out=out))
    if not out.exists():
        return
    if not out.is_dir():
        raise PublishError(phrase("publish.no-folder", out=out))
    found = shelf.foreign() if whole else []
    if found:
        raise PublishError(phrase("publish.foreign", out=out, found=printable(found[0])))
