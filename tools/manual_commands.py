"""The manual's page about ``kb``, made from the commands themselves: ``python tools/manual_commands.py`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kunskapsbank.cli import kb
from kunskapsbank.cli.words import word

PAGE = Path(__file__).parents[1] / "manual" / "docs" / "reference" / "commands.md"
HEAD = """\
---
title: Commands
description: All that kb does. It ends with 0 when all is good, 1 when content is faulty, and 2 when it was misused.
lang: en
---

<!-- Written by tools/manual_commands.py. -->

Options of `kb` itself stand before the command: `kb --projekt FOLDER check`.
"""


def page() -> str:
    """The page's text."""
    context = click.Context(kb, info_name="kb")
    word(kb, "en")
    lines = [HEAD, *_options(kb, context)]
    for name, command in _each(kb):
        word(command, "en")
        lines += [f"\n## kb {name}\n", (command.help or "").strip(), ""]
        lines += [f"`kb {' '.join([name, *command.collect_usage_pieces(context)])}`".replace("[OPTIONS]", "[…]"), ""]
        lines += _options(command, context)
    return "\n".join(lines).rstrip() + "\n"


def _each(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command of *group* with what is typed after ``kb``, those of a command of commands too."""
    for name in sorted(group.commands):
        command = group.commands[name]
        if isinstance(command, click.Group):
            yield from _each(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for one in command.params:
        told = one.get_help_record(context) if isinstance(one, click.Option) else None
        if told:
            yield f"- `{told[0]}` {told[1]}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
