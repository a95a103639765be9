"""`sayar runbook`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import click

from sayar.cli.options import as_day, common, dated, what_if
from sayar.cli.output import emit, say, write_whole

_FORMATS: Final = ("markdown", "json")


@click.command("runbook")
@click.option("--from", "origin", required=True, metavar="TIER", help="The tier that is deployed.")
@click.option("--to", required=True, metavar="TIER", help="The tier to move to, a neighbour.")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tiers.")
@click.option("--begin", callback=as_day, metavar="DATE", help="The first day of the move: days get their dates.")
@click.option(
    "--calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.ics",
    help="Write the phases as a calendar file too; needs --begin.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), default=_FORMATS[0], show_default=True)
@what_if
@dated
@common
def command(
    origin: str,
    to: str,
    stack: str | None,
    begin: date | None,
    calendar: Path | None,
    form: str,
    overrides: tuple[str, ...],
    as_of: str | None,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> None:
    """Everything to check and to run in a move, phase by phase, with the days on which it falls."""
    from sayar.documents.base import to_json
    from sayar.runbook.between import runbook_between
    from sayar.runbook.markdown import markdown

    if calendar is not None and begin is None:
        raise click.UsageError("--calendar: needs --begin DATE, the first day of the move")
    if calendar is not None and out is not None and calendar.resolve() == out.resolve():
        raise click.UsageError(f"--calendar: {calendar}: another file than --out")
    document = runbook_between(
        origin, to, config_dir=config_dir, stack=stack, overrides=overrides, as_of=as_of, begin=begin
    )
    if calendar is not None:
        from sayar.runbook.ics import calendar_text

        try:
            write_whole(calendar, calendar_text(document))
        except OSError as error:
            raise click.UsageError(f"--calendar: {calendar}: {error.strerror}") from None
        say(f"wrote {calendar}", quiet=quiet)
    emit(to_json(document) if form == "json" else markdown(document), out)
