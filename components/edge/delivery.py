"""Delivery: what is cached, what differs by host, which headers go in and out."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.delivery_rules import cache_rules, config_rules, request_header_rules, response_header_rules
from components.edge.rulesets import entry_point
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone
from components.origins import HostNames


@dataclass(frozen=True, slots=True)
class DeliveryResources:
    """Every resource that `Delivery` makes; one is None where its phase has no rules."""

    cache: cloudflare.Ruleset | None
    config: cloudflare.Ruleset | None
    request_headers: cloudflare.Ruleset | None
    response_headers: cloudflare.Ruleset | None


class Delivery(SayarComponent):
    """How answers travel. Only for a zone whose traffic passes the edge."""

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        hosts: HostNames,
        origin_secret: pulumi.Input[str],
    ) -> None:
        """`origin_secret` is the header's value. Raises ValueError where the edge is not proxied."""
        if not spec.proxied:
            raise ValueError(f"delivery needs mode proxied, not {spec.mode}")
        super().__init__(name)
        # Whoever knows it can pass for the edge, so it is a secret whatever the caller gave.
        secret = pulumi.Output.secret(origin_secret)
        delivery = spec.delivery
        self.resources = DeliveryResources(
            cache=entry_point(
                self,
                "cache-rules",
                "http_request_cache_settings",
                cache_rules(delivery, hosts),
                providers=providers,
                zone=zone,
            ),
            config=entry_point(
                self,
                "config-rules",
                "http_config_settings",
                config_rules(delivery, spec.origins, hosts),
                providers=providers,
                zone=zone,
            ),
            request_headers=entry_point(
                self,
                "request-headers",
                "http_request_late_transform",
                request_header_rules(delivery, hosts, secret),
                providers=providers,
                zone=zone,
            ),
            response_headers=entry_point(
                self,
                "response-headers",
                "http_response_headers_transform",
                response_header_rules(delivery, hosts),
                providers=providers,
                zone=zone,
            ),
        )
        self.finish()
