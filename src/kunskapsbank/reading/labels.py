"""What fields are called and ask for: as they are declared, and in every language when the package declares them."""

from __future__ import annotations

from functools import lru_cache
from inspect import get_annotations

from pydantic import BaseModel

from ..base.texts import Labelling, Phrase


def saying(model: type[BaseModel], name: str) -> type[BaseModel]:
    """The nearest class that *model* builds on, or it, that declares the field *name*."""
    return next(one for one in model.__mro__ if issubclass(one, BaseModel) and name in get_annotations(one))


@lru_cache(maxsize=8192)  # Asked of each field on each page, and in every file of data.
def label_key(model: type[BaseModel], name: str) -> str:
    """The key of the label of the field *name*, by the class that declares it; with ``.om``, of its line of help."""
    declares = saying(model, name)
    ours = declares.__module__.partition(".")[0] == __name__.partition(".")[0]
    return f"falt.{declares.__name__.lower().lstrip('_')}.{name}" if ours else ""


def label(model: type[BaseModel], name: str) -> Phrase:
    """The label of the field *name*."""
    return Labelling(label_key(model, name), own=model.model_fields[name].title or name)


def help_on(model: type[BaseModel], name: str) -> Phrase | None:
    """The line of help of the field *name*, when it has one, without its last full stop."""
    own = model.model_fields[name].description
    return Labelling(f"{label_key(model, name)}.om", own=own) if own else None
