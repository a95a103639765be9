"""Documents of rehearsals, made for tests."""

from __future__ import annotations

from typing import Any, Literal

from sayar.documents.rehearsal import Broken, Counts, Disagreement, RehearsalDocument, Rehearsed, Totals
from sayar.engine.rehearsal import NOT_PROVEN

URN = "urn:pulumi:prod::sayar::railway:index:Service::{}"
NOTHING = Counts(create=0, update=0, replace=0, delete=0)


def update(phase: str = "expand", *differences: Disagreement, **counts: int) -> Rehearsed:
    did = NOTHING.model_copy(update=counts)
    return Rehearsed(
        way="there",
        origin="starter",
        to="growth",
        phase=phase,
        kind="config",
        ran=True,
        seconds=3.25,
        forecast=did,
        offline=did,
        engine=did,
        steps={},
        verdict="ok",
        surfaces={},
        differences=differences,
    )


def difference(name: str = "api", reason: str | None = "assumed_change", **more: Any) -> Disagreement:
    said = {"against": ("state", "offline"), "forecast": "update", "engine": "same", **more}
    return Disagreement(urn=URN.format(name), reason=reason, **said)


def document(*updates: Rehearsed, failed: Broken | None = None, folder: str | None = None) -> RehearsalDocument:
    rows = [row for one in updates for row in one.differences]
    without = sum(row.reason is None for row in rows)
    code: Literal[0, 5, 6] = 6 if failed else 5 if without else 0
    return RehearsalDocument(
        as_of="2026-11-26",
        stack="prod",
        origin="starter",
        to="growth",
        mode="quick",
        updates=updates,
        totals=Totals(
            updates=len(updates), planned=2, seconds=10, engine=NOTHING, differences=len(rows), unexplained=without
        ),
        waived=(),
        not_proven=NOT_PROVEN,
        failed=failed,
        folder=folder,
        exit_code=code,
    )


FAILED = Broken(
    way="there",
    origin="starter",
    to="growth",
    phase="settle",
    said=("pulumi up ended with exit code 255", "done: nothing"),
    not_rehearsed=("starter to growth: finish",),
)
