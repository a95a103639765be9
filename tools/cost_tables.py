"""What the page of costs shows: the tiers, an example, what is assumed, what may be saved, and who is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sayar.cost.assumptions import Amounts

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "docs" / "examples" / "cost" / "usage.yaml"


def tiers() -> str:
    """All tiers side by side."""
    return _said("sayar cost", [])


def example() -> str:
    """A tier of which somebody measured a month."""
    return _said("sayar cost scale --usage docs/examples/cost/usage.yaml", ["scale"], usage=EXAMPLE)


def targets_table() -> str:
    """Both figures of the strategy for every tier, and whether the shipped tier meets them."""
    from sayar.cost.asked import of
    from sayar.cost.document import cost_of
    from sayar.cost.reading import NOTHING_OBSERVED
    from sayar.platform import tier_config
    from sayar.report.cost import dollars, spread

    lines = ["| tier | expected | range | target | verdict | why |", "|---|---:|---:|---|---|---|"]
    for tier in _tiers():
        cost = cost_of(tier_config(tier, config_dir=ROOT), of(NOTHING_OBSERVED))
        least = "at least " if cost.at_least else ""
        for row in cost.targets:
            bound = "and more" if row.high is None else f"to {row.high:,.0f}"
            lines.append(
                f"| {tier} | {least}{dollars(cost.to.expected if cost.to else None)} | {spread(cost.to)} "
                f"| {row.low or 0:,.0f} {bound} ({row.source}) | {row.verdict} | {row.why} |"
            )
    return "\n".join(lines)


def usage_table() -> str:
    """Every key of a usage document with what tiers are assumed to use."""
    from sayar.cost.assumptions import assumptions

    lines = [
        "| key | unit | starter | growth | scale | enterprise | why | source | confidence |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in assumptions().values():
        cells = " | ".join(_amounts(row.amounts(tier)) for tier in _tiers())
        lines.append(f"| `{row.key}` | {row.unit} | {cells} | {row.why} | {row.source} | {row.confidence} |")
    return "\n".join(lines)


def savings_table() -> str:
    """What may be saved by binding oneself, and what is to be feared of it."""
    from sayar.cost.choices import every

    lines = ["| saving | taken by | what | caution | source |", "|---|---|---|---|---|"]
    for row in every():
        how = f"`--choose {row.id}`" if row.of == "choice" else "the stack file"
        lines.append(f"| `{row.id}` | {how} | {row.title} | {row.caution} | {row.source}, {row.date} |")
    return "\n".join(lines)


def alarms_table() -> str:
    """How somebody hears of a bill that grows."""
    from sayar.cost.alarms import rows

    lines = ["| vendor | what the program makes | what people set | source |", "|---|---|---|---|"]
    for row in rows():
        manual = row.manual.format(usd="N") or "–"
        lines.append(f"| {row.vendor} | {row.resource or '–'} | {manual} | {row.source} |")
    return "\n".join(lines)


def prices_table() -> str:
    """How many rows there are of each vendor, and how sure they are."""
    from sayar.cost.book import Unpriced, load_book

    names = ("high", "medium", "low", "unverified")
    lines = [f"| vendor | rows | {' | '.join(names)} | without a price |", "|---|---:|---:|---:|---:|---:|---:|"]
    book = load_book()
    for vendor in dict.fromkeys(row.vendor for row in book.rows.values()):
        rows = [row for row in book.rows.values() if row.vendor == vendor]
        sure = Counter(row.confidence for row in rows if not isinstance(row, Unpriced))
        counts = " | ".join(str(sure[name]) for name in names)  # type: ignore[index]
        lines.append(f"| {vendor} | {len(rows)} | {counts} | {len(rows) - sum(sure.values())} |")
    return "\n".join(lines)


def _said(command: str, names: list[str], usage: Path | None = None) -> str:
    """What the command prints of the shipped tiers."""
    from sayar.cost.asked import asked
    from sayar.cost.documents import cost_document
    from sayar.platform import tier_config
    from sayar.report.cost import rendered

    document = cost_document(
        {name: tier_config(name, config_dir=ROOT) for name in names or _tiers()},
        asked(usage, (), None),
        reload=lambda name, more: tier_config(name, config_dir=ROOT, overrides=more),
    )
    return f"```\n$ {command}\n{rendered(document, 'text')}```"


def _tiers() -> tuple[str, ...]:
    from infra.config.platform import TIERS

    return TIERS


def _amounts(row: Amounts | None) -> str:
    if row is None:
        return "as its file says"
    low, expected, high = row.values()
    return f"{expected:,f}" if low == high else f"{expected:,f} ({low:,f} to {high:,f})"
