"""`sayar schema NAME`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common
from sayar.cli.output import emit
from sayar.documents.schemas import NAMES, schema_text


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES))
@common
def command(name: str, out: Path | None, config_dir: Path, quiet: bool) -> None:  # noqa: ARG001
    """JSON Schema of a stack file or of a document."""
    emit(schema_text(name), out)
