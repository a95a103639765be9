"""The table of regions as Markdown, for its page."""

from __future__ import annotations

from components.network.regions import Vendor, every, source_of

VENDORS: tuple[Vendor, ...] = ("railway", "supabase", "vercel", "cloudflare", "r2", "aws")


def table() -> str:
    """Every region with what each vendor calls it, and where the names come from."""
    lines = [f"| region | law | {' | '.join(VENDORS)} |", f"|---|---|{'---|' * len(VENDORS)}"]
    for row in every():
        names = " | ".join(f"`{name}`" if (name := row.called(vendor)) else "–" for vendor in VENDORS)
        lines.append(f"| {row.name} | {row.law} | {names} |")
    lines.append("")
    told = [(vendor, source_of(vendor)) for vendor in VENDORS]
    lines.append("Sources: " + "; ".join(f"{vendor}: {row.source} ({row.date})" for vendor, row in told) + ".")
    return "\n".join(lines)
