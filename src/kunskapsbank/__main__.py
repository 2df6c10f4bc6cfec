"""``python -m kunskapsbank``."""

from .cli import main

main()
