"""Worked variants of the smaller tiers, to the cent: what their plans and a month of use come to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from sayar.cost.bill import Bill
from sayar.cost.book import load_book
from sayar.cost.vendors import (
    Cloudflare,
    Grafana,
    Railway,
    Supabase,
    Vercel,
    cloudflare,
    grafana,
    railway,
    supabase,
    vercel,
)

D = Decimal


def parts(*what: Railway | Vercel | Supabase | Cloudflare | Grafana) -> Bill:
    """A bill of some vendors."""
    bill = Bill(load_book())
    for one in what:
        if isinstance(one, Railway):
            railway(bill, one)
        elif isinstance(one, Vercel):
            vercel(bill, one)
        elif isinstance(one, Supabase):
            supabase(bill, one)
        elif isinstance(one, Cloudflare):
            cloudflare(bill, one)
        else:
            grafana(bill, one)
    return bill


SMALL: Final = Railway("hobby", D("0.1"), D("0.6"), D(20))
FREE: Final = (Supabase("free"), Cloudflare("free"), Grafana("free"))
GROWN: Final = Railway("pro", D("0.4"), D("1.5"), D(60))
PRO: Final = Cloudflare("pro")
REST: Final = (Supabase("pro", disk_gb=D(4)), Grafana("free"))
REGIONS: Final = Railway("pro", D("1.9"), D("5.5"), D(290), D(10))
TEAM: Final = Vercel("pro", 3, D(15), D(0), D(20), D(200))
DATA: Final = Supabase("pro", "medium", 1, D(50), 7)
ZONE: Final = Cloudflare("pro", endpoints=2, geo_steering=True, r2_gb=D(100))
WATCH: Final = Grafana("pro")


@pytest.mark.parametrize(
    ("name", "bill", "total"),
    [
        (
            "S0: one vCPU, one GB, 100 GB, flat out",
            parts(Railway("hobby", D(1), D(1), D(100))),
            "35.00",
        ),
        ("S1: as the strategy says, on Vercel Hobby", parts(SMALL, Vercel("hobby"), *FREE), "9.00"),
        ("S2: the frontend as files on Cloudflare", parts(SMALL, *FREE), "9.00"),
        ("S3: Vercel Pro", parts(SMALL, Vercel("pro"), *FREE), "29.00"),
        ("S4: a database that is never paused", parts(SMALL, Supabase("pro"), *FREE[1:]), "34.00"),
        ("S5: Vercel Pro and Supabase Pro", parts(SMALL, Vercel("pro"), Supabase("pro"), *FREE[1:]), "54.00"),
        (
            "G0: four fees and no use at all",
            parts(Railway("pro"), Vercel("pro"), Cloudflare("pro", annual=False), *REST),
            "90.00",
        ),
        ("G1: paid by the month", parts(GROWN, Vercel("pro"), Cloudflare("pro", annual=False), *REST), "96.00"),
        ("G2: Cloudflare paid for a year", parts(GROWN, Vercel("pro"), PRO, *REST), "91.00"),
        ("G3: without Cloudflare Pro", parts(GROWN, Vercel("pro"), Cloudflare("free"), *REST), "71.00"),
        ("G4: the frontend on Railway", parts(Railway("pro", D("0.5"), D(2), D(60)), PRO, *REST), "78.00"),
        (
            "G5: the database on Railway",
            parts(Railway("pro", D("0.6"), D("2.5"), D(60), D(10)), Vercel("pro"), PRO, Grafana("free")),
            "81.50",
        ),
        (
            "G6: with Supabase Free",
            parts(GROWN, Vercel("pro"), PRO, Supabase("free"), REST[1]),
            "66.00",
        ),
        ("C1: a replica, recovery to any point", parts(REGIONS, TEAM, DATA, ZONE, WATCH), "472.41"),
        ("C2: without the recovery", parts(REGIONS, TEAM, replace(DATA, pitr_days=0), ZONE, WATCH), "372.41"),
        ("C3: the larger database", parts(REGIONS, TEAM, replace(DATA, compute="large"), ZONE, WATCH), "572.41"),
        ("C4: Supabase Team, for its report", parts(REGIONS, TEAM, replace(DATA, plan="team"), ZONE, WATCH), "1046.41"),
        (
            "C5: Cloudflare Business, for its promise",
            parts(REGIONS, TEAM, DATA, replace(ZONE, plan="business"), WATCH),
            "652.41",
        ),
        (
            "C6: lean",
            parts(REGIONS, replace(TEAM, seats=1), replace(DATA, compute="small", pitr_days=0), ZONE, REST[1]),
            "223.41",
        ),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) and ":" in value else "",
)
def test_a_worked_variant_comes_to_its_total(name: str, bill: Bill, total: str) -> None:
    assert bill.total == D(total), name
    assert bill.unpriced == []


def test_a_fee_counts_toward_usage_so_a_bill_is_the_larger_of_the_two() -> None:
    for vcpu, total in ((D(0), 20), (D("0.5"), 20), (D(1), 20), (D("1.5"), 30)):
        assert parts(Railway("pro", vcpu)).total == total


def test_a_credit_never_exceeds_what_it_is_for() -> None:
    bill = parts(replace(TEAM, seats=1))
    assert bill.of("vercel", ("usage",)) == D("14.68")
    assert bill.total == 20
    assert parts(Vercel("pro", edge_requests_m=D(30))).total == 40, "40 of use, 20 of them the team's, and the plan"


def test_what_has_no_price_is_listed_and_never_nothing() -> None:
    bill = parts(Cloudflare("enterprise"))
    assert [(one.vendor, one.sku) for one in bill.unpriced] == [("cloudflare", "zone.enterprise")]
    assert bill.lines == []


def test_more_use_never_costs_less() -> None:
    before = D(0)
    for vcpu in range(60):
        total = parts(Railway("pro", D(vcpu) / 20, D(vcpu) / 10, D(vcpu * 9))).total
        assert total >= before
        before = total


def test_every_line_is_its_quantity_times_its_price() -> None:
    bill = parts(REGIONS, TEAM, DATA, ZONE, WATCH)
    for line in bill.lines:
        assert abs(line.quantity * line.unit_usd * line.factor - line.amount) <= D("0.005"), line.label
    assert bill.total == sum(line.amount for line in bill.lines)
