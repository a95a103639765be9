"""`sayar doctor`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sayar.cli.options import common, formatted
from sayar.cli.output import emit, say


@click.command("doctor")
@click.option("--stack", required=True, metavar="NAME", help="The stack that shall be run.")
@click.option(
    "--timeout",
    "within_s",
    type=click.FloatRange(min=0.1, max=300),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long each vendor, DNS and the engine may take; all are asked at the same time.",
)
@formatted
@common
def command(stack: str, within_s: float, form: str, out: Path | None, config_dir: Path, quiet: bool) -> int:
    """What is missing to run the stack's current phase for real, with the step that mends it. Changes nothing.

    Exit code 0: nothing is missing; 3: something is; 4: nothing is known to be, but a check could not be made.
    """
    from infra.config.load import load_stack
    from sayar.preflight.doctor.document import document
    from sayar.preflight.doctor.judge import judge
    from sayar.preflight.doctor.needs import needs, used
    from sayar.preflight.doctor.readings.every import read_all
    from sayar.preflight.doctor.readings.machine import example_accounts, machine
    from sayar.report.doctor import rendered

    config = load_stack(config_dir, stack)
    wanted = needs(config, example_accounts(config_dir))
    asked = ", ".join(vendor.capitalize() for vendor in used(config.platform))
    say(f"asking {asked}, DNS and this machine, {within_s:g} s at most", quiet=quiet)
    readings = read_all(config.platform, lambda: machine(config_dir, stack, os.environ, within_s), os.environ, within_s)
    found = document(config, judge(wanted, readings))
    emit(rendered(found, form, to_terminal=out is None), out)
    return found.exit_code
