"""The order of a graph is a fact of its edges, not of its list."""

from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.model import Resource
from sayar.graph.order import needs, provider_urn, topological
from tests.graph.builders import STACK, thing, urn

LINKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12)


def resources(links: list[tuple[int, int]]) -> list[Resource]:
    return [thing(str(n), dependencies=tuple(urn(str(b)) for a, b in links if a == n and b != a)) for n in range(7)]


@given(LINKS, st.randoms(use_true_random=False))
def test_any_order_of_the_list_gives_the_same_order_and_loses_nothing(
    links: list[tuple[int, int]], chance: object
) -> None:
    found = resources(links)
    expected = topological(found)
    chance.shuffle(found)  # type: ignore[attr-defined]
    assert topological(found) == expected
    assert {one.urn for one in expected} == {one.urn for one in found}


@given(LINKS)
def test_without_circles_everything_comes_after_what_it_needs(links: list[tuple[int, int]]) -> None:
    downward = [(max(a, b), min(a, b)) for a, b in links]
    seen: set[str] = {STACK.urn}
    for resource in topological(resources(downward)):
        assert set(needs(resource)) <= seen
        seen.add(resource.urn)


def test_a_provider_reference_is_a_urn_and_an_identifier() -> None:
    assert provider_urn(f"{urn('p')}::id-1") == urn("p")
    assert provider_urn(f"{urn('p')}::[unknown]") == urn("p")
    assert provider_urn(urn("p")) == urn("p")
    assert provider_urn(None) is None
    assert provider_urn("") is None
