"""`sayar cost`: tiers side by side or one in full, what is given, what gates, and every wrong question in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.schemas import schema
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project

CANARY = "canary-4711"


@pytest.fixture(scope="module")
def every() -> Ran:
    return sayar("cost", "--format", "json")


def usage(folder: Path, **amounts: Any) -> str:
    path = folder / "usage.json"
    path.write_text(json.dumps({"format": "sayar.usage/1", **amounts}), encoding="utf-8")
    return str(path)


def live(folder: Path, tier: str = "starter", budget: str = "") -> Path:
    """A project with a stack `live` of its own."""
    return project(folder, live=PROD.format(tier=tier) + budget)


def test_all_four_tiers_are_priced_where_none_is_named(every: Ran) -> None:
    assert every.code == 0
    assert list(every.json["tiers"]) == ["starter", "growth", "scale", "enterprise"]
    expected = [cost["to"]["expected"] for cost in every.json["tiers"].values()]
    assert expected == sorted(expected), "a larger tier costs more"


def test_the_document_is_what_its_schema_says_and_always_the_same_bytes(every: Ran) -> None:
    Draft202012Validator(schema("cost")).validate(every.json)
    assert every.json["format"] == "sayar.cost/1"
    assert sayar("cost", "--format", "json").out == every.out


def test_a_total_is_the_sum_of_its_lines_and_every_line_has_a_source(every: Ran) -> None:
    for cost in every.json["tiers"].values():
        assert cost["to"]["expected"] == pytest.approx(sum(line["amount"] for line in cost["lines"]))
        assert cost["at_least"] == bool(cost["unpriced"])
        assert cost["from"] is None
        assert cost["delta"] is None
        for line in cost["lines"]:
            assert line["source"], line["label"]


def test_both_targets_of_the_strategy_stand_side_by_side(every: Ran) -> None:
    """The strategy names two ranges for every tier, and they contradict each other."""
    growth = every.json["tiers"]["growth"]["targets"]
    assert [(row["low"], row["high"]) for row in growth] == [(50, 150), (60, 80)]
    assert {row["verdict"] for row in growth} == {"over"}


def test_people_see_tiers_side_by_side_and_one_in_full() -> None:
    side = sayar("cost").out
    assert side.splitlines()[0] == "prices and usage as of 2026-11-22"
    assert "at least" in side
    assert max(map(len, side.splitlines())) <= 80
    one = sayar("cost", "starter").out
    assert one.startswith("starter, as of 2026-11-22: 9.00 USD a month (5.25 to 21.00)\na business: 0.18 USD")
    assert "Railway CPU" in one
    assert "undecided: 5 to 15 USD (Tier Overview): between 5.25 and 21.00 USD" in one
    assert "conversations of WhatsApp" in one


def test_markdown_has_a_table_for_each_tier() -> None:
    text = sayar("cost", "starter", "growth", "--format", "markdown").out
    assert "| starter | 9.00 | 5.25 to 21.00 | 0.18 |" in text
    assert "## growth" in text


def test_what_somebody_measured_takes_the_place_of_what_is_assumed(tmp_path: Path) -> None:
    amounts = {"vcpu_month": 1, "ram_gb_month": 1, "egress_gb": 100, "db_size_gb": 0.4, "businesses": 10}
    found = sayar("cost", "starter", "--usage", usage(tmp_path, **amounts), "--format", "json").json
    cost = found["tiers"]["starter"]
    # 20 for a vCPU, 10 for a GB of memory, 5 for 100 GB: the strategy's machine, used flat out.
    assert cost["to"] == {"low": 35, "high": 35, "expected": 35}
    assert cost["per_business"] == {"low": 3.5, "expected": 3.5, "high": 3.5, "businesses": 10, "assumed": False}
    assert not any(line["assumed"] for line in cost["lines"])
    assert [row["id"] for row in cost["optimisations"]] == ["headroom"]


def test_a_saving_is_offered_and_counts_when_it_is_taken() -> None:
    offered = sayar("cost", "growth", "--format", "json").json["tiers"]["growth"]
    taken = sayar("cost", "growth", "--choose", "cloudflare_annual", "--format", "json").json["tiers"]["growth"]
    assert [(row["id"], row["saves"], row["taken"]) for row in offered["savings"]] == [("cloudflare_annual", 5, False)]
    assert [(row["id"], row["saves"], row["taken"]) for row in taken["savings"]] == [("cloudflare_annual", 5, True)]
    assert offered["to"]["expected"] - taken["to"]["expected"] == 5


def test_a_what_if_changes_a_leaf() -> None:
    found = sayar("cost", "growth", "--set", "database.engine.compute=xlarge", "--format", "json").json
    labels = [line["label"] for line in found["tiers"]["growth"]["lines"]]
    assert "Supabase compute xl" in labels


@pytest.mark.parametrize(
    ("sum_", "code", "verdict"),
    [(22, 0, "pass"), (21, 0, "pass"), (15, 4, "undecided"), (8, 3, "over")],
)
def test_the_budget_of_a_stack_gates(tmp_path: Path, sum_: int, code: int, verdict: str) -> None:
    """9.00 are expected of a Starter, 21.00 at most."""
    own = f"  sayar:budget: {{monthly_usd: {sum_}, owner: the founders}}\n"
    ran = sayar("cost", "--stack", "live", "--format", "json", folder=live(tmp_path, budget=own))
    assert ran.code == code
    assert ran.json["tiers"]["live"]["budget"]["verdict"] == verdict
    assert ran.json["exit_code"] == code


def test_a_waiver_opens_the_budget_until_its_day(tmp_path: Path) -> None:
    waiver = "{gate: budget, by: the founders, reason: a campaign, until: '2026-12-24'}"
    own = f"  sayar:budget: {{monthly_usd: 8, owner: the founders, waiver: {waiver}}}\n"
    folder = live(tmp_path, budget=own)
    assert sayar("cost", "--stack", "live", "--as-of", "2026-12-24", folder=folder).code == 0
    assert sayar("cost", "--stack", "live", "--as-of", "2026-12-25", folder=folder).code == 3
    assert "waived until 2026-12-24" in sayar("cost", "--stack", "live", folder=folder).out


def test_a_sum_needs_an_owner(tmp_path: Path) -> None:
    ran = sayar("cost", "--stack", "live", folder=live(tmp_path, budget="  sayar:budget: {monthly_usd: 8}\n"))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Pulumi.live.yaml: sayar:budget.owner: null: who owns the sum of monthly_usd\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["huge"], 'tier: "huge": one of starter, growth, scale, enterprise'),
        (
            ["starter", "--choose", "luck"],
            '--choose: "luck": one of cloudflare_annual, compute_sp, database_sp, cache_ri',
        ),
        (["starter", "--usage", "missing.json"], 'missing.json: "no such file"'),
        (["starter", "--as-of", "soon"], "Invalid value for '--as-of': soon: a date such as 2026-11-24"),
        (["growth", "--set", "database.engine.compute=huge"], "sayar:database.engine.compute"),
    ],
)
def test_a_wrong_question_is_one_line_and_no_document(arguments: list[str], said: str) -> None:
    ran = sayar("cost", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_no_secret_of_a_stack_gets_into_a_cost(tmp_path: Path) -> None:
    own = f"  sayar:secrets: {{logpush-http-requests: {CANARY}}}\n"
    folder = live(tmp_path, budget=own)
    for form in ("text", "json", "markdown"):
        ran = sayar("cost", "--stack", "live", "--format", form, folder=folder)
        assert CANARY not in ran.out + ran.err


def test_a_stack_in_a_move_is_priced_as_it_stands(tmp_path: Path) -> None:
    """In the first phase people buy plans: nothing of the larger tier is paid for by its resources yet."""
    folder = live(tmp_path, "growth")
    assert sayar("move", "start", "--stack", "live", "--to", "scale", folder=folder).code == 0
    prices = [
        sayar("cost", *arguments, "--format", "json", folder=folder).json["tiers"][name]["to"]["expected"]
        for arguments, name in ((["--stack", "live"], "live"), (["growth"], "growth"), (["scale"], "scale"))
    ]
    assert prices[0] == prices[1] < prices[2]
