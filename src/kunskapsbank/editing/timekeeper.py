"""Texts are shown at their minute: what is due is released, and the site is built and published, by itself.

So it is when a day has come that changes what readers meet: what is shown from then on or no longer, a review that
should have been done. Once a day somebody asks; nothing is built when nothing differs.

The clock may jump, and the computer may sleep: what counts is what is due when somebody looks, which is every few
seconds. What was released and could not be published is tried again when something has changed, and now and then.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence

from ..publish.publishing import PublishError
from .git import Unready
from .proposals import Editing
from .publishing import Publishing, Waiting
from .repository import ROOM
from .results import Outcome, Refused
from .state import Proposal

LOG = logging.getLogger("kunskapsbank.editing")
SECONDS = 5.0  #: Between two looks at the clock.
AGAIN = dt.timedelta(minutes=10)  #: Until what could not be published is tried again, when nothing has changed.


class Timekeeper:
    """Lets readers see what is due, by the clock *clock*."""

    def __init__(
        self,
        editing: Editing,
        publishing: Publishing,
        clock: Callable[[], dt.datetime],
        turned: Callable[[dt.date, dt.date], Sequence[str]],
    ) -> None:
        """*turned*: what readers are to meet otherwise on the second day than on the first, by the date alone."""
        self._editing, self._publishing, self._clock, self._turned = editing, publishing, clock, turned
        self._asked: dt.datetime | None = None  #: When it could not be told what the date changes.
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to look at the clock."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what is under way is stopped."""
        self._end.set()
        self._publishing.stop()

    def has_work(self) -> bool:
        """Whether something is due, or was and is not published.

        Raises:
            OSError: If the room's own folder cannot be written to.
        """
        self._look(self._clock())
        return bool(self._publishing.waiting() or self._editing.due(self._clock()))

    def tick(self) -> tuple[Outcome, ...]:
        """Release what is due now, then publish, if that is not to wait; what became of each text.

        Raises:
            Refused: If somebody is at work.
            Unready: If the repository cannot be written to.
        """
        now = self._clock()
        due = self._editing.due(now)
        outcomes: tuple[Outcome, ...] = ()
        if due:
            self._publishing.await_([_waiting(one, now) for one in due])  # First: it must not be forgotten.
            outcomes = self._editing.release_due(now)
            self._publishing.forget([one.proposal.key for one in outcomes if not one.commit])
        if self._publishing.waiting() and (due or self._is_time(now)):
            self._publishing.publish_waiting()
        return outcomes

    def _look(self, now: dt.datetime) -> None:
        """Let what a new day changes wait to be published, once a day."""
        today = now.date()
        resting = self._asked is not None and abs(now - self._asked) < AGAIN
        if resting or self._publishing.looked_on() == today.isoformat():
            return
        try:
            since = self._publishing.shown_as_of()
            found = self._turned(since, today) if since else ()
        except Exception as error:  # What is due at its minute must not wait for this.
            LOG.warning("%s", type(error).__name__)
            LOG.debug("", exc_info=error)
            self._asked = now
            return
        if found:
            midnight = dt.datetime.combine(today, dt.time(), now.tzinfo)
            self._publishing.await_([Waiting(key, midnight, ROOM.login, ROOM.name) for key in found])
        self._publishing.look_no_more(today)

    def _is_time(self, now: dt.datetime) -> bool:
        """Whether what was not published is to be tried again."""
        last = self._publishing.ended()
        if last is None or not last.why or not last.due:
            return True
        return abs(now - last.when) >= AGAIN or self._publishing.is_other(last)

    def _run(self) -> None:
        while not self._end.wait(SECONDS):
            try:
                if self.has_work():
                    self.tick()
            except Refused:  # Somebody is at work, and this can wait until that is done.
                continue
            except (Unready, OSError, PublishError) as error:
                LOG.warning("%s", type(error).__name__)
            except Exception as error:  # It must go on.
                LOG.error("%s", type(error).__name__)
                LOG.debug("", exc_info=error)


def _waiting(proposal: Proposal, now: dt.datetime) -> Waiting:
    step = proposal.last("schemalagg")
    person = step.person if step else ROOM
    return Waiting(proposal.key, proposal.show or now, person.login, person.name)
