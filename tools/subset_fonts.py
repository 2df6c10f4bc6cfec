"""Make the site's two font files from their sources: only the signs and weights that Swedish pages use.

The sources are the npm packages ``@fontsource-variable/fraunces`` and
``@fontsource-variable/atkinson-hyperlegible-next`` (both SIL Open Font License 1.1, no reserved font name). Needs
``fonttools`` and ``brotli``, which the site itself does not.

Usage: python tools/subset_fonts.py FRAUNCES.woff2 ATKINSON.woff2
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from kunskapsbank.base.parts import ASSETS

FOLDER = ASSETS.standard / "typsnitt"
HEADING = "20-7E,A0,A7,AB,B7,BB,C4-C6,C9,D6-D8,DC,E0,E4-E6,E8-EB,F6,F8,FC,2010-2014,2019,201D,2026"
TEXT = f"{HEADING},A1-FF,2009,2018,201C,2022,202F,2030,203A,20AC,2190-2193,2212,2264,2265"


def make(source: Path, target: Path, weight: float | tuple[float, float], signs: str) -> None:
    """Write *source*, cut to *weight* (one, or a range) and *signs* (hexadecimal code points), to *target* as WOFF2."""
    whole = BytesIO()
    variable = TTFont(source)
    variable.flavor = None
    instancer.instantiateVariableFont(variable, {"wght": weight}).save(whole)
    whole.seek(0)
    font = TTFont(whole)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "liga", "locl", "tnum"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(signs))
    cutter.subset(font)
    subset.save_font(font, target, options)
    print(f"{target.name}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    make(Path(sys.argv[1]), FOLDER / "rubrik.woff2", 600, HEADING)
    make(Path(sys.argv[2]), FOLDER / "brodtext.woff2", (400, 700), TEXT)
