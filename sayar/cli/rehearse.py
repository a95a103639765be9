"""`sayar rehearse`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit, say


@click.command("rehearse")
@click.option("--from", "origin", required=True, metavar="TIER", help="The tier to begin with.")
@click.option("--to", required=True, metavar="TIER", help="The tier to go to, and to come back from.")
@click.option("--stack", metavar="NAME", help="Lay this stack's own file over the tiers; secrets are made up.")
@click.option("--quick", is_flag=True, help="One run of the engine a phase: the update's own steps are compared.")
@click.option("--keep", is_flag=True, help="Keep the folder of the rehearsal, and say where it is.")
@dated
@formatted
@common
def command(
    origin: str,
    to: str,
    stack: str | None,
    quick: bool,
    keep: bool,
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    **options: bool,
) -> int:
    """Let the real engine go through every phase of a move and back, against stand-ins of all vendors.

    It runs in a folder of its own, with no token of yours, and reaches nothing real. Exit code 0: every update was as
    forecast; 5: a difference has no reason; 6: the engine failed, and the folder is kept.
    """
    from sayar.engine.rehearsal import Wanted, rehearse
    from sayar.report.rehearsal import conclusion, rendered

    if out is not None and not out.absolute().parent.is_dir():
        # Said now: after some minutes it would be too late.
        raise click.UsageError(f"--out: {out}: there is no such folder")

    def tell(line: str) -> None:
        say(line, quiet=options["quiet"])

    wanted = Wanted(config_dir, origin, to, stack=stack, quick=quick, keep=keep, as_of=as_of)
    document = rehearse(wanted, tell)
    emit(rendered(document, form), out)
    if document.exit_code:
        # The result of this command, not progress: --quiet does not hide it.
        click.echo(conclusion(document), err=True)
    if document.failed is not None:
        for line in (*document.failed.said, f"the folder is kept: {document.folder}"):
            click.echo(line, err=True)
    return document.exit_code
