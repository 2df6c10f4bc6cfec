"""How much each number of a hit counts for its place, as tools/fit_ranking.py fits it to judged questions."""

from __future__ import annotations

from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "score": 2.746,
    "called": 0.948,
    "like": 0.378,
    "begins": 0.314,
    "leads": 1.087,
    "led": 0.545,
    "questions": 0.508,
    "words": -0.224,
    "kind": -0.269,
    "at_length": 1.0,
}
