"""How many machines a cluster runs in the mean, and by which type they are priced."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.cluster.nodes_spec import PoolSpec
from sayar.cost.aws import Machines
from sayar.cost.book import Book, Price, load_book
from sayar.cost.nodes import Asked, asked_of, packed, priced_type, vcpu_of
from tests.cost.priced import billed, dark, lines_of, month, stack

D = Decimal
HERE = "us-east-1"


def book(*skus: str, region: str = HERE) -> Book:
    """A dollar for each row."""
    found = {
        ("aws", sku, region): Price("aws", sku, region, "hour", D("0.5"), date(2026, 11, 1), True, "a list", "high", "")
        for sku in skus
    }
    return Book(found)  # type: ignore[arg-type]


def pool(*families: str, spot: str = "off") -> PoolSpec:
    """A pool of some families."""
    return PoolSpec(
        name="any",
        spot=spot,  # type: ignore[arg-type]
        architecture="arm64",
        families=families,
        most_cpu=256,
        taint="off",
        expire_days=7,
        consolidate_after_s=60,
        at_once_percent=10,
    )


def of(vcpu: str, memory_gb: str = "0", zones: int = 1, family: str = "m7g", fill: str = "1") -> Machines:
    """Machines of a pool of one family."""
    asked, rows = Asked(D(vcpu), D(memory_gb), zones), book(f"ec2.{family}.xlarge.linux")
    return packed(asked, pool(family), HERE, rows, fill=D(fill), saves="none")


@pytest.mark.parametrize(("vcpu", "count"), [("0.1", 1), ("4", 1), ("4.01", 2), ("8", 2), ("40", 10)])
def test_processors_fill_machines_of_four(vcpu: str, count: int) -> None:
    assert of(vcpu) == Machines("m7g.xlarge", D(count), "none")


@pytest.mark.parametrize(
    ("family", "memory", "count"),
    [("m7g", "16", 1), ("m7g", "16.1", 2), ("c7g", "16", 2), ("r7g", "33", 2), ("r7g", "32", 1), ("t4g", "17", 2)],
)
def test_memory_fills_machines_of_what_their_family_has(family: str, memory: str, count: int) -> None:
    """8 GB of an xlarge of c, 16 of m and t, 32 of r."""
    assert of("1", memory, family=family).count == count


def test_a_machine_is_filled_in_part_so_that_there_are_more_of_them() -> None:
    assert [of("12", fill=fill).count for fill in ("1", "0.75", "0.6", "0.5")] == [3, 4, 5, 6]
    assert of("1", "24", fill="0.75").count == 2, "memory is left free as well"


def test_whoever_is_spread_over_zones_has_a_machine_in_each() -> None:
    assert of("0.5", zones=3).count == 3
    assert of("16", zones=3).count == 4


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 4000).map(lambda part: D(part) / 10),
    st.integers(1, 9000).map(lambda part: D(part) / 10),
    st.integers(1, 3),
    st.sampled_from(("m7g", "c7g", "r7g")),
    st.sampled_from(("0.6", "0.75", "1")),
)
def test_machines_hold_what_is_asked_for_and_one_less_would_not(
    vcpu: Decimal, memory: Decimal, zones: int, family: str, fill: str
) -> None:
    room = {"m7g": 16, "c7g": 8, "r7g": 32}[family] * D(fill)
    count = of(str(vcpu), str(memory), zones, family, fill).count

    def holds(many: Decimal | int) -> bool:
        return many * 4 * D(fill) >= vcpu and many * room >= memory and many >= zones

    assert holds(count)
    assert not holds(count - 1)


def test_the_first_family_with_a_price_there_gives_the_price() -> None:
    rows = book("ec2.m7g.xlarge.linux", "ec2.c8g.xlarge.linux")
    assert priced_type(pool("m8g", "m7g", "c8g"), HERE, rows) == "m7g.xlarge"
    assert priced_type(pool("c8g", "m7g"), HERE, rows) == "c8g.xlarge"


def test_a_family_without_a_price_in_a_region_is_passed_over_there_alone() -> None:
    """Of m8g nobody has found the price in Europe."""
    serving = pool("m8g", "m7g", "c8g")
    assert priced_type(serving, "us-east-1", load_book()) == "m8g.xlarge"
    assert priced_type(serving, "eu-west-1", load_book()) == "m7g.xlarge"


def test_where_no_family_has_a_price_the_first_is_on_the_list() -> None:
    assert priced_type(pool("m8g", "m7g"), HERE, book()) == "m8g.xlarge"
    found = month("enterprise", {"cluster.engine.pools[0].families": ["x8g"]})
    assert "ec2.x8g.xlarge.linux" in dark(found)


def test_a_family_of_whose_memory_no_row_tells_is_packed_by_its_processors() -> None:
    """Its price is missing too, so that the bill does not look whole."""
    assert of("9", "900", family="i8g").count == 3
    found = month("enterprise", {"cluster.engine.pools[0].families": ["i8g"]})
    assert "ec2.i8g.xlarge.linux" in dark(found)


def test_spot_is_priced_by_a_family_of_which_the_discount_is_known() -> None:
    rows = book("ec2.m8g.xlarge.linux", "ec2.m7g.xlarge.linux", "discount.spot.m7g.xlarge")
    assert priced_type(pool("m8g", "m7g", spot="on"), HERE, rows) == "m7g.xlarge"
    assert priced_type(pool("m8g", "m7g"), HERE, rows) == "m8g.xlarge"


def test_spot_without_any_discount_is_the_first_family_with_a_price_at_its_whole_price() -> None:
    rows = book("ec2.m7g.xlarge.linux")
    assert priced_type(pool("m8g", "m7g", spot="on"), HERE, rows) == "m7g.xlarge"
    found = packed(Asked(D(1), D(1), 1), pool("m8g", "m7g", spot="on"), HERE, rows, fill=D(1), saves="compute_sp")
    assert found == Machines("m7g.xlarge", D(1), "spot"), "a plan of a year is not for spot"


def test_a_pool_that_is_not_on_spot_is_bought_ahead_where_somebody_says_so() -> None:
    lines = lines_of(month("enterprise", choices=["compute_sp"]), "ec2.", HERE)
    assert [line.label.split(", ", 2)[-1] for line in lines] == [
        "a year of Compute Savings Plan",
        "spot",
    ]


def test_workloads_ask_for_their_least_and_a_share_of_the_way_to_their_most() -> None:
    """api 6 to 60 of a vCPU, webhook 3 to 30 of a half, worker 3 to 24 of one; feed is of another pool."""
    eks = stack("enterprise").platform.cluster.eks
    assert eks is not None
    low, mean, most = (asked_of(eks, "serving", zones=3, share=D(share)) for share in ("0", "0.5", "1"))
    assert (low.vcpu, most.vcpu) == (D("10.5"), D("99"))
    assert mean.vcpu == (low.vcpu + most.vcpu) / 2
    # 2 GB, half a one and one.
    assert (low.memory_gb, most.memory_gb) == (D("16.5"), D("159"))
    assert low.zones == most.zones == 3
    batch = asked_of(eks, "batch", zones=3, share=D(0))
    assert (batch.vcpu, batch.memory_gb, batch.zones) == (4, 8, 2), "two replicas are in two zones"


def test_what_no_autoscaler_moves_stays_at_its_number() -> None:
    fixed = {
        "cluster.engine.workloads[0].scale": {"by": "none"},
        "cluster.engine.workloads[0].replicas": {"least": 6, "most": 6},
    }
    eks = stack("enterprise", fixed).platform.cluster.eks
    assert eks is not None
    low, most = (asked_of(eks, "serving", zones=3, share=D(share)).vcpu for share in (0, 1))
    assert most - low == 27 * D("0.5") + 21, "webhook and worker alone"


def test_a_pool_that_nothing_runs_in_has_no_machines() -> None:
    moved = {"cluster.engine.workloads[3].pool": "serving"}
    assert len(lines_of(month("enterprise", moved), "ec2.", HERE)) == 1


STANDARD = {
    "cluster.engine.nodes": {
        "mode": "standard",
        "system_type": "t4g.medium",
        "system_min": 3,
        "system_max": 6,
        "image": "bottlerocket",
    }
}


def test_standard_nodes_are_beside_the_pools_and_nobody_takes_a_fee_for_running_them() -> None:
    found = month("enterprise", STANDARD)
    assert billed(found, "ec2.t4g.medium.linux", HERE) == 3 * 730
    assert lines_of(found, "eks.auto_fee") == []
    machines = sum(line.quantity for line in lines_of(found, "ec2.", HERE)) / 730
    assert billed(found, "ebs.gp3", HERE) == machines * 80


def test_the_fee_of_auto_mode_is_on_the_whole_price_of_nodes_whatever_is_taken_off_of_it() -> None:
    found = month("enterprise", choices=["compute_sp"])
    for region in (HERE, "eu-west-1"):
        nodes = lines_of(found, "ec2.", region)
        (fee,) = lines_of(found, "eks.auto_fee", region)
        assert fee.quantity == sum(line.quantity * line.unit_usd for line in nodes)
        assert fee.quantity > sum(line.amount for line in nodes)


def test_processors_of_machines_are_counted_by_their_size() -> None:
    assert vcpu_of((Machines("m7g.xlarge", D(3)), Machines("t4g.medium", 2))) == 16
    assert vcpu_of((Machines("m7g.metal", 2),)) == 0, "of a size without a row; its price is missing too"


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.integers(0, 40))
def test_more_replicas_never_cost_less(index: int, more: int) -> None:
    base: dict[str, Any] = {"monitoring.logs.gb_month": 500}
    replicas = stack("enterprise").platform.cluster.eks.workloads[index].replicas  # type: ignore[union-attr]
    room = {
        "cluster.engine.namespaces[0].quota": {"cpu_m": 900000, "memory_mb": 2000000, "pods": 900},
        "messaging.broker.topics[0].partitions": 200,
        "messaging.broker.topics[1].partitions": 200,
    }
    at = f"cluster.engine.workloads[{index}].replicas"
    fewer = month("enterprise", base | room)
    found = month("enterprise", base | room | {at: {"least": replicas.least, "most": replicas.most + more}})
    assert found.expected >= fewer.expected
    assert found.high >= fewer.high
