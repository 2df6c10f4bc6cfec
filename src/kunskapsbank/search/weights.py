"""How much each number of a hit counts for its place, as tools/fit_ranking.py fits it to judged questions."""

from __future__ import annotations

from collections.abc import Mapping

WEIGHTS: Mapping[str, float] = {
    "score": 1.899,
    "about": 0.29,
    "called": 0.517,
    "like": 0.322,
    "begins": 0.27,
    "leads": 0.697,
    "led": 0.425,
    "leading": -0.07,
    "questions": 0.352,
    "title": 0.118,
    "words": -0.084,
    "kind": -0.528,
}
