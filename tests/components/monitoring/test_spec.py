"""Monitoring as a whole: an alert has a source and somebody who hears of it."""

import json
from typing import Any

import pytest

from components.monitoring.spec import MonitoringSpec

ALERT: dict[str, Any] = {"alert": "cpu", "threshold": 0.8, "for_s": 900, "severity": "warning", "products": None}
PROBE: dict[str, Any] = {
    "surface": "api",
    "path": "/readyz",
    "every_s": 60,
    "timeout_s": 10,
    "locations": ["us-east", "eu-west"],
}
ROUTES = [
    {"severity": "critical", "by": ["email", "pager"], "group_s": 30, "repeat_s": 3600, "quiet_nights": "off"},
    {"severity": "warning", "by": ["chat"], "group_s": 300, "repeat_s": 43200, "quiet_nights": "on"},
]
BASE: dict[str, Any] = {
    "metrics": {
        "store": "grafana_free",
        "push_every_s": 60,
        "series": 10000,
        "database_scrape_s": 60,
        "edge_exporter": "on",
        "client_label": "off",
    },
    "logs": {"retention_days": 14, "gb_month": 50},
    "tracing": {"store": "tempo", "sampled": 0.1, "keep_errors": "on"},
    "probes": [PROBE],
    "objective": {
        "availability_percent": 99.9,
        "window_days": 30,
        "least_requests": 50,
        "burns": [{"factor": 14.4, "long_s": 3600, "short_s": 300, "severity": "critical"}],
    },
    "alerts": [ALERT],
    "routes": ROUTES,
    "dashboards": ["overview"],
}


def problems(**changes: Any) -> dict[str, str]:
    value = json.loads(json.dumps(BASE))
    for path, new in changes.items():
        *steps, last = path.split("__")
        here = value
        for step in steps:
            here = here[step]
        here[last] = new
    spec = MonitoringSpec.model_validate_json(json.dumps(value))
    return {problem.path: problem.allowed for problem in spec.problems()}


def alert(name: str, threshold: float) -> dict[str, Any]:
    return {**ALERT, "alert": name, "threshold": threshold}


def test_a_plan_that_is_used_to_its_limits_is_sound() -> None:
    assert problems() == {}


def test_series_logs_and_rules_are_held_against_the_plan() -> None:
    assert problems(metrics__series=10001)["metrics.series"].startswith("at most 10000 for grafana free")
    assert problems(logs__gb_month=50.5)["logs.gb_month"].startswith("at most 50")
    assert problems(metrics__store="grafana_pro", metrics__series=50000, logs__gb_month=500) == {}


def test_the_database_is_asked_no_more_often_than_it_counts() -> None:
    assert problems(metrics__database_scrape_s=59)["metrics.database_scrape_s"].startswith("at least 60")


def test_nothing_is_measured_for_nowhere() -> None:
    found = problems(metrics__store="none", metrics__client_label="on")
    assert {"metrics.edge_exporter", "metrics.client_label", "metrics.database_scrape_s", "metrics.store"} <= set(found)


def test_alerts_alone_and_burns_alone_need_a_store() -> None:
    nothing = {"metrics__store": "none", "objective__burns": [], "routes": ROUTES}
    assert "metrics.store" in problems(**nothing)
    assert "metrics.store" in problems(metrics__store="none", alerts=[])
    assert "metrics.store" not in problems(**{**nothing, "alerts": []})


def test_traces_are_sampled_exactly_where_they_are_kept() -> None:
    assert problems(tracing__store="none", tracing__sampled=0, tracing__keep_errors="off") == {}
    assert set(problems(tracing__store="none")) == {"tracing.sampled", "tracing.keep_errors"}
    assert problems(tracing__sampled=0) == {}
    assert problems(tracing__sampled=0, tracing__keep_errors="off") == {
        "tracing.sampled": "above 0 where store is tempo"
    }


def test_a_check_has_answered_before_the_next_one_starts() -> None:
    assert problems(probes=[{**PROBE, "timeout_s": 59}]) == {}
    assert problems(probes=[{**PROBE, "timeout_s": 60}]) == {"probes[0].timeout_s": "less than every_s (60)"}


def test_each_surface_place_alert_route_and_dashboard_is_there_once() -> None:
    found = problems(
        probes=[{**PROBE, "locations": ["us-east", "us-east"]}, PROBE],
        alerts=[ALERT, ALERT],
        routes=[*ROUTES, ROUTES[0]],
        dashboards=["overview", "overview"],
    )
    assert set(found) == {
        "probes[0].locations[1]",
        "probes[1].surface",
        "alerts[1].alert",
        "routes[2].severity",
        "dashboards[1]",
    }


def test_every_severity_that_is_raised_has_a_route() -> None:
    assert problems(routes=ROUTES[1:]) == {"routes": "a route for critical too"}
    assert problems(routes=ROUTES[:1]) == {"routes": "a route for warning too"}


@pytest.mark.parametrize(
    ("name", "threshold", "path", "nothing"),
    [
        ("service-down", 0.5, "probes", []),
        ("region-lost", 0.5, "probes", []),
        ("database-down", 1, "metrics__database_scrape_s", None),
        ("connections", 0.8, "metrics__database_scrape_s", None),
        ("cdn-hit-ratio", 0.5, "metrics__edge_exporter", "off"),
    ],
)
def test_an_alert_on_what_nothing_measures_would_stay_silent(
    name: str, threshold: float, path: str, nothing: object
) -> None:
    assert problems(alerts=[alert(name, threshold)]) == {}
    found = problems(alerts=[alert(name, threshold)], **{path: nothing})
    assert set(found) == {"alerts[0].alert"}
    assert found["alerts[0].alert"].startswith("left out while")


def test_of_two_alerts_on_one_figure_the_graver_fires_later() -> None:
    assert problems(alerts=[alert("replica-lag", 30), alert("replica-lag-long", 300)]) == {}
    for low in (300, 301):
        found = problems(alerts=[alert("replica-lag-long", 300), alert("replica-lag", low)])
        assert found == {"alerts[1].threshold": "less than 300, that of replica-lag-long"}


@pytest.mark.parametrize("name", ["replica-lag", "replica-lag-long"])
def test_one_alert_of_a_pair_may_stand_alone(name: str) -> None:
    assert problems(alerts=[alert(name, 30)]) == {}


def test_severities_are_those_of_alerts_and_burns_worst_first() -> None:
    spec = MonitoringSpec.model_validate_json(json.dumps(BASE))
    assert spec.severities() == ("critical", "warning")
