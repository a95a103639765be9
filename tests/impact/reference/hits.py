"""What a step of u seconds does through the needs of a surface: measures over the time since it began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.impact.reference.data import Need, Step

TINY = 1e-9
EVER = 1e9
"""Longer than any window, cache or pause."""


@dataclass(frozen=True)
class Hit:
    """A need that a step reaches: for how long it is away, and how long its clients wait instead."""

    need: Need
    u: float
    waits: float


def hit(need: Need, step: Step, seconds: float) -> Hit:
    u, waits = seconds, 0.0
    if need.proxy is not None and step.effect == "failover":
        u *= need.proxy
    if need.pause is not None and step.event:
        u, waits = max(0.0, u - need.pause), min(u, need.pause)
    return Hit(need, u, 0 if need.mode == "soft" else waits)  # "soft: degraded, no seconds"


def share(hits: Sequence[Hit], at: float) -> float:
    """The share of hard needs that are away at a time, counted from the beginning of the step."""
    return min(1.0, sum(one.need.weight for one in hits if one.need.mode == "hard" and one.u > at))


def stale(hits: Sequence[Hit], at: float) -> bool:
    return any(one.need.mode == "cached" and one.u > at >= one.need.stale_if_error_s for one in hits)


def failing(hits: Sequence[Hit], at: float) -> float:
    cached = [one for one in hits if one.need.mode == "cached" and one.u > at]
    missed = [1.0 if at >= one.need.stale_if_error_s else 1 - one.need.hit_ratio for one in cached]
    return min(1.0, share(hits, at) + sum(one.need.weight * part for one, part in zip(cached, missed, strict=True)))


def integral(hits: Sequence[Hit], value: Callable[[float], float]) -> float:
    """Of something that changes only where a need comes back or a cache gets too old."""
    marks = sorted({0.0, *(one.u for one in hits), *(one.need.stale_if_error_s for one in hits)})
    return sum((end - start) * value(start) for start, end in pairwise(marks))


def down(hits: Sequence[Hit]) -> float:
    return integral(hits, lambda at: float(share(hits, at) >= 1 - TINY or stale(hits, at)))


def error(hits: Sequence[Hit]) -> float:
    return integral(hits, lambda at: failing(hits, at))


def delay(hits: Sequence[Hit]) -> float:
    return max((one.waits + (one.u if one.need.mode == "buffered" else 0) for one in hits), default=0)


def loss(hits: Sequence[Hit]) -> float:
    return max((max(0.0, one.u - one.need.window_s) for one in hits if one.need.mode == "buffered"), default=0)


def impairs(hits: Sequence[Hit]) -> bool:
    """True if the step reaches something soft, or less than all of what is hard, however short it is."""
    hard = sum(one.need.weight for one in hits if one.need.mode == "hard")
    return any(one.need.mode == "soft" for one in hits) or 0 < hard < 1 - TINY
