"""From when on a price is old, and how far a newer one may be from it: rows with their reason and source."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from sayar.shipped import said

FILE: Final = Path(__file__).parent / "limits.yaml"


@dataclass(frozen=True, slots=True)
class Limits:
    """Ages in days, the factor by which a newer price may differ, the part by which a row is moved near a verdict."""

    old_after_days: int
    stale_after_days: int
    apart_at_most: Decimal
    near_part: Decimal


@cache
def limits() -> Limits:
    """The limits, read once. Raises KeyError for one that has no row, which is a fault of the file."""
    rows = {row["id"]: row["value"] for row in said(FILE)}
    return Limits(
        rows["old_after_days"], rows["stale_after_days"], Decimal(rows["apart_at_most"]), Decimal(rows["near_part"])
    )
