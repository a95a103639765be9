"""Plan documents for reports."""

from __future__ import annotations

from typing import Any

from sayar.documents.plan import Change, Finding, PlanDocument
from sayar.graph.model import Comparison
from sayar.plan.forecast import Move, fold
from tests.plan.made import PlanFacts, told

ESCAPE = "\x1b"


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
