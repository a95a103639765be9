"""From tier to tier and from phase to phase: which step may follow which, and which waiver lets one through."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.providers.guard.cases import BASE, ORDER, OTHER, PHASES, moving, settled, step, told, waived


@pytest.mark.parametrize("tier", ORDER)
def test_a_first_update_may_be_any_tier(tier: str) -> None:
    assert step({}, settled(tier)) == []


def test_a_first_update_has_nothing_to_move_whatever_is_waived() -> None:
    assert step({}, moving(waivers=waived("phases"))) == [("transition", None)]


@pytest.mark.parametrize(("old", "new"), list(pairwise(ORDER)))
def test_a_move_begins_at_its_first_phase_between_neighbours_in_both_directions(old: str, new: str) -> None:
    assert step(settled(old), moving(tier=new, move={"from": old})) == []
    assert step(settled(new), moving(tier=old, move={"from": new})) == []
    assert step(settled(old), settled(new)) == [("tier", "phases")]
    assert step(settled(new), settled(old)) == [("tier", "phases")]


@pytest.mark.parametrize(("old", "new"), [("starter", "scale"), ("enterprise", "growth"), ("starter", "enterprise")])
def test_a_jump_over_a_tier_is_refused_as_a_move_too_and_never_waived(old: str, new: str) -> None:
    everything = waived("phases", *(f"phase:{name}" for name in PHASES))
    assert step(settled(old), settled(new, waivers=everything)) == [("tier", None)]
    assert step(settled(old), moving(tier=new, move={"from": old}, waivers=everything)) == [("tier", None)]


def test_a_refusal_is_one_line_with_what_why_what_is_allowed_and_how_it_is_done() -> None:
    (jump,) = told(settled("starter"), settled("scale"))
    assert jump.text == (
        "from starter to scale: this jumps over growth. Allowed: growth."
        " Begin a move with 'sayar move start --stack …', one tier at a time."
    )
    (direct,) = told(settled("starter"), settled("growth"))
    assert direct.text.endswith("'sayar move start --stack …'. A dated waiver of the gate phases lets it through.")


def test_a_direct_jump_between_neighbours_passes_with_a_waiver_of_the_phases_alone() -> None:
    assert step(settled(), settled("growth", waivers=waived("phases"))) == []
    assert step(settled(), settled("growth", waivers=waived("phase:prepare", "base", "drain"))) == [("tier", "phases")]


def test_a_move_that_begins_from_another_tier_or_later_is_refused_and_never_waived() -> None:
    everything = waived("phases", *(f"phase:{name}" for name in PHASES))
    assert step(settled("scale"), moving(waivers=everything)) == [("transition.from", None)]
    assert step(settled(), moving("expand", waivers=everything)) == [("transition.phase", None)]


@pytest.mark.parametrize("old", range(4))
@pytest.mark.parametrize("new", range(4))
def test_in_a_move_a_step_goes_at_most_one_phase_on_or_back(old: int, new: int) -> None:
    skipped = PHASES[min(old, new) + 1 : max(old, new)]
    found = step(moving(PHASES[old]), moving(PHASES[new]))
    assert found == [("transition.phase", f"phase:{name}") for name in skipped]


def test_each_phase_that_is_skipped_needs_its_own_waiver() -> None:
    half = moving("contract", waivers=waived("phase:expand"))
    assert step(moving("prepare"), half) == [("transition.phase", "phase:shift")]
    assert step(moving("prepare"), moving("contract", waivers=waived("phase:expand", "phase:shift"))) == []
    assert step(moving("prepare"), moving("contract", waivers=waived("phases"))) != []


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("shift", "expand", True),  # it is the one that cannot be left backwards
        ("contract", "shift", False),  # back to it is not back over it
        ("contract", "expand", True),
        ("expand", "shift", False),
        ("shift", "shift", False),
        ("shift", "contract", False),
    ],
)
def test_out_of_a_phase_that_is_one_way_there_is_no_step_back(old: str, new: str, *, refused: bool) -> None:
    one_way = {"oneWay": ["shift"]}
    waivers = waived("phases", *(f"phase:{name}" for name in PHASES))
    found = step(moving(old, move=one_way), moving(new, move=one_way, waivers=waivers))
    assert found == ([("transition.phase", None)] if refused else [])


def test_a_one_way_mark_that_is_taken_away_still_holds() -> None:
    assert step(moving("shift", move={"oneWay": ["shift"]}), moving("expand")) == [("transition.phase", None)]


def test_a_move_goes_out_the_way_it_came_in_from_its_first_phase() -> None:
    assert step(moving("prepare"), settled("starter")) == []
    assert step(moving("expand"), settled("starter")) == [("tier", "phases")]
    assert step(moving("expand"), settled("starter", waivers=waived("phases"))) == []


@pytest.mark.parametrize("at", ["prepare", "shift"])
def test_no_waiver_leads_out_of_a_move_over_a_phase_that_is_one_way(at: str) -> None:
    old = moving(at, move={"oneWay": ["prepare"]})
    assert step(old, settled("starter", waivers=waived("phases"))) == [("tier", None)]


@pytest.mark.parametrize("tier", ["scale", "enterprise"])
def test_a_second_move_waits_for_the_first(tier: str) -> None:
    waivers = waived("phases")
    assert step(moving("prepare"), settled(tier, waivers=waivers)) == [("tier", None)]
    assert step(moving("prepare"), moving(tier=tier, move={"from": "growth"}, waivers=waivers)) == [("tier", None)]


def test_a_move_ends_after_its_last_phase_or_with_a_waiver_of_each_that_is_left() -> None:
    assert step(moving("contract"), settled("growth")) == []
    left = [("transition", "phase:shift"), ("transition", "phase:contract")]
    assert step(moving("expand"), settled("growth")) == left
    assert step(moving("expand"), settled("growth", waivers=waived("phase:shift"))) == left[1:]
    assert step(moving("expand"), settled("growth", waivers=waived("phase:shift", "phase:contract"))) == []


def test_a_move_that_appears_in_a_settled_stack_was_written_by_hand() -> None:
    assert step(settled("growth"), moving(waivers=waived("phases"))) == [("transition", None)]


@pytest.mark.parametrize(
    "edit",
    [
        {"from": "scale"},
        {"phases": ["prepare", "contract"]},
        {"phases": list(reversed(PHASES))},
        {"base": OTHER, "baseNow": OTHER},
        {"started": "2026-11-02"},
    ],
    ids=lambda edit: next(iter(edit)),
)
def test_what_a_move_began_with_stays(edit: dict[str, Any]) -> None:
    found = step(moving("prepare"), moving("prepare", move=edit, waivers=waived("phases", "base")))
    assert found == [(f"transition.{next(iter(edit))}", None)]


def test_a_base_that_changed_in_the_middle_is_refused_until_it_is_waived() -> None:
    changed = {"baseNow": OTHER}
    assert step(moving("prepare"), moving("expand", move=changed)) == [("transition.baseNow", "base")]
    assert step(settled(), moving(move=changed)) == [("transition.baseNow", "base")], "at its begin too"
    assert step(moving("prepare"), moving("expand", move=changed, waivers=waived("base"))) == []
    (refusal,) = told(moving("prepare"), moving("expand", move=changed))
    assert BASE[:12] in refusal.text
    assert OTHER[:12] in refusal.text


@pytest.mark.parametrize(
    ("until", "counts"), [("2026-11-23", True), ("2026-11-22", True), ("2026-11-21", False)]
)  # now is noon of the 22nd
def test_a_waiver_counts_up_to_its_last_day(until: str, *, counts: bool) -> None:
    found = step(settled(), settled("growth", waivers=waived("phases", until=until)))
    assert found == ([] if counts else [("tier", "phases")])


def test_of_two_waivers_of_a_gate_one_that_still_counts_is_enough() -> None:
    waivers = waived("phases", until="2026-01-01") + waived("phases", until="2026-12-31")
    assert step(settled(), settled("growth", waivers=waivers)) == []
