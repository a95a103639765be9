"""Endpoints of AWS's services in a network: what nodes and stores ask of AWS without leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import PARTITION, AwsPlace
from components.base import SayarComponent
from components.network.doors import Admitted, Doors, doors
from components.network.network import Network
from components.network.spec import AwsNetwork
from components.network.ways import HTTPS_PORT
from components.policies import Statement, document


@dataclass(frozen=True, slots=True)
class EndpointsResources:
    """Every resource that `Endpoints` makes, by service as the spec has it; `doors` is None without interfaces."""

    gateways: dict[str, aws.ec2.VpcEndpoint]
    doors: Doors | None
    interfaces: dict[str, aws.ec2.VpcEndpoint]


class Endpoints(SayarComponent):
    """Gateway endpoints are routes, of private and intra subnets; interface endpoints are addresses in private ones.

    Interfaces take the names of the services over, so clients need no setting. Their policies are AWS's, which let
    everything through: a caller has an identity there, and what it may do its role says. The gateways have policies of
    their own, as whoever has keys of a foreign account could carry data into buckets and tables of that account.
    """

    def __init__(self, name: str, cloud: AwsNetwork, place: AwsPlace, *, network: Network) -> None:
        """Raises ValueError where the spec has no endpoint, and for a place that is another region."""
        if not cloud.gateway_endpoints and not cloud.interface_endpoints:
            raise ValueError("this spec has no endpoints")
        if network.region != place.region:
            raise ValueError(f"endpoints of {network.region} cannot be made in {place.region}")
        super().__init__(name)
        self._place, self._network = place, network
        gateways: dict[str, aws.ec2.VpcEndpoint] = {
            service: self._gateway(service) for service in cloud.gateway_endpoints
        }
        door = self._door() if cloud.interface_endpoints else None
        interfaces: dict[str, aws.ec2.VpcEndpoint] = (
            {} if door is None else {service: self._interface(service, door) for service in cloud.interface_endpoints}
        )
        self.resources = EndpointsResources(gateways=gateways, doors=door, interfaces=interfaces)
        self.ready: tuple[pulumi.Resource, ...] = (
            *gateways.values(),
            *interfaces.values(),
            *(() if door is None else door.rules),
        )
        """What nodes must wait for in a network without NAT: without these they cannot join."""
        self.finish(ids={service: endpoint.id for service, endpoint in (*gateways.items(), *interfaces.items())})

    def _gateway(self, service: str) -> aws.ec2.VpcEndpoint:
        name, place, network = _name(service, self._place), self._place, self._network
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=network.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=_service(service, place),
            # Public subnets hold load balancers and NAT, which keep nothing.
            route_table_ids=[*network.route_tables["private"], *network.route_tables["intra"]],
            policy=document(through(service, place.account)),
            tags=place.tagged(name),
            opts=self.child(place.provider),
        )

    def _door(self) -> Doors:
        return doors(
            self,
            f"endpoints-{self._place.region}",
            self._place,
            vpc_id=self._network.vpc_id,
            ports={"https": HTTPS_PORT},
            admitted=Admitted(ranges={"vpc": self._network.cidr}),
        )

    def _interface(self, service: str, door: Doors) -> aws.ec2.VpcEndpoint:
        name, place, network = _name(service, self._place), self._place, self._network
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=network.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=_service(service, place),
            # One address in every zone: a zone that goes takes no other's with it, and calls cross no zone.
            subnet_ids=list(network.subnets["private"]),
            security_group_ids=[door.group.id],
            private_dns_enabled=True,
            tags=place.tagged(name),
            # The service's name is answered with the endpoint as soon as that is there; the door must be open then.
            opts=self.child(place.provider, depends_on=list(door.rules)),
        )


def through(service: str, account: str) -> Sequence[Statement]:
    """What may pass the gateway endpoint of a service: anything on what the account owns.

    From buckets of others objects may be read as well. Layers of images lie in buckets of AWS
    (`prod-<region>-starport-layer-bucket` for ECR, AmazonECR/latest/userguide/vpc-endpoints) and of other registries
    (registry.k8s.io: kubernetes/k8s.io issue 4214), whose names nobody promises; a pull that is refused there is a pod
    that does not start. Reading carries nothing out. Buckets of other regions are reached by NAT and not from here.
    """
    own = Statement(
        "Own",
        [f"{service}:*"],
        ["*"],
        principals="*",
        conditions={"StringEquals": {"aws:ResourceAccount": [account]}},
    )
    if service != "s3":
        return [own]
    return [own, Statement("Read", ["s3:GetObject"], [f"arn:{PARTITION}:s3:::*/*"], principals="*")]


def _name(service: str, place: AwsPlace) -> str:
    return f"{service.replace('.', '-')}-{place.region}"


def _service(service: str, place: AwsPlace) -> str:
    return f"com.amazonaws.{place.aws}.{service}"
