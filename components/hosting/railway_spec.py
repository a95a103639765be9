"""The services on Railway: one for each role and region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from components.hosting.words import ROLES, RailwayPlan, Restart, Role
from components.limits import limit
from components.network.checks import Switch, at_least, at_most, known, one_of, unique
from components.network.regions import offered
from components.spec import Label, Problem, Seconds, Spec, UrlPath

Cron = Annotated[str, StringConstraints(pattern=r"^\S+( \S+){4}$")]
"""Five fields, in UTC."""

Dollars = Annotated[int, Field(ge=1)]
"""Whole USD a month."""


class HealthSpec(Spec):
    """The request that a new deployment must answer with 200 within `timeout_s` seconds before it gets traffic."""

    path: UrlPath
    timeout_s: Annotated[int, Field(ge=1)]


class RestartSpec(Spec):
    """When a container that ended is started again."""

    policy: Restart
    retries: Annotated[int, Field(ge=0)]


class LoadSpec(Spec):
    """What one replica takes on: `at_once` requests at the same time, `database_connections` to the pooler.

    A request is given up after `timeout_s` seconds. For `cache_ttl_s` seconds an answer may come from the cache; null
    where nothing is cached.
    """

    at_once: Annotated[int, Field(ge=1)]
    timeout_s: Annotated[float, Field(gt=0)]
    database_connections: Annotated[int, Field(ge=1)]
    cache_ttl_s: Annotated[int, Field(ge=1)] | None

    def rules(self) -> Iterator[Problem]:
        """A connection that no request could use is taken from somebody else."""
        if self.database_connections > self.at_once:
            yield Problem("database_connections", self.database_connections, f"at most at_once ({self.at_once})")


class ReplicasSpec(Spec):
    """How many replicas of a service run in a region."""

    region: Label
    count: Annotated[int, Field(ge=1)]


class ServiceSpec(Spec):
    """One service. Sizes are of one replica; commands and schedule null leave what the application says.

    For `overlap_s` the old deployment still gets requests beside the new one, for `draining_s` it may finish its own.
    """

    vcpu: Annotated[float, Field(gt=0)]
    memory_gb: Annotated[float, Field(gt=0)]
    replicas: Annotated[tuple[ReplicasSpec, ...], Field(min_length=1)]
    load: LoadSpec
    health: HealthSpec
    overlap_s: Seconds
    draining_s: Seconds
    restart: RestartSpec
    start_command: str | None
    pre_deploy_command: str | None
    cron: Cron | None
    sleep: Switch

    @property
    def total(self) -> int:
        """Replicas in all regions."""
        return sum(row.count for row in self.replicas)

    def rules(self) -> Iterator[Problem]:
        """A region stands once; a schedule runs once; what sleeps is not awake in two places."""
        yield from unique("replicas[{}].region", [row.region for row in self.replicas], "each region once")
        if self.cron is not None:
            yield from at_most(limit("hosting", "railway", "any", "cron_replicas"), "replicas", self.total)
        if self.sleep == "on" and self.total > 1:
            yield Problem("sleep", "on", "off with more than one replica")
        if self.load.timeout_s > self.draining_s:
            allowed = f"at most draining_s ({self.draining_s}), or a redeploy cuts requests off"
            yield Problem("load.timeout_s", self.load.timeout_s, allowed)
        if self.restart.policy != "on_failure" and self.restart.retries:
            yield Problem("restart.retries", self.restart.retries, "0 unless policy is on_failure")

    def on_plan(self, plan: RailwayPlan) -> Iterator[Problem]:
        """What a plan does not allow. Each region is a service of its own, so limits of a service hold for each."""
        yield from at_most(limit("hosting", "railway", plan, "replica_vcpu"), "vcpu", self.vcpu)
        yield from at_most(limit("hosting", "railway", plan, "replica_memory_gb"), "memory_gb", self.memory_gb)
        for index, row in enumerate(self.replicas):
            where = f"replicas[{index}].count"
            yield from at_most(limit("hosting", "railway", plan, "replicas"), where, row.count)
            for name, size in (("service_vcpu", self.vcpu), ("service_memory_gb", self.memory_gb)):
                bound = limit("hosting", "railway", plan, name)
                if bound.value is None or size * row.count <= bound.value:
                    continue
                if size > bound.value:
                    yield from at_most(bound, name.removeprefix("service_"), size)
                    continue
                most = int(bound.value // size)
                yield Problem(where, row.count, f"at most {most}: {bound.value} {name} on railway {plan}")


class ServicesSpec(Spec):
    """The services by role."""

    api: ServiceSpec
    webhook: ServiceSpec
    feed: ServiceSpec

    def of(self, role: Role) -> ServiceSpec:
        """The service of a role."""
        services: dict[Role, ServiceSpec] = {"api": self.api, "webhook": self.webhook, "feed": self.feed}
        return services[role]


class UsageLimitSpec(Spec):
    """Bounds of the workspace's bill. The soft one sends mail, the hard one **stops every workload**."""

    soft_usd: Dollars
    hard_usd: Dollars | None

    def rules(self) -> Iterator[Problem]:
        """What the API takes, and a warning that comes before the stop."""
        yield from at_least(limit("hosting", "railway", "any", "soft_limit_usd"), "soft_usd", self.soft_usd)
        if self.hard_usd is not None:
            yield from at_least(limit("hosting", "railway", "any", "hard_limit_usd"), "hard_usd", self.hard_usd)
            if self.hard_usd <= self.soft_usd:
                yield Problem(
                    "hard_usd", self.hard_usd, f"above soft_usd ({self.soft_usd}), or the mail comes too late"
                )


class RailwaySpec(Spec):
    """A project on Railway. `regions` are the platform's names, the primary one first."""

    plan: RailwayPlan
    regions: Annotated[tuple[Label, ...], Field(min_length=1)]
    pr_environments: Switch
    services: ServicesSpec
    static_egress: Switch
    usage_limit: UsageLimitSpec | None

    def rules(self) -> Iterator[Problem]:
        """Known regions, every service in the primary one, nothing beyond the plan."""
        yield from unique("regions", self.regions, "each region once")
        for index, name in enumerate(self.regions):
            yield from known(f"regions[{index}]", name, offered("railway"), "region that Railway has")
        yield from one_of(limit("hosting", "railway", self.plan, "static_egress"), "static_egress", self.static_egress)
        for role in ROLES:
            service = self.services.of(role)
            at = f"services.{role}"
            for index, row in enumerate(service.replicas):
                yield from known(f"{at}.replicas[{index}].region", row.region, self.regions, "region of these services")
            if all(row.region != self.regions[0] for row in service.replicas):
                there = [row.region for row in service.replicas]
                yield Problem(f"{at}.replicas", there, f"replicas in {self.regions[0]}, the first region, too")
            for problem in service.on_plan(self.plan):
                yield Problem(f"{at}.{problem.path}", problem.value, problem.allowed)
