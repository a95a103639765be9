"""The table of regions as Markdown, for its page."""

from __future__ import annotations

from typing import Literal

from components.network.regions import Vendor, every, source_of

VENDORS: tuple[Vendor, ...] = ("railway", "supabase", "vercel", "cloudflare", "r2", "aws")
ZONES: Literal["zones"] = "zones"


def table() -> str:
    """Every region with what each vendor calls it, and where the names come from."""
    lines = [f"| region | law | {' | '.join(VENDORS)} | zones of AWS |", f"|---|---|{'---|' * len(VENDORS)}---|"]
    for row in every():
        names = " | ".join(f"`{name}`" if (name := row.called(vendor)) else "–" for vendor in VENDORS)
        zones = ", ".join(f"`{zone}`" for zone in row.zones) or "–"
        lines.append(f"| {row.name} | {row.law} | {names} | {zones} |")
    lines.append("")
    told = [(column, source_of(column)) for column in (*VENDORS, ZONES)]
    lines.append("Sources: " + "; ".join(f"{column}: {row.source} ({row.date})" for column, row in told) + ".")
    return "\n".join(lines)
