"""The variables of OpenTelemetry that every service gets: sampling and rhythm of the tier, and no secret among them."""

from pathlib import Path
from typing import Any

import pytest

from components.monitoring.telemetry import Telemetry, telemetry_secrets, telemetry_variables
from infra.config.load import load_tier

ROOT = Path(__file__).resolve().parents[3]
ENDPOINT = "https://otlp.vendor.example/otlp"


def given(tier: str = "scale", **changes: Any) -> Telemetry:
    values = {"endpoint": ENDPOINT, "headers": "canary-header", "environment": "prod", **changes}
    return Telemetry(load_tier(ROOT, tier).platform.monitoring, **values)


def told(tier: str = "scale", **changes: Any) -> dict[str, Any]:
    return telemetry_variables(given(tier, **changes), service="api", region="eu-west")


def test_scale_traces_one_request_in_twenty_and_every_error() -> None:
    variables = told()
    assert variables["OTEL_TRACES_SAMPLER"] == "parentbased_traceidratio"
    assert (variables["OTEL_TRACES_SAMPLER_ARG"], variables["TRACES_KEEP_ERRORS"]) == ("0.05", "on")


@pytest.mark.parametrize("tier", ["starter", "growth", "scale", "enterprise"])
def test_sampling_and_rhythm_are_those_of_the_tier(tier: str) -> None:
    spec = load_tier(ROOT, tier).platform.monitoring
    variables = told(tier)
    assert float(variables["OTEL_TRACES_SAMPLER_ARG"]) == spec.tracing.sampled
    # The specification counts in milliseconds.
    assert variables["OTEL_METRIC_EXPORT_INTERVAL"] == f"{spec.metrics.push_every_s}000"
    assert variables["OTEL_TRACES_EXPORTER"] == ("otlp" if spec.tracing.store != "none" else "none")


def test_a_service_says_who_and_where_it_is() -> None:
    variables = told()
    assert variables["OTEL_SERVICE_NAME"] == "api"
    attributes = dict(row.split("=") for row in variables["OTEL_RESOURCE_ATTRIBUTES"].split(","))
    assert attributes == {
        "service.namespace": "sayar",
        "deployment.environment.name": "prod",
        "cloud.region": "eu-west",
    }


def test_without_an_endpoint_nothing_is_sent_and_nothing_waits_for_it() -> None:
    """The SDK's own default is a collector on localhost, which would fail every few seconds."""
    variables = told(endpoint=None)
    exporters = {name: value for name, value in variables.items() if name.endswith("_EXPORTER")}
    assert set(exporters.values()) == {"none"}
    assert len(exporters) == 3
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" not in variables


def test_the_credential_is_a_secret_and_nowhere_among_the_plain_variables() -> None:
    assert "canary" not in repr(told())
    assert telemetry_secrets(given()) == {"OTEL_EXPORTER_OTLP_HEADERS": "canary-header"}
    assert telemetry_secrets(given(headers=None)) == {}
