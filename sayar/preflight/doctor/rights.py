"""The rights that a token needs, by what a stack selects, and how it is made."""

from __future__ import annotations

from components.edge.entitlements import Entitlements
from infra.config.stack import StackConfig
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import Vendor


def made(config: StackConfig, vendor: Vendor) -> str:
    """How a token with the right rights is made."""
    row, selected = facts().token_of(vendor), _selected(config)
    rights = [row.rights, *(text for name, text in row.more.items() if selected[name])]
    return facts().step(f"{vendor}.token", rights="; ".join(filter(None, rights)), variable=row.variables[0])


def _selected(config: StackConfig) -> dict[str, bool]:
    """What a stack makes at Cloudflare, by the names that the rows have for it."""
    edge, dumps = config.platform.edge, config.platform.backup.dumps
    zoned, kept = edge.mode != "external", dumps.kind == "r2"
    return {
        "zone": zoned,
        "plan": zoned and Entitlements(edge.plan).allows("subscription"),
        "logs": zoned and bool(edge.large.logpush),
        "balancing": zoned and edge.large.balancing is not None,
        "buckets": kept,
        "job": kept and config.recipient is not None,
    }
