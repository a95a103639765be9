"""The arithmetic as rows: what is needed beside what is there, with one formula, and every assumption."""

from __future__ import annotations

import json
import re

import pytest

from infra.config.platform import TIERS
from infra.tiers.assumptions import assumptions
from infra.tiers.figures import Figure, measured, number
from infra.tiers.performance import expected
from infra.tiers.promises import promises
from infra.tiers.sizes import sizes_of
from sayar.report.contrast import ABSENT, Row
from sayar.report.expected import assumption_rows, assumptions_table, enough, example_table, peak, performance_rows
from sayar.report.tiers import json_table, markdown_of, text_of
from tests.infra.projects import ROOT, config

LOAD = "hosting.railway.services.api.load"


def rows(**changes: object) -> dict[str, Row]:
    """Performance rows of the shipped tiers, Scale with changed leaves of its api's load."""
    changed = {f"{LOAD}.{name}": value for name, value in changes.items()}
    return {
        row.path: row
        for row in performance_rows([config(tier, changed if tier == "scale" else {}).platform for tier in TIERS])
    }


def test_a_row_shows_what_is_needed_and_what_is_there() -> None:
    found = rows(at_once=340)
    assert found["api replicas"].values == (
        "1 replica",
        "1 replica (there 2)",
        "4 replicas (there 7)",
        "41 replicas (there 120)",
    )
    assert found["api at once, one replica"].values[2] == "323 requests (there 340)"


def test_what_is_not_enough_says_so() -> None:
    assert rows(at_once=322)["api at once, one replica"].values[2] == "323 requests (there 322, not enough)"


def test_what_a_tier_does_not_have_is_absent() -> None:
    assert rows()["api replicas, left without a region"].values[:2] == (ABSENT, ABSENT)


def test_the_reason_is_one_formula_with_the_ids_of_its_assumptions() -> None:
    ids = {row.id for row in assumptions().rows}
    for row in rows().values():
        said = {reason for reason in row.reasons if reason}
        assert len(said) == 1, row.path
        named = re.findall(r"\[(.+)\]$", said.pop())
        assert set(named[0].split(", ")) <= ids, row.path


def test_both_loads_of_the_strategy_stand_in_the_summary() -> None:
    assert [peak(config(tier).platform) for tier in TIERS] == [
        "46.9 / 1.9 a second",
        "191 / 7.7 a second",
        "968 / 38.6 a second",
        "4,919 / 77.2 a second",
    ]


def test_the_summary_counts_what_is_not_enough() -> None:
    assert enough(config("enterprise").platform) == "41 of 120 replicas"
    short = config("scale", {f"{LOAD}.at_once": 32, f"{LOAD}.timeout_s": 20, f"{LOAD}.database_connections": 24})
    found = re.fullmatch(r"4 of 7 replicas, (\d+) not enough", enough(short.platform))
    assert found is not None
    assert int(found[1]) >= 2


def test_every_assumption_has_a_row_with_value_source_date_and_confidence() -> None:
    found = {row.path: row for row in assumption_rows()}
    assert list(found) == [row.id for row in assumptions().rows]
    assert found["planned_cpu"].values == ("70 %", "assumed", "2026-11-26", "assumed")
    assert found["event_response_s"].values[0] == "1 second"
    assert found["feed_interval_s"].values[0] == "3,600 seconds"
    assert all(row.reasons[0] for row in found.values())


def test_tables_of_assumptions_have_columns_of_their_own() -> None:
    text = markdown_of({"assumptions": assumption_rows()})
    assert "| | value | source | date | confidence | why |" in text
    assert "| `think_s` | 10 seconds | assumed |" in text
    assert max(map(len, text_of({"assumptions": assumption_rows()}).splitlines())) <= 80


def test_json_has_the_arithmetic_where_reasons_are_asked_for_and_only_then() -> None:
    names = [section["name"] for section in json.loads(json_table(ROOT, why=False))["sections"]]
    assert names[:3] == ["promises", "summary", "edge"]
    found = {section["name"]: section["rows"] for section in json.loads(json_table(ROOT, why=True))["sections"]}
    assert list(found)[:4] == ["promises", "summary", "performance", "assumptions"]
    assert set(found["performance"][0]) == {"path", *TIERS, "why"}
    assert list(found["assumptions"][0]) == ["path", "value", "source", "date", "confidence", "why"]


@pytest.mark.parametrize(
    ("value", "unit", "says"),
    [
        (1, "replicas", "1 replica"),
        (2, "replicas", "2 replicas"),
        (0.5, "share", "50 %"),
        (0.0769, "share", "7.7 %"),
        (1234.5, "requests", "1,234 requests"),
        (12.34, "a second", "12.3 a second"),
        (0.0123, "a second", "0.012 a second"),
        (7.5, "seconds", "7.5 seconds"),
    ],
)
def test_numbers_are_as_exact_as_matters(value: float, unit: str, says: str) -> None:
    assert measured(value, unit) == says
    assert str(Figure("f", value, unit, "x", ())) == says


def test_a_whole_number_keeps_no_point() -> None:
    assert (number(5.0), number(41), number(99.96)) == ("5", "41", "100.0")


def test_the_page_of_the_example_and_the_assumptions_is_what_the_code_says() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for name in ("scale-example", "assumptions"):
        assert f"<!-- generated: {name} -->" in page
    assert assumptions_table() in page
    wanted = r"| api requests | 968 a second | users / (think time + mean response) \[think\_s, mean\_of\_promised\] |"
    assert wanted in example_table(config("scale").platform).splitlines()
    assert wanted in page.splitlines()


def test_the_promises_on_the_page_are_those_of_the_strategy() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    told = {cells[1].strip(): cells[2:-1] for line in page.splitlines() if len(cells := line.split("|")) == 7}
    tiers = [promises().tiers[name] for name in TIERS]
    assert [figures(cell) for cell in told["response of the API, below"]] == [[one.response_s.value] for one in tiers]
    assert [figures(cell) for cell in told["CSV feed"]] == [[one.feed.products, one.feed.seconds] for one in tiers]
    assert [figures(cell) for cell in told["users at once"]] == [[one.concurrent_users.value] for one in tiers]
    lowest = [[one.availability_percent[0].value] for one in tiers]
    assert [figures(cell) for cell in told["availability"]] == lowest


def test_the_figures_in_the_text_of_the_page_are_those_of_the_sums() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    sizes = sizes_of(config("scale").platform)
    assert sizes is not None
    found = expected(promises().tiers["scale"], sizes, assumptions())
    rates = (found.api.rate.value, found.month_mean.value, found.month_peak.value, found.webhook.rate.value)
    requests, mean, month_peak, events = rates
    assert f"are {requests:.0f} requests a second, and 10 million requests a month are {mean:.1f}" in page
    assert f"at their peak {month_peak:.0f}." in page
    assert f"{requests:.0f} requests and {events:.0f} events a second" in page
    assert (sizes.api.without_region, sizes.api.total) == (3, 7), "three replicas of seven"


def figures(text: str) -> list[float]:
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,.]*", text)]
