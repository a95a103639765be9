"""Phases together: what users of a surface feel of one update after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

from sayar.documents.surface import ByCapability, Span, Surface
from sayar.impact.seconds.judge import over
from sayar.verdict import Verdict, worst

_NOTHING = Span(typical=0, worst=0)


def added(steps: Iterable[Mapping[str, Surface]], budget_s: float | None) -> dict[str, Surface]:
    """Every surface that any step has, its seconds added up; null plus anything is null.

    The verdict is the worst of the steps, and that of the sums against the budget of the whole move.
    """
    found: dict[str, list[Surface]] = {}
    for step in steps:
        for name, surface in step.items():
            found.setdefault(name, []).append(surface)
    return {name: _sum(surfaces, budget_s) for name, surfaces in sorted(found.items())}


def _sum(surfaces: Sequence[Surface], budget_s: float | None) -> Surface:
    errors = _spans(one.error_s for one in surfaces)
    bounds = [one.lower_bound_s for one in surfaces]
    known = [bound for bound in bounds if bound is not None]
    return Surface(
        down_s=_spans(one.down_s for one in surfaces),
        error_s=errors,
        delay_s=_spans(one.delay_s for one in surfaces),
        loss_s=_spans(one.loss_s for one in surfaces),
        by=ByCapability(read=_spans(one.by.read for one in surfaces), write=_spans(one.by.write for one in surfaces)),
        resets=sum(one.resets for one in surfaces),
        degraded=any(one.degraded for one in surfaces),
        deferred=tuple(row for one in surfaces for row in one.deferred),
        lower_bound_s=sum(known) if len(known) == len(bounds) else None,
        because=tuple(dict.fromkeys(name for one in sorted(surfaces, key=_weight) for name in one.because)),
        verdict=worst((*(one.verdict for one in surfaces), _of_sum(errors, budget_s))),
    )


def _weight(surface: Surface) -> float:
    seconds = surface.down_s.worst
    return float("-inf") if seconds is None else -seconds


def _of_sum(errors: Span, budget_s: float | None) -> Verdict:
    if budget_s is None:
        return "ok"
    if errors.typical is None:
        return "unknown"
    if over(errors.typical, budget_s):
        return "breach"
    return "at_risk" if errors.worst is None or over(errors.worst, budget_s) else "ok"


def _spans(spans: Iterable[Span]) -> Span:
    return reduce(
        lambda one, other: Span(typical=_plus(one.typical, other.typical), worst=_plus(one.worst, other.worst)),
        spans,
        _NOTHING,
    )


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
