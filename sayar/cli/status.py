"""`sayar status`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.move import day_of_document, moment, now
from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit, say
from sayar.verdict import EXIT_OK

if TYPE_CHECKING:
    from decimal import Decimal

    from sayar.triggers.read import Metrics


@click.command("status")
@click.option("--stack", required=True, metavar="NAME", help="The stack to look at.")
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What was measured: a metrics document, or CSV with the columns series,timestamp,value.",
)
@click.option("--success", is_flag=True, help="Tell the success metrics and the checklist in the text, too.")
@click.option("--done", "item", metavar="ITEM", help="Record that people did an item of the checklist; needs --by.")
@click.option("--by", metavar="NAME", help="Who did it.")
@click.option("--note", metavar="TEXT", help="What came of it.")
@dated
@formatted
@common
def command(
    stack: str,
    metrics: Path | None,
    success: bool,
    item: str | None,
    by: str | None,
    note: str | None,
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> int:
    """Where the platform stands, from the stack's own file and its history: no engine, no network.

    The success metrics and the checklist of the strategy stand in JSON and Markdown, and in the text where --metrics,
    --success or --done is given.
    """
    from infra.config.load import load_stack
    from sayar.history import history_file, read
    from sayar.move.looking import since_when
    from sayar.move.overview import overview, rendered
    from sayar.move.steps import standing
    from sayar.move.told import under_way

    if item is None and (by is not None or note is not None):
        raise click.UsageError(f"{'--by' if by is not None else '--note'}: only with --done ITEM")
    at = moment(as_of)
    today = day_of_document(as_of, at)
    config = load_stack(config_dir, stack)
    here = standing(config)
    current = under_way(here, since=since_when(config_dir, here), at=at, today=today) if here is not None else None
    history = read(history_file(config_dir, stack))
    for warning in history.warnings:
        say(f"warning: {warning}", quiet=quiet)
    document = overview(config, current, history.moves, today)
    if form != "text" or success or metrics is not None or item is not None:
        from sayar.success import duties
        from sayar.success.status import Past, with_success

        given = _measured(metrics) if metrics is not None else None
        path = duties.duties_file(config_dir, stack)
        if item is not None:
            duties.record(path, duties.duty(item, by, note, day=today, at=now()))
        records, warnings = duties.read(path)
        for warning in warnings:
            say(f"warning: {path.parent.name}/{warning}", quiet=quiet)
        past = Past(history.moves, records, at.timestamp(), today)
        until = at.timestamp() if as_of is not None else None
        document = with_success(
            document, config, here, past, given, as_of=until, cost_of=lambda tier: _expected(tier, config_dir, stack)
        )
    emit(rendered(document, here, form), out)
    return EXIT_OK


def _expected(tier: str, config_dir: Path, stack: str) -> Decimal:
    """What a month of the stack in a tier is forecast to cost, USD: a bill is better, where somebody wrote it down."""
    from sayar.cost.asked import expected
    from sayar.platform import tier_config

    return expected(tier_config(tier, config_dir=config_dir, stack=stack))


def _measured(path: Path) -> Metrics:
    """The series of a file. Raises InputError with a line for each problem."""
    from sayar.success.status import refuse_slips
    from sayar.triggers.read import read_metrics

    found = read_metrics(path)
    refuse_slips(path.name, found.series)
    return found
