"""How the bill answers for a type of resource: by rows, by its being free, or by saying that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from sayar.cost.bill import NOTHING, Line
from sayar.shipped import said

FILE: Final = Path(__file__).parent / "types.yaml"
NOBODY: Final = "nobody has looked for its price"

State = Literal["priced", "free", "unpriced"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a vendor by the beginnings of their sku, and of the labels of lines where there are some.

    `each`: a unit is one resource. `left`: why nobody knows what a resource costs that has left the state and stays.
    """

    vendor: str
    skus: tuple[str, ...]
    labels: tuple[str, ...] = ()
    each: bool = False
    left: str = ""

    def has(self, vendor: str, sku: str) -> bool:
        """Whether a row is among them."""
        return vendor == self.vendor and sku.startswith(self.skus)

    def pays(self, line: Line) -> bool:
        """Whether a line bills what these rows are of."""
        return self.has(line.vendor, line.sku) and (not self.labels or line.label.startswith(self.labels))


@dataclass(frozen=True, slots=True)
class TypePrices:
    """Every type that was looked at. `free` and `unpriced` have the reason; `implied` are rows without a resource."""

    priced: Mapping[str, Rows]
    implied: tuple[Rows, ...]
    free: Mapping[str, str]
    unpriced: Mapping[str, str]

    def state(self, type_: str) -> State:
        """How the bill answers for a type. One that nobody has looked at is unpriced; components cost nothing."""
        if type_ in self.priced:
            return "priced"
        own = type_.startswith(("sayar:", "pulumi:"))
        return "free" if own or type_ in self.free else "unpriced"

    def why(self, type_: str) -> str:
        """Why a type is free or has no price."""
        return self.free.get(type_) or self.unpriced.get(type_) or NOBODY

    def paid_by(self, line: Line) -> tuple[str, ...]:
        """The types whose resources a line pays for: those that name its label before those that name its row alone."""
        found = [type_ for type_, rows in self.priced.items() if rows.pays(line)]
        named = [type_ for type_ in found if self.priced[type_].labels]
        return tuple(named or found)

    def part_of(self, type_: str, lines: Iterable[Line], there: Mapping[str, int]) -> Decimal | None:
        """What one resource of a type costs, USD a month; None where no line pays for it.

        `there` is how many there are of each type: whatever a line pays for shares it, so that all parts together come
        to no more than the bill.
        """
        rows = self.priced.get(type_)
        paid = [line for line in lines if type_ in self.paid_by(line)]
        if rows is None or not paid:
            return None
        if rows.each:
            many = sum((line.quantity for line in paid), NOTHING)
            return sum((line.amount for line in paid), NOTHING) / many
        return sum((line.amount / max(1, sum(there[one] for one in self.paid_by(line))) for line in paid), NOTHING)


@cache
def type_prices(path: Path = FILE) -> TypePrices:
    """The table, read once."""
    rows = said(path)
    return TypePrices(
        priced={type_: _rows(row) for type_, row in rows["priced"].items()},
        implied=tuple(_rows(row) for row in rows["implied"]),
        free={type_: why for why, types in rows["free"].items() for type_ in types},
        unpriced=dict(rows["unpriced"]),
    )


def _rows(row: Mapping[str, Any]) -> Rows:
    return Rows(
        row["vendor"],
        tuple(row["skus"]),
        labels=tuple(row.get("labels", ())),
        each=row.get("each", False),
        left=row.get("left", ""),
    )
