"""How much each number of a hit counts for its place, as tools/fit_ranking.py fits it to judged questions."""

from __future__ import annotations

from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "score": 2.345,
    "called": 0.858,
    "like": 0.265,
    "begins": 0.227,
    "leads": 1.067,
    "led": 0.523,
    "questions": 0.459,
    "words": -0.199,
    "kind": -0.362,
    "at_length": 1.0,
}
