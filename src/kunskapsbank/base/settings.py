"""What the site is called and where it is published, as ``mkdocs.yml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml


@dataclass(frozen=True, slots=True)
class Imprint:
    """The name and the public address of a site. Both may be empty: then nothing is said that needs them."""

    name: str = ""
    url: str = ""  #: Ends in a slash.

    @classmethod
    def of(cls, name: Any, url: Any) -> Imprint:
        """From values as a configuration holds them; what is no text counts as not given."""
        address = url if isinstance(url, str) else ""
        return cls(name if isinstance(name, str) else "", f"{address.rstrip('/')}/" if address else "")

    @property
    def path(self) -> str:
        """Where on its host the site begins: ``/``, or ``/kunskapsbank/``."""
        return urlsplit(self.url).path or "/"

    def absolute(self, address: str) -> str:
        """The whole web address of *address*, which has no leading slash."""
        return self.url + address


KINDS = "kinds"  #: Where kinds lie when the plugin's settings say nothing.


def read_kinds_folder(config: Path) -> str:
    """Where the kinds of the site whose ``mkdocs.yml`` is *config* lie, below its folder: the plugin's ``kinds``."""
    plugins = _values(config).get("plugins")
    listed = plugins if isinstance(plugins, list) else [plugins]  # MkDocs reads a list, and a group of keys.
    ours = [one["kunskapsbank"] for one in listed if isinstance(one, dict) and "kunskapsbank" in one]
    folder = next((one.get("kinds") for one in ours if isinstance(one, dict)), None)
    return folder if isinstance(folder, str) and folder else KINDS


def read_imprint(config: Path) -> Imprint:
    """The imprint of the site whose ``mkdocs.yml`` is *config*; empty when it cannot be read, which MkDocs reports."""
    values = _values(config)
    return Imprint.of(values.get("site_name"), values.get("site_url"))


def _values(config: Path) -> dict[str, Any]:
    """What *config* says, as text; nothing when it cannot be read, which MkDocs reports."""
    try:
        values = yaml.load(config.read_text(encoding="utf-8"), yaml.BaseLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return values if isinstance(values, dict) else {}
