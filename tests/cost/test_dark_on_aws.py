"""What a platform on AWS pays for without a price or an amount that anybody knows: listed, once, by its name."""

from __future__ import annotations

import pytest

from sayar.cost.types import type_prices
from tests.cost.priced import dark, lines_of, month, stack, with_parts

EU = "eu-west-1"


@pytest.mark.parametrize(
    ("change", "sku"),
    [
        ("security.cloud.audit.data_events=off", "cloudtrail.data_events"),
        ("network.cloud.interface_endpoints=[]", "vpce.traffic"),
        ("database.engine.logs.insights_days=7", "aurora.insights.advanced"),
        ("messaging.broker.monitoring=default", "msk.monitoring"),
        ("backup.vaults.stores=[aurora]", "backup.s3"),
        ("security.cloud.guard_duty.features=[eks_runtime]", "guardduty.malware"),
        ("security.cloud.guard_duty.features=[eks_runtime]", "guardduty.rds_login_events"),
        ("security.cloud.guard_duty.features=[eks_runtime]", "guardduty.s3_data_events"),
        ("monitoring.tracing={store: none, sampled: 0, keep_errors: 'off'}", "xray.traces"),
    ],
)
def test_what_is_paid_for_and_has_no_price_or_no_amount_is_listed_while_it_is_there(change: str, sku: str) -> None:
    tested = ("backup.vaults.test.stores=[aurora]",) if sku == "backup.s3" else ()
    assert sku in dark(month("enterprise"))
    assert sku not in dark(month("enterprise", *tested, change))


def test_the_enterprise_lists_everything_that_it_pays_for_without_a_price() -> None:
    assert dark(month("enterprise")) == {
        "alb.trust_store",
        "amp.samples",
        "aurora.insights.advanced",
        "backup.restore_test",
        "backup.s3",
        "cloudtrail.data_events",
        "elasticache.durability",
        "elasticache.snapshots",
        "guardduty.malware",
        "guardduty.rds_login_events",
        "guardduty.s3_data_events",
        "msk.monitoring",
        "plan.enterprise",
        "requests.api",
        "support.business_plus",
        "vpce.traffic",
        "xray.traces",
        "zone.enterprise",
    }


def test_a_type_without_a_price_is_on_the_list_of_the_bill() -> None:
    """What the table of types calls unpriced, the bill has to name, or its total would look whole."""
    listed = {
        "aws:backup/restoreTestingPlan:RestoreTestingPlan": "backup.restore_test",
        "aws:backup/restoreTestingSelection:RestoreTestingSelection": "backup.restore_test",
        "aws:lb/trustStore:TrustStore": "alb.trust_store",
    }
    assert set(type_prices().unpriced) == set(listed)
    assert set(listed.values()) <= dark(month("enterprise"))


def test_every_part_without_a_price_says_what_it_is_where_it_is_and_why_once() -> None:
    said = [one.why for one in month("enterprise").bill.unpriced]
    assert len(said) == len(set(said)), "two parts that read alike are one to a reader"
    assert "us-east-1: GuardDuty, search for malware: no dated price was found" in said
    assert not any("in use" in line for line in said)


def test_what_only_the_most_of_a_month_lacks_is_missing_from_the_range_too() -> None:
    """Support is known whole of what is expected; the most is above the step, where its share was not found."""
    small = {
        "database.engine.primary.capacity.instance_class": "db.r8g.large",
        "database.engine.worldwide": None,
        "cache.store.groups[0].shards": 1,
    }
    found = month("enterprise", small)
    (line,) = lines_of(found, "support.")
    assert line.quantity < 10000
    assert found.high > 11_000
    assert "support.business_plus" in dark(found)


def test_each_region_lists_what_it_has_without_a_price_and_nothing_of_the_others() -> None:
    """The trail, the broker, snapshots and telemetry are those of the primary region."""
    said = [one.why.removeprefix(f"{EU}: ") for one in month("enterprise").bill.unpriced if one.why.startswith(EU)]
    assert [line.partition(":")[0] for line in said] == [
        "Database Insights",
        "AWS Backup, copies of files",
        "endpoints, data",
        "load balancers, trust store",
        "requests to files, keys and secrets",
        "GuardDuty, logins of databases",
        "GuardDuty, events of objects",
        "GuardDuty, search for malware",
    ]


def test_a_balancer_without_mutual_tls_has_no_trust_store() -> None:
    security = stack("enterprise").platform.security
    plain = security.model_copy(update={"origin_auth": security.origin_auth.model_copy(update={"mode": "header"})})
    assert "alb.trust_store" not in dark(with_parts(security=plain))
