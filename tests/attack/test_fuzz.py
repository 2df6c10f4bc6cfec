"""Whatever is grown of attacks comes out inert; ``make soak`` goes on for longer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import fuzz


@pytest.mark.parametrize(("grow", "suffix"), [(fuzz.drawing, ".svg"), (fuzz.document, ".pdf")])
@settings(max_examples=300)
@given(st.data())
def test_whatever_is_grown_of_attacks_comes_out_inert(grow: fuzz.Grow, suffix: str, data: st.DataObject) -> None:
    grown = grow(lambda several: data.draw(st.sampled_from(several)), data.draw(st.integers(0, 12)))

    clean = fuzz.inert(grown, suffix)

    assert clean is None or fuzz.inert(clean, suffix) is not None
