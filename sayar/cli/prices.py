"""`sayar prices`: how old the prices are, and newer ones into the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayar.cli.options import Function, as_day, common, formatted
from sayar.cli.output import emit
from sayar.verdict import EXIT_OK

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.book import Book
    from sayar.cost.importing.update import Effect
    from sayar.cost.upkeep import NearVerdict

_as_of = click.option(
    "--as-of", callback=as_day, metavar="DATE", help="The day that ages are of (default: of the newest row)."
)


def _of_book(function: Function) -> Function:
    return click.option(
        "--prices",
        "folder",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        metavar="DIR",
        help="The files of the price book (default: those that come with sayar).",
    )(function)


@click.group("prices", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """How old the prices are and where they come from; newer ones are checked as a whole before they are taken."""


@command.command("check")
@_as_of
@_of_book
@formatted
@common
def check(
    as_of: date | None,
    folder: Path | None,
    form: str,
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside the document
) -> int:
    """The age, source and confidence of every row. Ages close no gate: the exit code is 0."""
    from sayar.cost.book import FOLDER
    from sayar.cost.importing.shelf import read_shelf
    from sayar.cost.limits import limits
    from sayar.cost.upkeep import newest, upkeep
    from sayar.cost.upkeep_document import document
    from sayar.report.prices import rendered

    book = read_shelf(folder or FOLDER).book
    if as_of is None and newest(book) is None:
        raise click.UsageError("--as-of: no row has a price and so a day; name one")
    found = document(upkeep(book, limits(), as_of, near_verdicts(config_dir, book)), limits())
    emit(rendered(found, form), out)
    return found.exit_code


@command.command("update")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--add", is_flag=True, help="Take rows as well that the book does not have.")
@click.option("--only", multiple=True, metavar="SKU", help="Look at these rows only; * stands for anything.")
@click.option(
    "--as-of", callback=as_day, metavar="DATE", help="Refuse prices of a later day (default: take any newer day)."
)
@_of_book
@common
def update(
    file: Path,
    *,
    dry_run: bool,
    add: bool,
    only: tuple[str, ...],
    as_of: date | None,
    folder: Path | None,
    out: Path | None,
    config_dir: Path,
    quiet: bool,  # noqa: ARG001 - nothing is said beside what changes
) -> int:
    """Put newer prices into the book: an AWS price list file, or a JSON list of rows with their `vendor`.

    Everything wrong is told at once, a line each, and then nothing is written (exit code 2).
    """
    from sayar.cost.book import FOLDER
    from sayar.cost.importing.changes import Asked
    from sayar.cost.importing.update import updated
    from sayar.report.price_changes import told

    asked = Asked(add=add, only=only, as_of=as_of)
    effect = effect_on_tiers(config_dir)
    emit(told(updated(file, folder or FOLDER, asked, dry_run=dry_run, effect=effect)), out)
    return EXIT_OK


def near_verdicts(config_dir: Path, book: Book) -> Sequence[NearVerdict]:
    """The rows on which a verdict of the project's tiers hangs; none outside of a project."""
    from sayar.cost.limits import limits
    from sayar.cost.near import near

    return tuple(near(_tiers(config_dir), book, limits().near_part))


def effect_on_tiers(config_dir: Path) -> Effect:
    """Tells what other prices do to the total of each of the project's tiers."""
    from sayar.cost.near import effect

    tiers = _tiers(config_dir)
    return lambda before, after: tuple(effect(tiers, before, after))


def _tiers(config_dir: Path) -> Mapping[str, StackConfig]:
    from infra.config.load import PROJECT_FILE
    from infra.config.platform import TIERS
    from sayar.platform import tier_config

    if not (config_dir / PROJECT_FILE).is_file():
        return {}
    return {tier: tier_config(tier, config_dir=config_dir) for tier in TIERS}
