"""What the spec of a platform makes of its surfaces."""

import pytest

from infra.config.platform import TIERS, PlatformSpec
from sayar.documents.base import to_json
from sayar.documents.services import Failover, KOfN, ProxyMask, ServicesDocument
from sayar.services.services import services_of, timings
from tests.services.maps import SURFACES, made, needs, ready, spec

DAY_S = 86400
WEEK_S = 7 * DAY_S


@pytest.mark.parametrize("tier", TIERS)
def test_each_surface_of_each_tier_names_only_what_is_there(tier: str) -> None:
    document = made(tier)
    ready(document)
    assert set(document.surfaces) == set(SURFACES)
    used = {need.on for surface in document.surfaces.values() for need in surface.needs}
    members = {
        name
        for group in document.groups.values()
        for name in ((group.primary, *group.standbys) if isinstance(group, Failover) else group.members)
    }
    assert used | members == {*document.nodes, *document.groups}, "and nothing is named that no surface stands on"


@pytest.mark.parametrize("tier", TIERS)
def test_a_map_is_the_same_every_time_and_reads_back(tier: str) -> None:
    text = to_json(made(tier))
    assert text == to_json(made(tier))
    assert ServicesDocument.model_validate_json(text) == made(tier)


@pytest.mark.parametrize("tier", TIERS)
def test_events_are_never_lost_but_late(tier: str) -> None:
    """WhatsApp repeats what was not answered for a day at least."""
    windows = {need.window_s for need in made(tier).surfaces["webhook"].needs if need.mode == "buffered"}
    modes = set(needs(made(tier), "webhook").values())
    assert modes <= {"buffered", "soft"}
    # Kafka keeps what the intake has answered for the week of its topic.
    assert windows == ({DAY_S, WEEK_S} if tier == "enterprise" else {DAY_S})


def test_the_budget_of_the_move_is_that_of_every_surface() -> None:
    document = services_of(spec("growth"), budget_s=300)
    assert {surface.budget_s for surface in document.surfaces.values()} == {300}
    assert {surface.budget_s for surface in made("growth").surfaces.values()} == {None}


def test_feeds_are_cached_where_the_edge_stands_in_front_of_them_and_hard_where_it_does_not() -> None:
    assert "cached" not in needs(made("starter"), "csv").values()
    growth = needs(made("growth"), "csv")
    assert growth["feed-railway"] == growth["supabase"] == "cached"
    # The name and the zone come before the cache: without them nobody reaches it.
    assert growth["name-feed"] == growth["zone"] == growth["zone-settings"] == "hard"


def test_feeds_of_a_host_that_goes_round_the_edge_are_hard() -> None:
    changes = {"edge.direct": ["feed"], "security.origin_auth.stage": "accept"}
    assert "cached" not in needs(made("growth", changes), "csv").values()


def test_the_last_rule_about_feeds_decides_whether_they_are_kept() -> None:
    rules = [row.model_dump() for row in spec("growth").edge.delivery.cache]
    bypass = {**rules[2], "ref": "no-feeds", "host": "feed", "paths": ["/feeds/"]}
    assert "cached" not in needs(made("growth", {"edge.delivery.cache": [*rules, bypass]}), "csv").values()
    assert "cached" in needs(made("growth", {"edge.delivery.cache": [bypass, *rules]}), "csv").values()


def test_pages_stand_on_their_own_platform_and_show_less_without_the_api() -> None:
    web = needs(made("growth"), "web")
    assert {on for on, mode in web.items() if mode == "hard"} == {
        "zone",
        "zone-signatures",
        "name-web",
        "web",
        "secret-session",
    }
    assert web["supabase"] == web["api-railway"] == web["name-api"] == "soft"


def test_a_cache_is_soft_and_what_must_not_be_forgotten_is_not() -> None:
    document = made("scale")
    api, webhook = needs(document, "api"), needs(document, "webhook")
    assert api["redis-cache-us-east"] == api["redis-queue-us-east"] == "soft"
    assert api["redis-idempotency-us-east"] == "hard"
    assert webhook["redis-queue-us-east"] == "buffered"
    assert "redis-cache-us-east" not in webhook, "the intake uses no cache"
    (keys,) = [need for need in document.surfaces["api"].needs if need.on == "redis-idempotency-us-east"]
    assert keys.capability == "write", "nothing is looked up before a read"


def test_replicas_serve_reads_that_the_primary_can_serve_too() -> None:
    (need,) = [need for need in made("scale").surfaces["api"].needs if need.on == "supabase-reads-eu-west"]
    assert (need.mode, need.capability) == ("soft", "read")


def test_the_writer_fails_over_to_readers_of_its_own_region_behind_a_proxy() -> None:
    document = made("enterprise")
    assert document.groups["aurora"] == Failover(
        kind="failover", primary="aurora-writer", standbys=("aurora-reader-1", "aurora-reader-2")
    )
    masks = {need.on: need.mask for need in document.surfaces["api"].needs if need.on.startswith("aurora")}
    assert masks["aurora"] == masks["aurora-cluster"] == ProxyMask(kind="proxy", factor=0.34)
    assert masks["aurora-proxy"] is None, "a proxy does not shorten its own outage"
    follower = {need.on: need.mode for need in document.surfaces["api"].needs if need.on.endswith("eu-west")}
    assert follower["aurora-reads-eu-west"] == follower["aurora-proxy-eu-west"] == "soft"


def test_without_a_proxy_clients_feel_the_whole_failover() -> None:
    changes = {"database.engine.worldwide": None, "database.engine.primary.proxy": None}
    document = made("enterprise", changes)
    assert "aurora-proxy" not in document.nodes
    assert {need.mask for need in document.surfaces["api"].needs} == {None}


def test_regions_stand_in_for_each_other_where_a_balancer_is_in_front() -> None:
    assert made("growth").groups == {}
    scale = made("scale")
    assert scale.groups["api-origins"] == KOfN(kind="k_of_n", k=1, members=("api-railway", "api-railway-eu-west"))
    assert scale.groups["api-pools"] == KOfN(kind="k_of_n", k=1, members=("pool-api-us-east", "pool-api-eu-west"))
    only_feeds = made("scale", {"edge.large.balancing.hosts": ["feed"]})
    assert needs(only_feeds, "api")["api-railway"] == "hard", "its record leads to the first region alone"
    assert "api-railway-eu-west" not in only_feeds.nodes


def test_weights_are_shares_of_the_whole() -> None:
    changes = {
        "edge.large.balancing.steering": "random",
        "edge.large.balancing.pools[0].share": 0.9,
        "edge.large.balancing.pools[1].share": 0.3,
    }
    document = made("scale", changes)
    weights = {need.on: need.weight for need in document.surfaces["api"].needs}
    assert weights["api-railway"] == weights["pool-api-us-east"] == pytest.approx(0.75)
    assert weights["api-railway-eu-west"] == pytest.approx(0.25)
    assert document.groups == {}, "who is steered to by weight stands in for nobody"


def test_a_domain_whose_dns_is_elsewhere_has_no_edge_in_its_map() -> None:
    document = made("starter", {"edge.mode": "external"})
    assert not [name for name in document.nodes if name.startswith(("zone", "name-", "proof-"))]
    assert needs(document, "api")["api-railway"] == "hard"
    assert "dns_ttl_s" not in document.timings


def test_timings_are_those_that_the_spec_says() -> None:
    assert timings(spec("starter"))["dns_ttl_s"] == spec("starter").edge.dns.ttl_s
    # 15 s twice in a row, and the last probe is tried three times for 5 s: reference of the monitor's fields.
    assert timings(spec("scale"))["detection_s"] == 45
    # The feed worker may finish a feed for a minute on Railway, for 115 s in the cluster.
    assert (timings(spec("growth"))["drain_s"], timings(spec("enterprise"))["drain_s"]) == (60, 115)
    assert "detection_s" not in timings(spec("growth"))


def test_cells_of_clients_are_a_part_of_the_users() -> None:
    document = services_of(spec("enterprise"), clients=True)
    assert [needs(document, name).get("cells-of-clients") for name in SURFACES] == ["soft", None, "soft", None]
    assert "cells-of-clients" not in made("enterprise").nodes


def test_without_rules_requests_are_unfiltered_and_without_the_header_they_are_refused() -> None:
    growth = needs(made("growth"), "api")
    assert (growth["firewall"], growth["delivery"]) == ("soft", "hard")
    # As long as services only note the header, a request without it is answered too.
    assert needs(made("growth", {"security.origin_auth.stage": "accept"}), "api")["delivery"] == "soft"
    # Mutual TLS proves the edge: the header is no condition there.
    enterprise = needs(made("enterprise"), "api")
    assert (enterprise["delivery"], enterprise["origin-pulls"], enterprise["edge-identity"]) == ("soft", "hard", "hard")


def test_without_a_balancer_the_first_region_answers_whatever_the_order_of_the_file() -> None:
    replicas = [row.model_dump() for row in spec("scale").hosting.railway.services.api.replicas]  # type: ignore[union-attr]
    changes = {
        "edge.large.balancing.hosts": ["feed"],
        "hosting.railway.services.api.replicas": list(reversed(replicas)),
    }
    assert "api-railway-eu-west" not in made("scale", changes).nodes
    assert needs(made("scale", changes), "api")["api-railway"] == "hard"


def shared(hosting: str, shares: tuple[float, float] | None = None) -> PlatformSpec:
    """Clusters with the services of another tier beside them, as in the middle of a move."""
    changes = {} if shares is None else {"edge.large.balancing.steering": "random"}
    for at, share in enumerate(shares or ()):
        changes[f"edge.large.balancing.pools[{at}].share"] = share  # type: ignore[assignment]
    return spec("enterprise", changes).model_copy(update={"hosting": spec(hosting).hosting})


def test_two_platforms_that_serve_a_host_stand_in_for_each_other() -> None:
    document = services_of(shared("scale"))
    ready(document)
    members = ("api-railway", "api-railway-eu-west", "api-aws-us-east", "api-aws-eu-west")
    assert document.groups["api-origins"] == KOfN(kind="k_of_n", k=1, members=members)
    assert needs(document, "api")["entrance-of-regions"] == "soft", "the other platform has no entrance"


def test_a_platform_that_gets_no_requests_any_more_is_of_no_surface() -> None:
    """Railway is in the first region alone, whose share is 0."""
    document = services_of(shared("growth", (0, 1)))
    weights = {need.on: need.weight for need in document.surfaces["api"].needs}
    assert (weights["api-railway"], weights["api-aws-us-east"], weights["api-aws-eu-west"]) == (0, 0, 1)
    assert "railway-project" not in document.nodes
    # Its intake would talk to the database at once; that of the cluster does through its topic.
    (database,) = [need for need in document.surfaces["webhook"].needs if need.on == "aurora"]
    assert database.window_s == WEEK_S
    (still,) = [
        need for need in services_of(shared("growth", (0.5, 0.5))).surfaces["webhook"].needs if need.on == "aurora"
    ]
    assert still.window_s == DAY_S
