"""What commands say, and what click says for them, in the language that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import click

from ..base.settings import CONFIG
from ..base.texts import first_spoken, phrase, spoken
from ..reading.messages import did_you_mean
from ..reading.site_settings import read_settings

_CHOSEN: ContextVar[str] = ContextVar("language")
_PROJECT: ContextVar[Path] = ContextVar("project")


def language() -> str:
    """The language that is asked for, else the first of the project's that the package speaks."""
    if _CHOSEN.get(""):
        return _CHOSEN.get()
    try:
        languages = read_settings(_PROJECT.get(Path()) / CONFIG)[0].languages
    except OSError:  # The command itself tells of it.
        languages = ()
    found = first_spoken(languages)
    _CHOSEN.set(found)
    return found


def forget() -> None:
    """Begin as a command that nothing is asked of yet."""
    _CHOSEN.set("")
    _PROJECT.set(Path())


def choose(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """Take the value of ``--sprak``, before help is shown."""
    _CHOSEN.set(value or "")
    return value


def work_in(context: click.Context, option: click.Parameter, value: Path) -> Path:
    """Take the value of ``--projekt``, whose language is spoken when no other is asked for."""
    _PROJECT.set(value)
    return value


def said(key: str, /, **values: Any) -> str:
    """The text *key* with *values*, in the language that is asked for."""
    return phrase(key, **values).said(language())


class _Formatter(click.HelpFormatter):
    """Click's headings in the language that is asked for."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        options, command = said("cli.options-metavar"), said("cli.command-metavar")
        args = args.replace("[OPTIONS]", options).replace("COMMAND [ARGS]...", command)
        super().write_usage(prog, args, said("cli.usage"))

    def write_heading(self, heading: str) -> None:
        key = f"cli.{heading.lower()}"
        super().write_heading(said(key) if key in spoken(language()).by_key else heading)


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help stands among the texts: ``help.<command>`` and ``help.<command>.<option>``."""

    context_class = _Context

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help in the language that is asked for."""
        word(self, language())
        super().format_help(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option for help, told in the language that is asked for."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = said("help.option.help")
        return option


class Group(Command, click.Group):
    """A command of commands, which guesses what a name that does not exist was meant to be."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command."""
        for command in self.commands.values():
            word(command, language())
        super().format_commands(ctx, formatter)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that *args* begin with; ``help`` and a command's name is that command's ``--help``."""
        if args == ["help"]:
            click.echo(ctx.get_help())
            ctx.exit()
        if args and args[0] == "help":
            args = [args[1], "--help"]
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            close = did_you_mean(args[0], sorted(self.commands))
            hint = f" {close.said(language())}" if close else ""
            raise click.UsageError(said("cli.unknown-command", args=args[0]) + hint)
        return super().resolve_command(ctx, args)


def word(command: click.Command, tongue: str) -> None:
    """Give *command* and its options their texts in the language *tongue*."""
    texts = spoken(tongue)
    command.help = texts(f"help.{command.name}")
    for one in command.params:
        for key in _keys("metavar", command, one):
            one.metavar = texts.by_key.get(key, one.metavar)
        if isinstance(one, click.Option):
            key = next(key for key in _keys("help", command, one) if key in texts.by_key)
            one.help = texts(key, default=str(one.default))


def _keys(sort: str, command: click.Command, one: click.Parameter) -> Iterator[str]:
    """Where the text of *one* may stand: the command's own before that of every command."""
    name = one.opts[-1].lstrip("-")
    yield from (f"{sort}.{command.name}-{name}", f"{sort}.option.{name}")


def misuse(error: click.ClickException) -> str:
    """What was wrong with the command; click's own words for it are English."""
    match error:
        case click.NoSuchOption():
            return said("cli.no-such-option", option_name=error.option_name)
        case click.MissingParameter():
            return said("cli.missing", error=_name_of(error))
        case click.BadParameter():
            choices = tuple(getattr(error.param and error.param.type, "choices", ()))
            hint = f" {said('cli.choose', choices=choices)}" if choices else ""
            return said("cli.bad-value", error=_name_of(error)) + hint
        case click.BadOptionUsage():
            return said("cli.no-value", option_name=error.option_name)
    message = error.format_message()
    return said("cli.too-many-arguments") if "unexpected extra argument" in message else message


def _name_of(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return (error.param.human_readable_name if error.param else said("cli.something")).upper()
