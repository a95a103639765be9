"""Who may connect to the database: what the component asks the engine for."""

from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.access import DatabaseAccess, allowed
from components.database.spec import DatabaseSpec
from tests.components.database.specs import aurora, supabase
from tests.support.mocks import UNKNOWN, Recording, Registered, fake_providers, record

RESTRICTIONS = "supabase:index:NetworkRestrictions"
ADDRESSES = ["203.0.113.9", "203.0.113.7"]


def access(allow: str, *cidrs: str) -> DatabaseSpec:
    return supabase(access={"allow": allow, "cidrs": cidrs})


def recorded(spec: DatabaseSpec, egress: list[str] | None = None, *, preview: bool = False) -> Recording:
    def program() -> None:
        fixed = None if egress is None else pulumi.Output.from_input(egress)
        if fixed is not None and preview:
            # Addresses of services that are not made yet.
            service = pulumi.CustomResource("probe:index:Egress", "egress", {})
            fixed = service.id.apply(lambda _: egress)
        DatabaseAccess("access", spec, fake_providers(), project_ref="abcdefghij", egress=fixed)

    return record(program, preview=preview)


def restrictions(spec: DatabaseSpec, egress: list[str] | None = None, **options: Any) -> Registered:
    return recorded(spec, egress, **options).one(RESTRICTIONS, "restrictions")


def networks(spec: DatabaseSpec, egress: list[str] | None = None) -> tuple[Any, Any]:
    inputs = restrictions(spec, egress).inputs
    return inputs["allowedCidrs"], inputs["allowedCidrsV6"]


def test_everybody_is_said_rather_than_left_out_so_that_opening_again_is_an_update() -> None:
    assert networks(access("everybody")) == (["0.0.0.0/0"], ["::/0"])
    # Fixed addresses that nobody asked to restrict to change nothing.
    assert networks(access("everybody"), ADDRESSES) == (["0.0.0.0/0"], ["::/0"])


def test_listed_networks_are_the_only_ones_and_the_services_are_not_among_them() -> None:
    assert networks(access("listed", "192.0.2.0/24", "10.0.0.0/8")) == (["192.0.2.0/24", "10.0.0.0/8"], [])
    assert networks(access("listed", "192.0.2.0/24"), ADDRESSES) == (["192.0.2.0/24"], [])


def test_services_come_from_their_fixed_addresses_and_nobody_over_ipv6() -> None:
    assert networks(access("services"), ADDRESSES) == (["203.0.113.7/32", "203.0.113.9/32"], [])


def test_listed_networks_may_connect_beside_the_services() -> None:
    found, _ = networks(access("services", "192.0.2.0/24"), ADDRESSES)
    assert found == ["192.0.2.0/24", "203.0.113.7/32", "203.0.113.9/32"]


@pytest.mark.parametrize("allow", ["everybody", "services", "listed"])
def test_restrictions_are_always_there_under_one_name_and_belong_to_the_project(allow: str) -> None:
    cidrs = ["192.0.2.0/24"] if allow == "listed" else []
    recording = recorded(access(allow, *cidrs), ADDRESSES)
    (row,) = recording.custom()
    assert (row.type, row.name, row.inputs["projectRef"]) == (RESTRICTIONS, "restrictions", "abcdefghij")
    assert row.parent.endswith("sayar:database:DatabaseAccess::access")
    assert "::supabase::" in row.provider
    assert not row.protect


def test_addresses_that_are_not_known_yet_open_nothing_in_a_preview() -> None:
    inputs = restrictions(access("services", "192.0.2.0/24"), ADDRESSES, preview=True).inputs
    assert inputs["allowedCidrs"] is UNKNOWN
    assert inputs["allowedCidrsV6"] == []


def test_services_without_fixed_addresses_are_refused_before_anything_is_made() -> None:
    with pytest.raises(ValueError, match="the services have no fixed addresses"):
        recorded(access("services"))


def test_an_empty_list_of_addresses_would_lock_the_platform_out() -> None:
    with pytest.raises(ValueError, match="nobody could connect"):
        recorded(access("services"), [])
    with pytest.raises(ValueError, match="nobody could connect"):
        allowed([], ["192.0.2.0/24"])


def test_another_engine_is_not_restricted_here() -> None:
    with pytest.raises(ValueError, match="at Supabase, not aurora"):
        recorded(aurora(), ADDRESSES)


@given(
    st.lists(st.ip_addresses(v=4).map(str), min_size=1),
    st.lists(st.sampled_from(["192.0.2.0/24", "10.0.0.0/8", "203.0.113.7/32"])),
)
def test_every_network_is_there_once_whatever_the_order(addresses: list[str], cidrs: list[str]) -> None:
    found = allowed(addresses, cidrs)
    assert found == allowed(addresses[::-1], cidrs[::-1]) == sorted(set(found))
    assert set(found) == {f"{address}/32" for address in addresses} | set(cidrs)
