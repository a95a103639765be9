"""What a plan includes and how a vendor counts: allowances, credits, factors, each a row with source and date."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "terms.json"


@dataclass(frozen=True, slots=True)
class Term:
    """One figure of a vendor's terms; `unit` says of what."""

    value: Decimal
    unit: str
    source: str
    as_of: str
    confidence: str


@cache
def terms() -> Mapping[tuple[str, str], Term]:
    """All terms by vendor and name, read once."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        (row["vendor"], row["term"]): Term(
            Decimal(row["value"]), row["unit"], row["source"], row["as_of"], row["confidence"]
        )
        for row in rows
    }


def has_term(vendor: str, name: str) -> bool:
    """Whether a term has a row."""
    return (vendor, name) in terms()


def term(vendor: str, name: str) -> Decimal:
    """The figure of a term. Raises KeyError for one that has no row, which is a fault of the caller."""
    return terms()[vendor, name].value
