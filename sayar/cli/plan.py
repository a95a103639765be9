"""`sayar plan`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from sayar.cli.options import common, dated, formatted, what_if
from sayar.cli.output import emit


@click.command("plan")
@click.option("--from", "origin", metavar="TIER", help="The tier that is deployed.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="EXPORT.json",
    help="What `pulumi stack export` says is deployed, instead of --from.",
)
@click.option("--to", metavar="TIER", help="The tier to move to.")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tiers.")
@click.option("--prove", is_flag=True, help="Prove that no order of the engine breaks a surface.")
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What was measured: whether the move is due, what is left of the error budget, what is used.",
)
@click.option(
    "--usage",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What a month really used (sayar.usage/1), for the cost.",
)
@what_if
@dated
@formatted
@common
def command(
    origin: str | None,
    state: Path | None,
    to: str | None,
    stack: str | None,
    prove: bool,
    metrics: Path | None,
    usage: Path | None,
    overrides: tuple[str, ...],
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """The forecast of a move, without credentials. The exit code is the verdict's.

    With --set alone, of a what-if: the stack, or the tier of --to, as it is and as it would be.
    """
    from infra.config.load import stack_tier
    from sayar.plan.known import known
    from sayar.plan.moves import between_tiers, from_state
    from sayar.report.plan import rendered

    if origin is not None and state is not None:
        raise click.UsageError("one of --from TIER and --state EXPORT.json, not both")
    what_if = origin is None and state is None
    if what_if and not overrides:
        raise click.UsageError("one of --from TIER and --state EXPORT.json is needed, or --set with what is to differ")
    if to is None:
        if not what_if or stack is None:
            raise click.UsageError("--to TIER is needed, or --stack NAME and --set with what is to differ")
        to = stack_tier(config_dir, stack)
    forecast = partial(from_state, state) if state is not None else partial(between_tiers, origin or to)
    document = forecast(
        to,
        config_dir=config_dir,
        stack=stack,
        overrides=overrides,
        as_of=as_of,
        prove=prove,
        known=known(usage, metrics),
    )
    emit(rendered(document, form, to_terminal=out is None), out)
    return document.exit_code
