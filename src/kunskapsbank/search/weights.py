"""How much each number of a hit counts for its place, as tools/fit_ranking.py fits it to judged questions."""

from __future__ import annotations

from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "score": 2.503,
    "called": 0.709,
    "like": 0.463,
    "begins": 0.165,
    "leads": 0.814,
    "led": 0.804,
    "questions": 0.219,
    "kind": -0.583,
    "at_length": 1.0,
}
