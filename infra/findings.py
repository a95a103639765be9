"""What a reader should know about the choices of a platform, from the concerns that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.findings import findings as of_database
from components.edge.findings import findings as of_edge
from components.findings import Finding
from components.hosting.findings import findings as of_hosting
from components.limits import limit
from infra.built import checked_only
from infra.config.platform import PlatformSpec, TierName
from infra.tiers.promises import promises


def findings(platform: PlatformSpec) -> tuple[Finding, ...]:
    """All remarks, in the order of the concerns. No Pulumi SDK is imported."""
    return (
        *of_edge(platform.edge),
        *of_hosting(platform.hosting),
        *plans_not_sold(platform.tier),
        *of_database(platform.database),
        *checked_only(platform),
    )


def plans_not_sold(tier: TierName) -> Iterator[Finding]:
    """Plans by which the strategy calls a tier and which their vendors do not sell."""
    plans = promises().tiers[tier].plans
    for vendor, said in (("railway", plans.backend), ("vercel", plans.frontend)):
        name = vendor.capitalize()
        if said == f"{name} Team":
            row = limit("hosting", vendor, "team", "sold_as")
            text = f"{name} sells no plan Team: what the strategy calls so is plan {row.value} and what is used of it."
            yield Finding(f"hosting-{vendor}-no-team", "info", text, f"{row.source} ({row.date})")
