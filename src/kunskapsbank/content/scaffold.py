"""``kb new``: a file to start from."""

from __future__ import annotations

from pydantic.fields import FieldInfo

from .record import Record


def skeleton(kind: type[Record]) -> str:
    """A record of *kind* with its required keys to fill in, and the optional ones as comments."""
    required = [(n, f) for n, f in kind.model_fields.items() if f.is_required()]
    optional = [(n, f) for n, f in kind.model_fields.items() if not f.is_required()]
    lines = [
        "---",
        *(f"{name}:  # {_about(info)}" for name, info in required),
        "# Valfria nycklar: ta bort # framför dem du behöver.",
        *(f"# {name}:  # {_about(info)}" for name, info in optional),
        "---",
        "",
        "Skriv brödtexten här. Rubriker börjar med ##.",
        "",
    ]
    return "\n".join(lines)


def _about(info: FieldInfo) -> str:
    return " ".join(filter(None, (f"{info.title}.", info.description)))
