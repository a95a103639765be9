"""What a file would change in the book, and everything in it that must not get there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Final, Literal

from sayar.cost.importing.offered import Offered, Offers, plain
from sayar.cost.importing.rules import VENDOR, Rules
from sayar.cost.importing.shelf import Kept, Shelf, made
from sayar.cost.limits import Limits
from sayar.graph.errors import InputError

Kind = Literal["price", "source", "date", "new"]
_SURER: Final = ("unverified", "low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after. `price`: another price; `source`: the same from a surer source; `date`: only newer."""

    kind: Kind
    old: Kept | None
    new: Kept

    @property
    def percent(self) -> Decimal | None:
        """By how much the price changes; None where there was none, or nothing to divide by."""
        if self.old is None or not self.old.usd or self.new.usd is None:
            return None
        return (self.new.usd - self.old.usd) / self.old.usd * 100


@dataclass(frozen=True, slots=True)
class Changes:
    """All that a file changes, how many rows it says what the book says, and what is left out of the book or of it.

    `others` are rows that the book does not have and nobody asked for; `absent` rows of the book that the file should
    have and has not.
    """

    changes: tuple[Change, ...]
    same: int
    others: int
    absent: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants: new rows as well, only some skus (`*` stands for anything), as of a day."""

    add: bool = False
    only: Sequence[str] = field(default_factory=tuple)
    as_of: date | None = None

    def names(self, sku: str) -> bool:
        """True for a sku that is wanted."""
        return not self.only or any(fnmatchcase(sku, one) for one in self.only)


def changes_of(offers: Offers, shelf: Shelf, rules: Rules, limits: Limits, asked: Asked) -> Changes:
    """What a file changes. Raises InputError with a line for every row that is wanted and cannot be right."""
    if offers.offer and VENDOR not in shelf.files:
        raise InputError([f"offerCode: {offers.offer}: the book has no {VENDOR}.json to put it into"])
    kept = {row.key: row for row in shelf.rows()}
    wanted, others, problems = _wanted(offers, kept, shelf, rules, asked)
    wrong = _Wrong(kept, limits, asked.as_of)
    changes, same = [], 0
    for rows in wanted.values():
        found = [line for row in rows for line in wrong.of(row)]
        problems += found
        problems += _torn(rows)
        if found:
            continue
        change = _change(kept.get(rows[0].key), rows[0])
        same += change is None
        changes += [change] if change is not None else []
    if problems:
        raise InputError(problems)
    absent = tuple(row for row in kept.values() if row.key not in wanted and _covered(row, offers, rules, asked))
    return Changes(tuple(changes), same, others, absent)


def _wanted(
    offers: Offers, kept: Mapping[tuple[str, str, str], Kept], shelf: Shelf, rules: Rules, asked: Asked
) -> tuple[dict[tuple[str, str, str], list[Offered]], int, list[str]]:
    """The rows of a file that somebody wants, by their key; how many others; and what is wrong with asking for them."""
    wanted: dict[tuple[str, str, str], list[Offered]] = {}
    others, problems = set(), []
    skus = {(row.vendor, row.sku) for row in kept.values()}
    for row in offers.rows:
        if not asked.names(row.sku):
            continue
        if row.vendor not in shelf.files:
            problems.append(f"{row.where}: vendor: {row.vendor}: one of {', '.join(shelf.files)}")
        elif row.key in kept:
            wanted.setdefault(row.key, []).append(row)
        elif (row.vendor, row.sku) not in skus and not _is_made(row.vendor, row.sku, rules):
            problems.append(
                f"{row.where}: {row.vendor}: {row.sku}: neither a sku of the book nor one that a rule makes"
            )
        elif asked.add:
            wanted.setdefault(row.key, []).append(row)
        else:
            others.add(row.key)
    return wanted, len(others), problems


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Says what of a row cannot be right, next to the book."""

    kept: Mapping[tuple[str, str, str], Kept]
    limits: Limits
    as_of: date | None

    def of(self, row: Offered) -> Iterator[str]:
        yield from row.wrong
        where = f"{row.where}: {row.sku} in {row.region}"
        before = self.kept.get(row.key)
        if self.as_of is not None and row.as_of > self.as_of:
            yield f"{where}: {row.as_of}: {self.as_of} or earlier"
        # The day of a row without a date is only that on which somebody read it.
        if before is not None and before.as_of is not None and before.dated and row.as_of < before.as_of:
            yield f"{where}: {row.as_of}: not before {before.as_of}, which the book has"
        alike = before or self._elsewhere(row)
        if alike is None:
            return
        if row.unit != alike.unit:
            yield f"{where}: unit: {row.unit}: {alike.unit}, as the book has it"
        elif row.usd is not None and alike.usd is not None and not self._near(row.usd, alike):
            apart = f"more than {self.limits.apart_at_most} times apart"
            yield f"{where}: {plain(row.usd)}, and {plain(alike.usd)} in {alike.region} in the book: {apart}"

    def _near(self, usd: Decimal, alike: Kept) -> bool:
        old, most = alike.usd or Decimal(0), self.limits.apart_at_most
        return usd <= old * most and usd * most >= old

    def _elsewhere(self, row: Offered) -> Kept | None:
        """The same thing in another region: what a new row is held against."""
        found = (one for one in self.kept.values() if (one.vendor, one.sku) == (row.vendor, row.sku))
        return min(found, key=lambda one: (one.usd is None, one.region), default=None)


def _torn(rows: Sequence[Offered]) -> Iterator[str]:
    """Rows of the same name that say different things."""
    first = rows[0]
    for row in rows[1:]:
        if (row.usd, row.as_of, row.unit) != (first.usd, first.as_of, first.unit) and None not in (row.usd, first.usd):
            figures = f"{_said(first)} at {first.where} and {_said(row)} at {row.where}"
            yield f"{row.where}: {row.sku} in {row.region}: {figures}: one"


def _said(row: Offered) -> str:
    usd = plain(row.usd) if row.usd is not None else "nothing"
    return f"{usd} per {row.unit} on {row.as_of}"


def _change(before: Kept | None, row: Offered) -> Change | None:
    """What becomes of a row; None where the file says what the book says."""
    usd = row.usd
    assert usd is not None, row.where  # noqa: S101 - a row without a price has something wrong in it
    fields = {
        "sku": row.sku,
        "region": row.region,
        "unit": row.unit,
        "usd": plain(usd),
        "as_of": row.as_of.isoformat(),
        "source": row.source,
        "confidence": row.confidence,
        **({"dated": False} if not row.dated else {}),
        **({"note": row.note} if row.note else {}),
        **({"free": True} if row.free else {}),
    }
    if before is None:
        return Change("new", None, made(row.vendor, fields))
    note = row.note or before.note
    if usd != before.usd:
        return Change("price", before, made(row.vendor, {**fields, "note": _noted(before, note)}))
    kept = {"usd": _usd_text(before), **({"note": before.note} if before.note else {})}
    if _SURER.index(row.confidence) > _SURER.index(before.confidence) and _is_newer(before, row):
        return Change("source", before, made(row.vendor, {**fields, **kept}))
    if not _is_newer(before, row) or (before.as_of == row.as_of and before.dated == row.dated):
        return None
    old = {"source": before.source, "confidence": before.confidence}
    return Change("date", before, made(row.vendor, {**fields, **kept, **old}))


def _is_newer(before: Kept, row: Offered) -> bool:
    """True for a day that says as much as the one of the book, or more."""
    if row.dated != before.dated:
        return row.dated
    return before.as_of is None or row.as_of >= before.as_of


def _noted(before: Kept, note: str) -> str:
    if before.usd is None:
        return f"no price before ({before.note})"
    was = f"{_usd_text(before)} on {before.as_of}"
    return f"{note}; {was}" if note else was


def _usd_text(before: Kept) -> str:
    return str(json.loads(before.said)["usd"])


def _is_made(vendor: str, sku: str, rules: Rules) -> bool:
    return vendor == VENDOR and any(rule.makes(sku) for rule in rules.rules)


def _covered(row: Kept, offers: Offers, rules: Rules, asked: Asked) -> bool:
    """True for a row that a price list of its region should have."""
    if not offers.offer or row.vendor != VENDOR or row.region not in offers.regions or not asked.names(row.sku):
        return False
    return any(rule.offer == offers.offer and rule.makes(row.sku) for rule in rules.rules)
