"""The rules of delivery as plain data: cache, configuration by host, headers of requests and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.edge.expressions import all_of, host_is, path_starts
from components.edge.words import ORIGIN_HOSTS

if TYPE_CHECKING:
    import pulumi
    import pulumi_cloudflare as cloudflare

    from components.edge.rules_spec import CacheRuleSpec, DeliverySpec
    from components.edge.zone_spec import OriginsSpec
    from components.origins import HostNames


def cache_rules(delivery: DeliverySpec, hosts: HostNames) -> list[cloudflare.RulesetRuleArgsDict]:
    """The cache rules, in the order of the spec: a later one wins."""
    return [
        {
            "ref": f"cache-{row.ref}",
            "description": f"{'Cached' if row.cache == 'eligible' else 'Never cached'}: {', '.join(row.paths)}",
            "expression": _cached(row, hosts),
            "action": "set_cache_settings",
            "enabled": True,
            "action_parameters": _cache_parameters(row),
        }
        for row in delivery.cache
    ]


def config_rules(
    delivery: DeliverySpec, origins: OriginsSpec, hosts: HostNames
) -> list[cloudflare.RulesetRuleArgsDict]:
    """What differs by host: no browser check for machines, stricter TLS where the origin can do it."""
    rules: list[cloudflare.RulesetRuleArgsDict] = []
    if delivery.browser_check_off:
        rules.append(
            {
                "ref": "no-browser-check",
                "description": "Hosts that machines talk to",
                "expression": host_is(*hosts.every(delivery.browser_check_off)),
                "action": "set_config",
                "enabled": True,
                "action_parameters": {"bic": False},
            }
        )
    if origins.raised:
        rules.append(
            {
                "ref": "strict-origins",
                "description": "Origins with a valid certificate",
                "expression": host_is(*hosts.every(origins.raised)),
                "action": "set_config",
                "enabled": True,
                "action_parameters": {"ssl": "strict"},
            }
        )
    return rules


def request_header_rules(
    delivery: DeliverySpec, hosts: HostNames, secret: pulumi.Input[str]
) -> list[cloudflare.RulesetRuleArgsDict]:
    """The secret header by which an origin knows the edge; a client's own header of that name is overwritten."""
    return [
        {
            "ref": "origin-secret",
            "description": "Proof that a request came through the edge",
            "expression": host_is(*hosts.every(ORIGIN_HOSTS)),
            "action": "rewrite",
            "enabled": True,
            "action_parameters": {"headers": {delivery.origin_header: {"operation": "set", "value": secret}}},
        }
    ]


def response_header_rules(delivery: DeliverySpec, hosts: HostNames) -> list[cloudflare.RulesetRuleArgsDict]:
    """Headers of every answer of the proxied hosts; none where the spec has none."""
    if not delivery.response_headers:
        return []
    headers: dict[str, pulumi.Input[cloudflare.RulesetRuleActionParametersHeadersArgsDict]] = {}
    for row in delivery.response_headers:
        if row.value is None:
            headers[row.header] = {"operation": "remove"}
        else:
            headers[row.header] = {"operation": "set", "value": row.value}
    return [
        {
            "ref": "response-headers",
            "description": "What browsers are told about every answer",
            "expression": host_is(*hosts.every(ORIGIN_HOSTS)),
            "action": "rewrite",
            "enabled": True,
            "action_parameters": {"headers": headers},
        }
    ]


def _cached(row: CacheRuleSpec, hosts: HostNames) -> str:
    below = path_starts(*row.paths)
    return below if row.host is None else all_of(host_is(hosts.of(row.host)), below)


def _cache_parameters(row: CacheRuleSpec) -> cloudflare.RulesetRuleActionParametersArgsDict:
    if row.cache == "bypass":
        return {"cache": False}
    parameters: cloudflare.RulesetRuleActionParametersArgsDict = {"cache": True}
    if row.edge_ttl_s is None:
        parameters["edge_ttl"] = {"mode": "respect_origin"}
    else:
        parameters["edge_ttl"] = {"mode": "override_origin", "default": row.edge_ttl_s}
    if row.browser_ttl_s is None:
        parameters["browser_ttl"] = {"mode": "respect_origin"}
    else:
        parameters["browser_ttl"] = {"mode": "override_origin", "default": row.browser_ttl_s}
    if row.strong_etags == "on":
        parameters["respect_strong_etags"] = True
    return parameters
