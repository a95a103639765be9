"""Plan documents for reports."""

from __future__ import annotations

from typing import Any

from sayar.documents.plan import Change, Finding, ManualStep, PlanDocument, Step, StepDowntime, Summary
from sayar.documents.surface import ByCapability, Span, Surface
from sayar.graph.model import Comparison
from sayar.plan.forecast import Move, fold
from tests.plan.made import PlanFacts, told

ESCAPE = "\x1b"
NOTHING = Span(typical=0, worst=0)


def document(*changes: Change, findings: tuple[Finding, ...] = (), **options: Any) -> PlanDocument:
    """A plan with these changes. Verdict and counts are those of the changes."""
    move = Move(source="offline", as_of="2026-11-24", origin="starter", to="growth", budget_s=300)
    plan = fold(Comparison((), ()), (), PlanFacts(), move)
    counts = {op: sum(one.op == op for one in changes) for op in ("create", "update", "replace", "delete")}
    step = plan.direct.model_copy(
        update={"changes": changes, "summary": plan.direct.summary.model_copy(update=counts), **options.pop("step", {})}
    )
    return plan.model_copy(update={"direct": step, "findings": findings, **options})


def in_group(group: str, name: str, **options: Any) -> Change:
    """A change of something inside of a component such as `edge:Zone`."""
    urn = f"urn:pulumi:prod::sayar::sayar:{group}$vendor:index:Thing::{name}"
    return told(name, urn=urn, **options)


def finding(severity: Any, text: str, source: str = "sayar:edge.mode") -> Finding:
    """A finding."""
    return Finding(id="a-finding", severity=severity, text=text, source=source)


def surface(
    error: Span = NOTHING, *, late: Span = NOTHING, lost: Span = NOTHING, verdict: Any = "ok", because: Any = ()
) -> Surface:
    """A surface that is down for as long as it fails."""
    return Surface(
        down_s=error,
        error_s=error,
        delay_s=late,
        loss_s=lost,
        by=ByCapability(read=error, write=error),
        resets=0,
        degraded=False,
        deferred=(),
        lower_bound_s=None,
        because=tuple(because),
        verdict=verdict,
    )


def span(typical: float | None, worst: float | None) -> Span:
    """Seconds, None where nobody knows."""
    return Span(typical=typical, worst=worst)


def phase(name: str = "upgrade", *changes: Change, kind: Any = "config", surfaces: Any = None, **options: Any) -> Step:
    """A phase of a move, with the counts of its changes."""
    counts = {op: sum(one.op == op for one in changes) for op in ("create", "update", "replace", "delete")}
    said: dict[str, Any] = {
        "gate": "the update went through",
        "rollback": "the former values come back",
        "one_way": False,
        "released": (),
        **options,
    }
    return Step(
        name=name,
        kind=kind,
        summary=Summary(**counts, same=0),
        changes=changes,
        downtime=StepDowntime(surfaces=surfaces or {}),
        **said,
    )


def moving(*phases: Step, surfaces: Any = None, budget_s: float | None = 300, **options: Any) -> PlanDocument:
    """A plan in phases whose surfaces are given; its one update has the changes of all phases."""
    plan = document(*(change for one in phases for change in one.changes), **options)
    downtime = plan.downtime.model_copy(update={"surfaces": surfaces or {}, "budget_s": budget_s})
    return plan.model_copy(update={"phases": phases, "downtime": downtime})


def task(phase_name: str = "plans", title: str = "Buy it", how: str = "vendor.example, billing") -> ManualStep:
    """Something that people do."""
    return ManualStep(phase=phase_name, title=title, why="it is needed", how=how, check="the invoice")
