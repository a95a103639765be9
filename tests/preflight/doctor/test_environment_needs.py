"""What only the people of an environment have: an endpoint for telemetry and a key for dumps, but no credential."""

from __future__ import annotations

from typing import Any

import pytest

from infra.config.stack import EXAMPLE_KEY, Environment, Keys, StackConfig, TelemetryTarget
from sayar.preflight.doctor.judge import Check, exit_code, judge
from sayar.preflight.doctor.needs import cheap_needs, needs
from tests.infra import projects
from tests.preflight.doctor.made import ENDPOINT, EXAMPLES, FINE, KEY, environment

CANARY = "Authorization=Basic canary-4711"
SHIPPED = projects.values("growth")["telemetry"]["endpoint"]
OWN = {"local.telemetry", "local.dumps_key"}


def given(
    config: StackConfig, endpoint: str | None = None, secret: str | None = None, key: str | None = None
) -> StackConfig:
    """A config whose environment has these and nothing else."""
    found = Environment(
        telemetry=None if endpoint is None else TelemetryTarget(endpoint=endpoint),
        secrets={} if secret is None else {"telemetry": secret},
        keys=None if key is None else Keys(dumps=key),
    )
    return config.model_copy(update={"environment": found})


def changed(config: StackConfig, concern: str, path: str, field: str, value: Any) -> StackConfig:
    """A config with one field of a part changed past the rules: no shipped tier may do without either."""
    whole = getattr(config.platform, concern)
    part = getattr(whole, path).model_copy(update={field: value})
    platform = config.platform.model_copy(update={concern: whole.model_copy(update={path: part})})
    return config.model_copy(update={"platform": platform})


def found_in(config: StackConfig) -> dict[str, Check]:
    return {check.id: check for check in judge(needs(config, EXAMPLES), FINE) if check.id in OWN}


@pytest.mark.parametrize("secret", [None, CANARY])
def test_an_endpoint_of_ones_own_is_met_with_or_without_a_credential(secret: str | None) -> None:
    found = found_in(given(environment("scale"), ENDPOINT, secret))["local.telemetry"]
    assert (found.state, found.text) == ("ok", f"an endpoint of your own for telemetry: {ENDPOINT}")
    assert "canary" not in repr(found)


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        (None, "none is set"),
        (SHIPPED, f"{SHIPPED} is the shipped example"),
        ("https://otlp.test/v1", "shipped example"),
    ],
)
def test_no_endpoint_and_the_shipped_one_are_missing_with_the_step(endpoint: str | None, said: str) -> None:
    found = found_in(given(environment("scale"), endpoint))["local.telemetry"]
    assert (found.state, said in found.text) == ("missing", True)
    assert "sayar:telemetry.endpoint in Pulumi.prod.yaml" in found.how
    assert "--path sayar:secrets.telemetry -s prod" in found.how
    assert exit_code([found]) == 3


def test_a_key_of_ones_own_is_met_and_none_and_the_shipped_one_are_missing_with_the_step() -> None:
    found = found_in(given(environment("starter"), key=KEY))["local.dumps_key"]
    assert (found.state, found.text) == ("ok", f"a public key of your own for the dumps: {KEY}")
    for key, said in ((None, "none is set"), (EXAMPLE_KEY, "it is the shipped example, and no dump is taken")):
        found = found_in(given(environment("starter"), key=key))["local.dumps_key"]
        assert (found.state, found.text) == ("missing", f"a public key of your own for the dumps: {said}")
        assert "set sayar:keys.dumps in Pulumi.prod.yaml" in found.how
        assert exit_code([found]) == 3


def test_neither_is_needed_for_what_is_not_made_and_for_the_shipped_domain() -> None:
    config = given(environment("starter"))
    assert set(found_in(config)) == OWN
    assert set(found_in(changed(config, "monitoring", "metrics", "store", "none"))) == {"local.dumps_key"}
    assert set(found_in(changed(config, "backup", "dumps", "kind", "none"))) == {"local.telemetry"}
    assert found_in(given(projects.config("growth"), SHIPPED, key=EXAMPLE_KEY)) == {}


def test_up_does_not_refuse_because_of_either() -> None:
    assert not OWN & {need.id for need in cheap_needs(given(environment("scale")))}
