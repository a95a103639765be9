"""States that an older guard has written: what they do not say is not known, and nothing falls over."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then, zeroed
from providers.guard.rules import refusals
from tests.providers.guard.cases import NOW, ago, moving, pools, settled, step, told, waived

FULL = moving(
    "shift",
    pools=pools(old=0, new=100),
    database={"engine": "postgres", "version": "15.8", "replicas": 1},
    move={"oneWay": ["expand"]},
)


def without(path: str) -> dict[str, Any]:
    """The full state less one of its keys."""
    state: Any = copy.deepcopy(FULL)
    *parents, last = path.split(".")
    at = state
    for name in parents:
        at = at[name]
    del at[last]
    return dict(state)


def test_a_step_needs_to_know_which_pools_had_traffic_and_an_update_without_a_step_writes_it_down() -> None:
    old = without("pools")
    assert step(old, FULL) == []
    assert step(old, moving("contract", pools=pools(new=100), database=FULL["database"])) == [("pools", "drain")]
    assert step(settled(), settled()) == []
    (refusal,) = told(old, moving("contract", pools=pools(new=100), database=FULL["database"]))
    assert "an older guard has written it" in refusal.text


@pytest.mark.parametrize("key", ["transition.from", "transition.base", "transition.started", "transition.oneWay"])
def test_what_a_move_began_with_is_held_against_what_is_known_of_it(key: str) -> None:
    assert step(without(key), FULL) == []
    assert step(without(key), {**FULL, "transition": {**FULL["transition"], "phase": "contract"}}) == []


def test_a_phase_that_is_not_known_has_no_next_one() -> None:
    old = without("transition.phase")
    old.pop("pools")  # as an older guard had neither
    assert ("transition.phase", "phases") in step(old, FULL)
    assert step(without("transition.phase"), {**FULL, "waivers": waived("phases")}) == []
    assert step(without("transition.phase"), settled("growth", pools=FULL["pools"])) == [("transition", "phases")]


@pytest.mark.parametrize("key", ["transition.from", "transition.phases", "transition.phase"])
def test_out_of_a_move_of_which_too_little_is_known_only_a_waiver_leads_and_never_over_a_tier(key: str) -> None:
    back = settled("starter", pools=FULL["pools"])
    assert step(without(key), back) == [("tier", "phases")]
    assert step(without(key), {**back, "waivers": waived("phases")}) == []
    assert step(without(key), {**back, "tier": "enterprise", "waivers": waived("phases")}) == [("tier", None)]


def test_a_tier_that_is_not_known_is_no_neighbour_of_any() -> None:
    assert ("tier", "phases") in step(without("tier"), FULL)


def test_a_weight_that_is_not_known_may_have_been_traffic() -> None:
    old = without("pools.old.weight")
    new = moving("contract", pools=pools(new=100), move={"oneWay": ["expand"]})
    assert step(old, new, ago(10**6, "old")) == [("pools.old", "drain")]


def test_a_certificate_that_is_not_known_is_none_when_the_zone_becomes_strict() -> None:
    able = pools(old=0, new=100, strict=True)
    old = {**FULL, "pools": {**able, "new": {"weight": 100}}}
    assert step(old, {**FULL, "pools": able, "originTls": "strict"}) == [("originTls", "tls")]
    assert step({**old, "originTls": "strict"}, {**FULL, "pools": able, "originTls": "strict"}) == []


@pytest.mark.parametrize("key", ["database.engine", "database.version", "database.replicas"])
def test_an_upgrade_from_what_is_not_known_is_refused_while_there_may_be_replicas(key: str) -> None:
    new = {**FULL, "database": {"engine": "postgres", "version": "17.4", "replicas": 0}}
    assert step(without(key), new) == [("database.version", "replicas")]


@pytest.mark.parametrize("text", ["yesterday", "2026-11-22T12:00:00", "", 5, None, ["x"]])
def test_a_time_that_cannot_be_read_is_none(text: object) -> None:
    assert zeroed({"zeroedAt": {"old": text}}) == {}
    assert zeroed({"zeroedAt": text}) == {}


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    assert zeroed({"zeroedAt": {"old": "2026-11-22T13:00:00+01:00"}}) == {"old": NOW}


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "starter", "shift", "x"]),
    lambda each: st.lists(each, max_size=2) | st.dictionaries(st.sampled_from(["old", "phase", "weight"]), each),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*FULL, "zeroedAt"]), junk), st.dictionaries(st.sampled_from([*FULL]), junk))
def test_no_state_whatever_makes_it_fall_over(over: dict[str, Any], outputs: dict[str, Any]) -> None:
    found = refusals(then({**FULL, **over}), MoveArgs.model_validate(FULL), zeroed({**over, **outputs}), NOW)
    assert all("\n" not in each.text for each in found)
