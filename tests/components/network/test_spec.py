"""Regions, residency and networks: each rule at its boundary."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.immutable import changed
from components.network.spec import DATA_CLASSES, NetworkSpec, VpcSpec

VPC = {
    "region": "us-east",
    "cidr": "10.32.0.0/16",
    "zones": 3,
    "room_for_zones": 4,
    "public_prefix": 24,
    "private_prefix": 19,
    "intra_prefix": 22,
    "nat": "per_zone",
}
BASE: dict[str, Any] = {
    "regions": [{"name": "us-east", "role": "primary"}, {"name": "eu-west", "role": "secondary"}],
    "residency": [{"data": data, "kept_in": ["us-east", "eu-west"], "allowed": ["us", "eu"]} for data in DATA_CLASSES],
    "cloud": {
        "kind": "aws",
        "vpcs": [VPC, {**VPC, "region": "eu-west", "cidr": "10.33.0.0/16"}],
        "elsewhere": [],
        "gateway_endpoints": ["s3"],
        "interface_endpoints": ["ecr.api", "ecr.dkr", "sts", "secretsmanager", "logs"],
        "flow_logs": {"traffic": "all", "retention_days": 365},
        "peering": "on",
    },
}


def spec(**changes: Any) -> NetworkSpec:
    value = json.loads(json.dumps(BASE))
    for path, new in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        here: Any = value
        for step in steps:
            here = here[step]
        here[last] = new
    return NetworkSpec.model_validate_json(json.dumps(value))


def problems(**changes: Any) -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec(**changes).problems()}


def test_two_regions_with_a_network_each_are_sound() -> None:
    assert problems() == {}


def test_one_region_without_a_cloud_is_sound() -> None:
    residency = [{"data": data, "kept_in": ["us-east"], "allowed": ["us"]} for data in DATA_CLASSES]
    only = [{"name": "us-east", "role": "primary"}]
    assert problems(regions=only, residency=residency, cloud={"kind": "none"}) == {}


def test_the_primary_region_comes_first_wherever_it_stands() -> None:
    turned = [{"name": "eu-west", "role": "secondary"}, {"name": "us-east", "role": "primary"}]
    assert spec(regions=turned).names == ("us-east", "eu-west")
    assert spec(regions=turned).primary == "us-east"


def test_writes_go_to_exactly_one_region() -> None:
    assert "whose role is primary" in problems(regions__0__role="secondary")["regions"]
    assert problems(regions__1__role="primary") == {"regions[1].role": "secondary: writes go to one region"}


def test_a_secondary_equal_to_the_primary_is_refused() -> None:
    assert problems(regions__1__name="us-east")["regions[1].name"] == "each region once"


def test_a_region_that_no_vendor_has_is_refused_with_those_that_are_known() -> None:
    found = problems(regions__1__name="mars-north")
    assert found["regions[1].name"].startswith("a region that the platform knows: one of us-east, eu-west")


def test_every_class_of_data_needs_a_home() -> None:
    without = [row for row in BASE["residency"] if row["data"] != "backups"]
    assert problems(residency=without) == {"residency": "a row for backups too"}
    assert problems(residency__1__data="personal")["residency[1].data"] == "each class of data once"


def test_data_that_must_stay_in_the_eu_is_not_kept_in_the_us() -> None:
    assert problems(residency__0__allowed=["eu"]) == {"residency[0].kept_in[0]": "a region in eu: us-east is in us"}


def test_data_cannot_be_kept_in_a_region_that_the_platform_lacks() -> None:
    found = problems(residency__4__kept_in=["us-east", "us-west"])
    assert found == {"residency[4].kept_in[1]": "a region of the platform: one of us-east, eu-west"}


def test_a_place_is_allowed_only_where_its_row_says_so() -> None:
    network = spec(residency__4__allowed=["eu"])
    assert network.may_keep("backups", "eu")
    assert not network.may_keep("backups", "us")


def test_every_region_needs_a_network_and_no_network_a_region_more() -> None:
    assert problems(cloud__vpcs=[VPC]) == {
        "cloud.peering": "off with a single network",
        "cloud.vpcs": "a network for eu-west too",
    }
    found = problems(cloud__vpcs__1__region="us-west")
    assert found["cloud.vpcs[1].region"] == "a region of the platform: one of us-east, eu-west"


def test_networks_that_share_an_address_are_refused() -> None:
    found = problems(cloud__vpcs__1__cidr="10.32.0.0/16")
    assert found == {"cloud.vpcs[1].cidr": "a range apart from 10.32.0.0/16"}
    assert "which is elsewhere" in problems(cloud__elsewhere=["10.0.0.0/8"])["cloud.vpcs[0].cidr"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("10.32.0.1/16", "the range's first address, 10.32.0.0/16"),
        ("10.32.0.0/15", "a range between /16 and /28"),
        ("11.0.0.0/16", "inside one of"),
        ("172.17.0.0/16", "services of AWS use"),
    ],
)
def test_a_network_is_a_private_range_of_a_size_that_aws_takes(text: str, said: str) -> None:
    assert said in problems(cloud__vpcs__0__cidr=text)["cloud.vpcs[0].cidr"]


def test_all_subnets_of_all_zones_must_find_room() -> None:
    # Four zones of one /18 each fill a /16 to the last address: nothing is left for the others.
    found = problems(cloud__vpcs__0__private_prefix=18)
    assert found == {
        "cloud.vpcs[0].cidr": f"a range with room for {4 * (2**14 + 2**8 + 2**10)} addresses: the subnets of 4 zones"
    }
    assert problems(cloud__vpcs__0__private_prefix=18, cloud__vpcs__0__room_for_zones=3) == {}


@given(st.integers(16, 28), st.integers(16, 28), st.integers(16, 28), st.integers(1, 6))
def test_room_is_counted_in_addresses(public: int, private: int, intra: int, zones: int) -> None:
    prefixes = {"public_prefix": public, "private_prefix": private, "intra_prefix": intra}
    vpc = VpcSpec.model_validate({**VPC, **prefixes, "zones": 2, "room_for_zones": max(zones, 2)})
    assert vpc.wanted_addresses == max(zones, 2) * sum(2 ** (32 - prefix) for prefix in prefixes.values())


@pytest.mark.parametrize("size", [16, 28])
def test_the_largest_and_the_smallest_network_are_allowed(size: int) -> None:
    small = {"public_prefix": 28, "private_prefix": 28, "intra_prefix": 28, "zones": 2, "room_for_zones": 2}
    found = {
        problem.allowed for problem in VpcSpec.model_validate({**VPC, **small, "cidr": f"10.0.0.0/{size}"}).rules()
    }
    assert not any(said.startswith("a range between") for said in found)


def test_subnets_may_fill_a_network_to_its_last_address() -> None:
    # Two zones of /18, /19 and /19 are 2 x (16,384 + 8,192 + 8,192) = 65,536 addresses: a whole /16.
    full = {"public_prefix": 19, "private_prefix": 18, "intra_prefix": 19, "zones": 2, "room_for_zones": 2}
    assert list(VpcSpec.model_validate({**VPC, **full}).rules()) == []


def test_a_cluster_needs_two_zones_and_room_for_those_that_are_used() -> None:
    assert problems(cloud__vpcs__0__zones=2) == {}
    assert problems(cloud__vpcs__0__zones=1)["cloud.vpcs[0].zones"].startswith("at least 2")
    assert problems(cloud__vpcs__0__zones=5)["cloud.vpcs[0].room_for_zones"] == "at least zones (5)"


def test_a_network_uses_no_more_zones_than_a_cluster_can_be_in() -> None:
    # us-east-1 has six zones, and a cluster's control plane is not in one of them; eu-west-1 has three.
    assert problems(cloud__vpcs__0__zones=5, cloud__vpcs__0__room_for_zones=6) == {}
    found = problems(cloud__vpcs__0__zones=6, cloud__vpcs__0__room_for_zones=6, cloud__vpcs__1__zones=4)
    assert found["cloud.vpcs[0].zones"].startswith("at most 5: a cluster can be in use1-az1, ")
    assert found["cloud.vpcs[1].zones"].startswith("at most 3: ")


def test_a_subnet_is_not_smaller_than_aws_takes() -> None:
    assert problems(cloud__vpcs__0__public_prefix=28) == {}
    assert problems(cloud__vpcs__0__public_prefix=29)["cloud.vpcs[0].public_prefix"].startswith("at most 28")


def test_without_a_way_out_everything_that_nodes_fetch_needs_an_endpoint() -> None:
    lacking = ["ec2", "eks", "eks-auth"]
    found = problems(cloud__vpcs__0__nat="none")["cloud.vpcs[0].nat"]
    assert found.startswith(f"a way out, or endpoints for {', '.join(lacking)} (docs.aws.amazon.com")
    complete = [*BASE["cloud"]["interface_endpoints"], *lacking]
    assert problems(cloud__vpcs__0__nat="none", cloud__interface_endpoints=complete) == {}
    for name in (*lacking, "secretsmanager"):
        bare = [one for one in complete if one != name]
        found = problems(cloud__vpcs__0__nat="none", cloud__interface_endpoints=bare)["cloud.vpcs[0].nat"]
        assert f"endpoints for {name} (" in found
    without = problems(cloud__vpcs__0__nat="none", cloud__interface_endpoints=complete, cloud__gateway_endpoints=[])
    assert "endpoints for s3 (" in without["cloud.vpcs[0].nat"]


def test_logs_are_kept_for_a_number_of_days_that_the_service_has() -> None:
    assert "365, 400" in problems(cloud__flow_logs__retention_days=366)["cloud.flow_logs.retention_days"]


def test_all_problems_come_at_once() -> None:
    found = problems(regions__0__role="secondary", cloud__vpcs__0__zones=1, cloud__flow_logs__retention_days=2)
    assert set(found) == {"regions", "cloud.vpcs[0].zones", "cloud.flow_logs.retention_days"}


def test_a_field_that_is_left_out_is_refused_because_a_spec_has_no_defaults() -> None:
    value = json.loads(json.dumps(BASE))
    del value["cloud"]["peering"]
    with pytest.raises(ValidationError, match="peering"):
        NetworkSpec.model_validate_json(json.dumps(value))


def test_a_network_keeps_its_range_and_subnets_and_may_take_more_zones() -> None:
    """Which network is meant is its region, wherever it stands in the list."""
    was = spec()
    turned = spec(cloud__vpcs=[*reversed(BASE["cloud"]["vpcs"])])
    assert changed(was, turned) == ()
    assert changed(was, spec(cloud__vpcs__0__zones=4, cloud__vpcs__0__nat="single")) == ()
    for field, value in (("cidr", "10.40.0.0/16"), ("room_for_zones", 3), ("intra_prefix", 23)):
        (found,) = changed(was, spec(**{f"cloud__vpcs__1__{field}": value}))
        assert found.path == f"cloud.vpcs[1].{field}"
