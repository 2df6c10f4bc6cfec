"""The accessibility statement."""

from __future__ import annotations

from kunskapsbank.kinds import AccessibilityStatement

from ._post import Post


class Tillganglighet(AccessibilityStatement, Post):
    """What the site promises and what it does not manage, as the law asks for."""

    kind = "tillganglighet"
    singular = "Tillgänglighetsredogörelse"
    plural = "Tillgänglighetsredogörelse"
    about = "Hur webbplatsen uppfyller lagen om tillgänglighet till digital offentlig service."
    single = "om/tillganglighet"
    parent = "om"
