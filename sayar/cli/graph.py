"""`sayar graph TIER`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common, what_if
from sayar.cli.output import emit


@click.command("graph")
@click.argument("tier")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tier.")
@what_if
@common
def command(
    tier: str,
    stack: str | None,
    overrides: tuple[str, ...],
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> None:
    """Every resource of a tier with its inputs and options, as JSON. Secrets are never shown."""
    from sayar.documents.base import dumps
    from sayar.graph.document import to_document
    from sayar.platform import platform_graph

    found = platform_graph(tier, config_dir=config_dir, stack=stack, overrides=overrides, own_file=stack is not None)
    emit(dumps(to_document(found.graph)), out)
