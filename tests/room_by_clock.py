"""A room with a clock that a test sets, for people with passwords on this computer: ``ROOT PORT FILE-OF-TIME``."""

from __future__ import annotations

import datetime as dt
import signal
import sys
from pathlib import Path

from kunskapsbank.editing.accounts import Accounts
from kunskapsbank.editing.app import application
from kunskapsbank.editing.door import Passwords, secret_of
from kunskapsbank.editing.guard import guarded
from kunskapsbank.editing.names import PROPOSALS
from kunskapsbank.editing.policy import Policy
from kunskapsbank.editing.room import opened_room
from kunskapsbank.editing.server import serving
from kunskapsbank.editing.sessions import Sessions
from kunskapsbank.editing.timekeeper import Timekeeper
from kunskapsbank.engines.mkdocs import Surroundings
from kunskapsbank.hosting.watching import watched, watching
from kunskapsbank.pipeline.project import Project


def main(root: Path, port: int, time: Path) -> None:
    """Answer until a signal says stop."""
    project, entry = Project(root), Passwords(Accounts(root), secret_of(root))
    policy = Policy(
        "http", frozenset({f"127.0.0.1:{port}"}), Sessions(root, entry.entered), entry, "sv", cookie="kb-rum-prov"
    )

    def now() -> dt.datetime:
        return dt.datetime.fromisoformat(time.read_text())

    room = opened_room(project, now, Surroundings(project), "")
    keeper = Timekeeper(room.editing, room.publishing, now, room.turned)
    desk = room.view.desk
    signal.signal(signal.SIGTERM, lambda *_: desk.stop())
    with (
        serving(guarded(application(room), policy), "127.0.0.1", port),
        watching(root, watched(project) | {PROPOSALS}, desk.begin_again),
    ):
        keeper.start()
        desk.run(room.view.steps)
        keeper.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
