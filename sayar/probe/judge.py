"""From readings to seconds: what was measured, what was not served, in which phase, and what that says of a change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from math import ceil

from sayar.documents.probe import (
    FORMAT,
    Interval,
    Latency,
    MoveId,
    Offered,
    PhaseSeconds,
    ProbeDocument,
    SurfaceSeconds,
)
from sayar.documents.services import Event, Fact, Match
from sayar.probe.model import Mark, Run, Target
from sayar.verdict import EXIT_OK, EXIT_UNDECIDED

Change = tuple[str, str]
"""Type and name of the resource whose change is measured."""


def document(
    stack: str,
    run: Run,
    targets: Sequence[Target],
    *,
    unasked: tuple[str, ...] = (),
    move: MoveId | None = None,
    change: Change | None = None,
) -> ProbeDocument:
    """Everything that a run measured."""
    surfaces = {target.surface: measured(run, target) for target in targets}
    told = all(surface.measured_s for surface in surfaces.values())
    return ProbeDocument(
        format=FORMAT,
        stack=stack,
        started=at(run, 0),
        ended=at(run, run.seconds),
        period_s=run.period_s,
        move=move,
        surfaces=surfaces,
        unasked=unasked,
        offered=offered(stack, run, surfaces, change),
        exit_code=EXIT_OK if told else EXIT_UNDECIDED,
    )


def measured(run: Run, target: Target) -> SurfaceSeconds:
    """The seconds of one surface. A second counts as the answer to its own request does, whenever that came."""
    answers = {reading.second: reading.answer for reading in run.readings.get(target.surface, ())}
    answers = {second: answer for second, answer in answers.items() if second < run.seconds}
    reasons = {second: answer.reason for second, answer in answers.items() if answer.reason is not None}
    gaps = tuple(_gaps(sorted(reasons)))
    served = sorted(answer.latency_s for answer in answers.values() if answer.reason is None)
    return SurfaceSeconds(
        method=target.method,
        url=target.url,
        expect_status=target.expect_status,
        measured_s=len(answers) * run.period_s,
        down_s=len(reasons) * run.period_s,
        unmeasured_s=(run.seconds - len(answers)) * run.period_s,
        longest_s=_longest(gaps) * run.period_s,
        down=tuple(_interval(run, gap, reasons) for gap in gaps),
        latency=Latency(p50_s=_rank(served, 0.5), p95_s=_rank(served, 0.95)) if served else None,
        phases=tuple(_phases(run, sorted(answers), reasons)),
    )


def phase_at(marks: Sequence[Mark], second: int) -> str | None:
    """The phase in force in a second."""
    place = bisect_right([mark.second for mark in marks], second)
    return marks[place - 1].phase if place else None


def at(run: Run, second: int) -> str:
    """When a second began, RFC 3339 in UTC with milliseconds."""
    moment: datetime = run.started.astimezone(UTC) + timedelta(seconds=second * run.period_s)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def offered(stack: str, run: Run, surfaces: Mapping[str, SurfaceSeconds], change: Change | None) -> Offered:
    """The seconds as rows of a services file.

    An event for each surface that was down in a phase: its node carries the surface's name. For a change that was named
    a fact with the seconds of the surface that it hit hardest.
    """
    events = [
        Event(
            name=f"{phase.phase or 'measured'}-{name}",
            node=name,
            effect="full",
            typical_s=phase.down_s,
            worst_s=phase.down_s + _gaps_in(surface, phase.phase) * run.period_s,
        )
        for name, surface in surfaces.items()
        for phase in surface.phases
        if phase.down_s
    ]
    heard = [surface for surface in surfaces.values() if surface.measured_s]
    if change is None or not heard:
        return Offered(facts=(), events=tuple(events))
    worst = max(heard, key=lambda surface: surface.down_s)
    fact = Fact(
        match=Match(type=change[0], name=change[1]),
        effect="full",
        typical_s=worst.down_s,
        # Even where nothing was seen, a gap may have lain between two requests.
        worst_s=worst.down_s + max(len(worst.down), 1) * run.period_s,
        confidence="measured",
        source=f"probe of {stack}, {at(run, 0)[:10]}",
    )
    return Offered(facts=(fact,), events=tuple(events))


def _gaps(seconds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Runs of numbers, each as its first one and its length."""
    for _, group in groupby(enumerate(seconds), key=lambda pair: pair[1] - pair[0]):
        run = [second for _, second in group]
        yield run[0], len(run)


def _longest(gaps: Sequence[tuple[int, int]]) -> int:
    return max((length for _, length in gaps), default=0)


def _interval(run: Run, gap: tuple[int, int], reasons: Mapping[int, str]) -> Interval:
    first, length = gap
    return Interval(
        start=at(run, first),
        end=at(run, first + length),
        seconds=length * run.period_s,
        reasons=tuple(dict.fromkeys(reasons[second] for second in range(first, first + length))),
        phase=phase_at(run.marks, first),
    )


def _phases(run: Run, seconds: Sequence[int], reasons: Mapping[int, str]) -> Iterator[PhaseSeconds]:
    """Each phase once, in the order in which they came."""
    found: dict[str | None, list[int]] = {}
    for second in seconds:
        found.setdefault(phase_at(run.marks, second), []).append(second)
    for phase, inside in found.items():
        down = [second for second in inside if second in reasons]
        yield PhaseSeconds(
            phase=phase,
            measured_s=len(inside) * run.period_s,
            down_s=len(down) * run.period_s,
            longest_s=_longest(tuple(_gaps(down))) * run.period_s,
        )


def _gaps_in(surface: SurfaceSeconds, phase: str | None) -> int:
    """How many gaps of a surface began in a phase; one that reached into it counts too, so at least one."""
    return max(sum(interval.phase == phase for interval in surface.down), 1)


def _rank(values: Sequence[float], share: float) -> float:
    """The nearest rank: the smallest value that so large a share of all is not above. `values` are sorted."""
    return values[max(ceil(share * len(values)) - 1, 0)]
