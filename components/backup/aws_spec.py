"""AWS Backup: plans, copies to another region and account, locked vaults and tests of restoring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.limits import limit
from components.network.checks import cited, known, unique
from components.spec import Label, Problem, Spec

Schedule = Annotated[str, StringConstraints(pattern=r"^cron\([^()]+\)$")]
"""A schedule as AWS writes it, in UTC: `cron(0 5 * * ? *)`."""

Days = Annotated[int, Field(ge=1)]


Store = Literal["aurora", "s3"]
"""A kind of store whose data AWS Backup copies."""


class NoVaults(Spec):
    """No vaults: nothing of ours runs on AWS."""

    kind: Literal["none"]


class LockSpec(Spec):
    """The lock of a vault. `governance` can be lifted by who may, `compliance` by nobody once the grace is over."""

    mode: Literal["governance", "compliance"]
    least_days: Days
    most_days: Days
    grace_days: Days | None

    def rules(self) -> Iterator[Problem]:
        """A grace period is what makes a lock unbreakable, so it is there for compliance alone."""
        if self.most_days < self.least_days:
            yield Problem("most_days", self.most_days, f"at least least_days ({self.least_days})")
        if self.mode == "governance" and self.grace_days is not None:
            yield Problem("grace_days", self.grace_days, "null where mode is governance: a value makes the lock final")
        if self.mode == "compliance":
            row = limit("backup", "aws_backup", "any", "compliance_least_grace_days")
            if self.grace_days is None or self.grace_days < row.value:
                yield Problem("grace_days", self.grace_days, f"at least {row.value} for compliance ({cited(row)})")


class PlanSpec(Spec):
    """One schedule of recovery points. `cold_after_days` null keeps them warm."""

    name: Label
    schedule: Schedule
    start_within_min: Annotated[int, Field(ge=60)]
    keep_days: Days
    cold_after_days: Days | None
    copies_keep_days: Days

    def rules(self) -> Iterator[Problem]:
        """What goes to cold storage stays there for a while."""
        row = limit("backup", "aws_backup", "any", "cold_least_days")
        if self.cold_after_days is not None and self.keep_days < self.cold_after_days + row.value:
            least = self.cold_after_days + row.value
            yield Problem("keep_days", self.keep_days, f"at least {least} with cold storage ({cited(row)})")


class RestoreTestSpec(Spec):
    """A restore of a recent recovery point, kept for a few hours for checks."""

    schedule: Schedule
    from_last_days: Days
    keep_h: Annotated[int, Field(ge=1, le=168)]
    stores: Annotated[tuple[Store, ...], Field(min_length=1)]


class AwsBackup(Spec):
    """Vaults in the region of the data and in another one, there in another account where one is said."""

    kind: Literal["aws"]
    region: Label
    copy_to: Label
    copy_account: Literal["same", "backup"]
    stores: Annotated[tuple[Store, ...], Field(min_length=1)]
    lock: LockSpec
    plans: Annotated[tuple[PlanSpec, ...], Field(min_length=1)]
    test: RestoreTestSpec

    def rules(self) -> Iterator[Problem]:
        """Copies are somewhere else, fit the vault's lock, and are tested for every store."""
        if self.copy_to == self.region:
            yield Problem("copy_to", self.copy_to, f"a region other than {self.region}")
        yield from unique("stores", self.stores)
        yield from unique("plans[{}].name", [plan.name for plan in self.plans], "each name once")
        for index, plan in enumerate(self.plans):
            for name in ("keep_days", "copies_keep_days"):
                days = getattr(plan, name)
                if not self.lock.least_days <= days <= self.lock.most_days:
                    allowed = f"{self.lock.least_days} to {self.lock.most_days}, as the vault's lock says"
                    yield Problem(f"plans[{index}].{name}", days, allowed)
        for index, store in enumerate(self.test.stores):
            yield from known(f"test.stores[{index}]", store, self.stores, "store that is backed up")
        untested = [store for store in self.stores if store not in self.test.stores]
        if untested:
            yield Problem("test.stores", list(self.test.stores), f"{', '.join(untested)} too: an untested copy is none")
        longest = max(plan.keep_days for plan in self.plans)
        if self.test.from_last_days > longest:
            yield Problem("test.from_last_days", self.test.from_last_days, f"at most {longest}, the longest kept")
