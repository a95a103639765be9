"""What the page of success shows: the metrics, the series, the checklist, and an example."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sayar.documents.history import HistoryLine

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLE: Final = ROOT / "docs" / "examples" / "success" / "metrics.csv"
END: Final = datetime(2026, 11, 22, tzinfo=UTC)
DAYS: Final = 80
MOVED: Final = datetime(2026, 10, 5, tzinfo=UTC)
"""When the move of the example ended."""


def metrics_table() -> str:
    """Every metric with how it is read, and how sure that reading is."""
    from sayar.success.rows import table

    lines = ["| metric | what | of | kind | unit | how | why so | where unknown | source | confidence |"]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for row in table().metrics:
        section = row.section.removeprefix("Success Metrics, ")
        lines.append(
            f"| `{row.id}` | {row.says} | {row.by} | {row.kind} | {row.unit} | {row.counted}{_known(row.completeness)} "
            f"| {row.why} | {row.duty} | {section} | {row.confidence} |"
        )
    return "\n".join(lines)


def _known(completeness: float | None) -> str:
    return "" if completeness is None else f"; {completeness:.0%} must be known"


def series_table() -> str:
    """The series that only these metrics read."""
    from sayar.success.rows import table

    lines = ["| series | unit | at most | read by |", "|---|---|---:|---|"]
    for row in table().series:
        readers = ", ".join(f"`{one.id}`" for one in table().metrics if row.name in one.series)
        lines.append(f"| `{row.name}` | {row.unit} | {row.most:,.0f} | {readers} |")
    return "\n".join(lines)


def checklist_table() -> str:
    """Every item, and who can tick it by what."""
    from sayar.success.rows import timeline

    lines = ["| when | item | what | ticked by | by what, or why not |", "|---|---|---|---|---|"]
    for group in timeline().groups:
        for row in group.items:
            who = "people" if row.tick is None else "the system or people" if row.people else "the system"
            lines.append(f"| {group.title} | `{row.id}` | {row.says} | {who} | {row.why} |")
    return "\n".join(lines)


def example() -> str:
    """What the command says of a stack that moved from Starter to Growth seven weeks ago."""
    from infra.config.load import load_stack
    from sayar.cost.asked import expected
    from sayar.documents.duties import DutyLine
    from sayar.move.overview import overview, rendered
    from sayar.platform import tier_config
    from sayar.success.status import Past, with_success
    from sayar.triggers.read import read_metrics
    from tools.moves_tables import OWN

    today = END.date()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file in ROOT.glob("Pulumi*.yaml"):
            shutil.copy(file, folder)
        text = OWN.replace("starter", "growth") + "  sayar:telemetry: {endpoint: https://otlp.example.org}\n"
        (folder / "Pulumi.prod.yaml").write_text(text, encoding="utf-8")
        config = load_stack(folder, "prod")
    done = [
        DutyLine(item="review-costs", by="Ada", note="no table to drop", day="2026-11-03", at="2026-11-03T09:00:00Z"),
        DutyLine(item="review-infrastructure", by="Ada", day="2026-10-06", at="2026-10-06T09:00:00Z"),
    ]
    past = Past([_moved()], done, END.timestamp(), today)
    found = with_success(
        overview(config, None, [_moved()], today),
        config,
        None,
        past,
        read_metrics(EXAMPLE),
        cost_of=lambda tier: expected(tier_config(tier, config_dir=ROOT)),
    )
    command = f"sayar status --stack prod --metrics {EXAMPLE.relative_to(ROOT)} --as-of {today.isoformat()}"
    return f"```\n$ {command}\n{rendered(found, None, 'text')}```"


def _moved() -> HistoryLine:
    """A move with a phase that was measured as it was forecast, and another one that nobody measured."""
    from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
    from sayar.documents.probe import MoveId

    return HistoryLine(
        move=MoveId(origin="starter", to="growth", started="2026-09-21"),
        triggered=date(2026, 9, 10).isoformat(),
        finished=MOVED.strftime("%Y-%m-%dT%H:%M:%SZ"),
        forecast={
            "upgrade": {"api": ForecastSeconds(typical=20, worst=60)},
            "expand": {"api": ForecastSeconds(typical=0, worst=30)},
        },
        measured={
            "2026-09-28T09:00:00Z": {"upgrade": {"api": MeasuredSeconds(measured_s=1800, down_s=17, longest_s=12)}}
        },
    )


def made_example() -> str:
    """The example's file: a shop that grows, a bad day, bills of months, and nobody who counts who left."""
    lines = ["series,timestamp,value"]
    for place in range(DAYS):
        end = END - timedelta(days=DAYS - 1 - place)
        at, growth = end.strftime("%Y-%m-%dT%H:%M:%SZ"), end > MOVED
        lines.append(f"active_businesses,{at},{48 + place // 2}")
        lines.append(f"api_requests,{at},{15000 + 150 * place}")
        lines.append(f"revenue_usd,{at},{150 + 2 * place}")
        lines.append(f"down_s,{at},{900 if end.date() == date(2026, 11, 12) else 0}")
        lines.append(f"latency_p95_s,{at},{0.9 if growth else 1.7}")
        if end.day == 1:
            lines.append(f"cost_month_usd,{at},{131.4 if growth else 24.9}")
        if place % 9 == 0:
            lines.append(f"support_response_h,{at},{3 if growth else 8}")
    lines.append(f"incident_resolution_h,{(END - timedelta(days=10)).strftime('%Y-%m-%dT%H:%M:%SZ')},0.25")
    return "\n".join(lines) + "\n"
