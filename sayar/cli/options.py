"""The options that commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from datetime import date

Function = TypeVar("Function", bound=Callable[..., Any])
FORMATS: Final = ("text", "json", "markdown", "html")
HTML: Final = "sayar.html"
"""The key of click's own notes under which a command says that its document goes out as a page."""


def common(function: Function) -> Function:
    """`--out`, `--config-dir` and `--quiet`."""
    for option in (
        click.option("--quiet", is_flag=True, help="No progress and no warnings on standard error."),
        click.option(
            "--config-dir",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            default=Path(),
            help="The folder of Pulumi.yaml and the stack files (default: this one).",
        ),
        click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the document to this file."),
    ):
        function = option(function)
    return function


def formatted(function: Function) -> Function:
    """`--format`. A page of HTML is the document's Markdown; `emit` makes the one of the other."""
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, callback=_of_markdown
    )(function)


def _of_markdown(context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if value != "html":
        return value
    context.meta[HTML] = context.command_path
    return "markdown"


def what_if(function: Function) -> Function:
    """`--set`, any number of times."""
    return click.option(
        "--set", "overrides", multiple=True, metavar="PATH=VALUE", help="What if: a leaf of the target's config."
    )(function)


def of_a_phase(function: Function) -> Function:
    """`--from` and `--phase`, which belong together: see `both_or_none`."""
    for option in (
        click.option("--phase", metavar="NAME", help="The platform as it is in a phase of that move."),
        click.option("--from", "origin", metavar="TIER", help="The tier that a move comes from, with --phase."),
    ):
        function = option(function)
    return function


def both_or_none(origin: str | None, phase: str | None) -> tuple[str, str] | None:
    """The tier that a move comes from and its phase; None where neither is given. Raises click.UsageError for one."""
    if origin is None and phase is None:
        return None
    if origin is None or phase is None:
        raise click.UsageError("--from TIER and --phase NAME are given together")
    return origin, phase


def dated(function: Function) -> Function:
    """`--as-of`."""
    return click.option(
        "--as-of", callback=_as_text, metavar="DATE", help="The date of the document (default: of its newest fact)."
    )(function)


def as_day(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    """A date of the command line. Raises click.BadParameter."""
    from sayar.moments import day

    found = None if value is None else day(value)
    if value is not None and found is None:
        raise click.BadParameter(f"{value}: a date such as 2026-11-24")
    return found


def _as_text(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    found = as_day(context, parameter, value)
    return None if found is None else found.isoformat()
