"""From a file with newer prices to a changed book: read, checked as a whole, then written or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sayar.cost.book import Book, load_book
from sayar.cost.importing.changes import Asked, Change, Changes, changes_of
from sayar.cost.importing.offered import Offers
from sayar.cost.importing.own_rows import rows_of
from sayar.cost.importing.price_list import is_price_list, prices_of, wanted
from sayar.cost.importing.raw import read_json, short
from sayar.cost.importing.rules import Rules, rules
from sayar.cost.importing.shelf import Kept, VendorFile, book_of, read_shelf, rewritten
from sayar.cost.importing.write import Written, replace_all
from sayar.cost.limits import Limits, limits
from sayar.cost.upkeep import newest
from sayar.graph.errors import InputError

Effect = Callable[[Book, Book], Sequence[str]]
"""Says what the book after an update makes of what the book before it said, a line each."""


@dataclass(frozen=True, slots=True)
class Update:
    """What a file changes, what that does, and the files that were written; none of them in a dry run."""

    title: str
    changes: Changes
    effect: tuple[str, ...]
    files: tuple[str, ...]
    dry_run: bool


def updated(path: Path, folder: Path, asked: Asked, *, dry_run: bool, effect: Effect | None = None) -> Update:
    """Put the newer prices of a file into the book of a folder, all that are wanted or none.

    Raises InputError with a line for each thing that cannot be right, and before anything is written.
    """
    table, bounds = rules(), limits()
    shelf = read_shelf(folder)
    offers = _offers(path, table, bounds, asked.as_of or newest(shelf.book))
    try:
        changes = changes_of(offers, shelf, table, bounds, asked)
    except InputError as error:
        raise InputError([f"{path.name}: {problem}" for problem in error.problems]) from None
    after = {vendor: _placed(file, changes.changes) for vendor, file in shelf.files.items()}
    changed = [vendor for vendor, file in shelf.files.items() if after[vendor] != file.rows]
    written = {
        shelf.files[vendor].path: Written(shelf.files[vendor].raw, rewritten(shelf.files[vendor], after[vendor]))
        for vendor in changed
    }
    said = tuple(effect(shelf.book, book_of(iter(after.values())))) if effect is not None else ()
    if not dry_run and written:
        replace_all(written)
        load_book.cache_clear()
    return Update(offers.title, changes, said, tuple(path.name for path in written), dry_run)


def _offers(path: Path, table: Rules, bounds: Limits, today: date | None) -> Offers:
    raw = read_json(path, lambda found: wanted(found, table))
    try:
        if isinstance(raw, list):
            return rows_of(raw)
        if is_price_list(raw):
            return prices_of(raw, table, today, bounds.stale_after_days)
    except InputError as error:
        raise InputError([f"{path.name}: {problem}" for problem in error.problems]) from None
    what = f"an object with {', '.join(sorted(raw))}" if isinstance(raw, dict) and raw else short(raw)
    raise InputError([f"{path.name}: {short(what)}: an AWS price list, or a list of rows with their vendor"])


def _placed(file: VendorFile, changes: Sequence[Change]) -> tuple[Kept, ...]:
    """The rows of a file after all changes; a new one stands behind the last of its kind."""
    mine = [change for change in changes if change.new.vendor == file.vendor]
    changed = {change.new.key: change.new for change in mine if change.kind != "new"}
    rows = [changed.get(row.key, row) for row in file.rows]
    for change in sorted((one for one in mine if one.kind == "new"), key=lambda one: (one.new.region, one.new.sku)):
        kind = change.new.sku.split(".")[0]
        last = max((place for place, row in enumerate(rows) if row.sku.split(".")[0] == kind), default=len(rows) - 1)
        rows.insert(last + 1, change.new)
    return tuple(rows)
