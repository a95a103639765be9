"""What users feel, as rows: what is noticed is told, what is not known is never zero, people come with their tasks."""

from typing import Any

import pytest

from sayar.report.felt import NOBODY, felt_in, phase_rows, surface_rows
from tests.graph.builders import urn
from tests.plan.made import told
from tests.report.made import moving, phase, span, surface, task


def row(**options: Any) -> Any:
    (found,) = surface_rows({"api": surface(**options)})
    return found


def test_a_surface_is_one_row_of_words() -> None:
    found = row(
        error=span(130, 690),
        late=span(5, 10),
        lost=span(0, 30),
        verdict="at_risk",
        because=[urn("compute"), "event:cut-over"],
    )
    assert (found.name, found.typical, found.worst) == ("api", "2 min 10 s", "11 min 30 s")
    # Of what comes late or is lost the worst is told.
    assert (found.late, found.lost, found.verdict) == ("10 s", "30 s", "at risk")
    assert found.because == "compute, cut-over"


def test_what_does_not_happen_is_empty_and_what_nobody_knows_is_unknown() -> None:
    assert (row().late, row().lost) == ("", "")
    assert row(late=span(None, None)).late == "unknown"
    assert row(lost=span(0, None)).lost == "unknown"
    assert (row(error=span(0, None)).typical, row(error=span(0, None)).worst) == ("0 s", "unknown")


@pytest.mark.parametrize(
    ("options", "noticed"),
    [
        ({}, False),
        ({"error": span(0, 1)}, True),
        ({"error": span(0, None)}, True),
        ({"late": span(0, 1)}, True),
        ({"lost": span(0, 1)}, True),
        # No seconds, and yet nobody may go on: the reason must be there.
        ({"verdict": "unknown"}, True),
        ({"verdict": "blocked"}, True),
    ],
)
def test_a_reason_is_given_where_somebody_notices_something_or_the_verdict_is_not_good(
    options: Any, noticed: bool
) -> None:
    assert bool(row(because=[urn("a")], **options).because) is noticed


def test_of_many_reasons_the_first_four_are_named() -> None:
    """The document has the largest first."""
    names = [urn(f"n{number}") for number in range(6)]
    assert row(error=span(1, 1), because=names).because == "n0, n1, n2, n3 and 2 more"


def test_surfaces_keep_the_order_of_the_document() -> None:
    assert [one.name for one in surface_rows({"web": surface(), "api": surface()})] == ["web", "api"]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (surface(), (NOBODY,)),
        (surface(span(13, 13)), ("api 13 s",)),
        (surface(span(130, 690)), ("api 2 min 10 s (worst 11 min 30 s)",)),
        (surface(span(0, 300)), ("api 0 s (worst 5 min)",)),
        (surface(span(None, None)), ("api unknown",)),
        (surface(span(5, None)), ("api 5 s (worst unknown)",)),
        (surface(late=span(5, 10)), ("api late 5 s (worst 10 s)",)),
        (surface(span(1, 1), late=span(2, 2), lost=span(3, 3)), ("api 1 s", "api late 2 s", "api loses 3 s")),
        # Nothing is down, but what reaches it is not known.
        (surface(verdict="unknown"), ("api in doubt",)),
        (surface(verdict="blocked"), ("api blocked",)),
        (surface(span(None, None), verdict="unknown"), ("api unknown",)),
    ],
)
def test_what_users_feel_of_a_step_is_told_by_surface(one: Any, said: tuple[str, ...]) -> None:
    assert felt_in(phase(surfaces={"api": one, "web": surface()})) == said


def test_without_surfaces_only_changes_that_take_nothing_down_are_nothing() -> None:
    assert felt_in(phase("a", told("x", effect="none"), told("y", effect="reset"))) == (NOBODY,)
    assert felt_in(phase("a", told("x", effect="none"), told("y", effect="unknown"))) == ("unknown",)
    assert felt_in(phase("a", told("x", effect="full"))) == ("unknown",)


def test_phases_are_numbered_and_say_what_they_are() -> None:
    phases = (
        phase("plans", kind="human", gate="bought"),
        phase("upgrade", told("a"), told("b", op="create"), told("c", op="create"), surfaces={"api": surface()}),
        phase("verify", kind="wait"),
        phase("settle", surfaces={"api": surface()}, one_way=True),
    )
    rows = list(phase_rows(moving(*phases)))
    assert [(one.number, one.name, one.kind) for one in rows] == [
        (1, "plans", "people"),
        (2, "upgrade", "update"),
        (3, "verify", "wait"),
        (4, "settle", "update"),
    ]
    # What people do and wait for changes nothing; an update without changes says that it has none.
    assert [one.counts for one in rows] == ["", "+ 2 ~ 1", "", "nothing"]
    assert [one.felt for one in rows] == [(), (NOBODY,), (), (NOBODY,)]
    assert [one.one_way for one in rows] == [False, False, False, True]
    assert (rows[0].gate, rows[0].rollback) == ("bought", "the former values come back")


def test_what_people_do_to_users_is_felt_like_an_update() -> None:
    """A cut-over is done by hand and changes no resource."""
    step = phase("cut-over", kind="human", surfaces={"api": surface(span(17, 129))})
    (one,) = phase_rows(moving(step))
    assert (one.counts, one.felt) == ("", ("api 17 s (worst 2 min 9 s)",))


def test_counts_have_new_things_first_and_end_with_what_is_let_go() -> None:
    ops = ("delete", "replace", "update", "create")
    changes = [told(f"{op}-{number}", op=op) for number, op in enumerate(ops)]
    (one,) = phase_rows(moving(phase("release", *changes, released=("a", "b"))))
    assert one.counts == "+ 1 ~ 1 ± 1 - 1, 2 let go"
    (one,) = phase_rows(moving(phase("release", released=("a",))))
    assert one.counts == "1 let go"


def test_tasks_stand_with_their_phase() -> None:
    phases = (phase("plans", kind="human"), phase("web"))
    rows = list(
        phase_rows(moving(*phases, manual_steps=(task("plans", "one"), task("web", "two"), task("plans", "3"))))
    )
    assert [[one.title for one in row.tasks] for row in rows] == [["one", "3"], ["two"]]


def test_a_plan_without_phases_has_no_rows() -> None:
    assert list(phase_rows(moving())) == []
