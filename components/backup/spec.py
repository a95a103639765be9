"""What copies of the data there must be: the whole of `sayar:backup` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.backup.aws_spec import AwsBackup, NoVaults
from components.backup.dumps_spec import Days, DumpsSpec, NoDumps
from components.hosting.words import RailwayPlan
from components.limits import limit
from components.network.checks import at_most, cited, known, one_of
from components.network.spec import NetworkSpec
from components.spec import Problem, Seconds, Spec

SupabasePlan = Literal["free", "pro", "team", "enterprise"]


class NoCopies(Spec):
    """The vendor gives no copies that we could get at."""

    kind: Literal["none"]

    @property
    def rpo_s(self) -> int | None:
        """Seconds of work that a restore loses; None where there is nothing to restore."""
        return None


class DailyCopies(Spec):
    """Supabase's daily backups, kept as long as the plan says."""

    kind: Literal["supabase_daily"]
    keep_days: Days

    @property
    def rpo_s(self) -> int | None:
        """Seconds of work that a restore loses."""
        return int(limit("backup", "supabase", "any", "daily_rpo_s").value)


class SupabasePitr(Spec):
    """Supabase's point-in-time recovery, an add-on that replaces the daily backups and needs compute Small or more."""

    kind: Literal["supabase_pitr"]
    keep_days: Days

    @property
    def rpo_s(self) -> int | None:
        """Seconds of work that a restore loses."""
        return int(limit("backup", "supabase", "any", "pitr_rpo_s").value)


class AuroraPitr(Spec):
    """Aurora's continuous backup."""

    kind: Literal["aurora_pitr"]
    keep_days: Days

    @property
    def rpo_s(self) -> int | None:
        """Seconds of work that a restore loses."""
        return int(limit("backup", "aurora", "any", "pitr_rpo_s").value)

    def rules(self) -> Iterator[Problem]:
        """The longest time that Aurora keeps."""
        yield from at_most(limit("backup", "aurora", "any", "pitr_most_days"), "keep_days", self.keep_days)


class TargetsSpec(Spec):
    """What a loss may cost, in seconds: of work with the vendor at hand, of work without it, and of time to restore."""

    rpo_s: Seconds
    rpo_without_vendor_s: Seconds
    rto_s: Seconds


class BackupSpec(Spec):
    """Copies at the vendor, copies elsewhere, and the targets that both together must meet."""

    database: Annotated[NoCopies | DailyCopies | SupabasePitr | AuroraPitr, Field(discriminator="kind")]
    dumps: Annotated[NoDumps | DumpsSpec, Field(discriminator="kind")]
    vaults: Annotated[NoVaults | AwsBackup, Field(discriminator="kind")]
    targets: TargetsSpec

    @property
    def rpo_s(self) -> int | None:
        """Seconds of work that the best copy loses; None without any copy."""
        ways = [self.database.rpo_s, self.dumps.rpo_s if isinstance(self.dumps, DumpsSpec) else None]
        there = [way for way in ways if way is not None]
        return min(there) if there else None

    def rules(self) -> Iterator[Problem]:
        """Targets that the copies meet, and at least one copy that outlives the vendor's account."""
        if isinstance(self.dumps, NoDumps) and isinstance(self.vaults, NoVaults):
            yield Problem("dumps", "none", "dumps or vaults: deleting a project deletes the vendor's copies with it")
        best = self.rpo_s
        if best is None:
            yield Problem("database", "none", "some copy: without one there is nothing to restore")
        elif self.targets.rpo_s < best:
            yield Problem("targets.rpo_s", self.targets.rpo_s, f"at least {best}, what the best copy loses")
        if isinstance(self.dumps, DumpsSpec):
            if self.targets.rpo_without_vendor_s < self.dumps.rpo_s:
                allowed = f"at least {self.dumps.rpo_s}, the time between dumps"
                yield Problem("targets.rpo_without_vendor_s", self.targets.rpo_without_vendor_s, allowed)
            if self.dumps.drill.most_s > self.targets.rto_s:
                allowed = f"at most targets.rto_s ({self.targets.rto_s})"
                yield Problem("dumps.drill.most_s", self.dumps.drill.most_s, allowed)
        if self.targets.rpo_without_vendor_s < self.targets.rpo_s:
            allowed = f"at least rpo_s ({self.targets.rpo_s})"
            yield Problem("targets.rpo_without_vendor_s", self.targets.rpo_without_vendor_s, allowed)

    def on_supabase(self, plan: SupabasePlan) -> Iterator[Problem]:
        """Copies at the vendor that the database's plan does not include."""
        if isinstance(self.database, DailyCopies):
            row = limit("backup", "supabase", plan, "daily_days")
            if self.database.keep_days != row.value:
                allowed = f"{row.value} on plan {plan} ({cited(row)})" if row.value else f"none on plan {plan}"
                yield Problem("database.keep_days", self.database.keep_days, allowed)
        if isinstance(self.database, SupabasePitr):
            row = limit("backup", "supabase", plan, "pitr_days")
            yield from one_of(row, "database.keep_days", self.database.keep_days)

    def on_railway(self, plan: RailwayPlan) -> Iterator[Problem]:
        """A job for dumps that Railway's plan does not allow."""
        if isinstance(self.dumps, DumpsSpec):
            for problem in self.dumps.on_railway(plan):
                yield Problem(f"dumps.{problem.path}", problem.value, problem.allowed)

    def in_network(self, network: NetworkSpec) -> Iterator[Problem]:
        """Copies in a jurisdiction that backups must not be in, or in a region that the platform does not have."""
        if isinstance(self.dumps, DumpsSpec):
            for index, bucket in enumerate(self.dumps.buckets):
                if not network.may_keep("backups", bucket.law):
                    where = f"dumps.buckets[{index}].place"
                    yield Problem(where, bucket.place, "a place where network.residency allows backups")
        if isinstance(self.vaults, AwsBackup):
            for name in ("region", "copy_to"):
                yield from known(f"vaults.{name}", getattr(self.vaults, name), network.names, "region of the platform")
