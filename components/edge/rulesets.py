"""One phase's entry point: the single ruleset that a zone has for a phase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import pulumi
import pulumi_cloudflare as cloudflare

if TYPE_CHECKING:
    from components.base import Providers, SayarComponent
    from components.edge.zone import Zone

Phase = Literal[
    "http_request_firewall_custom",
    "http_request_firewall_managed",
    "http_response_firewall_managed",
    "http_ratelimit",
    "http_request_cache_settings",
    "http_config_settings",
    "http_request_late_transform",
    "http_response_headers_transform",
]
"""Phases of the platform. Written down here because docstrings of the SDK garble value lists."""


def entry_point(
    owner: SayarComponent,
    name: str,
    phase: Phase,
    rules: Sequence[cloudflare.RulesetRuleArgsDict],
    *,
    providers: Providers,
    zone: Zone,
) -> cloudflare.Ruleset | None:
    """The ruleset of a phase, None without rules: the vendor refuses an empty change for ever after.

    Name, kind and phase never change: each of them replaces the ruleset, and the zone stands open meanwhile.
    """
    if not rules:
        return None
    options: pulumi.ResourceOptions = owner.child(
        # A zone has one entry point a phase, so a second one cannot be made beside it.
        providers.cloudflare,
        delete_before_replace=True,
        depends_on=zone.entitled,
    )
    return cloudflare.Ruleset(
        name, zone_id=zone.zone_id, name=name, kind="zone", phase=phase, rules=list(rules), opts=options
    )
