"""The twelve metrics of the strategy, each by its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from sayar.documents.success import MetricNow, Reading
from sayar.success import measured, moved
from sayar.success.rows import DOCUMENT, MetricRow, table
from sayar.success.world import Measured, World

MEASURES: Final[Mapping[str, Callable[[MetricRow, World], Measured]]] = MappingProxyType(
    {
        "growth": measured.growth,
        "revenue": measured.revenue,
        "retention": moved.retention,
        "uptime": measured.uptime,
        "performance": moved.performance,
        "scalability": measured.scalability,
        "cost": measured.cost,
        "migration": moved.migration,
        "time": moved.time_to_scale,
        "support": measured.mean_by_tier,
        "incidents": measured.mean_by_tier,
        "satisfaction": measured.mean_of_all,
    }
)
"""What computes a metric, by its id."""
_DIGITS: Final = 6
"""Behind the point: a second in a day is 0.001 %, and nobody reads more."""


def metrics(world: World) -> tuple[MetricNow, ...]:
    """All of them, in the order of the strategy."""
    return tuple(_now(row, MEASURES[row.id](row, world)) for row in table().metrics)


def _now(row: MetricRow, found: Measured) -> MetricNow:
    value = _rounded(found.value)
    return MetricNow(
        id=row.id,
        says=row.says,
        kind=row.kind,
        unit=row.unit,
        state="unknown" if value is None else "known",
        value=value,
        reason=found.reason,
        duty=row.duty if value is None else None,
        series=row.series,
        source=f"{DOCUMENT}, {row.section}",
        readings=tuple(_told(one, row.unit) for one in found.readings),
    )


def _told(one: Reading, unit: str) -> Reading:
    rounded = {"value": _rounded(one.value), "completeness": _rounded(one.completeness)}
    return one.model_copy(update={**rounded, "unit": one.unit or unit})


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
