"""Where data is really kept, held against what `sayar:network.residency` says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from components.backup.aws_spec import AwsBackup
from components.cache.words import Use
from components.database.supabase_spec import SupabaseEngine
from components.messaging.spec import KafkaBase
from components.network.spec import DataClass
from components.spec import Problem
from infra.config.platform import PlatformSpec

DATABASE: tuple[DataClass, ...] = ("personal", "business", "catalog")
"""The database holds people, shops and products."""

STORES: MappingProxyType[Use, tuple[DataClass, ...]] = MappingProxyType(
    {"cache": ("business", "catalog"), "idempotency": ("business",), "queue": ("personal", "business")}
)
"""What a store of each use holds: a queue has whole messages in it, a key of an order says who ordered."""

BROKER: tuple[DataClass, ...] = ("personal", "business", "catalog")
"""Every event of the platform passes the broker and stays there for days."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Data of some classes in a region, by the path of the field that puts it there."""

    path: str
    region: str
    data: tuple[DataClass, ...]


def kept(platform: PlatformSpec) -> Iterator[Kept]:
    """Everything that keeps data in a region of the platform."""
    network, engine = platform.network, platform.database.engine
    for index, row in enumerate(network.regions):
        if row.role == "primary":
            yield Kept(f"network.regions[{index}].name", row.name, DATABASE)
    if isinstance(engine, SupabaseEngine):
        for index, replica in enumerate(engine.read_replicas):
            yield Kept(f"database.engine.read_replicas[{index}].region", replica.region, DATABASE)
    else:
        for index, second in enumerate(engine.worldwide.secondaries if engine.worldwide else ()):
            yield Kept(f"database.engine.worldwide.secondaries[{index}].region", second.region, DATABASE)
    inner = "groups" if platform.cache.store.kind == "elasticache" else "stores"
    for index, (use, region) in enumerate(platform.cache.uses):
        yield Kept(f"cache.store.{inner}[{index}].region", region, STORES[use])
    broker = platform.messaging.broker
    if isinstance(broker, KafkaBase):
        yield Kept("messaging.broker.region", broker.region, BROKER)
    vaults = platform.backup.vaults
    if isinstance(vaults, AwsBackup):
        yield Kept("backup.vaults.region", vaults.region, ("backups",))
        yield Kept("backup.vaults.copy_to", vaults.copy_to, ("backups",))


def broken(platform: PlatformSpec) -> Iterator[Problem]:
    """Data in a region where residency does not keep it. Regions that do not exist are refused elsewhere."""
    homes = {row.data: row.kept_in for row in platform.network.residency}
    known = platform.network.names
    for place in kept(platform):
        foreign = [data for data in place.data if data in homes and place.region not in homes[data]]
        if foreign and place.region in known:
            regions = sorted({name for data in foreign for name in homes[data]})
            allowed = f"{' or '.join(regions)}, where network.residency keeps {', '.join(foreign)}"
            yield Problem(place.path, place.region, allowed)
