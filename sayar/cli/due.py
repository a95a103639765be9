"""Since when a move that begins is due: a day that somebody gives, or the first one that the metrics show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from sayar.cli.desk import Desk, day_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def due_since(desk: Desk, to: str, started: date, triggered: str | None, metrics: Path | None) -> date | None:
    """The day; None where neither is given, and where the metrics show none.

    Raises click.UsageError for a day after `started`, for both at once, and for a move that no trigger asks for;
    InputError for metrics that cannot be read.
    """
    if triggered is None and metrics is None:
        return None
    if triggered is not None and metrics is not None:
        raise click.UsageError("one of --triggered DATE and --metrics FILE")
    _refuse_down(desk, to, "--triggered" if triggered is not None else "--metrics")
    if metrics is None:
        day = day_of("--triggered", triggered or "")
        if day > started:
            raise click.UsageError(f"--triggered: {day.isoformat()}: {started.isoformat()} or earlier")
        return day
    return _shown(desk, started, metrics)


def _refuse_down(desk: Desk, to: str, option: str) -> None:
    """A move down has no trigger; what is no tier or no neighbour is refused by the move itself."""
    from infra.config.platform import TIERS

    here = desk.config.platform.tier
    if to in TIERS and TIERS.index(to) < TIERS.index(here):
        raise click.UsageError(f"{option}: only with a move up: the strategy has no trigger for {here} to {to}")


def _shown(desk: Desk, started: date, metrics: Path) -> date | None:
    from sayar.history import history_file, read
    from sayar.success.stays import finished, stays
    from sayar.success.triggered import first_triggered
    from sayar.triggers.read import read_metrics

    tier = desk.config.platform.tier
    moves = read(history_file(desk.config_dir, desk.stack)).moves
    came = stays(finished(moves, math.inf), tier)[-1].start
    found = first_triggered(tier, read_metrics(metrics), until=started, since=came)
    if found is None:
        desk.say(f"triggered: nobody knows: no trigger of {tier} was met in a year of {metrics.name}")
        return None
    desk.say(f"triggered: {found.day.isoformat()}, the first day of {', '.join(found.triggers)}")
    return found.day
