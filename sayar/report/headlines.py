"""What each tier consists of in a few lines: the choices that a reader asks for first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from sayar.report.contrast import ABSENT, Row
from sayar.report.expected import enough, peak

if TYPE_CHECKING:
    from components.cluster.workload_spec import WorkloadSpec
    from components.hosting.railway_spec import ServiceSpec
    from components.hosting.words import Role
    from infra.config.platform import PlatformSpec


def headline_rows(platforms: Sequence[PlatformSpec]) -> tuple[Row, ...]:
    """One row a question, one value a platform."""
    return tuple(Row(label, tuple(answer(platform) for platform in platforms)) for label, answer in _QUESTIONS)


def _regions(platform: PlatformSpec) -> str:
    return ", ".join(platform.network.names)


def _edge(platform: PlatformSpec) -> str:
    how = {"dns_only": "names only", "proxied": "proxied", "external": "DNS elsewhere"}[platform.edge.mode]
    return f"Cloudflare {platform.edge.plan}, {how}"


def _firewall(platform: PlatformSpec) -> str:
    if not platform.edge.proxied:
        return f"{ABSENT} (not in force)"
    waf = platform.edge.waf
    managed = [name for name, on in (("managed", waf.managed.cloudflare == "on"), ("OWASP", waf.managed.owasp)) if on]
    return ", ".join([f"{len(waf.custom)} rules", *managed, f"{len(waf.rate_limits)} rate limits"])


def _balancing(platform: PlatformSpec) -> str:
    balancing = platform.edge.large.balancing
    return ABSENT if balancing is None else f"{balancing.steering}, {len(balancing.pools)} pools"


def _home(platform: PlatformSpec) -> str:
    eks = platform.cluster.eks
    if platform.hosting.railway is not None:
        return f"Railway {platform.hosting.railway.plan}"
    return ABSENT if eks is None else f"EKS {eks.version}, {eks.nodes.mode} nodes"


def _service(role: Role) -> Callable[[PlatformSpec], str]:
    def answer(platform: PlatformSpec) -> str:
        if platform.hosting.railway is not None:
            return _on_railway(platform.hosting.railway.services.of(role))
        workloads = platform.cluster.eks.workloads if platform.cluster.eks else ()
        return next((_in_cluster(row) for row in workloads if row.surface == role), ABSENT)

    return answer


def _on_railway(row: ServiceSpec) -> str:
    counts = " + ".join(str(place.count) for place in row.replicas)
    return f"{counts} × {row.vcpu:g} vCPU, {row.memory_gb:g} GB"


def _in_cluster(row: WorkloadSpec) -> str:
    return f"{row.replicas.least} to {row.replicas.most} × {row.cpu_m / 1000:g} vCPU, {row.memory_mb / 1024:g} GB"


def _web(platform: PlatformSpec) -> str:
    vercel = platform.hosting.vercel
    return f"Vercel {vercel.plan}, {vercel.seats} {'seat' if vercel.seats == 1 else 'seats'}"


def _database(platform: PlatformSpec) -> str:
    engine = platform.database.engine
    if engine.kind == "supabase":
        return f"Supabase {engine.plan}, {engine.compute}"
    capacity = engine.primary.capacity
    size = capacity.instance_class if capacity.kind == "provisioned" else f"up to {capacity.max_acu:g} ACU"
    return f"Aurora {engine.version}, {size}"


def _copies(platform: PlatformSpec) -> str:
    engine = platform.database.engine
    if engine.kind == "supabase":
        rows = engine.read_replicas
        return ", ".join(f"{row.count} in {row.region}" for row in rows) or ABSENT
    followers = [f"{row.readers} in {row.region}" for row in (engine.worldwide.secondaries if engine.worldwide else ())]
    return ", ".join([f"{engine.primary.readers} in {engine.primary.region}", *followers])


def _cache(platform: PlatformSpec) -> str:
    store = platform.cache.store
    if store.kind == "none":
        return ABSENT
    uses = ", ".join(dict.fromkeys(use for use, _ in platform.cache.uses))
    name = {"railway": "Redis", "external": "own Redis", "elasticache": "Valkey"}[store.kind]
    return f"{name} for {uses}"


def _messages(platform: PlatformSpec) -> str:
    kafka = platform.messaging.kafka
    return ABSENT if kafka is None else f"Kafka {kafka.version}, {kafka.brokers} brokers"


def _traces(platform: PlatformSpec) -> str:
    tracing = platform.monitoring.tracing
    return ABSENT if tracing.store == "none" else f"{tracing.store}, {tracing.sampled:.0%} and errors"


def _objective(platform: PlatformSpec) -> str:
    objective = platform.monitoring.objective
    return f"{objective.availability_percent:g} % of {objective.window_days} days"


def _backups(platform: PlatformSpec) -> str:
    backup, found = platform.backup, []
    if backup.database.kind != "none":
        found.append(f"{backup.database.keep_days} days at the vendor")
    if backup.dumps.kind != "none":
        found.append(f"dumps every {backup.dumps.every_h} h")
    if backup.vaults.kind != "none":
        found.append(f"vaults, copied to {backup.vaults.copy_to}")
    return ", ".join(found) or ABSENT


def _origin(platform: PlatformSpec) -> str:
    auth = platform.security.origin_auth
    return ABSENT if auth.stage == "off" else f"{auth.mode}, {'accepted' if auth.stage == 'accept' else 'required'}"


def _evidence(platform: PlatformSpec) -> str:
    return ", ".join(platform.security.compliance.frameworks) or ABSENT


_QUESTIONS: Final[tuple[tuple[str, Callable[[PlatformSpec], str]], ...]] = (
    ("regions", _regions),
    ("edge", _edge),
    ("firewall", _firewall),
    ("load balancing", _balancing),
    ("services on", _home),
    ("api", _service("api")),
    ("webhook intake", _service("webhook")),
    ("feed worker", _service("feed")),
    ("requests, users' peak / month's", peak),
    ("api needed", enough),
    ("web", _web),
    ("database", _database),
    ("database copies", _copies),
    ("cache", _cache),
    ("messages", _messages),
    ("traces", _traces),
    ("objective", _objective),
    ("backups", _backups),
    ("proof of the edge", _origin),
    ("evidence for", _evidence),
)
