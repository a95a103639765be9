"""Rules that need more than one concern, with the path of the field to mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from components.backup.dumps_spec import DumpsSpec
from components.backup.spec import AuroraPitr, DailyCopies, SupabasePitr
from components.cache.spec import ExternalRedis
from components.database.pools import clients_in_deploy, problems_of_clients
from components.database.supabase_spec import SupabaseEngine
from components.edge.entitlements import Entitlements
from components.edge.words import ORIGIN_HOSTS, OriginHost
from components.hosting.words import ROLES
from components.network.spec import AwsNetwork
from components.spec import Problem
from infra.config.aws_rules import with_aws
from infra.config.platform import PlatformSpec
from infra.config.residency import broken
from infra.config.stack import Environment


def across(platform: PlatformSpec) -> Iterator[Problem]:
    """Every illegal combination of concerns."""
    yield from _regions(platform)
    yield from _origins(platform)
    yield from _accounts(platform)
    yield from _database(platform)
    yield from _cluster(platform)
    yield from _backup(platform)
    yield from _monitoring(platform)


def with_environment(platform: PlatformSpec, environment: Environment) -> Iterator[Problem]:
    """What the platform needs of its environment and lacks."""
    yield from with_aws(platform, environment)
    yield from _usage_alerts(platform, environment)
    store = platform.cache.store
    if isinstance(store, ExternalRedis):
        for name in dict.fromkeys(row.secret for row in store.stores):
            if name not in environment.secrets:
                how = f"pulumi config set --secret --path sayar:secrets.{name}"
                yield Problem(f"secrets.{name}", None, f"the URL of the store: {how}")


def _usage_alerts(platform: PlatformSpec, environment: Environment) -> Iterator[Problem]:
    """Alerts on the use of the edge need a zone of ours on a plan that has them."""
    named = [row.product for row in environment.budget.cloudflare_usage] if environment.budget else []
    if not named:
        return
    alert = "billing_usage_alert"
    if platform.edge.mode == "external":
        yield Problem("budget.cloudflare_usage", named, "none while edge.mode is external")
    elif alert not in Entitlements(platform.edge.plan).row("alerts").value:
        yield Problem("budget.cloudflare_usage", named, f"none on plan {platform.edge.plan}, which has no {alert}")


def _below(concern: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(f"{concern}.{problem.path}", problem.value, problem.allowed)


def _regions(platform: PlatformSpec) -> Iterator[Problem]:
    names = platform.network.names
    yield from _below("hosting", platform.hosting.in_regions(names))
    yield from _below("database", platform.database.in_regions(names))
    yield from _below("cache", platform.cache.in_regions(names))
    yield from _below("security", platform.security.in_regions(names))
    yield from _below("backup", platform.backup.in_network(platform.network))
    yield from broken(platform)
    yield from _pools(platform)


def _pools(platform: PlatformSpec) -> Iterator[Problem]:
    """A pool stands where every balanced host is served, and no region with services is left without one."""
    balancing = platform.edge.large.balancing
    served = _served(platform)
    # A region that does not exist is reported where it is said, and not once more where it is missing.
    if balancing is None or not all(set(regions) <= set(platform.network.names) for regions in served.values()):
        return
    everywhere = [name for name in platform.network.names if all(name in served[host] for host in balancing.hosts)]
    if not everywhere:
        return
    foreign = [(index, name) for index, name in enumerate(balancing.names) if name not in everywhere]
    for index, name in foreign:
        allowed = f"a region in which services answer for every balanced host: {', '.join(everywhere)}"
        yield Problem(f"edge.large.balancing.pools[{index}].region", name, allowed)
    left = sorted({region for host in balancing.hosts for region in served[host]} - set(balancing.names))
    if left and not foreign:
        allowed = f"a pool for {', '.join(left)} too: services run there and nobody is sent to them"
        yield Problem("edge.large.balancing.pools", list(balancing.names), allowed)


def _served(platform: PlatformSpec) -> dict[OriginHost, tuple[str, ...]]:
    """The regions in which each host is served."""
    railway, eks = platform.hosting.railway, platform.cluster.eks
    if railway is not None:
        return {host: tuple(row.region for row in railway.services.of(host).replicas) for host in ORIGIN_HOSTS}
    return dict.fromkeys(ORIGIN_HOSTS, eks.regions if eks else ())


def _origins(platform: PlatformSpec) -> Iterator[Problem]:
    """The edge stands in front of where the services are."""
    there = "aws" if platform.hosting.railway is None else "railway"
    for host in ORIGIN_HOSTS:
        said = platform.edge.origins.of(host).platform
        if said != there:
            yield Problem(f"edge.origins.{host}.platform", said, f"{there}, where hosting runs the services")
    platforms = tuple(platform.edge.origins.of(host).platform for host in ORIGIN_HOSTS)
    yield from _below("security", platform.security.with_origins(platforms, proxied=platform.edge.wholly_proxied))


def _accounts(platform: PlatformSpec) -> Iterator[Problem]:
    if platform.accounts.vercel_team is None and platform.hosting.vercel.plan != "hobby":
        allowed = f"the team that plan {platform.hosting.vercel.plan} was bought for"
        yield Problem("accounts.vercel_team", None, allowed)


def _database(platform: PlatformSpec) -> Iterator[Problem]:
    """Who may connect, and how many clients there can be."""
    engine, railway = platform.database.engine, platform.hosting.railway
    if isinstance(engine, SupabaseEngine) and railway is not None:
        opened = [(row.total, row.load.database_connections) for row in map(railway.services.of, ROLES)]
        yield from problems_of_clients(engine, clients_in_deploy(opened), "database.engine.compute")
    fixed = platform.hosting.fixed_addresses
    yield from _below("database", platform.database.with_services(fixed_addresses=fixed))
    plan = platform.hosting.railway_plan
    if plan is not None:
        yield from _below("cache", platform.cache.on_plan(plan))
        yield from _below("backup", platform.backup.on_railway(plan))
    elif platform.cache.store.kind == "railway":
        yield Problem("cache.store.kind", "railway", "another store while hosting.railway is null")


def _cluster(platform: PlatformSpec) -> Iterator[Problem]:
    cloud = platform.network.cloud
    vpcs = cloud.vpcs if isinstance(cloud, AwsNetwork) else ()
    zones = {vpc.region: vpc.zones for vpc in vpcs}
    yield from _below("messaging", platform.messaging.in_network(platform.network.names, zones))
    yield from _below("cluster", platform.cluster.in_network({vpc.region: vpc.cidr for vpc in vpcs}))
    yield from _below("cluster", platform.cluster.with_messaging(platform.messaging))
    if platform.hosting.railway is None and platform.cluster.eks is None:
        yield Problem("hosting.railway", None, "services on Railway while cluster.engine is none")


def _backup(platform: PlatformSpec) -> Iterator[Problem]:
    """Copies at the vendor are those of the engine that is there, and dumps are taken where something runs."""
    engine, copies, dumps = platform.database.engine, platform.backup.database, platform.backup.dumps
    if isinstance(engine, SupabaseEngine):
        yield from _below("backup", platform.backup.on_supabase(engine.plan))
        if isinstance(copies, AuroraPitr):
            yield Problem("backup.database.kind", copies.kind, "a copy that Supabase keeps, or none")
        if isinstance(copies, DailyCopies) and engine.pitr_days is not None:
            yield Problem("backup.database.kind", copies.kind, "supabase_pitr, which replaces daily backups")
        if isinstance(copies, SupabasePitr) and engine.pitr_days is None:
            allowed = "supabase_daily or none while database.engine.pitr_days is null"
            yield Problem("backup.database.kind", copies.kind, allowed)
        elif isinstance(copies, SupabasePitr) and copies.keep_days != engine.pitr_days:
            allowed = f"{engine.pitr_days}, as database.engine.pitr_days says"
            yield Problem("backup.database.keep_days", copies.keep_days, allowed)
    elif not isinstance(copies, AuroraPitr):
        yield Problem("backup.database.kind", copies.kind, "aurora_pitr, what the engine has")
    elif copies.keep_days != engine.retention_days:
        allowed = f"{engine.retention_days}, as database.engine.retention_days says"
        yield Problem("backup.database.keep_days", copies.keep_days, allowed)
    if isinstance(dumps, DumpsSpec):
        runs = {"railway": platform.hosting.railway is not None, "eks": platform.cluster.eks is not None}
        if not runs[dumps.runner]:
            there = [name for name, is_there in runs.items() if is_there]
            allowed = (
                f"{' or '.join(there)}, where services run" if there else "railway or eks, once services run there"
            )
            yield Problem("backup.dumps.runner", dumps.runner, allowed)


def _monitoring(platform: PlatformSpec) -> Iterator[Problem]:
    """Figures of the edge come from proxied traffic, and the vendor hands none out on Free. Replicas are watched."""
    yield from _lag(platform)
    if platform.monitoring.metrics.edge_exporter == "on" and (
        platform.edge.plan == "free" or not platform.edge.proxied
    ):
        allowed = "off while edge.plan is free or edge.mode is not proxied"
        yield Problem("monitoring.metrics.edge_exporter", "on", allowed)


def _lag(platform: PlatformSpec) -> Iterator[Problem]:
    """Somebody hears of a replica that falls behind before its readers have left it."""
    engine = platform.database.engine
    rows = engine.read_replicas if isinstance(engine, SupabaseEngine) else ()
    bounds = [row.max_lag_s for row in rows if row.region in platform.network.names]
    if not bounds:
        return
    least = min(bounds)
    found = [(index, row) for index, row in enumerate(platform.monitoring.alerts) if row.alert == "replica-lag"]
    if not found:
        there = [row.alert for row in platform.monitoring.alerts]
        yield Problem("monitoring.alerts", there, "replica-lag too: database.engine.read_replicas has some")
    for index, row in found:
        if row.threshold > least:
            allowed = f"at most {least}, after which readers leave a replica (max_lag_s)"
            yield Problem(f"monitoring.alerts[{index}].threshold", row.threshold, allowed)
