"""`sayar graph TIER`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.options import both_or_none, common, of_a_phase, what_if
from sayar.cli.output import emit, say, write_whole

if TYPE_CHECKING:
    from sayar.graph.model import Graph


@click.command("graph")
@click.argument("tier")
@click.option("--stack", metavar="NAME", help="The stack whose own file is laid over the tier.")
@of_a_phase
@click.option(
    "--manifests",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the Kubernetes objects to this folder, as YAML, one file each.",
)
@what_if
@common
def command(
    tier: str,
    stack: str | None,
    origin: str | None,
    phase: str | None,
    manifests: Path | None,
    overrides: tuple[str, ...],
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> None:
    """Every resource of a tier, or of a phase of a move to it, as JSON. Secrets are never shown."""
    from sayar.documents.base import dumps
    from sayar.graph.document import to_document
    from sayar.platform import DEFAULT_STACK, platform_graph

    where = both_or_none(origin, phase)
    if where is not None:
        from sayar.plan.phased import phase_graph, phase_of

        place = phase_of(where[0], tier, where[1], config_dir=config_dir, stack=stack, overrides=overrides)
        graph = phase_graph(place, stack or DEFAULT_STACK)
    else:
        own = stack is not None
        graph = platform_graph(tier, config_dir=config_dir, stack=stack, overrides=overrides, own_file=own).graph
    if manifests is not None:
        write_manifests(graph, manifests, quiet=quiet)
    emit(dumps(to_document(graph)), out)


def write_manifests(graph: Graph, folder: Path, *, quiet: bool) -> None:
    """Write the objects of a graph, and say what a cluster gets that is no object.

    Raises click.UsageError where the folder cannot be written, InputError where something of the user's would be lost
    and where the objects cannot be rendered.
    """
    from sayar.manifests.objects import file_names, render
    from sayar.manifests.text import dumped
    from sayar.manifests.write import is_own, write

    rendered = render(graph)
    files = {path: dumped(one.body) for path, one in file_names(rendered.manifests).items()}
    if not files:
        say(f"no Kubernetes objects: nothing is written to {folder}", quiet=quiet)
    for line in rendered.left_out:
        say(f"not among the manifests: {line}", quiet=quiet)
    try:
        if files or is_own(folder):
            write(files, folder, write_whole)
    except OSError as error:
        raise click.UsageError(f"--manifests: {error.filename or folder}: {error.strerror}") from None
