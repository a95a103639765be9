"""`sayar move`: the commands that step a stack through a move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayar.cli.options import Function, common, dated, formatted
from sayar.cli.output import emit
from sayar.verdict import EXIT_OK

if TYPE_CHECKING:
    from sayar.cli.desk import Answer, Desk

_stack = click.option("--stack", required=True, metavar="NAME", help="The stack that moves.")
_passed = click.option(
    "--gate-passed", "said", metavar="TEXT", help="What was looked at, where only people can tell; recorded, with --by."
)


def _stepping(function: Function) -> Function:
    """What every command that steps through a move takes, but for what it alone does."""
    for option in (
        common,
        formatted,
        dated,
        click.option("--until", metavar="DATE", help="The last day on which the waiver counts."),
        click.option("--by", metavar="NAME", help="Who answers for it."),
        click.option("--waive", metavar="REASON", help="Go on although a gate is closed; needs --by and --until."),
    ):
        function = option(function)
    return function


def now() -> datetime:
    """The clock, in UTC: the only place that reads it."""
    return datetime.now(UTC)


@click.group("move", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Step a stack through a move: edits its file, and refuses what the guard would refuse."""


@command.command("start")
@_stack
@click.option("--to", required=True, metavar="TIER", help="The tier to move to: a neighbour.")
@click.option("--started", metavar="DATE", help="The day on which the move begins (default: today, UTC).")
@click.option("--triggered", metavar="DATE", help="The day on which the move came to be due; kept in the history.")
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What was measured: that day is the first one on which a trigger of the tier was met.",
)
@formatted
@common
def start(
    stack: str,
    to: str,
    started: str | None,
    triggered: str | None,
    metrics: Path | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> int:
    """Begin a move: its first phase, written into the stack's file."""
    from sayar.cli import moving
    from sayar.cli.desk import day_of, desk_of
    from sayar.cli.due import due_since

    at = now()
    day = day_of("--started", started) if started is not None else at.date()
    desk = desk_of(config_dir, stack, at, at.date(), quiet=quiet)
    moving.start(desk, to, day, lambda: due_since(desk, to, day, triggered, metrics))
    return _told(config_dir, stack, at, at.date(), form, out)


@command.command("status")
@_stack
@dated
@formatted
@common
def status(stack: str, as_of: str | None, form: str, out: Path | None, config_dir: Path, quiet: bool) -> int:
    """Where the move is: phase, gate, what comes next, and the way back."""
    del quiet  # nothing is said beside the document
    at = moment(as_of)
    return _told(config_dir, stack, at, day_of_document(as_of, at), form, out)


@command.command("next")
@_stack
@_passed
@_stepping
def next_(**options: Any) -> int:
    """Go to the next phase, once the gate of this one holds. Exit code 3: it does not."""
    from sayar.cli import moving

    return _stepped(moving.forward, **options)


@command.command("back")
@_stack
@click.option("--no-update", is_flag=True, help="Edit the file only; nothing is read from or written by the engine.")
@_stepping
def back(*, no_update: bool, **options: Any) -> int:
    """Go one phase back. Where requests are shifted, the load balancer and the guard are then updated, alone.

    That update asks nothing of the vendors behind, so it works while they fail. From the first phase it ends the move.
    """
    from sayar.cli import turning

    return _stepped(partial(turning.back, update=not no_update), **options)


@command.command("finish")
@_stack
@_passed
@_stepping
def finish(**options: Any) -> int:
    """End a move in its last phase: the tier stays, the transition goes. Exit code 3: the last gate does not hold."""
    from sayar.cli import moving

    return _stepped(moving.finish, **options)


def _stepped(
    step: Callable[[Desk, Answer], object],
    *,
    stack: str,
    waive: str | None,
    by: str | None,
    until: str | None,
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
    said: str | None = None,
) -> int:
    """Take one step with what somebody said to its gate, then tell where the stack is."""
    from sayar.cli.desk import answered, desk_of

    at = now()
    day = day_of_document(as_of, at)
    answer = answered(said, waive, by, until, day)
    step(desk_of(config_dir, stack, at, day, quiet=quiet), answer)
    return _told(config_dir, stack, at, day, form, out)


def moment(as_of: str | None) -> datetime:
    """What ages are measured against: the begin of a day that was given, else the clock."""
    return datetime.combine(date.fromisoformat(as_of), datetime.min.time(), UTC) if as_of is not None else now()


def day_of_document(as_of: str | None, at: datetime) -> date:
    """What dates are held against."""
    return date.fromisoformat(as_of) if as_of is not None else at.date()


def _told(config_dir: Path, stack: str, at: datetime, today: date, form: str, out: Path | None) -> int:
    from infra.config.load import load_stack
    from sayar.move.looking import since_when
    from sayar.move.steps import standing
    from sayar.move.told import document, rendered

    config = load_stack(config_dir, stack)
    here = standing(config)
    since = since_when(config_dir, here) if here is not None else None
    emit(rendered(document(config, here, since=since, at=at, today=today), here, form), out)
    return EXIT_OK
