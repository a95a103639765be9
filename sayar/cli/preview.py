"""`sayar preview`."""

from __future__ import annotations

from pathlib import Path

import click

from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit, say
from sayar.verdict import EXIT_DISAGREE


@click.command("preview")
@click.option("--stack", required=True, metavar="NAME", help="The stack to preview.")
@dated
@formatted
@common
def command(stack: str, as_of: str | None, form: str, out: Path | None, config_dir: Path, quiet: bool) -> int:
    """The engine's preview, held against the forecast from the real state. Exit code 5 if they disagree."""
    from sayar.cli.deployed import deployed, target_of
    from sayar.cli.live import live
    from sayar.engine.errors import EngineError
    from sayar.facts.replacement import load_facts
    from sayar.graph.errors import InputError
    from sayar.graph.preview import read_preview
    from sayar.reconcile import reconcile
    from sayar.report.plan import rendered

    target = target_of(config_dir, stack)
    engine = live(config_dir, stack)
    say(f"reading the state of {stack}", quiet=quiet)
    found = deployed(engine, target, config_dir, as_of=as_of)
    say("previewing with the engine", quiet=quiet)
    try:
        seen = read_preview(engine.preview(), load_facts())
    except InputError as error:
        raise EngineError(f"the engine's preview cannot be read: {'; '.join(error.problems)}") from None
    differences = reconcile(found.comparison(), seen, found.state)
    emit(rendered(found.document, form, to_terminal=out is None), out)
    for difference in differences:
        # A disagreement is the result of this command, not progress: --quiet does not hide it.
        click.echo(str(difference), err=True)
    if any(difference.reason is None for difference in differences):
        return EXIT_DISAGREE
    say(f"the engine agrees: {len(seen.changes)} changes, {len(differences)} explained differences", quiet=quiet)
    return found.document.exit_code
