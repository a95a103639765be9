"""What a tier is assumed to use in a month: rows with a low, an expected and a high amount, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from sayar.shipped import said

FILE: Final = Path(__file__).parent / "assumptions.yaml"
ANY: Final = "any"
Scenario = Literal["low", "expected", "high"]
SCENARIOS: Final[tuple[Scenario, ...]] = ("low", "expected", "high")

Amounts = Mapping[Scenario, Decimal]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that is used. `by_tier` has `any` for tiers that it does not name; None: the tier's stack file says it.

    Amounts outside of `least` to `most` are a wrong unit.
    """

    key: str
    unit: str
    by_tier: Mapping[str, Amounts | None]
    least: Decimal
    most: Decimal
    source: str
    date: str
    confidence: str
    why: str

    def amounts(self, tier: str) -> Amounts | None:
        """What a tier is assumed to use; None where its stack file says it."""
        return self.by_tier[tier] if tier in self.by_tier else self.by_tier[ANY]


@cache
def assumptions(path: Path = FILE) -> Mapping[str, Assumption]:
    """Every row by its key. Raises ValueError for a row that is not whole."""
    found: dict[str, Assumption] = {}
    for row in said(path):
        one = _row(row)
        if one.key in found:
            raise ValueError(f"{path.name}: {one.key} stands here twice")
        found[one.key] = one
    return found


def _row(row: Mapping[str, object]) -> Assumption:
    amounts: Any = row["amounts"]
    return Assumption(
        key=str(row["key"]),
        unit=str(row["unit"]),
        by_tier={tier: _amounts(str(row["key"]), said) for tier, said in amounts.items()},
        least=Decimal(str(row.get("least", 0))),
        most=Decimal(str(row["most"])),
        source=str(row["source"]),
        date=str(row["date"]),
        confidence=str(row["confidence"]),
        why=str(row["why"]),
    )


def _amounts(key: str, said: Any) -> Amounts | None:
    if said is None:
        return None
    if not isinstance(said, list) or len(said) != len(SCENARIOS):
        raise ValueError(f"{key}: amounts: low, expected, high")
    return {name: Decimal(str(value)) for name, value in zip(SCENARIOS, said, strict=True)}
