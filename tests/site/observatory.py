"""The scoring rules of MDN's HTTP Observatory, for a site without cookies, external scripts and CORS.

Rules: https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring and
https://github.com/mdn/mdn-http-observatory/blob/main/src/grader/charts.js (read in 2026). Points of the results that
a site of ours can have; anything else is a fault here. 130 of 145 can be had: the other 15 are for cookies, a place in
the browsers' preload list, and Subresource Integrity, which files of one's own host do not need.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SIX_MONTHS = 15768000  #: Seconds, as the rules count.
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
NEEDED_FOR_BONUS = 90
GRADES = [
    (100, "A+"),
    (90, "A"),
    (85, "A-"),
    (80, "B+"),
    (70, "B"),
    (65, "B-"),
    (60, "C+"),
    (50, "C"),
    (45, "C-"),
    (40, "D+"),
    (30, "D"),
    (25, "D-"),
    (0, "F"),
]


@dataclass(frozen=True)
class Answer:
    """What a server sent."""

    status: int
    headers: Mapping[str, str]  #: Names in lower case.
    body: bytes


def grade(secure: Answer, plain: Answer, host: str) -> tuple[int, str]:
    """Score and grade of the start page, asked for over HTTPS (*secure*) and HTTP (*plain*)."""
    policy = _directives(secure.headers.get("content-security-policy", ""))
    points = [
        _cookies(secure),
        _cross_origin_sharing(secure),
        _policy(policy),
        _transport(secure),
        _redirection(plain, host),
        _referrer(secure),
        _scripts(secure),
        0 if secure.headers.get("x-content-type-options") == "nosniff" else -5,
        _framing(secure, policy),
        _resource_policy(secure),
    ]
    score = 100 + sum(p for p in points if p < 0)
    if score >= NEEDED_FOR_BONUS:
        score += sum(p for p in points if p > 0)
    return score, next(name for least, name in GRADES if max(score, 0) >= least)


def _directives(policies: str) -> dict[str, list[str]]:
    """The directives of the first of *policies*; the others can only narrow it."""
    parts = [part.split() for part in policies.partition(",")[0].split(";")]
    return {part[0].lower(): part[1:] for part in parts if part}


def _policy(policy: Mapping[str, list[str]]) -> int:
    """+10 for ``default-src 'none'`` without anything unsafe and with forms held to the site."""
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", ["*"]))
    objects = policy.get("object-src", policy.get("default-src", ["*"]))
    broad = {"'unsafe-inline'", "data:", "http:", "https:", "*"}
    if broad & {*scripts, *objects}:
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if broad & set(policy.get("style-src", policy.get("default-src", ["*"]))):
        return 0
    held = policy.get("form-action") in (["'self'"], ["'none'"]) and "base-uri" in policy
    return 10 if policy.get("default-src") == ["'none'"] and held else 5


def _cookies(answer: Answer) -> int:
    assert "set-cookie" not in answer.headers
    return 0


def _cross_origin_sharing(answer: Answer) -> int:
    assert "access-control-allow-origin" not in answer.headers
    return 0


def _transport(answer: Answer) -> int:
    found = re.search(r"max-age=(\d+)", answer.headers.get("strict-transport-security", ""))
    if not found:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def _redirection(plain: Answer, host: str) -> int:
    """The first answer over HTTP leads to HTTPS on the same host."""
    if plain.status not in (301, 302, 307, 308):
        return -20
    target = plain.headers["location"]
    return 0 if target.startswith(f"https://{host}/") else -5 if target.startswith("https://") else -20


def _referrer(answer: Answer) -> int:
    found = answer.headers.get("referrer-policy")
    return 0 if found is None else 5 if found in PRIVATE else -5


def _scripts(answer: Answer) -> int:
    """Every script is the site's own."""
    sources = re.findall(rb"<script[^>]*\ssrc=\"([^\"]+)\"", answer.body)
    assert sources
    return -50 if any(b"//" in source for source in sources) else 0


def _framing(answer: Answer, policy: Mapping[str, list[str]]) -> int:
    if "frame-ancestors" in policy:
        return 5
    return 0 if answer.headers.get("x-frame-options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def _resource_policy(answer: Answer) -> int:
    found = answer.headers.get("cross-origin-resource-policy")
    return {None: 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}.get(found, -5)
