"""Sees that the files of a project change. Which did is told too, but not trusted: an event may be late or lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserver

from ..base.parts import TYPST
from ..base.settings import CONFIG
from ..pipeline.project import ADDRESSES, Project
from ..reading.texts import FOLDER as TEXTS

_CHANGES = frozenset({"created", "modified", "moved", "deleted", "closed"})  #: Not that somebody has read a file.
_LATER = 0.3  #: Seconds.

#: Is called after a change, with the paths below the project's folder that are known to have changed.
Changed = Callable[[Collection[str]], None]


class _Handler(FileSystemEventHandler):
    """Tells of changes to what has one of some names in the project's folder, and watches its folders as they come."""

    def __init__(self, root: Path, names: frozenset[str], changed: Changed, observer: BaseObserver) -> None:
        self._root, self._names, self._changed, self._observer = root, names, changed, observer
        self._watched: dict[str, ObservedWatch] = {}

    def watch_folders(self, gone: frozenset[str] = frozenset()) -> bool:
        """Watch the folders that there are now and were not before; whether there were any.

        *gone*: those that were taken away, though there may be new ones of their names already.
        """
        for name in gone & self._watched.keys():
            self._observer.unschedule(self._watched.pop(name))
        new = {name for name in self._names if (self._root / name).is_dir()} - self._watched.keys()
        for name in new:
            self._watched[name] = self._observer.schedule(self, str(self._root / name), recursive=True)
        return bool(new)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell, if it is a change to one of ours."""
        paths = (Path(os.fsdecode(one)) for one in (event.src_path, event.dest_path) if one)
        inside = [path.relative_to(self._root).parts for path in paths if path.is_relative_to(self._root)]
        if event.event_type in _CHANGES and any(parts and parts[0] in self._names for parts in inside):
            went = event.event_type in ("deleted", "moved")
            if self.watch_folders(frozenset(parts[0] for parts in inside if went and len(parts) == 1)):
                Timer(_LATER, self._changed, [()]).start()  # Of what was put there before we looked.
            self._changed(["/".join(parts) for parts in inside])


def watched(project: Project) -> frozenset[str]:
    """What a preview is made of, in the folder of *project*."""
    folders = (project.content, project.docs, project.macros, project.overrides, project.root / TEXTS)
    return frozenset({*(folder.name for folder in folders), project.kinds, CONFIG, TYPST.folder, ADDRESSES})


@contextmanager
def watching(root: Path, names: frozenset[str], changed: Changed) -> Iterator[None]:
    """Call *changed*, from another thread, when something in *root* changes that has one of *names*, or lies in it.

    What else lies there may be among the paths that it is told.
    """
    observer = _started(Observer(), root, names, changed) or _started(PollingObserver(), root, names, changed)
    try:
        yield
    finally:
        if observer:
            observer.stop()


def _started(observer: BaseObserver, root: Path, names: frozenset[str], changed: Changed) -> BaseObserver | None:
    """*observer* at work; None when the system has no room for so many folders to watch."""
    handler = _Handler(root, names, changed, observer)
    try:
        observer.schedule(handler, str(root), recursive=False)
        handler.watch_folders()
        observer.start()
    except OSError:
        return None
    return observer
