"""`sayar tiers`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common, formatted
from sayar.cli.output import emit


@click.command("tiers")
@click.option("--why", is_flag=True, help="With the reason of every choice.")
@formatted
@common
def command(why: bool, form: str, out: Path | None, config_dir: Path, quiet: bool) -> None:  # noqa: ARG001
    """The four tiers side by side: what is promised, and what each consists of."""
    from sayar.report import tiers

    if form == "json":
        text = tiers.json_table(config_dir, why=why)
    elif form == "markdown":
        text = tiers.markdown_table(config_dir, why=why)
    else:
        text = tiers.text_table(config_dir, why=why)
    emit(text, out)
