"""What the page of triggers shows: every trigger with its window, the series that are read, and an example."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sayar.triggers.rows import Window

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "docs" / "examples" / "triggers" / "metrics.csv"


def triggers_table() -> str:
    """Every trigger of every tier, over what it is looked at, and how sure that reading is."""
    from infra.tiers.promises import promises
    from sayar.triggers.rows import table

    lines = ["| from | trigger | met | over | known at least | why so | source | confidence |"]
    lines.append("|---|---|---|---|---:|---|---|---|")
    for name, tier in promises().tiers.items():
        for one in tier.triggers:
            window = table().window(one.id)
            sign = {">=": "from", ">": "above"}.get(one.op, "")
            met = "somebody declares it" if one.value is None else f"{sign} {one.value:,.0f} {one.unit}"
            part = "–" if window.shape == "declared" and not window.limits else f"{window.completeness:.0%}"
            lines.append(
                f"| {name} | `{one.id}` | {met} | {_over(window)} | {part} | {window.why} | {window.source} "
                f"| {window.confidence} |"
            )
    return "\n".join(lines)


def _over(window: Window) -> str:
    if window.shape == "sum":
        return f"the sum of {window.days} days"
    if window.shape == "every_day":
        return f"each of the last {window.days} days"
    if window.shape == "mostly":
        return f"more than {window.share:.0%} of the samples of {window.days} days, and on {window.on_days} of them"
    if not window.limits:
        return "–"
    limits = " and ".join(f"`{one.series}` {one.op} {one.value:g}" for one in window.limits)
    return f"or, on each of {window.days} days, {limits}"


def series_table() -> str:
    """The series that are read, and what a Prometheus is asked for each."""
    from sayar.triggers.rows import table

    lines = ["| series | unit | at most | a Prometheus is asked |", "|---|---|---:|---|"]
    for row in table().series:
        unit = row.unit.replace("|", "\\|")
        lines.append(f"| `{row.name}` | {unit} | {row.most:,.0f} | `{row.query}` |")
    return "\n".join(lines)


def rows_table() -> str:
    """Lead times, the way down and the trend, each with its source."""
    from sayar.triggers.rows import table

    found, lines = table(), ["| what | figure | source | date | confidence |", "|---|---|---|---|---|"]
    rows = [(f"{row.origin} to {row.to}", f"{row.days} days ahead", row) for row in found.leads]
    down, trend = found.down, found.trend
    rows.append(("going down", f"below {down.part:.0%} of every threshold for {down.days} days: {down.why}", down))
    rows.append(("in a tier before going down", f"{down.dwell_days} days", down))
    rows.append(("in a tier before anything is said", f"{down.settle_days} days", down))
    rows.append(("trend", f"{trend.days} days, {trend.points} of them known at least: {trend.why}", trend))
    lines += [f"| {what} | {figure} | {row.source} | {row.date} | {row.confidence} |" for what, figure, row in rows]
    return "\n".join(lines)


def example() -> str:
    """What the command says of the example."""
    from sayar.report.triggers import rendered
    from sayar.triggers.advice import advice_of
    from sayar.triggers.read import read_metrics

    found = advice_of("starter", read_metrics(EXAMPLE), since=None, as_of=None)
    command = f"sayar triggers --tier starter --metrics {EXAMPLE.relative_to(ROOT)}"
    return f"```\n$ {command}\n{rendered(found, 'text')}```"


def made_example() -> str:
    """The example's file: a shop that opens every week, with a campaign of two days and a month that nobody counted."""
    from datetime import timedelta

    end = datetime(2026, 11, 22, tzinfo=UTC)
    lines = ["series,timestamp,value"]
    for back in range(59, -1, -1):
        at, day = (end - timedelta(days=back)).strftime("%Y-%m-%dT%H:%M:%SZ"), 59 - back
        weekend = (end - timedelta(days=back + 1)).weekday() >= 5
        lines.append(f"active_businesses,{at},{28 + day * 3 // 10}")
        requests = (9000 if weekend else 14000) + 60 * day + (8000 if day in (31, 32) else 0)
        lines.append(f"api_requests,{at},{requests}")
        lines.append(f"egress_gb,{at},{1.1 + day / 100:.2f}")
        if back < 20:
            lines.append(f"revenue_usd,{at},{60 + day % 7 * 5}")
    for step in range(7 * 24 - 1, -1, -1):
        at = (end - timedelta(hours=step)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"latency_p95_s,{at},{0.6 if step % 24 > 4 else 1.4}")
    return "\n".join(lines) + "\n"
