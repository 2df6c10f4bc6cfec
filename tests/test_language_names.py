"""Languages are called what people call them."""

from __future__ import annotations

import pytest

from kunskapsbank.language.names import language_name


@pytest.mark.parametrize(
    ("code", "spoken", "name"),
    [
        ("en", "sv", "engelska"),
        ("so", "sv", "somaliska"),
        ("ar", "en", "Arabic"),
        ("sv-simple", "sv", "lättläst svenska"),
        ("sv-simple", "en", "easy Swedish"),
        ("pt-br", "sv", "portugisiska (pt-br)"),
        ("xx", "sv", "xx"),
        ("x1", "sv", "x1"),
    ],
)
def test_a_language_is_called_by_its_name_or_its_code_where_nobody_knows_one(code: str, spoken: str, name: str) -> None:
    assert language_name(code, spoken) == name
