"""AWS price list files: which product is which row, and everything that only looks like it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sayar.cost.book import Price, load_book
from sayar.cost.importing.offered import Offered, Offers
from sayar.cost.importing.price_list import prices_of, wanted
from sayar.cost.importing.raw import read_json
from sayar.cost.importing.rules import rules
from sayar.graph.errors import InputError
from tests.cost.importing.listed import Product, cache, database, kafka, machine, price_list, product

GOOD = machine("m7g.large", "0.0816000000")


def offers(path: Path, offer: str, *products: Product, **top: Any) -> Offers:
    raw = read_json(price_list(path / "list.json", offer, products, **top), lambda found: wanted(found, rules()))
    return prices_of(raw, rules(), date(2026, 11, 22), 365)


def only(path: Path, offer: str, *products: Product) -> Offered:
    (found,) = offers(path, offer, *products).rows
    return found


def test_a_machine_in_use_is_a_row_with_the_day_and_the_name_of_the_list(tmp_path: Path) -> None:
    found = only(tmp_path, "AmazonEC2", GOOD)
    assert (found.sku, found.region, found.unit, found.usd) == (
        "ec2.m7g.large.linux",
        "us-east-1",
        "hour",
        Decimal("0.0816"),
    )
    assert (found.as_of, found.source) == (date(2026, 10, 1), "AWS price list AmazonEC2, published 2026-10-01")
    assert (found.confidence, found.dated, found.wrong) == ("high", True, ())


@pytest.mark.parametrize(
    "other",
    [
        {"operatingSystem": "Windows", "operation": "RunInstances:0002"},
        {"operatingSystem": "RHEL", "operation": "RunInstances:0010"},
        {"tenancy": "Dedicated"},
        {"tenancy": "Host"},
        {"capacitystatus": "UnusedCapacityReservation"},
        {"capacitystatus": "AllocatedCapacityReservation"},
        {"preInstalledSw": "SQL Std", "operation": "RunInstances:0004"},
        {"preInstalledSw": "SQL Std"},
        {"locationType": "AWS Outposts"},
        {"marketoption": "CapacityBlock", "operation": "RunInstances:CB"},
        {"marketoption": "CapacityBlock"},
        {"operatingSystem": None},
    ],
)
def test_what_only_looks_like_a_linux_machine_is_none(tmp_path: Path, other: dict[str, Any]) -> None:
    """Each of these is listed under the same instance type, and most of them at 0."""
    found = only(tmp_path, "AmazonEC2", GOOD, machine("m7g.large", "0.0000000000", **other))
    assert found.usd == Decimal("0.0816")


@pytest.mark.parametrize("region", ["us-gov-west-1", "us-east-1-bos-1"])
def test_other_partitions_and_local_zones_are_not_of_the_book(tmp_path: Path, region: str) -> None:
    found = only(tmp_path, "AmazonEC2", GOOD, machine("m7g.large", "0.0979000000", region))
    assert (found.region, found.usd) == ("us-east-1", Decimal("0.0816"))


def test_a_file_from_before_region_codes_is_read_by_the_names_of_places(tmp_path: Path) -> None:
    old = machine("m7g.large", "0.0910000000", "eu-west-1", regionCode=None)
    assert only(tmp_path, "AmazonEC2", old).region == "eu-west-1"
    gov = machine("m7g.large", "0.0979000000", "us-gov-west-1", regionCode=None)
    assert only(tmp_path, "AmazonEC2", old, gov).region == "eu-west-1"


def test_a_price_that_is_bought_ahead_is_not_the_price_on_demand(tmp_path: Path) -> None:
    reserved = machine("m7g.large", "0.0816000000", reserved=True)
    assert only(tmp_path, "AmazonEC2", reserved).usd == Decimal("0.0816")
    ahead_only = machine("m6g.large", [], reserved=True)
    assert [one.sku for one in offers(tmp_path, "AmazonEC2", GOOD, ahead_only).rows] == ["ec2.m7g.large.linux"]


def test_reserved_terms_and_unknown_products_are_dropped_while_the_file_is_read(tmp_path: Path) -> None:
    """They are nine tenths of a list of hundreds of megabytes."""
    windows = machine("m7g.large", "0.1736000000", operatingSystem="Windows", number="WINDOWS")
    known = machine("m7g.large", "0.0816000000", reserved=True, number="LINUX")
    path = price_list(tmp_path / "list.json", "AmazonEC2", [known, windows])
    raw = read_json(path, lambda found: wanted(found, rules()))
    assert (raw["products"]["LINUX"]["sku"], raw["products"]["WINDOWS"]) == ("LINUX", None)
    assert list(raw["terms"]["Reserved"]["LINUX"].values()) == [None]


def test_aurora_standard_is_not_its_io_optimized_mode(tmp_path: Path) -> None:
    """Both are Aurora PostgreSQL, Single-AZ; on classes with a local disk the storage attribute names that instead."""
    found = offers(
        tmp_path,
        "AmazonRDS",
        database("db.r7g.large", "0.2760000000"),
        database(
            "db.r7g.large", "0.3590000000", usage="InstanceUsageIOOptimized", storage="Aurora IO Optimization Mode"
        ),
        database("db.r6gd.xlarge", "0.6070000000", storage="1 x 237 NVMe SSD"),
        database("db.r6gd.xlarge", "0.7890000000", usage="InstanceUsageIOOptimized", storage="1 x 237 NVMe SSD"),
        database("db.r7g.large", "0.2400000000", databaseEngine="PostgreSQL"),
        database("db.r7g.large", "0.4800000000", databaseEngine="PostgreSQL", deploymentOption="Multi-AZ"),
        database("db.r7g.large", "0.2770000000", databaseEngine="Aurora MySQL"),
        database("db.r7g.large", "0.3040000000", "eu-west-1"),
    )
    assert {(one.sku, one.region): str(one.usd) for one in found.rows} == {
        ("aurora.pg.db.r7g.large", "us-east-1"): "0.2760000000",
        ("aurora.pg.db.r6gd.xlarge", "us-east-1"): "0.6070000000",
        ("aurora.pg.db.r7g.large", "eu-west-1"): "0.3040000000",
    }


def test_units_that_are_sold_by_the_piece_become_ours_exactly(tmp_path: Path) -> None:
    io = product(
        "AmazonRDS",
        "System Operation",
        "Aurora:StorageIOUsage",
        "IOs",
        "0.0000002000",
        databaseEngine="Any",
        group="Aurora I/O Operation",
    )
    assert only(tmp_path, "AmazonRDS", io).usd == Decimal("0.2"), "of a million requests"
    through = product(
        "AmazonEC2",
        "Provisioned Throughput",
        "EBS:VolumeP-Throughput.gp3",
        "GiBps-mo",
        "40.9600000000",
        volumeApiName="gp3",
    )
    assert only(tmp_path, "AmazonEC2", through).usd == Decimal("0.04"), "a GiB is 1,024 MiB"


def test_a_valkey_node_is_neither_another_engine_nor_an_addition_to_it(tmp_path: Path) -> None:
    found = only(
        tmp_path,
        "AmazonElastiCache",
        cache("cache.r7g.large", "0.1752000000"),
        cache("cache.r7g.large", "0.2190000000", cacheEngine="Redis"),
        cache("cache.r7g.large", "0.0350000000", usage="SyncDurability-NodeUsage"),
        cache("cache.r7g.large", "0.1000000000", usage="ExtendedSupportYr1_Yr2-NodeUsage"),
    )
    assert (found.sku, found.usd, found.unit) == ("elasticache.valkey.r7g.large", Decimal("0.1752"), "node-hour")


def test_brokers_of_both_kinds_and_their_disks(tmp_path: Path) -> None:
    found = offers(
        tmp_path,
        "AmazonMSK",
        kafka("Kafka.m7g.large", "0.2040000000", group="Broker", computeFamily="m7g.large"),
        kafka("Express.m7g.large", "0.4080000000", group="ExpressBroker", computeFamily="express.m7g.large"),
        kafka("Kafka.Storage.GP2", "0.1000000000", "GB-Mo", storageFamily="GP2"),
        kafka("Kafka.Storage.Tiered", "0.0600000000", "GB-Mo", storageFamily="Tiered"),
        kafka("KafkaServerless-ClusterHours", "0.7500000000"),
    )
    assert {one.sku: str(one.usd).rstrip("0") for one in found.rows} == {
        "msk.broker.m7g.large": "0.204",
        "msk.express.m7g.large": "0.408",
        "msk.storage": "0.1",
        "msk.serverless.cluster": "0.75",
    }


def test_a_gateway_of_a_zone_is_not_one_of_a_region(tmp_path: Path) -> None:
    zone, region = (
        product("AmazonEC2", "NAT Gateway", "NatGateway-Hours", "Hrs", usd, group="NGW:NatGateway", operation=operation)
        for usd, operation in (("0.0450000000", "NatGateway"), ("0.0900000000", "RegionalNatGateway"))
    )
    assert only(tmp_path, "AmazonEC2", zone, region).usd == Decimal("0.045")


def test_a_cluster_is_not_its_extended_support(tmp_path: Path) -> None:
    cluster = product("AmazonEKS", "Compute", "USE1-AmazonEKS-Hours:perCluster", "Hours", "0.1000000000")
    longer = product("AmazonEKS", "Compute", "USE1-AmazonEKS-Hours:extendedSupport", "Hours", "0.5000000000")
    assert only(tmp_path, "AmazonEKS", cluster, longer).usd == Decimal("0.1")


def test_the_first_quantity_counts_where_the_rule_says_so_and_nowhere_else(tmp_path: Path) -> None:
    tiers = [("0", "1048576", "0.0100000000"), ("1048576", "Inf", "0.0060000000")]
    data = product("AmazonVPC", "VpcEndpoint", "USE1-VpcEndpoint-Bytes", "GB", tiers)
    assert only(tmp_path, "AmazonVPC", data).usd == Decimal("0.01")
    found = only(tmp_path, "AmazonEC2", machine("m7g.large", tiers))
    assert found.usd is None
    assert found.wrong[0].endswith(
        "ec2.m7g.large.linux in us-east-1: 2 prices (0.0100000000 from 0, 0.0060000000 from 1048576): one"
    )


def test_two_terms_that_say_the_same_are_one_price(tmp_path: Path) -> None:
    assert only(tmp_path, "AmazonEC2", machine("m7g.large", "0.0816", more=[("0", "Inf", "0.0816000000")])).wrong == ()
    differ = only(tmp_path, "AmazonEC2", machine("m7g.large", "0.0816", more=[("0", "Inf", "0.0850000000")]))
    assert "2 prices" in differ.wrong[0]


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (
            machine("m7g.large", "0.0000000000"),
            "USD: 0.0000000000: a list that says nothing costs is a list with a hole",
        ),
        (machine("m7g.large", "-0.0816000000"), "USD: -0.0816000000: plain digits as text, 0 or more"),
        (machine("m7g.large", "1E-2"), "USD: 1E-2: plain digits as text, 0 or more"),
        (machine("m7g.large", "NaN"), "USD: NaN: plain digits as text, 0 or more"),
        (machine("m7g.large", "0.5", currency="CNY"), "USD: null: plain digits as text, 0 or more"),
        (machine("m7g.large", "0.0816000000", unit="Seconds"), "unit: Seconds: Hrs"),
    ],
)
def test_a_price_that_cannot_be_right_is_told_with_its_product(tmp_path: Path, one: Product, says: str) -> None:
    found = only(tmp_path, "AmazonEC2", one)
    assert found.usd is None
    assert found.wrong == (f"products.{one.number}: ec2.m7g.large.linux in us-east-1: {says}",)


def test_a_list_of_more_than_a_year_ago_is_less_sure(tmp_path: Path) -> None:
    for published, sure in (("2025-11-22T00:00:00Z", "high"), ("2025-11-21T23:59:59Z", "medium")):
        found = offers(tmp_path, "AmazonEC2", GOOD, publicationDate=published).rows[0]
        assert (found.as_of.isoformat(), found.confidence) == (published[:10], sure)


def test_the_day_of_a_list_is_that_of_utc(tmp_path: Path) -> None:
    found = offers(tmp_path, "AmazonEC2", GOOD, publicationDate="2026-10-01T01:00:00+02:00")
    assert found.rows[0].as_of == date(2026, 9, 30)


def test_everything_that_makes_it_no_price_list_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        offers(
            tmp_path, "AmazonTea", GOOD, formatVersion="v2.0", publicationDate=None, products=[], terms={"Reserved": {}}
        )
    assert raised.value.problems == (
        "formatVersion: v2.0: v1.0",
        "offerCode: AmazonTea: one of AmazonEC2, AWSELB, AmazonVPC, AmazonRDS, AmazonElastiCache, AmazonMSK, AmazonEKS",
        "products: an object of products by their number",
        "terms.OnDemand: an object of terms by product",
        "publicationDate: null: a moment such as 2026-10-01T00:00:00Z",
    )


def test_a_list_in_which_no_rule_finds_anything_is_refused(tmp_path: Path) -> None:
    """Its attributes have other names than they had, or it is of a partition that is not ours."""
    with pytest.raises(InputError, match="none of them is one that a rule of AmazonEC2 knows"):
        offers(tmp_path, "AmazonEC2", machine("m7g.large", "0.1", "us-gov-west-1"))


def test_a_product_of_another_offer_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of them"):
        offers(tmp_path, "AmazonRDS", GOOD)


@pytest.mark.parametrize("odd", [None, 7, {}, {"sku": "A"}, {"sku": "A", "attributes": 3}, {"attributes": {}}])
def test_an_odd_product_is_passed_over(tmp_path: Path, odd: object) -> None:
    path = price_list(tmp_path / "list.json", "AmazonEC2", [GOOD])
    raw = json.loads(path.read_text())
    raw["products"]["ODD"] = odd
    raw["terms"]["OnDemand"]["ODD"] = odd
    assert len(prices_of(raw, rules(), None, 365).rows) == 1


def test_every_rule_makes_rows_of_the_book_in_their_unit() -> None:
    prices = [row for row in load_book().prices() if row.vendor == "aws"]
    for rule in rules().rules:
        found = [price for price in prices if rule.makes(price.sku)]
        assert found, f"{rule.sku}: no row of the book is of this rule"
        assert {price.unit for price in found} == {rule.ours}, rule.sku


def test_no_row_of_the_book_is_of_two_rules() -> None:
    for price in load_book().prices():
        assert sum(rule.makes(price.sku) for rule in rules().rules) <= 1, price.sku


def test_every_rule_says_where_it_comes_from() -> None:
    for rule in rules().rules:
        assert rule.source, rule.sku
        assert date.fromisoformat(rule.date) <= date(2026, 11, 30)


def test_what_is_bought_ahead_is_of_no_rule() -> None:
    ahead = [price for price in load_book().prices() if price.sku.endswith("ri1y_noupfront")]
    assert ahead
    assert not [price for price in ahead if isinstance(price, Price) and any(r.makes(price.sku) for r in rules().rules)]
