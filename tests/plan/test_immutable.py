"""Fields that cannot change in place: named with both values, with what goes with them, and never run."""

from __future__ import annotations

from typing import Any

import pytest

from components.immutable import Broken
from sayar.graph.model import Change, Comparison, Graph, Resource
from sayar.plan.forecast import Move, fold
from sayar.plan.immutable import lost, of_broken, of_state
from sayar.plan.moves import between_tiers
from tests.infra.projects import ROOT, config
from tests.plan.made import PlanFacts, change

ZONES = Broken("messaging.broker.zones", 3, 2)
BROKERS, TOPIC = "sayar:messaging:Kafka$aws:msk/cluster:Cluster", "sayar:messaging:Kafka$aws:msk/topic:Topic"
TABLES = "sayar:database:AuroraCluster$aws:rds/cluster:Cluster"
NETWORK = "sayar:network:Network$aws:ec2/vpc:Vpc"


def urn(name: str, chain: str) -> str:
    return f"urn:pulumi:prod::sayar::{chain}::{name}"


def gone(name: str, chain: str = BROKERS, op: Any = "replace", needs: tuple[str, ...] = (), **options: Any) -> Change:
    """A resource that holds data and goes, unless it is said that it does not."""
    found = urn(name, chain)
    old = Resource(found, chain, dependencies=needs)
    return Change(found, chain, op, old=old, **{"stateful": True, **options})


def texts(*changes: Change, broken: Broken = ZONES) -> str:
    (found,) = of_broken([broken], changes)
    return found.text


def test_a_field_is_named_with_both_values_and_what_goes_with_the_old_one() -> None:
    (found,) = of_broken([ZONES], [gone("kafka-us-east")])
    assert (found.id, found.severity, found.source) == (
        "immutable-changed",
        "critical",
        "sayar:messaging.broker.zones",
    )
    assert found.text == ("sayar:messaging.broker.zones cannot change in place: 3 → 2. It would destroy kafka-us-east.")


def test_a_number_that_shrinks_is_told_so_and_a_text_stands_in_quotes() -> None:
    less = Broken("messaging.broker.topics[0].partitions", 48, 24, "shrinks")
    assert texts(broken=less).startswith("sayar:messaging.broker.topics[0].partitions can only grow: 48 → 24.")
    moved = Broken("messaging.broker.region", "us-east", "eu-west")
    assert 'in place: "us-east" → "eu-west".' in texts(broken=moved)


def test_a_handful_is_named_and_the_others_are_counted() -> None:
    six = [gone(f"topic-{number}", TOPIC) for number in range(6)]
    assert texts(*six[:5]).endswith("It would destroy topic-0, topic-1, topic-2, topic-3, topic-4.")
    assert texts(*six).endswith("topic-4 and 1 more.")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, True),
        ({"op": "delete"}, True),
        ({"stateful": False, "protected": True}, True),
        # Nothing is lost with these.
        ({"stateful": False}, False),
        ({"op": "update"}, False),
        ({"op": "create"}, False),
        ({"op": "delete", "retained": True}, False),
        # A replaced one is not kept in use, whatever happens to it at the vendor.
        ({"retained": True}, True),
    ],
)
def test_only_what_holds_data_or_is_protected_and_goes_is_named(options: dict[str, Any], named: bool) -> None:
    said = texts(gone("kafka-us-east", **options))
    assert ("kafka-us-east" in said) == named
    assert ("would not come about" in said) != named


def test_another_concern_is_named_only_where_it_needs_what_goes() -> None:
    """A network that moves takes along what stands in it; a database that goes at the same time is another matter."""
    vpc = gone("vpc", NETWORK, stateful=False)
    subnet = gone("subnet", NETWORK, stateful=False, needs=(vpc.urn,))
    inside, beside = gone("inside", TABLES, needs=(subnet.urn,)), gone("beside", TABLES)
    further = gone("further", needs=(inside.urn,))
    for changes in ([vpc, subnet, inside, further, beside], [beside, further, inside, subnet, vpc]):
        assert {one.name for one in lost("network", changes)} == {"inside", "further"}
    assert lost("messaging", [vpc, inside]) == ()


def test_what_a_client_has_of_its_own_belongs_to_its_concern_too() -> None:
    chain = f"sayar:clients:CellDatabase${TABLES}"
    assert [one.name for one in lost("database", [gone("major", chain)])] == ["major"]
    assert lost("data", [gone("major", chain)]) == (), "a concern is a whole word of a type"


def folded(*changes: Change, broken: tuple[Broken, ...] = (ZONES,)) -> Any:
    move = Move(source="offline", as_of="2026-11-26", origin="enterprise", to="enterprise", broken=broken)
    return fold(Comparison(changes, (), ()), (), PlanFacts(), move)


@pytest.mark.parametrize("changes", [(), (change("create"),), (change("update"),)])
def test_a_move_is_blocked_though_nothing_that_it_changes_would_block_it(changes: tuple[Change, ...]) -> None:
    """A vendor that ignores a field, or fails half-way, is not asked."""
    found = folded(*changes)
    assert (found.verdict, found.exit_code, found.downtime.verdict) == ("blocked", 3, "blocked")
    assert found.direct.gate.startswith("closed")
    assert found.findings[0].id == "immutable-changed"
    assert found.direct.one_way is False, "nothing is lost by it"
    assert folded(*changes, broken=()).verdict != "blocked"


def deployed(*types: str) -> Graph:
    return Graph(tuple(Resource(urn(f"part-{at}", one), one, custom=False) for at, one in enumerate(types)))


KAFKA, AURORA, REDIS, VALKEY = (
    f"sayar:{name}" for name in ("messaging:Kafka", "database:AuroraCluster", "cache:RedisStores", "cache:ValkeyGroups")
)


def test_a_state_is_said_to_hold_no_specs_where_they_would_matter() -> None:
    platform = config("enterprise").platform
    target = deployed(KAFKA, AURORA, VALKEY)
    (found,) = of_state(deployed(KAFKA, AURORA, REDIS), target, platform)
    assert (found.id, found.severity) == ("immutable-not-compared", "info")
    assert "fields of database, messaging that cannot change" in found.text, "the caches become others altogether"


@pytest.mark.parametrize(
    ("state", "tier"),
    [
        # A first broker, or none any more: nothing was selected that could be kept.
        (deployed(), "enterprise"),
        (deployed(REDIS), "enterprise"),
        # A tier that freezes nothing.
        (deployed(KAFKA, AURORA), "growth"),
    ],
)
def test_a_state_says_nothing_of_it_where_nothing_could_be_compared(state: Graph, tier: str) -> None:
    assert list(of_state(state, deployed(KAFKA, AURORA, VALKEY), config(tier).platform)) == []


def test_what_if_of_one_tier_names_what_another_range_of_services_would_destroy() -> None:
    """Both sides are recorded, so there is one such test."""
    found = between_tiers(
        "enterprise", "enterprise", config_dir=ROOT, overrides=["cluster.engine.service_cidr=172.21.0.0/16"]
    )
    assert (found.verdict, found.exit_code) == ("blocked", 3)
    (told,) = [one for one in found.findings if one.id == "immutable-changed"]
    assert told.source == "sayar:cluster.engine.service_cidr"
    assert '"172.20.0.0/16" → "172.21.0.0/16"' in told.text
    assert "cluster-eu-west, cluster-us-east" in told.text
