"""Command lines of `sayar` as pages and phases print them, read as the program reads them. Nothing is run."""

from __future__ import annotations

import re
import shlex

import click

from sayar.cli.main import sayar


def taken(line: str) -> None:
    """Read a whole command line, without its `sayar`. Raises click.ClickException where the program refuses it."""
    command, rest, context = _resolved(shlex.split(re.split(r"\s[>|]\s?", line)[0]))
    if isinstance(command, click.Group) and rest:
        command.resolve_command(context, rest)
    command.make_context(command.name, rest, parent=context.parent)


def is_known(line: str) -> bool:
    """True where the command is there with every option that the line names; values may be left out.

    `move start|status` stands for several commands: each of them has to be there.
    """
    words = re.split(r"[,;]? (?=and |then )", line)[0].split()
    several = next((index for index, word in enumerate(words) if "|" in word and not word.startswith("-")), None)
    if several is not None:
        each = words[several].replace("\\", "").split("|")
        return all(is_known(" ".join([*words[:several], one, *words[several + 1 :]])) for one in each)
    try:
        command, rest, _ = _resolved(words)
    except click.ClickException:
        return False
    there = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return all(word.strip("[]").split("=")[0] in {*there, "--help"} for word in rest if word.strip("[").startswith("-"))


def _resolved(words: list[str]) -> tuple[click.Command, list[str], click.Context]:
    """The command, what is left of the words, and its context. Raises click.ClickException."""
    command: click.Command = sayar
    context = click.Context(sayar, info_name="sayar")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found
        context = click.Context(command, info_name=name, parent=context)
    return command, words, context
