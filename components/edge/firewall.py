"""The firewall: custom rules, managed rulesets, rate limits."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.firewall_rules import custom_rules, managed_rules, rate_limit_rules, response_scan_rules
from components.edge.rulesets import entry_point
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone
from components.origins import HostNames


@dataclass(frozen=True, slots=True)
class FirewallResources:
    """Every resource that `Firewall` makes; one is None where its phase has no rules.

    The rules by which machines skip Super Bot Fight Mode are among `custom`.
    """

    custom: cloudflare.Ruleset | None
    managed: cloudflare.Ruleset | None
    response_scan: cloudflare.Ruleset | None
    rate_limits: cloudflare.Ruleset | None


class Firewall(SayarComponent):
    """What the edge refuses. Only for a zone whose traffic passes the edge."""

    def __init__(self, name: str, spec: EdgeSpec, providers: Providers, *, zone: Zone, hosts: HostNames) -> None:
        """Raises ValueError where the edge is not proxied: rules would look like protection and give none."""
        if not spec.proxied:
            raise ValueError(f"a firewall needs mode proxied, not {spec.mode}")
        super().__init__(name)
        rules = custom_rules(spec.waf, spec.paths, hosts)
        self.resources = FirewallResources(
            custom=entry_point(
                self, "custom-rules", "http_request_firewall_custom", rules, providers=providers, zone=zone
            ),
            managed=entry_point(
                self,
                "managed-rules",
                "http_request_firewall_managed",
                managed_rules(spec.waf),
                providers=providers,
                zone=zone,
            ),
            response_scan=entry_point(
                self,
                "response-scan",
                "http_response_firewall_managed",
                response_scan_rules(spec.waf),
                providers=providers,
                zone=zone,
            ),
            rate_limits=entry_point(
                self,
                "rate-limits",
                "http_ratelimit",
                rate_limit_rules(spec.waf, hosts),
                providers=providers,
                zone=zone,
            ),
        )
        self.finish()
