"""What is looked for in data that somebody gave: sizes, what plans include, and the figures that decide. Read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sayar.shipped import said

if TYPE_CHECKING:
    from infra.config.stack import StackConfig

FILE: Final = Path(__file__).parent / "optimise.yaml"


@dataclass(frozen=True, slots=True)
class Included:
    """What a plan includes of an amount, and the change that gives more; "" where use beyond it is billed."""

    key: str
    path: str
    value: str
    vendor: str
    term: str
    times: Decimal
    change: str


@dataclass(frozen=True, slots=True)
class Looked:
    """All rows. Paths are those of a stack file below `sayar:`; the sizes of a ladder go from small to large."""

    figures: Mapping[str, Decimal]
    ladders: Mapping[str, tuple[str, ...]]
    counts: tuple[str, ...]
    unused: Mapping[str, str]
    included: tuple[Included, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path of which a share that is used says something."""
        return tuple(sorted({*self.ladders, *self.counts, *self.unused}))


@cache
def looked(path: Path = FILE) -> Looked:
    """The rows of the file."""
    rows = said(path)
    return Looked(
        figures={row["id"]: Decimal(str(row["value"])) for row in rows["figures"]},
        ladders={row["path"]: tuple(row["sizes"]) for row in rows["ladders"]},
        counts=tuple(row["path"] for row in rows["counts"]),
        unused={row["path"]: row["to"] for row in rows["unused"]},
        included=tuple(_included(row) for row in rows["included"]),
    )


def value_at(config: StackConfig, path: str) -> Any:
    """A leaf of a stack by its path; None where the stack has nothing there."""
    found: Any = config.platform
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


def _included(row: Mapping[str, object]) -> Included:
    when = row["when"]
    if not isinstance(when, dict) or len(when) != 1:
        raise ValueError(f"{row['key']}: when: a path and its value")
    ((path, value),) = when.items()
    return Included(
        key=str(row["key"]),
        path=path,
        value=str(value),
        vendor=str(row["vendor"]),
        term=str(row["term"]),
        times=Decimal(str(row["times"])),
        change=str(row["change"]),
    )
