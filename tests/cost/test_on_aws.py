"""A platform on AWS as its bill counts it: regions and their shares, what is switched off, what has no price."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.cost.aws import Machines, Region, region
from sayar.cost.bill import Bill
from sayar.cost.book import load_book
from tests.cost.priced import billed, dark, lines_of, month, stack, with_parts

D = Decimal
US, EU = "us-east-1", "eu-west-1"


def test_what_is_free_to_the_internet_is_free_once_for_the_account_and_not_in_every_region() -> None:
    """100 GB a month of the account: of 1,000 GB, a fifth of them in Europe, 900 are billed."""
    found = month("enterprise", amounts={"egress_gb": 1000, "secondary_share": 0.2})
    assert billed(found, "transfer.internet", US) == 800 - 100
    assert billed(found, "transfer.internet", EU) == 200
    small = month("enterprise", amounts={"egress_gb": 110, "secondary_share": 0.5})
    assert billed(small, "transfer.internet", US) == 0
    assert billed(small, "transfer.internet", EU) == 10, "55 were free in the first region, and 45 of the next 55"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3000), st.floats(0, 1))
def test_wherever_traffic_leaves_from_all_beyond_the_free_part_is_billed(gb: int, share: float) -> None:
    found = month("enterprise", amounts={"egress_gb": gb, "secondary_share": share})
    assert float(billed(found, "transfer.internet")) == pytest.approx(max(gb - 100, 0))


@pytest.mark.parametrize(
    ("sku", "key", "whole"),
    [
        ("nat.data", "nat_gb", 1000),
        ("transfer.inter_az", "cross_zone_gb", 1000),
        ("s3.standard", "s3_gb", 1000),
        ("cloudwatch.metric", "cloudwatch_metrics", 1000),
        ("guardduty.cloudtrail", "trail_events_m", 1000),
        ("guardduty.flow_dns", "flow_gb", 1000),
        ("guardduty.eks_audit", "audit_events_m", 1000),
        ("securityhub.check", "security_checks", 1000),
        ("config.item", "config_items", 1000),
        ("cloudwatch.logs.ingest", "log_gb", 1000),
        ("alb.lcu", "lcu", 730_000),
    ],
)
def test_use_falls_on_regions_by_their_share(sku: str, key: str, whole: int) -> None:
    """Capacity units are a mean, so that they are billed for every hour of the month."""
    found = month("enterprise", amounts={key: 1000, "secondary_share": 0.3})
    assert billed(found, sku, US) == D(whole) * D("0.7")
    assert billed(found, sku, EU) == D(whole) * D("0.3")


@pytest.mark.parametrize(
    ("sku", "key", "europe"),
    [
        ("aurora.storage", "db_size_gb", 1000),
        ("aurora.backup", "db_backup_gb", 1000),
        ("aurora.global.replicated_write", "db_replicated_writes_m", 0),
        ("msk.storage", "kafka_gb", 0),
        ("msk.express.in", "kafka_in_gb", 0),
        ("transfer.inter_region", "inter_region_gb", 0),
        ("ecr.storage", "image_gb", 0),
        ("cloudwatch.alarm", "alarms", 0),
        ("secretsmanager.secret", "secrets", 0),
    ],
)
def test_what_is_of_the_data_is_where_the_data_is_and_what_is_sent_once_is_billed_once(
    sku: str, key: str, europe: int
) -> None:
    found = month("enterprise", amounts={key: 1000})
    assert billed(found, sku, US) == 1000
    assert billed(found, sku, EU) == europe


def test_logs_are_kept_for_as_many_months_as_they_are_kept_for() -> None:
    found = month("enterprise", "monitoring.logs.retention_days=90", amounts={"log_gb": 100, "secondary_share": 0})
    assert billed(found, "cloudwatch.logs.storage") == 300


@pytest.mark.parametrize(
    ("change", "skus"),
    [
        ("security.cloud.guard_duty={enabled: 'off', features: [], findings_every: one_hour}", ["guardduty."]),
        ("security.cloud.guard_duty.features=[]", ["guardduty.eks"]),
        ("security.cloud.security_hub={enabled: 'off', standards: []}", ["securityhub."]),
        ("security.cloud.config_recorder=off", ["config."]),
        ("network.cloud.interface_endpoints=[]", ["vpce."]),
    ],
)
def test_what_is_switched_off_has_no_line_and_is_not_missed(change: str, skus: list[str]) -> None:
    before, after = month("enterprise"), month("enterprise", change)
    for sku in skus:
        assert lines_of(before, sku)
        assert not lines_of(after, sku)
        assert not any(one.startswith(sku) for one in dark(after))
    assert after.expected < before.expected


def test_writes_go_to_another_region_only_where_the_database_does() -> None:
    """Two regions of services with a database in one of them replicate nothing."""
    assert billed(month("enterprise"), "aurora.global.replicated_write") == 60
    alone = month("enterprise", "database.engine.worldwide=null")
    assert billed(alone, "aurora.global.replicated_write") == 0
    assert billed(alone, "aurora.storage", EU) == 0
    assert billed(alone, "aurora.io") == 0, "io_optimized bills no requests"


def test_standard_storage_bills_requests_of_the_writing_region_alone() -> None:
    found = month("enterprise", "database.engine.storage=standard", amounts={"db_io_m": 500})
    assert (billed(found, "aurora.io", US), billed(found, "aurora.io", EU)) == (500, 0)
    (line,) = lines_of(found, "aurora.pg", US)
    assert line.factor == 1
    assert {one.sku for one in lines_of(found, "aurora.storage")} == {"aurora.storage"}


def test_io_optimized_costs_more_by_its_factor_and_the_line_rests_on_both_rows() -> None:
    (line,) = lines_of(month("enterprise"), "aurora.pg", US)
    assert line.factor == D("1.3")
    assert [row.sku for row in line.prices] == ["aurora.pg.db.r8g.2xlarge", "aurora.io_optimized.compute_factor"]


def test_instances_whose_factor_has_no_row_are_listed_and_not_billed_without_it() -> None:
    book = load_book()
    factor = "aurora.io_optimized.compute_factor"
    bill = Bill(replace(book, rows={key: row for key, row in book.rows.items() if key[1] != factor}))
    region(bill, Region(US, aurora=(Machines("r7g.large", 2),), io_optimized=True))
    assert bill.lines == []
    assert [(one.vendor, one.sku) for one in bill.unpriced] == [("aws", factor)]
    assert bill.unpriced[0].why.startswith("us-east-1: Aurora, 2 x r7g.large: ")


def test_a_proxy_is_billed_for_the_processors_of_everything_behind_it() -> None:
    """Three instances of 8 in one region, a reader of 4 in the other."""
    found = month("enterprise")
    assert (billed(found, "rds_proxy.vcpu", US), billed(found, "rds_proxy.vcpu", EU)) == (24 * 730, 4 * 730)
    assert billed(found, "rds_proxy.acu") == 0


@pytest.mark.parametrize(("least", "most", "units"), [(0.5, 1, 8), (4, 4, 12), (2, 22, 15)])
def test_a_proxy_before_a_serverless_cluster_is_billed_by_capacity_units_and_at_least_for_eight(
    least: float, most: float, units: int
) -> None:
    """Three instances; autoscaling stands at 15 % of its way: 2 to 22 are 5 in the mean."""
    capacity = {"kind": "serverless", "min_acu": least, "max_acu": most}
    found = month("enterprise", {"database.engine.primary.capacity": capacity})
    assert billed(found, "rds_proxy.acu", US) == units * 730
    assert billed(found, "rds_proxy.vcpu", US) == 0
    assert lines_of(found, "aurora.pg", US) == []


def test_a_class_of_an_unknown_size_is_no_fault_of_the_program() -> None:
    """Nobody can say how many processors the proxy is billed for, and the instances have no price either."""
    found = month("enterprise", "database.engine.primary.capacity.instance_class=db.r8g.metal")
    assert {"aurora.pg.db.r8g.metal", "rds_proxy.unknown_size"} <= dark(found)
    assert billed(found, "rds_proxy.vcpu", US) == 0


def test_a_headless_region_has_storage_and_no_instances() -> None:
    headless = {"region": "eu-west", "capacity": None, "readers": 0, "proxy": None}
    found = month("enterprise", {"database.engine.worldwide.secondaries[0]": headless}, amounts={"db_size_gb": 300})
    assert lines_of(found, "aurora.pg", EU) == []
    assert billed(found, "aurora.storage", EU) == 300
    assert billed(found, "rds_proxy", EU) == 0


def test_keys_are_one_for_each_use_and_region_and_one_of_the_account_of_the_copies() -> None:
    found = month("enterprise")
    assert (billed(found, "kms.key", US), billed(found, "kms.key", EU)) == (7, 8)
    same = month("enterprise", "backup.vaults.copy_account=same")
    assert billed(same, "kms.key", EU) == 7


@pytest.mark.parametrize(("nat", "gateways"), [("per_zone", 3), ("single", 1)])
def test_each_way_out_has_an_address_and_so_has_the_balancer_in_each_zone(nat: str, gateways: int) -> None:
    found = month("enterprise", {"network.cloud.vpcs[0].nat": nat})
    assert billed(found, "nat.hour", US) == gateways * 730
    assert billed(found, "ipv4.public", US) == (gateways + 3) * 730


def test_disks_of_standard_brokers_are_of_the_stack_file_and_nobody_assumes_them() -> None:
    broker = (
        "messaging.broker.kind=msk_standard",
        "messaging.broker.instance_type=kafka.m7g.large",
        "messaging.broker.storage_gb=200",
        "messaging.broker.storage_autoscale_to_gb=400",
    )
    found = month("enterprise", *broker)
    (line,) = lines_of(found, "msk.storage")
    assert (line.quantity, line.assumed) == (600, False)
    assert billed(found, "msk.broker.m7g.large") == 3 * 730
    assert billed(found, "msk.express") == 0
    (express,) = lines_of(month("enterprise"), "msk.storage")
    assert express.assumed


def test_extended_support_is_another_price_and_missing_where_it_was_not_found() -> None:
    found = month("enterprise", "cluster.engine.support=extended")
    assert billed(found, "eks.cluster.extended", US) == 730
    assert "eks.cluster.extended" in dark(found), "of Europe there is no row"


def test_machines_are_assumed_as_long_as_anything_is_that_they_follow_from() -> None:
    keys = {"replicas_share": 0.2, "node_fill": 0.8, "node_disk_gb": 80}
    for missing in keys:
        some = {key: value for key, value in keys.items() if key != missing}
        assert all(line.assumed for line in lines_of(month("enterprise", amounts=some), "ec2."))
    assert not any(line.assumed for line in lines_of(month("enterprise", amounts=keys), "ec2."))


def test_support_is_bought_or_not_and_comes_to_its_share_of_the_first_step() -> None:
    without = month("enterprise", amounts={"aws_support": 0})
    assert lines_of(without, "support.") == []
    (line,) = lines_of(month("enterprise"), "support.")
    assert (line.quantity, line.amount) == (10000, 900)


def test_endpoints_are_billed_in_each_zone_and_nodes_are_watched_only_where_somebody_asks_for_it() -> None:
    found = month("enterprise")
    assert billed(found, "vpce.interface", US) == 6 * 3 * 730
    assert billed(found, "guardduty.runtime", US) == 11 * 4, "eleven machines of four processors"
    quiet = month("enterprise", "security.cloud.guard_duty.features=[eks_audit_logs]")
    assert billed(quiet, "guardduty.runtime") == 0


def test_serverless_units_of_optimized_storage_have_a_price_of_their_own() -> None:
    capacity = {"database.engine.primary.capacity": {"kind": "serverless", "min_acu": 4, "max_acu": 4}}
    assert {one.sku for one in lines_of(month("enterprise", capacity), "aurora.acu")} == {"aurora.acu.ioopt"}
    plain = month("enterprise", capacity | {"database.engine.storage": "standard"})
    assert {one.sku for one in lines_of(plain, "aurora.acu")} == {"aurora.acu"}
    assert billed(plain, "aurora.acu") == 3 * 4 * 730


def test_regions_beside_the_primary_one_share_their_part_of_the_use() -> None:
    """A third region as the second one: each of both gets half of what is not the first one's."""
    network = stack("enterprise").platform.network
    assert network.cloud.kind == "aws"
    second, vpc = network.regions[1], network.cloud.vpcs[1]
    third = {"name": "ap-southeast"}
    cloud = network.cloud.model_copy(
        update={"vpcs": (*network.cloud.vpcs, vpc.model_copy(update={"region": "ap-southeast"}))}
    )
    regions = (*network.regions, second.model_copy(update=third))
    found = with_parts(
        amounts={"nat_gb": 1000, "secondary_share": 0.4},
        network=network.model_copy(update={"regions": regions, "cloud": cloud}),
    )
    assert billed(found, "nat.data", US) == 600
    assert billed(found, "nat.data", EU) == 200
    assert "nat.data" in dark(found), "of the third region there are no prices"
