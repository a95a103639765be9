"""`sayar services TIER`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import both_or_none, common, of_a_phase, what_if
from sayar.cli.output import emit


@click.command("services")
@click.argument("tier")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tier.")
@of_a_phase
@what_if
@common
def command(
    tier: str,
    stack: str | None,
    origin: str | None,
    phase: str | None,
    overrides: tuple[str, ...],
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> None:
    """What api, web, webhook and csv of a tier stand on, as JSON: a file for `sayar diff --services`.

    With --from and --phase: of a phase of a move to the tier, while people do what it asks of them.
    """
    from sayar.documents.base import dumps

    where = both_or_none(origin, phase)
    if where is not None:
        from sayar.plan.phased import phase_of, phase_services

        place = phase_of(where[0], tier, where[1], config_dir=config_dir, stack=stack, overrides=overrides)
        document = phase_services(place)
    else:
        from infra.config.load import load_tier
        from sayar.services.services import services_of

        config = load_tier(config_dir, tier, stack=stack, overrides=overrides)
        document = services_of(config.platform, clients=bool(config.environment.clients))
    # What a need or node does not say is left out: a field of another mode would be refused when it is read.
    emit(dumps(document.model_dump(mode="json", by_alias=True, exclude_none=True)), out)
