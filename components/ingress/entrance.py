"""Who gets to a load balancer and from there to the pods: security groups and their rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.edge.ranges import edge_ranges
from components.limits import limit
from components.network.ways import HTTPS_PORT, Way, address_list, group_of, way_in, way_out

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace
    from components.base import SayarComponent


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
    https = (HTTPS_PORT, HTTPS_PORT)
    edge_in = Way(f"balancer-{region}-from-edge", group.id, https, address_list(edge.id), "HTTPS from the edge")
    return Entrance(
        edge=edge,
        group=group,
        from_edge=way_in(component, place, edge_in),
        to_pods={
            port: way_out(
                component,
                place,
                Way(
                    f"balancer-{region}-to-pods-{port}",
                    group.id,
                    (port, port),
                    group_of(nodes_group_id),
                    "Requests and health checks to pods",
                ),
            )
            for port in every
        },
        into_pods={
            port: way_in(
                component,
                place,
                Way(
                    f"pods-{region}-from-balancer-{port}",
                    nodes_group_id,
                    (port, port),
                    group_of(group.id),
                    "Requests and health checks from the balancer",
                ),
            )
            for port in every
        },
    )
