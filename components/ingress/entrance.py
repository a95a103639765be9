"""Who gets to a load balancer and from there to the pods: security groups and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.edge.ranges import edge_ranges
from components.limits import limit

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace
    from components.base import SayarComponent

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class Entrance:
    """The group of the balancer, the edge's addresses, and one way from balancer to pods for each port."""

    edge: aws.ec2.ManagedPrefixList
    group: aws.ec2.SecurityGroup
    from_edge: aws.vpc.SecurityGroupIngressRule
    to_pods: dict[int, aws.vpc.SecurityGroupEgressRule]
    into_pods: dict[int, aws.vpc.SecurityGroupIngressRule]


def entrance(
    component: SayarComponent,
    place: AwsPlace,
    *,
    vpc_id: pulumi.Input[str],
    ports: Iterable[int],
    nodes_group_id: pulumi.Input[str],
) -> Entrance:
    """Groups and rules as children of `component`. The balancer talks to pods on their `ports` and to nobody else.

    Raises ValueError where the list of the edge's addresses has outgrown its place.
    """
    ranges, most = edge_ranges().ipv4, int(limit("ingress", "aws", "any", "prefix_list_entries").value)
    if len(ranges) > most:
        raise ValueError(f"{len(ranges)} ranges of the edge: at most {most}, as prefix_list_entries says")
    options, region = component.child(place.provider), place.region
    edge = aws.ec2.ManagedPrefixList(
        f"edge-ranges-{region}",
        address_family="IPv4",
        # Room for more: entries and their number cannot change in one step.
        max_entries=most,
        entries=[{"cidr": text, "description": "Cloudflare"} for text in ranges],
        tags=place.tagged(f"edge-ranges-{region}"),
        opts=options,
    )
    group = aws.ec2.SecurityGroup(
        f"balancer-{region}",
        vpc_id=vpc_id,
        # A changed description would make a new group.
        description="The edge, and nobody else",
        tags=place.tagged(f"balancer-{region}"),
        opts=options,
    )
    every = sorted(set(ports))
    return Entrance(
        edge=edge,
        group=group,
        from_edge=aws.vpc.SecurityGroupIngressRule(
            f"balancer-{region}-from-edge",
            security_group_id=group.id,
            prefix_list_id=edge.id,
            ip_protocol="tcp",
            from_port=HTTPS_PORT,
            to_port=HTTPS_PORT,
            description="HTTPS from the edge",
            tags=place.tagged(f"balancer-{region}-from-edge"),
            opts=options,
        ),
        to_pods={
            port: aws.vpc.SecurityGroupEgressRule(
                f"balancer-{region}-to-pods-{port}",
                security_group_id=group.id,
                referenced_security_group_id=nodes_group_id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description="Requests and health checks to pods",
                tags=place.tagged(f"balancer-{region}-to-pods-{port}"),
                opts=options,
            )
            for port in every
        },
        into_pods={
            port: aws.vpc.SecurityGroupIngressRule(
                f"pods-{region}-from-balancer-{port}",
                security_group_id=nodes_group_id,
                referenced_security_group_id=group.id,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
                description="Requests and health checks from the balancer",
                tags=place.tagged(f"pods-{region}-from-balancer-{port}"),
                opts=options,
            )
            for port in every
        },
    )
