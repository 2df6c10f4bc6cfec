"""New files of a built folder, looked into by several processes: what nothing is wrong with needs no other look.

What they find wrong they do not tell: this process looks into those files itself, so that the same is said in the same
order in any number of processes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..base.processes import at_once, in_shares
from ..reading.folders import printable
from .known import KEPT, Known, Seen, kept

if TYPE_CHECKING:
    from .built import Tree

MIN_SHARED = 500  #: Files that are worth a process more: what it sees in them must be handed over.
_TOGETHER = 64  #: Files that lie beside each other: they have lines in common, which a process reads once.
_FAULTLESS = "1"  #: What is kept is known by its name alone, as long as this lasts.


def look_ahead(tree: Tree, faulty: Callable[[Tree], set[str]]) -> None:
    """Let *tree* learn what its new files hold, in as many processes as can work at once, where it pays.

    *faulty*: which of the new files of a tree something is wrong with, as problems name them.
    """
    count = min(at_once(), len(tree.new) // MIN_SHARED)
    if count < 2:
        return

    def share(number: int) -> bytes:
        part = tree.only([name for at, name in enumerate(tree.new) if at // _TOGETHER % count == number])
        wrong, nothing = faulty(part), Seen()
        whole = (name for name in part.new if not wrong & {name, printable(name)})
        return KEPT.dump_json(kept("", ((name, _FAULTLESS, part.seen.get(name, nothing)) for name in whole)))

    for found in filter(None, in_shares(share, count)):
        known = Known(KEPT.validate_json(found))
        files = ((name, known.seen(name, _FAULTLESS)) for name in known.kept.files)
        tree.learn({name: one for name, one in files if one})
