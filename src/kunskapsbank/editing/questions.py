"""Other sites asked whether the links to them lead anywhere, when somebody says so; what they answer is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread

from ..pipeline.asking import Asker
from ..pipeline.outward import NoNetworkError, ask, links_out, polite_asker
from ..pipeline.preview import Surveyed
from ..pipeline.project import Project

MOST = 50  #: Addresses asked for at a time: some minutes, with the pause that each host gets.


@dataclass
class Questions:
    """The questions of one room: one run at a time, in a thread of its own."""

    project: Project
    asker: Callable[[str], Asker] = polite_asker  #: Of the site's address.
    runs: int = 0  #: That have ended.
    fault: str = ""  #: Why the last one told nothing, as a key of the room's words.
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def running(self) -> bool:
        """Whether somebody is being asked."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, surveyed: Surveyed) -> None:
        """Ask for at most :data:`MOST` of the links out of *surveyed*, unless that is being done already."""
        with self._lock:
            if not self.running:
                self._thread = Thread(target=self._run, args=(surveyed,), daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return when nobody is being asked any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, surveyed: Surveyed) -> None:
        inputs = surveyed.inputs
        self.fault = ""
        try:
            ask(self.project, links_out(inputs), inputs.site.today, self.asker(inputs.website.url), MOST)
        except NoNetworkError:
            self.fault = "room.sajten.inget-nat"
        except OSError:
            self.fault = "room.sajten.inte-kvar"
        finally:
            self.runs += 1
