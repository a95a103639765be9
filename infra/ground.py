"""What every region on AWS stands on: keys, network, and the groups by which nodes are let in everywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.aws import AwsPlace
from components.network.subnets import Kind, planned

if TYPE_CHECKING:
    import pulumi

    from components.cluster.groups import ClusterGroups
    from components.network.doors import Admitted
    from components.network.network import Network
    from components.network.spec import AwsNetwork
    from components.security.keys import Keys
    from infra.config.platform import PlatformSpec
    from infra.places import Places


@dataclass(frozen=True, slots=True)
class Ground:
    """One region. `ready` is what machines wait for: ways out, endpoints, and ways to the other regions."""

    place: AwsPlace
    keys: Keys
    network: Network
    groups: ClusterGroups
    ranges: Mapping[Kind, tuple[str, ...]]
    ready: tuple[pulumi.Resource, ...]

    def admitted(self, *, from_elsewhere: bool) -> Admitted:
        """Nodes of this region and, where stores serve other regions too, the peered networks."""
        from components.network.doors import Admitted

        return Admitted({"nodes": self.groups.nodes}, self.network.peers if from_elsewhere else {})


def cluster_identifier(region: str) -> str:
    """The name of a region's cluster, constant from the first deployment on: with another one everything that is in
    the cluster would be another thing.
    """
    return f"sayar-{region}"


def grounds(spec: PlatformSpec, places: Places, cloud: AwsNetwork) -> dict[str, Ground]:
    """Register the ground of every region, and what joins them."""
    from components.network.network import Network
    from components.network.peering import Peering, pairs
    from components.security.keys import Keys

    security = spec.security.cloud
    if security.kind != "aws":
        raise ValueError("a network on AWS needs security.cloud of kind aws, whose keys encrypt what is in it")
    vpcs = {vpc.region: vpc for vpc in cloud.vpcs}
    keys = {
        region: Keys(f"keys-{region}", security.keys, place, copied_by=places.copied_by)
        for region, place in places.regions.items()
    }
    networks = {
        region: Network(f"network-{region}", vpcs[region], place, cloud) for region, place in places.regions.items()
    }
    ways = {region: networks[region].ready for region in networks}
    for here, there in pairs(tuple(networks)) if cloud.peering == "on" else ():
        peering = Peering(
            f"peering-{here}-{there}", networks[here], networks[there], places.regions[here], places.regions[there]
        )
        for region in (here, there):
            ways[region] = (*ways[region], *peering.ready)
    return {
        region: _ground(spec, cloud, place, keys[region], networks[region], ways[region])
        for region, place in places.regions.items()
    }


def _ground(
    spec: PlatformSpec,
    cloud: AwsNetwork,
    place: AwsPlace,
    keys: Keys,
    network: Network,
    ways: tuple[pulumi.Resource, ...],
) -> Ground:
    from components.cluster.groups import ClusterGroups
    from components.network.doors import Admitted
    from components.network.endpoints import Endpoints
    from components.network.flow_logs import FlowLogs

    region = place.region
    vpc = next(row for row in cloud.vpcs if row.region == region)
    endpoints: tuple[pulumi.Resource, ...] = ()
    if cloud.gateway_endpoints or cloud.interface_endpoints:
        endpoints = Endpoints(f"endpoints-{region}", cloud, place, network=network).ready
    if cloud.flow_logs.traffic != "off":
        FlowLogs(f"flow-logs-{region}", cloud.flow_logs, place, network=network, key_arn=keys.of("logs"))
    # Runners reach the API of a cluster from the networks of the platform, and from those that are joined to it.
    joined = {f"elsewhere-{_label(text)}": text for text in cloud.elsewhere}
    callers = Admitted(ranges={region: vpc.cidr, **network.peers, **joined}) if spec.cluster.eks else Admitted()
    groups = ClusterGroups(
        f"groups-{region}", place, vpc_id=network.vpc_id, callers=callers, cluster=cluster_identifier(region)
    )
    ranges: dict[Kind, tuple[str, ...]] = {
        kind: tuple(subnet.cidr for subnet in planned(vpc) if subnet.kind == kind)
        for kind in ("public", "private", "intra")
    }
    return Ground(place, keys, network, groups, ranges, (*ways, *endpoints))


def _label(cidr: str) -> str:
    """A range as part of a logical name: by its place in a list, one that goes would change those after it."""
    return cidr.replace(".", "-").replace("/", "-")
