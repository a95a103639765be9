"""Security groups of a cluster, made before it so that data stores can admit its nodes."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.limits import limit
from components.network.doors import Admitted
from components.network.ways import Way, Who, addresses, group_of, way_in, way_out

ANYWHERE = "0.0.0.0/0"

NOBODY = Admitted()

CLUSTER_TAG = "eks:eks-cluster-name"
"""EKS changes rules of a group only where this tag names its cluster (policy AmazonEKSLoadBalancingPolicy)."""


@dataclass(frozen=True, slots=True)
class ClusterGroupsResources:
    """Every resource that `ClusterGroups` makes."""

    control_plane: aws.ec2.SecurityGroup
    nodes: aws.ec2.SecurityGroup
    ingress: tuple[aws.vpc.SecurityGroupIngressRule, ...]
    egress: tuple[aws.vpc.SecurityGroupEgressRule, ...]


class ClusterGroups(SayarComponent):
    """One group for the network cards of the API server, one for all nodes.

    Groups of our own, not the one that EKS makes with a cluster: data stores admit nodes by group, and must not wait
    for a cluster nor change with it.
    """

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        vpc_id: pulumi.Input[str],
        callers: Admitted = NOBODY,
        cluster: str | None = None,
    ) -> None:
        """`callers` reach the API server from inside the network besides nodes: runners, whose way in is private.

        `cluster` is the name of the cluster whose load balancers EKS opens nodes for; without it EKS may not, and
        who makes load balancers makes the rules too.
        """
        super().__init__(name)
        self._place = place
        owner = {} if cluster is None else {CLUSTER_TAG: cluster}
        front = self._group("control-plane", "The API server of the cluster", vpc_id, {})
        nodes = self._group("nodes", "Nodes of the cluster and their pods", vpc_id, owner)
        self.control_plane: pulumi.Output[str] = front.id
        """Id of the group of the API server."""
        self.nodes: pulumi.Output[str] = nodes.id
        """Id of the group of the nodes."""
        ingress = [
            *self._from_nodes(front, nodes),
            *self._from_control_plane(front, nodes),
            *self._from_callers(front, callers),
        ]
        egress = [
            self._way("nodes-to-anywhere", nodes.id, None, addresses(ANYWHERE), "images, AWS, the world"),
            *self._to_nodes(front, nodes),
        ]
        self.resources = ClusterGroupsResources(
            control_plane=front,
            nodes=nodes,
            ingress=tuple(way_in(self, place, way) for way in ingress),
            egress=tuple(way_out(self, place, way) for way in egress),
        )
        self.finish(control_plane=self.control_plane, nodes=self.nodes)

    def _group(self, kind: str, why: str, vpc_id: pulumi.Input[str], tags: dict[str, str]) -> aws.ec2.SecurityGroup:
        label = f"{kind}-{self._place.region}"
        return aws.ec2.SecurityGroup(
            label,
            vpc_id=vpc_id,
            # A changed description would make a new group, and every node and store with it.
            description=why,
            tags={**self._place.tagged(label), **tags},
            opts=self.child(self._place.provider),
        )

    def _from_nodes(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[Way]:
        port = _api_port()
        from_nodes = group_of(nodes.id)
        return [
            self._way("nodes-from-nodes", nodes.id, None, from_nodes, "pods talk to pods; policies narrow it"),
            self._way("api-from-nodes", front.id, (port, port), from_nodes, "kubelets and controllers"),
        ]

    def _from_control_plane(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[Way]:
        who = group_of(front.id)
        return [
            self._way(f"nodes-{low}-from-control-plane", nodes.id, (low, high), who, "kubelets and webhooks")
            for low, high in _node_ports()
        ]

    def _to_nodes(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[Way]:
        who = group_of(nodes.id)
        return [
            self._way(f"control-plane-to-nodes-{low}", front.id, (low, high), who, "kubelets and webhooks")
            for low, high in _node_ports()
        ]

    def _from_callers(self, front: aws.ec2.SecurityGroup, callers: Admitted) -> list[Way]:
        ports = (_api_port(), _api_port())
        return [
            self._way(f"api-from-{who}", front.id, ports, source, f"{who} calls the API server")
            for who, source in callers.every
        ]

    def _way(self, label: str, group: pulumi.Input[str], ports: tuple[int, int] | None, who: Who, why: str) -> Way:
        return Way(f"{label}-{self._place.region}", group, ports, who, why)


def _api_port() -> int:
    return int(limit("cluster", "eks", "any", "api_port").value)


def _node_ports() -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in limit("cluster", "eks", "any", "node_ports").value]
