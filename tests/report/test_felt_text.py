"""Surfaces and phases in a terminal: a glance first, everything whole, never wider than eighty columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from sayar.report.plan_text import text
from tests.graph.builders import urn
from tests.plan.made import told
from tests.report.made import moving, phase, span, surface, task

LONG = "a-very-long-name-of-something-" * 4
DOWN = surface(span(130, 690), verdict="at_risk", because=[urn("compute")])


def part(shown: str, start: str, end: str) -> list[str]:
    """The lines from the one that begins with `start` to the one before `end`."""
    lines = shown.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(start))
    last = next(number for number, line in enumerate(lines) if number > first and line.startswith(end))
    return [line for line in lines[first:last] if line]


def test_each_surface_is_a_line_with_its_verdict() -> None:
    surfaces = {"api": DOWN, "webhook": surface(late=span(1, 2), lost=span(0, 3), because=[urn("compute")])}
    lines = part(text(moving(phase(), surfaces=surfaces)), "surface", "phases")
    assert lines == [
        "surface          fails     at worst  late at worst  lost at worst",
        " api        2 min 10 s  11 min 30 s              –              –  at risk",
        " webhook           0 s          0 s            2 s            3 s  ok",
        # One reason for all is told once.
        " because   compute",
    ]


def test_reasons_that_differ_stand_under_their_surfaces() -> None:
    surfaces = {"api": DOWN, "csv": surface(span(1, 1), because=[urn("cache")]), "web": surface(because=[urn("x")])}
    lines = part(text(moving(phase(), surfaces=surfaces)), "surface", "phases")
    assert [line.strip() for line in lines if line.startswith(" " * 11)] == ["compute", "cache"]


def test_without_surfaces_there_is_no_table_of_them() -> None:
    assert "\nsurface " not in text(moving(phase()))
    assert "\nphases" not in text(moving(surfaces={"api": DOWN}))


def test_each_phase_is_a_line_and_no_number_leaves_its_unit() -> None:
    felt = {"api": DOWN, "csv": surface(span(13, 69)), "webhook": surface(late=span(130, 690))}
    phases = (
        phase("plans", kind="human"),
        phase("shift-webhook", told("a"), surfaces={"api": surface()}),
        phase("upgrade", told("b"), told("c", op="create"), surfaces=felt),
        phase("leave", surfaces={"api": surface()}, one_way=True),
    )
    assert part(text(moving(*phases)), "phases", "between") == [
        "phases                              users feel",
        "  1 plans          people",
        "  2 shift-webhook  update  ~ 1      0 s",
        "  3 upgrade        update  + 1 ~ 1  api 2 min 10 s (worst 11 min 30 s),",
        "                                    csv 13 s (worst 69 s),",
        "                                    webhook late 2 min 10 s (worst 11 min 30 s)",
        "  4 leave          update  nothing  0 s, no way back",
    ]


def test_between_phases_stand_tasks_gates_and_ways_back() -> None:
    phases = (phase("plans", kind="human", gate="all is bought", rollback="keep it"), phase("settle"))
    shown = text(moving(*phases, manual_steps=(task("plans", "Plan pro", "vendor.example"),)))
    assert part(shown, "between", "─") == [
        "between phases",
        "  1 plans   do    Plan pro: vendor.example",
        "            until all is bought",
        "            back  keep it",
        "  2 settle  until the update went through",
        "            back  the former values come back",
    ]


@pytest.mark.parametrize("name", [LONG, "界" * 50, "[red]x[/red]", "api"])
def test_long_and_foreign_names_are_whole_and_within_the_width(name: str) -> None:
    """Surfaces of a services file are called what their author calls them."""
    one = surface(span(130, 690), verdict="at_risk", because=[urn(name), f"event:{name}"])
    step = phase(name, surfaces={name: one}, gate=name, rollback=name)
    shown = text(moving(step, surfaces={name: one, "other": DOWN}, manual_steps=(task(name, name, name),)))
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert "".join(name.split()) in "".join(shown.split())


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=90),
    st.sampled_from([0, 1, 119.9, 3599, 86_399, 9e8, None]),
)
@settings(max_examples=30, deadline=None)
def test_whatever_is_told_no_line_is_wider_than_the_terminal(name: str, seconds: Any) -> None:
    one = surface(span(seconds, seconds), late=span(0, seconds), verdict="unknown", because=[f"event:{name}"])
    step = phase(name, told(name), surfaces={name: one}, gate=name, rollback=name, one_way=True)
    shown = text(moving(step, surfaces={name: one}, manual_steps=(task(name, name, name),)))
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
