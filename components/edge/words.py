"""The closed sets of words that specs of the edge are written in."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal

Switch = Literal["on", "off"]
Mode = Literal["dns_only", "proxied", "external"]
Plan = Literal["free", "pro", "business", "enterprise"]
Platform = Literal["railway", "aws"]
SslMode = Literal["full", "strict"]
OriginHost = Literal["api", "webhook", "feed"]
"""Hosts that the edge can stand in front of; the web host stays with its own platform."""

ORIGIN_HOSTS: tuple[OriginHost, ...] = ("api", "webhook", "feed")

CustomRule = Literal[
    "webhook-signature",
    "webhook-methods",
    "exploit-paths",
    "api-methods",
    "feed-methods",
    "admin-challenge",
    "leaked-login",
    "attack-class",
    "machine-traffic",
]
"""The rules of the WAF catalogue (`firewall_rules.py`), by ref."""

RuleAction = Literal["block", "managed_challenge", "skip", "log"]
Characteristic = Literal["ip", "ip_nat"]
Verdict = Literal["allow", "managed_challenge", "block"]

Alert = Literal[
    "incident_alert",
    "dos_attack_l7",
    "universal_ssl_event_type",
    "real_origin_monitoring",
    "health_check_status_notification",
    "billing_usage_alert",
    "load_balancing_health_alert",
    "load_balancing_pool_enablement_alert",
    "http_alert_origin_error",
    "traffic_anomalies_alert",
    "failing_logpush_job_disabled_alert",
]

Dataset = Literal["http_requests", "firewall_events", "dns_logs"]
"""Streams of logs of a zone."""

CheckRegion = Literal["WNAM", "ENAM", "WEU", "EEU", "NSAM", "SSAM", "OC", "ME", "NAF", "SAF", "IN", "SEAS", "NEAS"]
"""Regions of health checks. Written down here because docstrings of the SDK garble value lists."""

BalancerRegion = Literal["WNAM", "ENAM", "WEU", "EEU", "NSAM", "SSAM", "OC", "ME", "NAF", "SAF", "SAS", "SEAS", "NEAS"]
"""Regions of load balancing; South Asia is `SAS` there and `IN` for health checks."""

BALANCER_REGIONS: MappingProxyType[BalancerRegion, str] = MappingProxyType(
    {
        "WNAM": "Western North America",
        "ENAM": "Eastern North America",
        "WEU": "Western Europe",
        "EEU": "Eastern Europe",
        "NSAM": "Northern South America",
        "SSAM": "Southern South America",
        "OC": "Oceania",
        "ME": "the Middle East",
        "NAF": "Northern Africa",
        "SAF": "Southern Africa",
        "SAS": "Southern Asia",
        "SEAS": "Southeast Asia",
        "NEAS": "Northeast Asia",
    }
)
"""What the vendor calls the regions (developers.cloudflare.com/load-balancing/reference/region-mapping-api)."""
