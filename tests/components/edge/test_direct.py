"""Hosts that are led around the edge: what a move fills and empties, one host after the other."""

import pytest

from components.edge.dns_rows import AUTOMATIC_TTL, record_rows
from tests.support.edge_specs import CONTACTS, DOMAIN, HOSTS, ORIGINS, balancing, refusals, spec


def test_a_direct_host_has_a_record_that_leads_straight_to_its_origin() -> None:
    edge = spec(mode="proxied", direct=["api"])
    rows = {
        row.logical: row for row in record_rows(edge, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=ORIGINS)
    }
    assert (rows["api"].proxied, rows["api"].ttl_s) == (False, edge.dns.ttl_s)
    assert (rows["feed"].proxied, rows["feed"].ttl_s) == (True, AUTOMATIC_TTL)
    assert not edge.wholly_proxied
    assert spec(mode="proxied").wholly_proxied


@pytest.mark.parametrize("mode", ["dns_only", "external"])
def test_without_the_edge_every_host_is_direct_and_none_is_named(mode: str) -> None:
    assert not spec(mode=mode).passes("api")
    assert refusals(mode=mode, direct=["api"]) == {"direct": f"empty while mode is {mode}: every host is direct"}


def test_an_edge_that_no_host_passes_is_another_mode() -> None:
    assert "direct" in refusals(mode="proxied", direct=["api", "webhook", "feed"])
    assert "direct" not in refusals(mode="proxied", direct=["api", "webhook"])


def test_what_stands_on_the_edge_takes_no_host_that_is_led_around_it() -> None:
    said = refusals("pro", mode="proxied", direct=["webhook"], large__balancing=balancing(hosts=["api", "webhook"]))
    assert said["large.balancing.hosts[1]"] == "a host that is not among direct"
    assert "large.balancing.hosts[0]" not in said
