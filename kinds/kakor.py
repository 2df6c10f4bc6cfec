"""What the site keeps in the reader's browser."""

from __future__ import annotations

from kunskapsbank.kinds import StorageTable

from ._post import Post


class Kakor(StorageTable, Post):
    """Every key that the site can keep in the browser."""

    kind = "kakor"
    singular = "Kakor"
    plural = "Kakor"
    about = "Vad webbplatsen sparar i din webbläsare."
    single = "om/kakor"
    parent = "om"
