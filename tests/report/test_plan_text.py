"""A forecast in a terminal: eighty columns, the bad news before the new things, nothing cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from sayar.documents.plan import PlanDocument
from sayar.plan.moves import between_tiers
from sayar.report.felt import WAY_BACK
from sayar.report.plan import rendered
from sayar.report.plan_text import text
from tests.infra.projects import ROOT
from tests.plan.made import told
from tests.report.made import ESCAPE, document, finding, in_group, moving, phase, span, surface

LONG = "a-very-long-logical-name-" * 6


@pytest.fixture(scope="module", params=[("starter", "growth"), ("growth", "starter")])
def real(request: pytest.FixtureRequest) -> PlanDocument:
    return between_tiers(*request.param, config_dir=ROOT)


def widest(shown: str) -> int:
    return max(cell_len(line) for line in shown.splitlines())


def squeezed(shown: str) -> str:
    return "".join(shown.split())


def test_a_real_forecast_fits_into_eighty_columns_without_colours(real: PlanDocument) -> None:
    shown = text(real)
    assert widest(shown) <= 80
    assert ESCAPE not in shown
    assert not [line for line in shown.splitlines() if line != line.rstrip()]
    assert shown == text(real, to_terminal=False) == rendered(real, "text")


def test_every_change_and_every_finding_of_a_real_forecast_is_there(real: PlanDocument) -> None:
    shown = squeezed(text(real))
    assert [one.name for one in real.direct.changes if squeezed(one.name) not in shown] == []
    assert [one.id for one in real.findings if squeezed(one.text) not in shown] == []


def test_a_line_that_is_too_long_goes_on_below_its_name_and_not_at_the_edge(real: PlanDocument) -> None:
    """At the left edge stand the names of groups: a word there would be taken for one."""
    groups = {"findings", "stack"}
    heads = ("surface ", "phases ")
    stray = [
        line
        for line in text(real).splitlines()[2:]
        if line and not line.startswith((" ", "─", *heads)) and line not in groups and len(line.split()) != 2
    ]
    assert stray == []


@pytest.mark.parametrize("op", ["create", "update", "replace", "delete"])
def test_long_names_types_and_paths_are_broken_and_not_cut(op: str) -> None:
    one = told(
        LONG,
        op=op,
        type=f"vendor:index/{LONG}:{LONG}",
        order="delete_first" if op == "replace" else None,
        properties=(LONG, f"{LONG}.inner"),
        replace_properties=(f"{LONG}.forced",) if op == "replace" else (),
        effect="none" if op == "create" else "unknown",
    )
    shown = text(document(one, findings=(finding("critical", LONG, LONG),)))
    assert widest(shown) <= 80
    assert squeezed(LONG) in squeezed(shown)


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=90),
    st.sampled_from(["create", "update", "replace", "delete"]),
)
@settings(max_examples=40)
def test_whatever_a_resource_is_called_no_line_is_wider_than_the_terminal(name: str, op: Any) -> None:
    """Wide letters take two cells; foreign names come with a state from outside."""
    one = told(name, op=op, effect="unknown", properties=(name,), source=name)
    shown = text(document(one, findings=(finding("warning", f"about {name}", name),)))
    assert widest(shown) <= 80


def test_names_in_brackets_are_names_and_no_markup() -> None:
    shown = text(document(told("[red]x[/red]"), told(":warning:", op="create", effect="none")))
    assert "[red]x[/red]" in shown
    assert ":warning:" in shown


@pytest.mark.parametrize("verdict", ["blocked", "breach", "unknown", "at_risk", "ok"])
def test_every_verdict_has_its_line(verdict: str) -> None:
    said = {"at_risk": "AT RISK"}.get(verdict, verdict.upper())
    assert f"\n verdict   {said}\n" in text(document(verdict=verdict))


def test_the_head_says_where_to_from_which_source_and_how_much() -> None:
    shown = text(document(told("a"), told("b", op="create", effect="none")))
    head = shown.splitlines()
    assert head[0].startswith("starter to growth ")
    assert head[0].endswith("facts of 2026-11-24, offline")
    assert " ".join(head[2].split()) == "changes + 1 create ~ 1 update ± 0 replace - 0 delete = 0 same"


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ((), "0 s"),
        (("none", "reset", "degraded"), "0 s"),
        (("none", "unknown"), "unknown"),
        # Something is down, and nobody said which surface stands on it.
        (("full",), "unknown"),
        (("failover",), "unknown"),
        (("deferred",), "unknown"),
        (("data_loss",), "unknown"),
    ],
)
def test_without_surfaces_a_forecast_is_a_number_only_where_nothing_goes_down(effects: Any, said: str) -> None:
    changes = [told(f"n{number}", effect=effect) for number, effect in enumerate(effects)]
    assert f"downtime  budget 5 min, forecast {said}\n" in text(document(*changes))


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([(0, 0), (0, 0)], "0 s"),
        ([(130, 690), (13, 69)], "2 min 10 s, at worst 11 min 30 s"),
        # The longest of each, whichever surface it is of.
        ([(130, 200), (13, 690)], "2 min 10 s, at worst 11 min 30 s"),
        ([(10, None)], "10 s, at worst unknown"),
        ([(10, 20), (None, None)], "unknown"),
    ],
)
def test_the_forecast_of_downtime_is_that_of_the_longest_surface(spans: Any, said: str) -> None:
    surfaces = {f"s{number}": surface(span(*one)) for number, one in enumerate(spans)}
    plan = moving(phase(), phase("settle"), surfaces=surfaces)
    assert f"downtime  budget 5 min, forecast {said} in 2 phases\n" in text(plan)
    assert f"forecast {said}\n" in text(plan.model_copy(update={"phases": ()}))


def test_no_promised_budget_is_told_in_words() -> None:
    plan = document()
    bare = plan.model_copy(update={"downtime": plan.downtime.model_copy(update={"budget_s": None})})
    assert "budget none promised" in text(bare)


def test_within_a_group_deletes_come_first_and_new_things_last_on_one_line_a_type() -> None:
    changes = [
        in_group("edge:Zone", "new-b", op="create", effect="none"),
        in_group("edge:Zone", "new-a", op="create", effect="none"),
        in_group("edge:Zone", "edited"),
        in_group("edge:Zone", "swapped", op="replace", order="delete_first"),
        in_group("edge:Zone", "gone", op="delete"),
    ]
    lines = text(document(*changes)).splitlines()
    start = lines.index("edge Zone")
    marks = [line.split()[0] for line in lines[start + 1 :] if line.startswith(" ") and line[1] in "-±~+"]
    assert marks == ["-", "±", "~", "+"]
    assert "vendor Thing, 2 of them" in " ".join(lines)
    assert "new-b, new-a" in " ".join(lines)


def test_the_component_with_the_gravest_change_comes_first() -> None:
    worse = in_group("database:Database", "orders", op="delete", effect="blocked", source="the engine refuses: no")
    shown = text(document(worse, in_group("edge:Zone", "a")))
    assert shown.index("database Database") < shown.index("edge Zone")
    assert "the engine refuses: no" in shown


def test_flags_order_and_paths_of_a_change_are_told() -> None:
    one = told(
        "a",
        op="replace",
        order="delete_first",
        stateful=True,
        protected=True,
        retained=True,
        replace_properties=("region",),
        properties=("region", "size"),
    )
    shown = " ".join(text(document(one)).split())
    assert "stateful, protected, retained, delete first replaced by region" in shown
    assert "may replace" in text(document(told("a", may_replace=True)))


def test_of_many_paths_the_first_four_are_told_and_the_rest_counted() -> None:
    shown = text(document(told("a", properties=tuple(f"p{number}" for number in range(9)))))
    assert "p0, p1, p2, p3 and 5 more" in shown
    assert "p4" not in shown


def test_released_protection_is_told() -> None:
    shown = text(document(step={"released": ("urn:pulumi:prod::sayar::a:b:C::orders",)}))
    assert "protection is taken from orders" in shown


def test_another_form_is_the_documents_own_json_or_markdown() -> None:
    assert rendered(document(), "json").startswith('{\n  "format": "sayar.plan/1"')
    assert rendered(document(), "markdown").startswith("**starter to growth: `ok`.**")


def test_the_way_back_is_the_last_thing_that_is_told() -> None:
    """It is what stands above the prompt when somebody looks for it."""
    assert text(document()).splitlines()[-2:] == [
        " way back  To go back, set sayar:tier back to starter and run the update again:",
        "           nothing would have changed.",
    ]
    assert squeezed(text(moving(phase()))).endswith(squeezed(f"way back {WAY_BACK}"))


def test_with_phases_the_one_update_is_told_as_such() -> None:
    shown = text(moving(phase("upgrade", told("a")), step={"gate": "closed: no"}))
    assert "\n at once   closed: no\n" in shown
    assert shown.index("between phases") < shown.index("all phases together") < shown.index("vendor Thing")
    alone = text(document(told("a"), step={"gate": "closed: no"}))
    assert "\n gate      closed: no\n" in alone
    assert "all phases together" not in alone
