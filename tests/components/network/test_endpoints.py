"""Endpoints: where they are, who reaches them, and what may pass those that could carry data out."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from components.network.endpoints import Endpoints, through
from components.network.spec import AwsNetwork
from tests.components.network.made import (
    ACCOUNT,
    ENDPOINT,
    EU,
    GROUP,
    RULE,
    SUBNET,
    TABLE,
    US,
    VPC,
    Networks,
    Places,
    as_sent,
    cloud,
    identity,
    misnamed,
    recorded,
    region_of,
    untagged,
    waits_for,
)
from tests.support.mocks import UNKNOWN, Recording

INTERFACES = ("ecr.api", "ecr.dkr", "sts", "secretsmanager", "logs", "kms")


def endpoints(spec: AwsNetwork, *, preview: bool = False) -> Recording:
    """The networks of a cloud with their endpoints."""

    def then(networks: Networks, places: Places) -> None:
        for region, network in networks.items():
            Endpoints(f"endpoints-{region}", spec, places[region], network=network)

    return recorded(spec, then, preview=preview)


@pytest.fixture(scope="module")
def both() -> Recording:
    return endpoints(cloud())


def tables(made: Recording, region: str) -> list[str]:
    return [
        *(identity(made, f"routes-private-{region}-{zone}", TABLE) for zone in range(3)),
        identity(made, f"routes-intra-{region}", TABLE),
    ]


def test_a_gateway_serves_private_and_intra_subnets(both: Recording) -> None:
    """Public ones hold load balancers and NAT; dumps and snapshots of stores go from intra ones."""
    for region, called in (("us-east", "us-east-1"), ("eu-west", "eu-west-1")):
        inputs = both.one(ENDPOINT, f"s3-{region}").inputs
        assert inputs["vpcEndpointType"] == "Gateway"
        assert inputs["serviceName"] == f"com.amazonaws.{called}.s3"
        assert inputs["routeTableIds"] == tables(both, region)
        assert inputs["vpcId"] == identity(both, f"vpc-{region}", VPC)
        # What belongs to interfaces is refused by AWS on a gateway.
        assert not inputs.keys() & {"subnetIds", "securityGroupIds", "privateDnsEnabled"}


@pytest.mark.parametrize("service", INTERFACES)
def test_an_interface_is_in_every_zone_under_the_service_s_own_name(both: Recording, service: str) -> None:
    inputs = both.one(ENDPOINT, f"{service.replace('.', '-')}-eu-west").inputs
    assert {key: inputs[key] for key in inputs if key != "tags"} == {
        "vpcId": identity(both, "vpc-eu-west", VPC),
        "vpcEndpointType": "Interface",
        "serviceName": f"com.amazonaws.eu-west-1.{service}",
        "subnetIds": [identity(both, f"private-eu-west-{zone}", SUBNET) for zone in range(3)],
        "securityGroupIds": [identity(both, "endpoints-eu-west", GROUP)],
        "privateDnsEnabled": True,
    }


def test_one_door_lets_the_network_in_by_https_and_nobody_else(both: Recording) -> None:
    assert {row.name for row in both.of(GROUP)} == {"endpoints-us-east", "endpoints-eu-west"}
    for region, row in (("us-east", US), ("eu-west", EU)):
        (rule,) = [found for found in both.of(RULE) if region_of(found) == region]
        assert {key: rule.inputs[key] for key in rule.inputs if key not in ("tags", "description")} == {
            "securityGroupId": identity(both, f"endpoints-{region}", GROUP),
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": row["cidr"],
        }


def test_a_service_s_name_is_not_taken_over_before_the_door_is_open(both: Recording) -> None:
    """From that moment every call goes to the endpoint."""
    for service in INTERFACES:
        row = both.one(ENDPOINT, f"{service.replace('.', '-')}-us-east")
        assert "endpoints-us-east-https-from-vpc" in waits_for(row)


def allowed(service: str, action: str, resource: str, owner: str) -> bool:
    """What the policy of a gateway says of one call, judged as IAM does: allowed where a statement says so."""
    for statement in through(service, ACCOUNT):
        assert (statement.effect, statement.principals) == ("Allow", "*")
        wanted = statement.conditions.get("StringEquals", {}).get("aws:ResourceAccount", [owner])
        if (
            any(fnmatchcase(action, pattern) for pattern in statement.actions)
            and any(fnmatchcase(resource, str(pattern)) for pattern in statement.resources)
            and owner in wanted
        ):
            return True
    return False


FOREIGN = "999999999999"


def test_data_goes_into_buckets_of_the_account_and_no_others() -> None:
    """Whoever has keys of a foreign account in a pod could otherwise copy everything into its buckets."""
    for action in ("s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"):
        assert allowed("s3", action, "arn:aws:s3:::dumps/today", ACCOUNT)
    assert allowed("s3", "s3:ListBucket", "arn:aws:s3:::dumps", ACCOUNT)
    for action in ("s3:PutObject", "s3:PutObjectAcl", "s3:ReplicateObject"):
        assert not allowed("s3", action, "arn:aws:s3:::theirs/today", FOREIGN)
    assert not allowed("s3", "s3:ListBucket", "arn:aws:s3:::theirs", FOREIGN)


@pytest.mark.parametrize("bucket", ["prod-us-east-1-starport-layer-bucket", "prod-registry-k8s-io-us-east-1"])
def test_layers_of_images_are_read_from_where_registries_keep_them(bucket: str) -> None:
    """ECR and registry.k8s.io answer a pull with the address of an object in a bucket of their own."""
    assert allowed("s3", "s3:GetObject", f"arn:aws:s3:::{bucket}/sha256/abc", FOREIGN)


def test_tables_are_the_account_s_own_whatever_is_done_with_them() -> None:
    table = "arn:aws:dynamodb:us-east-1:999999999999:table/theirs"
    assert allowed("dynamodb", "dynamodb:GetItem", table, ACCOUNT)
    assert not allowed("dynamodb", "dynamodb:GetItem", table, FOREIGN)
    assert not allowed("dynamodb", "dynamodb:PutItem", table, FOREIGN)


def test_gateways_have_the_policy_and_interfaces_none(both: Recording) -> None:
    policies = {row.name: row.inputs.get("policy") for row in both.of(ENDPOINT)}
    assert {name for name, policy in policies.items() if policy} == {"s3-us-east", "s3-eu-west"}
    sent = json.loads(policies["s3-us-east"])
    assert [row["Sid"] for row in sent["Statement"]] == ["Own", "Read"]
    assert sent["Statement"][0]["Condition"] == {"StringEquals": {"aws:ResourceAccount": [ACCOUNT]}}


def test_without_interfaces_there_is_no_door() -> None:
    made = endpoints(cloud(US, gateway_endpoints=("s3", "dynamodb"), interface_endpoints=()))
    assert {row.name for row in made.of(ENDPOINT)} == {"s3-us-east", "dynamodb-us-east"}
    assert not made.of(GROUP)


def test_everything_has_tags_and_a_name_that_no_other_region_has(both: Recording) -> None:
    assert untagged(both) == []
    assert misnamed(both) == []
    for row in (*both.of(ENDPOINT), *both.of(GROUP), *both.of(RULE)):
        assert region_of(row) in row.name
        assert row.parent.endswith(f"sayar:network:Endpoints::endpoints-{region_of(row)}"), row.name
        assert not row.protect


def test_a_zone_that_is_added_adds_an_address_to_each_and_moves_none() -> None:
    small, large = (endpoints(cloud({**US, "zones": zones})) for zones in (2, 3))
    old, new = as_sent(small), as_sent(large)
    for row in small.of(ENDPOINT):
        grown = large.one(ENDPOINT, row.name).inputs
        for key, value in row.inputs.items():
            added = {"subnetIds": 1, "routeTableIds": 1}.get(key, 0)
            assert (len(grown[key]) - len(value) if added else 0) == added
            assert set(value) <= set(grown[key]) if added else grown[key] == value
    others = [urn for urn in old if ENDPOINT not in urn]
    assert {urn: new[urn] for urn in others} == {urn: old[urn] for urn in others}


def test_a_preview_asks_for_the_same(both: Recording) -> None:
    preview = endpoints(cloud(), preview=True)
    assert as_sent(preview).keys() == as_sent(both).keys()
    unknown: Mapping[str, Any] = preview.one(ENDPOINT, "kms-us-east").inputs
    assert unknown["securityGroupIds"] == [UNKNOWN]
    assert unknown["serviceName"] == "com.amazonaws.us-east-1.kms"


def test_a_spec_without_endpoints_is_refused() -> None:
    spec = cloud(US, gateway_endpoints=(), interface_endpoints=())

    def build(networks: Networks, places: Places) -> None:
        Endpoints("endpoints", spec, places["us-east"], network=networks["us-east"])

    with pytest.raises(ValueError, match=r"^this spec has no endpoints$"):
        recorded(spec, build)


def test_endpoints_are_made_in_the_region_of_their_network() -> None:
    spec = cloud()

    def crossed(networks: Networks, places: Places) -> None:
        Endpoints("endpoints", spec, places["eu-west"], network=networks["us-east"])

    with pytest.raises(ValueError, match=r"^endpoints of us-east cannot be made in eu-west$"):
        recorded(spec, crossed)
