"""Gates: what holds, what does not, and what each of them needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from infra.config.stack import Approval, Waiver
from sayar.documents.history import HistoryLine
from sayar.documents.probe import MoveId
from sayar.move.gates import Evidence, base_closed, closed, in_force_since, left_s, turned_back, unsigned, waived
from tests.move.moves import stands

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
MOVE = MoveId(origin="starter", to="growth", started="2026-11-26")


def at(hour: int, minute: int = 0) -> str:
    return f"2026-11-26T{hour:02}:{minute:02}:00Z"


def seen(**more: object) -> Evidence:
    return Evidence(NOW, TODAY, **more)  # type: ignore[arg-type]


def names(found: tuple[object, ...]) -> list[str]:
    return [gate.gate for gate in found]  # type: ignore[attr-defined]


def test_an_update_is_shown_by_the_state_alone() -> None:
    prepare = stands("starter", "growth", "prepare")
    assert closed(prepare, seen(deployed="prepare")) == ()
    # The guard knows the skipping of a phase under this name, so one waiver opens both.
    (shut,) = closed(prepare, seen(said="it is there, believe me"))
    assert (shut.gate, shut.how) == ("phase:prepare", "`sayar up --stack prod` brings it")
    (shut,) = closed(prepare, seen(deployed="shift-feed"))
    assert shut.why == "the state does not say that prepare is deployed, but shift-feed"
    (shut,) = closed(prepare, seen(deployed="prepare", doubt="the last update did not go through"))
    assert (shut.gate, shut.why) == ("phase:prepare", "the last update did not go through")


def test_what_only_people_can_tell_needs_their_word_and_nothing_is_deployed_for_it() -> None:
    plans = stands("starter", "growth", "plans")
    (shut,) = closed(plans, seen())
    assert (shut.gate, "--gate-passed" in shut.how, "sayar doctor --stack prod" in shut.how) == ("plans", True, True)
    assert names(closed(plans, seen(said="  "))) == ["plans"]
    assert closed(plans, seen(said="all bought")) == ()


def test_a_soak_is_over_when_its_time_is_and_not_a_second_before() -> None:
    verify = stands("starter", "growth", "verify")
    day = timedelta(seconds=verify.phase.gate.wait_s)
    assert day == timedelta(days=1), "INFRA-001 section 4: a day sees every hour of traffic"
    assert closed(verify, seen(since=NOW - day)) == ()
    (shut,) = closed(verify, seen(since=NOW - day + timedelta(seconds=1)))
    assert shut.why.startswith("1 d at least, of which 1 s are left")
    assert names(closed(verify, seen())) == ["verify"], "nobody knows since when"


def test_a_shift_needs_the_update_and_the_time_and_a_word() -> None:
    shift = stands("starter", "growth", "shift-feed")
    hour = NOW - timedelta(hours=1)
    assert closed(shift, seen(deployed="shift-feed", since=hour, said="no 5xx")) == ()
    assert names(closed(shift, seen(deployed="shift-feed", since=NOW))) == ["shift-feed", "shift-feed"]
    assert names(closed(shift, seen(deployed="prepare", since=hour, said="no 5xx"))) == ["phase:shift-feed"]


def test_a_release_needs_every_name_and_the_update_that_lets_go() -> None:
    release = stands("scale", "growth", "release")
    there = {"deployed": "release"}
    assert closed(release, seen(**there)) == ()
    (shut,) = closed(release, seen(**there, unsigned=("a:b:C::one", "a:b:C::two")))
    assert shut.gate == "release"
    assert shut.snippet.splitlines() == [
        "  sayar:approvals:",
        '    - {resource: "a:b:C::one", action: release, by: WHO, reason: WHY, until: "2026-12-10"}',
        '    - {resource: "a:b:C::two", action: release, by: WHO, reason: WHY, until: "2026-12-10"}',
    ]
    (shut,) = closed(release, seen(**there, held=("a:b:C::one",)))
    assert shut.why == "approved, but still protected in the state: a:b:C::one"


def test_an_approval_counts_through_its_last_day_and_for_releases_only() -> None:
    def row(name: str, until: str, action: str = "release") -> Approval:
        return Approval.model_validate(
            {"resource": f"a:b:C::{name}", "action": action, "by": "anna", "reason": "the move", "until": until}
        )

    rows = [row("one", "2026-11-26"), row("two", "2026-11-25"), row("three", "2027-01-01", "delete")]
    assert unsigned(["a:b:C::one", "a:b:C::two", "a:b:C::three"], rows, TODAY) == ("a:b:C::three", "a:b:C::two")


def test_a_changed_base_is_in_the_way_and_says_what_to_look_at() -> None:
    here = stands("starter", "growth", "prepare", base="0" * 64)
    (gate,) = base_closed(here)
    assert gate.gate == "base"
    assert gate.why.startswith("Pulumi.starter.yaml, Pulumi.yaml or a leaf of a concern in Pulumi.prod.yaml changed")
    assert "git log --since=2026-11-26 -- Pulumi.starter.yaml Pulumi.yaml Pulumi.prod.yaml" in gate.how
    assert names(closed(here, seen(deployed="prepare"))) == ["base"]


@pytest.mark.parametrize(("until", "opens"), [("2026-11-25", False), ("2026-11-26", True), ("2026-11-27", True)])
def test_a_waiver_opens_its_own_gate_through_its_last_day(until: str, opens: bool) -> None:
    plans = stands("starter", "growth", "plans")
    rows = (Waiver(gate="plans", by="anna", reason="bought by hand", until=until),)
    assert set(waived(closed(plans, seen()), rows, TODAY)) == ({"plans"} if opens else set())
    other = (Waiver(gate="prepare", by="anna", reason="bought by hand", until=until),)
    assert waived(closed(plans, seen()), other, TODAY) == {}


def test_time_counts_from_the_update_of_this_stay_in_the_phase() -> None:
    phase = stands("starter", "growth", "shift-feed").phase

    def line(begun: str, applied: str | None = None) -> HistoryLine:
        return HistoryLine(
            move=MOVE, begun={phase.name: begun}, applied={phase.name: applied} if applied is not None else {}
        )

    assert in_force_since(phase, line(at(8), at(9)), None) == datetime(2026, 11, 26, 9, tzinfo=UTC)
    # The stack came back to the phase at ten, so an update at nine was of another stay.
    assert in_force_since(phase, line(at(10), at(9)), None) is None
    assert in_force_since(phase, line(at(8)), None) is None, "written into the file is not applied"
    later = datetime(2026, 11, 26, 11, tzinfo=UTC)
    assert in_force_since(phase, line(at(8)), later) == later
    assert in_force_since(phase, line(at(8), at(9)), later) == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert in_force_since(phase, None, later) == later
    assert in_force_since(phase, line("yesterday", "noon"), None) is None, "somebody wrote it by hand"


def test_where_nothing_is_applied_time_counts_from_the_begin() -> None:
    phase = stands("starter", "growth", "verify").phase
    line = HistoryLine(move=MOVE, begun={"verify": at(8)})
    assert in_force_since(phase, line, None) == datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert in_force_since(phase, None, NOW) is None
    assert left_s(phase, None, NOW) is None
    assert left_s(phase, NOW - timedelta(days=9), NOW) == 0
    assert left_s(stands("starter", "growth", "prepare").phase, None, NOW) == 0


def test_a_step_back_is_open_until_it_is_applied() -> None:
    here = stands("growth", "scale", "shift-10")

    def back(begun: str = at(10), applied: str = at(8)) -> HistoryLine:
        said = {"begun": {"shift-10": begun}, "applied": {"shift-10": applied}, "left": {"shift-50": at(10)}}
        return HistoryLine.model_validate({"move": MOVE, **said})

    came = datetime(2026, 11, 26, 10, tzinfo=UTC)
    assert turned_back(here, back()) == came, "what was applied at eight was applied on the way forwards"
    assert turned_back(here, HistoryLine(move=MOVE, left={"shift-50": at(10)})) == came, "the rest may be lost"
    assert turned_back(here, back(applied=at(10, 1))) is None
    assert turned_back(here, back(begun=at(11))) is None, "it came here again, from the phase before"
    assert turned_back(here, HistoryLine(move=MOVE, begun={"shift-10": at(8)})) is None, "it never was further"
    assert turned_back(here, None) is None


def test_today_is_what_dates_are_held_against_and_not_the_moment() -> None:
    plans = stands("starter", "growth", "plans")
    rows = (Waiver(gate="plans", by="anna", reason="bought by hand", until="2026-01-31"),)
    gates = closed(plans, Evidence(NOW, date(2026, 1, 31)))
    assert set(waived(gates, rows, date(2026, 1, 31))) == {"plans"}
