"""The proof of whole comparisons: what the engine would do between two graphs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sayar.graph.compare import compare
from sayar.graph.model import Graph, Resource
from sayar.impact.order.prove import prove
from sayar.verdict import Effect
from tests.graph.builders import TYPE, FakeFacts, graph, thing, urn
from tests.impact.order.proofs import DNS, DOMAIN, FACTS, FIRST, named, proof_of
from tests.impact.rows import services


def record(content: str, *on: Resource) -> Resource:
    return Resource(
        urn("dns", DNS),
        DNS,
        inputs={"name": "api.example.com", "content": content},
        property_dependencies={"content": tuple(one.urn for one in on)},
    )


def domain(host: str, name: str) -> Resource:
    return Resource(urn(name, DOMAIN), DOMAIN, inputs={"domain": host})


OLD_HOST, NEW_HOST = domain("old.example.com", "old-origin"), domain("new.example.com", "origin")


def test_a_record_that_names_its_origin_by_text_alone_is_refuted() -> None:
    """The engine may update the record first: nothing tells it that the text is the domain of another resource."""
    old, new = graph(OLD_HOST, record("old.example.com")), graph(NEW_HOST, record("new.example.com"))
    found = proof_of(old, new, named("dns")).surfaces["api"]
    assert found.trace == (
        f"update {DNS}::dns: under way",
        f"api is not served: {DNS}::dns uses {DOMAIN}::origin, which is not there",
    )
    assert found.under_way == (f"update {urn('dns', DNS)}",)


def test_a_record_that_depends_on_its_origin_is_proven() -> None:
    old = graph(OLD_HOST, record("old.example.com", OLD_HOST))
    new = graph(NEW_HOST, record("new.example.com", NEW_HOST))
    proof = proof_of(old, new, named("dns"))
    assert proof.surfaces["api"].status == "served"
    assert proof.reduced_from == 3
    assert proof.steps == 1, "only the update of the record is left: what it uses is never missing"


INSTANCE = "railway:index:ServiceInstance"


def test_a_record_that_waits_for_its_domain_alone_may_lead_to_nothing() -> None:
    """A domain is there before what answers behind it, and the engine is content with the domain."""
    service = thing("service")
    new_host = replace(NEW_HOST, property_dependencies={"serviceId": (service.urn,)})
    instance = Resource(
        urn("behind", INSTANCE), INSTANCE, inputs={"image": "1"}, property_dependencies={"serviceId": (service.urn,)}
    )
    old = graph(OLD_HOST, service, record("old.example.com", OLD_HOST))
    new = graph(new_host, service, instance, record("new.example.com", new_host))
    found = proof_of(old, new, named("dns")).surfaces["api"]
    assert found.trace[-1] == (
        f"api is not served: {DNS}::dns uses {DOMAIN}::origin, which uses {INSTANCE}::behind, which is not there"
    )
    waiting = replace(record("new.example.com", new_host), dependencies=(instance.urn,))
    assert proof_of(old, graph(new_host, service, instance, waiting), named("dns")).surfaces["api"].status == "served"


BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"


def balancer(*pools: str) -> Resource:
    """One whose text alone changes with its pools, so nothing orders them."""
    on = {"defaultPools": tuple(urn(one) for one in pools)}
    return Resource(urn("lb", BALANCER), BALANCER, inputs={"defaultPools": list(pools)}, property_dependencies=on)


def test_a_balancer_is_served_while_one_of_its_pools_is() -> None:
    """The second pool is deleted first and made anew: a gap that nobody named, and a balancer that has another one."""
    facts = FakeFacts(replace={TYPE: ("forced",), BALANCER: ()}, first=frozenset({TYPE}))

    def pools(forced: str, *names: str) -> Graph:
        return graph(thing("one"), thing("two", {"forced": forced}), balancer(*names))

    assert (
        proof_of(pools("1", "one", "two"), pools("2", "one", "two"), named("lb"), "none", facts).surfaces["api"].status
        == "served"
    )
    assert proof_of(pools("1", "two"), pools("2", "two"), named("lb"), "none", facts).surfaces["api"].status == "broken"


def pair_of_regions(image: str, *, chained: bool) -> Graph:
    eu = thing("eu", {"image": image}, dependencies=(urn("us"),) if chained else ())
    return graph(thing("us", {"image": image}), eu)


TWO = {"regions": {"kind": "k_of_n", "k": 1, "members": ["us", "eu"]}}


@pytest.mark.parametrize("parallelism", [None, 16, 1])
def test_two_members_without_an_order_are_refuted(parallelism: int | None) -> None:
    """One at a time too: one that failed half-way is down while the rerun begins with the other."""
    old, new = (pair_of_regions(image, chained=False) for image in ("1", "2"))
    found = proof_of(old, new, named(**TWO), "full", parallelism=parallelism).surfaces["api"]
    assert found.status == "broken"
    assert any("fails half-way" in line for line in found.trace) == (parallelism == 1)


def test_two_members_in_a_chain_are_proven() -> None:
    old, new = (pair_of_regions(image, chained=True) for image in ("1", "2"))
    assert proof_of(old, new, named(**TWO), "full").surfaces["api"].status == "served"


def test_a_chain_holds_through_resources_that_do_not_change() -> None:
    def regions(image: str) -> Graph:
        between = thing("between", dependencies=(urn("us"),))
        return graph(
            thing("us", {"image": image}), between, thing("eu", {"image": image}, dependencies=(urn("between"),))
        )

    assert proof_of(regions("1"), regions("2"), named(**TWO), "full").surfaces["api"].status == "served"


def test_a_failover_names_the_change_of_the_primary_alone() -> None:
    group = {"db": {"kind": "failover", "primary": "eu", "standbys": ["us"]}}
    old, new = (pair_of_regions(image, chained=True) for image in ("1", "2"))
    found = proof_of(old, new, named(**group), "failover").surfaces["api"]
    assert (found.status, found.interruptions) == ("served", (f"update {TYPE}::eu",))


def store_and_user(forced: str, note: str = "") -> Graph:
    return graph(thing("store", {"forced": forced}), thing("user", {"store": note or "x"}, on={"store": ("store",)}))


def test_a_store_that_is_replaced_create_first_is_there_until_its_user_has_the_new_one() -> None:
    assert proof_of(store_and_user("1"), store_and_user("2", "y"), named("user")).surfaces["api"].status == "served"


def test_a_store_that_is_deleted_first_is_missing_to_its_user() -> None:
    found = proof_of(store_and_user("1"), store_and_user("2", "y"), named("user"), "reset", FIRST).surfaces["api"]
    assert found.trace == (
        f"delete replaced {TYPE}::store: under way",
        f"api is not served: {TYPE}::user uses {TYPE}::store, which is not there in its old version",
    )


def test_the_gap_of_a_delete_first_replacement_is_named_where_the_forecast_names_it() -> None:
    """The user holds on to a fixed name, which the new store has again."""
    user = thing("user", dependencies=(urn("store"),))
    old, new = (graph(thing("store", {"forced": one}), user) for one in ("1", "2"))
    found = proof_of(old, new, named("user", "store"), "full", FIRST).surfaces["api"]
    assert found.status == "served"
    assert found.interruptions == (f"delete replaced {TYPE}::store", f"create replacement of {TYPE}::store")


def test_a_user_that_must_be_told_of_the_new_store_is_down_past_the_gap() -> None:
    """The forecast names the gap of the store alone; if the update of the user fails, nobody named how long that is."""
    found = proof_of(store_and_user("1"), store_and_user("2", "y"), named("user", "store"), "full", FIRST).surfaces
    assert found["api"].trace[-1].endswith(f"{TYPE}::store, which is not there in its old version")


def test_what_goes_with_its_configuration_goes_after_it() -> None:
    """The engine deletes last, so a cache outlives the configuration that names it."""
    cache = thing("cache")
    old = graph(cache, thing("user", {"cache": "x"}, on={"cache": ("cache",)}))
    assert proof_of(old, graph(thing("user", {})), named("user")).surfaces["api"].status == "served"


def test_what_is_retained_is_never_gone() -> None:
    old = graph(thing("store", retain_on_delete=True))
    assert proof_of(old, graph(), named("store")).surfaces["api"].status == "served"
    assert proof_of(graph(thing("store")), graph(), named("store")).surfaces["api"].status == "broken"


def test_a_node_whose_resources_become_others_is_served_by_the_old_ones_until_then() -> None:
    standing = services(
        nodes={"app": {"match": {"name": "app-*"}}}, surfaces={"api": {"needs": [{"on": "app", "mode": "hard"}]}}
    )
    old, new = graph(thing("app-old-1"), thing("app-old-2")), graph(thing("app-new-1"), thing("app-new-2"))
    assert proof_of(old, new, standing).surfaces["api"].status == "served"


@pytest.mark.parametrize(
    ("effect", "reason"),
    [("unknown", "nobody knows what it does while it runs"), ("data_loss", "data is lost")],
)
def test_an_effect_that_nobody_knows_leaves_it_undecided(effect: Effect, reason: str) -> None:
    old, new = graph(thing("user", {"image": "1"})), graph(thing("user", {"image": "2"}))
    found = proof_of(old, new, named("user"), effect).surfaces["api"]
    assert (found.status, found.reasons) == ("undecided", (f"update of {TYPE}::user: {reason}",))


def test_an_effect_that_was_not_told_is_not_known() -> None:
    old, new = graph(thing("user", {"image": "1"})), graph(thing("user", {"image": "2"}))
    comparison = compare(old, new, FACTS)
    assert prove(comparison, old, new, named("user"), {}).surfaces["api"].status == "undecided"


def test_needs_that_are_not_hard_break_nothing_and_are_named() -> None:
    needs = [
        {"on": "user", "mode": "hard"},
        {"on": "cache", "mode": "soft"},
        {"on": "spare", "mode": "hard", "weight": 0},
        {"on": "nowhere", "mode": "hard"},
    ]
    nodes = {name: {"match": {"name": name}} for name in ("user", "cache", "spare", "nowhere")}
    standing = services(nodes=nodes, surfaces={"api": {"needs": needs}})
    old = graph(thing("user"), thing("cache"), thing("spare"))
    found = proof_of(old, graph(thing("user")), standing).surfaces["api"]
    assert (found.status, found.left_out) == ("served", ("cache", "nowhere"))


def test_a_component_serves_nothing_itself() -> None:
    component = thing("user", custom=False, type="shop:index:Component")
    found = proof_of(graph(component), graph(), named("user")).surfaces["api"]
    assert (found.status, found.left_out) == ("undecided", ("user",))
    child = thing("user")
    assert proof_of(graph(component, child), graph(child), named("user")).surfaces["api"].status == "served"


def test_a_surface_of_which_nothing_is_in_the_stack_is_not_proven() -> None:
    found = proof_of(graph(), graph(), named("user")).surfaces["api"]
    assert found.status == "undecided"
    assert found.reasons == ("nothing that it needs is a resource of this stack",)
