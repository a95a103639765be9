"""Peering: one region asks, the other accepts, and both know the way and the names of the other."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.peering import Peering, pairs
from tests.components.network.made import (
    ACCEPTER,
    ACCOUNT,
    ASIA,
    CONNECTION,
    EU,
    OPTIONS,
    ROUTE,
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

LABEL = "us-east-eu-west"


def peered(*vpcs: Any, preview: bool = False) -> Recording:
    """The networks of a cloud, every two of them peered."""

    def then(networks: Networks, places: Places) -> None:
        for here, there in pairs(list(networks)):
            Peering(f"peering-{here}-{there}", networks[here], networks[there], places[here], places[there])

    return recorded(cloud(*vpcs), then, preview=preview)


@pytest.fixture(scope="module")
def two() -> Recording:
    return peered(US, EU)


@pytest.fixture(scope="module")
def three() -> Recording:
    return peered(US, EU, {**ASIA, "zones": 2})


def ways(made: Recording, region: str) -> list[tuple[str, str]]:
    """The routes of a region to its peers: table and range, in a stable order."""
    return sorted(
        (row.inputs["routeTableId"], row.inputs["destinationCidrBlock"])
        for row in made.of(ROUTE)
        if "vpcPeeringConnectionId" in row.inputs and region_of(row) == region
    )


def test_the_first_region_asks_and_the_other_accepts_by_itself(two: Recording) -> None:
    asked, accepted = two.one(CONNECTION), two.one(ACCEPTER)
    assert (asked.name, region_of(asked)) == (f"peering-{LABEL}", "us-east")
    assert {key: asked.inputs[key] for key in asked.inputs if key != "tags"} == {
        "vpcId": identity(two, "vpc-us-east", VPC),
        "peerVpcId": identity(two, "vpc-eu-west", VPC),
        "peerOwnerId": ACCOUNT,
        # As AWS calls it; without it the other network is looked for in the asking region.
        "peerRegion": "eu-west-1",
    }
    assert region_of(accepted) == "eu-west"
    assert accepted.inputs["autoAccept"] is True
    assert accepted.inputs["vpcPeeringConnectionId"] == identity(two, f"peering-{LABEL}", CONNECTION)


def test_both_sides_know_the_way_from_nodes_and_stores(two: Recording) -> None:
    for region, other in (("us-east", EU), ("eu-west", US)):
        inside = [f"routes-private-{region}-{zone}" for zone in range(3)] + [f"routes-intra-{region}"]
        assert ways(two, region) == sorted((identity(two, table, TABLE), other["cidr"]) for table in inside)


def test_load_balancers_and_nat_have_no_way_to_the_other_region(two: Recording) -> None:
    for region in ("us-east", "eu-west"):
        assert identity(two, f"routes-public-{region}", TABLE) not in dict(ways(two, region))


def test_private_names_are_answered_with_private_addresses_on_both_sides(two: Recording) -> None:
    """Otherwise a store's name leads to an address of the internet, or to none."""
    found = {region_of(row): row.inputs for row in two.of(OPTIONS)}
    assert len(two.of(OPTIONS)) == 2
    # Each side may set its own part only.
    assert found["us-east"].keys() == {"vpcPeeringConnectionId", "requester"}
    assert found["eu-west"].keys() == {"vpcPeeringConnectionId", "accepter"}
    assert found["us-east"]["requester"] == found["eu-west"]["accepter"] == {"allowRemoteVpcDnsResolution": True}


def test_nothing_uses_a_connection_that_is_not_accepted(two: Recording) -> None:
    accepted = f"peering-accepted-{LABEL}"
    for row in (*two.of(OPTIONS), *(row for row in two.of(ROUTE) if "vpcPeeringConnectionId" in row.inputs)):
        assert accepted in waits_for(row), row.name
        assert row.inputs["vpcPeeringConnectionId"] == identity(two, accepted, ACCEPTER)


def test_everything_has_tags_and_a_name_that_no_other_pair_has(two: Recording, three: Recording) -> None:
    for made in (two, three):
        assert untagged(made) == []
        assert misnamed(made) == []
    assert not [row.name for row in two.custom() if row.protect and "Peering" in row.parent]


def test_every_two_of_three_regions_are_peered(three: Recording) -> None:
    assert {row.name for row in three.of(CONNECTION)} == {
        "peering-us-east-eu-west",
        "peering-us-east-ap-southeast",
        "peering-eu-west-ap-southeast",
    }
    # Three private tables and one intra, each with a route to either peer.
    assert sorted(to for _, to in ways(three, "eu-west")) == ["10.16.0.0/16"] * 4 + ["10.48.0.0/16"] * 4


def test_a_region_that_is_added_changes_nothing_of_a_pair(two: Recording, three: Recording) -> None:
    before, after = as_sent(two), as_sent(three)
    assert {urn: after.get(urn) for urn in before} == before


def test_a_zone_that_is_added_brings_its_route_and_changes_no_other() -> None:
    before, after = (as_sent(peered({**US, "zones": zones}, {**EU, "zones": 2})) for zones in (2, 3))
    assert {urn: after.get(urn) for urn in before} == before
    assert any(urn.endswith("::private-us-east-2-to-eu-west") for urn in after)


def test_a_preview_asks_for_the_same(two: Recording) -> None:
    preview = peered(US, EU, preview=True)
    assert as_sent(preview).keys() == as_sent(two).keys()
    assert preview.one(CONNECTION).inputs["peerVpcId"] is UNKNOWN
    assert preview.one(ROUTE, "intra-eu-west-to-us-east").inputs["destinationCidrBlock"] == US["cidr"]


@given(st.lists(st.sampled_from(["us-east", "eu-west", "us-west", "ap-southeast"]), unique=True))
def test_every_two_regions_are_a_pair_once_in_the_order_of_their_rank(names: list[str]) -> None:
    found = pairs(names)
    assert {frozenset(pair) for pair in found} == {frozenset(pair) for pair in permutations(names, 2)}
    assert len(found) == len(names) * (len(names) - 1) // 2
    assert all(names.index(here) < names.index(there) for here, there in found)


def test_a_network_is_not_peered_with_itself() -> None:
    def build(networks: Networks, places: Places) -> None:
        Peering("peering", networks["us-east"], networks["us-east"], places["us-east"], places["us-east"])

    with pytest.raises(ValueError, match=r"^us-east needs no peering with itself$"):
        recorded(cloud(), build)


def test_each_side_is_made_in_its_own_region() -> None:
    def crossed(networks: Networks, places: Places) -> None:
        Peering("peering", networks["us-east"], networks["eu-west"], places["us-east"], places["us-east"])

    with pytest.raises(ValueError, match=r"^the network of eu-west is not in us-east$"):
        recorded(cloud(), crossed)
