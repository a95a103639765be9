"""A workload survives a deploy, a lost node and a scaled-in replica; each rule at its boundary."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.cluster.workload_spec import WorkloadSpec

API: dict[str, Any] = {
    "name": "api",
    "namespace": "sayar",
    "pool": "steady",
    "critical": "on",
    "surface": "api",
    "priority": 8000,
    "cpu_m": 1000,
    "memory_mb": 1024,
    "scratch_mb": 64,
    "replicas": {"least": 3, "most": 12},
    "scale": {"by": "cpu", "percent": 60},
    "probes": {"port": 8080, "live": "/healthz", "ready": "/readyz", "start_within_s": 60, "period_s": 5, "fails": 3},
    "away_at_once": 1,
    "spread": "zones",
    "prestop_s": 15,
    "grace_s": 45,
    "talks_to": ["database", "kafka"],
}
LAG = {"by": "lag", "topic": "webhooks", "group": "worker", "most_lag_s": 10}


def problems(**changes: Any) -> dict[str, str]:
    spec = WorkloadSpec.model_validate_json(json.dumps({**API, **changes}))
    return {problem.path: problem.allowed for problem in spec.problems()}


def test_three_replicas_over_the_zones_are_sound() -> None:
    assert problems() == {}


@pytest.mark.parametrize(("surface", "least"), [("api", 3), ("webhook", 2), ("feed", 2)])
def test_a_surface_has_enough_replicas_to_lose_one(surface: str, least: int) -> None:
    assert problems(surface=surface, replicas={"least": least, "most": 9}) == {}
    few = problems(surface=surface, replicas={"least": least - 1, "most": 9})
    assert few["replicas.least"].startswith(f"at least {least} for policy {surface}")


def test_a_worker_that_nobody_calls_may_rest_when_there_is_nothing_to_do() -> None:
    rest = {"least": 0, "most": 9}
    assert problems(surface=None, critical="off", scale=LAG, replicas=rest) == {}
    assert problems(surface=None, critical="on", scale=LAG, replicas=rest) == {
        "replicas.least": "at least 1 where critical is on"
    }
    # No pod has no load: an autoscaler on CPU could never start the first one.
    assert "scale.by is cpu" in problems(surface=None, critical="off", replicas=rest)["replicas.least"]


def test_the_grace_period_is_longer_than_the_wait_before_stopping() -> None:
    assert problems(grace_s=16) == {}
    assert problems(grace_s=15) == {"grace_s": "more than prestop_s (15)"}


def test_a_surface_waits_for_its_load_balancer_and_a_worker_does_not() -> None:
    assert "prestop_s" in problems(prestop_s=0)
    assert problems(prestop_s=0, surface=None) == {}


def test_a_surface_is_spread_over_zones() -> None:
    assert problems(spread="hosts") == {"spread": "zones where a surface is answered"}
    assert problems(spread="hosts", surface=None) == {}


def test_some_replicas_stay_while_others_are_away() -> None:
    assert problems(away_at_once=2) == {}
    assert problems(away_at_once=3) == {"away_at_once": "less than replicas.least (3)"}
    # A singleton has to go away as a whole; a budget that forbade it would block every node from being replaced.
    assert problems(surface=None, replicas={"least": 1, "most": 3}) == {}


def test_the_most_replicas_are_at_least_the_least() -> None:
    assert problems(replicas={"least": 3, "most": 3}) == {}
    assert problems(replicas={"least": 4, "most": 3})["replicas.most"] == "at least least (4)"


def test_without_an_autoscaler_there_is_one_number_of_replicas() -> None:
    assert problems(scale={"by": "none"}) == {"replicas.most": "3 where scale.by is none"}
    assert problems(scale={"by": "none"}, replicas={"least": 3, "most": 3}) == {}


def test_scaling_on_lag_needs_a_way_to_the_broker() -> None:
    assert problems(scale=LAG, talks_to=["database"]) == {"talks_to": "kafka too where scale.by is lag"}


def test_a_privileged_port_is_refused_because_pods_are_not_root() -> None:
    with pytest.raises(ValidationError):
        problems(probes={**API["probes"], "port": 443})
