"""The rules of the web's own firewall, from words of the spec to those of the API."""

from __future__ import annotations

from typing import Any, TypedDict

from components.hosting.vercel_spec import WebFirewallSpec, WebRateLimit

OWASP = ("gen", "java", "lfi", "ma", "php", "rce", "rfi", "sd", "sf", "sqli", "xss")
"""The vendor's rulesets against the attacks of the OWASP list, all with the same action."""


class FirewallInputs(TypedDict):
    """The inputs of a firewall config that hold rules."""

    managed_rulesets: Any
    rules: Any


def firewall(spec: WebFirewallSpec) -> FirewallInputs:
    """Managed rulesets and own rules. What is off is said to be off: leaving it out would leave it as it is."""
    managed: dict[str, Any] = {
        "bot_protection": _managed(spec.bots),
        "ai_bots": _managed(spec.ai_bots),
    }
    if spec.owasp != "off":
        managed["owasp"] = {ruleset: {"active": True, "action": spec.owasp} for ruleset in OWASP}
    return {"managed_rulesets": managed, "rules": {"rules": [_rate_limit(row) for row in spec.rate_limits]}}


def _managed(action: str) -> dict[str, Any]:
    return {"active": action != "off", "action": "log" if action == "off" else action}


def _rate_limit(row: WebRateLimit) -> dict[str, Any]:
    return {
        "name": row.name,
        "active": True,
        "condition_groups": [{"conditions": [{"type": "path", "op": "pre", "value": row.path}]}],
        "action": {
            "action": "rate_limit",
            "rate_limit": {
                "algo": "fixed_window",
                "keys": ["ip"],
                "limit": row.requests,
                "window": row.window_s,
                "action": row.action,
            },
        },
    }
