"""Networks as tests make them: clouds of one or more regions, and what they registered."""

from __future__ import annotations

import hashlib
import inspect
import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.network.network import Network
from components.network.regions import called
from components.network.spec import AwsNetwork, VpcSpec
from tests.support.mocks import Compute, Recording, Registered, record

ACCOUNT = "123456789012"
TAGS = {"tier": "enterprise", "environment": "prod", "owner": "platform", "cost": "sayar"}

VPC = "aws:ec2/vpc:Vpc"
INTERNET = "aws:ec2/internetGateway:InternetGateway"
SUBNET = "aws:ec2/subnet:Subnet"
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
ADDRESS = "aws:ec2/eip:Eip"
NAT = "aws:ec2/natGateway:NatGateway"
ROUTE = "aws:ec2/route:Route"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
CONNECTION = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
OPTIONS = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions"

US: Mapping[str, Any] = {
    "region": "us-east",
    "cidr": "10.16.0.0/16",
    "zones": 3,
    "room_for_zones": 5,
    "public_prefix": 24,
    "private_prefix": 19,
    "intra_prefix": 22,
    "nat": "per_zone",
}
EU: Mapping[str, Any] = {**US, "region": "eu-west", "cidr": "10.32.0.0/16", "room_for_zones": 3}
ASIA: Mapping[str, Any] = {**EU, "region": "ap-southeast", "cidr": "10.48.0.0/16"}

Places = Mapping[str, AwsPlace]
Networks = Mapping[str, Network]


def cloud(*vpcs: Mapping[str, Any], **changes: Any) -> AwsNetwork:
    """A cloud of these networks."""
    given: dict[str, Any] = {
        "kind": "aws",
        "vpcs": tuple(VpcSpec.model_validate(vpc) for vpc in vpcs or (US, EU)),
        "elsewhere": (),
        "gateway_endpoints": ("s3",),
        "interface_endpoints": ("ecr.api", "ecr.dkr", "sts", "secretsmanager", "logs", "kms"),
        "flow_logs": {"traffic": "all", "retention_days": 365},
        "peering": "on" if len(vpcs) != 1 else "off",
    }
    return AwsNetwork.model_validate({**given, **changes})


def place(region: str) -> AwsPlace:
    """A region of the account; only inside a recorded program, as its provider is a resource."""
    provider = pulumi.ProviderResource("aws", f"aws-{region}", {})
    return AwsPlace(region=region, aws=called("aws", region), account=ACCOUNT, provider=provider, tags=TAGS)


def recorded(
    spec: AwsNetwork,
    then: Callable[[Networks, Places], object] = lambda networks, places: None,
    *,
    preview: bool = False,
) -> Recording:
    """The networks of a cloud, and what `then` makes in them."""

    def program() -> None:
        places = {vpc.region: place(vpc.region) for vpc in spec.vpcs}
        networks = {vpc.region: Network(f"network-{vpc.region}", vpc, places[vpc.region], spec) for vpc in spec.vpcs}
        then(networks, places)

    return record(program, preview=preview, outputs=COMPUTED)


def refused(error: type[Exception], build: Callable[[], object]) -> str:
    """The words in which something refuses to be made."""
    said: list[str] = []

    def program() -> None:
        try:
            build()
        except error as found:
            said.append(str(found))

    made = record(program)
    assert said, "it was made"
    assert not made.custom(), "it was made in part"
    return said[0]


def identity(recording: Recording, name: str, type_: str) -> str:
    """The id that the recorder gave a resource: of something that was registered by that name."""
    assert recording.one(type_, name)
    return hashlib.sha256(f"{type_}::{name}".encode()).hexdigest()[:32]


def as_sent(recording: Recording) -> dict[str, tuple[Any, ...]]:
    """Every resource by URN, with all that the engine would compare or act upon."""
    return {
        row.urn: (row.inputs, row.parent, row.provider, row.protect, row.delete_before_replace, sorted(row.depends_on))
        for row in recording.custom()
    }


def waits_for(row: Registered) -> set[str]:
    """Names of what must be there before, in whatever way that was said."""
    urns = {*row.depends_on, *(urn for urns in row.property_dependencies.values() for urn in urns)}
    return {urn.rsplit("::", 1)[1] for urn in urns}


def region_of(row: Registered) -> str:
    """The region of the explicit provider that a resource goes to."""
    found = re.search(r"pulumi:providers:aws::aws-([a-z-]+)::", row.provider)
    assert found, f"{row.name}: {row.provider}"
    return found[1]


def takes_tags(type_: str) -> bool:
    """Whether resources of a type of AWS can carry tags, as the SDK has it."""
    _, module, name = type_.split(":")
    made = getattr(getattr(aws, module.split("/")[0]), name)
    return "tags" in inspect.signature(made._internal_init).parameters


def untagged(recording: Recording) -> list[str]:
    """What could carry the tags of the house and does not carry all of them with a name."""
    return [
        f"{row.type}::{row.name}"
        for row in recording.custom()
        if takes_tags(row.type) and not {*TAGS, "Name", "data-class", "client"} <= row.inputs.get("tags", {}).keys()
    ]


def misnamed(recording: Recording) -> list[str]:
    """Logical names that are there twice for a type, name no region, or name what an upgrade changes.

    The name of the parent is no part of a URN, so two regions with one name would be one resource.
    """
    rows = recording.custom()
    regions = {region_of(row) for row in rows}
    words = re.compile("starter|growth|scale|enterprise|prod|staging|dev|prepare|expand|shift|verify|contract")
    twice = {urn for urn, times in Counter(row.urn for row in rows).items() if times > 1}
    return [
        row.name
        for row in rows
        if row.urn in twice or words.search(row.name) or not any(region in row.name for region in regions)
    ]


def _computed(key: str, form: str) -> Compute:
    return lambda inputs: {key: form.format(inputs["tags"]["Name"])}


COMPUTED: Mapping[str, Compute] = {
    ADDRESS: _computed("publicIp", "ip of {}"),
    LOG_GROUP: _computed("arn", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{{}}"),
    ROLE: _computed("arn", f"arn:aws:iam::{ACCOUNT}:role/{{}}"),
}
"""What AWS would answer, with the name in it."""
