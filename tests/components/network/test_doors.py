"""Doors of stores: a rule for each port and each who may connect, and nothing else that is open."""

import pytest

from components.base import SayarComponent
from components.network.doors import Admitted, doors
from tests.components.network.made import GROUP, RULE, place, untagged
from tests.support.mocks import Recording, record

PORTS = {"writer": 5432, "reader": 5433}
ADMITTED = Admitted(groups={"nodes": "sg-1", "proxy": "sg-2"}, ranges={"eu-west": "10.32.0.0/16"})


class Endpoints(SayarComponent):
    """Stands for a store: a component of any name that has a token."""


def opened(admitted: Admitted = ADMITTED) -> Recording:
    def program() -> None:
        where = place("us-east")
        store = Endpoints("store")
        doors(store, "store-us-east", where, vpc_id="vpc-1", ports=PORTS, admitted=admitted)

    return record(program)


@pytest.fixture(scope="module")
def made() -> Recording:
    return opened()


def test_every_port_is_open_to_everybody_who_is_admitted(made: Recording) -> None:
    sources = {"nodes": "sg-1", "proxy": "sg-2", "eu-west": "10.32.0.0/16"}
    found = {
        row.name: (
            row.inputs.get("referencedSecurityGroupId") or row.inputs["cidrIpv4"],
            row.inputs["fromPort"],
            row.inputs["toPort"],
        )
        for row in made.of(RULE)
    }
    assert found == {
        f"store-us-east-{port}-from-{who}": (source, number, number)
        for port, number in PORTS.items()
        for who, source in sources.items()
    }
    assert {row.inputs["ipProtocol"] for row in made.of(RULE)} == {"tcp"}


def test_a_rule_has_one_source(made: Recording) -> None:
    """AWS takes exactly one of them."""
    for row in made.of(RULE):
        assert len(row.inputs.keys() & {"referencedSecurityGroupId", "cidrIpv4"}) == 1, row.name


def test_a_store_calls_nobody(made: Recording) -> None:
    """A group without rules of its own has none that lets out: the provider takes away the one that AWS makes."""
    assert not made.one(GROUP).inputs.keys() & {"egress", "ingress", "name"}
    assert {row.type for row in made.custom()} == {GROUP, RULE}


def test_nobody_is_let_in_where_nobody_is_admitted() -> None:
    closed = opened(Admitted())
    assert closed.of(GROUP)
    assert not closed.of(RULE)


def test_everything_of_a_door_belongs_to_the_store(made: Recording) -> None:
    assert untagged(made) == []
    for row in made.custom():
        assert row.parent.endswith("::store")
        assert row.protect is None


def test_a_name_is_a_group_or_a_range() -> None:
    """Both rules would have one logical name, which the engine refuses only when it is half done."""
    with pytest.raises(ValueError, match=r"^nodes: admitted as a group and as a range$"):
        Admitted(groups={"nodes": "sg-1"}, ranges={"nodes": "10.0.0.0/8"})
