"""What can be saved by binding oneself: offered, taken, and only what each is for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.clients.spec import Client
from sayar.cost.aws import Machines, Region, region
from sayar.cost.bill import Bill
from sayar.cost.book import load_book
from sayar.cost.choices import Choice, choice, choices
from sayar.cost.document import cost_of, savings
from sayar.documents.cost import Saving
from tests.cost.priced import asked, lines_of, month, stack

D = Decimal
IDS = tuple(row.id for row in choices())


def offered(tier: str, *changes: Any, taken: tuple[str, ...] = ()) -> dict[str, Saving]:
    """Every saving of a tier by its id."""
    config, how = stack(tier, *changes), asked(choices=taken)
    return {row.id: row for row in savings(config, month(tier, *changes, choices=taken), how)}


def test_every_choice_has_a_caution_a_source_and_a_date() -> None:
    assert IDS == ("cloudflare_annual", "compute_sp", "database_sp", "cache_ri")
    for row in choices():
        assert row.title
        assert row.caution
        assert row.source
        assert row.date


def test_a_choice_is_for_its_families_or_for_all_where_it_names_none() -> None:
    assert [choice("database_sp").for_type(type_) for type_ in ("r7g.large", "r8g.xlarge")] == [True, True]
    assert [choice("database_sp").for_type(type_) for type_ in ("r6g.large", "t4g.large", "r7gd.large")] == [False] * 3
    assert Choice("any", "", (), "", "", "").for_type("t4g.large")
    with pytest.raises(KeyError):
        choice("luck")


@pytest.mark.parametrize(
    ("tier", "ids"),
    [
        ("starter", []),
        ("growth", ["cloudflare_annual"]),
        ("scale", ["cloudflare_annual"]),
        ("enterprise", ["compute_sp", "database_sp", "cache_ri"]),
    ],
)
def test_a_tier_is_offered_what_takes_something_off_its_month(tier: str, ids: list[str]) -> None:
    """A contract with Cloudflare has no list price that a year ahead could lower."""
    assert list(offered(tier)) == ids


def test_savings_of_the_enterprise_are_parts_of_their_own_lines() -> None:
    """26 % of machines that are not on spot, 20 % of Aurora, and what reserved nodes cost less."""
    found = offered("enterprise")
    bill = month("enterprise")
    nodes = [line for line in lines_of(bill, "ec2.") if "spot" not in line.label]
    assert found["compute_sp"].saves == pytest.approx(float(sum(line.amount for line in nodes)) * 0.26, abs=0.02)
    aurora = sum(line.amount for line in lines_of(bill, "aurora.pg"))
    assert found["database_sp"].saves == pytest.approx(float(aurora) * 0.2, abs=0.02)
    hours = D(730)
    nodes_saved = 6 * (D("0.1752") - D("0.1192")) + 3 * (D("0.1264") - D("0.0856")) + 3 * (D("0.1944") - D("0.132"))
    assert found["cache_ri"].saves == pytest.approx(float(hours * nodes_saved), abs=0.03)
    assert {id_: row.saves for id_, row in found.items()} == {
        "compute_sp": 548.79,
        "database_sp": 743.86,
        "cache_ri": 471.3,
    }


@pytest.mark.parametrize("id_", ["compute_sp", "database_sp", "cache_ri"])
def test_what_is_offered_is_what_taking_it_takes_off(id_: str) -> None:
    """Support is at its first step with or without it, so that nothing else changes."""
    before, after = month("enterprise"), month("enterprise", choices=[id_])
    row = offered("enterprise")[id_]
    assert not row.taken
    assert float(before.expected - after.expected) == row.saves
    same = offered("enterprise", taken=(id_,))[id_]
    assert (same.taken, same.saves) == (True, row.saves)


def test_a_saving_that_is_taken_shows_in_its_lines_and_no_others() -> None:
    words = {
        "compute_sp": ("ec2.", "a year of Compute Savings Plan"),
        "database_sp": ("aurora.pg.", "a year of Database Savings Plan"),
        "cache_ri": ("elasticache.", "reserved for a year"),
    }
    for id_, (sku, said) in words.items():
        lines = month("enterprise", choices=[id_]).bill.lines
        assert {line.sku.startswith(sku) for line in lines if said in line.label} == {True}, id_
        rest = [line for line in lines if line.sku.startswith(sku) and said not in line.label]
        assert all("spot" in line.label for line in rest), id_


def test_a_plan_for_databases_is_not_for_classes_that_it_names_not() -> None:
    """Of Europe r8g alone is left to be saved on."""
    older = "database.engine.primary.capacity.instance_class=db.r6g.2xlarge"
    found = month("enterprise", older, choices=["database_sp"])
    (first,) = lines_of(found, "aurora.pg.", "us-east-1")
    (other,) = lines_of(found, "aurora.pg.", "eu-west-1")
    assert first.label.endswith("3 x r6g.2xlarge")
    assert (first.factor, other.factor) == (D("1.3"), D("1.3") * D("0.8"))


def test_databases_of_clients_are_bought_ahead_with_the_platforms_own() -> None:
    cells = {"database.engine.cells.capacity": {"kind": "provisioned", "instance_class": "db.r7g.large"}}
    clients = [Client(name="acme", isolation="dedicated")]
    found = month("enterprise", cells, clients=clients, choices=["database_sp"])
    (line,) = lines_of(found, "aurora.pg.db.r7g.large")
    assert line.quantity == 2 * 730, "a writer and a reader"
    assert line.factor == D("1.3") * D("0.8")


def test_nodes_without_a_price_for_a_year_cost_what_they_do_otherwise_and_are_no_saving() -> None:
    """A row that is missing must not look like a gift."""
    book = load_book()
    without = replace(book, rows={key: row for key, row in book.rows.items() if not key[1].endswith(".ri1y_noupfront")})
    bills = []
    for saves in ("none", "cache_ri"):
        bill = Bill(without)
        region(bill, Region("us-east-1", valkey=(Machines("r7g.large", 3, saves),)))  # type: ignore[arg-type]
        bills.append(bill)
    plain, reserved = bills
    assert plain.total == reserved.total > 0
    assert reserved.unpriced == []
    assert reserved.lines[0].label.endswith("reserved for a year, as without it: nobody knows what it takes off")


def test_a_discount_that_is_not_sure_makes_its_line_unsure() -> None:
    """The plan of a year for machines stands in a row of low confidence, their price in one of high."""
    lines = {line.label: line for line in cost_of(stack("enterprise"), asked(choices=["compute_sp"])).lines}
    line = lines["us-east-1: nodes, 8 x m8g.xlarge, a year of Compute Savings Plan"]
    assert line.confidence == "assumed"
    plain = {line.label: line for line in cost_of(stack("enterprise"), asked()).lines}
    assert plain["us-east-1: nodes, 8 x m8g.xlarge"].confidence == "documented"
    spot = plain["us-east-1: nodes, 3 x m7g.xlarge, spot"]
    assert spot.as_of == "2025-06-28", "the older of both rows, that of the discount"
    assert "; " in spot.source


@settings(max_examples=16, deadline=None)
@given(st.sampled_from(("growth", "scale", "enterprise")), st.sets(st.sampled_from(IDS)))
def test_whatever_is_taken_a_month_never_costs_more_and_what_is_taken_is_said(tier: str, taken: set[str]) -> None:
    found = offered(tier, taken=tuple(sorted(taken)))
    assert month(tier, choices=sorted(taken)).expected <= month(tier).expected
    assert {id_ for id_, row in found.items() if row.taken} == taken & set(offered(tier))
    assert all(row.saves > 0 for row in found.values())
