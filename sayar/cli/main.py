"""The command `sayar`: finds the command's file, runs it, and turns every failure into an exit code and a line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Final

import click

from sayar.cli.failures import explain

COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "tiers": "the four tiers side by side",
        "plan": "the forecast of a move, offline",
        "runbook": "everything to check and to run in a move, phase by phase, with its days",
        "triggers": "is a move to the next tier due, and when will it be",
        "prices": "age and sources of the price rows; imports newer ones after checking them",
        "cost": "what tiers cost a month, by line, held against targets and budget",
        "diff": "what a change of any Pulumi stack replaces, offline",
        "graph": "every resource of a tier, as JSON",
        "services": "what each surface of a tier stands on, as JSON",
        "schema": "JSON Schema of the stack files and documents",
        "init": "a new environment: its file, backend and stack",
        "doctor": "what a stack lacks to be run for real, with the step that mends it",
        "rehearse": "every phase of a move on the real engine against stand-ins, and back",
        "preview": "the engine's preview, held against the forecast",
        "up": "gate, checkpoint, then the engine's update",
        "move": "steps a stack through a move, phase by phase, and back",
        "status": "where a platform stands: tier, move under way, moves of before",
        "recover": "after a kill: what was under way and who holds the stack; mends it when told",
        "probe": "asks each surface once a second, and tells the seconds in which it was not served",
    }
)
"""Every command with its line of help, so that listing them imports none."""

_AT_ONCE: Final = frozenset(
    {"tiers", "plan", "runbook", "diff", "graph", "services", "schema", "status", "triggers", "cost"}
)
"""Commands that read, answer and end. Walking the objects of a recorded program, to collect garbage on the way and to
take everything apart at the end, is a third of a forecast's time; the operating system takes it back at once."""
_DEBUG: Final = "SAYAR_DEBUG"


class _Lazy(click.Group):
    """A group that imports only the command that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base class asks with a context
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"sayar.cli.{cmd_name}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"sayar.cli.{cmd_name}.command is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def sayar() -> None:
    """Forecasts what moving the Sayar platform to another tier does, and runs it on the real engine."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit code. Nothing but a document goes to standard output."""
    try:
        code = sayar.main(list(arguments), prog_name="sayar", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # The reader has seen enough (`sayar plan | head`), which click answers by an exit of its own; what is still
        # buffered must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get(_DEBUG) == "1" and not isinstance(error, click.ClickException):
            raise
        lines, failed = explain(error)
        for line in lines:
            click.echo(line, err=True)
        return failed
    return code if isinstance(code, int) else 0


def main() -> None:
    """The entry point of the installed script."""
    at_once = not _AT_ONCE.isdisjoint(sys.argv[1:2])
    if at_once:
        gc.disable()
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        # A document in a file or a pipe has the same bytes everywhere.
        sys.stdout.reconfigure(encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    if at_once:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # whoever read it has gone
                stream.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
