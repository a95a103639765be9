"""One workload on Kubernetes. Its image belongs to the application's pipeline, its current number of replicas to an
autoscaler where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.limits import limits_of
from components.network.checks import Switch, at_least, unique
from components.spec import Label, Problem, Seconds, Spec, UrlPath

Millicores = Annotated[int, Field(ge=1)]
Mebibytes = Annotated[int, Field(ge=1)]
Surface = Literal["api", "webhook", "feed"]
Neighbour = Literal["database", "cache", "kafka", "aws", "internet"]
"""What a workload may talk to, besides names; everything else is denied."""


class ProbesSpec(Spec):
    """Where a workload says how it is, on which port. Times are in seconds."""

    port: Annotated[int, Field(ge=1024, le=65535)]
    live: UrlPath
    ready: UrlPath
    start_within_s: Annotated[int, Field(ge=1)]
    period_s: Annotated[int, Field(ge=1)]
    fails: Annotated[int, Field(ge=1)]


class FixedScale(Spec):
    """Always as many replicas as `replicas` of the workload says; an autoscaler is not made."""

    by: Literal["none"]


class CpuScale(Spec):
    """As many replicas as keep the mean use of requested CPU at `percent`."""

    by: Literal["cpu"]
    percent: Annotated[int, Field(ge=10, le=95)]


class LagScale(Spec):
    """As many replicas as keep the oldest unread record of a consumer group younger than `most_lag_s`."""

    by: Literal["lag"]
    topic: str
    group: str
    most_lag_s: Annotated[int, Field(ge=1)]


class ReplicasSpec(Spec):
    """The least and the most replicas in each region."""

    least: Annotated[int, Field(ge=0)]
    most: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """The most is at least the least."""
        if self.most < self.least:
            yield Problem("most", self.most, f"at least least ({self.least})")


class WorkloadSpec(Spec):
    """One Deployment and what belongs to it. `surface` is the host that it answers, null for a background worker.

    CPU has a request and no limit (throttling would add latency); memory's limit is its request.
    """

    name: Label
    namespace: Label
    pool: Label
    critical: Switch
    surface: Surface | None
    priority: Annotated[int, Field(ge=0, le=1_000_000)]
    cpu_m: Millicores
    memory_mb: Mebibytes
    scratch_mb: Annotated[int, Field(ge=0)]
    replicas: ReplicasSpec
    scale: Annotated[FixedScale | CpuScale | LagScale, Field(discriminator="by")]
    probes: ProbesSpec
    away_at_once: Annotated[int, Field(ge=1)]
    spread: Literal["zones", "hosts"]
    prestop_s: Seconds
    grace_s: Seconds
    talks_to: tuple[Neighbour, ...]

    def rules(self) -> Iterator[Problem]:
        """A deploy, a lost node and a scaled-in replica leave the surface served."""
        yield from unique("talks_to", self.talks_to)
        if self.grace_s <= self.prestop_s:
            # The grace period runs from the start of the preStop hook: without a rest the process is killed at once.
            yield Problem("grace_s", self.grace_s, f"more than prestop_s ({self.prestop_s})")
        if self.surface is not None:
            row = limits_of("cluster")[("policy", self.surface, "least_replicas")]
            yield from at_least(row, "replicas.least", self.replicas.least)
            if self.prestop_s == 0:
                yield Problem("prestop_s", 0, "at least 1: load balancers go on sending for a moment")
            if self.spread != "zones":
                yield Problem("spread", self.spread, "zones where a surface is answered")
        if self.critical == "on" and self.replicas.least == 0:
            yield Problem("replicas.least", 0, "at least 1 where critical is on")
        if self.replicas.least > 1 and self.away_at_once >= self.replicas.least:
            yield Problem("away_at_once", self.away_at_once, f"less than replicas.least ({self.replicas.least})")
        if isinstance(self.scale, FixedScale) and self.replicas.least != self.replicas.most:
            yield Problem("replicas.most", self.replicas.most, f"{self.replicas.least} where scale.by is none")
        if isinstance(self.scale, CpuScale) and self.replicas.least == 0:
            yield Problem("replicas.least", 0, "at least 1 where scale.by is cpu: no pod has no load")
        if isinstance(self.scale, LagScale) and "kafka" not in self.talks_to:
            yield Problem("talks_to", list(self.talks_to), "kafka too where scale.by is lag")
