"""Databases, caches and brokers of a region on AWS as what its bill counts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sayar.cost.aws import Dark, Machines
from sayar.cost.choices import choice
from sayar.cost.terms import has_term, term

if TYPE_CHECKING:
    from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
    from components.database.capacity_spec import Capacity
    from infra.config.platform import PlatformSpec
    from sayar.cost.on_aws import OnAws
    from sayar.cost.usage import Usage


@dataclass(frozen=True, slots=True)
class Proxies:
    """What proxies of a region are billed for: processors behind them, or capacity units; `dark` where nobody knows."""

    vcpu: Decimal = Decimal(0)
    acu: Decimal = Decimal(0)
    dark: tuple[Dark, ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """What the cells of clients add to a region."""

    aurora: tuple[Machines, ...]
    acu: Decimal
    proxies: Proxies
    keys: int
    secrets: int
    dark: tuple[Dark, ...]


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
    engine = spec.database.engine
    found = members(engine, region) if engine.kind == "aurora" else None
    return () if found is None or found[0].capacity is None else _provisioned(found[0].capacity, found[1], saving)


def _provisioned(capacity: Capacity, count: int, saving: bool) -> tuple[Machines, ...]:
    if capacity.kind != "provisioned":
        return ()
    type_ = capacity.instance_class.removeprefix("db.")
    ahead = saving and choice("database_sp").for_type(type_)
    return (Machines(type_, count, "database_sp" if ahead else "none"),)


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


def proxies_of(spec: PlatformSpec, region: str, usage: Usage) -> Proxies:
    """What the proxy of a region is billed for: everything behind it."""
    engine = spec.database.engine
    found = members(engine, region) if engine.kind == "aurora" else None
    if found is None or found[0].proxy is None or found[0].capacity is None:
        return Proxies()
    return _proxy(found[0].capacity, found[1], usage)


def _proxy(capacity: Capacity, count: int, usage: Usage) -> Proxies:
    """Processors of all instances, or capacity units of them; each proxy is billed for so many at least."""
    if capacity.kind == "serverless":
        return Proxies(acu=max(term("aws", "proxy_least_acu"), _mean_acu(capacity, usage) * count))
    size = f"vcpu.{capacity.instance_class.split('.')[2]}"
    if not has_term("aws", size):
        return Proxies(dark=(Dark(f"RDS Proxy in front of {capacity.instance_class}", "rds_proxy.unknown_size"),))
    return Proxies(vcpu=max(term("aws", "proxy_least_vcpu"), term("aws", size) * count))


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


def cells_of(what: OnAws, region: str, *, saving: bool) -> Cells:
    """What clients that are served from a region have of their own there. A client that leaves keeps its data."""
    spec = what.spec
    there = [row for row in what.clients if (row.region or spec.network.primary) == region]
    dedicated = [row for row in there if row.isolation == "dedicated"]
    engine, security = spec.database.engine, spec.security.cloud
    aurora: tuple[Machines, ...] = ()
    acu, proxies = Decimal(0), Proxies()
    if engine.kind == "aurora":
        shape = engine.cells
        count = 1 + shape.readers
        aurora = _provisioned(shape.capacity, count * len(dedicated), saving) if dedicated else ()
        acu = _mean_acu(shape.capacity, what.usage) * count * len(dedicated)
        fronted = [row for row in dedicated if row.stage == "active"] if engine.primary.proxy is not None else []
        each = _proxy(shape.capacity, count, what.usage)
        proxies = Proxies(each.vcpu * len(fronted), each.acu * len(fronted), each.dark if fronted else ())
    own = security.kind == "aws" and security.keys.per_client == "on"
    served = any(row.stage == "active" for row in there)
    dark = [Dark("machines of clients' cells", "cells.machines")] if served else []
    if dedicated:
        dark.append(Dark("storage of clients' databases", "cells.storage"))
    # Each has a secret, and each database one of AWS' own for its master.
    return Cells(aurora, acu, proxies, len(there) if own else 0, len(there) + len(dedicated), tuple(dark))
