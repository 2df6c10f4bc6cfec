"""What several commands can be asked for in the same way."""

from __future__ import annotations

from typing import Any

import click

from ..publish.releases import CARRIED_FROM, KEEP


def publishing_options(command: Any) -> Any:
    """The options of commands that publish."""
    for option in (
        click.option("--ta-bort-sidor", is_flag=True),
        click.option(
            "--behall",
            type=click.IntRange(min=CARRIED_FROM),
            default=KEEP,
        ),
        click.option(
            "--vanta",
            type=click.FloatRange(min=0),
            default=0,
        ),
    ):
        command = option(command)
    return command
