"""One update of a rehearsal: forecast, the engine's word, the update, and what the two do not agree on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sayar.documents.rehearsal import Against, Counts, Disagreement, Rehearsed
from sayar.engine import commands
from sayar.engine.errors import EngineError
from sayar.engine.process import Engine
from sayar.engine.rehearsal_stops import FINISH, Stop
from sayar.graph.errors import InputError
from sayar.graph.model import Comparison, Graph

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.documents.plan import PlanDocument
    from sayar.facts.replacement import ReplacementFacts

_NO_CHANGE: Final = Comparison((), ())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rehearsal happens: the engine in its project, the stack, and how it is done.

    `quick` holds the forecast against the steps of the update itself, and previews only at the end of a move.
    """

    engine: Engine
    stack: str
    facts: ReplacementFacts
    quick: bool
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What the last update was made from: its config, and what the program asked for. Empty before the first one."""

    config: StackConfig | None = None
    graph: Graph = field(default_factory=lambda: Graph(()))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an update, the forecast's document, and what the next one starts from."""

    rehearsed: Rehearsed
    document: PlanDocument
    after: Before


def rehearsed(place: Place, before: Before, stop: Stop) -> Result:
    """Write the stack's file, forecast, update, compare. Raises EngineError, and ConfigError for a refused file."""
    from infra.config.load import load_stack, stack_file
    from sayar.graph.compare import compare
    from sayar.graph.load import graph_of
    from sayar.plan.moves import document_of
    from sayar.platform import record_config

    folder = place.engine.folder
    (folder / stack_file(place.stack)).write_text(stop.text, encoding="utf-8")
    target = record_config(load_stack(folder, place.stack), stack=place.stack)
    state = graph_of(commands.export_stack(place.engine, place.stack))
    document = document_of(state, target, "state", as_of=place.as_of, was=before.config)
    told = compare(state, target.graph, place.facts)
    offline = compare(before.graph, target.graph, place.facts)

    began = time.monotonic()
    idle = place.quick and stop.kind != "config" and not told.changes and not offline.changes
    seen, steps = (_NO_CHANGE, {}) if idle else _updated(place)
    again = _previewed(place) if not place.quick or stop.phase == FINISH else _NO_CHANGE
    seconds = time.monotonic() - began
    found = (
        *_merged((*_differences("state", told, seen, state), *_differences("offline", offline, seen, before.graph))),
        *_leftover(again),
    )
    done = Rehearsed(
        way=stop.way,
        origin=stop.origin,
        to=stop.to,
        phase=stop.phase,
        kind=stop.kind,
        ran=not idle,
        seconds=round(seconds, 1),
        forecast=counts(told),
        offline=counts(offline),
        engine=counts(seen),
        steps=dict(steps),
        verdict=document.verdict,
        surfaces={name: surface.down_s for name, surface in document.direct.downtime.surfaces.items()},
        differences=found,
    )
    return Result(done, document, Before(target.config, target.graph))


def counts(comparison: Comparison) -> Counts:
    """Changes by operation."""
    found = Counter(change.op for change in comparison.changes)
    return Counts(create=found["create"], update=found["update"], replace=found["replace"], delete=found["delete"])


def _updated(place: Place) -> tuple[Comparison, Mapping[str, int]]:
    """What the engine says that it will do, or in a quick rehearsal that it does, and how many steps it then did."""
    seen = None if place.quick else _previewed(place)
    lines: list[str] = []
    result = commands.up(place.engine, place.stack, on_line=lines.append)
    return seen if seen is not None else _read("\n".join(lines), place.facts), result.counts


def _previewed(place: Place) -> Comparison:
    return _read(commands.preview(place.engine, place.stack), place.facts)


def _read(text: str, facts: ReplacementFacts) -> Comparison:
    from sayar.graph.preview import read_whole_preview

    try:
        return read_whole_preview(text, facts)
    except InputError as error:
        raise EngineError(f"what the engine says cannot be read: {'; '.join(error.problems)}") from None


def _differences(against: Against, told: Comparison, seen: Comparison, before: Graph) -> Iterator[Disagreement]:
    from sayar.reconcile import reconcile

    for one in reconcile(told, seen, before):
        reason = one.reason.value if one.reason is not None else None
        yield Disagreement(against=(against,), urn=one.urn, forecast=one.forecast, engine=one.engine, reason=reason)


def _merged(found: Iterable[Disagreement]) -> Iterator[Disagreement]:
    """Where both forecasts say the same of a resource, and the engine something else, that is one difference."""
    alike: dict[tuple[str, str, str | None], Disagreement] = {}
    for one in found:
        key = (one.urn, one.forecast, one.reason)
        known = alike.get(key)
        alike[key] = one if known is None else known.model_copy(update={"against": (*known.against, *one.against)})
    yield from alike.values()


def _leftover(again: Comparison) -> Iterator[Disagreement]:
    """An update that has gone through leaves nothing to do: whatever comes back would come back for ever."""
    for change in sorted(again.changes, key=lambda one: one.urn):
        yield Disagreement(against=("again",), urn=change.urn, forecast="same", engine=change.op, reason=None)
