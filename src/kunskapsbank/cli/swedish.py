"""What click says, in Swedish."""

from __future__ import annotations

from typing import Any, ClassVar

import click

from ..reading.messages import did_you_mean


class _SwedishFormatter(click.HelpFormatter):
    """Click's headings in Swedish."""

    _WORDS: ClassVar[dict[str, str]] = {"Options": "Val", "Commands": "Kommandon", "Arguments": "Argument"}

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(
            prog, args.replace("[OPTIONS]", "[VAL]").replace("COMMAND [ARGS]...", "KOMMANDO …"), "Användning: "
        )

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._WORDS.get(heading, heading))


class _SwedishContext(click.Context):
    formatter_class = _SwedishFormatter


class Command(click.Command):
    """A command whose help is in Swedish."""

    context_class = _SwedishContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option for help, told in Swedish."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option


class Group(Command, click.Group):
    """A command of commands, which guesses what a name that does not exist was meant to be."""

    command_class = Command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that *args* begin with."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = sorted(self.commands)
            raise click.UsageError(f"Kommandot '{args[0]}' finns inte.{did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)


def in_swedish(error: click.ClickException) -> str:
    """What was wrong with the command; click's own words for it are English."""
    match error:
        case click.NoSuchOption():
            return f"Valet {error.option_name} finns inte."
        case click.MissingParameter():
            return f"{_name_of(error)} saknas."
        case click.BadParameter():
            choices = getattr(error.param and error.param.type, "choices", ())
            hint = f" Välj ett av: {', '.join(choices)}." if choices else ""
            return f"{_name_of(error)}: värdet duger inte.{hint}"
        case click.BadOptionUsage():
            return f"Valet {error.option_name} saknar sitt värde."
    message = error.format_message()
    return "För många argument." if "unexpected extra argument" in message else message


def _name_of(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return (error.param.human_readable_name if error.param else "något").upper()
