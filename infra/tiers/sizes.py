"""How large a platform is, in the same words for Railway and for a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from components.cluster.spec import EksCluster
    from components.hosting.railway_spec import ServiceSpec
    from components.hosting.words import Role
    from infra.config.platform import PlatformSpec

Served = Literal["api", "webhook", "feed"]
SERVED: tuple[Served, ...] = ("api", "webhook", "feed")


@dataclass(frozen=True, slots=True)
class LoadSize:
    """What one replica takes on, as the stack file says; times in seconds, `cache_ttl_s` None where nothing is kept."""

    at_once: int
    timeout_s: float
    database_connections: int
    cache_ttl_s: int | None


@dataclass(frozen=True, slots=True)
class ServiceSize:
    """One service: vCPU of a replica, the most replicas of each region, and where the spec says it the load of one.

    `scale_at` is the share of the CPU at which an autoscaler adds replicas, None where there is none.
    """

    vcpu: float
    replicas: tuple[int, ...]
    scale_at: float | None
    load: LoadSize | None

    @property
    def total(self) -> int:
        """Replicas in all regions."""
        return sum(self.replicas)

    @property
    def regions(self) -> int:
        """Regions in which there are replicas."""
        return len(self.replicas)

    @property
    def without_region(self) -> int:
        """Replicas that are left when the region with the most of them is lost."""
        return self.total - max(self.replicas, default=0)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The services of a platform. `pool_size` is connections from the pooler to the database, None if unknown."""

    api: ServiceSize
    webhook: ServiceSize
    feed: ServiceSize
    pool_size: int | None

    def of(self, role: Served) -> ServiceSize:
        """The service of a role."""
        return {"api": self.api, "webhook": self.webhook, "feed": self.feed}[role]


def sizes_of(platform: PlatformSpec) -> Sizes | None:
    """The sizes of a platform, None where it has no place for one of the services yet."""
    railway, eks, engine = platform.hosting.railway, platform.cluster.eks, platform.database.engine
    found = {role: _on_railway(railway.services.of(role)) if railway else _in_cluster(eks, role) for role in SERVED}
    api, webhook, feed = (found[role] for role in SERVED)
    if api is None or webhook is None or feed is None:
        return None
    # A proxy of Aurora is sized by the vendor, in percent of what the instance allows.
    return Sizes(api, webhook, feed, engine.pooler.pool_size if engine.kind == "supabase" else None)


def _on_railway(row: ServiceSpec) -> ServiceSize:
    load = LoadSize(row.load.at_once, row.load.timeout_s, row.load.database_connections, row.load.cache_ttl_s)
    return ServiceSize(row.vcpu, tuple(place.count for place in row.replicas), None, load)


def _in_cluster(eks: EksCluster | None, role: Role) -> ServiceSize | None:
    row = next((row for row in eks.workloads if row.surface == role), None) if eks else None
    if eks is None or row is None:
        return None
    scale_at = row.scale.percent / 100 if row.scale.by == "cpu" else None
    return ServiceSize(row.cpu_m / 1000, (row.replicas.most,) * len(eks.regions), scale_at, None)
