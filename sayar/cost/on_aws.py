"""A platform on AWS as what its bill counts, region by region: what its specs ask for, and what is used of it. Pure.

What is used falls on the primary region, but for the share of the others; what is of the data only stays with the data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from components.network.regions import called
from sayar.cost.aws import Machines, Region, Used
from sayar.cost.dark_on_aws import dark_parts
from sayar.cost.nodes import nodes_of, vcpu_of
from sayar.cost.stores_on_aws import (
    acu_of,
    aurora_of,
    brokers_of,
    cells_of,
    proxies_of,
    valkey_of,
)
from sayar.cost.usage import MONTH_DAYS

if TYPE_CHECKING:
    from components.clients.spec import Client
    from components.network.spec import AwsNetwork, VpcSpec
    from infra.config.platform import PlatformSpec
    from sayar.cost.book import Book
    from sayar.cost.usage import Usage

_WHOLE: Final = Decimal(1)
_KEYS: Final[Mapping[str, str]] = {
    "acu": "replicas_share",
    "alarms": "alarms",
    "secrets": "secrets",
    "nat_gb": "nat_gb",
    "lcu": "lcu",
    "aurora_gb": "db_size_gb",
    "aurora_io_m": "db_io_m",
    "aurora_backup_gb": "db_backup_gb",
    "replicated_writes_m": "db_replicated_writes_m",
    "kafka_gb": "kafka_gb",
    "kafka_in_gb": "kafka_in_gb",
    "cross_zone_gb": "cross_zone_gb",
    "internet_gb": "egress_gb",
    "other_region_gb": "inter_region_gb",
    "logs_gb": "log_gb",
    "metrics": "cloudwatch_metrics",
    "files_gb": "s3_gb",
    "images_gb": "image_gb",
    "trail_events_m": "trail_events_m",
    "flow_gb": "flow_gb",
    "audit_events_m": "audit_events_m",
    "checks": "security_checks",
    "config_items": "config_items",
}
"""What each amount of a bill is called in a usage document."""
_NODES: Final = ("replicas_share", "node_fill", "node_disk_gb")
"""What machines follow from."""


@dataclass(frozen=True, slots=True)
class OnAws:
    """A platform with the clients that have cells in it, a month of use, and what was decided to be bought ahead."""

    spec: PlatformSpec
    cloud: AwsNetwork
    clients: tuple[Client, ...]
    usage: Usage
    choices: Collection[str] = ()


def regions_of(what: OnAws, book: Book) -> Iterator[Region]:
    """Every region, the primary one first."""
    vpcs = {vpc.region: vpc for vpc in what.cloud.vpcs}
    for name in what.spec.network.names:
        yield _region(what, name, vpcs[name], book)


def guessed(what: OnAws) -> frozenset[str]:
    """The amounts of a bill of which nobody measured all that they follow from, and no stack file says it."""
    found, kafka = what.usage.guessed(**_KEYS), what.spec.messaging.kafka
    if what.usage.guessed(**{key: key for key in _NODES}):
        found |= {"nodes"}
    return found - {"kafka_gb"} if kafka is not None and kafka.kind == "msk_standard" else found


def _region(what: OnAws, name: str, vpc: VpcSpec, book: Book) -> Region:
    spec, usage = what.spec, what.usage
    where = called("aws", name)
    first = name == spec.network.primary
    eks = spec.cluster.eks
    there = eks is not None and name in eks.regions
    nodes: tuple[Machines, ...] = ()
    if eks is not None and there:
        committed = "compute_sp" in what.choices
        nodes = nodes_of(eks, where, zones=vpc.zones, book=book, usage=usage, committed=committed)
    machines = sum((one.count for one in nodes), Decimal(0))
    gateways = {"per_zone": vpc.zones, "single": 1, "none": 0}[vpc.nat]
    ahead = "database_sp" in what.choices
    cells, proxies = cells_of(what, name, saving=ahead), proxies_of(spec, name, usage)
    kafka = spec.messaging.kafka
    return Region(
        name=where,
        clusters=int(there),
        nodes=nodes,
        disks_gb=machines * usage.of("node_disk_gb"),
        nat_gateways=gateways,
        balancers=int(there),
        addresses=gateways + (vpc.zones if there else 0),
        endpoints=len(what.cloud.interface_endpoints) * vpc.zones,
        aurora=(*aurora_of(spec, name, saving=ahead), *cells.aurora),
        acu=acu_of(spec, name, usage) + cells.acu,
        proxy_vcpu=proxies.vcpu + cells.proxies.vcpu,
        proxy_acu=proxies.acu + cells.proxies.acu,
        valkey=valkey_of(spec, name, saving="cache_ri" in what.choices),
        brokers=brokers_of(spec, name),
        alarms=usage.of("alarms") if first else 0,
        keys=_keys(spec, name) + cells.keys,
        secrets=_secrets(what, cells.secrets, first=first),
        used=_used(what, name, share=_share(what, first=first), watched=vcpu_of(nodes)),
        auto=eks is not None and eks.nodes.mode == "auto",
        extended=eks is not None and eks.support == "extended",
        io_optimized=getattr(spec.database.engine, "storage", "") == "io_optimized",
        express=kafka is not None and kafka.kind == "msk_express",
        dark=(*dark_parts(spec, what.cloud, name), *proxies.dark, *cells.proxies.dark, *cells.dark),
    )


def _share(what: OnAws, *, first: bool) -> Decimal:
    """The part of what is used that falls on a region."""
    others = len(what.spec.network.names) - 1
    if not others:
        return _WHOLE
    share = what.usage.of("secondary_share")
    return _WHOLE - share if first else share / others


def _keys(spec: PlatformSpec, region: str) -> int:
    """One for each use, and one of the account that holds the copies."""
    security, vaults = spec.security.cloud, spec.backup.vaults
    if security.kind != "aws":
        return 0
    copies = vaults.kind == "aws" and vaults.copy_account == "backup" and vaults.copy_to == region
    return len(security.keys.uses) + int(copies)


def _secrets(what: OnAws, of_cells: int, *, first: bool) -> Decimal:
    """What is assumed are those of the platform alone; what somebody counted are all of them."""
    counted = "secrets" in what.usage.given.amounts
    return (what.usage.of("secrets") if first else Decimal(0)) + (0 if counted else of_cells)


def _used(what: OnAws, region: str, *, share: Decimal, watched: Decimal) -> Used:
    spec, usage = what.spec, what.usage
    engine, security, kafka = spec.database.engine, spec.security.cloud, spec.messaging.kafka
    data = engine.kind == "aurora" and region in engine.regions
    first = region == spec.network.primary
    written = data and engine.kind == "aurora" and region == engine.primary.region
    guarded = security.kind == "aws" and security.guard_duty.enabled == "on"
    features = security.guard_duty.features if security.kind == "aws" else ()
    hub = security.kind == "aws" and security.security_hub.enabled == "on"
    recorded = security.kind == "aws" and security.config_recorder == "on"
    brokers = kafka is not None and kafka.region == region
    several = len(spec.network.names) > 1
    followed = written and engine.kind == "aurora" and engine.worldwide is not None
    logs = usage.said("log_gb", spec.monitoring.logs.gb_month) * share

    def part(key: str, *, there: bool = True) -> Decimal:
        return usage.of(key) * share if there else Decimal(0)

    def whole(key: str, *, there: bool) -> Decimal:
        return usage.of(key) if there else Decimal(0)

    return Used(
        nat_gb=part("nat_gb"),
        lcu=part("lcu", there=spec.cluster.eks is not None),
        aurora_gb=whole("db_size_gb", there=data),
        aurora_io_m=whole("db_io_m", there=written),
        aurora_backup_gb=whole("db_backup_gb", there=data),
        replicated_writes_m=whole("db_replicated_writes_m", there=followed),
        kafka_gb=_kafka_gb(what, there=brokers),
        kafka_in_gb=whole("kafka_in_gb", there=brokers and kafka is not None and kafka.kind == "msk_express"),
        cross_zone_gb=part("cross_zone_gb"),
        internet_gb=part("egress_gb"),
        other_region_gb=whole("inter_region_gb", there=first and several),
        logs_gb=logs,
        kept_logs_gb=logs * spec.monitoring.logs.retention_days / MONTH_DAYS,
        metrics=part("cloudwatch_metrics"),
        files_gb=part("s3_gb"),
        images_gb=whole("image_gb", there=first),
        trail_events_m=part("trail_events_m", there=guarded),
        flow_gb=part("flow_gb", there=guarded),
        audit_events_m=part("audit_events_m", there=guarded and "eks_audit_logs" in features),
        watched_vcpu=watched if guarded and "eks_runtime" in features else Decimal(0),
        checks=part("security_checks", there=hub),
        config_items=part("config_items", there=recorded),
    )


def _kafka_gb(what: OnAws, *, there: bool) -> Decimal:
    """Standard brokers have disks of a size, Express bills what is kept."""
    kafka = what.spec.messaging.kafka
    if kafka is None or not there:
        return Decimal(0)
    return Decimal(kafka.storage_gb * kafka.brokers) if kafka.kind == "msk_standard" else what.usage.of("kafka_gb")
