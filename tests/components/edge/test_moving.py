"""Endpoints of two platforms: our own load balancers alone, and beside Railway while a move goes on."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from components.edge.checks import record_count
from components.edge.dns_rows import record_rows
from components.edge.spec import EdgeSpec
from components.edge.words import ORIGIN_HOSTS
from components.origins import Origins
from tests.components.edge.test_balancing import BALANCER, CANARY, EVERY, MONITOR, POOL, balanced, edge_spec
from tests.support.edge_specs import ALL_AWS, CONTACTS, DOMAIN, HOSTS, SPREAD, alert, balancer, balancing, origin, spec
from tests.support.mocks import Recording, Secret

BOTH = ("us-east", "eu-west")
OWN = Origins(tuple(balancer(host, region) for region in BOTH for host in ORIGIN_HOSTS), SPREAD.web)
"""Every host on our own load balancers in two regions."""


def identity(name: str) -> str:
    """The id that the recording monitor gives a pool, in whatever order they are registered."""
    return hashlib.sha256(f"{POOL}::{name}".encode()).hexdigest()[:32]


def moving(part: float) -> Origins:
    """Every host on both platforms in both regions; `part` of the requests on our own."""
    old = [replace(one, part=1 - part) for one in SPREAD.served]
    return Origins((*old, *(balancer(host, region, part) for region in BOTH for host in ORIGIN_HOSTS)), SPREAD.web)


def own_spec(**changes: Any) -> EdgeSpec:
    return spec(
        "enterprise",
        origins=ALL_AWS,
        large__client_certificates=["api", "feed"],
        large__balancing=balancing(**{"hosts": ["api", "feed"], **changes}),
        alerts=[alert("load_balancing_health_alert")],
    )


@pytest.fixture(scope="module")
def own() -> Recording:
    return balanced(own_spec(), origins=OWN, known=False)


@pytest.fixture(scope="module")
def shifting() -> Recording:
    return balanced(edge_spec(steering="random"), origins=moving(0.1))


def test_a_load_balancer_of_our_own_is_asked_by_its_address_for_whatever_the_user_asked_for(own: Recording) -> None:
    """A Host header here would go before a client's own name, and services could not tell clients apart."""
    sent = {row.name: row.inputs["origins"] for row in own.of(POOL)}
    assert set(sent) == {"api-us-east-aws", "api-eu-west-aws", "feed-us-east-aws", "feed-eu-west-aws"}, "in any order"
    assert sent["api-eu-west-aws"] == [
        {"name": "eu-west", "address": "edge-eu-west.elb.example", "enabled": True, "weight": 1}
    ]
    assert len({row.inputs["name"] for row in own.of(POOL)}) == 4


def test_probes_say_the_host_and_are_made_in_the_name_of_the_zone_whose_certificate_they_show(own: Recording) -> None:
    monitors = {row.name: row.inputs for row in own.of(MONITOR)}
    assert set(monitors) == {"monitor-api", "monitor-feed"}, "one a host, and none for Railway"
    assert monitors["monitor-feed"]["header"] == {"Host": [HOSTS.feed]}
    assert {row["probeZone"] for row in monitors.values()} == {DOMAIN}
    assert {row["allowInsecure"] for row in monitors.values()} == {False}
    for row in own.of(POOL):
        assert row.property_dependencies["monitor"] == (own.named(f"monitor-{row.name.split('-')[0]}").urn,)


def test_probes_of_a_host_that_shows_no_certificate_are_made_in_nobody_s_name() -> None:
    recording = balanced(spec("enterprise", origins=ALL_AWS, large__balancing=balancing()), origins=OWN, known=True)
    monitor = recording.one(MONITOR).inputs
    assert "probeZone" not in monitor
    assert monitor["header"] == {"Host": [HOSTS.api], "x-sayar-edge": [Secret(CANARY)]}


def test_a_further_region_of_our_own_needs_no_name_and_no_name_needs_a_proof() -> None:
    edge = own_spec(hosts=list(ORIGIN_HOSTS))
    rows = {row.logical: row for row in record_rows(edge, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=OWN)}
    assert rows["api"].content == "edge-us-east.elb.example"
    assert not [name for name in rows if "proof" in name or "eu-west" in name]
    # The records that prove the names to AWS come with its certificate, one a host.
    assert len(rows) + len(ORIGIN_HOSTS) == record_count(edge)


def test_a_move_keeps_every_pool_record_and_monitor_that_was_there(shifting: Recording) -> None:
    before = balanced(edge_spec(steering="random"))
    for row in (*before.of(POOL), *before.of(MONITOR)):
        same = shifting.one(row.type, row.name)
        assert (same.urn, same.inputs) == (row.urn, row.inputs)
    added = {row.name for row in shifting.of(POOL)} - {row.name for row in before.of(POOL)}
    assert added == {f"{host}-{region}-aws" for host in ("api", "feed") for region in BOTH}

    def rows(origins: Origins) -> list[Any]:
        edge = spec("pro", large__balancing=balancing(hosts=list(ORIGIN_HOSTS)))
        return list(record_rows(edge, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=origins))

    assert rows(moving(0.1)) == rows(SPREAD), "Railway wants to go on seeing its proofs"


def test_random_steering_gives_each_platform_its_part_of_the_region_s_share(shifting: Recording) -> None:
    weights = shifting.one(BALANCER, "api").inputs["randomSteering"]
    assert weights["defaultWeight"] == 0
    got = {name: weights["poolWeights"][identity(f"api-{name}")] for name in ("us-east", "us-east-aws")}
    assert got == {"us-east": pytest.approx(0.45), "us-east-aws": pytest.approx(0.05)}
    assert sum(weights["poolWeights"].values()) == pytest.approx(1)


@pytest.mark.parametrize(("part", "first"), [(0.1, ""), (0.5, ""), (0.9, "-aws"), (1, "-aws")])
def test_where_steering_knows_no_shares_whoever_has_most_answers_and_the_other_waits(part: float, first: str) -> None:
    recording = balanced(edge_spec(), origins=moving(part))
    second = "-aws" if first == "" else ""
    us = [identity(f"api-us-east{end}") for end in (first, second)]
    eu = [identity(f"api-eu-west{end}") for end in (first, second)]
    inputs = recording.one(BALANCER, "api").inputs
    assert inputs["regionPools"] == {name: us + eu if name in EVERY_US else eu + us for name in EVERY}
    assert inputs["defaultPools"] == us + eu
    assert inputs["fallbackPool"] == us[0]


EVERY_US = ("WNAM", "ENAM", "NSAM", "SSAM", "OC", "SEAS", "NEAS")


def test_the_first_of_two_origins_is_the_one_of_the_record() -> None:
    assert moving(0.9).of("api").cname == "api.up.example"
    assert [one.platform for one in moving(0.9).within("api", "eu-west")] == ["aws", "railway"]
    assert Origins((origin("api"),), SPREAD.web).within("api", "eu-west") == ()
