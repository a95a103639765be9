"""The origins: services on Railway, workloads on AWS with what they run on, and the pools that lead to them.

A node takes one pattern, so what an origin needs is several nodes in layers: the service, its pool, the cluster, the
way in, the network. Where regions stand in for each other, each layer is a group of which one member is enough. That
the layers of two regions fail at once, one layer in the first and another in the second, no group says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sayar.services.draft import SERVED, Draft, Host, Stand, inside, joined, named, one_of
from sayar.services.edge import BALANCER, RECORD
from sayar.services.places import Place, Places, places_of

if TYPE_CHECKING:
    from components.cluster.workload_spec import Surface
    from infra.config.platform import PlatformSpec
    from sayar.documents.services import Match

POOL: Final = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
MONITOR: Final = "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor"
PART: Final = "-??[!-]*"
"""A part of a service in the first region, as `-instance`: what follows is no region, which has a hyphen after two
letters."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that every origin of a platform needs: its node's name and pattern for each place."""

    name: str
    nodes: Mapping[Place, tuple[str, Match]]


def origins(spec: PlatformSpec) -> Draft:
    """The origins of all hosts. A host without origin stands on none, as nothing serves it."""
    parts = [part for host in SERVED for part in _host(spec, host)]
    return joined([*parts, *_together(spec)])


def layers(host: Surface, places: Sequence[Place], *, balanced: bool) -> Iterator[Layer]:
    """The layers of a host's origins, those on Railway and those on AWS."""
    on_railway = [one for one in places if one.platform == "railway"]
    on_aws = [one for one in places if one.platform == "aws"]
    if balanced:
        yield Layer(f"{host}-pools", {one: _pool(one) for one in places})
    yield Layer(f"{host}-origins", {one: _origin(one) for one in places})
    # The service itself has the bare name, which no pattern can tell from all that begins with it.
    bare = {one: (f"{host}-service", inside("hosting:Services", host)) for one in on_railway if one.first}
    further = {
        one: (f"{host}-service-{one.region}", inside("hosting:Services", f"{host}-{one.region}"))
        for one in on_railway
        if not one.first
    }
    yield Layer(f"{host}-services", {**bare, **further})
    yield from _on_aws(on_aws)


def stands(host: Host, found: Places, layer: Layer) -> tuple[Draft, ...]:
    """How a host stands on a layer: by the weights where there are any, else on any one of the members.

    Where two platforms serve without weights, the layers of one alone are soft: the other is there.
    """
    nodes = dict(layer.nodes.values())
    if not nodes:
        return ()
    if found.steered:
        rows = tuple(Stand(host, name, weight=place.weight) for place, (name, _) in layer.nodes.items())
        return (Draft(nodes, stands=rows),)
    soft = {place.platform for place in layer.nodes} != {place.platform for place in found.origins}
    if len(nodes) == 1:
        return (Draft(nodes, stands=(Stand(host, next(iter(nodes)), soft=soft),)),)
    return (Draft(nodes, {layer.name: one_of(nodes)}, (Stand(host, layer.name, soft=soft),)),)


def _host(spec: PlatformSpec, host: Surface) -> Iterator[Draft]:
    found = places_of(spec, host)
    for layer in layers(host, found.origins, balanced=found.balanced):
        yield from stands(host, found, layer)
    if found.balanced:
        yield balancer(host, own=any(one.platform == "aws" for one in found.origins))
    if found.balanced and any(one.platform == "railway" for one in found.origins):
        yield shared_monitor(host)
    if spec.edge.mode != "external":
        yield from proofs(host, found.origins)


def balancer(host: Host, *, own: bool) -> Draft:
    """The load balancer of a host, and the monitor of its pools on AWS."""
    nodes = {f"{host}-balancer": named(BALANCER, host)}
    if own:
        nodes[f"{host}-monitor"] = named(MONITOR, f"monitor-{host}")
    return Draft(nodes, stands=tuple(Stand(host, name) for name in nodes))


def shared_monitor(host: Host) -> Draft:
    """The one monitor of all pools on Railway."""
    return Draft({"monitor": named(MONITOR, "monitor")}, stands=(Stand(host, "monitor"),))


def proofs(host: Host, places: Sequence[Place]) -> Iterator[Draft]:
    """Records by which a platform knows that a name is ours: it asks again when it renews a certificate."""
    for place in places:
        if place.platform == "railway":
            name = f"{host}-proof" if place.first else f"{host}-{place.region}*"
            node = f"proof-{host}" if place.first else f"proof-{host}-{place.region}"
        else:
            name, node = f"validation-{host}", f"validation-{host}"
        yield Draft({node: named(RECORD, name)}, stands=(Stand(host, node, soft=True),))


def _origin(place: Place) -> tuple[str, Match]:
    if place.platform == "aws":
        node = f"{place.host}-aws-{place.region}"
        return node, inside("cluster:Workload", f"{place.runs}-{place.region}")
    if place.first:
        return f"{place.host}-railway", inside("hosting:Services", f"{place.host}{PART}")
    return f"{place.host}-railway-{place.region}", inside("hosting:Services", f"{place.host}-{place.region}*")


def _pool(place: Place) -> tuple[str, Match]:
    suffix = "-aws" if place.platform == "aws" else ""
    name = f"{place.host}-{place.region}{suffix}"
    return f"pool-{name}", named(POOL, name)


def _on_aws(places: Sequence[Place]) -> Iterator[Layer]:
    """What all hosts of a region on AWS share. The ways of every region are its own, so regions stand in for each
    other here too.
    """
    for name, pattern in {
        "entrance": ("ingress:Ingress", "*{}*"),
        "cluster": ("cluster:Cluster", "*-{}*"),
        "machines": ("cluster:NodePools", "*-{}"),
        "namespaces": ("cluster:Namespaces", "*-{}"),
        "doors": ("cluster:ClusterGroups", "*-{}"),
        "network": ("network:Network", "*-{}*"),
    }.items():
        component, shape = pattern
        yield Layer(
            f"{name}-of-regions",
            {one: (f"{name}-{one.region}", inside(component, shape.format(one.region))) for one in places},
        )
    yield Layer(
        "certificates-of-regions",
        {one: (f"certificate-{one.region}", inside("ingress:Certificates", f"*-{one.region}*")) for one in places},
    )


def _together(spec: PlatformSpec) -> Iterator[Draft]:
    """What origins share: the project on Railway; on AWS what running pods can do without for a while, and keys."""
    hosts = {host: {one.platform for one in places_of(spec, host).origins if one.weight > 0} for host in SERVED}
    on_railway = [host for host in SERVED if "railway" in hosts[host]]
    on_aws = [host for host in SERVED if "aws" in hosts[host]]
    if on_railway:
        yield railway_project(on_railway)
    if on_aws and spec.cluster.eks is not None:
        yield from shared_on_aws(on_aws, peered=_peered(spec), endpoints=_endpoints(spec))


def railway_project(hosts: Sequence[Host]) -> Draft:
    """The project that every service of it is in."""
    nodes = {"railway-project": inside("hosting:HostingProject")}
    return Draft(nodes, stands=tuple(Stand(host, "railway-project") for host in hosts))


def shared_on_aws(hosts: Sequence[Host], *, peered: bool, endpoints: bool) -> Iterator[Draft]:
    """Controllers, shared secrets, and the ways between regions and to AWS itself: without them pods go on with what
    they have, and nothing new starts. Files are read all the time, and so is whatever the cluster's key encrypts.
    """
    soft = {"controllers": inside("cluster:Charts"), "secret-stores": inside("cluster:SecretStore")}
    if peered:
        # A region that lost the way to the other one answers from what it has.
        soft["peering"] = inside("network:Peering")
    if endpoints:
        soft["endpoints"] = inside("network:Endpoints")
    soft["shared-secrets"] = inside("security:SharedSecrets")
    yield Draft(soft, stands=tuple(Stand(host, node, soft=True) for node in soft for host in hosts))
    nodes = {"cluster-keys": named("aws:kms/key:Key", "cluster-keys-*")}
    yield Draft(nodes, stands=tuple(Stand(host, "cluster-keys") for host in hosts))
    files = {"files": inside("storage:PrivateBucket", "files-*"), "file-keys": named("aws:kms/key:Key", "files-keys-*")}
    # Feeds are files; the api keeps pictures there.
    yield Draft(
        files,
        stands=tuple(Stand(host, node, soft=host != "feed") for node in files for host in hosts if host != "webhook"),
    )


def _peered(spec: PlatformSpec) -> bool:
    cloud = spec.network.cloud
    return cloud.kind == "aws" and cloud.peering == "on" and len(spec.network.names) > 1


def _endpoints(spec: PlatformSpec) -> bool:
    cloud = spec.network.cloud
    return cloud.kind == "aws" and bool(cloud.gateway_endpoints or cloud.interface_endpoints)
