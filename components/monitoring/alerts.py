"""The catalogue of alerts: what each one measures, in which unit, and which way is bad. Values stand in stack files."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Severity = Literal["critical", "warning", "info"]
Unit = Literal["share", "seconds", "factor", "count"]
AlertName = Literal[
    "service-down",
    "region-lost",
    "database-down",
    "security-incident",
    "api-latency",
    "feed-time",
    "region-latency",
    "cpu",
    "memory",
    "connections",
    "error-rate",
    "cdn-hit-ratio",
    "replica-lag",
    "replica-lag-long",
    "kafka-lag",
    "backup-age",
    "budget-actual",
    "budget-forecast",
    "usage-report",
    "cost-report",
    "tier-triggers",
]
ALERT_NAMES: tuple[AlertName, ...] = get_args(AlertName)


@dataclass(frozen=True, slots=True)
class AlertKind:
    """What an alert's threshold means. A share is 0 to 1, a factor multiplies the platform's mean."""

    unit: Unit
    bad: Literal["above", "below"]


ALERTS: MappingProxyType[AlertName, AlertKind] = MappingProxyType(
    {
        # Share of probes that succeed; below it the service is down for users.
        "service-down": AlertKind("share", "below"),
        "region-lost": AlertKind("share", "below"),
        "database-down": AlertKind("count", "below"),
        "security-incident": AlertKind("count", "above"),
        "api-latency": AlertKind("seconds", "above"),
        "feed-time": AlertKind("seconds", "above"),
        "region-latency": AlertKind("factor", "above"),
        "cpu": AlertKind("share", "above"),
        "memory": AlertKind("share", "above"),
        "connections": AlertKind("share", "above"),
        "error-rate": AlertKind("share", "above"),
        "cdn-hit-ratio": AlertKind("share", "below"),
        "replica-lag": AlertKind("seconds", "above"),
        "replica-lag-long": AlertKind("seconds", "above"),
        "kafka-lag": AlertKind("seconds", "above"),
        "backup-age": AlertKind("seconds", "above"),
        "budget-actual": AlertKind("share", "above"),
        "budget-forecast": AlertKind("share", "above"),
        # Reports: sent once a period of `for_s`, whatever they say.
        "usage-report": AlertKind("count", "above"),
        "cost-report": AlertKind("count", "above"),
        "tier-triggers": AlertKind("count", "above"),
    }
)
