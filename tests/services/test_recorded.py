"""The maps of all tiers against their recorded graphs, and the built-in map against the maps of the specs."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

from infra.config.platform import TIERS
from sayar.documents.services import Fact, Match, ServicesDocument
from sayar.graph.model import Graph, Resource
from sayar.impact.nodes import unmatched
from sayar.services.builtin import built_in, for_graphs
from tests.graph.builders import graph as hand_made
from tests.graph.builders import thing
from tests.services.maps import SURFACES, between, edited, felt, made, reach, ready, recorded, spec
from tests.services.quiet import QUIET, QUIET_WITHOUT_PROXY

COMPUTE = "supabase:index:Addon"
INSTANCE = "railway:index:ServiceInstance"
RESIZE = Fact(match=Match(type=COMPUTE), op="update", effect="full", typical_s=120, worst_s=600)
DEPLOY = Fact(match=Match(type=INSTANCE), op="update", effect="full", typical_s=20, worst_s=60)


@pytest.fixture(scope="module", params=TIERS)
def tier(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def leaves(graph: Graph) -> list[Resource]:
    """What is at a vendor."""
    return [one for one in graph.resources if one.custom and not one.type.startswith("pulumi:")]


def resized(graph: Graph) -> Graph:
    return edited(graph, (COMPUTE, "compute", {"variant": "ci_xlarge"}))


def test_every_node_finds_a_resource_of_its_tier(tier: str) -> None:
    assert unmatched(ready(made(tier)), recorded(tier).resources) == ()


def test_every_node_finds_a_resource_before_or_after_a_move(tier: str) -> None:
    above = TIERS[min(TIERS.index(tier) + 1, 3)]  # type: ignore[arg-type]
    both = [*recorded(tier).resources, *recorded(above).resources]
    assert unmatched(ready(between(spec(tier), spec(above))), both) == ()


def test_whatever_serves_users_is_in_a_node_and_all_else_is_reviewed(tier: str) -> None:
    known = reach(made(tier))
    rows = QUIET if spec(tier).edge.proxied else (*QUIET, *QUIET_WITHOUT_PROXY)
    quiet = {one.urn for one in leaves(recorded(tier)) if not known.surfaces_of(one.urn, one.name, one.type)}
    reviewed = {
        one.urn
        for one in leaves(recorded(tier))
        if any(fnmatchcase(one.type, type_) and fnmatchcase(one.name, name) for type_, name, _ in rows)
    }
    # What serves must be in a node; what does not belongs into quiet.py, with its reason.
    assert sorted(quiet - reviewed) == []
    assert sorted(reviewed - quiet) == []


def test_every_reviewed_row_is_about_something_that_is_there() -> None:
    everything = [one for tier in TIERS for one in leaves(recorded(tier))]
    for type_, name, reason in (*QUIET, *QUIET_WITHOUT_PROXY):
        assert reason
        assert any(fnmatchcase(one.type, type_) and fnmatchcase(one.name, name) for one in everything), (type_, name)


def test_no_resource_counts_for_two_regions_that_stand_in_for_each_other(tier: str) -> None:
    """One that did would take both of them down by itself."""
    document = made(tier)
    known = reach(document)
    for one in leaves(recorded(tier)):
        nodes = set(known.nodes_of(one.urn, one.name, one.type))
        for name, group in document.groups.items():
            if group.kind == "k_of_n":
                assert len(nodes & set(group.members)) <= 1, (one.urn, name)


def test_a_read_replica_is_no_part_of_the_database_that_everybody_needs() -> None:
    known = reach(made("scale"))
    (replica,) = [one for one in leaves(recorded("scale")) if one.type == "supabase:index:ReadReplica"]
    assert known.nodes_of(replica.urn, replica.name, replica.type) == ("supabase-reads-eu-west",)


def test_a_larger_database_takes_the_api_down_and_delays_events_only() -> None:
    before = recorded("growth")
    found = felt(before, resized(before), made("growth"), RESIZE)
    api, webhook, csv, web = (found[name] for name in ("api", "webhook", "csv", "web"))
    assert (api.down_s.typical, api.down_s.worst) == (120, 600)
    assert (webhook.down_s.worst, webhook.error_s.worst, webhook.loss_s.worst) == (0, 0, 0)
    assert (webhook.delay_s.typical, webhook.delay_s.worst) == (120, 600)
    # A tenth of the fetches misses the cache, which keeps what it has for 900 s.
    assert (csv.down_s.worst, csv.error_s.typical, csv.error_s.worst) == (0, pytest.approx(12), pytest.approx(60))
    assert (web.down_s.worst, web.error_s.worst, web.degraded) == (0, 0, True)


def test_one_region_of_two_may_deploy_without_anybody_noticing_and_both_at_once_may_not() -> None:
    before = recorded("scale")
    one = (INSTANCE, "api-instance", {"startCommand": "serve"})
    other = (INSTANCE, "api-eu-west-instance", {"startCommand": "serve"})
    for edits in ((one,), (other,)):
        assert felt(before, edited(before, *edits), made("scale"), DEPLOY)["api"].down_s.worst == 0
    assert felt(before, edited(before, one, other), made("scale"), DEPLOY)["api"].down_s.worst == 60


@pytest.mark.parametrize(("shares", "error"), [((1, 0), 0), ((0.9, 0.1), 2), ((1, 1), 10), ((0, 1), 20)])
def test_a_pool_counts_by_its_share_while_traffic_is_steered_by_weight(
    shares: tuple[float, float], error: float
) -> None:
    changes = {f"edge.large.balancing.pools[{at}].share": share for at, share in enumerate(shares)}
    document = made("scale", {"edge.large.balancing.steering": "random", **changes})
    before = recorded("scale")
    after = edited(before, (INSTANCE, "api-eu-west-instance", {"startCommand": "serve"}))
    found = felt(before, after, document, DEPLOY)
    # 20 s, times the share of the second pool.
    assert found["api"].error_s.typical == pytest.approx(error)
    assert found["api"].down_s.typical == (20 if shares[0] == 0 else 0)


def test_a_drained_region_touches_no_surface() -> None:
    """Not even where nobody knows what a change does: its weight is 0."""
    changes = {"edge.large.balancing.steering": "random", "edge.large.balancing.pools[1].share": 0}
    known = reach(made("scale", changes))
    drained = [one for one in leaves(recorded("scale")) if one.name.startswith("api-eu-west") and "Services" in one.urn]
    assert {one.type.rpartition(":")[2] for one in drained} == {
        "Service",
        "ServiceInstance",
        "CustomDomain",
        "StaticEgress",
    }
    assert [known.surfaces_of(one.urn, one.name, one.type) for one in drained] == [()] * len(drained)


def test_the_tables_of_both_ends_judge_a_move() -> None:
    """Before the move the first region is alone, so a deploy of it while the second one joins is an outage."""
    before = recorded("growth")
    after = edited(before, (INSTANCE, "api-instance", {"startCommand": "serve"}))
    document = between(spec("growth"), spec("scale"), budget_s=900)
    assert felt(before, after, document, DEPLOY)["api"].down_s.worst == 60


def named(document: ServicesDocument | None) -> dict[str, set[str]]:
    assert document is not None
    return {name: {need.on for need in surface.needs} for name, surface in document.surfaces.items()}


@pytest.mark.parametrize("tier_without_spec", ["starter", "growth", "scale"])
def test_without_a_spec_the_surfaces_stand_on_what_the_spec_says(tier_without_spec: str) -> None:
    found = for_graphs(recorded(tier_without_spec), None)
    expected = made(tier_without_spec)
    assert named(found).keys() == named(expected).keys() == set(SURFACES)
    assert found is not None
    # That no host passes the edge only the spec says, so the zone's settings count.
    unknown = set() if spec(tier_without_spec).edge.proxied else {"zone-settings"}
    assert {name: found.nodes[name] for name in found.nodes if name not in unknown} == expected.nodes
    assert found.groups == expected.groups
    assert {name: on - unknown for name, on in named(found).items()} == named(expected)


def test_without_a_spec_the_readers_of_every_region_are_standbys() -> None:
    found = for_graphs(recorded("enterprise"), None)
    assert found is not None
    assert unmatched(ready(found), recorded("enterprise").resources) == ()
    assert found.groups["aurora"].kind == "failover"
    covered, expected = reach(found), reach(made("enterprise"))
    for one in leaves(recorded("enterprise")):
        if expected.surfaces_of(one.urn, one.name, one.type) and "AuroraCluster" not in one.urn:
            left = set(expected.surfaces_of(one.urn, one.name, one.type))
            # Consumers of topics are known by the rights of the spec alone.
            assert one.name.startswith(("worker-", "cache-keys-")) or left <= set(
                covered.surfaces_of(one.urn, one.name, one.type)
            ), one.urn


def test_a_graph_with_a_second_region_and_no_balancer_stands_on_both() -> None:
    rows = [one for one in recorded("scale").resources if "Balancing" not in one.urn]
    found = for_graphs(Graph(tuple(rows)), None)
    assert {"api-railway", "api-railway-eu-west"} <= named(found)["api"]
    assert found is not None
    assert found.groups == {}


def test_a_stack_of_somebody_else_has_no_surfaces_here() -> None:
    records = thing("api", {"name": "api"}, type="cloudflare:index/dnsRecord:DnsRecord")
    assert for_graphs(hand_made(records), hand_made(records)) is None
    assert for_graphs(None, None) is None


def test_the_built_in_map_is_sound_and_names_every_node_that_a_spec_of_one_platform_can() -> None:
    document = built_in()
    ready(document)
    shared: Mapping[str, object] = document.nodes
    for name in ("starter", "growth", "scale"):
        assert made(name).nodes.items() <= shared.items()
