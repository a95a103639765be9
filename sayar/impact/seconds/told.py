"""What is said of a surface beside its seconds: why, whether it is worse than usual, and whose buffer is too small."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sayar.documents.services import Need
from sayar.impact.seconds.feel import masked
from sayar.impact.seconds.groups import Outage
from sayar.impact.seconds.steps import Judged


@dataclass(frozen=True, slots=True)
class Hit:
    """An outage and the needs through which a surface feels it."""

    outage: Outage
    needs: tuple[Need, ...]


def overrun(hits: Sequence[Hit], which: str) -> list[Need]:
    """The buffered needs that one step keeps down for their whole window or longer, behind their mask."""
    return [
        need
        for hit in hits
        for need in hit.needs
        if need.mode == "buffered"
        and masked(need, hit.outage.step, float(getattr(hit.outage.step, which))) >= (need.window_s or 0.0)
        and hit.outage.step.effect != "unknown"
    ]


def degraded(hits: Sequence[Hit]) -> bool:
    """Soft needs, and hard ones of a part of the weight, leave a surface that answers worse or not everybody."""
    for hit in hits:
        hard = sum(need.weight for need in hit.needs if need.mode == "hard")
        known = hit.outage.step.effect != "unknown"
        if known and (any(need.mode == "soft" for need in hit.needs) or (0 < hard < 1 and not math.isclose(hard, 1))):
            return True
    return False


def because(hits: Sequence[Hit], reached: Sequence[Judged]) -> tuple[str, ...]:
    """What decides, the largest first; seconds that nobody knows are the largest."""
    weight: dict[str, tuple[float, float]] = {}
    for one in reached:
        if one.told.effect in ("none", "full", "failover"):
            continue
        seconds = (math.inf if one.told.worst_s is None else one.told.worst_s, one.told.typical_s or 0.0)
        weight[one.change.urn] = seconds
    for hit in hits:
        step = hit.outage.step
        for name in step.names if step.worst else ():
            weight[name] = max(weight.get(name, (0.0, 0.0)), (step.worst, step.typical))
    return tuple(sorted(weight, key=lambda name: (-weight[name][0], -weight[name][1], name)))
