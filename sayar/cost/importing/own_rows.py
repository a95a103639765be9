"""Reads rows in the form of the book, a list with a `vendor` in each: prices that somebody has read by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sayar.cost.book import Unpriced, read_row
from sayar.cost.importing.offered import Offered, Offers, money
from sayar.cost.importing.raw import short
from sayar.graph.errors import InputError

_TEXTS = ("vendor", "sku", "region", "unit", "source")


def rows_of(raw: Sequence[Any]) -> Offers:
    """Every row of a list. Raises InputError with a line for each that cannot be one."""
    problems: list[str] = []
    rows = [row for place, one in enumerate(raw) if (row := _row(one, f"[{place}]", problems)) is not None]
    if not raw:
        problems.append("there is no row in it")
    if problems:
        raise InputError(problems)
    return Offers(f"rows read by hand: {len(rows)}", tuple(rows), "", frozenset())


def _row(raw: Any, where: str, problems: list[str]) -> Offered | None:
    if not isinstance(raw, dict):
        problems.append(f"{where}: {short(raw)}: an object with the keys of a price and its vendor")
        return None
    wrong = [
        f"{where}: {name}: {short(raw[name])}: a text"
        for name in (*_TEXTS, "note", "confidence")
        if name in raw and not (isinstance(raw[name], str) and raw[name].strip())
    ]
    wrong += [
        f"{where}: {name}: {short(raw[name])}: true or false"
        for name in ("free", "dated")
        if name in raw and not isinstance(raw[name], bool)
    ]
    if "vendor" not in raw:
        wrong.append(f"{where}: vendor: missing")
    if "usd" in raw and raw["usd"] is None:
        wrong.append(f"{where}: usd: null: leave the row out, a price that is not known is no news")
    elif "usd" in raw and money(raw["usd"]) is None:
        wrong.append(f"{where}: usd: {short(raw['usd'])}: plain digits as text, 0 or more")
    if wrong:
        problems += wrong
        return None
    row = read_row(raw["vendor"], {name: value for name, value in raw.items() if name != "vendor"}, where, problems)
    if row is None or isinstance(row, Unpriced):
        return None
    return Offered(
        where=where,
        vendor=row.vendor,
        sku=row.sku,
        region=row.region,
        unit=row.unit,
        usd=row.usd,
        as_of=row.as_of,
        dated=row.dated,
        source=row.source,
        confidence=row.confidence,
        note=row.note,
        free=raw.get("free") is True,
        wrong=(),
    )
