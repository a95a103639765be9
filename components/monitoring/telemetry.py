"""What services are told about telemetry: the variables of OpenTelemetry, with sampling and rhythm of the tier.

Names and values are those of the specification (opentelemetry.io/docs/specs/otel, configuration and protocol), so that
any SDK follows them without code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pulumi

    from components.monitoring.spec import MonitoringSpec

NAMESPACE = "sayar"
SAMPLER = "parentbased_traceidratio"
"""The first service decides for the whole request, so that a trace is complete or not there."""


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Where telemetry goes. `environment` names the deployment, as the stack does.

    `endpoint` is the base URL of OTLP over HTTP, None where there is none yet; `headers` is the exporter's header
    text (`Authorization=Basic%20…`), a secret, None where the endpoint asks for none or nobody has set it yet.
    """

    spec: MonitoringSpec
    environment: str
    endpoint: str | None
    headers: pulumi.Input[str] | None


def telemetry_variables(given: Telemetry, *, service: str, region: str) -> dict[str, pulumi.Input[str]]:
    """The variables of one service that are no secret. Without an endpoint the exporters are `none`."""
    spec = given.spec
    metrics = given.endpoint is not None and spec.metrics.store != "none"
    traces = given.endpoint is not None and spec.tracing.store != "none"
    told: dict[str, pulumi.Input[str]] = {
        "OTEL_SERVICE_NAME": service,
        "OTEL_RESOURCE_ATTRIBUTES": (
            f"service.namespace={NAMESPACE},deployment.environment.name={given.environment},cloud.region={region}"
        ),
        "OTEL_METRICS_EXPORTER": "otlp" if metrics else "none",
        "OTEL_LOGS_EXPORTER": "otlp" if metrics else "none",
        "OTEL_TRACES_EXPORTER": "otlp" if traces else "none",
        "OTEL_METRIC_EXPORT_INTERVAL": str(spec.metrics.push_every_s * 1000),
        "OTEL_TRACES_SAMPLER": SAMPLER,
        "OTEL_TRACES_SAMPLER_ARG": f"{spec.tracing.sampled:g}",
        # Not of the specification: a head sampler cannot know yet whether a request will fail.
        "TRACES_KEEP_ERRORS": spec.tracing.keep_errors,
        "METRICS_CLIENT_LABEL": spec.metrics.client_label,
    }
    if given.endpoint is not None:
        told["OTEL_EXPORTER_OTLP_ENDPOINT"] = given.endpoint
        told["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf"
    return told


def telemetry_secrets(given: Telemetry) -> dict[str, pulumi.Input[str]]:
    """The credential of the endpoint, by variable."""
    return {} if given.headers is None else {"OTEL_EXPORTER_OTLP_HEADERS": given.headers}
