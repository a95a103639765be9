"""How a workload's pods come behind a load balancer: a service, and its binding to a target group. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from components.cluster.labels import Manifest, selector
from components.cluster.pod import PORT_NAME
from components.cluster.workload_spec import WorkloadSpec

if TYPE_CHECKING:
    import pulumi

SERVICE_PORT: Final = 80


@dataclass(frozen=True, slots=True)
class Target:
    """A target group of kind `ip` by its ARN.

    `balancer_group` is the security group of the load balancer, from which the controller then lets itself into the
    nodes' group; None where that rule is ours already. In Auto Mode the target group carries the tag
    `eks:eks-cluster-name` with the cluster's name, or the controller may not register anything (the managed policy
    AmazonEKSLoadBalancingPolicy), and a group that it is to change carries it too.
    """

    arn: pulumi.Input[str]
    balancer_group: pulumi.Input[str] | None


def service(spec: WorkloadSpec) -> Manifest:
    """An address inside the cluster alone: load balancers send to the pods themselves."""
    return {
        "type": "ClusterIP",
        "selector": selector(spec.name),
        "ports": [{"name": PORT_NAME, "port": SERVICE_PORT, "targetPort": PORT_NAME, "protocol": "TCP"}],
    }


def target_binding(spec: WorkloadSpec, target: Target) -> Manifest:
    """Keeps the addresses of the pods in the target group. The kind of target is said, as Auto Mode demands."""
    binding: Manifest = {
        "targetGroupARN": target.arn,
        "targetType": "ip",
        "serviceRef": {"name": spec.name, "port": SERVICE_PORT},
    }
    if target.balancer_group is not None:
        source = {"securityGroup": {"groupID": target.balancer_group}}
        ports = [{"protocol": "TCP", "port": spec.probes.port}]
        binding["networking"] = {"ingress": [{"from": [source], "ports": ports}]}
    return binding
