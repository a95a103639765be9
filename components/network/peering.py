"""Peering of the networks of two regions: private addresses and private names of either, seen from the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.network.network import Network


@dataclass(frozen=True, slots=True)
class PeeringResources:
    """Every resource that `Peering` makes; options and routes of the requesting side first."""

    connection: aws.ec2.VpcPeeringConnection
    accepter: aws.ec2.VpcPeeringConnectionAccepter
    options: tuple[aws.ec2.PeeringConnectionOptions, aws.ec2.PeeringConnectionOptions]
    routes: tuple[aws.ec2.Route, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    network: Network
    place: AwsPlace


class Peering(SayarComponent):
    """A connection that one region requests and the other accepts, with routes from private and intra subnets.

    Public subnets have no route: load balancers and NAT have nothing to say to the other region. Routes and options
    take the id of the acceptance, as a connection that is still pending takes neither.
    """

    connection_id: pulumi.Output[str]
    """Known once the connection is accepted."""

    def __init__(self, name: str, here: Network, there: Network, here_place: AwsPlace, there_place: AwsPlace) -> None:
        """`here` requests, so it is the region that is there for longer: the primary one.

        Raises ValueError for two networks of one region, and for a place that is not its network's.
        """
        if here.region == there.region:
            raise ValueError(f"{here.region} needs no peering with itself")
        for network, place in ((here, here_place), (there, there_place)):
            if network.region != place.region:
                raise ValueError(f"the network of {network.region} is not in {place.region}")
        super().__init__(name)
        label = f"peering-{here.region}-{there.region}"
        connection = aws.ec2.VpcPeeringConnection(
            label,
            vpc_id=here.vpc_id,
            peer_vpc_id=there.vpc_id,
            peer_owner_id=there_place.account,
            peer_region=there_place.aws,
            tags=here_place.tagged(label),
            opts=self.child(here_place.provider),
        )
        accepter = aws.ec2.VpcPeeringConnectionAccepter(
            f"peering-accepted-{here.region}-{there.region}",
            vpc_peering_connection_id=connection.id,
            # The requesting side cannot do it for another region.
            auto_accept=True,
            # Either side of a connection has tags of its own.
            tags=there_place.tagged(label),
            opts=self.child(there_place.provider),
        )
        self.connection_id = accepter.id
        sides = (_Side(here, here_place), _Side(there, there_place))
        self.resources = PeeringResources(
            connection=connection,
            accepter=accepter,
            options=(
                aws.ec2.PeeringConnectionOptions(
                    f"peering-names-{here.region}-{there.region}",
                    vpc_peering_connection_id=accepter.id,
                    requester={"allow_remote_vpc_dns_resolution": True},
                    opts=self.child(here_place.provider),
                ),
                aws.ec2.PeeringConnectionOptions(
                    f"peering-names-{there.region}-{here.region}",
                    vpc_peering_connection_id=accepter.id,
                    accepter={"allow_remote_vpc_dns_resolution": True},
                    opts=self.child(there_place.provider),
                ),
            ),
            routes=(*self._routes(*sides), *self._routes(*reversed(sides))),
        )
        self.ready: tuple[pulumi.Resource, ...] = (*self.resources.routes, *self.resources.options)
        """What clients of the other region must wait for."""
        self.finish(connection_id=self.connection_id)

    def _routes(self, from_: _Side, to: _Side) -> tuple[aws.ec2.Route, ...]:
        tables = from_.network.route_tables
        rows = (
            *((f"private-{from_.network.region}-{zone}", table) for zone, table in enumerate(tables["private"])),
            *((f"intra-{from_.network.region}", table) for table in tables["intra"]),
        )
        return tuple(
            aws.ec2.Route(
                f"{label}-to-{to.network.region}",
                route_table_id=table,
                destination_cidr_block=to.network.cidr,
                vpc_peering_connection_id=self.connection_id,
                opts=self.child(from_.place.provider),
            )
            for label, table in rows
        )


def pairs(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The regions to peer, the requesting one first; `names` as `NetworkSpec.names`, the primary one first.

    Every two of them: nothing passes through a peered network to a third one, and once a secondary region takes the
    writes, all the others must reach it. A region that is added last changes no pair of before.
    """
    return tuple(combinations(names, 2))
