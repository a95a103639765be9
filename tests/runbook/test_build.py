"""A runbook holds the phases of its forecast in order, every duty once, and days that follow from rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.moves.phase import Gate, Manual
from infra.moves.phases import phases_of
from sayar.documents.runbook import RunbookDocument
from sayar.graph.errors import InputError
from sayar.move import gates
from sayar.runbook.build import BY_PEOPLE, runbook
from sayar.runbook.markdown import markdown
from sayar.runbook.rows import AFTER, BEFORE, Duty, LeadTime, duties_of, timing
from tests.infra.projects import config
from tests.runbook.made import DAY_S, facts, phase, plan

BEGIN = date(2026, 12, 7)
SHIFTING = (
    phase("contracts", "human"),
    phase("ground"),
    phase("shift-10", wait_s=DAY_S),
    phase("shift-50", wait_s=DAY_S),
    phase("cut-over", "human"),
    phase("verify", "wait", 7 * DAY_S),
    phase("contract"),
)
"""Scale to Enterprise in short."""


SEEN = '--gate-passed "WHAT WAS SEEN" --by "WHO"'


def duty(when: str, **fields: Any) -> Duty:
    whole = {"id": when, "when": [when], "text": "x", "by": "metric", "check": "y", "source": "z", "statements": []}
    return Duty.model_validate(whole | fields)


def made(*, begin: date | None = None, fails_s: dict[str, float] | None = None) -> RunbookDocument:
    return runbook(plan("scale", "enterprise", SHIFTING, fails_s), facts("scale", "enterprise", SHIFTING, begin=begin))


def test_the_largest_move_lies_within_the_days_of_the_strategy() -> None:
    found = made()
    # Three days of tests and waits of 1, 1 and 7 days end on day 13 by themselves; the strategy wants 14 to 28.
    assert found.days == 14
    assert found.allowed is not None
    assert found.allowed.least <= found.days <= found.allowed.most
    assert found.least_s == 9 * DAY_S


def test_work_that_takes_days_is_told_and_no_gate_is_passed_before_it() -> None:
    ground = made().phases[1]
    assert ground.work is not None
    assert (ground.work.days, ground.gate.wait_s) == (3, 0)
    assert ground.days.last == ground.days.first + 3
    assert "**What takes time.** 3 days: the load test, the loss of a zone, the alerts." in markdown(made())


def test_a_move_whose_waits_pass_the_days_of_the_strategy_says_so() -> None:
    phases = (*SHIFTING[:-1], phase("soak", "wait", 21 * DAY_S), SHIFTING[-1])
    found = runbook(plan("scale", "enterprise", phases), facts("scale", "enterprise", phases))
    # 3 + 1 + 1 + 7 + 21 days of work and waiting, passed on the day after.
    assert found.days == 34
    assert "**That is more than the 14 to 28 days" in markdown(found)


def test_dates_are_counted_from_the_first_day() -> None:
    found = made(begin=BEGIN)
    assert found.begin == "2026-12-07"
    assert found.phases[0].days.first_date == "2026-12-07"
    for one in found.phases:
        assert one.days.last_date is not None
        assert (date.fromisoformat(one.days.last_date) - BEGIN).days == one.days.last - 1
    assert made().phases[0].days.first_date is None


def test_what_is_asked_for_ahead_is_there_when_it_is_needed() -> None:
    found = made(begin=BEGIN)
    by_id = {one.id: one for one in found.orders}
    assert (by_id["contracts"].needed_by, by_id["contracts"].date) == ("ground", "2026-11-07"), "30 days before"
    cut_over = next(one for one in found.phases if one.name == "cut-over")
    assert by_id["notice"].day == cut_over.days.first - 7
    assert [one.day for one in found.orders] == sorted(one.day for one in found.orders)


def test_users_are_told_ahead_of_the_first_phase_that_they_feel_and_of_none_else() -> None:
    phases = (phase("plans", "human"), phase("upgrade"), phase("replica", wait_s=DAY_S), phase("web"))

    def notices(fails_s: dict[str, float]) -> list[str]:
        found = runbook(plan("growth", "scale", phases, fails_s), facts("growth", "scale", phases))
        return [one.needed_by for one in found.orders if one.id == "notice"]

    assert notices({"upgrade": 125, "web": 3}) == ["upgrade"]
    assert notices({"web": 3}) == ["web"]
    assert notices({}) == []


def test_the_real_move_to_enterprise_lies_within_the_days_of_the_strategy() -> None:
    phases = phases_of(config("scale").platform, config("enterprise").platform)
    found = runbook(plan("scale", "enterprise", phases), facts("scale", "enterprise", phases, begin=BEGIN))
    assert 14 <= found.days <= 28
    assert found.days * DAY_S >= found.least_s
    assert not [one for one in (*found.before, *found.after) if one.already]


def test_a_phase_waits_for_what_is_asked_for_on_the_first_day() -> None:
    row = LeadTime.model_validate(
        {
            "from": "scale",
            "to": "enterprise",
            "id": "quota",
            "title": "Ask",
            "days": 5,
            "needed_by": "ground",
            "asked": "begin",
            "source": "x",
            "date": "2026-11-26",
            "confidence": "assumed",
        }
    )
    rows = timing().model_copy(update={"lead_times": (row,)})
    found = runbook(plan("scale", "enterprise", SHIFTING), facts("scale", "enterprise", SHIFTING, rows=rows))
    assert (found.orders[0].day, found.phases[1].days.first) == (1, 6), "five whole days after the first"


def test_a_duty_stands_where_its_row_says_and_else_before_the_move() -> None:
    rows = (duty(BEFORE), duty(AFTER), duty("ground"), duty("nowhere"))
    found = runbook(plan("scale", "enterprise", SHIFTING), facts("scale", "enterprise", SHIFTING, duties=rows))
    assert [one.already for one in found.before] == [False, True]
    assert [len(one.checklist) for one in found.phases] == [0, 1, 0, 0, 0, 0, 0]
    assert len(found.after) == 1
    assert "No phase of this move does it: it has to be so already." in markdown(found)


def test_words_for_stack_tiers_and_hosts_are_filled_in_everywhere() -> None:
    by_hand = Manual(
        "Look", "it helps", "sayar doctor --stack NAME, or pulumi stack output -s NAME", "NAME stays a word"
    )
    phases = (phase("plans", "human", manual=(by_hand,)), *SHIFTING[1:])
    rows = (duty(BEFORE, by="command", check="`curl https://API_HOST` and `sayar plan --from FROM_TIER --to TO_TIER`"),)
    found = runbook(plan("scale", "enterprise", phases), facts("scale", "enterprise", phases, duties=rows))
    assert found.before[0].check == "`curl https://api.shop.dev` and `sayar plan --from scale --to enterprise`"
    assert found.phases[0].manual[0].how == "sayar doctor --stack shop, or pulumi stack output -s shop"
    assert found.phases[0].manual[0].check == "NAME stays a word"
    assert found.phases[0].gate.check == "sayar probe --stack shop"


def test_what_to_run_begins_the_move_once_and_runs_the_engine_in_updates_alone() -> None:
    found = made()
    assert found.phases[0].run == ("sayar move start --stack shop --to enterprise",)
    assert found.phases[1].run == (
        f"sayar move next --stack shop {SEEN}",
        "sayar preview --stack shop",
        "sayar up --stack shop",
    )
    assert found.phases[5].run == (f"sayar move next --stack shop {SEEN}",), "a wait has nothing to update"
    assert {one.back for one in found.phases} == {"sayar move back --stack shop"}
    assert found.finish == f"sayar move finish --stack shop {SEEN}"


def test_a_gate_that_the_engine_can_tell_asks_nobody_what_was_seen() -> None:
    updated = tuple(replace(one, gate=Gate("update", "it went through", "-")) for one in SHIFTING)
    found = runbook(plan("scale", "enterprise", updated), facts("scale", "enterprise", updated))
    assert SEEN not in markdown(found)


def test_who_is_asked_is_what_the_move_itself_asks() -> None:
    assert BY_PEOPLE == gates._BY_PEOPLE


def test_phases_that_are_not_those_of_the_forecast_are_a_fault() -> None:
    with pytest.raises(ValueError, match="other phases"):
        runbook(plan("scale", "enterprise", SHIFTING), facts("scale", "enterprise", SHIFTING[1:]))


def test_a_move_at_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(InputError, match="end of the calendar"):
        made(begin=date(9999, 12, 30))
    with pytest.raises(InputError, match="calendar"):
        # What is asked for 30 days ahead would be before the first day that there is.
        made(begin=date(1, 1, 2))


STARTER: tuple[dict[str, Any], ...] = ({}, {"edge.mode": "external"}, {"edge.mode": "proxied"})
GROWTH: tuple[dict[str, Any], ...] = ({}, {"security.origin_auth.stage": "off"}, {"edge.dns.ttl_s": 600})
SCALE: tuple[dict[str, Any], ...] = ({}, {"database.engine.read_replicas": []}, {"cache.store": {"kind": "none"}})
"""What environments may say otherwise, so that their moves have other phases."""


@given(st.sampled_from((("starter", STARTER, "growth", GROWTH), ("growth", GROWTH, "scale", SCALE))), st.data())
def test_any_two_configs_give_the_phases_of_their_move_and_every_duty_once(
    move: tuple[str, tuple[dict[str, Any], ...], str, tuple[dict[str, Any], ...]], data: Any
) -> None:
    low, below, high, above = move
    ends = {low: data.draw(st.sampled_from(below)), high: data.draw(st.sampled_from(above))}
    origin, to = (low, high) if data.draw(st.booleans()) else (high, low)
    phases = phases_of(config(origin, ends[origin]).platform, config(to, ends[to]).platform)
    found = runbook(plan(origin, to, phases), facts(origin, to, phases))
    assert [(one.number, one.name) for one in found.phases] == list(enumerate((one.name for one in phases), 1))
    places = (found.before, *(one.checklist for one in found.phases), found.after)
    placed = [item.text for items in places for item in items]
    assert sorted(placed) == sorted(item.text for item in duties_of(origin, to))
    starts = [one.days.first for one in found.phases]
    assert starts == sorted(starts)
    assert found.days >= -(-found.least_s // DAY_S), "no plan is shorter than what its gates wait"


def test_a_domain_whose_dns_is_elsewhere_has_its_records_shortened_before_it_moves() -> None:
    phases = phases_of(config("starter", {"edge.mode": "external"}).platform, config("growth").platform)
    found = runbook(plan("starter", "growth", phases), facts("starter", "growth", phases))
    (order,) = [one for one in found.orders if one.id == "lower-ttl"]
    moved = next(one for one in found.phases if one.name == "name-servers")
    assert (order.needed_by, order.day) == ("name-servers", moved.days.first - 3)
    assert moved.days.last >= moved.days.first + 2, "parents keep name servers for two days"
