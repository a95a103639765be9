"""Kafka: each rule of brokers, topics and grants at its boundary."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.messaging.spec import KafkaBase, MessagingSpec, MskExpress

TOPIC: dict[str, Any] = {
    "name": "webhooks",
    "partitions": 48,
    "replication": 3,
    "min_in_sync": 2,
    "retention_h": 168,
    "cleanup": "delete",
    "max_message_kb": 1024,
}
PRODUCE: dict[str, Any] = {"workload": "webhook", "topic": "webhooks", "right": "produce", "group": None}
CONSUME: dict[str, Any] = {"workload": "worker", "topic": "webhooks", "right": "consume", "group": "worker"}
EXPRESS: dict[str, Any] = {
    "kind": "msk_express",
    "region": "us-east",
    "version": "3.9.x",
    "metadata": "kraft",
    "zones": 3,
    "brokers": 3,
    "instance_type": "express.m7g.large",
    "encryption": "tls",
    "monitoring": "per_broker",
    "open_metrics": "on",
    "log_retention_days": 90,
    "topics": [TOPIC],
    "grants": [PRODUCE, CONSUME],
}
STANDARD: dict[str, Any] = {
    **EXPRESS,
    "kind": "msk_standard",
    "zones": 2,
    "brokers": 4,
    "instance_type": "kafka.m7g.large",
    "storage_gb": 100,
    "storage_autoscale_to_gb": 500,
}


def spec(base: dict[str, Any], **changes: Any) -> MessagingSpec:
    return MessagingSpec.model_validate_json(json.dumps({"broker": {**base, **changes}}))


def problems(base: dict[str, Any], **changes: Any) -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec(base, **changes).problems()}


def test_both_kinds_of_brokers_are_sound() -> None:
    assert problems(EXPRESS) == {}
    assert problems(STANDARD) == {}


def test_no_broker_is_said_out_loud() -> None:
    none = MessagingSpec.model_validate_json('{"broker": {"kind": "none"}}')
    assert none.kafka is None
    assert [*none.problems(), *none.in_network((), {})] == []


@given(st.integers(1, 60))
def test_brokers_are_a_multiple_of_zones(brokers: int) -> None:
    assert ("broker.brokers" in problems(EXPRESS, brokers=brokers, topics=[], grants=[])) == (brokers % 3 != 0)


def test_express_has_three_zones_and_standard_two_or_three() -> None:
    assert problems(EXPRESS, zones=2, brokers=4)["broker.zones"].startswith("one of 3 for msk express")
    assert problems(STANDARD, zones=3, brokers=3) == {}
    assert problems(STANDARD, zones=1)["broker.zones"].startswith("one of 2, 3")


def test_machines_belong_to_the_kind_of_brokers() -> None:
    assert problems(EXPRESS, instance_type="kafka.m7g.large")["broker.instance_type"].startswith("a type of express.*")
    assert "broker.instance_type" in problems(STANDARD, instance_type="express.m7g.large")


@pytest.mark.parametrize(("version", "sound"), [("3.7.x", False), ("3.9.x", True), ("4.2.x", True), ("4.3.x", False)])
def test_versions_are_those_in_support_for_both_kinds(version: str, sound: bool) -> None:
    assert ("broker.version" not in problems(EXPRESS, version=version)) == sound
    assert ("broker.version" not in problems(STANDARD, version=version)) == sound


def test_the_engine_version_names_kraft_before_4_because_4_has_nothing_else() -> None:
    assert [
        kafka.engine_version for version in ("3.9.x", "4.1.x") if (kafka := spec(EXPRESS, version=version).kafka)
    ] == [
        "3.9.x.kraft",
        "4.1.x",
    ]


def test_standard_has_at_most_60_brokers() -> None:
    assert problems(STANDARD, brokers=60) == {}
    assert problems(STANDARD, brokers=62)["broker.brokers"].startswith("at most 60")


def test_disks_are_of_a_size_that_the_service_takes_and_never_shrink() -> None:
    assert problems(STANDARD, storage_autoscale_to_gb=16384) == {}
    assert problems(STANDARD, storage_autoscale_to_gb=16385)["broker.storage_autoscale_to_gb"].startswith(
        "at most 16384"
    )
    assert (
        problems(STANDARD, storage_autoscale_to_gb=99)["broker.storage_autoscale_to_gb"] == "at least storage_gb (100)"
    )


def test_a_disk_that_may_not_grow_is_allowed() -> None:
    assert problems(STANDARD, storage_autoscale_to_gb=100) == {}


def test_express_fixes_the_number_of_copies() -> None:
    found = problems(EXPRESS, topics=[{**TOPIC, "replication": 2, "min_in_sync": 1}])
    assert found["broker.topics[0].replication"].startswith("3: Express fixes it")
    assert found["broker.topics[0].min_in_sync"].startswith("2: Express fixes it")


def test_one_broker_may_restart_without_stopping_writes() -> None:
    three = problems(STANDARD, topics=[{**TOPIC, "min_in_sync": 3}])
    assert three == {"broker.topics[0].min_in_sync": "at most 2, or the restart of one broker stops all writes"}
    assert (
        "at most replication (3)"
        in problems(STANDARD, topics=[{**TOPIC, "min_in_sync": 4}])["broker.topics[0].min_in_sync"]
    )
    assert problems(STANDARD, topics=[{**TOPIC, "replication": 1, "min_in_sync": 1}]) == {}


def test_there_are_not_more_copies_than_brokers() -> None:
    few = problems(STANDARD, brokers=2)
    assert few == {"broker.topics[0].replication": "at most brokers (2)"}


def test_retention_goes_with_deleting_and_not_with_compacting() -> None:
    assert problems(EXPRESS, topics=[{**TOPIC, "cleanup": "compact", "retention_h": None}]) == {}
    assert "broker.topics[0].retention_h" in problems(EXPRESS, topics=[{**TOPIC, "cleanup": "compact"}])
    assert "broker.topics[0].retention_h" in problems(EXPRESS, topics=[{**TOPIC, "retention_h": None}])


def test_a_topic_is_there_once() -> None:
    assert problems(EXPRESS, topics=[TOPIC, TOPIC])["broker.topics[1].name"] == "each topic once"


def test_a_grant_names_a_topic_and_a_consumer_its_group() -> None:
    found = problems(EXPRESS, grants=[PRODUCE, {**CONSUME, "topic": "orders"}, {**CONSUME, "group": None}])
    assert found["broker.grants[1].topic"] == "a topic: webhooks"
    assert found["broker.grants[2].group"] == "a consumer group"
    assert problems(EXPRESS, grants=[{**PRODUCE, "group": "g"}])["broker.grants[0].group"] == "null for a producer"


def test_a_grant_is_there_once() -> None:
    assert problems(EXPRESS, grants=[PRODUCE, CONSUME, PRODUCE])["broker.grants[2]"] == "each grant once"


def test_a_topic_that_is_only_read_would_wait_for_ever() -> None:
    assert problems(EXPRESS, grants=[CONSUME]) == {"broker.topics[0].name": "a topic that somebody may produce to"}


def test_logs_are_kept_for_a_number_of_days_that_the_service_has() -> None:
    assert "broker.log_retention_days" in problems(EXPRESS, log_retention_days=91)


def test_brokers_are_in_a_region_with_enough_zones() -> None:
    regions, zones = ("us-east", "eu-west"), {"us-east": 3, "eu-west": 2}
    assert list(spec(EXPRESS).in_network(regions, zones)) == []
    (few,) = spec(EXPRESS, region="eu-west").in_network(regions, zones)
    assert (few.path, few.allowed) == ("broker.zones", "at most the zones of its network (2)")
    (nowhere,) = spec(EXPRESS, region="us-west").in_network(regions, zones)
    assert nowhere.path == "broker.region"


def test_partitions_of_a_topic_bound_its_readers() -> None:
    kafka = spec(EXPRESS).kafka
    assert kafka is not None
    assert (kafka.partitions("webhooks"), kafka.partitions("orders")) == (48, None)


def test_what_cannot_change_in_place_is_a_field_of_the_brokers() -> None:
    assert set(KafkaBase.IMMUTABLE) <= set(MskExpress.model_fields)


@pytest.mark.parametrize("name", ["Webhooks", "web_hooks", ".webhooks", "w" * 250, ""])
def test_a_topic_name_that_would_collide_in_metrics_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        spec(EXPRESS, topics=[{**TOPIC, "name": name}])
