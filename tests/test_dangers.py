"""What a file could do to whoever opens it, judged once for the same bytes."""

from __future__ import annotations

import pytest

from kunskapsbank.base.texts import phrase
from kunskapsbank.media import dangers
from kunskapsbank.reading.folders import Unreadable


def test_the_same_bytes_are_judged_once_and_others_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    @dangers.once
    def judge(data: bytes) -> int:
        asked.append(data)
        return len(data)

    assert [judge(data) for data in (b"a", b"bb", b"a", b"bb")] == [1, 2, 1, 2]
    assert asked == [b"a", b"bb"]

    monkeypatch.setattr(dangers, "MOST", 2)
    judge(b"ccc")
    judge(b"a")
    assert asked == [b"a", b"bb", b"ccc", b"a"], "what is remembered has a bound"


def test_what_cannot_be_judged_is_never_remembered_as_harmless() -> None:
    @dangers.once
    def judge(data: bytes) -> bool:
        raise Unreadable(phrase("ambiguous-file"))

    for _ in range(2):
        with pytest.raises(Unreadable):
            judge(b"a")
