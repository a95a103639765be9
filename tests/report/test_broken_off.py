"""What is served after an update that failed, by the rule that a row covers a change until it serves again."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.documents.plan import Change, PlanDocument, StepDowntime
from sayar.engine.events import Outcome, Step
from sayar.report.broken_off import begun_creates, served, state_of
from tests.plan.made import told
from tests.report.made import document, surface


def plan(*changes: Change) -> PlanDocument:
    """A forecast whose surfaces are those that the changes name, and one that nothing touches."""
    made = document(*changes)
    names = sorted({name for change in changes for name in change.surfaces} | {"web"})
    felt = StepDowntime(surfaces=dict.fromkeys(names, surface()))
    return made.model_copy(update={"direct": made.direct.model_copy(update={"downtime": felt})})


def change(name: str = "api", op: str = "update", effect: str = "full", **more: Any) -> Change:
    return told(name, op=op, effect=effect, surfaces=("api",), **more)


def step(of: Change, outcome: Outcome = "done", op: str = "") -> Step:
    return Step(op or of.op, of.urn, of.type, outcome)


def said(changes: tuple[Change, ...], *steps: Step, whole: bool = True) -> dict[str, str]:
    lines = served(plan(*changes), steps, "prod", whole=whole)
    return dict(line.split(": ", 1) for line in lines)


def test_what_nothing_touches_is_served_whatever_failed() -> None:
    one = change()
    assert said((one,), step(one, "failed"))["web"] == "served: nothing in this update touches it"


@pytest.mark.parametrize(
    ("steps", "word"),
    [
        ((), "served as before"),
        ((("done", ""),), "served: what touches it is through"),
        ((("failed", ""),), "not known"),
        ((("begun", ""),), "not known"),
    ],
)
def test_a_change_interrupts_from_its_begin_to_its_end(steps: tuple[tuple[Outcome, str], ...], word: str) -> None:
    one = change()
    assert said((one,), *(step(one, outcome, op) for outcome, op in steps))["api"].startswith(word)


def test_what_is_not_known_is_named_with_the_command_that_tells() -> None:
    one = change()
    assert said((one,), step(one, "failed"))["api"] == (
        f"not known, because of update {one.type} api: run `sayar probe --stack prod`"
    )


def test_half_a_replacement_is_no_replacement() -> None:
    one = change(op="replace", order="create_first", properties=("x",), replace_properties=("x",))
    made, gone = step(one, op="create-replacement"), step(one, op="delete-replaced")
    assert [state_of(one, steps, whole=True) for steps in ((made,), (gone,), (made, gone))] == [
        *("unclear", "unclear", "through")
    ]
    kept = one.model_copy(update={"retained": True})
    assert state_of(kept, (made,), whole=True) == "through", "what is retained is never deleted"


def test_an_update_that_became_a_replacement_is_judged_as_one() -> None:
    one = change(may_replace=True, properties=("x",))
    assert state_of(one, (step(one, op="create-replacement"),), whole=True) == "unclear"


def test_a_deletion_that_is_through_is_no_comfort_while_something_else_is_left() -> None:
    gone, comes = change("old", op="delete"), change("new")
    assert said((gone, comes), step(gone))["api"].startswith("not known, because of delete")
    assert said((gone, comes), step(gone), step(comes))["api"] == "served: what touches it is through"


def test_changes_that_were_not_begun_are_counted_beside_those_that_are_through() -> None:
    first, second, third = change("a"), change("b"), change("c")
    assert said((first, second, third), step(first))["api"] == (
        "served: what touches it is through, but for 2 that were not begun"
    )


def test_what_a_surface_was_served_without_may_fail() -> None:
    one = change(op="create", effect="none")
    assert said((one,), step(one, "failed"))["api"] == "served: nothing in this update touches it"


def test_an_update_that_would_not_be_felt_may_be_felt_where_it_fails() -> None:
    one = change(effect="none")
    assert said((one,), step(one, "failed"))["api"].startswith("not known")


def test_an_engine_that_was_killed_may_have_begun_what_it_did_not_tell() -> None:
    one = change()
    assert said((one,), whole=False)["api"].startswith("not known")
    assert said((one,), step(one), whole=False)["api"] == "served: what touches it is through"


def test_what_never_served_is_not_said_to_serve_as_before() -> None:
    first = plan(change(op="create")).model_copy(update={"origin": None})
    (line,) = served(first, (), "prod", whole=True)
    assert line.startswith("surfaces: not known")


def test_only_creates_that_nobody_saw_end_leave_a_mark() -> None:
    one = change(op="create")
    marks = [step(one, "begun"), step(one, "begun", "create-replacement"), step(one, "begun", "update"), step(one)]
    assert list(begun_creates(marks)) == marks[:2]
