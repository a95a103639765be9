"""`sayar plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.options import common, dated, formatted, what_if
from sayar.cli.output import emit

if TYPE_CHECKING:
    from sayar.documents.plan import PlanDocument


@click.command("plan")
@click.option("--from", "origin", metavar="TIER", help="The tier that is deployed.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="EXPORT.json",
    help="What `pulumi stack export` says is deployed, instead of --from.",
)
@click.option("--to", required=True, metavar="TIER", help="The tier to move to.")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tiers.")
@click.option("--prove", is_flag=True, help="Prove that no order of the engine breaks a surface.")
@what_if
@dated
@formatted
@common
def command(
    origin: str | None,
    state: Path | None,
    to: str,
    stack: str | None,
    prove: bool,
    overrides: tuple[str, ...],
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """The forecast of a move, without credentials. The exit code is the verdict's."""
    from sayar.plan.moves import between_tiers, from_state
    from sayar.report.plan import rendered

    if (origin is None) == (state is None):
        raise click.UsageError("one of --from TIER and --state EXPORT.json is needed, not both")
    document: PlanDocument
    if state is not None:
        document = from_state(
            state, to, config_dir=config_dir, stack=stack, overrides=overrides, as_of=as_of, prove=prove
        )
    else:
        document = between_tiers(
            str(origin), to, config_dir=config_dir, stack=stack, overrides=overrides, as_of=as_of, prove=prove
        )
    emit(rendered(document, form, to_terminal=out is None), out)
    return document.exit_code
