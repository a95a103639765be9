"""`sayar probe`."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.options import common, formatted
from sayar.cli.output import emit, say

if TYPE_CHECKING:
    from sayar.documents.probe import ProbeDocument
    from sayar.probe.model import Pace


@click.command("probe")
@click.option("--stack", required=True, metavar="NAME", help="The stack whose surfaces are asked.")
@click.option(
    "--for",
    "for_s",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="How long (default: until it is interrupted).",
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(min=0.1, max=30),
    default=3,
    show_default=True,
    metavar="SECONDS",
    help="How long an answer may take; later is not served. The next second is asked all the same.",
)
@click.option("--phase", metavar="NAME", help="The phase that is measured (default: what the stack's file says).")
@click.option(
    "--change",
    metavar="TYPE::NAME",
    help="The resource whose change is measured: the seconds are then offered as a fact about it.",
)
@formatted
@common
def command(
    stack: str,
    for_s: float | None,
    timeout_s: float,
    phase: str | None,
    change: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> int:
    """Ask each surface once a second and tell the seconds in which it was not served, by phase.

    The requests are `sayar:probe` of the stack's file. Exit code 0: measured; 4: of a surface no second was.
    """
    from infra.config.load import load_stack
    from sayar.probe.judge import document
    from sayar.probe.run import probe
    from sayar.probe.targets import targets_of, unasked
    from sayar.probe.watch import PhaseWatch
    from sayar.report.probe import rendered

    about = change_of(change)
    if out is not None and not out.absolute().parent.is_dir():
        # Said now: after an hour of measuring it would be too late.
        raise click.UsageError(f"--out: {out}: there is no such folder")
    targets = targets_of(load_stack(config_dir, stack))
    pace, context = pace_of(timeout_s), trusted()
    watch = PhaseWatch(config_dir, stack)
    watch.phase()

    def tell(line: str) -> None:
        say(line, quiet=quiet)

    tell(f"asking {', '.join(target.url for target in targets)}; {_until(for_s)}")
    for surface in unasked(targets):
        tell(f"not asked: {surface}, as sayar:probe has no request for it")
    run = probe(targets, pace, phase=lambda: phase or watch.phase(), tell=tell, for_s=for_s, context=context)
    found = document(stack, run, targets, unasked=unasked(targets), move=watch.move, change=about)
    keep(found, config_dir, quiet=quiet)
    emit(rendered(found, form), out)
    return found.exit_code


def pace_of(timeout_s: float) -> Pace:
    """Once a second."""
    from sayar.probe.model import Pace

    return Pace(timeout_s=timeout_s)


def trusted() -> ssl.SSLContext | None:
    """What certificates are verified against: the public authorities."""
    return None


def change_of(text: str | None) -> tuple[str, str] | None:
    """Type and name of `TYPE::NAME`. Raises click.UsageError for anything else."""
    if text is None:
        return None
    type_, colons, name = text.partition("::")
    if not colons or not name or type_.count(":") != 2:
        raise click.UsageError(f"--change: {text}: TYPE::NAME, such as railway:index:Service::api")
    return type_, name


def keep(found: ProbeDocument, config_dir: Path, *, quiet: bool) -> None:
    """Add what was measured to the history of the move. The document is printed even where that cannot be written."""
    from sayar.history import append, history_file, measured_line

    line = measured_line(found)
    if line is None:
        say("no move is under way: nothing is added to the history", quiet=quiet)
        return
    path = history_file(config_dir, found.stack)
    try:
        append(path, line)
    except OSError as error:
        say(f"warning: {path}: {error.strerror}: what was measured is not in the history", quiet=quiet)
        return
    say(f"added to {path}", quiet=quiet)


def _until(for_s: float | None) -> str:
    return "until it is interrupted" if for_s is None else f"for {for_s:g} s"
