"""Objectives, alerts and routes: each rule at its boundary."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.monitoring.alerts import ALERT_NAMES, ALERTS
from components.monitoring.targets_spec import AlertSpec, ObjectiveSpec, RouteSpec

BURN: dict[str, Any] = {"factor": 14.4, "long_s": 3600, "short_s": 300, "severity": "critical"}
OBJECTIVE: dict[str, Any] = {
    "availability_percent": 99.9,
    "window_days": 30,
    "least_requests": 50,
    "burns": [BURN],
}
ALERT: dict[str, Any] = {"alert": "cpu", "threshold": 0.8, "for_s": 900, "severity": "warning", "products": None}
ROUTE: dict[str, Any] = {
    "severity": "critical",
    "by": ["email", "pager"],
    "group_s": 30,
    "repeat_s": 3600,
    "quiet_nights": "off",
}


def objective(**changes: Any) -> ObjectiveSpec:
    return ObjectiveSpec.model_validate_json(json.dumps({**OBJECTIVE, **changes}))


def refused(spec: ObjectiveSpec | AlertSpec | RouteSpec) -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec.problems()}


def alert(**changes: Any) -> dict[str, str]:
    return refused(AlertSpec.model_validate_json(json.dumps({**ALERT, **changes})))


def route(**changes: Any) -> dict[str, str]:
    return refused(RouteSpec.model_validate_json(json.dumps({**ROUTE, **changes})))


@pytest.mark.parametrize(("percent", "minutes"), [(99.5, 216), (99.9, 43.2), (99.95, 21.6), (99.99, 4.32)])
def test_a_budget_is_the_rest_of_the_window(percent: float, minutes: float) -> None:
    # 30 days have 43,200 minutes.
    assert objective(availability_percent=percent, burns=[]).budget_s / 60 == pytest.approx(minutes)


def test_a_burn_faster_than_every_request_failing_can_never_be_seen() -> None:
    # At 90 % the budget is a tenth: ten times too fast is everything, so the alert would stay silent.
    assert refused(objective(availability_percent=90, burns=[{**BURN, "factor": 9.9}])) == {}
    assert "burns[0].factor" in refused(objective(availability_percent=90, burns=[{**BURN, "factor": 10.1}]))


def test_a_burn_at_which_exactly_everything_fails_is_never_passed() -> None:
    assert "burns[0].factor" in refused(objective(availability_percent=50, burns=[{**BURN, "factor": 2}]))


@given(st.integers(60, 10**6), st.integers(60, 10**6))
def test_the_short_window_is_the_shorter_one(long_s: int, short_s: int) -> None:
    found = refused(objective(burns=[{**BURN, "long_s": long_s, "short_s": short_s}]))
    assert ("burns[0].short_s" in found) == (short_s >= long_s)


def test_a_long_window_lies_within_the_objectives_own() -> None:
    month = 30 * 86400
    assert refused(objective(burns=[{**BURN, "long_s": month}])) == {}
    assert "burns[0].long_s" in refused(objective(burns=[{**BURN, "long_s": month + 1}]))


def test_a_window_is_a_month_or_four_weeks() -> None:
    assert refused(objective(window_days=28)) == {}
    assert "window_days" in refused(objective(window_days=31))


def test_each_burn_rate_is_there_once() -> None:
    assert refused(objective(burns=[BURN, BURN])) == {"burns[1].factor": "each factor once"}


@pytest.mark.parametrize("percent", [0, 100])
def test_an_objective_of_nothing_or_everything_is_none(percent: float) -> None:
    with pytest.raises(ValidationError):
        objective(availability_percent=percent)


def test_every_alert_has_a_unit_and_a_direction() -> None:
    assert set(ALERTS) == set(ALERT_NAMES)


@pytest.mark.parametrize(("threshold", "sound"), [(0, False), (0.01, True), (0.99, True), (1, False), (80, False)])
def test_saturation_is_a_share_that_can_be_passed(threshold: float, sound: bool) -> None:
    # 80 would be a percentage, and nothing ever uses more than all of its CPU.
    assert (alert(threshold=threshold) == {}) == sound


def test_all_of_a_budget_can_be_passed() -> None:
    assert alert(alert="budget-forecast", threshold=1) == {}
    assert "threshold" in alert(alert="budget-forecast", threshold=1.01)
    assert "threshold" in alert(alert="budget-actual", threshold=0)


@pytest.mark.parametrize(
    ("name", "bad", "good"), [("api-latency", 0, 0.5), ("region-latency", 1, 1.1), ("database-down", 0, 1)]
)
def test_a_threshold_can_be_crossed_in_its_unit(name: str, bad: float, good: float) -> None:
    assert "threshold" in alert(alert=name, threshold=bad)
    assert alert(alert=name, threshold=good) == {}


def test_any_incident_at_all_is_a_threshold_of_zero() -> None:
    assert alert(alert="security-incident", threshold=0, for_s=0) == {}


def test_only_feeds_have_a_size() -> None:
    assert alert(alert="feed-time", threshold=2, products=5000) == {}
    assert alert(alert="feed-time", threshold=2) == {"products": "products of a feed"}
    assert alert(products=1000) == {"products": "null"}


def test_what_is_critical_reaches_people_in_two_ways_and_at_night() -> None:
    assert route() == {}
    assert route(by=["pager"]) == {"by": "at least 2 mechanisms for critical"}
    assert route(quiet_nights="on") == {"quiet_nights": "off for critical"}


def test_the_same_way_twice_is_one_way() -> None:
    assert route(by=["email", "email"]) == {"by[1]": "each value once", "by": "at least 2 mechanisms for critical"}


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_what_is_not_critical_may_take_one_way_and_wait_for_the_morning(severity: str) -> None:
    assert route(severity=severity, by=["chat"], quiet_nights="on") == {}
