"""What users of one surface feel of one step: rule 5, with the masks of rule 4."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING

from sayar.documents.services import Capability, Need, PauseMask, ProxyMask

if TYPE_CHECKING:
    from sayar.impact.seconds.steps import Step


@dataclass(frozen=True, slots=True)
class Felt:
    """Seconds of one step, or of many; infinite where nobody knows. `error` is weighted by the share that fails."""

    down: float = 0.0
    error: float = 0.0
    delay: float = 0.0
    loss: float = 0.0


MEASURES = tuple(field.name for field in fields(Felt))


def felt(step: Step, needs: Sequence[Need], seconds: float) -> Felt:
    """What `seconds` of a step mean to a surface, through all of its needs that the step reaches."""
    through = [(need, masked(need, step, seconds)) for need in needs if need.mode != "soft"]
    buffered = [(need, u) for need, u in through if need.mode == "buffered"]
    waits = [_held(need, step, seconds) + (u if need.mode == "buffered" else 0.0) for need, u in through]
    return Felt(
        down=_down(through),
        error=_error(through),
        delay=max(waits, default=0.0),
        loss=max((max(0.0, u - _window(need)) for need, u in buffered), default=0.0),
    )


def meets(one: Capability, other: Capability) -> bool:
    """True if what is about one capability touches what is about another: reading does not suffer from writes."""
    return one == other or "any" in (one, other)


def masked(need: Need, step: Step, seconds: float) -> float:
    """What is left of `seconds` behind the mask of a need."""
    match need.mask:
        case ProxyMask(factor=factor) if step.effect == "failover":
            # Nothing of what nobody knows is still nothing.
            return seconds * factor if factor else 0.0
        case PauseMask(client_timeout_s=timeout) if step.is_event:
            return max(0.0, seconds - timeout)
    return seconds


def _held(need: Need, step: Step, seconds: float) -> float:
    """How long a pooler keeps clients waiting instead of refusing them."""
    return min(seconds, need.mask.client_timeout_s) if isinstance(need.mask, PauseMask) and step.is_event else 0.0


def _window(need: Need) -> float:
    return need.window_s or 0.0


def _down(through: Sequence[tuple[Need, float]]) -> float:
    """For how long everything fails: while hard needs of all the weight are down, and while a cache is too old."""
    hard = sorted(((need.weight, u) for need, u in through if need.mode == "hard"), key=lambda one: -one[1])
    spans = [(need.stale_if_error_s or 0.0, u) for need, u in through if need.mode == "cached"]
    share = 0.0
    for weight, u in hard:
        share += weight
        if _is_whole(share):
            spans.append((0.0, u))
            break
    total, covered = 0.0, 0.0
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, covered))
        covered = max(covered, end)
    return total


def _error(through: Sequence[tuple[Need, float]]) -> float:
    """The share of requests that fail, summed up over the time: at each moment what is down then, all of it at most."""
    moments = sorted({0.0, *(one for need, u in through for one in _moments(need, u))})
    total = 0.0
    for begin, end in pairwise(moments):
        share = sum(_share(need, u, begin) for need, u in through)
        if share:
            total += min(1.0, share) * (end - begin)
    return total


def _moments(need: Need, u: float) -> tuple[float, ...]:
    if need.mode == "cached":
        return (min(u, need.stale_if_error_s or 0.0), u)
    return (u,) if need.mode == "hard" else ()


def _share(need: Need, u: float, moment: float) -> float:
    """The share that fails at a moment, through one need that is down for `u`."""
    if moment >= u or need.mode == "buffered":
        return 0.0
    if need.mode == "cached" and moment < (need.stale_if_error_s or 0.0):
        return need.weight * (1 - (need.hit_ratio or 0.0))
    return need.weight


def _is_whole(share: float) -> bool:
    return share > 1 or math.isclose(share, 1)
