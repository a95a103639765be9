"""Where a host is served: by which platform in which region, and for what share of its requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.cluster.workload_spec import Surface, WorkloadSpec
    from infra.config.platform import PlatformSpec


@dataclass(frozen=True, slots=True)
class Place:
    """One origin of a host. `first`: in the platform's first region. `runs`: what it is called there."""

    host: Surface
    platform: Literal["railway", "aws"]
    region: str
    first: bool
    runs: str
    weight: float


@dataclass(frozen=True, slots=True)
class Places:
    """The origins of a host that get requests. `steered`: their weights say how many each gets, 0 for none.

    Without steering by weight any of them can take over from the others, so each has weight 1.
    """

    origins: tuple[Place, ...]
    balanced: bool
    steered: bool


def places_of(spec: PlatformSpec, host: Surface) -> Places:
    """The origins of a host. Without a load balancer its record leads to one of them, and the others get nothing.

    Where two platforms serve a region, each counts for the region's whole share: no spec says how they divide it.
    """
    served = tuple(_served(spec, host))
    balancing = spec.edge.large.balancing
    if balancing is None or host not in balancing.hosts or not spec.edge.passes(host):
        return Places(tuple(one for one in served if one.first)[:1], balanced=False, steered=False)
    pooled = tuple(one for one in served if one.region in balancing.names)
    if balancing.steering != "random":
        return Places(pooled, balanced=True, steered=False)
    whole = sum(pool.share for pool in balancing.pools)
    shares = {pool.region: pool.share / whole for pool in balancing.pools}
    weighed = tuple(
        Place(one.host, one.platform, one.region, one.first, one.runs, shares[one.region]) for one in pooled
    )
    return Places(weighed, balanced=True, steered=True)


def workload_of(spec: PlatformSpec, host: Surface) -> WorkloadSpec | None:
    """The workload in the cluster that answers a host; None where none does."""
    eks = spec.cluster.eks
    return next((row for row in eks.workloads if row.surface == host), None) if eks is not None else None


def _served(spec: PlatformSpec, host: Surface) -> Iterator[Place]:
    railway, eks = spec.hosting.railway, spec.cluster.eks
    # As in the program: a record points to Railway as long as that serves the host.
    for row in railway.services.of(host).replicas if railway is not None else ():
        yield Place(host, "railway", row.region, railway is not None and row.region == railway.regions[0], host, 1)
    workload = workload_of(spec, host)
    for region in eks.regions if eks is not None and workload is not None else ():
        yield Place(host, "aws", region, region == spec.network.primary, workload.name if workload else host, 1)
