"""Files lie over one another leaf by leaf, and every leaf knows its file."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.config.layers import Layer, lay

LEAVES = st.one_of(st.integers(), st.text(max_size=3), st.booleans(), st.none(), st.lists(st.integers(), max_size=2))
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=3), max_leaves=8)
VALUES = st.dictionaries(st.sampled_from("abcd"), TREES, max_size=4)


def leaves(tree: dict[str, Any], at: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in tree.items():
        path = f"{at}.{key}" if at else key
        if isinstance(value, dict):
            found |= leaves(value, path)
        else:
            found[path] = value
    return found


def test_a_leaf_of_the_environment_wins_and_its_neighbours_stay() -> None:
    tier = Layer("Pulumi.growth.yaml", {"database": {"compute": "small", "region": "us-east"}})
    prod = Layer("Pulumi.prod.yaml", {"database": {"compute": "large"}})
    layered = lay([tier, prod])
    assert layered.values == {"database": {"compute": "large", "region": "us-east"}}
    assert layered.origin("database.compute") == "Pulumi.prod.yaml"
    assert layered.origin("database.region") == "Pulumi.growth.yaml"


def test_a_list_is_replaced_whole_because_its_items_have_no_identity() -> None:
    layered = lay([Layer("a", {"x": [1, 2, 3]}), Layer("b", {"x": [4]})])
    assert layered.values == {"x": [4]}
    assert layered.origin("x[0]") == "b"


def test_a_path_that_nobody_said_belongs_to_the_nearest_file_above_it() -> None:
    layered = lay([Layer("a", {"x": {"y": 1}}), Layer("b", {"x": {"z": {"w": 1}}})])
    assert layered.origin("x.z.missing") == "b"


@given(VALUES)
def test_laying_a_file_over_itself_changes_nothing(values: dict[str, Any]) -> None:
    assert lay([Layer("a", values), Layer("b", values)]).values == lay([Layer("a", values)]).values


@given(VALUES, VALUES)
def test_every_leaf_of_the_upper_file_is_there_and_known_as_its_own(
    below: dict[str, Any], above: dict[str, Any]
) -> None:
    layered = lay([Layer("below", below), Layer("above", above)])
    merged = leaves(layered.values)
    for path, value in leaves(above).items():
        assert merged[path] == value
        assert layered.origin(path) == "above"


@given(VALUES, VALUES)
def test_layers_are_not_changed_by_laying_them(below: dict[str, Any], above: dict[str, Any]) -> None:
    before = (repr(below), repr(above))
    lay([Layer("below", below), Layer("above", above)])
    assert (repr(below), repr(above)) == before
