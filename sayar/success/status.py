"""A status document with the success metrics and the checklist. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sayar.documents.status import StatusDocument
from sayar.graph.errors import InputError
from sayar.moments import moment
from sayar.success.checklist import checklist, strangers
from sayar.success.metrics import metrics
from sayar.success.rows import table
from sayar.success.stays import finished, stays
from sayar.success.ticks import Evidence
from sayar.success.world import CostOf, World
from sayar.triggers.judge import Seen
from sayar.triggers.series import Series

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.documents.duties import DutyLine
    from sayar.documents.history import HistoryLine
    from sayar.move.steps import Standing
    from sayar.triggers.read import Metrics


@dataclass(frozen=True, slots=True)
class Past:
    """What a stack has behind it: moves and records; `at` is the moment of the document, in seconds since the epoch."""

    moves: Sequence[HistoryLine]
    duties: Sequence[DutyLine]
    at: float
    today: date


def with_success(
    document: StatusDocument,
    config: StackConfig,
    here: Standing | None,
    past: Past,
    given: Metrics | None,
    *,
    as_of: float | None = None,
    cost_of: CostOf | None = None,
) -> StatusDocument:
    """The document with what the metrics (None: none are given) and the history say of success.

    Windows of series end with `as_of`, else with the moment that the metrics speak of.
    """
    tier = here.transition.origin if here is not None else config.platform.tier
    at = as_of if as_of is not None else given.at if given is not None else past.at
    seen = Seen.until(given.series, given.needs, at) if given is not None else None
    pieces = stays(finished(past.moves, math.inf), tier)
    world = World(pieces, finished(past.moves, past.at), given.series if given is not None else None, at, cost_of)
    heading = config.platform.tier if here is not None else None
    platform = here.phase.platform if here is not None else config.platform
    evidence = Evidence(config, platform, tier, heading, past.moves, seen, past.today)
    measured_to = datetime.fromtimestamp(at, UTC).date().isoformat() if given is not None else None
    return document.model_copy(
        update={
            "measured_to": measured_to,
            "metrics": metrics(world),
            "checklist": checklist(evidence, past.duties),
            "notes": (*_notes(past, world), *strangers(past.duties)),
        }
    )


def refuse_slips(name: str, series: Mapping[str, Series]) -> None:
    """Raises InputError with a line for each series of success with a value that is larger than any can be."""
    problems = []
    for row in table().series:
        most = max(series[row.name].values, default=0.0) if row.name in series else 0.0
        if most > row.most:
            problems.append(f"{name}: series.{row.name}: {most:g}: at most {row.most:g} ({row.unit})")
    if problems:
        raise InputError(problems)


def _notes(past: Past, world: World) -> Iterator[str]:
    if any(stay.tier is None for stay in world.stays):
        yield "the history has a hole: of a part of the time it does not say in which tier the stack was"
    for line in past.moves:
        if line.finished is not None and moment(line.finished) is None:
            yield f"{line.move.origin} to {line.move.to}: its end is no moment, so it counts as not finished"
    late = [name for name, one in (world.series or {}).items() if one.times and one.times[-1] > world.at]
    if late:
        yield f"values after that day do not count: {', '.join(late)}"
