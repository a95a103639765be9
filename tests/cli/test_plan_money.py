"""`sayar plan`: what a move costs, what it takes of the error budget, and whether it is due."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project

UP = ("plan", "--from", "growth", "--to", "scale")


@pytest.fixture(scope="module")
def up() -> Ran:
    return sayar(*UP, "--format", "json")


def measured(folder: Path, **series: list[float]) -> str:
    """Metrics of the last days up to 2026-11-26, a value a day."""
    path = folder / "metrics.csv"
    at = datetime(2026, 11, 26, tzinfo=UTC)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["series", "timestamp", "value"])
        for name, values in series.items():
            for place, value in enumerate(values):
                day = at - timedelta(days=len(values) - 1 - place)
                writer.writerow([name, day.isoformat().replace("+00:00", "Z"), value])
    return str(path)


def own(folder: Path, budget: str) -> Path:
    return project(folder, live=PROD.format(tier="growth") + f"  sayar:budget: {budget}\n")


def test_a_move_has_both_ends_the_difference_and_vendors_that_add_up(up: Ran) -> None:
    cost = up.json["cost"]
    before = sayar("cost", "growth", "--format", "json").json["tiers"]["growth"]
    after = sayar("cost", "scale", "--format", "json").json["tiers"]["scale"]
    assert cost["from"] == before["to"]
    assert cost["to"] == after["to"]
    assert cost["lines"] == after["lines"]
    assert cost["delta"]["expected"] == pytest.approx(after["to"]["expected"] - before["to"]["expected"])
    assert cost["delta"]["low"] <= cost["delta"]["expected"] <= cost["delta"]["high"]
    assert sum(row["delta"] for row in cost["vendors"]) == pytest.approx(cost["delta"]["expected"])
    assert up.json["coverage"]["priced"] == up.json["coverage"]["changes"]


def test_the_document_is_still_what_its_schema_says(up: Ran) -> None:
    Draft202012Validator(schema("plan")).validate(up.json)


def test_two_platforms_beside_each_other_cost_more_than_either() -> None:
    """From Scale to Enterprise both stand for days: those are paid for above the dearer end."""
    cost = sayar("plan", "--from", "scale", "--to", "enterprise", "--format", "json").json["cost"]
    way = cost["transition"]
    assert way["peak"] > cost["to"]["expected"]
    assert way["extra_usd"] > 0
    assert way["days"] >= 7, "data soaks for a week"


def test_what_stays_at_a_vendor_is_told_with_what_it_costs() -> None:
    """Down from Scale the read replica goes, and dumps, which are locked, stay."""
    found = sayar("plan", "--from", "scale", "--to", "growth", "--format", "json").json
    left = {row["type"]: row for row in found["cost"]["leftovers"]}
    assert left["cloudflare:index/r2Bucket:R2Bucket"]["monthly"] == pytest.approx(0.68), "half of 1.35: two buckets"
    texts = [row["text"] for row in found["findings"] if row["id"] == "retained"]
    assert all("priced yet" not in text for text in texts)


def test_the_error_budget_is_that_of_the_stricter_tier(up: Ran) -> None:
    slo = up.json["slo"]
    assert (slo["tier"], slo["availability_percent"], slo["allowance_s"]) == ("scale", 99.95, 1296)
    assert (slo["spent_s"], slo["left_s"]) == (None, None), "nobody said what was spent"
    assert slo["verdict"] == "ok"


@pytest.mark.parametrize(("spent", "verdict", "code"), [(600, "ok", 0), (1100, "at_risk", 4), (1200, "breach", 3)])
def test_what_was_spent_before_can_close_the_gate(spent: int, verdict: str, code: int) -> None:
    """The move takes 125 s as a rule and 660 s at worst of the 1,296 s."""
    ran = sayar(*UP, "--set", f"budget.error_spent_s={spent}", "--format", "json")
    assert ran.json["slo"]["left_s"] == 1296 - spent
    assert (ran.json["slo"]["verdict"], ran.json["verdict"], ran.code) == (verdict, verdict, code)


def test_the_reason_of_a_closed_gate_stands_under_the_verdict() -> None:
    out = " ".join(sayar(*UP, "--set", "budget.error_spent_s=1200").out.split())
    assert "verdict BREACH The move fails users for 2 min 5 s, 96 s are left of the error budget: wait." in out


def test_metrics_say_what_was_spent_what_is_used_and_whether_it_is_due(tmp_path: Path) -> None:
    path = measured(
        tmp_path,
        down_s=[10.0] * 30,
        api_requests=[100_000.0] * 30,
        egress_gb=[3.0] * 30,
        active_businesses=[210.0] * 30,
    )
    found = sayar(*UP, "--metrics", path, "--format", "json").json
    assert (found["slo"]["spent_s"], found["slo"]["left_s"]) == (300, 996)
    assert found["due"]["status"] == "due"
    assert set(found["due"]["met"]) == {"businesses", "requests"}
    (egress,) = [line for line in found["cost"]["lines"] if line["sku"] == "usage.egress"]
    assert (egress["quantity"], egress["assumed"]) == (90, False)
    assert found["cost"]["per_business"]["businesses"] == 210
    text = sayar(*UP, "--metrics", path).out
    assert " due       due: businesses, requests; unknown: " in text


def waived(until: str) -> str:
    return f"{{gate: budget, by: founders, reason: growth, until: '{until}'}}"


@pytest.mark.parametrize(
    ("budget", "verdict", "code"),
    [
        ("{monthly_usd: 2000, owner: founders}", "at_risk", 4),  # build minutes have no price
        ("{monthly_usd: 500, owner: founders}", "breach", 3),
        (
            f"{{monthly_usd: 500, owner: founders, waiver: {waived('2026-12-31')}}}",
            "ok",
            0,
        ),
        (
            f"{{monthly_usd: 500, owner: founders, waiver: {waived('2026-01-31')}}}",
            "breach",
            3,
        ),
    ],
)
def test_a_move_out_of_the_budget_is_refused_without_a_dated_waiver(
    tmp_path: Path, budget: str, verdict: str, code: int
) -> None:
    folder = own(tmp_path, budget)
    ran = sayar(*UP, "--stack", "live", "--format", "json", folder=folder)
    assert (ran.json["cost"]["verdict"], ran.json["verdict"], ran.code) == (verdict, verdict, code)
    said = [row["text"] for row in ran.json["findings"] if row["id"] == "budget"]
    assert len(said) == 1
    assert "(founders)" in said[0]


def test_what_makes_the_month_no_dearer_is_never_refused(tmp_path: Path) -> None:
    """A platform over its budget can still be mended, and can go back to a smaller tier."""
    folder = own(tmp_path, "{monthly_usd: 10, owner: founders}")
    down = sayar("plan", "--from", "scale", "--to", "growth", "--stack", "live", "--format", "json", folder=folder).json
    assert (down["cost"]["budget"]["verdict"], down["cost"]["verdict"]) == ("over", "ok")
    mended = sayar("plan", "--stack", "live", "--set", "edge.dns.ttl_s=60", "--format", "json", folder=folder)
    assert (mended.json["cost"]["delta"]["expected"], mended.code) == (0, 0)
    (row,) = [one for one in mended.json["findings"] if one["id"] == "budget"]
    assert row["severity"] == "warning"


def test_the_budget_says_who_can_open_it(tmp_path: Path) -> None:
    out = sayar(*UP, "--stack", "live", folder=own(tmp_path, "{monthly_usd: 500, owner: the founders}")).out
    assert "The budget of the founders is 500.00 USD a month:" in " ".join(out.split())


def test_a_what_if_shows_cost_and_seconds_side_by_side(tmp_path: Path) -> None:
    leaf = ("--set", "database.engine.compute=xlarge")
    found = sayar("plan", "--to", "growth", *leaf, "--format", "json").json
    assert (found["from"], found["to"]) == ({"tier": "growth"}, {"tier": "growth"})
    assert found["cost"]["delta"]["expected"] == 210 - 15
    assert found["downtime"]["surfaces"]["api"]["down_s"]["typical"] > 0
    folder = own(tmp_path, "{monthly_usd: 900, owner: founders}")
    other = sayar("plan", "--stack", "live", *leaf, "--format", "json", folder=folder).json
    assert other["cost"]["delta"] == found["cost"]["delta"]


def test_people_and_pull_requests_see_the_cost(up: Ran) -> None:
    text, markdown = sayar(*UP).out, sayar(*UP, "--format", "markdown").out
    assert "cost at least 201.00 to at least 832.48 USD a month (794.53 to 947.53), +631.48" in " ".join(text.split())
    assert " failures  " in text
    assert "| supabase | 130.00 |" in markdown
    assert "- over: 300 to 500 USD (Tier 3, Total Monthly Cost)" in markdown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "growth"], "one of --from TIER and --state EXPORT.json is needed, or --set"),
        (["--set", "edge.dns.ttl_s=60"], "--to TIER is needed, or --stack NAME and --set"),
        (["--from", "growth", "--to", "scale", "--usage", "missing.json"], 'missing.json: "no such file"'),
        (["--from", "growth", "--to", "scale", "--metrics", "missing.json"], "missing.json: No such file"),
    ],
)
def test_a_wrong_question_is_one_line(arguments: list[str], said: str) -> None:
    ran = sayar("plan", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_usage_document_prices_the_target(tmp_path: Path) -> None:
    path = tmp_path / "usage.json"
    amounts: dict[str, Any] = {"format": "sayar.usage/1", "vcpu_month": 10}
    path.write_text(json.dumps(amounts), encoding="utf-8")
    found = sayar(*UP, "--usage", str(path), "--format", "json").json
    (cpu,) = [line for line in found["cost"]["lines"] if line["sku"] == "usage.cpu.month"]
    assert cpu["quantity"] == 10
