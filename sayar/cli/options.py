"""The options that commands have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])
FORMATS: Final = ("text", "json", "markdown")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    """`--format`."""
    return click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)(function)


def what_if(function: Function) -> Function:
    """`--set`, any number of times."""
    return click.option(
        "--set", "overrides", multiple=True, metavar="PATH=VALUE", help="What if: a leaf of the target's config."
    )(function)


def dated(function: Function) -> Function:
    """`--as-of`."""
    return click.option(
        "--as-of", callback=_date, metavar="DATE", help="The date of the document (default: of its newest fact)."
    )(function)


def _date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from datetime import date

    try:
        if _DATE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise click.BadParameter(f"{value}: a date such as 2026-11-24")
