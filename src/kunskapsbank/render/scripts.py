"""Which of the standard scripts a site needs. What only a role draws has no script where no kind takes the role."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Mapping
from functools import lru_cache

from ..content.kinds import Kinds
from ..content.record import Record
from ..content.roles import Assessment, Checklist, County, Entry, Handout, Keyword, Municipality, Question

START = "kunskapsbank.js"  #: What every page loads; it imports the rest when a page has use for it.
#: The scripts that only these roles have use for. What they import goes with them.
OF_ROLES: Mapping[str, tuple[type[Record], ...]] = {
    "checklista.js": (Checklist,),
    "katalog/jamfor.js": (Entry,),
    "katalog/lista.js": (Entry,),
    "katalog/nyckelord.js": (Keyword,),
    "katalog/plats.js": (County,),
    "kopiera.js": (Handout,),
    "minkommun.js": (Municipality,),
    "skattning/start.js": (Assessment,),
    "vagval.js": (Question,),
}
STYLES: Mapping[str, str] = {"skattning/stil.css": "skattning/start.js"}  #: Styles that only one script loads.
MEETING = "mote.js"  #: Only for a site where some kind has a meeting view.
SEARCH_PAGE = "sok/sida.js"  #: What the search page loads as soon as it is shown.
_AT_ONCE = re.compile(r'\bfrom\s*"(\.{1,2}/[^"]+\.js)"')  #: Imported before the script itself does anything.
_IMPORT = re.compile(r'(?:\bfrom|\bimport\()\s*"(\.{1,2}/[^"]+\.js)"')


def used(code: Mapping[str, bytes], own: Container[str], kinds: Kinds) -> dict[str, bytes]:
    """*code*, a site's scripts, styles and fonts by name, without the standard scripts that *kinds* have no use for.

    *own*: the names of the project's own, which are kept. In :data:`START` each line that imports one of the others
    is left out; there, what only a role needs is imported on a line of its own.
    """
    without = {name for name, roles in OF_ROLES.items() if not any(kinds.taking(role) for role in roles)}
    if not any(kind.meeting for kind in kinds.values()):
        without.add(MEETING)
    without = {name for name in without if name not in own}
    lines = code[START].decode().splitlines(keepends=True)
    start = "".join(line for line in lines if not any(f'import("./{name}")' in line for name in without))
    code = {**code, START: start.encode()}
    read = {*_reached(START, code, _IMPORT)}
    used = {name: name in read or name in own for name in code if name.endswith(".js")}
    return {name: data for name, data in code.items() if used.get(STYLES.get(name, name), True)}


def loaded_at_once(name: str, code: Mapping[str, bytes]) -> list[str]:
    """The script *name* and all that it cannot do without, by name: a browser told of them asks for all in one go."""
    return _reached(name, code, _AT_ONCE)


def _reached(name: str, code: Mapping[str, bytes], pattern: re.Pattern[str]) -> list[str]:
    """The script *name* of *code*, what *pattern* finds that it imports, and so on; each once."""
    read: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in code and one not in read:
            read[one] = None
            waiting += _imported(one, code[one].decode(), pattern)
    return [*read]


@lru_cache(maxsize=256)
def _imported(name: str, text: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """The scripts that the script *name*, of which *text* is all, imports."""
    folder = posixpath.dirname(name)
    return tuple(posixpath.normpath(posixpath.join(folder, target)) for target in pattern.findall(text))
