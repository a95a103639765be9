"""The network of one region: subnets in every zone, what each may reach, and the addresses that it is seen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.network import regions
from components.network.spec import AwsNetwork, VpcSpec
from components.network.subnets import KINDS, Kind, Subnet, planned

EVERYWHERE: Final = "0.0.0.0/0"

ROLES: Final[Mapping[Kind, Mapping[str, str]]] = {
    "public": {"kubernetes.io/role/elb": "1"},
    "private": {"kubernetes.io/role/internal-elb": "1"},
    "intra": {},
}
"""By these tags the load balancer controller of EKS finds the subnets for load balancers of either scheme."""


@dataclass(frozen=True, slots=True)
class NetworkResources:
    """Every resource that `Network` makes. Subnets by zone; private route tables by zone, the others one for all.

    `addresses` and `gateways` belong together; `ways_out` are the default routes.
    """

    vpc: aws.ec2.Vpc
    internet: aws.ec2.InternetGateway
    subnets: dict[Kind, tuple[aws.ec2.Subnet, ...]]
    route_tables: dict[Kind, tuple[aws.ec2.RouteTable, ...]]
    associations: tuple[aws.ec2.RouteTableAssociation, ...]
    addresses: tuple[aws.ec2.Eip, ...]
    gateways: tuple[aws.ec2.NatGateway, ...]
    ways_out: tuple[aws.ec2.Route, ...]


class Network(SayarComponent):
    """The VPC of a region and everything that is once in it.

    What belongs to a zone is named by the zone's place in the region's list, so a further zone changes nothing of the
    others, and a change between one NAT gateway and one a zone keeps the first.

    Protected are the VPC and the addresses of NAT: everything of the region hangs in the one, and the others stand on
    allow-lists of people who are not asked, and an address that was given back cannot be had again. Subnets and
    gateways hold nothing and come back alike.

    The default security group of the VPC belongs to AWS and stays as it is: nothing of the platform may be in it.
    """

    def __init__(self, name: str, vpc: VpcSpec, place: AwsPlace, cloud: AwsNetwork) -> None:
        """Raises ValueError for a network that is not one of the cloud's, whose ranges were checked together, and for
        a place that is another region.
        """
        if vpc not in cloud.vpcs:
            raise ValueError(f"the network of {vpc.region} is none of the cloud's")
        if vpc.region != place.region:
            raise ValueError(f"the network of {vpc.region} cannot be made in {place.region}")
        super().__init__(name)
        self._place = place
        self.region: str = vpc.region
        self.cidr: str = vpc.cidr
        self.zones: tuple[str, ...] = _zones(vpc)
        """The availability zones in use, by the ids that mean one place in every account (`use1-az1`)."""
        self.peers: Mapping[str, str] = (
            {other.region: other.cidr for other in cloud.vpcs if other.region != vpc.region}
            if cloud.peering == "on"
            else {}
        )
        """The ranges of the networks that are peered with this one, by region: whom stores may admit from there."""
        self.resources = self._made(vpc)
        made = self.resources
        self.vpc_id: pulumi.Output[str] = made.vpc.id
        self.subnets: Mapping[Kind, tuple[pulumi.Output[str], ...]] = {
            kind: tuple(subnet.id for subnet in made.subnets[kind]) for kind in KINDS
        }
        self.route_tables: Mapping[Kind, tuple[pulumi.Output[str], ...]] = {
            kind: tuple(table.id for table in made.route_tables[kind]) for kind in KINDS
        }
        """Each table once: private ones by zone, one public, one intra."""
        self.nat_addresses: tuple[pulumi.Output[str], ...] = tuple(address.public_ip for address in made.addresses)
        """The public addresses that others see private subnets come from; none without NAT."""
        self.ready: tuple[pulumi.Resource, ...] = (*made.associations, *made.ways_out)
        """What nodes must wait for: before that they have a subnet and no way to a registry."""
        self.finish(
            vpc_id=self.vpc_id,
            zones=list(self.zones),
            nat_addresses=list(self.nat_addresses),
        )

    def _made(self, spec: VpcSpec) -> NetworkResources:
        region, place = self.region, self._place
        vpc = aws.ec2.Vpc(
            f"vpc-{region}",
            cidr_block=spec.cidr,
            # Private names of interface endpoints and of peers need both.
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=place.tagged(f"vpc-{region}"),
            opts=self.child(place.provider, protect=True),
        )
        internet = aws.ec2.InternetGateway(
            f"internet-{region}",
            vpc_id=vpc.id,
            tags=place.tagged(f"internet-{region}"),
            opts=self.child(place.provider),
        )
        plan = planned(spec)
        subnets = {kind: tuple(self._subnet(vpc, row) for row in plan if row.kind == kind) for kind in KINDS}
        tables: dict[Kind, tuple[aws.ec2.RouteTable, ...]] = {
            "public": (self._table(vpc, f"public-{region}"),),
            "private": tuple(self._table(vpc, f"private-{region}-{zone}") for zone in range(spec.zones)),
            "intra": (self._table(vpc, f"intra-{region}"),),
        }
        addresses = tuple(self._address(zone, internet) for zone in _nat_zones(spec))
        gateways = tuple(
            self._gateway(zone, subnets["public"][zone], address, internet)
            for zone, address in zip(_nat_zones(spec), addresses, strict=True)
        )
        return NetworkResources(
            vpc=vpc,
            internet=internet,
            subnets=subnets,
            route_tables=tables,
            associations=tuple(
                self._association(f"{kind}-{region}-{zone}", subnet, tables[kind][zone if kind == "private" else 0])
                for kind in KINDS
                for zone, subnet in enumerate(subnets[kind])
            ),
            addresses=addresses,
            gateways=gateways,
            ways_out=(
                self._way_out(f"out-public-{region}", tables["public"][0], gateway_id=internet.id),
                *(
                    # With a single gateway every zone leaves through it.
                    self._way_out(
                        f"out-private-{region}-{zone}", table, nat_gateway_id=gateways[min(zone, len(gateways) - 1)].id
                    )
                    for zone, table in enumerate(tables["private"] if gateways else ())
                ),
            ),
        )

    def _subnet(self, vpc: aws.ec2.Vpc, row: Subnet) -> aws.ec2.Subnet:
        name = f"{row.kind}-{self.region}-{row.zone}"
        return aws.ec2.Subnet(
            name,
            vpc_id=vpc.id,
            cidr_block=row.cidr,
            availability_zone_id=self.zones[row.zone],
            # Load balancers and gateways bring their addresses; nothing else is to have one.
            map_public_ip_on_launch=False,
            tags={**self._place.tagged(name), **ROLES[row.kind]},
            opts=self.child(self._place.provider),
        )

    def _table(self, vpc: aws.ec2.Vpc, of: str) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(
            f"routes-{of}",
            vpc_id=vpc.id,
            tags=self._place.tagged(f"routes-{of}"),
            opts=self.child(self._place.provider),
        )

    def _association(self, of: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> aws.ec2.RouteTableAssociation:
        return aws.ec2.RouteTableAssociation(
            f"routing-{of}", subnet_id=subnet.id, route_table_id=table.id, opts=self.child(self._place.provider)
        )

    def _address(self, zone: int, internet: aws.ec2.InternetGateway) -> aws.ec2.Eip:
        name = f"nat-address-{self.region}-{zone}"
        return aws.ec2.Eip(
            name,
            domain="vpc",
            tags=self._place.tagged(name),
            # The internet gateway cannot be taken off a network in which addresses are in use.
            opts=self.child(self._place.provider, protect=True, depends_on=[internet]),
        )

    def _gateway(
        self, zone: int, subnet: aws.ec2.Subnet, address: aws.ec2.Eip, internet: aws.ec2.InternetGateway
    ) -> aws.ec2.NatGateway:
        name = f"nat-{self.region}-{zone}"
        return aws.ec2.NatGateway(
            name,
            subnet_id=subnet.id,
            allocation_id=address.id,
            tags=self._place.tagged(name),
            # AWS fails a public gateway in a network without an internet gateway.
            opts=self.child(self._place.provider, depends_on=[internet]),
        )

    def _way_out(self, name: str, table: aws.ec2.RouteTable, **through: pulumi.Output[str]) -> aws.ec2.Route:
        return aws.ec2.Route(
            name,
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            opts=self.child(self._place.provider),
            **through,
        )


def _zones(vpc: VpcSpec) -> tuple[str, ...]:
    """`vpc` has passed its rules, so the region is known and has as many zones."""
    row = regions.region(vpc.region)
    if row is None:
        raise KeyError(vpc.region)
    return row.zones[: vpc.zones]


def _nat_zones(vpc: VpcSpec) -> range:
    """The zones that have a NAT gateway."""
    return range({"per_zone": vpc.zones, "single": 1, "none": 0}[vpc.nat])
