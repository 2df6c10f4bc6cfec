"""The releases of a site on another computer, reached with ssh and rsync.

The other side needs ``sh``, ``rsync``, ``flock`` and ``sha256sum``: what a Linux server has or can install. One session
is open throughout and holds the lock there, so that the lock dies with the connection.

Scripts hold nothing but names that we gave or that :data:`_PATH` allows. Names of files travel beside them as data,
on the standard input of a command of its own with NUL between them, so that no name can become a command.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from typing_extensions import override

from ..base.lock import holder, myself
from ..base.texts import Phrase, phrase
from ..reading.folders import printable
from .publishing import NothingThere, PublishError
from .releases import (
    GOING,
    LINK,
    LOCK,
    MANIFEST,
    MAX_LIST_BYTES,
    OWN,
    STAGE,
    Carried,
    Changed,
    Contents,
    Release,
    Shelf,
    as_json,
    foreign,
    going,
    is_elsewhere,
    shelf_name,
)

_TARGET = re.compile(r"((?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*):(.*)", re.S)
_PATH = re.compile(r"(/[A-Za-z0-9_.][A-Za-z0-9._-]*)+/?")
_SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=15")
_RSYNC = ("rsync", "--checksum", "--perms", "--chmod=D755,F644", "--from0", "--files-from=-", "--timeout=60")
_CARRY = """to=$1; shift
for name do
    mkdir -p "$to/${name%/*}"
    rm -f "$to/$name"
    ln -P "$0/$name" "$to/$name" || cp -P "$0/$name" "$to/$name"
done"""  #: Gives a folder the files that it is told the names of, from the release called $0; links stay links.
_FOREIGN = 3  #: Exit code of a script there that met something which is not ours.
_LINKED = 4  #: The same of one that met a link in the place of the releases' folder.
_NOT_OUR_LOCK = 5  #: The same of one that met a link, or a file with other names or of another account, as the lock.
_SAID = (  # What ssh, rsync and the shell there say with LC_ALL=C -> what we say.
    ("Host key verification failed", phrase("ssh.unknown-host")),
    ("Permission denied (", phrase("ssh.refused-login")),
    ("Could not resolve", phrase("ssh.no-host")),
    ("Connection refused", phrase("ssh.no-ssh")),
    ("timed out", phrase("ssh.no-answer")),
    ("No route to host", phrase("ssh.no-route")),
    ("rsync: not found", phrase("ssh.missing-program", program="rsync", package="rsync")),
    ("rsync: command not found", phrase("ssh.missing-program", program="rsync", package="rsync")),
    ("flock: not found", phrase("ssh.missing-program", program="flock", package="util-linux")),
    ("sha256sum: not found", phrase("ssh.missing-program", program="sha256sum", package="coreutils")),
    ("xargs: not found", phrase("ssh.missing-program", program="xargs", package="findutils")),
    ("No space left", phrase("ssh.full-disk")),
    ("Disk quota exceeded", phrase("ssh.full-account")),
    ("Read-only file system", phrase("ssh.read-only-disk")),
    ("Permission denied", phrase("ssh.no-permission")),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A site on another computer."""

    host: str  #: ``konto@dator``.
    folder: str  #: Absolute path of the folder that the site's link stands in.
    name: str  #: The link's name.


def target_of(text: str) -> Target | None:
    """The site that *text* names on another computer, as ``konto@dator:/srv/www/site``; None for a folder here.

    Raises:
        PublishError: If it names one in a way that is not safe to hand to a shell there.
    """
    if not is_elsewhere(text):
        return None
    match = _TARGET.fullmatch(text)
    if not match or not _PATH.fullmatch(match[2]) or {".", ".."} & set(match[2].split("/")):
        raise PublishError(phrase("publish.no-target", text=text))
    folder, _, name = match[2].rstrip("/").rpartition("/")
    return Target(match[1], folder or "/", name)


@contextmanager
def opened_remotely(target: Target, wait: float = 0) -> Iterator[Shelf]:
    """The releases at *target*, locked and mended after any publishing that was killed.

    Raises:
        PublishError: If something else stands there, it cannot be written, or somebody else publishes there now.
    """
    shelf = RemoteShelf(target)
    try:
        shelf.prepare(wait)
        yield shelf
    except Changed as error:
        raise PublishError(phrase("publish.not-arrived", file=error, host=target.host)) from None
    finally:
        shelf.close()


@contextmanager
def seen_remotely(target: Target) -> Iterator[Shelf]:
    """The releases at *target*, to look at only: nothing there is locked, made or mended.

    Raises:
        NothingThere: If there are none.
        PublishError: If the other computer cannot be reached.
    """
    shelf = RemoteShelf(target)
    try:
        shelf.enter()
        yield shelf
    finally:
        shelf.close()


class _Session:
    """A shell on the other computer."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._mark = secrets.token_hex(16)
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - in close
        self._shell = subprocess.Popen(
            [_program("ssh"), *_SSH[1:], host, "LC_ALL=C exec sh"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def run(self, script: str) -> str:
        """What *script* writes there.

        Raises:
            PublishError: If it fails, or the connection is lost.
        """
        output, code = self.attempt(script)
        if code:
            raise PublishError(_explained(self.host, output))
        return output

    def attempt(self, script: str) -> tuple[str, int]:
        """What *script* writes there, in a shell of its own, and its exit code.

        Raises:
            PublishError: If the connection is lost.
        """
        return self.attempt_outside(f"( set -eu\n{script}\n)")

    def attempt_outside(self, script: str) -> tuple[str, int]:
        """As :meth:`attempt`, but what *script* opens stays open as long as the session."""
        assert self._shell.stdin
        assert self._shell.stdout
        try:
            self._shell.stdin.write(f"{{ {script}\n}} 2>&1; code=$?; echo; echo {self._mark} $code\n")
            self._shell.stdin.flush()
        except OSError:
            raise PublishError(self._lost("")) from None
        said: list[str] = []
        for line in self._shell.stdout:
            if line.startswith(self._mark):
                return "".join(said).removesuffix("\n"), int(line.split()[1])
            said.append(line)
        raise PublishError(self._lost("".join(said)))

    def feed(self, script: str, data: str) -> str:
        """What *script* writes there when it is given *data* to read; it runs beside the session.

        Raises:
            PublishError: If it fails.
        """
        done = subprocess.run(
            [_program("ssh"), *_SSH[1:], self.host, f"LC_ALL=C exec sh -c {quote(script)}"],
            input=data.encode(),
            capture_output=True,
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            raise PublishError(_explained(self.host, done.stderr.decode(errors="replace")))
        return done.stdout.decode(errors="replace")

    def _lost(self, said: str) -> Phrase:
        self._shell.wait()
        self._errors.seek(0)
        return _explained(self.host, said + self._errors.read())

    def close(self) -> None:
        """Hang up; what runs there ends."""
        self._shell.kill()
        self._shell.communicate()
        self._errors.close()


class RemoteShelf(Shelf):
    """The link that readers follow on another computer, and the folder with releases beside it."""

    def __init__(self, target: Target) -> None:
        """Connect to *target*.

        Raises:
            PublishError: If there is no ssh here.
        """
        self._target = target
        self._session = _Session(target.host)
        folder = target.folder.rstrip("/")
        self._link, self._shelf = f"{folder}/{target.name}", f"{folder}/{shelf_name(target.name)}"

    def close(self) -> None:
        """Let go of the lock."""
        self._session.close()

    def prepare(self, wait: float) -> None:
        """Take the lock there, and mend what a killed publishing left.

        Raises:
            PublishError: As :func:`opened_remotely`.
        """
        self._refuse_foreign()
        shelf = quote(self._shelf)
        self._session.run(f"umask 022; mkdir -p {shelf}; chmod 755 {shelf}")
        self._take_lock(wait)
        self._refuse_foreign()  # Again: it may have come while we waited.
        self._recover()

    def enter(self) -> None:
        """Look at the releases there without touching them.

        Raises:
            PublishError: As :func:`seen_remotely`.
        """
        _, code = self._session.attempt_outside(f"cd {quote(self._shelf)}")
        if code or not self.releases():
            raise NothingThere(phrase("publish.no-releases", where=self._where))

    @property
    def _where(self) -> Phrase:
        """What we call the site there."""
        return self._there(self._link)

    def _there(self, path: str) -> Phrase:
        """What we call what stands at *path* there."""
        return phrase("publish.at-host", path=path, host=self._target.host)

    def _refuse_foreign(self) -> None:
        """Never replace anything but a site that kb built."""
        name, shelf = quote(self._target.name), quote(shelf_name(self._target.name))
        said, code = self._session.attempt(f"""cd {quote(self._target.folder)} 2>/dev/null || exit 0
            if [ -L {shelf} ]; then exit {_LINKED}; fi
            if [ -L {name} ]; then case "$(readlink {name})" in {shelf}/*) ;; *) exit {_FOREIGN};; esac
            elif [ -d {name} ]; then cd {name}; find . -mindepth 1 '(' ! -type d -o -empty ')' -print0
            elif [ -e {name} ]; then exit {_FOREIGN}; fi""")
        if code == _LINKED:
            raise PublishError(phrase("publish.shelf-is-link", shelf=self._there(self._shelf)))
        if code == _FOREIGN:
            raise PublishError(phrase("publish.no-site", where=self._where))
        if code:
            raise PublishError(_explained(self._target.host, said))
        manifest = self._read(quote(self._link), MANIFEST)
        found = foreign((path.removeprefix("./") for path in said.split("\0") if path), manifest)
        if found:
            raise PublishError(phrase("publish.foreign", out=self._where, found=printable(found[0])))

    def _read(self, folder: str, name: str) -> str:
        """The list *name* in *folder*, quoted; nothing when it is missing, a link, or larger than ours are."""
        file = f"{folder}/{name}"
        said, code = self._session.attempt(f"[ -f {file} ] && [ ! -L {file} ] && head -c {MAX_LIST_BYTES} {file}")
        return "" if code else said

    def _take_lock(self, wait: float) -> None:
        how = f"-w {wait:.0f}" if wait else "-n"
        said, code = self._session.attempt(f"""cd {quote(self._shelf)}
            if [ -L {LOCK} ]; then exit {_NOT_OUR_LOCK}; fi
            if [ ! -e {LOCK} ]; then exit 0; fi
            if [ ! -O {LOCK} ] || [ -z "$(find {LOCK} -type f -links 1)" ]; then exit {_NOT_OUR_LOCK}; fi""")
        if code == _NOT_OUR_LOCK:
            raise PublishError(phrase("publish.no-lock-of-ours", lock=self._there(f"{self._shelf}/{LOCK}")))
        said, code = self._session.attempt_outside(
            f"umask 022; cd {quote(self._shelf)} && exec 9>>{LOCK}; flock {how} 9"
        )
        if code == 1:
            who = holder(self._session.run(f"head -c 1000 {LOCK}"))
            raise PublishError(phrase("publish.busy-host", host=self._target.host, holder=who))
        if code:
            raise PublishError(_explained(self._target.host, said))
        self._session.run(f"printf %s {quote(myself())} >{LOCK}")

    def _recover(self) -> None:
        name = quote(self._target.name)
        left = [STAGE, *filter(going, self._folders())]
        self._session.run(f"""rm -rf {" ".join(left)}
            if [ -d ../{name} ] && [ ! -L ../{name} ] && ! rmdir ../{name} 2>/dev/null; then
                digest=$(sha256sum <../{name}/{MANIFEST} | cut -c1-8)
                taken={self.next_number()}-$digest
                mv ../{name} "$taken"
            fi""")
        releases = self.releases()
        if releases and not self.live():
            self.show(releases[-1])

    @override
    def releases(self) -> list[Release]:
        return sorted(filter(None, map(Release.named, self._folders())))

    def _folders(self) -> list[str]:
        """The names of the folders on the shelf; links to folders are none."""
        found = self._session.run("find . -mindepth 1 -maxdepth 1 -type d -print0")
        return [name.removeprefix("./") for name in found.split("\0") if name]

    @override
    def live(self) -> Release | None:
        said, _ = self._session.attempt(f"readlink ../{quote(self._target.name)}")
        release = Release.named(said.strip().rpartition("/")[2])
        return release if release in self.releases() else None

    @override
    def contents(self, release: Release) -> Contents:
        manifest, own = (self._read(release.name, name) for name in (MANIFEST, OWN))
        return Contents.parse(manifest, own)

    @override
    def differing(self, folder: str, manifest: Mapping[str, str]) -> list[str]:
        said = self._feed(
            f"cd {folder} && command -v sha256sum >/dev/null || {{ echo 'sha256sum: not found' >&2; exit 1; }}\n"
            "xargs -0 sha256sum -- 2>/dev/null || [ $? -eq 123 ]",  # 123: some of them are missing.
            manifest,
        )
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in said.split("\n"))}
        wrong = {name for name, digest in manifest.items() if sums.get(name) != digest}
        return sorted(wrong.union(self.strange(folder)))

    @override
    def strange(self, folder: str) -> list[str]:
        found = self._session.run(f"find {folder} ! -type d ! -type f -print0")
        return sorted(path.removeprefix(f"{folder}/") for path in found.split("\0") if path)

    def _feed(self, script: str, names: Iterable[str]) -> str:
        """What *script* writes when it runs on the shelf and reads *names*, with NUL after each."""
        return self._session.feed(f"cd {quote(self._shelf)} && {script}", "".join(f"{name}\0" for name in names))

    @override
    def receive(self, source: Path, own: Mapping[str, str]) -> None:
        live = self.live()
        self._session.run(f"umask 022; mkdir {STAGE}")
        command = [
            _program("rsync"),
            *_RSYNC[1:],
            *([f"--link-dest=../{live.name}"] if live else []),
            "-e",
            " ".join(_SSH),
            f"{source}/",
            f"{self._target.host}:{self._shelf}/{STAGE}/",
        ]
        done = subprocess.run(
            command, input="\0".join(own), capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode:
            raise PublishError(_explained(self._target.host, done.stderr))

    @override
    def complete(self, folder: str, manifest: Mapping[str, str], carried: Sequence[Carried]) -> None:
        by_origin: dict[str, list[str]] = {}
        for one in carried:
            by_origin.setdefault(one.origin.name, []).extend(one.files)
        for origin, names in by_origin.items():
            self._feed(f"umask 022 && xargs -0 sh -ec {quote(_CARRY)} {origin} {folder}", names)
        self._write(folder, MANIFEST, as_json(manifest))

    def _write(self, folder: str, name: str, text: str) -> None:
        """Put *text* in the file *name* in *folder* there, all of it at once, and never through a link."""
        draft = f"{folder}/.{name}"
        self._session.feed(
            f"umask 022 && cd {quote(self._shelf)} && rm -f {draft} && set -C && cat >{draft} && "
            f"mv {draft} {folder}/{name} && sync",
            text,
        )

    @override
    def discard(self, release: Release, gone: Iterable[str], lists: Mapping[str, str]) -> None:
        self._feed(
            f"cd {release.name} && xargs -0 rm -f -- && find . -mindepth 1 -type d -empty -delete",
            gone,
        )
        for name, text in lists.items():
            self._write(release.name, name, text)

    @override
    def log(self, name: str, lines: Sequence[str]) -> None:
        self._session.feed(
            f"umask 077 && cd {quote(self._shelf)} && [ ! -L {name} ] && cat >>{name}",
            "".join(f"{line}\n" for line in lines),
        )

    @override
    def logged(self, name: str) -> str:
        return self._read(".", name)

    @override
    def add(self, digest: str) -> Release:
        release = Release(self.next_number(), digest)
        self._session.run(f"mv {STAGE} {release.name}; sync")
        return release

    @override
    def show(self, release: Release) -> None:
        where = quote(f"{shelf_name(self._target.name)}/{release.name}")
        self._session.run(f"rm -f {LINK}; ln -s {where} {LINK}; mv -T {LINK} ../{quote(self._target.name)}; sync")

    @override
    def remove(self, release: Release) -> None:
        self._session.run(f"mv {release.name} {GOING}{release.name}; rm -rf {GOING}{release.name}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise PublishError(phrase("publish.missing-program", name=name))
    return found


def _explained(host: str, said: str) -> Phrase:
    """What went wrong at *host*, in our words where we know its; else as it was said."""
    for theirs, ours in _SAID:
        if theirs in said:
            return phrase("fault-of", name=host, fault=ours)
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")
    lost = phrase("ssh.lost-saying", last=last) if last else phrase("ssh.lost")
    return phrase("fault-of", name=host, fault=lost)
