"""Health checks of a target group from the probes of its workload. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.limits import limit

if TYPE_CHECKING:
    from components.cluster.workload_spec import ProbesSpec


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """When a target gets requests; times are in seconds."""

    path: str
    interval_s: int
    timeout_s: int
    up_after: int
    down_after: int


def health_check(probes: ProbesSpec) -> HealthCheck:
    """As Kubernetes asks whether a pod is ready, within what AWS can do.

    An answer must come before the next question. A target that came up again is back on the second good answer, the
    least that there is.
    """
    interval_s = _within("check_interval_s", probes.period_s)
    least, _ = _bounds("check_threshold")
    return HealthCheck(
        path=probes.ready,
        interval_s=interval_s,
        timeout_s=_within("check_timeout_s", interval_s - 1),
        up_after=least,
        down_after=_within("check_threshold", probes.fails),
    )


def _within(row: str, value: int) -> int:
    least, most = _bounds(row)
    return max(least, min(most, value))


def _bounds(row: str) -> tuple[int, int]:
    least, most = limit("ingress", "aws", "any", row).value
    return int(least), int(most)
