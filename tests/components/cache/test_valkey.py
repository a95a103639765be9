"""Valkey on ElastiCache: failover has somewhere to go, and options exist in the version that is chosen."""

import json
from typing import Any

import pytest

from components.cache.spec import CacheSpec
from components.cache.valkey_spec import ValkeyGroup

GROUP: dict[str, Any] = {
    "use": "cache",
    "region": "us-east",
    "node_type": "cache.m7g.large",
    "cluster_mode": "on",
    "shards": 2,
    "replicas": 2,
    "multi_zone": "on",
    "subnets": "intra",
    "eviction": "allkeys-lru",
    "durability": "off",
    "snapshot_days": 7,
}


def problems(*groups: dict[str, Any], version: str = "9.0") -> dict[str, str]:
    value = {"store": {"kind": "elasticache", "version": version, "groups": groups}}
    spec = CacheSpec.model_validate_json(json.dumps(value))
    return {problem.path: problem.allowed for problem in spec.problems()}


def test_two_shards_with_two_copies_each_are_sound() -> None:
    assert problems(GROUP, {**GROUP, "region": "eu-west"}) == {}


@pytest.mark.parametrize(("version", "sound"), [("8.0", False), ("8.1", True), ("9.1", True), ("10.0", False)])
def test_versions_are_those_that_the_service_lists(version: str, sound: bool) -> None:
    assert ("store.version" not in problems(GROUP, version=version)) == sound


def test_failover_needs_a_copy() -> None:
    assert problems({**GROUP, "replicas": 0}) == {"store.groups[0].multi_zone": "off without a replica to fail over to"}
    assert problems({**GROUP, "replicas": 0, "multi_zone": "off"}) == {}


def test_a_shard_has_at_most_five_copies_and_a_group_at_most_500_nodes() -> None:
    assert problems({**GROUP, "replicas": 5}) == {}
    assert problems({**GROUP, "replicas": 6})["store.groups[0].replicas"].startswith("at most 5")
    assert problems({**GROUP, "replicas": 4, "shards": 100}) == {}
    assert "500 nodes" in problems({**GROUP, "replicas": 4, "shards": 101})["store.groups[0].shards"]


def test_shards_and_durability_need_cluster_mode() -> None:
    found = problems({**GROUP, "cluster_mode": "off", "durability": "on"})
    assert set(found) == {"store.groups[0].shards", "store.groups[0].durability"}
    assert problems({**GROUP, "cluster_mode": "off", "shards": 1}) == {}


def test_durability_came_with_version_9() -> None:
    durable = {**GROUP, "durability": "on"}
    assert problems(durable) == {}
    assert problems(durable, version="8.2")["store.groups[0].durability"].startswith("off before Valkey 9.0")


def test_snapshots_are_kept_for_35_days_at_most_and_always_for_state() -> None:
    assert problems({**GROUP, "snapshot_days": 35}) == {}
    assert "store.groups[0].snapshot_days" in problems({**GROUP, "snapshot_days": 36})
    assert problems({**GROUP, "snapshot_days": 0}) == {}
    keys = {**GROUP, "use": "idempotency", "eviction": "noeviction", "snapshot_days": 0}
    assert problems(keys)["store.groups[0].snapshot_days"].startswith("at least 1")


def test_one_group_for_each_use_and_region() -> None:
    assert problems(GROUP, GROUP) == {"store.groups[1].use": "one group for each use and region"}


def test_what_cannot_change_in_place_is_a_field_of_the_group() -> None:
    assert set(ValkeyGroup.IMMUTABLE) <= set(ValkeyGroup.model_fields)
