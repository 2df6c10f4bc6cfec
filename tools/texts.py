"""Make the words of the scripts, ``standard/assets/texter/*.js``, from the texts, for type checks and tests."""

from __future__ import annotations

from kunskapsbank.base.parts import ASSETS
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.reading.texts import standard_texts


def main() -> None:
    """Write the modules of each language."""
    for language in LANGUAGES:
        for name, script in standard_texts(language).scripts().items():
            path = ASSETS.standard / "texter" / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(script)


if __name__ == "__main__":
    main()
