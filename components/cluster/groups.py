"""Security groups of a cluster, made before it so that data stores can admit its nodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.limits import limit
from components.network.doors import Admitted

R = TypeVar("R")

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


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule before it is a resource; `ports` None is every protocol and port."""

    label: str
    group: pulumi.Input[str]
    ports: tuple[int, int] | None
    who: dict[str, pulumi.Input[str]]
    why: str


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
            _Rule("nodes-to-anywhere", nodes.id, None, {"cidr_ipv4": ANYWHERE}, "images, AWS, the world"),
            *self._to_nodes(front, nodes),
        ]
        self.resources = ClusterGroupsResources(
            control_plane=front,
            nodes=nodes,
            ingress=tuple(self._made(aws.vpc.SecurityGroupIngressRule, rule) for rule in ingress),
            egress=tuple(self._made(aws.vpc.SecurityGroupEgressRule, rule) for rule in egress),
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

    def _from_nodes(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[_Rule]:
        port = _api_port()
        from_nodes: dict[str, pulumi.Input[str]] = {"referenced_security_group_id": nodes.id}
        return [
            _Rule("nodes-from-nodes", nodes.id, None, from_nodes, "pods talk to pods; policies narrow it"),
            _Rule("api-from-nodes", front.id, (port, port), from_nodes, "kubelets and controllers"),
        ]

    def _from_control_plane(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[_Rule]:
        who: dict[str, pulumi.Input[str]] = {"referenced_security_group_id": front.id}
        return [
            _Rule(f"nodes-{low}-from-control-plane", nodes.id, (low, high), who, "kubelets and webhooks")
            for low, high in _node_ports()
        ]

    def _to_nodes(self, front: aws.ec2.SecurityGroup, nodes: aws.ec2.SecurityGroup) -> list[_Rule]:
        who: dict[str, pulumi.Input[str]] = {"referenced_security_group_id": nodes.id}
        return [
            _Rule(f"control-plane-to-nodes-{low}", front.id, (low, high), who, "kubelets and webhooks")
            for low, high in _node_ports()
        ]

    def _from_callers(self, front: aws.ec2.SecurityGroup, callers: Admitted) -> list[_Rule]:
        ports = (_api_port(), _api_port())
        groups: dict[str, dict[str, pulumi.Input[str]]] = {
            who: {"referenced_security_group_id": identity} for who, identity in callers.groups.items()
        }
        ranges: dict[str, dict[str, pulumi.Input[str]]] = {
            who: {"cidr_ipv4": text} for who, text in callers.ranges.items()
        }
        return [
            _Rule(f"api-from-{who}", front.id, ports, source, f"{who} calls the API server")
            for who, source in (*groups.items(), *ranges.items())
        ]

    def _made(self, kind: Callable[..., R], rule: _Rule) -> R:
        label = f"{rule.label}-{self._place.region}"
        ports = {} if rule.ports is None else {"from_port": rule.ports[0], "to_port": rule.ports[1]}
        return kind(
            label,
            security_group_id=rule.group,
            ip_protocol="-1" if rule.ports is None else "tcp",
            description=rule.why,
            tags=self._place.tagged(label),
            opts=self.child(self._place.provider),
            **ports,
            **rule.who,
        )


def _api_port() -> int:
    return int(limit("cluster", "eks", "any", "api_port").value)


def _node_ports() -> list[tuple[int, int]]:
    return [(int(low), int(high)) for low, high in limit("cluster", "eks", "any", "node_ports").value]
