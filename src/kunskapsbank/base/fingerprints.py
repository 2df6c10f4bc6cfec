"""Folders named by what they hold: ``kod/<hash>/`` and ``sokindex/<hash>/``; and which files are our code.

Such an address never changes its content, so browsers keep it for a year, and a page of an older release keeps working
as long as its folders stay in the newer ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

ASSETS = "assets"  #: In ``docs/``: our code, and what people put there; published releases had versions of code here.
CODE, INDEX = "kod", "sokindex"  #: Below the site; each holds folders of versions, and nothing that people put in.
VERSIONED = (CODE, INDEX, ASSETS)  #: Where published releases hold versions.
VERSION_NAME = re.compile(r"[0-9a-f]{6,64}")  #: What versions are called, now and in published releases.
DIGITS = 16  #: Of a version's name, hexadecimal: 64 bits.

OURS = frozenset(
    f"{ASSETS}/{name}"
    for name in """
adress.js branschmodeller/fraga.js branschmodeller/jamfor.js branschmodeller/lista.js branschmodeller/plats.js
branschmodeller/platser.js branschmodeller/urval.js branschmodeller/yrken.js checklista.js element.js filterlista.js
jamfor.js kopiera.js kunskapsbank.js mote.js mote/delar.js mote/sammanfattning.js mote/val.js sok/analys.js
sok/plan.js sok/register.js sok/sida.js sok/urval.js sok/utdrag.js stil.css typsnitt/brodtext.woff2
typsnitt/rubrik.woff2 vagval.js""".split()
)
"""The scripts, styles and fonts of the site, in ``docs/``. No others are published, and these in their version only.

Pictures and documents keep their addresses: people link to them.
"""


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """The version's name for *files*, (path, content) in a fixed order."""
    found = hashlib.sha256()
    for path, content in files:
        found.update(f"{path}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:DIGITS]
