"""What the guard of a stack is told of pools, and of where the stack is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.config.errors import ConfigError
from infra.config.load import load_tier
from infra.config.stack import StackConfig, Transition
from infra.moves.current import DIRECT, in_phase, phases_in, spec_hash
from infra.moves.guard import in_percent, pools, watched
from infra.moves.phases import phases_of
from tests.infra.projects import ROOT

SCALE, ENTERPRISE = load_tier(ROOT, "scale"), load_tier(ROOT, "enterprise")


def moving(phase: str, **more: Any) -> StackConfig:
    """Scale to Enterprise, in a phase."""
    row = {"from": "scale", "phase": phase, "base": spec_hash(SCALE.platform), "started": "2026-11-26", **more}
    environment = ENTERPRISE.environment.model_copy(update={"transition": Transition.model_validate_strings(row)})
    return ENTERPRISE.model_copy(update={"environment": environment, "origin": SCALE.platform})


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1e6), min_size=1, max_size=9))
def test_percents_are_whole_add_up_and_forget_no_share(shares: dict[str, float]) -> None:
    found = in_percent(shares)
    if not any(shares.values()):
        assert set(found.values()) == {0}
        return
    assert sum(found.values()) == 100
    assert {name for name, percent in found.items() if percent} == {name for name, share in shares.items() if share}


def test_a_tier_without_a_balancer_has_one_pool_with_everything() -> None:
    growth = load_tier(ROOT, "growth").platform
    assert {name: one.percent for name, one in pools(growth).items()} == {"railway-us-east": 100}


def test_pools_of_both_platforms_are_told_while_both_are_behind_the_edge() -> None:
    phase = {one.name: one for one in phases_of(SCALE.platform, ENTERPRISE.platform)}["shift-10"]
    found = pools(phase.platform, phase.beside)
    assert {name: one.percent for name, one in found.items()} == {
        "railway-us-east": 45,
        "railway-eu-west": 45,
        "aws-us-east": 5,
        "aws-eu-west": 5,
    }
    assert [one.strict_tls for one in found.values()] == [False, False, True, True]


def test_a_platform_that_the_edge_does_not_know_has_no_pools() -> None:
    phase = {one.name: one for one in phases_of(SCALE.platform, ENTERPRISE.platform)}["ground"]
    assert {name.split("-")[0] for name in pools(phase.platform, phase.beside)} == {"railway"}


def test_the_guard_is_told_the_tier_that_the_stack_moves_to_and_every_phase_with_an_update() -> None:
    told = watched(moving("ground"))
    assert (told.tier, told.origin_tls) == ("enterprise", "full")
    assert told.under_way is not None
    assert told.under_way.phases == tuple(one.name for one in phases_in(moving("ground")) if one.kind == "config")
    assert told.under_way.one_way == ("contract",)
    assert told.under_way.base == told.under_way.base_now


@pytest.mark.parametrize(
    ("phase", "seen"),
    [
        ("contracts", "ground"),
        ("replicate", "steer"),
        ("cut-over", "steer"),
        ("verify", "switch"),
    ],
)
def test_phases_without_an_update_of_their_own_are_those_of_the_last_one_to_the_guard(phase: str, seen: str) -> None:
    """Nobody runs an update while people act or wait: a guard that counted them would refuse the next one."""
    told = watched(moving(phase)).under_way
    assert told is not None
    assert told.phase == seen


def test_a_jump_has_no_phases_so_that_the_guard_asks_for_its_waiver() -> None:
    jump = moving(DIRECT)
    assert watched(jump).under_way is None
    assert in_phase(jump).platform == ENTERPRISE.platform


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phase": "sideways"}, "sayar:transition.phase"),
        ({"phase": "shift-10"}, "sayar:transition.weight"),
        ({"phase": "shift-10", "weight": "50"}, "sayar:transition.weight"),
        ({"phase": "ground", "weight": "0"}, "sayar:transition.weight"),
    ],
)
def test_a_phase_that_is_none_and_a_weight_that_is_not_its_own_are_refused(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        in_phase(moving(**changes))
    (problem,) = caught.value.problems
    assert problem.path == said


def test_a_move_between_tiers_that_are_no_neighbours_is_refused() -> None:
    far = moving("plans").model_copy(update={"origin": load_tier(ROOT, "starter").platform})
    with pytest.raises(ConfigError, match="a neighbour of sayar:tier"):
        in_phase(far)
