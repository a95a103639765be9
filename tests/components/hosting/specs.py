"""Hosting specs for tests: one honest document, and ways to change one value of it."""

from __future__ import annotations

import json
from typing import Any

from components.hosting.spec import HostingSpec
from components.origins import HostNames

HOSTS = HostNames(
    api="api.sayar.example", webhook="hooks.sayar.example", feed="feed.sayar.example", web="sayar.example"
)


def replicas(**counts: int) -> list[dict[str, Any]]:
    """Replicas by region; a dash in a region is written as an underscore."""
    return [{"region": region.replace("_", "-"), "count": count} for region, count in counts.items()]


def load(**changes: Any) -> dict[str, Any]:
    """What one small replica takes on."""
    return {"at_once": 16, "timeout_s": 10, "database_connections": 8, "cache_ttl_s": 60, **changes}


def service(**changes: Any) -> dict[str, Any]:
    """One small service in the first region."""
    return {
        "vcpu": 0.5,
        "memory_gb": 0.5,
        "replicas": replicas(us_east=1),
        "load": load(),
        "health": {"path": "/health", "timeout_s": 120},
        "overlap_s": 20,
        "draining_s": 30,
        "restart": {"policy": "on_failure", "retries": 10},
        "start_command": None,
        "pre_deploy_command": None,
        "cron": None,
        "sleep": "off",
        **changes,
    }


def rate_limit(name: str = "login", **changes: Any) -> dict[str, Any]:
    """One rate limit of the web's firewall."""
    return {"name": name, "path": "/login", "requests": 20, "window_s": 60, "action": "deny", **changes}


def stage(percent: int, minutes: int | None) -> dict[str, Any]:
    """One step of a rolling release."""
    return {"percent": percent, "minutes": minutes}


BASE: dict[str, Any] = {
    "railway": {
        "plan": "pro",
        "regions": ["us-east"],
        "pr_environments": "off",
        "services": {"api": service(), "webhook": service(), "feed": service()},
        "static_egress": "off",
        "usage_limit": None,
    },
    "vercel": {
        "plan": "pro",
        "seats": 3,
        "framework": "nextjs",
        "node_version": "22.x",
        "function_regions": ["us-east"],
        "function_timeout_s": 60,
        "fluid": "on",
        "build_machine": "standard",
        "skew_protection": None,
        "deployment_protection": "standard",
        "rolling_release": None,
        "firewall": {"enabled": "on", "bots": "log", "ai_bots": "deny", "owasp": "off", "rate_limits": [rate_limit()]},
        "analytics": "off",
        "speed_insights": "off",
        "env": [],
    },
}


def document(**changes: Any) -> dict[str, Any]:
    """The document with other values; a dot in a path is written as two underscores."""
    value: dict[str, Any] = json.loads(json.dumps(BASE))
    for path, new in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        here: Any = value
        for step in steps:
            here = here[step]
        assert isinstance(last, int) or last in here, path
        here[last] = new
    return value


def spec(**changes: Any) -> HostingSpec:
    """The spec with other values."""
    return HostingSpec.model_validate_json(json.dumps(document(**changes)))


def problems(**changes: Any) -> dict[str, str]:
    """The problems of a spec: what is allowed, by path."""
    return {problem.path: problem.allowed for problem in spec(**changes).problems()}
