"""The price book: dated rows with sources, one file for each vendor, looked up by sku and region. USD, exact decimals.

Nothing is ever zero because it is missing: a price that nobody found is told as unpriced, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

FOLDER: Final = Path(__file__).parent / "prices"
ANYWHERE: Final = ("global", "all", "base")
"""Regions of a row whose price is the same everywhere, or of the base region where nothing better is known."""
_NEEDED: Final = ("sku", "region", "unit", "usd", "as_of", "source", "confidence")
_MORE: Final = ("note", "dated", "free")

Confidence = Literal["high", "medium", "low", "unverified"]
_CONFIDENCES: Final = frozenset({"high", "medium", "low", "unverified"})


@dataclass(frozen=True, slots=True)
class Price:
    """What one `unit` costs. `dated` is False where the source carries no date: `as_of` is then when it was read."""

    vendor: str
    sku: str
    region: str
    unit: str
    usd: Decimal
    as_of: date
    dated: bool
    source: str
    confidence: Confidence
    note: str


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Something that exists and costs, and of which nobody has found the price."""

    vendor: str
    sku: str
    why: str


class PriceError(ValueError):
    """Rows that cannot be right; a line for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Book:
    """Prices by vendor, sku and region."""

    rows: Mapping[tuple[str, str, str], Price | Unpriced]

    def find(self, vendor: str, sku: str, region: str = "global") -> Price | Unpriced:
        """The price in a region, or the one that holds anywhere; unpriced with the reason where there is none."""
        for where in (region, *ANYWHERE):
            found = self.rows.get((vendor, sku, where))
            if found is not None:
                return found
        return Unpriced(vendor, sku, f"there is no price of {sku} in {region}")

    def prices(self) -> Iterator[Price]:
        """Every price that is known, in the order of the files."""
        yield from (row for row in self.rows.values() if isinstance(row, Price))


@cache
def load_book(folder: Path = FOLDER) -> Book:
    """The book of a folder, read once. Raises PriceError with a line for each row that cannot be right."""
    problems: list[str] = []
    rows: dict[tuple[str, str, str], Price | Unpriced] = {}
    for path in sorted(folder.glob("*.json")):
        for index, raw in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            where = f"{path.name}[{index}]"
            row = read_row(path.stem, raw, where, problems)
            key = (path.stem, str(raw.get("sku")), str(raw.get("region")))
            if row is not None and rows.setdefault(key, row) is not row:
                problems.append(f"{where}: {key[1]} in {key[2]} stands here twice")
    if problems:
        raise PriceError(problems)
    return Book(rows)


def read_row(vendor: str, raw: Mapping[str, Any], where: str, problems: list[str]) -> Price | Unpriced | None:
    """A row; what is wrong in it is added to `problems`, and then there is none."""
    wrong = [f"{where}: {key}: missing" for key in _NEEDED if key not in raw]
    wrong += [f"{where}: {key}: not a key of a price" for key in sorted(raw.keys() - {*_NEEDED, *_MORE})]
    if wrong:
        problems += wrong
        return None
    sku, note = str(raw["sku"]), str(raw.get("note", ""))
    if raw["usd"] is None:
        if not note:
            problems.append(f"{where}: {sku}: a price that is null says why in its note")
            return None
        return Unpriced(vendor, sku, note)
    usd = _money(raw["usd"])
    if usd is None:
        wrong.append(f"{where}: usd: {raw['usd']}: a decimal as text, 0 or more")
    elif usd == 0 and raw.get("free") is not True:
        wrong.append(f"{where}: usd: {sku} for nothing: a row that is free says so, a missing price is null")
    elif usd > 0 and raw.get("free") is True:
        wrong.append(f"{where}: free: {sku} costs {usd}")
    if raw["confidence"] not in _CONFIDENCES:
        wrong.append(f"{where}: confidence: {raw['confidence']}: one of {', '.join(sorted(_CONFIDENCES))}")
    day = _day(raw["as_of"])
    if day is None:
        wrong.append(f"{where}: as_of: {raw['as_of']}: a date such as 2026-11-22")
    problems += wrong
    if wrong or usd is None or day is None:
        return None
    dated = raw.get("dated") is not False
    return Price(
        vendor, sku, str(raw["region"]), str(raw["unit"]), usd, day, dated, str(raw["source"]), raw["confidence"], note
    )


def _money(text: Any) -> Decimal | None:
    """Texts alone: a number in JSON is a binary fraction by the time it is read."""
    try:
        found = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and found >= 0 else None


def _day(text: Any) -> date | None:
    from sayar.moments import day

    return day(text) if isinstance(text, str) else None
