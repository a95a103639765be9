"""`sayar up`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.failures import RefusedError
from sayar.cli.options import common, dated, formatted
from sayar.cli.output import emit, say
from sayar.verdict import EXIT_INPUT

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cli.live import Live
    from sayar.documents.plan import PlanDocument
    from sayar.platform import PlatformGraph


@click.command("up")
@click.option("--stack", required=True, metavar="NAME", help="The stack to update.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--accept-risk", metavar="REASON", help="Go on although the verdict is unknown or at_risk; recorded.")
@dated
@formatted
@common
def command(
    stack: str,
    yes: bool,
    accept_risk: str | None,
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,
) -> int:
    """Gate by the forecast from the real state, keep a checkpoint, then update with the real engine."""
    from sayar.cli.deployed import from_export, target_of
    from sayar.cli.live import live
    from sayar.cli.up_guard import refuse_illegal
    from sayar.cli.up_told import Told
    from sayar.engine.errors import EngineError
    from sayar.report.plan import rendered

    if accept_risk is not None and not accept_risk.strip():
        raise click.UsageError("--accept-risk: a reason is needed, for the record")
    target = target_of(config_dir, stack)
    engine = live(config_dir, stack)
    refuse_example(target.config, engine)
    ready(target, engine, quiet=quiet)
    say(f"reading the state of {stack}", quiet=quiet)
    state = engine.export()
    refuse_pending(state, stack)
    document = from_export(state, target, config_dir, as_of=as_of).document
    emit(rendered(document, form, to_terminal=out is None), out)
    sys.stdout.flush()
    gate(document, accept_risk)
    refuse_illegal(state, target.graph)
    if not yes:
        confirm(stack)
    kept = keep(engine, document, accept_risk)

    def tell(line: str) -> None:
        say(line, quiet=quiet)

    tell(f"checkpoint: {kept}")
    told = Told(config_dir, target.config, document, kept)
    if told.phase:
        tell(told.phase)
    try:
        done = engine.update(tell)
    except EngineError as error:
        told.note_forecast(tell)
        raise EngineError("\n".join((str(error), *told.failed(error)))) from None
    tell(f"done: {done}")
    told.note_applied(tell)
    if told.way_back:
        tell(told.way_back)
    return 0


def refuse_pending(export: str, stack: str) -> None:
    """Raise RefusedError while creates are pending: made once more, what they have left would be there twice."""
    import shlex

    from sayar.engine.recover import standing
    from sayar.verdict import EXIT_REFUSED

    creates = [one for one in standing(export).pending if one.op == "creating"]
    if creates:
        what = "; ".join(map(str, creates))
        how = f"see `sayar recover --stack {shlex.quote(stack)}`"
        raise RefusedError(f"refused: an update was broken off while {what}: {how}; nothing was changed", EXIT_REFUSED)


def refuse_example(config: StackConfig, engine: Live) -> None:
    """The shipped example, domain or account, must never reach a real vendor. Raises ConfigError."""
    from infra.config.errors import refuse
    from infra.config.load import stack_file

    identity = config.platform.platform
    if identity.is_example and not engine.rehearsal():
        where = stack_file(config.stack)
        raise refuse(where, "sayar:platform.domain", identity.domain, "a domain of your own: this one is the example")
    accounts = config.environment.aws
    if config.lacks_aws_account and accounts is not None and not engine.rehearsal():
        where = stack_file(config.stack)
        raise refuse(where, "sayar:aws.account", accounts.account, "an account of your own: this one is the example")


def ready(target: PlatformGraph, engine: Live, *, quiet: bool) -> None:
    """The cheap part of `sayar doctor`: what this machine lacks. Raises RefusedError with a line for each.

    What cannot be told in a moment is left to the engine, and a rehearsal needs none of it.
    """
    if engine.rehearsal():
        return
    from sayar.preflight.doctor.judge import judge
    from sayar.preflight.doctor.needs import cheap_needs, machine_needs
    from sayar.preflight.doctor.read import Readings
    from sayar.preflight.doctor.wants import RemoteBackend
    from sayar.verdict import EXIT_REFUSED

    seen = Readings(engine.machine())
    lacking = [check for check in judge(cheap_needs(target.config), seen) if check.state == "missing"]
    if lacking:
        stack = target.config.stack
        lines = [f"refused: {stack} is not ready, see `sayar doctor --stack {stack}`; nothing was changed"]
        raise RefusedError("\n".join([*lines, *(f"{check.text}: {check.how}" for check in lacking)]), EXIT_REFUSED)
    remote = [need for need in machine_needs(target.config) if isinstance(need.wanted, RemoteBackend)]
    for check in judge(remote, seen):
        if check.state == "missing":
            say(f"warning: {check.text}", quiet=quiet)


def gate(document: PlanDocument, accept_risk: str | None) -> None:
    """Raise RefusedError unless the verdict lets the update run, by itself or because somebody takes the risk."""
    if document.verdict in ("blocked", "breach"):
        raise RefusedError(f"refused: the verdict is {document.verdict}; nothing was changed", document.exit_code)
    if document.verdict != "ok" and accept_risk is None:
        text = f"the verdict is {document.verdict}: --accept-risk REASON goes on and records why; nothing was changed"
        raise RefusedError(text, document.exit_code)


def confirm(stack: str) -> None:
    """Ask on a terminal. Raises RefusedError for any answer but yes, and where nobody can be asked."""
    if not sys.stdin.isatty():
        raise RefusedError("nobody can be asked here: --yes updates without asking; nothing was changed", EXIT_INPUT)
    if not click.confirm(f"Update {stack}?", err=True):
        raise RefusedError("not updated; nothing was changed", EXIT_INPUT)


def keep(engine: Live, document: PlanDocument, accept_risk: str | None) -> Path:
    """Make the checkpoint, and beside it the record of a risk that was taken. Gives the checkpoint's path."""
    from sayar.cli.output import write_whole
    from sayar.documents.base import dumps

    kept = engine.checkpoint()
    if accept_risk is not None and document.verdict != "ok":
        unknown = [change.urn for change in document.direct.changes if change.effect == "unknown"]
        record = {"reason": accept_risk.strip(), "verdict": document.verdict, "unknown": unknown}
        beside = kept.with_suffix(".accepted")
        write_whole(beside, dumps(record))
        beside.chmod(0o600)
    return kept
