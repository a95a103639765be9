"""The firewall's rules as plain data: the catalogue of custom rules, managed rulesets, rate limits.

Every rule has a `ref` that never changes: the vendor keeps a rule's identity, statistics and overrides by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from components.edge.entitlements import fact
from components.edge.expressions import (
    EVERYTHING,
    all_of,
    any_of,
    has_header,
    host_is,
    method_is,
    negated,
    path_starts,
)

if TYPE_CHECKING:
    import pulumi_cloudflare as cloudflare

    from components.edge.rules_spec import OwaspSpec, PathsSpec, RateLimitSpec, WafSpec
    from components.edge.words import CustomRule
    from components.origins import HostNames

SIGNATURE_HEADER = "x-hub-signature-256"
"""Meta signs every event that it sends; the service checks the signature, the edge only that there is one."""

EXPLOIT_PATHS = ("/.env", "/.git/", "/.aws/", "/wp-", "/xmlrpc.php", "/phpmyadmin", "/vendor/phpunit", "/cgi-bin/")
API_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CHARACTERISTICS = {"ip": "ip.src", "ip_nat": "cf.unique_visitor_id"}
COUNTED_WHERE = "cf.colo.id"
"""The vendor counts per data centre and demands that a rule says so."""


def _webhook_signature(hosts: HostNames, paths: PathsSpec) -> str:
    unsigned = negated(has_header(SIGNATURE_HEADER))
    return all_of(host_is(hosts.webhook), path_starts(paths.webhook), method_is("POST"), unsigned)


def _webhook_methods(hosts: HostNames, paths: PathsSpec) -> str:
    del paths
    return all_of(host_is(hosts.webhook), negated(method_is("GET", "HEAD", "POST")))


def _exploit_paths(hosts: HostNames, paths: PathsSpec) -> str:
    del hosts, paths
    return path_starts(*EXPLOIT_PATHS)


def _api_methods(hosts: HostNames, paths: PathsSpec) -> str:
    del paths
    return all_of(host_is(hosts.api), negated(method_is(*API_METHODS)))


def _feed_methods(hosts: HostNames, paths: PathsSpec) -> str:
    del paths
    return all_of(host_is(hosts.feed), negated(method_is("GET", "HEAD")))


def _admin(hosts: HostNames, paths: PathsSpec) -> str:
    return all_of(host_is(hosts.api), path_starts(paths.admin))


def _leaked_login(hosts: HostNames, paths: PathsSpec) -> str:
    leaked = "cf.waf.credential_check.password_leaked"
    return all_of(host_is(hosts.api), path_starts(paths.login), leaked)


def _attack_class(hosts: HostNames, paths: PathsSpec) -> str:
    del paths
    return all_of(host_is(hosts.api, hosts.webhook, hosts.feed), '(cf.waf.score.class eq "attack")')


def _machine_traffic(hosts: HostNames, paths: PathsSpec) -> str:
    """Webhooks, feed fetchers and health checks are automated by nature."""
    return any_of(
        all_of(host_is(hosts.webhook), path_starts(paths.webhook)),
        all_of(host_is(hosts.feed), path_starts(paths.feeds, paths.images)),
        path_starts(paths.health),
    )


CATALOGUE: dict[CustomRule, tuple[str, Callable[[HostNames, PathsSpec], str]]] = {
    "webhook-signature": ("Events without a signature", _webhook_signature),
    "webhook-methods": ("Methods that no webhook uses", _webhook_methods),
    "exploit-paths": ("Paths that only scanners ask for", _exploit_paths),
    "api-methods": ("Methods that the API does not have", _api_methods),
    "feed-methods": ("Methods that no feed needs", _feed_methods),
    "admin-challenge": ("Administration", _admin),
    "leaked-login": ("Logins with a leaked password", _leaked_login),
    "attack-class": ("Requests that look like attacks", _attack_class),
    "machine-traffic": ("Machines that are meant to come", _machine_traffic),
}


def custom_rules(waf: WafSpec, paths: PathsSpec, hosts: HostNames) -> list[cloudflare.RulesetRuleArgsDict]:
    """The chosen rules of the catalogue, in the order of the spec."""
    rules: list[cloudflare.RulesetRuleArgsDict] = []
    for row in waf.custom:
        description, expression = CATALOGUE[row.rule]
        rule: cloudflare.RulesetRuleArgsDict = {
            "ref": row.rule,
            "description": description,
            "expression": expression(hosts, paths),
            "action": row.action,
            "enabled": True,
        }
        if row.action == "skip":
            rule["action_parameters"] = {"phases": ["http_request_sbfm"]}
            # Said because the vendor fills it in for skips, and would show a difference for ever.
            rule["logging"] = {"enabled": True}
        rules.append(rule)
    return rules


def managed_rules(waf: WafSpec) -> list[cloudflare.RulesetRuleArgsDict]:
    """The chosen managed rulesets of requests, the vendor's own before OWASP."""
    ids: dict[str, str] = fact("managed_ruleset_ids").value
    rules: list[cloudflare.RulesetRuleArgsDict] = []
    if waf.managed.cloudflare == "on":
        rules.append(_executed("cloudflare-managed", "Cloudflare's managed rules", ids["cloudflare"]))
    if waf.managed.owasp is not None:
        rule = _executed("owasp", "OWASP core rules", ids["owasp"])
        rule["action_parameters"] = {"id": ids["owasp"], "overrides": _owasp_overrides(waf.managed.owasp)}
        rules.append(rule)
    return rules


def response_scan_rules(waf: WafSpec) -> list[cloudflare.RulesetRuleArgsDict]:
    """The chosen managed rulesets of answers."""
    ids: dict[str, str] = fact("managed_response_ruleset_ids").value
    if waf.managed.sensitive_data == "off":
        return []
    return [_executed("sensitive-data", "Sensitive data in answers", ids["sensitive_data"])]


def rate_limit_rules(waf: WafSpec, hosts: HostNames) -> list[cloudflare.RulesetRuleArgsDict]:
    """The rate limits, in the order of the spec."""
    return [
        {
            "ref": f"limit-{row.ref}",
            "description": f"At most {row.requests} requests in {row.period_s} s below {row.path}",
            "expression": _limited(row, hosts),
            "action": "block",
            "enabled": True,
            "ratelimit": {
                "characteristics": [COUNTED_WHERE, CHARACTERISTICS[row.characteristic]],
                "period": row.period_s,
                "requests_per_period": row.requests,
                "mitigation_timeout": row.mitigation_s,
            },
        }
        for row in waf.rate_limits
    ]


def _limited(row: RateLimitSpec, hosts: HostNames) -> str:
    parts = [path_starts(row.path)]
    if row.host is not None:
        parts.insert(0, host_is(hosts.of(row.host)))
    if row.methods:
        parts.append(method_is(*row.methods))
    if row.except_paths:
        parts.append(negated(path_starts(*row.except_paths)))
    return all_of(*parts)


def _executed(ref: str, description: str, ruleset: str) -> cloudflare.RulesetRuleArgsDict:
    return {
        "ref": ref,
        "description": description,
        "expression": EVERYTHING,
        "action": "execute",
        "enabled": True,
        "action_parameters": {"id": ruleset},
    }


def _owasp_overrides(owasp: OwaspSpec) -> cloudflare.RulesetRuleActionParametersOverridesArgsDict:
    """Levels above the chosen one are off; the last rule of the ruleset holds threshold and action."""
    overrides: cloudflare.RulesetRuleActionParametersOverridesArgsDict = {
        "rules": [
            {"id": fact("owasp_score_rule_id").value, "action": owasp.action, "score_threshold": owasp.score},
        ],
    }
    above = [level for level in fact("owasp_paranoia_levels").value if level > owasp.paranoia]
    if above:
        overrides["categories"] = [{"category": f"paranoia-level-{level}", "enabled": False} for level in above]
    return overrides
