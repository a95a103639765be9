"""Worked variants of Enterprise, to the cent: two regions on AWS, with and without what may be saved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from sayar.cost.aws import Machines, Region, Saves, Used, region, support
from sayar.cost.bill import Bill
from sayar.cost.book import load_book
from sayar.cost.vendors import Cloudflare, Grafana, Vercel, cloudflare, grafana, vercel

D = Decimal
FIRST: Final = Region(
    "us-east-1",
    clusters=1,
    nodes=(Machines("m7g.xlarge", 3), Machines("m7g.xlarge", 3, "spot")),
    disks_gb=D(300),
    nat_gateways=3,
    balancers=1,
    addresses=6,
    endpoints=12,
    aurora=(Machines("r7g.large", 2),),
    proxy_vcpu=4,
    valkey=(Machines("m7g.large", 3),),
    brokers=(Machines("m7g.large", 3),),
    alarms=30,
    keys=6,
    secrets=20,
    used=Used(
        nat_gb=D(300),
        lcu=D(2),
        aurora_gb=D(200),
        aurora_io_m=D(300),
        aurora_backup_gb=D(200),
        kafka_gb=D(300),
        cross_zone_gb=D(2000),
        internet_gb=D(500),
        logs_gb=D(50),
        metrics=D(100),
        files_gb=D(500),
        images_gb=D(50),
        trail_events_m=D(2),
        flow_gb=D(50),
        audit_events_m=D(20),
        watched_vcpu=D(24),
        checks=D(20000),
        config_items=D(5000),
        replicated_writes_m=D(60),
        other_region_gb=D(300),
    ),
)
SECOND: Final = Region(
    "eu-west-1",
    clusters=1,
    nodes=(Machines("m7g.large", 2),),
    disks_gb=D(100),
    nat_gateways=2,
    balancers=1,
    addresses=4,
    aurora=(Machines("r6g.large", 1),),
    valkey=(Machines("t4g.medium", 2),),
    used=Used(nat_gb=D(50), lcu=D(1), aurora_gb=D(200), aurora_backup_gb=D(200)),
)


def enterprise(*regions: Region, supported: bool = True) -> Bill:
    """Everything that the tier pays for a month."""
    bill = Bill(load_book())
    for one in regions:
        region(bill, one)
    if supported:
        support(bill)
    cloudflare(bill, Cloudflare("business", endpoints=2, geo_steering=True, hostnames=500))
    vercel(bill, Vercel("pro", 5))
    grafana(bill, Grafana("pro", D(20), D(100)))
    return bill


def saving(where: Region, nodes: Saves, aurora: Saves, valkey: Saves) -> Region:
    """The same with capacity bought ahead; what is spot stays spot, and a reader of an older class as it is."""
    return replace(
        where,
        nodes=tuple(one if one.saves == "spot" else replace(one, saves=nodes) for one in where.nodes),
        aurora=tuple(replace(one, saves=aurora) if one.type.startswith("r7g") else one for one in where.aurora),
        valkey=tuple(replace(one, saves=valkey) for one in where.valkey),
    )


SAVED: Final = [saving(one, "compute_sp", "database_sp", "cache_ri") for one in (FIRST, SECOND)]
ON_DEMAND: Final = replace(FIRST, nodes=(Machines("m7g.xlarge", 3), Machines("m7g.xlarge", 3)))
ALONE: Final = replace(
    FIRST,
    nodes=(Machines("m7g.xlarge", 3), Machines("m7g.xlarge", 2, "spot")),
    disks_gb=D(250),
    nat_gateways=2,
    addresses=5,
    valkey=(Machines("t4g.medium", 3),),
    brokers=(Machines("t3.small", 3),),
    used=replace(FIRST.used, watched_vcpu=D(20), replicated_writes_m=D(0), other_region_gb=D(0)),
)
LARGE: Final = replace(
    FIRST,
    nodes=(Machines("m7g.xlarge", 9), Machines("m7g.xlarge", 9, "spot")),
    disks_gb=D(900),
    aurora=(Machines("r7g.2xlarge", 2),),
    valkey=(Machines("r7g.xlarge", 3),),
    brokers=(Machines("m7g.xlarge", 3),),
    used=replace(FIRST.used, watched_vcpu=D(72)),
)


@pytest.mark.parametrize(
    ("name", "bill", "total"),
    [
        ("E1: two regions, workers on spot", enterprise(FIRST, SECOND), "3830.26"),
        ("E2: committed for a year", enterprise(*SAVED), "3478.07"),
        ("E3: nothing on spot", enterprise(ON_DEMAND, SECOND), "4071.79"),
        ("E4: one region, small Kafka and cache", enterprise(ALONE, supported=False), "2292.31"),
        ("E5: larger", enterprise(LARGE, SECOND), "7376.90"),
    ],
    ids=lambda value: value.split(":")[0] if isinstance(value, str) and ":" in value else "",
)
def test_a_worked_variant_comes_to_its_total(name: str, bill: Bill, total: str) -> None:
    assert bill.total == D(total), name
    assert bill.unpriced == []


def test_a_clients_own_cell_comes_to_its_total() -> None:
    cell = Region(
        "us-east-1",
        acu=D(1),
        valkey_serverless_gb=D("0.1"),
        keys=1,
        secrets=3,
        used=Used(aurora_gb=D(10), aurora_io_m=D(10)),
    )
    bill = Bill(load_book())
    region(bill, cell)
    bill.add("a hostname", "cloudflare", "saas.hostname")
    assert bill.total == D("99.03")


def test_kafka_without_brokers_costs_so_much_before_anybody_sends_anything() -> None:
    bill = Bill(load_book())
    region(bill, Region("us-east-1", kafka_partitions=50))
    assert bill.total == D("602.25")


def test_support_is_a_share_of_everything_on_aws_and_of_nothing_else() -> None:
    bill = enterprise(FIRST, SECOND)
    (line,) = [one for one in bill.lines if one.sku == "support.business_plus"]
    assert (line.quantity, line.amount) == (D("3088.31"), D("277.95"))


def test_brokers_in_a_region_without_a_price_are_listed() -> None:
    bill = Bill(load_book())
    region(bill, Region("eu-west-1", brokers=(Machines("m7g.large", 3),)))
    assert [one.sku for one in bill.unpriced] == ["msk.broker.m7g.large"]
    assert bill.total == 0


def test_where_nobody_knows_what_spot_takes_off_nothing_is_taken_off_and_the_line_says_so() -> None:
    """A bill that is too high is safe, and nothing is missing from it: there is no `at least` because of that."""
    bills = []
    for saves in ("none", "spot"):
        bill = Bill(load_book())
        region(bill, Region("us-east-1", nodes=(Machines("m8g.large", 2, saves),)))  # type: ignore[arg-type]
        bills.append(bill)
    plain, spot = bills
    assert plain.total == spot.total > 0
    assert spot.unpriced == []
    assert spot.lines[0].label.endswith("2 x m8g.large, spot, as without it: nobody knows what it takes off")
