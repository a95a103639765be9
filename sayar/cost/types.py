"""How the bill answers for a type of resource: by rows, by its being free, or by saying that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from sayar.cost.bill import Line

FILE: Final = Path(__file__).parent / "types.yaml"
NOBODY: Final = "nobody has looked for its price"

State = Literal["priced", "free", "unpriced"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a vendor by the beginnings of their sku."""

    vendor: str
    skus: tuple[str, ...]

    def has(self, vendor: str, sku: str) -> bool:
        """Whether a row is among them."""
        return vendor == self.vendor and sku.startswith(self.skus)


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

    def lines_of(self, type_: str, lines: Iterable[Line]) -> tuple[Line, ...]:
        """The lines of a bill that pay for resources of a type."""
        rows = self.priced.get(type_)
        return tuple(one for one in lines if rows is not None and rows.has(one.vendor, one.sku))


@cache
def type_prices(path: Path = FILE) -> TypePrices:
    """The table, read once."""
    import yaml

    with path.open(encoding="utf-8") as file:
        said = yaml.load(file, Loader=yaml.CSafeLoader)
    return TypePrices(
        priced={type_: Rows(row["vendor"], tuple(row["skus"])) for type_, row in said["priced"].items()},
        implied=tuple(Rows(row["vendor"], tuple(row["skus"])) for row in said["implied"]),
        free={type_: why for why, types in said["free"].items() for type_ in types},
        unpriced=dict(said["unpriced"]),
    )
