"""Where a stack is in its move, and which move may begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.config.errors import ConfigError
from infra.moves.current import DIRECT
from infra.moves.phases import phases_of
from sayar.move.steps import first_phase, shifted, standing
from tests.move.moves import moving, stands, tier


def test_a_stack_without_a_transition_is_in_no_move() -> None:
    assert standing(tier("growth")) is None


def test_a_phase_knows_the_ones_beside_it() -> None:
    here = stands("starter", "growth", "prepare")
    assert (here.at, here.before and here.before.name, here.next and here.next.name) == (1, "plans", "certificate")
    assert (stands("starter", "growth", "plans").before, stands("starter", "growth", "settle").next) == (None, None)
    assert not here.base_changed
    assert stands("starter", "growth", "prepare", base="0" * 64).base_changed


@pytest.mark.parametrize(
    ("leaves", "words"),
    [
        ({"phase": "prepared"}, 'sayar:transition.phase: "prepared": a phase of this move: plans, prepare'),
        ({"phase": "shift-10", "weight": 11}, "sayar:transition.weight: 11: 10 in phase shift-10"),
        ({"phase": "shift-10", "weight": None}, "sayar:transition.weight: null: 10 in phase shift-10"),
        ({"phase": "stores", "weight": 0}, "sayar:transition.weight: 0: left out in phase stores"),
    ],
)
def test_a_transition_that_was_edited_by_hand_is_told_what_is_allowed(leaves: dict[str, object], words: str) -> None:
    ends = ("growth", "scale") if "weight" in leaves else ("starter", "growth")
    with pytest.raises(ConfigError) as raised:
        standing(moving(*ends, **leaves))  # type: ignore[arg-type]
    assert str(raised.value).startswith(f"Pulumi.prod.yaml: {words}")


def test_an_update_while_people_do_something_leaves_the_platform_of_the_phase_before() -> None:
    prepare = stands("starter", "growth", "prepare")
    assert prepare.applied("prepare")
    assert prepare.applied("certificate"), "a wait after it, in which an update changed nothing"
    assert not any(prepare.applied(name) for name in ("shift-feed", "plans", "unknown", None))
    assert prepare.behind("shift-feed")
    assert not any(prepare.behind(name) for name in ("plans", "prepare", "certificate", None))


def test_a_jump_is_a_move_of_one_phase() -> None:
    here = stands("starter", "growth", DIRECT)
    assert ([one.name for one in here.phases], here.before, here.next) == ([DIRECT], None, None)


@pytest.mark.parametrize(("origin", "to", "name"), [("starter", "growth", "plans"), ("scale", "growth", "release")])
def test_a_move_begins_at_its_first_phase(origin: str, to: str, name: str) -> None:
    assert first_phase(tier(origin), tier(to)).name == name


def test_a_tier_that_is_no_neighbour_is_reached_through_the_ones_between() -> None:
    for origin, to, via in (
        ("starter", "scale", ["growth", "scale"]),
        ("scale", "starter", ["growth", "starter"]),
        ("starter", "enterprise", ["growth", "scale", "enterprise"]),
    ):
        with pytest.raises(ConfigError) as raised:
            first_phase(tier(origin), tier(to))
        way = ", then ".join(f"sayar move start --stack prod --to {name}" for name in via)
        assert str(raised.value) == f'--to: "{to}": a neighbour of {origin}; through {" and ".join(via[:-1])}: {way}'


def test_one_move_at_a_time() -> None:
    with pytest.raises(ConfigError, match="one move at a time; sayar move status --stack prod says where"):
        first_phase(moving("starter", "growth", "prepare"), tier("scale"))


def test_the_same_tier_is_no_move() -> None:
    with pytest.raises(ConfigError, match=r"another tier than sayar:tier of Pulumi\.prod\.yaml"):
        first_phase(tier("growth"), tier("growth"))


def turning(origin: str, to: str) -> list[str]:
    phases = phases_of(tier(origin).platform, tier(to).platform)
    return [phase.name for phase in phases if shifted(stands(origin, to, phase.name)).balancers]


def test_a_host_whose_rules_went_with_the_phase_is_led_back_by_a_whole_update() -> None:
    # The last host that leaves the edge takes its rules along, so leading it there again needs more than its record.
    assert shifted(stands("growth", "starter", "shift-feed")).hosts == ("webhook",)
    assert not shifted(stands("growth", "starter", "prepare"))


def test_what_a_step_back_turns_is_read_from_the_platforms_and_not_from_names() -> None:
    # On the way down the phases bear the names of the way up, and `shift-webhook` undoes the shift of the API.
    up = {"shift-feed": ("feed",), "shift-webhook": ("webhook",), "shift-api": ("api",)}
    for name, hosts in up.items():
        assert shifted(stands("starter", "growth", name)).hosts == hosts
    assert shifted(stands("growth", "starter", "shift-webhook")).hosts == ("api",)
    # A step that brings pools or takes them away is none for an update of a part: `balance` makes the balancer.
    assert turning("growth", "scale") == ["shift-10", "shift-50", "steer"]
    # On the way down the phases bear the names of the way up: what `edge` and `shift-100` did is undone in the next.
    assert turning("scale", "enterprise") == ["shift-10", "shift-50", "shift-100", "steer"]
    assert turning("enterprise", "scale") == ["shift-100", "shift-50", "shift-10", "edge"]
    assert not shifted(stands("starter", "growth", "plans")), "the first phase is compared with the origin"


def test_the_rules_read_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert stands("growth", "scale", "shift-10").phase.weight == 10
