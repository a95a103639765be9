"""A stack's past for tests: moves, series of days, and the evidence that the checklist looks at."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
from sayar.documents.probe import MoveId
from sayar.documents.success import MetricNow, Reading
from sayar.success.metrics import metrics
from sayar.success.stays import finished, stays
from sayar.success.ticks import Evidence
from sayar.success.world import CostOf, World
from sayar.triggers.judge import Seen
from sayar.triggers.series import Series
from tests.infra.projects import config
from tests.triggers.measured import AT, TODAY

UPGRADED = "2026-09-23"
"""The day on which the move of these tests ended, 60 days before the metrics end."""


def line(
    origin: str = "starter",
    to: str = "growth",
    *,
    started: str = "2026-09-13",
    finished: str | None = f"{UPGRADED}T00:00:00Z",
    **more: Any,
) -> HistoryLine:
    """A move, finished on the first moment of a day, so that whole days lie on either side."""
    return HistoryLine(move=MoveId(origin=origin, to=to, started=started), finished=finished, **more)


def forecast(**surfaces: tuple[float | None, float | None]) -> dict[str, ForecastSeconds]:
    return {name: ForecastSeconds(typical=typical, worst=worst) for name, (typical, worst) in surfaces.items()}


def measured(**surfaces: float) -> dict[str, MeasuredSeconds]:
    return {name: MeasuredSeconds(measured_s=600, down_s=down, longest_s=down) for name, down in surfaces.items()}


def world(
    series: Mapping[str, Series] | None = None,
    *moves: HistoryLine,
    tier: str = "starter",
    at: float = AT,
    cost_of: CostOf | None = None,
) -> World:
    """A stack that is in a tier now."""
    return World(stays(finished(moves, math.inf), tier), finished(moves, at), series, at, cost_of)


def metric(name: str, of: World) -> MetricNow:
    return next(one for one in metrics(of) if one.id == name)


def reading(name: str, of: World, place: str) -> Reading:
    return next(one for one in metric(name, of).readings if one.of == place)


def evidence(
    tier: str = "starter",
    changes: Mapping[str, Any] | None = None,
    *,
    moves: Sequence[HistoryLine] = (),
    series: Mapping[str, Series] | None = None,
    heading: str | None = None,
    today: date = TODAY,
    **environment: Any,
) -> Evidence:
    """The shipped tier with some leaves changed."""
    found = config(tier, changes)
    if environment:
        found = found.model_copy(update={"environment": found.environment.model_copy(update=environment)})
    seen = None if series is None else Seen.until(series, (), AT)
    return Evidence(found, found.platform, tier, heading, moves, seen, today)


def ago(days: int) -> str:
    """The first moment of a day before the end of the metrics."""
    return (datetime.fromtimestamp(AT, UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
