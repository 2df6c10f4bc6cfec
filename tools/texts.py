"""Make the words of the scripts, ``standard/assets/texter/*.js``, from the texts, for type checks and tests."""

from __future__ import annotations

from kunskapsbank.base.parts import ASSETS
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.reading.texts import standard_texts


def main() -> None:
    """Write a module for each language."""
    for language in LANGUAGES:
        (ASSETS.standard / f"texter/{language}.js").write_bytes(standard_texts(language).script())


if __name__ == "__main__":
    main()
