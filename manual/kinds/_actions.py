"""What readers do in a project of their own, written so that a test does it too."""

from typing import Self

from pydantic import model_validator

from kunskapsbank.kinds import Line, Part, Prose, Record, YesNo, field


class Action(Part):
    """One thing to do: a command to run, a file to write, or a text to exchange in a file."""

    text: Prose | None = field("Text", "Why, or what to notice.", default=None)
    run: Line | None = field("Run", "A command, run in the project's folder.", default=None)
    stop: YesNo = field("Stop", "ja for a command that goes on until Ctrl+C.", default=False)
    exit: Line = field("Exit code", "What the command ends with.", default="0")
    shows: Prose | None = field("Shows", "What it prints, line by line; … stands for anything.", default=None)
    file: Line | None = field("File", "A file below the project's folder.", default=None)
    replace: Prose | None = field("Replace", "What stands in the file; left out: the file is new.", default=None)
    content: Prose | None = field("Content", "What shall stand there.", default=None)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.run is None) == (self.file is None) or (self.file is None) != (self.content is None):
            raise ValueError("an action has either run, or file with content")
        return self


class Doing(Record):
    """A page with things to do, in order."""

    sourced = False

    actions: tuple[Action, ...] = field("Actions", "What to do, in order.", default=())
