"""Dumps off the vendor: taken, encrypted, locked in buckets, and restored to prove that they can be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.backup.schedule import SAYABLE, sayable
from components.hosting.words import RailwayPlan
from components.limits import limit
from components.network.checks import Switch, at_most, unique
from components.network.regions import Jurisdiction
from components.spec import Label, Problem, Spec

Hours = Annotated[int, Field(ge=1)]
Days = Annotated[int, Field(ge=1)]
HOUR_S = 3600
DAY_S = 24 * HOUR_S
RUN_PERCENT = 90
"""How much of the time until the next start a run may take: the rest is for a start that is late."""


class BucketSpec(Spec):
    """One R2 bucket. Place and jurisdiction are fixed when it is made; `jurisdiction` eu is a promise, a place a hint.

    Objects cannot be changed or deleted for `lock_days` days and are deleted after `keep_days`.
    """

    name: Label
    jurisdiction: Literal["none", "eu"]
    place: Literal["wnam", "enam", "weur", "eeur"]
    lock_days: Annotated[int, Field(ge=0)]
    keep_days: Days

    @property
    def law(self) -> Jurisdiction:
        """The jurisdiction in which its data lies."""
        where = "eu" if self.jurisdiction == "eu" else self.place
        law: Jurisdiction = limit("backup", "r2", where, "jurisdiction_of").value
        return law

    def rules(self) -> Iterator[Problem]:
        """A lock that ends before the objects do, and a place inside the jurisdiction."""
        if self.lock_days == 0:
            yield Problem("lock_days", 0, "at least 1: whoever holds the token could delete every copy")
        if self.lock_days > self.keep_days:
            yield Problem("lock_days", self.lock_days, f"at most keep_days ({self.keep_days})")
        where = limit("backup", "r2", self.place, "jurisdiction_of").value
        if self.jurisdiction == "eu" and where != "eu":
            yield Problem("place", self.place, "weur or eeur where jurisdiction is eu")


class DrillSpec(Spec):
    """A restore of the newest dump into a throw-away database, which counts rows and checks invariants.

    `oldest_days` is the age of the last success from which an alert is raised.
    """

    every_days: Days
    oldest_days: Days
    most_s: Annotated[int, Field(ge=60)]

    def rules(self) -> Iterator[Problem]:
        """One drill may be late without an alarm, a missed one may not."""
        if self.oldest_days <= self.every_days:
            yield Problem("oldest_days", self.oldest_days, f"more than every_days ({self.every_days})")


class JobSpec(Spec):
    """What the job may use at most, in vCPUs and GB. It streams: what it needs does not grow with the dump."""

    vcpu: Annotated[float, Field(gt=0)]
    memory_gb: Annotated[float, Field(gt=0)]


class NoDumps(Spec):
    """No dumps of our own: only what the vendor keeps."""

    kind: Literal["none"]


class DumpsSpec(Spec):
    """Dumps every `every_h` hours by a job beside the services, encrypted before they leave it.

    The public key that they are encrypted to is the environment's; the private one is nobody's that can write the
    bucket. Without a key there are buckets but no job.
    """

    kind: Literal["r2"]
    every_h: Hours
    runner: Literal["railway", "eks"]
    parts: Annotated[tuple[Literal["roles", "schema", "data", "files"], ...], Field(min_length=1)]
    encrypted: Switch
    job: JobSpec
    buckets: Annotated[tuple[BucketSpec, ...], Field(min_length=1)]
    drill: DrillSpec

    @property
    def rpo_s(self) -> int:
        """Seconds of work that are lost if only the dumps are left."""
        return self.every_h * HOUR_S

    @property
    def run_most_s(self) -> int:
        """Seconds after which a run gives up: before the next is due, and before its uploads would be discarded."""
        return min(self.rpo_s, int(limit("backup", "r2", "any", "abort_uploads_s").value)) * RUN_PERCENT // 100

    def rules(self) -> Iterator[Problem]:
        """Complete, encrypted, and kept until the next ones are proven."""
        yield from unique("parts", self.parts)
        yield from unique("buckets[{}].name", [bucket.name for bucket in self.buckets], "each name once")
        if not sayable(self.every_h):
            yield Problem("every_h", self.every_h, SAYABLE)
        if "data" in self.parts and "schema" not in self.parts:
            yield Problem("parts", list(self.parts), "schema too: data alone cannot be restored")
        if self.encrypted == "off":
            yield Problem("encrypted", "off", "on: dumps hold what row level security hides")
        for index, bucket in enumerate(self.buckets):
            if bucket.keep_days * DAY_S < 2 * self.rpo_s:
                least = -(-2 * self.rpo_s // DAY_S)
                yield Problem(f"buckets[{index}].keep_days", bucket.keep_days, f"at least {least}: two dumps")
            if bucket.keep_days < self.drill.oldest_days:
                allowed = f"at least {self.drill.oldest_days}: no dump goes before one was restored"
                yield Problem(f"buckets[{index}].keep_days", bucket.keep_days, allowed)

    def on_railway(self, plan: RailwayPlan) -> Iterator[Problem]:
        """A job that is larger than a replica may be on Railway's plan."""
        if self.runner == "railway":
            yield from at_most(limit("hosting", "railway", plan, "replica_vcpu"), "job.vcpu", self.job.vcpu)
            yield from at_most(
                limit("hosting", "railway", plan, "replica_memory_gb"), "job.memory_gb", self.job.memory_gb
            )
