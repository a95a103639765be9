"""`sayar diff OLD NEW` and `sayar diff PREVIEW`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("diff")
@click.argument("old", type=_FILE, metavar="OLD|PREVIEW")
@click.argument("new", type=_FILE, metavar="[NEW]", required=False)
@click.option("--services", "services_file", type=_FILE, metavar="FILE", help="What users see and what it stands on.")
@dated
@formatted
@common
def command(
    old: Path,
    new: Path | None,
    services_file: Path | None,
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,  # noqa: ARG001 - the documents hold everything
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """What a change of any stack replaces: two graph documents or stack exports, or one `pulumi preview --json`."""
    from sayar.plan.diffs import between_documents, of_preview
    from sayar.report.plan import rendered

    services = None
    if services_file is not None:
        from sayar.impact.read import read_services

        services = read_services(services_file)
    if new is None:
        document = of_preview(old, services=services, as_of=as_of)
    else:
        document = between_documents(old, new, services=services, as_of=as_of)
    emit(rendered(document, form, to_terminal=out is None), out)
    return document.exit_code
