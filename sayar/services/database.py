"""The database: where data is written, what can take over there, and copies that are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from components.database.aurora_spec import AuroraEngine
from components.database.supabase_spec import SupabaseEngine
from sayar.documents.services import Failover, ProxyMask
from sayar.services.draft import Draft, Stand, inside, joined, named
from sayar.services.figures import figure

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from sayar.documents.services import Match
    from sayar.services.users import Users

INSTANCE: Final = "aws:rds/clusterInstance:ClusterInstance"
REPLICA: Final = "supabase:index:ReadReplica"


def database(spec: PlatformSpec, users: Users) -> Draft:
    """The database of a platform, for those who use it."""
    engine = spec.database.engine
    if isinstance(engine, SupabaseEngine):
        regions = [row.region for row in engine.read_replicas]
        return feeds_read(joined([supabase(users), *(supabase_replicas(region, users) for region in regions)]))
    return feeds_read(joined(_aurora(engine, users)))


def feeds_read(draft: Draft) -> Draft:
    """The same, as feeds stand on a database: they are made from what is there, so nobody waits for a write."""
    return replace(
        draft, stands=tuple(replace(row, capability="read") if row.host == "feed" else row for row in draft.stands)
    )


def supabase(users: Users) -> Draft:
    """One primary without standby, its pooler and settings, and who may connect."""
    # Everything of the component but its read replicas.
    nodes = {
        "supabase": inside("database:Database", type_="supabase:index:[!R]*"),
        "supabase-access": inside("database:DatabaseAccess"),
    }
    return Draft(nodes, stands=tuple(users.stand(host, node) for node in nodes for host in users.hosts))


def supabase_replicas(region: str, users: Users) -> Draft:
    """Replicas beside the services of a region, which read from the primary while they are away."""
    node = f"supabase-reads-{region}"
    match = named(REPLICA, f"replica-{region}*")
    return Draft(
        {node: match}, stands=tuple(users.stand(host, node, soft=True, capability="read") for host in users.hosts)
    )


def _aurora(engine: AuroraEngine, users: Users) -> Iterator[Draft]:
    first = engine.primary
    readers = {
        f"aurora-reader-{number}": named(INSTANCE, f"database-{first.region}-reader-{number}")
        for number in range(1, first.readers + 1)
    }
    yield aurora_members(first.region, readers, users, proxied=first.proxy is not None)
    yield aurora_parts(first.region, users, proxied=first.proxy is not None)
    if engine.encryption == "own_key":
        nodes = {"aurora-keys": named("aws:kms/key:Key", "database-keys-*")}
        yield Draft(nodes, stands=tuple(users.stand(host, "aurora-keys") for host in users.hosts))
    if engine.worldwide is not None:
        nodes = {"aurora-worldwide": inside("database:GlobalDatabase")}
        yield Draft(nodes, stands=tuple(users.stand(host, "aurora-worldwide") for host in users.hosts))
        for row in engine.worldwide.secondaries:
            yield aurora_follower(row.region, users, proxied=row.proxy is not None)


def aurora_members(region: str, readers: Mapping[str, Match], users: Users, *, proxied: bool) -> Draft:
    """The writer and the readers that can take over from it. A proxy in front shortens what clients see of that."""
    nodes = {"aurora-writer": named(INSTANCE, f"database-{region}-writer"), **readers}
    group = Failover(kind="failover", primary="aurora-writer", standbys=tuple(readers))
    mask = ProxyMask(kind="proxy", factor=figure("proxy_factor")) if proxied else None
    return Draft(nodes, {"aurora": group}, tuple(users.stand(host, "aurora", mask=mask) for host in users.hosts))


def aurora_parts(region: str, users: Users, *, proxied: bool) -> Draft:
    """The cluster itself with its settings and doors, and the proxy of the region that takes writes."""
    nodes = {
        "aurora-cluster": inside("database:AuroraCluster", f"database-{region}"),
        "aurora-doors": inside("database:AuroraCluster", f"database-{region}-*", "aws:vpc/*"),
    }
    mask = ProxyMask(kind="proxy", factor=figure("proxy_factor")) if proxied else None
    rows: Sequence[Stand] = [users.stand(host, node, mask=mask) for node in nodes for host in users.hosts]
    if not proxied:
        return Draft(nodes, stands=tuple(rows))
    nodes["aurora-proxy"] = inside("database:DatabaseProxy", f"database-proxy-{region}*")
    return Draft(nodes, stands=(*rows, *(users.stand(host, "aurora-proxy") for host in users.hosts)))


def aurora_follower(region: str, users: Users, *, proxied: bool) -> Draft:
    """A region that follows: services beside it read from the first region while it is away.

    It is no standby of the writer: the engine moves the role within a region alone, and taking over elsewhere is a
    procedure that somebody starts.
    """
    nodes = {f"aurora-reads-{region}": inside("database:AuroraCluster", f"database-{region}*")}
    if proxied:
        nodes[f"aurora-proxy-{region}"] = inside("database:DatabaseProxy", f"database-proxy-{region}*")
    rows = [users.stand(host, node, soft=True, capability="read") for node in nodes for host in users.hosts]
    return Draft(nodes, stands=tuple(rows))


def aurora_anywhere(users: Users) -> Iterator[Draft]:
    """A cluster whose regions nobody knows: the writer is in the first region alone, and the readers of
    every region count as its standbys.
    """
    readers = {"aurora-readers": named(INSTANCE, "database-*-reader-*")}
    yield aurora_members("*", readers, users, proxied=False)
    nodes = {
        "aurora-cluster": named("aws:rds/cluster:Cluster", "database-*"),
        "aurora-proxy": inside("database:DatabaseProxy"),
        "aurora-worldwide": inside("database:GlobalDatabase"),
        "aurora-keys": named("aws:kms/key:Key", "database-keys-*"),
    }
    yield Draft(nodes, stands=tuple(users.stand(host, node) for node in nodes for host in users.hosts))
