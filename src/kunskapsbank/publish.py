"""From a finished build to the site that readers see: the old one stays until the new one is whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MANIFEST = "manifest.json"  #: Names every file of a site with its hash; marks a folder as ours.


class PublishError(RuntimeError):
    """The output cannot be used; the message says why, in Swedish."""


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A fresh folder beside *out*; when the block ends well, it takes the place of *out*.

    Raises:
        PublishError: If *out* holds something else, cannot be written, or another build is at work.
    """
    stage, old = out.with_name(f".{out.name}-ny"), out.with_name(f".{out.name}-gammal")
    with _locked(out):
        try:
            _recover(out, old)
            _refuse_foreign(out)
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir(parents=True)
        except OSError as error:
            raise PublishError(f"{out} går inte att skriva: {error.strerror}") from error
        try:
            yield stage
            write_manifest(stage)
            _swap(stage, out, old)
        except OSError as error:
            raise PublishError(f"{out} går inte att skriva: {error.strerror}") from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = open(out.with_name(f".{out.name}-las"), "w", encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as error:
        raise PublishError(f"{out} går inte att skriva: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise PublishError(f"ett annat bygge skriver redan till {out}; vänta tills det är klart") from None
        yield


def _recover(out: Path, old: Path) -> None:
    """Put the old site back if a build was stopped between the two renames; else clear what it left."""
    if old.exists() and not out.exists():
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    """Never replace a folder that holds anything but a site of ours or a site MkDocs built."""
    if not out.exists():
        return
    if not out.is_dir() or out.is_symlink():
        raise PublishError(f"{out} är ingen vanlig mapp; ange en annan med --out")
    ours = (out / MANIFEST).is_file() or (out / "sitemap.xml").is_file()
    if not ours and any(out.iterdir()):
        raise PublishError(f"{out} innehåller annat än en webbplats; ange en tom mapp med --out")


def _swap(stage: Path, out: Path, old: Path) -> None:
    if out.exists():
        out.rename(old)
    try:
        stage.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def write_manifest(folder: Path) -> None:
    """Write the SHA-256 of every file in *folder*, by path, to :data:`MANIFEST`."""
    hashes = {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
              for p in sorted(folder.rglob("*")) if p.is_file()}
    (folder / MANIFEST).write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    os.sync()
