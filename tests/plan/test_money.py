"""From the updates of a move to its cost: what they leave at vendors, each once, and what a reader is told."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.documents.cost import BudgetVerdict, Cost, CostTarget
from sayar.graph.model import Change, Comparison, Graph
from sayar.plan.money import cost_of_move, counted, findings_of
from sayar.verdict import Verdict
from tests.cost.priced import asked, stack

BUCKET = "cloudflare:index/r2Bucket:R2Bucket"


def change(name: str, op: str, **options: Any) -> Change:
    return Change(f"urn:pulumi:prod::sayar::{BUCKET}::{name}", BUCKET, op, **options)  # type: ignore[arg-type]


def left(*changes: Change) -> list[str]:
    """The names of what one update leaves."""
    scale = stack("scale")
    cost = cost_of_move(scale, scale, Comparison(changes, ()), (), Graph((), {}), asked())
    assert {row.phase for row in cost.leftovers} <= {"direct"}
    return [row.urn.rsplit("::", 1)[-1] for row in cost.leftovers]


def test_what_is_deleted_and_retained_stays_at_its_vendor() -> None:
    rows = [change("kept", "delete", retained=True), change("gone", "delete"), change("there", "update", retained=True)]
    assert left(*rows) == ["kept"]


def test_of_what_is_replaced_and_retained_the_old_one_stays_as_well() -> None:
    assert left(change("kept", "replace", retained=True), change("gone", "replace")) == ["kept"]


def test_what_the_engine_refuses_to_delete_does_not_leave_the_state() -> None:
    assert left(change("held", "delete", retained=True, refused="it is protected")) == []


def cost(budget: BudgetVerdict | None = None, *targets: CostTarget, verdict: Verdict = "ok") -> Cost:
    return Cost(
        origin=None,
        to=None,
        delta=None,
        at_least=False,
        targets=targets,
        verdict=verdict,
        lines=(),
        unpriced=(),
        budget=budget,
    )


@pytest.mark.parametrize(
    ("verdict", "until", "gate", "severity"),
    [
        ("over", None, "breach", "critical"),
        ("over", "2026-12-24", "ok", "warning"),
        ("undecided", None, "at_risk", "warning"),
    ],
)
def test_a_budget_that_does_not_hold_is_told_with_its_owner_and_its_waiver(
    verdict: Any, until: str | None, gate: Verdict, severity: str
) -> None:
    held = BudgetVerdict(monthly_usd=1234.5, owner="founders", verdict=verdict, why="so it is", waived_until=until)
    (found,) = findings_of(cost(held, verdict=gate))
    assert (found.id, found.severity, found.source) == ("budget", severity, "sayar:budget")
    waived = " A waiver holds until 2026-12-24." if until else ""
    assert found.text == f"The budget of 1,234.50 USD (founders) is {verdict}: so it is.{waived}"


def test_a_budget_and_targets_that_hold_are_no_finding() -> None:
    held = BudgetVerdict(monthly_usd=1, owner="founders", verdict="pass", why="", waived_until=None)
    assert list(findings_of(cost(held, CostTarget(source="a", low=1, high=2, verdict="pass", why="")))) == []


def test_a_target_that_does_not_hold_informs() -> None:
    row = CostTarget(source="Tier 4", low=2000, high=10000, verdict="undecided", why="nobody knows")
    (found,) = findings_of(cost(None, row))
    assert (found.id, found.severity, found.source) == ("cost-target", "info", "INFRA-001, Tier 4")
    assert found.text == "2,000 to 10,000 USD a month: undecided: nobody knows."


def test_changes_are_counted_by_whether_the_bill_answers_for_their_type() -> None:
    own = Change("urn", "sayar:edge:Edge", "update")
    rows = [change("a", "create"), own, own, Change("urn", "acme:index:Box", "create")]
    assert counted(rows) == (3, 1)
