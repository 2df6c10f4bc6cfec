"""A Word file neither runs, fetches nor carries anything, wherever it lies."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from kunskapsbank.media.inert import dangers
from kunskapsbank.verify.built import Expected, verify

from .word import FILES, docx, field, related


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_verification_stops_a_word_file_that_attacks_and_soon(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("a.docx", data)
    before = time.process_time()

    found = {one.place.path: one.code for one in verify(tmp_path, Expected(may_tell=True))}

    assert found == dict.fromkeys(("site/a.docx", "site/b.zip"), "breaks-security-policy")
    assert time.process_time() - before < 10


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(docx(), id="text"),
        pytest.param(field("PAGE"), id="a page number"),
        pytest.param(field('HYPERLINK "https://prov.example/" \\o "https a"'), id="a field that leads to the web"),
        pytest.param(field('HYPERLINK \\l "b"'), id="a field that leads to a place in the document"),
        pytest.param(related("hyperlink", "https://prov.example/", True), id="a link to the web"),
        pytest.param(related("hyperlink", "mailto:a@prov.example", True), id="a link to an e-mail address"),
    ],
)
def test_a_word_file_without_dangers_is_harmless(data: bytes) -> None:
    assert dangers(data, ".docx") == []
