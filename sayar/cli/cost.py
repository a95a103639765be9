"""`sayar cost`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.options import common, dated, formatted, what_if
from sayar.cli.output import emit

if TYPE_CHECKING:
    from infra.config.stack import StackConfig


@click.command("cost")
@click.argument("tiers", nargs=-1, metavar="[TIER]...")
@click.option("--stack", metavar="NAME", help="A stack as its own file says, or laid over the tiers that are named.")
@click.option(
    "--usage",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What a month really used (sayar.usage/1), in place of what its tier is assumed to use.",
)
@click.option("--choose", multiple=True, metavar="ID", help="A saving to be taken: see the savings of the document.")
@what_if
@dated
@formatted
@common
def command(
    tiers: tuple[str, ...],
    stack: str | None,
    usage: Path | None,
    choose: tuple[str, ...],
    overrides: tuple[str, ...],
    as_of: str | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """What tiers cost a month: by line, with a range, held against the strategy's targets and the stack's budget.

    All four where none is named. Exit code 3: over `sayar:budget`, 4: nobody can tell whether it is.
    """
    from sayar.cost.asked import asked
    from sayar.cost.documents import cost_document
    from sayar.report.cost import rendered

    configs = _configs(tiers, stack, config_dir, overrides)
    document = cost_document(
        configs,
        asked(usage, choose, as_of),
        reload=lambda name, more: _one(name, stack, config_dir, (*overrides, *more)),
    )
    emit(rendered(document, form), out)
    return document.exit_code


def _configs(
    tiers: tuple[str, ...], stack: str | None, config_dir: Path, overrides: tuple[str, ...]
) -> dict[str, StackConfig]:
    """The stacks to be priced, by the name that they have in the document."""
    from infra.config.platform import TIERS

    names: tuple[str, ...] = tiers or ((stack,) if stack is not None else TIERS)
    return {name: _one(name, stack, config_dir, overrides) for name in dict.fromkeys(names)}


def _one(name: str, stack: str | None, config_dir: Path, overrides: tuple[str, ...]) -> StackConfig:
    """A tier at rest; the stack itself as its file says, in the phase of its move."""
    from infra.config.load import load_stack
    from infra.moves.current import in_phase
    from sayar.platform import tier_config

    if name == stack:
        return in_phase(load_stack(config_dir, name, overrides=overrides))
    return tier_config(name, config_dir=config_dir, stack=stack, overrides=overrides, own_file=stack is not None)
