"""`sayar triggers`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sayar.cli.failures import RefusedError
from sayar.cli.options import as_day, common, formatted
from sayar.cli.output import emit
from sayar.verdict import EXIT_ENGINE

if TYPE_CHECKING:
    from sayar.triggers.read import Metrics

TOKEN: Final = "SAYAR_PROMETHEUS_TOKEN"  # noqa: S105 - the name of a variable
"""Sent to a Prometheus that asks for one, as a bearer's token."""


@click.command("triggers")
@click.option("--tier", required=True, metavar="TIER", help="The tier that the platform is in.")
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What was measured: a metrics document, or CSV with the columns series,timestamp,value.",
)
@click.option("--prometheus", metavar="URL", help=f"Ask a live Prometheus; {TOKEN} is sent to it where it is set.")
@click.option(
    "--query", "queries", multiple=True, metavar="SERIES=PROMQL", help="What to ask for a series, in place of ours."
)
@click.option("--since", callback=as_day, metavar="DATE", help="The day on which the platform came to its tier.")
@click.option("--as-of", callback=as_day, metavar="DATE", help="Judge as on that day (default: that of the data).")
@formatted
@common
def command(
    tier: str,
    metrics: Path | None,
    prometheus: str | None,
    queries: tuple[str, ...],
    since: date | None,
    as_of: date | None,
    form: str,
    out: Path | None,
    config_dir: Path,  # noqa: ARG001 - triggers are of the strategy, not of a project
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """Is a move to the next tier due? Any trigger of the strategy that is met makes it due.

    Exit code 4: undecided, as too little is known.
    """
    from sayar.report.triggers import rendered
    from sayar.triggers.advice import advice_of

    if (metrics is None) == (prometheus is None):
        raise click.UsageError("one of --metrics FILE and --prometheus URL")
    if prometheus is None and queries:
        raise click.UsageError("--query: only with --prometheus URL")
    if metrics is not None:
        from sayar.triggers.read import read_metrics

        document = advice_of(tier, read_metrics(metrics), since=since, as_of=as_of)
    else:
        found, notes = _asked(prometheus or "", queries, as_of)
        document = advice_of(tier, found, since=since, as_of=as_of, notes=notes)
    emit(rendered(document, form), out)
    return document.exit_code


def _asked(url: str, queries: Sequence[str], as_of: date | None) -> tuple[Metrics, tuple[str, ...]]:
    from sayar.triggers.advice import first_moment
    from sayar.triggers.prometheus import PrometheusError, Source, read_prometheus

    own = {}
    for text in queries:
        name, sign, query = text.partition("=")
        if not sign or not query.strip():
            raise click.UsageError(f"--query: {text}: SERIES=PROMQL")
        own[name.strip()] = query.strip()
    source = Source(url, own, os.environ.get(TOKEN, "").strip())
    try:
        found = read_prometheus(source, first_moment(as_of) if as_of is not None else None)
    except PrometheusError as error:
        raise RefusedError(f"--prometheus: {error}", EXIT_ENGINE) from None
    return found.metrics, found.notes
