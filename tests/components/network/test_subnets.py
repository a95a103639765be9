"""The ranges of subnets: inside the network, apart from each other, and where they were when the network grows."""

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from components.network.spec import VpcSpec
from components.network.subnets import KINDS, Subnet, planned

SHIPPED: dict[str, Any] = {
    "region": "us-east",
    "cidr": "10.16.0.0/16",
    "zones": 3,
    "room_for_zones": 6,
    "public_prefix": 24,
    "private_prefix": 19,
    "intra_prefix": 22,
    "nat": "per_zone",
}


def vpc(**changes: Any) -> VpcSpec:
    return VpcSpec.model_validate({**SHIPPED, **changes})


@st.composite
def networks(draw: st.DrawFn) -> VpcSpec:
    """Networks that pass their own rules, in the smallest range that holds them or in a wider one."""
    zones = draw(st.integers(2, 6))
    room = draw(st.integers(zones, 6))
    widest = draw(st.sampled_from(KINDS))  # six of the widest and twelve smaller ones fit in the widest VPC
    sizes = {f"{kind}_prefix": draw(st.integers(19 if kind == widest else 22, 28)) for kind in KINDS}
    wanted = sum(1 << (32 - prefix) for prefix in sizes.values()) * room
    prefix = draw(st.integers(16, 32 - (wanted - 1).bit_length()))
    place = draw(st.integers(0, (1 << (prefix - 8)) - 1))
    network = IPv4Network(((10 << 24) + (place << (32 - prefix)), prefix))
    return vpc(cidr=str(network), zones=zones, room_for_zones=room, **sizes)


def ranges(subnets: tuple[Subnet, ...]) -> list[IPv4Network]:
    return [IPv4Network(subnet.cidr) for subnet in subnets]


def test_the_shipped_network_has_its_widest_subnets_first() -> None:
    found = {(subnet.kind, subnet.zone): subnet.cidr for subnet in planned(vpc())}
    assert found == {
        ("private", 0): "10.16.0.0/19",
        ("private", 1): "10.16.32.0/19",
        ("private", 2): "10.16.64.0/19",
        ("intra", 0): "10.16.192.0/22",  # six times 8,192 addresses come before
        ("intra", 1): "10.16.196.0/22",
        ("intra", 2): "10.16.200.0/22",
        ("public", 0): "10.16.216.0/24",  # and six times 1,024
        ("public", 1): "10.16.217.0/24",
        ("public", 2): "10.16.218.0/24",
    }


def full(network: VpcSpec) -> VpcSpec:
    """The same network with every zone in use that it has room for."""
    return network.model_copy(update={"zones": network.room_for_zones})


@given(networks())
def test_every_subnet_lies_in_its_network_and_apart_from_the_others(network: VpcSpec) -> None:
    every = ranges(planned(full(network)))
    assert len(every) == 3 * network.room_for_zones
    assert all(subnet.subnet_of(IPv4Network(network.cidr)) for subnet in every)
    assert not [pair for pair in combinations(every, 2) if pair[0].overlaps(pair[1])]


@given(networks())
def test_nothing_is_lost_between_two_subnets(network: VpcSpec) -> None:
    every = ranges(planned(full(network)))
    taken = sum(subnet.num_addresses for subnet in every)
    assert taken == network.wanted_addresses
    assert (
        max(int(subnet.broadcast_address) for subnet in every) - min(int(s.network_address) for s in every) == taken - 1
    )


@given(networks(), st.data())
def test_a_further_zone_moves_no_subnet(network: VpcSpec, data: st.DataObject) -> None:
    more = data.draw(st.integers(network.zones, network.room_for_zones))
    grown = network.model_copy(update={"zones": more})
    before = planned(network)
    assert planned(grown)[: len(before)] == before
    assert planned(full(network))[: len(planned(grown))] == planned(grown), "it takes what was kept for it"


@given(networks())
def test_each_subnet_has_the_size_that_was_asked_for(network: VpcSpec) -> None:
    asked = {"public": network.public_prefix, "private": network.private_prefix, "intra": network.intra_prefix}
    assert all(IPv4Network(subnet.cidr).prefixlen == asked[subnet.kind] for subnet in planned(network))


@given(networks())
def test_every_zone_has_one_subnet_of_each_kind(network: VpcSpec) -> None:
    found = [(subnet.zone, subnet.kind) for subnet in planned(network)]
    assert found == [(zone, kind) for zone in range(network.zones) for kind in KINDS]
