"""What comes before what in one update, through resources that stay and through those that go."""

from sayar.graph.model import Graph, Resource
from sayar.impact.seconds.order import Order

TYPE = "acme:index:Box"


def urn(name: str) -> str:
    return f"urn:pulumi:prod::shop::{TYPE}::{name}"


def box(name: str, *needs: str) -> Resource:
    return Resource(urn(name), TYPE, dependencies=tuple(urn(one) for one in needs))


def before(order: Order, *names: str) -> dict[str, set[str]]:
    found = order.earlier(urn(name) for name in names)
    return {name: {one for one in names if urn(one) in found[urn(name)]} for name in names}


def test_a_path_through_a_resource_that_stays_joins_two_changes() -> None:
    graph = Graph((box("store"), box("between", "store"), box("api", "between"), box("web")))
    assert before(Order(graph, graph), "store", "api", "web") == {"store": set(), "api": {"store"}, "web": set()}


def test_what_is_deleted_comes_after_all_that_needed_it() -> None:
    old = Graph((box("cache"), box("api", "cache"), box("worker", "cache")))
    new = Graph((box("api"),))
    found = before(Order(old, new), "cache", "api", "worker")
    assert found == {"cache": {"api", "worker"}, "api": set(), "worker": set()}


def test_an_event_comes_after_all_changes_unless_it_may_overlap_them() -> None:
    graph = Graph((box("api"), box("web")))
    order = Order(graph, graph, [("event:0:cut", False), ("event:1:lost", True), ("event:2:then", False)])
    found = order.earlier([urn("api"), "event:0:cut", "event:1:lost", "event:2:then"])
    assert found["event:0:cut"] == {urn("api")}
    assert found["event:1:lost"] == set()
    assert found["event:2:then"] == {urn("api"), "event:0:cut"}


def test_the_heaviest_chain_is_looked_for_through_what_takes_no_time() -> None:
    graph = Graph((box("a"), box("between", "a"), box("b", "between"), box("c")))
    order = Order(graph, graph)
    assert order.heaviest({urn("a"): 3, urn("b"): 4, urn("c"): 5}) == 7  # a, then b; c beside them
    assert order.heaviest({urn("a"): 3, urn("b"): 4, urn("c"): 9}) == 9
    assert order.heaviest({urn("a"): 3, urn("c"): 5}, [[urn("a"), urn("c")]]) == 8, "two of one node are one chain"


def test_a_change_that_is_alone_is_a_chain() -> None:
    graph = Graph((box("a"),))
    assert Order(graph, graph).heaviest({urn("a"): 3}) == 3
    assert Order(graph, graph).heaviest({}) == 0
