"""Which of the standard scripts a site needs. What only a role draws has no script where no kind takes the role."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from ..content.kinds import Kinds
from ..content.record import Record
from ..content.roles import Checklist, County, Entry, Handout, Keyword, Question

START = "kunskapsbank.js"  #: What every page loads; it imports the rest when a page has use for it.
#: The scripts that only these roles have use for. What they import goes with them.
OF_ROLES: Mapping[str, tuple[type[Record], ...]] = {
    "checklista.js": (Checklist,),
    "katalog/jamfor.js": (Entry,),
    "katalog/lista.js": (Entry,),
    "katalog/nyckelord.js": (Keyword,),
    "katalog/plats.js": (County,),
    "kopiera.js": (Handout,),
    "vagval.js": (Question,),
}
MEETING = "mote.js"  #: Only for a site where some kind has a meeting view.
_IMPORT = re.compile(r'(?:\bfrom|\bimport\()\s*"(\.{1,2}/[^"]+\.js)"')


def unused(code: Mapping[str, bytes], kinds: Kinds) -> frozenset[str]:
    """The scripts in *code*, all the code of a site by name, that no page has use for when the site has *kinds*."""
    without = {name for name, roles in OF_ROLES.items() if not any(kinds.taking(role) for role in roles)}
    if not any(kind.meeting for kind in kinds.values()):
        without.add(MEETING)
    used: set[str] = set()
    waiting = [START]
    while waiting:
        name = waiting.pop()
        if name in code and name not in used and name not in without:
            used.add(name)
            waiting += _imported(name, code[name].decode())
    return frozenset(name for name in code if name.endswith(".js") and name not in used)


def _imported(name: str, text: str) -> Iterator[str]:
    for target in _IMPORT.findall(text):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
