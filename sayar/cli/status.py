"""`sayar status`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.move import day_of_document, moment
from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit, say
from sayar.verdict import EXIT_OK


@click.command("status")
@click.option("--stack", required=True, metavar="NAME", help="The stack to look at.")
@dated
@formatted
@common
def command(stack: str, as_of: str | None, form: str, out: Path | None, config_dir: Path, quiet: bool) -> int:
    """Where the platform stands, from the stack's own file and its history: no engine, no network."""
    from infra.config.load import load_stack
    from sayar.history import history_file, read
    from sayar.move.looking import since_when
    from sayar.move.overview import overview, rendered
    from sayar.move.steps import standing
    from sayar.move.told import under_way

    at = moment(as_of)
    today = day_of_document(as_of, at)
    config = load_stack(config_dir, stack)
    here = standing(config)
    now = under_way(here, since=since_when(config_dir, here), at=at, today=today) if here is not None else None
    history = read(history_file(config_dir, stack))
    for warning in history.warnings:
        say(f"warning: {warning}", quiet=quiet)
    emit(rendered(overview(config, now, history.moves, today), here, form), out)
    return EXIT_OK
