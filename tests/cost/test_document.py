"""A month as a document: what adds up, how old prices are, what is on no bill, and what a waiver does not change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.config.platform import TIERS
from infra.config.stack import Budget, Waiver
from sayar.cost.bill import Bill
from sayar.cost.book import Book, Price, load_book
from sayar.cost.document import cost_of, outside
from sayar.cost.documents import cost_document
from sayar.cost.limits import limits
from sayar.cost.vendors import Supabase, supabase
from sayar.documents.cost import Cost
from tests.cost.priced import asked, month, stack

D = Decimal


def cost(tier: str, **how: object) -> Cost:
    """A tier at rest."""
    return cost_of(stack(tier), replace(asked(), **how))  # type: ignore[arg-type]


@pytest.mark.parametrize("tier", TIERS)
def test_vendors_add_up_to_the_total_and_lines_to_their_vendor(tier: str) -> None:
    found = cost(tier)
    assert found.to is not None
    assert sum(row.to for row in found.vendors) == pytest.approx(found.to.expected)
    paid: Counter[str] = Counter()
    for line in found.lines:
        paid[line.vendor] += line.amount  # type: ignore[assignment]
    assert {row.vendor: row.to for row in found.vendors if row.vendor in paid} == pytest.approx(dict(paid))
    unpriced = [row for row in found.vendors if row.vendor not in paid]
    assert all(row.at_least and row.to == 0 for row in unpriced), "a vendor of which nothing has a price is told"
    assert [row.to for row in found.vendors] == sorted((row.to for row in found.vendors), reverse=True)


@pytest.mark.parametrize("tier", TIERS)
def test_a_line_is_its_quantity_times_its_price_times_its_factor(tier: str) -> None:
    for line in cost(tier).lines:
        assert line.quantity * line.unit_usd * line.factor == pytest.approx(line.amount, abs=0.0051), line.label


@pytest.mark.parametrize("tier", TIERS)
def test_what_has_no_price_makes_the_total_at_least_and_is_told_once(tier: str) -> None:
    found = cost(tier)
    assert found.at_least == bool(found.unpriced) == bool(month(tier).bill.unpriced)
    assert len(found.unpriced) == len(set(found.unpriced))
    assert all(line.partition(": ")[0] in ("aws", "vercel", "cloudflare", "grafana") for line in found.unpriced)


def test_each_tier_says_which_features_it_pays_for_without_a_price() -> None:
    """Vercel sells analytics beside its plan, Grafana traces; nobody says how many there are."""
    listed = {tier: [row.sku for row in month(tier).bill.unpriced] for tier in ("starter", "growth", "scale")}
    assert listed == {
        "starter": [],
        "growth": ["usage.web_analytics_events", "usage.speed_insights"],
        "scale": [
            "usage.build_minutes",
            "usage.web_analytics_events",
            "usage.speed_insights",
            "lb.further_queries",
            "cloud.traces",
        ],
    }


@pytest.mark.parametrize(
    ("tier", "change", "sku"),
    [
        ("growth", "hosting.vercel.analytics=off", "usage.web_analytics_events"),
        ("growth", "hosting.vercel.speed_insights=off", "usage.speed_insights"),
        ("scale", "hosting.vercel.build_machine=standard", "usage.build_minutes"),
        ("scale", "monitoring.tracing={store: none, sampled: 0, keep_errors: 'off'}", "cloud.traces"),
        ("growth", "hosting.railway.pr_environments=on", "pr_environments"),
    ],
)
def test_a_feature_is_listed_exactly_while_it_is_on(tier: str, change: str, sku: str) -> None:
    before, after = ({row.sku for row in month(tier, *one).bill.unpriced} for one in ((), (change,)))
    assert before ^ after == {sku}


def test_logs_that_are_kept_for_longer_than_the_plan_does_are_paid_for() -> None:
    """80 GB a month, for every 30 days beyond the first 30 that have begun, at 0.10."""
    for days, amount in ((30, None), (31, 8), (60, 8), (61, 16), (90, 16)):
        lines = month("scale", f"monitoring.logs.retention_days={days}").bill.lines
        kept = [line.amount for line in lines if line.sku == "cloud.logs.retain"]
        assert kept == ([] if amount is None else [amount]), days


def test_a_zone_that_is_elsewhere_is_no_position_of_the_bill() -> None:
    lines = month("starter", "edge.mode=external").bill.lines
    assert not [line for line in lines if line.vendor == "cloudflare"]


def test_a_business_costs_its_part_of_the_month() -> None:
    found = cost("scale").per_business
    assert found is not None
    assert (found.businesses, found.assumed) == (500, True)
    assert (found.low, found.expected, found.high) == (1.5891, 1.665, 1.8951)
    given = cost_of(stack("scale"), asked({"businesses": 250})).per_business
    assert given is not None
    assert (given.expected, given.assumed) == (3.3299, False)
    assert cost_of(stack("scale"), asked({"businesses": 0})).per_business is None, "nobody has a part"


def test_the_rows_of_a_bill_are_counted_with_their_ages_and_what_nobody_verified() -> None:
    found = cost("scale").prices
    assert found is not None
    assert (found.oldest, found.newest) == ("2026-05-04", "2026-11-22")
    assert (found.unverified, found.unverified_usd) == (4, 100)
    assert found.rows == 23, "the compute of the primary and of the replica is one row"


def test_rows_of_factors_are_among_those_that_a_bill_rests_on() -> None:
    """A discount may be as old or as uncertain as a price."""
    found = cost("enterprise").prices
    assert found is not None
    assert "aws discount.spot.m7g.xlarge us-east-1" in found.stale
    assert "aws discount.spot.m7g.xlarge eu-west-1" in found.stale


@pytest.mark.parametrize(("days", "stale"), [(0, False), (365, False), (366, True)])
def test_a_row_is_stale_once_it_is_older_than_a_year(days: int, stale: bool) -> None:
    assert limits().stale_after_days == 365
    row = "railway usage.cpu.month global"
    day = date(2026, 8, 21) + timedelta(days)
    found = cost("starter", as_of=day.isoformat()).prices
    assert found is not None
    assert (row in found.stale) == stale


def test_a_factor_that_nobody_verified_lets_nothing_pass() -> None:
    """As a price: whoever remembers a discount does not know what is paid."""
    book = load_book()
    key = ("aws", "discount.spot.m7g.xlarge", "us-east-1")
    row = book.rows[key]
    assert isinstance(row, Price)
    shaky = Book({**book.rows, key: replace(row, confidence="unverified")})
    before, after = cost("enterprise").prices, cost("enterprise", book=shaky).prices
    assert before is not None
    assert after is not None
    assert after.unverified == before.unverified + 1
    assert after.unverified_usd == pytest.approx(before.unverified_usd + 135.82)


@pytest.mark.parametrize(
    ("tier", "first"),
    [("starter", False), ("growth", False), ("scale", True), ("enterprise", True)],
)
def test_what_no_vendor_bills_is_named_for_the_tiers_that_cause_it(tier: str, first: bool) -> None:
    said = list(outside(tier))
    assert any(line.startswith("conversations of WhatsApp: Meta bills") for line in said)
    assert any(line.startswith("taxes and negotiated discounts") for line in said)
    assert any(line.startswith("people and on-call") for line in said) == first
    assert any(line.startswith("audits of SOC 2") for line in said) == first
    assert any(line.startswith("pager") for line in said) == (tier != "starter")
    assert cost(tier).outside == tuple(said)


BUDGETS = st.floats(1, 30).map(lambda usd: round(usd, 2))


@settings(max_examples=30, deadline=None)
@given(BUDGETS, st.dates(date(2026, 10, 1), date(2027, 1, 31)))
def test_a_waiver_never_changes_a_figure_or_a_verdict_of_the_budget(usd: float, until: date) -> None:
    config = stack("starter")
    waiver = Waiver(gate="budget", by="somebody", reason="because", until=until.isoformat())
    own = Budget(monthly_usd=usd, owner="the founders")
    plain, waived = (
        cost_of(
            config.model_copy(update={"environment": config.environment.model_copy(update={"budget": budget})}), asked()
        )
        for budget in (own, own.model_copy(update={"waiver": waiver}))
    )
    assert plain.budget is not None
    assert waived.budget is not None
    assert waived.budget.verdict == plain.budget.verdict
    holds = until >= date(2026, 11, 26)
    assert (waived.budget.waived_until is not None) == holds
    assert waived.verdict == ("ok" if holds else plain.verdict)
    same = {"budget": None, "verdict": "ok"}
    assert waived.model_copy(update=same) == plain.model_copy(update=same)


def test_a_document_ends_with_the_worst_verdict_of_its_stacks() -> None:
    small = stack("starter", "budget={monthly_usd: 8, owner: the founders}")
    tight = stack("starter", "budget={monthly_usd: 15, owner: the founders}")
    rows = {"over": small, "perhaps": tight, "free": stack("starter")}

    def ends(*names: str) -> tuple[str, int]:
        found = cost_document({name: rows[name] for name in names}, asked(), reload=lambda name, _: rows[name])
        assert list(found.tiers) == list(names)
        return found.verdict, found.exit_code

    assert ends("free") == ("ok", 0)
    assert ends("free", "perhaps") == ("at_risk", 4)
    assert ends("perhaps", "over", "free") == ("breach", 3)


def test_a_free_plan_is_a_position_for_nothing_and_a_contract_is_none() -> None:
    lines = {line.label: line.amount for line in month("growth").bill.lines}
    assert lines["Grafana Cloud Free"] == 0
    found = Bill(load_book())
    supabase(found, Supabase("enterprise", "large", replicas=1, pitr_days=7))
    assert found.lines == []
    assert [row.sku for row in found.unpriced] == ["plan.enterprise"], "compute is part of the contract"


def test_steering_that_is_not_by_geography_is_not_paid_for() -> None:
    found = month("scale", "edge.large.balancing.steering=random")
    assert "lb.geo_steering" not in {line.sku for line in found.bill.lines}
    assert "lb.base" in {line.sku for line in found.bill.lines}


def test_a_line_names_its_region_where_its_price_has_one() -> None:
    regions = {line.sku: line.region for line in cost("scale").lines}
    assert (regions["plan.pro"], regions["usage.active_cpu"]) == (None, "iad1")
    assert {line.region for line in cost("enterprise").lines} == {"us-east-1", "eu-west-1", None}


def test_names_of_clients_are_billed_only_where_the_edge_takes_some() -> None:
    skus = {line.sku for line in month("scale", amounts={"hostnames": 500}).bill.lines}
    assert "saas.hostname" not in skus


def test_replicas_are_counted_one_by_one_and_a_disk_of_the_stack_file_is_nobodys_guess() -> None:
    two = {"database.engine.read_replicas": [{"region": "eu-west", "count": 2, "max_lag_s": 30}]}
    lines = {line.label: line for line in month("scale", two).bill.lines}
    assert lines["Supabase replicas, compute large"].quantity == 2
    addresses = {line.label: line for line in month("scale", two | {"database.engine.ipv4": "on"}).bill.lines}
    assert addresses["Supabase IPv4 addresses"].quantity == 3, "one of each database"
    assert lines["Supabase disk of replicas"].quantity == 250
    assert not lines["Supabase disk of replicas"].assumed
    lines = {line.label: line for line in month("scale", "database.engine.disk=null").bill.lines}
    disk = lines["Supabase disk of replicas"]
    assert (disk.quantity, disk.assumed) == (D("62.5"), True)
