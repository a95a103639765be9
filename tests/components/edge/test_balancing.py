"""Load balancing: which pool answers whom, what is probed, and what the component asks the engine for."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.edge.balancing import Balancing
from components.edge.balancing_spec import BalancingSpec
from components.edge.spec import EdgeSpec
from components.edge.steering import steering
from components.edge.watch import Watch
from components.edge.words import BALANCER_REGIONS, BalancerRegion
from components.edge.zone import Zone
from components.origins import Origins, WebTarget
from tests.support.edge_specs import (
    ACCOUNT,
    CONTACTS,
    DOMAIN,
    HOSTS,
    ORIGINS,
    SPREAD,
    alert,
    balancing,
    pool,
    refusals,
    spec,
)
from tests.support.mocks import UNKNOWN, Recording, Secret, fake_providers, record

MONITOR = "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor"
POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
POLICY = "cloudflare:index/notificationPolicy:NotificationPolicy"
EVERY = list(get_args(BalancerRegion))
US, EU = pool("us-east", EVERY[:6]), pool("eu-west", EVERY[6:])
CANARY = "canary-origin-header"


def edge_spec(**changes: Any) -> EdgeSpec:
    alerts = [alert("load_balancing_health_alert"), alert("load_balancing_pool_enablement_alert")]
    return spec("pro", large__balancing=balancing(**{"hosts": ["api", "feed"], **changes}), alerts=alerts)


def balanced(edge: EdgeSpec, *, origins: Origins = SPREAD, preview: bool = False, known: bool = True) -> Recording:
    """The balancing of a spec and the alerts about it."""

    def program() -> None:
        providers = fake_providers()
        zone = Zone("zone", edge, providers, domain=DOMAIN, account_id=ACCOUNT)
        made = Balancing(
            "balancing",
            edge,
            providers,
            zone=zone,
            account_id=ACCOUNT,
            hosts=HOSTS,
            origins=origins,
            probe_headers={"x-sayar-edge": CANARY} if known else {},
        )
        Watch(
            "watch",
            edge,
            providers,
            zone=zone,
            hosts=HOSTS,
            contacts=CONTACTS,
            account_id=ACCOUNT,
            pool_ids=made.pool_ids,
        )

    return record(program, preview=preview)


@pytest.fixture(scope="module")
def geo() -> Recording:
    return balanced(edge_spec(pools=[{**US, "countries": ["BR"]}, {**EU, "countries": ["IN", "AE"]}]))


def identity(recording: Recording, name: str) -> str:
    """The id of a pool, as the alert about all pools was told it."""
    pools = [row.name for row in recording.of(POOL)]
    told = recording.one(POLICY, "load-balancing-health-alert").inputs["filters"]["poolIds"]
    return str(told[pools.index(name)])


def test_a_host_has_a_balancer_and_a_pool_in_every_region_and_all_share_one_monitor(geo: Recording) -> None:
    assert {row.name: row.inputs["name"] for row in geo.of(BALANCER)} == {"api": HOSTS.api, "feed": HOSTS.feed}
    assert [row.name for row in geo.of(POOL)] == ["api-us-east", "api-eu-west", "feed-us-east", "feed-eu-west"]
    monitor = geo.one(MONITOR)
    for row in geo.of(POOL):
        assert row.property_dependencies["monitor"] == (monitor.urn,)
        assert row.inputs["accountId"] == ACCOUNT
    assert len({row.inputs["name"] for row in geo.of(POOL)}) == 4, "the name of a pool is there once in an account"


def test_an_endpoint_sends_the_host_header_that_its_region_knows(geo: Recording) -> None:
    """Railway finds a service by the Host header: with the users' name every pool would lead to the first region."""
    sent = {row.name: (row.inputs["origins"][0]["address"], row.inputs["origins"][0]["header"]) for row in geo.of(POOL)}
    assert sent["api-us-east"] == ("api.up.example", {"hosts": ["api.sayar.example"]})
    assert sent["api-eu-west"] == ("api-eu-west.up.example", {"hosts": ["api-eu-west.sayar.example"]})
    assert all(len(row.inputs["origins"]) == 1 and "port" not in row.inputs["origins"][0] for row in geo.of(POOL))


def test_users_go_to_the_pool_of_their_region_and_to_the_next_where_that_is_down(geo: Recording) -> None:
    us, eu = identity(geo, "api-us-east"), identity(geo, "api-eu-west")
    inputs = geo.one(BALANCER, "api").inputs
    assert inputs["steeringPolicy"] == "geo"
    assert inputs["regionPools"] == {name: [us, eu] if name in EVERY[:6] else [eu, us] for name in EVERY}
    assert inputs["countryPools"] == {"BR": [us, eu], "IN": [eu, us], "AE": [eu, us]}
    assert (inputs["defaultPools"], inputs["fallbackPool"]) == ([us, eu], us)
    assert "randomSteering" not in inputs
    assert (inputs["proxied"], inputs["enabled"], inputs["sessionAffinity"]) == (True, True, "none")
    assert inputs["adaptiveRouting"] == {"failoverAcrossPools": True}


def test_the_feed_host_never_gets_the_pools_of_the_api(geo: Recording) -> None:
    us, eu = identity(geo, "feed-us-east"), identity(geo, "feed-eu-west")
    inputs = geo.one(BALANCER, "feed").inputs
    assert {row for rows in inputs["regionPools"].values() for row in rows} == {us, eu}


@pytest.mark.parametrize("shares", [(1.0, 0.0), (0.9, 0.1), (0.5, 0.5)], ids=["100/0", "90/10", "50/50"])
def test_a_move_sends_shares_of_all_users(shares: tuple[float, float]) -> None:
    rows = [{**US, "share": shares[0]}, {**EU, "share": shares[1]}]
    made = balanced(edge_spec(steering="random", pools=rows))
    us, eu = identity(made, "api-us-east"), identity(made, "api-eu-west")
    inputs = made.one(BALANCER, "api").inputs
    assert inputs["steeringPolicy"] == "random"
    assert inputs["randomSteering"] == {"defaultWeight": 0.0, "poolWeights": {us: shares[0], eu: shares[1]}}
    assert "regionPools" not in inputs
    assert "countryPools" not in inputs


def test_without_steering_the_first_pool_of_the_order_answers_all() -> None:
    made = balanced(edge_spec(steering="off", order=["eu-west", "us-east"]))
    us, eu = identity(made, "api-us-east"), identity(made, "api-eu-west")
    inputs = made.one(BALANCER, "api").inputs
    assert (inputs["steeringPolicy"], inputs["defaultPools"]) == ("off", [eu, us])
    assert not {"randomSteering", "regionPools", "countryPools"} & inputs.keys()


def test_the_last_country_that_goes_is_taken_back_at_the_vendor() -> None:
    """A field that is left out keeps what was there: an empty one says that nobody is special any more."""
    assert balanced(edge_spec(pools=[US, EU])).one(BALANCER, "api").inputs["countryPools"] == {}


def test_probes_say_by_themselves_what_the_edge_would_say_and_only_that(geo: Recording) -> None:
    monitor = geo.one(MONITOR).inputs
    assert monitor["header"] == {"x-sayar-edge": [Secret(CANARY)]}
    assert "Host" not in monitor["header"], "each endpoint has its own"
    assert (monitor["type"], monitor["path"], monitor["expectedCodes"]) == ("https", "/health", "200")
    times = {name: monitor[name] for name in ("interval", "timeout", "retries", "consecutiveDown", "consecutiveUp")}
    assert times == {"interval": 15, "timeout": 5, "retries": 2, "consecutiveDown": 2, "consecutiveUp": 2}
    assert "header" not in balanced(edge_spec(), known=False).one(MONITOR).inputs


def test_probes_check_certificates_exactly_where_requests_do(geo: Recording) -> None:
    assert geo.one(MONITOR).inputs["allowInsecure"] is True
    origins = {host: {"platform": "aws", "ssl": "strict"} for host in ("api", "webhook", "feed")}
    strict = spec("pro", large__balancing=balancing(hosts=["api"]), origins=origins)
    assert balanced(strict).one(MONITOR).inputs["allowInsecure"] is False


def test_every_pool_says_where_it_is_probed_from_because_silence_means_every_data_centre(geo: Recording) -> None:
    assert all(row.inputs["checkRegions"] == ["WEU"] for row in geo.of(POOL))


def test_alerts_are_about_our_pools_and_tell_of_recovery(geo: Recording) -> None:
    health = geo.one(POLICY, "load-balancing-health-alert").inputs["filters"]
    assert health["eventSources"] == ["pool"]
    assert health["newHealths"] == ["Unhealthy", "Healthy"]
    assert len(set(health["poolIds"])) == 4
    switched = geo.one(POLICY, "load-balancing-pool-enablement-alert").inputs["filters"]
    assert switched == {"poolIds": health["poolIds"], "enableds": ["false", "true"]}


def test_the_first_preview_knows_everything_but_what_the_vendor_makes() -> None:
    inputs = balanced(edge_spec(), preview=True).one(BALANCER, "api").inputs
    assert inputs["name"] == HOSTS.api
    assert inputs["fallbackPool"] is UNKNOWN
    assert inputs["regionPools"].keys() == set(EVERY)


def test_a_pool_that_nothing_serves_is_refused_before_anything_is_made() -> None:
    with pytest.raises(ValueError, match="the pool of api in eu-west has no endpoint"):
        balanced(edge_spec(), origins=Origins(ORIGINS.served, WebTarget("cname.web.example")))


@pytest.mark.parametrize("changes", [{"large__balancing": None}, {"mode": "dns_only"}])
def test_nothing_is_balanced_without_a_spec_or_without_the_proxy(changes: dict[str, Any]) -> None:
    edge = spec("pro", **{"large__balancing": balancing(), **changes})
    with pytest.raises(ValueError, match="nothing to balance"):
        balanced(edge)


# The spec


def refused(**changes: Any) -> dict[str, str]:
    found = refusals("pro", large__balancing=balancing(**changes))
    return {path.removeprefix("large.balancing."): allowed for path, allowed in found.items()}


def test_two_pools_that_serve_the_world_are_sound() -> None:
    assert refused(pools=[US, EU]) == {}


def test_a_region_of_the_world_that_no_pool_serves_is_named_with_its_countries() -> None:
    found = refused(pools=[US, {**EU, "regions": EU["regions"][:-1]}])
    assert found == {"pools": f"a pool for the countries of {BALANCER_REGIONS['NEAS']} (NEAS) too"}
    assert refused(steering="random", pools=[{**US, "regions": []}, {**EU, "regions": []}]) == {}


def test_a_pool_without_users_of_its_own_stands_by() -> None:
    assert refused(pools=[pool("us-east", EVERY), pool("eu-west", [])]) == {}


def test_a_country_is_one_and_belongs_to_one_pool() -> None:
    both = refused(pools=[{**US, "countries": ["BR"]}, {**EU, "countries": ["DE", "BR"]}])
    assert both == {"pools[1].countries[1]": "in one pool only"}
    found = refused(pools=[{**US, "countries": ["XX"]}, EU])
    assert found["pools[0].countries[0]"].startswith("a country of ISO 3166-1")


def test_a_region_of_the_world_belongs_to_one_pool() -> None:
    assert refused(pools=[US, {**EU, "regions": [*EU["regions"], "WNAM"]}]) == {
        f"pools[1].regions[{len(EU['regions'])}]": "in one pool only"
    }


def test_the_order_names_every_pool_once_and_no_other() -> None:
    assert refused(order=["us-east", "us-east", "eu-west"]) == {"order[1]": "each value once"}
    assert refused(order=["us-east"]) == {"order": "eu-west too: a pool outside it never takes over"}
    assert refused(order=["us-east", "eu-west", "mars"]) == {"order[2]": "one of the pools: us-east, eu-west"}


def test_a_secondary_pool_equal_to_the_primary_is_refused() -> None:
    found = refused(pools=[US, {**EU, "region": "us-east"}], order=["us-east"])
    assert found == {"pools[1].region": "each region once"}


def test_shares_of_nothing_are_refused() -> None:
    rows = [{**US, "share": 0}, {**EU, "share": 0}]
    assert refused(steering="random", pools=rows) == {"pools": "a share above 0 where steering is random"}


def test_all_mistakes_are_told_at_once() -> None:
    found = refused(
        pools=[{**US, "countries": ["XX"]}, {**EU, "regions": []}],
        order=["us-east"],
        fallback="mars",
        hosts=["api"] * 2,
    )
    assert set(found) == {"hosts[1]", "pools[0].countries[0]", "pools", "order", "fallback"}


@given(st.sets(st.sampled_from(EVERY)), st.permutations(["us-east", "eu-west"]))
def test_whoever_asks_every_pool_is_asked_in_the_end(of_us: set[str], order: list[str]) -> None:
    rows = [pool("us-east", sorted(of_us)), pool("eu-west", sorted(set(EVERY) - of_us))]
    asked = steering(BalancingSpec.model_validate(_strict(balancing(pools=rows, order=order))))
    assert asked.regions.keys() == set(EVERY)
    for region, pools in asked.regions.items():
        assert set(pools) == {"us-east", "eu-west"}
        assert pools[0] == ("us-east" if region in of_us else "eu-west")
    assert asked.default == tuple(order)


def _strict(value: Any) -> Any:
    """Lists as the tuples that a spec holds."""
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    return tuple(_strict(item) for item in value) if isinstance(value, list) else value
