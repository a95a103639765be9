"""A network: every zone with its subnets and its way out, and nothing that moves when a zone or a region is added."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.network.network import Network
from components.network.spec import VpcSpec
from components.network.subnets import KINDS, planned
from tests.components.network.made import (
    ADDRESS,
    ASIA,
    ASSOCIATION,
    EU,
    INTERNET,
    NAT,
    ROUTE,
    SUBNET,
    TABLE,
    US,
    VPC,
    as_sent,
    cloud,
    identity,
    misnamed,
    place,
    recorded,
    refused,
    region_of,
    untagged,
    waits_for,
)
from tests.support.mocks import Recording

ZONES = {"us-east": ("use1-az1", "use1-az2", "use1-az4"), "eu-west": ("euw1-az1", "euw1-az2", "euw1-az3")}
ROWS = {"us-east": US, "eu-west": EU}
EVERYWHERE = "0.0.0.0/0"


@pytest.fixture(scope="module")
def both() -> Recording:
    return recorded(cloud())


@pytest.fixture(scope="module")
def single() -> Recording:
    return recorded(cloud({**US, "nat": "single"}))


@pytest.fixture(scope="module")
def closed() -> Recording:
    return recorded(cloud({**US, "nat": "none"}))


def default_routes(made: Recording) -> dict[str, dict[str, Any]]:
    """Where everything else goes, by the id of the route table."""
    return {
        row.inputs["routeTableId"]: {
            key: row.inputs[key] for key in row.inputs if key not in ("routeTableId", "destinationCidrBlock")
        }
        for row in made.of(ROUTE)
        if row.inputs["destinationCidrBlock"] == EVERYWHERE
    }


def test_a_network_answers_to_names_as_endpoints_and_peers_need_it(both: Recording) -> None:
    for region, row in ROWS.items():
        inputs = both.one(VPC, f"vpc-{region}").inputs
        assert inputs["cidrBlock"] == row["cidr"]
        assert (inputs["enableDnsSupport"], inputs["enableDnsHostnames"]) == (True, True)


@pytest.mark.parametrize("region", ROWS)
def test_every_zone_has_a_subnet_of_each_kind_where_the_plan_puts_it(both: Recording, region: str) -> None:
    """Zones by id: `us-east-1a` is another place in every account."""
    for row in planned(VpcSpec.model_validate(ROWS[region])):
        inputs = both.one(SUBNET, f"{row.kind}-{region}-{row.zone}").inputs
        assert inputs["availabilityZoneId"] == ZONES[region][row.zone]
        assert inputs["cidrBlock"] == row.cidr
        assert inputs["vpcId"] == identity(both, f"vpc-{region}", VPC)
        assert "availabilityZone" not in inputs
    assert len(both.of(SUBNET)) == 2 * 3 * len(KINDS)


def test_no_subnet_gives_addresses_to_whatever_starts_in_it(both: Recording) -> None:
    assert {row.inputs["mapPublicIpOnLaunch"] for row in both.of(SUBNET)} == {False}


def test_load_balancers_find_the_subnets_of_their_scheme_and_never_those_of_stores(both: Recording) -> None:
    roles = {"public": {"kubernetes.io/role/elb"}, "private": {"kubernetes.io/role/internal-elb"}, "intra": set()}
    for row in both.of(SUBNET):
        found = {key for key in row.inputs["tags"] if key.startswith("kubernetes.io/")}
        assert found == roles[row.name.split("-")[0]], row.name
        assert {row.inputs["tags"][key] for key in found} <= {"1"}


@pytest.mark.parametrize("region", ROWS)
def test_every_subnet_is_routed_by_the_table_of_its_kind(both: Recording, region: str) -> None:
    """Private ones by a table of their zone, as each leaves by another gateway."""
    tables = {"public": "public-{0}", "private": "private-{0}-{1}", "intra": "intra-{0}"}
    found = {row.inputs["subnetId"]: row.inputs["routeTableId"] for row in both.of(ASSOCIATION)}
    assert len(found) == len(both.of(ASSOCIATION)) == len(both.of(SUBNET))
    for kind in KINDS:
        for zone in range(3):
            subnet = identity(both, f"{kind}-{region}-{zone}", SUBNET)
            assert found[subnet] == identity(both, f"routes-{tables[kind].format(region, zone)}", TABLE)


@pytest.mark.parametrize("region", ROWS)
def test_every_zone_leaves_by_its_own_gateway_in_its_own_public_subnet(both: Recording, region: str) -> None:
    for zone in range(3):
        nat = both.one(NAT, f"nat-{region}-{zone}").inputs
        assert nat["subnetId"] == identity(both, f"public-{region}-{zone}", SUBNET)
        assert nat["allocationId"] == identity(both, f"nat-address-{region}-{zone}", ADDRESS)
        table = identity(both, f"routes-private-{region}-{zone}", TABLE)
        assert default_routes(both)[table] == {"natGatewayId": identity(both, f"nat-{region}-{zone}", NAT)}


def test_a_single_gateway_serves_every_zone(single: Recording) -> None:
    gateway = single.one(NAT)
    assert gateway.name == "nat-us-east-0"
    assert single.one(ADDRESS).name == "nat-address-us-east-0"
    for zone in range(3):
        table = identity(single, f"routes-private-us-east-{zone}", TABLE)
        assert default_routes(single)[table] == {"natGatewayId": identity(single, "nat-us-east-0", NAT)}


def test_without_nat_only_public_subnets_have_a_way_out(closed: Recording) -> None:
    assert not closed.of(NAT)
    assert not closed.of(ADDRESS)
    public = identity(closed, "routes-public-us-east", TABLE)
    assert default_routes(closed) == {public: {"gatewayId": identity(closed, "internet-us-east", INTERNET)}}
    assert len(closed.of(SUBNET)) == 9


def test_intra_subnets_have_no_way_out(both: Recording, single: Recording) -> None:
    for made, regions in ((both, ROWS), (single, ("us-east",))):
        for region in regions:
            intra = identity(made, f"routes-intra-{region}", TABLE)
            assert [row.name for row in made.of(ROUTE) if row.inputs["routeTableId"] == intra] == []
            assert "routes" not in made.one(TABLE, f"routes-intra-{region}").inputs


def test_the_network_and_addresses_that_others_allow_are_protected_and_nothing_else(both: Recording) -> None:
    assert {row.name for row in both.custom() if row.protect} == {
        f"{name}-{region}{zone}"
        for region in ROWS
        for name, zone in (("vpc", ""), ("nat-address", "-0"), ("nat-address", "-1"), ("nat-address", "-2"))
    }


def test_gateways_and_their_addresses_wait_for_the_internet(both: Recording) -> None:
    for row in (*both.of(NAT), *both.of(ADDRESS)):
        assert f"internet-{region_of(row)}" in waits_for(row), row.name


def test_everything_goes_to_its_own_region_with_tags_and_a_name_that_no_other_region_has(both: Recording) -> None:
    assert untagged(both) == []
    assert misnamed(both) == []
    for row in both.custom():
        assert region_of(row) in row.name
        assert row.parent.endswith(f"sayar:network:Network::network-{region_of(row)}"), row.name
        assert None not in row.inputs.values(), row.name


def test_what_others_need_is_told(both: Recording) -> None:
    told: dict[str, Any] = {}

    def tell(networks: Mapping[str, Network], places: object) -> None:
        network = networks["us-east"]
        told.update(region=network.region, cidr=network.cidr, zones=network.zones, peers=dict(network.peers))
        network.vpc_id.apply(lambda found: told.__setitem__("vpc", found))
        for address in network.nat_addresses:
            address.apply(lambda found: told.setdefault("addresses", set()).add(found))
        told["tables"] = {kind: len(found) for kind, found in network.route_tables.items()}
        for kind, subnets in network.subnets.items():
            for zone, subnet in enumerate(subnets):
                subnet.apply(lambda found, at=(kind, zone): told.setdefault("subnets", {}).__setitem__(at, found))
        told["ready"] = {type(row).__name__ for row in network.ready}

    made = recorded(cloud(), tell)
    assert told == {
        "region": "us-east",
        "cidr": "10.16.0.0/16",
        "zones": ZONES["us-east"],
        "peers": {"eu-west": "10.32.0.0/16"},
        "vpc": identity(made, "vpc-us-east", VPC),
        "addresses": {f"ip of nat-address-us-east-{zone}" for zone in range(3)},
        # Each once: whoever adds a route to all of them adds it once to each.
        "tables": {"public": 1, "private": 3, "intra": 1},
        "subnets": {
            (kind, zone): identity(made, f"{kind}-us-east-{zone}", SUBNET) for kind in KINDS for zone in range(3)
        },
        "ready": {"RouteTableAssociation", "Route"},
    }


def test_networks_that_are_not_peered_have_no_peers() -> None:
    told: list[object] = []
    recorded(cloud(US, EU, peering="off"), lambda networks, _: told.append(dict(networks["us-east"].peers)))
    assert told == [{}]


def test_a_preview_asks_for_the_same(both: Recording) -> None:
    """Nothing is made where only a known value would lead to it."""
    preview = recorded(cloud(), preview=True)
    assert as_sent(preview).keys() == as_sent(both).keys()
    assert (
        preview.one(SUBNET, "intra-eu-west-2").inputs["cidrBlock"]
        == both.one(SUBNET, "intra-eu-west-2").inputs["cidrBlock"]
    )


@st.composite
def growing(draw: st.DrawFn) -> tuple[dict[str, Any], int]:
    """A network of us-east and the number of its zones before one or more are added."""
    before = draw(st.integers(2, 4))
    after = draw(st.integers(before + 1, 5))
    sizes = {f"{kind}_prefix": draw(st.integers(20, 26)) for kind in KINDS}
    nat = draw(st.sampled_from(["per_zone", "single", "none"]))
    return {**US, **sizes, "zones": after, "nat": nat}, before


@settings(max_examples=3)
@given(growing())
def test_a_zone_that_is_added_changes_nothing_of_the_others(case: tuple[dict[str, Any], int]) -> None:
    row, before = case
    old, new = (as_sent(recorded(cloud({**row, "zones": zones}))) for zones in (before, row["zones"]))
    assert {urn: new.get(urn) for urn in old} == old
    assert len(new) > len(old)


@pytest.mark.parametrize("nat", ["per_zone", "none"])
def test_a_region_that_is_added_changes_nothing_of_the_others(both: Recording, nat: str) -> None:
    before = as_sent(both)
    after = as_sent(recorded(cloud(US, EU, {**ASIA, "zones": 2, "nat": nat})))
    assert {urn: after.get(urn) for urn in before} == before
    assert {urn for urn in after if urn not in before} == {urn for urn in after if "ap-southeast" in urn}


def test_one_gateway_or_one_a_zone_keeps_the_first_and_its_address(single: Recording, both: Recording) -> None:
    """Whoever allows that address goes on doing so, and only the routes of the other zones change, in place."""
    old, new = as_sent(single), as_sent(both)
    changed = {urn.rsplit("::", 1)[1] for urn in old if new[urn] != old[urn]}
    assert changed == {"out-private-us-east-1", "out-private-us-east-2"}


def test_a_network_whose_ranges_nobody_compared_is_refused() -> None:
    """The rules of the cloud hold its networks against each other; one from elsewhere passed none of them."""
    stranger = VpcSpec.model_validate({**US, "cidr": "10.99.0.0/16"})
    said = refused(ValueError, lambda: Network("network", stranger, place("us-east"), cloud()))
    assert said == "the network of us-east is none of the cloud's"


def test_a_network_is_not_made_in_another_region() -> None:
    spec = cloud()
    said = refused(ValueError, lambda: Network("network", spec.vpcs[0], place("eu-west"), spec))
    assert said == "the network of us-east cannot be made in eu-west"
