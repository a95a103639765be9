"""The updates of a rehearsal: in which order, and that each stack file is one that a person would have come to."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from infra.config.errors import ConfigError
from infra.config.load import load_stack
from infra.moves.current import spec_hash
from sayar.engine.rehearsal_stops import FINISH, FIRST, environment, hops
from sayar.move.steps import standing
from tests.support.shop import CANARY, Shop
from tests.support.shop import shop as shop


@pytest.mark.parametrize(
    ("origin", "to", "found"),
    [
        ("starter", "growth", [("starter", "growth")]),
        ("starter", "scale", [("starter", "growth"), ("growth", "scale")]),
        ("scale", "starter", [("scale", "growth"), ("growth", "starter")]),
    ],
)
def test_a_move_over_more_tiers_goes_through_those_between(origin: str, to: str, found: list[tuple[str, str]]) -> None:
    assert list(hops(origin, to)) == found


@pytest.mark.parametrize(("origin", "to"), [("growth", "growth"), ("small", "growth"), ("growth", "large")])
def test_a_move_to_nowhere_is_refused(origin: str, to: str) -> None:
    with pytest.raises(ConfigError):
        hops(origin, to)


def test_each_file_is_one_that_the_program_takes_and_stands_where_the_update_says(
    shop: Shop,
) -> None:
    folder, _, todo = shop
    for stop in todo:
        (folder / "Pulumi.shop.yaml").write_text(stop.text, encoding="utf-8")
        here = standing(load_stack(folder, "shop"))
        if stop.phase in (FIRST, FINISH):
            assert here is None
            assert yaml.safe_load(stop.text)["config"]["sayar:tier"] == stop.to
        else:
            assert here is not None
            assert (here.transition.origin, here.config.platform.tier, here.phase.name) == (
                *(stop.origin, stop.to),
                stop.phase,
            )
            assert not here.base_changed, "the base is the real one"
            assert here.config.origin is not None
            assert here.transition.base == spec_hash(here.config.origin)


def test_every_phase_comes_in_its_order_and_between_two_moves_none_is_under_way(
    shop: Shop,
) -> None:
    _, moves, todo = shop
    wanted = [("there", FIRST)]
    for leg in moves:
        wanted += [(leg.way, name) for name in (*(phase.name for phase in leg.phases), FINISH)]
    assert [(stop.way, stop.phase) for stop in todo] == wanted
    kinds = {(leg.way, phase.name): phase.kind for leg in moves for phase in leg.phases}
    assert all(stop.kind == kinds.get((stop.way, stop.phase), "config") for stop in todo)


def test_data_is_let_go_of_from_the_release_on_and_the_wait_of_the_guard_is_waived_where_it_would_bite(
    shop: Shop,
) -> None:
    _, _, todo = shop
    config = {(stop.way, stop.phase): yaml.safe_load(stop.text)["config"] for stop in todo}
    assert "sayar:approvals" not in config["there", "settle"]
    assert "waivers" not in config["there", "settle"]["sayar:transition"], "no group of origins goes on the way up"
    rows = config["back", "release"]["sayar:approvals"]
    assert {row["action"] for row in rows} == {"release"}
    assert "railway:index:Volume::queue-us-east-volume" in {row["resource"] for row in rows}
    assert config["back", "leave"]["sayar:approvals"] == rows
    assert [row["gate"] for row in config["back", "release"]["sayar:transition"]["waivers"]] == ["drain"]


def test_what_is_sealed_and_what_was_approved_stays_with_its_owner(shop: Shop) -> None:
    _, _, todo = shop
    assert all(CANARY not in stop.text and "somebody" not in stop.text for stop in todo)
    secret = yaml.safe_load(todo[0].text)["config"]["sayar:secrets"]["telemetry"]
    assert isinstance(secret, str)
    assert all(yaml.safe_load(stop.text)["config"]["sayar:secrets"]["telemetry"] == secret for stop in todo)


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.builds(lambda t: {"secure": t}, st.text()),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)


@given(_values)
def test_nothing_sealed_is_left_wherever_it_stands_and_all_else_is_as_it_was(value: Any) -> None:
    made = environment({"sayar:secrets": value, "pulumi:x": 1, "sayar:transition": {}}, "scale")
    assert list(made) == ["sayar:tier", "sayar:secrets"]

    def same(one: Any, other: Any) -> bool:
        if isinstance(one, dict) and set(one) == {"secure"}:
            return isinstance(other, str) and other.startswith("rehearsal-")
        if isinstance(one, dict):
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        if isinstance(one, list):
            return len(one) == len(other) and all(map(same, one, other))
        return bool(one == other)

    assert same(value, made["sayar:secrets"])
