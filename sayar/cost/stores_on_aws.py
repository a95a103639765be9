"""Databases, caches and brokers of a region on AWS as what its bill counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from components.limits import limit
from sayar.cost.aws import Machines
from sayar.cost.choices import choice
from sayar.cost.terms import term

if TYPE_CHECKING:
    from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
    from components.database.capacity_spec import Capacity
    from infra.config.platform import PlatformSpec
    from sayar.cost.on_aws import OnAws
    from sayar.cost.usage import Usage


@dataclass(frozen=True, slots=True)
class Cells:
    """What the cells of clients add to a region."""

    acu: Decimal
    keys: int
    unpriced: tuple[str, ...]


def members(engine: AuroraEngine, region: str) -> tuple[PrimarySpec | SecondarySpec, int] | None:
    """The cluster of a region and its instances: the writer counts with its readers. None where there is none."""
    if engine.primary.region == region:
        return engine.primary, 1 + engine.primary.readers
    for row in engine.worldwide.secondaries if engine.worldwide else ():
        if row.region == region:
            return row, row.readers
    return None


def aurora_of(spec: PlatformSpec, region: str, *, saving: bool) -> tuple[Machines, ...]:
    """Instances of a class in a region; those that a plan of a year is for are bought so where somebody is `saving`."""
    found = _provisioned(spec, region)
    if found is None:
        return ()
    type_, count = found
    ahead = saving and choice("database_sp").for_type(type_)
    return (Machines(type_, count, "database_sp" if ahead else "none"),)


def _provisioned(spec: PlatformSpec, region: str) -> tuple[str, int] | None:
    engine = spec.database.engine
    found = members(engine, region) if engine.kind == "aurora" else None
    if found is None or found[0].capacity is None or found[0].capacity.kind != "provisioned":
        return None
    return found[0].capacity.instance_class.removeprefix("db."), found[1]


def acu_of(spec: PlatformSpec, region: str, usage: Usage) -> Decimal:
    """Capacity units of a serverless cluster in the mean, of all its instances."""
    engine = spec.database.engine
    found = members(engine, region) if engine.kind == "aurora" else None
    if found is None or found[0].capacity is None:
        return Decimal(0)
    return _mean_acu(found[0].capacity, usage) * found[1]


def _mean_acu(capacity: Capacity, usage: Usage) -> Decimal:
    if capacity.kind != "serverless":
        return Decimal(0)
    least, most = Decimal(str(capacity.min_acu)), Decimal(str(capacity.max_acu))
    return least + (most - least) * usage.of("replicas_share")


def proxies_of(spec: PlatformSpec, region: str) -> Decimal | int:
    """Processors that the proxy of a region is billed for: those of all instances behind it."""
    engine = spec.database.engine
    found = members(engine, region) if engine.kind == "aurora" else None
    if found is None or found[0].proxy is None:
        return 0
    least = term("aws", "proxy_least_vcpu")
    provisioned = _provisioned(spec, region)
    if provisioned is None:
        return least
    type_, count = provisioned
    return max(least, term("aws", f"vcpu.{type_.split('.')[1]}") * count)


def valkey_of(spec: PlatformSpec, region: str, *, saving: bool) -> tuple[Machines, ...]:
    """The nodes of every group of a region."""
    store = spec.cache.store
    if store.kind != "elasticache":
        return ()
    return tuple(
        Machines(
            group.node_type.removeprefix("cache."),
            group.shards * (1 + group.replicas),
            "cache_ri" if saving else "none",
        )
        for group in store.groups
        if group.region == region
    )


def brokers_of(spec: PlatformSpec, region: str) -> tuple[Machines, ...]:
    """The brokers of a region."""
    kafka = spec.messaging.kafka
    if kafka is None or kafka.region != region:
        return ()
    return (Machines(kafka.instance_type.split(".", 1)[1], kafka.brokers),)


def unpriced_stores(spec: PlatformSpec, region: str) -> Iterator[str]:
    """What stores of a region have and nobody has found the price of."""
    engine, store = spec.database.engine, spec.cache.store
    advanced = limit("database", "aurora", "advanced", "insights_days").value
    if engine.kind == "aurora" and members(engine, region) and engine.logs.insights_days == advanced:
        yield "aurora.insights.advanced"
    if store.kind == "elasticache" and any(row.region == region and row.durability == "on" for row in store.groups):
        yield "elasticache.durability"


def cells_of(what: OnAws, region: str) -> Cells:
    """What clients that are served from a region have of their own there."""
    spec = what.spec
    there = [row for row in what.clients if (row.region or spec.network.primary) == region]
    engine, security = spec.database.engine, spec.security.cloud
    acu = Decimal(0)
    if engine.kind == "aurora":
        cell = engine.cells
        dedicated = sum(row.isolation == "dedicated" for row in there)
        acu = _mean_acu(cell.capacity, what.usage) * (1 + cell.readers) * dedicated
    own = security.kind == "aws" and security.keys.per_client == "on"
    served = any(row.stage == "active" for row in there)
    return Cells(acu, len(there) if own else 0, ("cells.machines",) if served else ())
