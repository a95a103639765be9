"""Remarks on stores: what a deploy does to them, what is a beta, and what is nobody's here."""

from components.cache.findings import findings
from components.cache.spec import CacheSpec
from components.findings import Finding
from components.limits import limit
from tests.components.cache.specs import AVAILABLE, CACHE, KEYS, QUEUE, external, spec


def found(of: CacheSpec) -> dict[str, Finding]:
    return {finding.id: finding for finding in findings(of)}


def test_stores_with_state_on_one_node_are_away_for_a_moment_at_each_deploy() -> None:
    remark = found(spec(CACHE, KEYS, QUEUE))["cache-outage-at-deploy"]
    assert remark.severity == "warning"
    assert "idempotency in us-east, queue in us-east" in remark.text
    assert "cache in" not in remark.text
    row = limit("cache", "railway", "volume", "redeploy_outage")
    assert remark.source == f"{row.source} ({row.date})"


def test_a_cache_alone_has_no_remark_as_it_may_be_cold() -> None:
    assert found(spec(CACHE)) == {}


def test_several_nodes_end_the_outage_and_are_a_beta() -> None:
    remarks = found(spec(AVAILABLE))
    assert set(remarks) == {"cache-ha-beta", "cache-ha-size"}
    assert "queue in us-east takes 3 nodes and 2 proxies: 4 GB of memory in all" in remarks["cache-ha-size"].text


def test_the_gravest_come_first() -> None:
    severities = [finding.severity for finding in findings(spec(KEYS, AVAILABLE))]
    assert severities == ["warning", "warning", "info"]


def test_external_redis_is_nobody_s_here() -> None:
    remarks = found(external({"use": "cache", "region": "us-east", "secret": "redis"}))
    assert set(remarks) == {"cache-external"}
    assert remarks["cache-external"].severity == "warning"


def test_no_store_has_no_remark() -> None:
    assert found(CacheSpec.model_validate_json('{"store": {"kind": "none"}}')) == {}
