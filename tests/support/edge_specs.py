"""Edge specs for tests: one honest document a plan, and ways to change one value of it."""

from __future__ import annotations

import copy
import json
from typing import Any

from components.edge.spec import EdgeSpec
from components.edge.words import ORIGIN_HOSTS, OriginHost
from components.origins import (
    ContactAddresses,
    HostNames,
    Origins,
    OriginTarget,
    Proof,
    RegionalOrigin,
    WebTarget,
)

DOMAIN = "sayar.example"
ACCOUNT = "0" * 32
HOSTS = HostNames(
    api="api.sayar.example", webhook="hooks.sayar.example", feed="feed.sayar.example", web="sayar.example"
)
CONTACTS = ContactAddresses(alerts="ops@sayar.example", security="sec@sayar.example", dmarc="dmarc@sayar.example")


def target(host: str) -> OriginTarget:
    """A made-up origin."""
    proof = Proof(f"_railway-verify.{host}.{DOMAIN}", f"railway-verify={host}")
    return OriginTarget(f"{host}.up.example", proof)


def origin(host: OriginHost, region: str = "us-east") -> RegionalOrigin:
    """A made-up origin of a host in a region."""
    first = region == "us-east"
    name = HOSTS.of(host) if first else HOSTS.of(host).replace(".", f"-{region}.", 1)
    return RegionalOrigin(host, region, name, first, target(host if first else f"{host}-{region}"), "railway", 1)


def balancer(host: OriginHost, region: str = "us-east", part: float = 1) -> RegionalOrigin:
    """A made-up load balancer of our own: it answers to the host's name in every region."""
    address = OriginTarget(f"edge-{region}.elb.example", None)
    return RegionalOrigin(host, region, HOSTS.of(host), region == "us-east", address, "aws", part)


ORIGINS = Origins(tuple(origin(host) for host in ORIGIN_HOSTS), WebTarget("cname.web.example"))
"""Every host in one region."""
SPREAD = Origins((*ORIGINS.served, *(origin(host, "eu-west") for host in ORIGIN_HOSTS)), WebTarget("cname.web.example"))
"""Every host in two regions."""


def custom(rule: str, action: str = "block") -> dict[str, Any]:
    """One rule of the WAF catalogue."""
    return {"rule": rule, "action": action}


def limit(ref: str = "api", **changes: Any) -> dict[str, Any]:
    """One rate limit that every plan allows."""
    return {
        "ref": ref,
        "host": None,
        "path": "/api/",
        "except_paths": [],
        "methods": [],
        "characteristic": "ip",
        "requests": 100,
        "period_s": 10,
        "mitigation_s": 10,
        **changes,
    }


def cache_rule(ref: str, **changes: Any) -> dict[str, Any]:
    """One cache rule that leaves the times to the origin."""
    return {
        "ref": ref,
        "host": "feed",
        "paths": ["/feeds/"],
        "cache": "eligible",
        "edge_ttl_s": None,
        "browser_ttl_s": None,
        "strong_etags": "off",
        **changes,
    }


def health_check(host: str = "api", **changes: Any) -> dict[str, Any]:
    """One health check."""
    return {
        "host": host,
        "path": "/health",
        "interval_s": 60,
        "timeout_s": 10,
        "retries": 2,
        "fails": 3,
        "successes": 2,
        "codes": ["200"],
        "regions": ["WEU"],
        **changes,
    }


def alert(name: str, to: str = "alerts", usage: Any = None) -> dict[str, Any]:
    """One alert."""
    return {"alert": name, "to": to, "usage": usage}


def pool(region: str, regions: list[str], **changes: Any) -> dict[str, Any]:
    """One pool, probed from Western Europe."""
    return {"region": region, "share": 0.5, "regions": regions, "countries": [], "check_regions": ["WEU"], **changes}


def balancing(**changes: Any) -> dict[str, Any]:
    """Load balancing over two regions."""
    return {
        "hosts": ["api"],
        "steering": "geo",
        "affinity": "none",
        "monitor": {
            "path": "/health",
            "codes": "200",
            "interval_s": 15,
            "timeout_s": 5,
            "retries": 2,
            "down_after": 2,
            "up_after": 2,
        },
        "pools": [
            pool("us-east", ["WNAM", "ENAM", "NSAM", "SSAM", "OC", "SEAS", "NEAS"], check_regions=["WNAM"]),
            pool("eu-west", ["WEU", "EEU", "ME", "NAF", "SAF", "SAS"]),
        ],
        "order": ["us-east", "eu-west"],
        "fallback": "us-east",
        "retry_elsewhere": "on",
        "pop_pools": "off",
        **changes,
    }


FREE: dict[str, Any] = {
    "mode": "proxied",
    "plan": "free",
    "direct": [],
    "origins": {host: {"platform": "railway", "ssl": "full"} for host in ("api", "webhook", "feed")},
    "dns": {
        "ttl_s": 300,
        "dnssec": "on",
        "caa": {"issue": ["letsencrypt.org", "pki.goog"], "issue_wild": [], "report": "on"},
        "spf": {"includes": [], "otherwise": "reject"},
        "dmarc": {"policy": "reject", "subdomains": "reject", "alignment": "strict"},
    },
    "settings": {
        "min_tls": "1.2",
        "tls_1_3": "on",
        "zero_rtt": "off",
        "always_https": "on",
        "https_rewrites": "on",
        "http3": "on",
        "browser_check": "on",
        "hsts": {
            "enabled": "on",
            "max_age_s": 31536000,
            "include_subdomains": "on",
            "preload": "off",
            "nosniff": "on",
        },
        "url_normalization": {"type": "cloudflare", "scope": "incoming"},
        "polish": None,
        "webp": None,
    },
    "paths": {
        "api": "/api/",
        "auth": "/auth/",
        "login": "/auth/login",
        "admin": "/admin/",
        "webhook": "/webhooks/",
        "feeds": "/feeds/",
        "images": "/images/",
        "health": "/health",
    },
    "waf": {
        "custom": [
            custom("webhook-signature"),
            custom("exploit-paths"),
            custom("api-methods"),
            custom("admin-challenge", "managed_challenge"),
        ],
        "managed": {"cloudflare": "off", "owasp": None, "sensitive_data": "off"},
        "rate_limits": [limit()],
        "contract_rate_limits": None,
        "leaked_credentials": "on",
    },
    "bots": {"fight_mode": "off", "super_fight": None, "ai_crawlers": "block", "javascript_detections": "off"},
    "delivery": {
        "origin_header": "x-sayar-edge",
        "browser_check_off": ["api", "webhook"],
        "cache": [
            cache_rule("feeds"),
            cache_rule("private", host="api", paths=["/api/", "/auth/"], cache="bypass"),
        ],
        "response_headers": [{"header": "referrer-policy", "value": "no-referrer"}],
    },
    "caching": {"tiered": "on", "regional_tiered": "off", "argo": "off"},
    "health_checks": [],
    "alerts": [alert("universal_ssl_event_type")],
    "large": {
        "balancing": None,
        "logpush": [],
        "client_certificates": [],
        "schema_validation": "off",
        "custom_hostnames": None,
    },
}

SUPER_FIGHT = {
    "definitely_automated": "managed_challenge",
    "likely_automated": None,
    "verified": "allow",
    "static_resources": "off",
}


def with_values(document: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A copy of a document with other values at dotted paths."""
    changed = copy.deepcopy(document)
    for path, value in values.items():
        *parents, last = path.split(".")
        node = changed
        for parent in parents:
            node = node[parent]
        assert last in node, path
        node[last] = value
    return changed


PRO = with_values(
    FREE,
    {
        "plan": "pro",
        "settings.polish": "lossless",
        "settings.webp": "on",
        "waf.custom": [*FREE["waf"]["custom"], custom("machine-traffic", "skip")],
        "waf.managed": {
            "cloudflare": "on",
            "owasp": {"paranoia": 1, "score": 60, "action": "managed_challenge"},
            "sensitive_data": "off",
        },
        "waf.rate_limits": [
            limit("login", host="api", path="/auth/login", requests=10, period_s=60, mitigation_s=600),
            limit("api", host="api", requests=300, period_s=60, mitigation_s=60),
        ],
        "bots.super_fight": SUPER_FIGHT,
        "health_checks": [health_check("api"), health_check("webhook")],
        "alerts": [alert("universal_ssl_event_type"), alert("health_check_status_notification", "security")],
    },
)

BUSINESS = with_values(
    PRO, {"plan": "business", "bots.super_fight": {**SUPER_FIGHT, "likely_automated": "managed_challenge"}}
)
ENTERPRISE = with_values(BUSINESS, {"plan": "enterprise"})
BY_PLAN = {"free": FREE, "pro": PRO, "business": BUSINESS, "enterprise": ENTERPRISE}


def spec(plan: str = "free", **values: Any) -> EdgeSpec:
    """The spec of a plan with other values; a dot in a path is written as two underscores."""
    changes = {path.replace("__", "."): value for path, value in values.items()}
    return EdgeSpec.model_validate_json(json.dumps(with_values(BY_PLAN[plan], changes)))


def refusals(plan: str = "free", **values: Any) -> dict[str, str]:
    """The problems of a spec: what is allowed, by path."""
    return {problem.path: problem.allowed for problem in spec(plan, **values).problems()}


ALL_AWS = {host: {"platform": "aws", "ssl": "strict"} for host in ORIGIN_HOSTS}
"""Origins that are load balancers of our own."""
