"""Data on AWS: the database with its followers and proxies, stores of the cache, and the broker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from components.cache.valkey_spec import ElastiCache
from components.clients.schema_sql import EVERY_USER
from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
from components.spec import Label
from infra.config.platform import PlatformSpec
from infra.ground import Ground

if TYPE_CHECKING:
    import pulumi

    from components.cache.valkey import ValkeyGroups
    from components.database.aurora import AuroraCluster
    from components.database.proxy import DatabaseProxy
    from components.messaging.kafka import Kafka

DATABASE: Final = "sayar"
"""The name of the database in the cluster."""


@dataclass(frozen=True, slots=True)
class AuroraParts:
    """The clusters and proxies by region; `first` is where data is written."""

    first: Label
    clusters: Mapping[str, AuroraCluster]
    proxies: Mapping[str, DatabaseProxy]


@dataclass(frozen=True, slots=True)
class Stores:
    """Whatever of it a platform has on AWS."""

    aurora: AuroraParts | None
    valkey: Mapping[str, ValkeyGroups]
    kafka: Kafka | None


def data_on_aws(spec: PlatformSpec, grounds: Mapping[str, Ground], password: pulumi.Input[str]) -> Stores:
    """Register what the specs select. `password` is that of the master of a global database."""
    engine = spec.database.engine
    return Stores(
        aurora=_aurora(spec, engine, grounds, password) if isinstance(engine, AuroraEngine) else None,
        valkey=_valkey(spec.cache.store, grounds) if isinstance(spec.cache.store, ElastiCache) else {},
        kafka=_kafka(spec, grounds),
    )


def _aurora(
    spec: PlatformSpec, engine: AuroraEngine, grounds: Mapping[str, Ground], password: pulumi.Input[str]
) -> AuroraParts:
    from components.database.aurora import AuroraCluster
    from components.database.global_database import GlobalDatabase
    from components.database.proxy import DatabaseProxy

    first, worldwide = engine.primary.region, engine.worldwide
    identifier = None
    if worldwide is not None:
        identifier = GlobalDatabase(
            "database-worldwide", engine, grounds[first].place, database_name=DATABASE
        ).identifier

    def cluster(row: PrimarySpec | SecondarySpec, after: Sequence[pulumi.Resource]) -> AuroraCluster:
        ground = grounds[row.region]
        return AuroraCluster(
            f"database-{row.region}",
            engine,
            ground.place,
            region=row,
            zones=ground.network.zones,
            vpc_id=ground.network.vpc_id,
            subnet_ids=ground.network.subnets["intra"],
            key_arn=ground.keys.of("database") if engine.encryption == "own_key" else None,
            # Migrations go past the proxy, which gives no session of its own to anybody.
            admitted=ground.admitted(from_elsewhere=False),
            global_identifier=identifier,
            database_name=DATABASE,
            master_password=password if row.region == first and worldwide is not None else None,
            after=after,
        )

    primary = cluster(engine.primary, ())
    clusters = {first: primary}
    for row in worldwide.secondaries if worldwide else ():
        clusters[row.region] = cluster(row, (primary.resources.cluster, *primary.members))
    eks = spec.cluster.eks
    users = [row.name for row in eks.workloads if "database" in row.talks_to] if eks else []
    rows: tuple[PrimarySpec | SecondarySpec, ...] = (engine.primary, *(worldwide.secondaries if worldwide else ()))
    proxies = {
        row.region: DatabaseProxy(
            f"database-proxy-{row.region}",
            row.proxy,
            grounds[row.region].place,
            cluster=clusters[row.region],
            engine=engine,
            vpc_id=grounds[row.region].network.vpc_id,
            subnet_ids=grounds[row.region].network.subnets["intra"],
            # Services of every region write to the primary one.
            admitted=grounds[row.region].admitted(from_elsewhere=True),
            # Users of clients that share the cluster: a proxy that named each would change with every client.
            users=(*users, EVERY_USER),
        )
        for row in rows
        if row.proxy is not None
    }
    return AuroraParts(first, clusters, proxies)


def _valkey(store: ElastiCache, grounds: Mapping[str, Ground]) -> dict[str, ValkeyGroups]:
    from components.cache.valkey import ValkeyGroups

    regions = dict.fromkeys(group.region for group in store.groups)
    return {
        region: ValkeyGroups(
            f"cache-{region}",
            store,
            grounds[region].place,
            vpc_id=grounds[region].network.vpc_id,
            subnets={kind: grounds[region].network.subnets[kind] for kind in ("private", "intra")},
            key_arn=grounds[region].keys.of("cache"),
            # A use that only one region has serves the others too.
            admitted=grounds[region].admitted(from_elsewhere=True),
        )
        for region in regions
    }


def _kafka(spec: PlatformSpec, grounds: Mapping[str, Ground]) -> Kafka | None:
    broker = spec.messaging.kafka
    if broker is None:
        return None
    from components.messaging.kafka import Kafka

    ground = grounds[broker.region]
    return Kafka(
        f"kafka-{broker.region}",
        broker,
        ground.place,
        vpc_id=ground.network.vpc_id,
        subnet_ids=ground.network.subnets["intra"],
        key_arn=ground.keys.of("messaging"),
        log_key_arn=ground.keys.of("logs"),
        admitted=ground.admitted(from_elsewhere=True),
    )
