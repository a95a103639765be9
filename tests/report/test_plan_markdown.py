"""A forecast as a comment on a pull request: tables that hold, foreign text that stays text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.plan.moves import between_tiers
from sayar.report.cells import cell, code
from sayar.report.felt import WAY_BACK
from sayar.report.plan_markdown import markdown
from tests.graph.builders import urn
from tests.infra.projects import ROOT
from tests.plan.made import told
from tests.report.made import document, finding, in_group, moving, phase, span, surface, task

# As the row scanner of cmark-gfm: a backslash and what stands behind it are one thing, so `\\|` does end a cell.
ROW = re.compile(r"(?:\\.|[^|\\])+", re.DOTALL)


def cells(row: str) -> list[str]:
    """The cells of a table row as GitHub cuts it."""
    return ROW.findall(row.strip().removeprefix("|").removesuffix("|"))


def tables(shown: str) -> list[list[str]]:
    found: list[list[str]] = []
    for line in shown.splitlines():
        if line.startswith("|"):
            if not found or not found[-1]:
                found.append([])
            found[-1].append(line)
        elif found and found[-1]:
            found.append([])
    return [one for one in found if one]


def sound(shown: str) -> None:
    """Every table has a rule of its own width, and all its rows have that width."""
    assert tables(shown)
    for head, rule, *rows in tables(shown):
        assert set(rule) <= set("|-:")
        assert {len(cells(row)) for row in (head, *rows)} == {len(cells(rule))}


@pytest.mark.parametrize("move", [("starter", "growth"), ("growth", "starter")])
def test_the_tables_of_a_real_forecast_are_sound_and_whole(move: tuple[str, str]) -> None:
    plan = between_tiers(*move, config_dir=ROOT)
    shown = markdown(plan)
    sound(shown)
    assert shown.count("<details>") == shown.count("</details>") > 0
    assert [one.name for one in plan.direct.changes if code(one.name) not in shown] == []
    assert shown.endswith("</sub>\n")


def test_the_verdict_and_the_counts_come_first() -> None:
    lines = markdown(document(told("a"), told("b", op="create", effect="none"))).splitlines()
    assert lines[0].startswith("**starter to growth: `")
    assert lines[4] == "| 1 | 1 | 0 | 0 | 0 | 5 min |"


def rows_under(shown: str, head: str) -> list[list[str]]:
    """The cells of the rows of the table that begins with `head`."""
    found = next(table for table in tables(shown) if table[0].startswith(head))
    return [[one.strip() for one in cells(row)] for row in found[2:]]


def test_surfaces_and_phases_stand_unfolded_right_after_the_counts() -> None:
    down = surface(span(130, 690), late=span(0, 5), verdict="at_risk", because=[urn("compute")])
    phases = (
        phase("plans", kind="human", gate="all is bought", rollback="keep it"),
        phase("upgrade", told("a"), surfaces={"api": down}, one_way=True),
    )
    plan = moving(*phases, surfaces={"api": down, "web": surface()}, verdict="at_risk", manual_steps=(task(),))
    shown = markdown(plan)
    sound(shown)
    assert [table[0].split("|")[1:3] for table in tables(shown)][:3] == [
        [" create ", " update "],
        [" surface ", " fails "],
        [" ", " phase "],
    ]
    assert rows_under(shown, "| surface") == [
        ["api", "2 min 10 s", "11 min 30 s", "5 s", "–", "at risk", "compute"],
        ["web", "0 s", "0 s", "–", "–", "ok", ""],
    ]
    felt = "api 2 min 10 s (worst 11 min 30 s), api late 0 s (worst 5 s)"
    assert rows_under(shown, "| | phase") == [
        ["1", "`plans`", "people", "", "–", "all is bought"],
        ["2", "`upgrade`", "update, no way back", r"\~ 1", felt, "the update went through"],
    ]
    before, _, folded = shown.partition("<details>")
    assert "| | phase" in before
    assert rows_under(folded, "| phase") == [
        ["`plans`", "**Buy it**: vendor.example, billing", "keep it"],
        ["`upgrade`", "–", "the former values come back"],
    ]


def test_with_phases_what_one_update_would_break_is_folded_and_told_as_such() -> None:
    """The recommended way deletes it in a phase of its own: a reviewer need not be frightened first."""
    gone = told("orders", op="delete", effect="blocked")
    shown = markdown(moving(phase("leave", told("a")), step={"changes": (gone,), "gate": "closed: no"}))
    sound(shown)
    assert "`orders`" not in shown.partition("<details>")[0]
    assert "<summary>Replaced, deleted or refused, if all were done in one update</summary>" in shown
    assert f"At once: closed: no. Way back: {WAY_BACK}\n" in shown


def test_without_surfaces_and_phases_their_tables_are_not_there() -> None:
    shown = markdown(document(told("a")))
    assert "| surface" not in shown
    assert "| | phase" not in shown
    assert "Way back: To go back, " in shown


def test_what_is_replaced_deleted_or_refused_stands_unfolded_before_everything_else() -> None:
    shown = markdown(document(told("orders", op="delete", effect="blocked"), told("a")))
    before, _, _ = shown.partition("<details>")
    assert "**Replaced, deleted or refused**" in before
    assert "`orders`" in before
    assert "`a`" not in before
    assert "**Replaced, deleted or refused**" not in markdown(document(told("a")))
    for grave in ({"op": "replace", "order": "create_first", "effect": "reset"}, {"op": "delete"}):
        assert "`cache`" in markdown(document(told("cache", **grave))).partition("<details>")[0]


def test_warnings_are_seen_and_notes_are_folded() -> None:
    shown = markdown(document(findings=(finding("warning", "Look here."), finding("info", "By the way."))))
    before, _, after = shown.partition("<details>")
    assert "- **warning**: Look here. (sayar:edge.mode)" in before
    assert "By the way." in after
    assert "1 notes" in after


def test_a_fold_counts_what_is_in_it() -> None:
    shown = markdown(document(in_group("edge:Zone", "a"), in_group("edge:Zone", "b", op="create", effect="none")))
    assert "<details><summary>edge Zone: 1 update, 1 create</summary>\n\n|" in shown


def test_of_many_paths_the_first_six_are_told_and_the_rest_counted() -> None:
    assert "`p5` and 3 more |" in markdown(document(told("a", properties=tuple(f"p{number}" for number in range(9)))))


@pytest.mark.parametrize(
    "text", ["a|b", "a||b|", "a\nb", "a\r\n\r\nb", "<b>x</b>", "</details>", "a*b*", "`x`", "&lt;"]
)
def test_foreign_text_neither_ends_a_cell_nor_becomes_markup(text: str) -> None:
    one = told(text, type=f"vendor:index:{text}", properties=(text,), source=text)
    down = surface(span(400, 400), verdict="breach", because=[f"event:{text}"])
    steps = phase(text, one, surfaces={text: down}, gate=text, rollback=text)
    tasks = (task(text, text, text),)
    options: Any = {"findings": (finding("warning", text, text),), "verdict": "breach", "manual_steps": tasks}
    shown = markdown(moving(steps, surfaces={text: down}, **options))
    sound(shown)
    outside = re.sub(r"`[^`\n]*`", "", shown)
    assert "<b>" not in outside
    assert outside.count("</details>") == outside.count("<details>") == 2
    assert not re.search(r"(?<!\\)\*b", outside)


@given(st.text("|\\`*<>[]_& ab", max_size=8))
@settings(max_examples=300)
def test_any_text_is_one_cell(text: str) -> None:
    """A backslash before a bar would otherwise take the place of the one that keeps the bar from ending the cell."""
    assert len(cells(f"| {cell(text)} | x |")) == 2


@given(st.text("|\\`*<>[]_& ab", max_size=8))
@settings(max_examples=300)
def test_any_name_as_code_is_one_cell(text: str) -> None:
    assert len(cells(f"| {code(text)} | x |")) == 2


@pytest.mark.parametrize(
    "text", ["[press here](https://evil.example)", "![](https://evil.example/seen.png)", "_x_", "~~x~~"]
)
def test_foreign_text_makes_no_link_picture_or_emphasis(text: str) -> None:
    """The type of a resource in somebody's state must not bring a picture into the comment that asks for a review."""
    shown = re.sub(r"`[^`]*`", "", cell(text))
    assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", shown)
    assert not re.search(r"(?<![\\\w])_\w+_(?!\w)|(?<!\\)~~\w", shown)


def test_a_name_as_code_keeps_its_letters() -> None:
    assert code("a_b*c") == "`a_b*c`"
    assert code("a`b") == "`a'b`"
    assert code("a\n b") == "`a b`"


def test_a_plan_without_changes_is_short_and_sound() -> None:
    plan: Any = document()
    shown = markdown(plan)
    sound(shown)
    assert "Nothing would change." in shown
    assert "<details>" not in shown
