"""The page of figures: what a source has counted, as chart and table."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from .conftest import KINDS

SERIE = KINDS["siffror"].model_fields["serier"].annotation
VALUES = {
    "id": "antal",
    "namn": "Antal",
    "raknar": "Personer.",
    "enhet": "personer",
    "kallor": [{"url": "https://example.org/"}],
}


def serie(**value: str):
    return TypeAdapter(SERIE).validate_python(({**VALUES, "varden": [{"period": "2018", **value}]},))[0]


def test_a_figure_is_read_with_digits_and_a_point():
    [value] = serie(varde="2", till="3.5").varden

    assert (value.varde, value.till) == (2.0, 3.5)


@pytest.mark.parametrize("text", ["3,5", "5 700", "-1", "drygt 3600", "1e9"])
def test_a_figure_written_otherwise_says_how_to_write_it(text):
    with pytest.raises(ValidationError) as refused:
        serie(varde=text)

    fault = refused.value.errors()[0]
    assert fault["ctx"]["hint"] == "Skriv med siffror och punkt, till exempel 3600 eller 3.5."


def test_a_series_without_a_source_is_refused():
    with pytest.raises(ValidationError, match="kallor"):
        TypeAdapter(SERIE).validate_python(({**VALUES, "kallor": [], "varden": [{"period": "2018", "varde": "1"}]},))
