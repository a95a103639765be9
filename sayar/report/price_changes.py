"""What an update of the prices changes, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sayar.cost.importing.offered import plain
from sayar.report.terminal import columns

if TYPE_CHECKING:
    from decimal import Decimal

    from sayar.cost.importing.changes import Change
    from sayar.cost.importing.update import Update

_HEAD: Final = ("vendor", "sku", "region", "old", "new", "change")


def told(update: Update) -> str:
    """The update as text: every row with another price or a new one, the others as a number."""
    return "\n".join(_lines(update)) + "\n"


def _lines(update: Update) -> Iterator[str]:
    found = update.changes
    kinds = {kind: [one for one in found.changes if one.kind == kind] for kind in ("price", "new", "source", "date")}
    yield update.title
    figures = [*kinds["price"], *kinds["new"]]
    if figures:
        yield from columns([_HEAD, *map(_row, figures)])
    else:
        yield "no price changes"
    for kind, words in (
        ("source", "at the same price from a surer source"),
        ("date", "at the same price on a newer day"),
    ):
        if kinds[kind]:
            yield f"{_many(len(kinds[kind]))} {words}"
    if found.same:
        yield f"{_many(found.same)} just as the book has them"
    if found.others:
        yield f"{_many(found.others)} that the book does not have: --add takes them, --only names some"
    yield from (f"not in it, although a rule expects it: {row.sku} in {row.region}" for row in found.absent)
    yield from update.effect
    if not update.files:
        yield "nothing to write"
    elif update.dry_run:
        yield f"a dry run: {', '.join(update.files)} would be written"
    else:
        yield f"written: {', '.join(update.files)}"


def _many(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _row(change: Change) -> tuple[str, ...]:
    old, new = change.old, change.new
    was = plain(old.usd) if old is not None and old.usd is not None else "–"
    now = plain(new.usd) if new.usd is not None else "–"
    return new.vendor, new.sku, new.region, was, now, _percent(change)


def _percent(change: Change) -> str:
    if change.percent is None:
        return "new" if change.old is None else "priced"
    return _signed(change.percent)


def _signed(percent: Decimal) -> str:
    return f"{percent:+.1f} %"
