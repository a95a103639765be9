"""The texts that brokers and topics are told."""

import json

from hypothesis import given
from hypothesis import strategies as st

from components.messaging.kafka_settings import server_properties, topic_settings
from components.messaging.topics_spec import TopicSpec
from tests.components.messaging.made import CHANGES, EVENTS, EXPRESS, STANDARD, brokers

DELETED = st.builds(
    TopicSpec,
    name=st.just("events"),
    partitions=st.integers(1, 100),
    replication=st.just(3),
    min_in_sync=st.integers(1, 2),
    retention_h=st.integers(1, 24 * 365),
    cleanup=st.just("delete"),
    max_message_kb=st.integers(1, 8192),
)
BROKERS = {"express": brokers(EXPRESS), "standard": brokers(STANDARD)}


def test_no_kind_of_brokers_makes_topics_by_itself() -> None:
    for spec in BROKERS.values():
        assert "auto.create.topics.enable=false" in server_properties(spec).splitlines()


def test_express_is_told_only_what_it_takes() -> None:
    """Who leads and how many copies there are is fixed: Express refuses both."""
    assert server_properties(BROKERS["express"]) == "auto.create.topics.enable=false\n"
    assert "min.insync.replicas" not in topic_settings(BROKERS["express"], TopicSpec.model_validate(EVENTS))


@given(DELETED, st.sampled_from(sorted(BROKERS)))
def test_settings_are_the_spec_s_in_the_units_of_kafka(topic: TopicSpec, kind: str) -> None:
    found = json.loads(topic_settings(BROKERS[kind], topic))
    assert topic.retention_h is not None
    assert int(found["retention.ms"]) / 1000 / 3600 == topic.retention_h
    assert int(found["max.message.bytes"]) / 1024 == topic.max_message_kb
    assert found["cleanup.policy"] == "delete"
    assert found.get("min.insync.replicas") == (str(topic.min_in_sync) if kind == "standard" else None)


@given(DELETED, st.sampled_from(sorted(BROKERS)))
def test_settings_are_written_as_the_provider_reads_them_back(topic: TopicSpec, kind: str) -> None:
    """The provider is in Go, whose JSON has its keys in order and no spaces; Kafka's values are all texts."""
    text = topic_settings(BROKERS[kind], topic)
    assert " " not in text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert all(isinstance(value, str) for value in json.loads(text).values())


def test_records_that_are_compacted_have_no_age_at_which_they_go() -> None:
    found = json.loads(topic_settings(BROKERS["standard"], TopicSpec.model_validate(CHANGES)))
    assert found["cleanup.policy"] == "compact"
    assert "retention.ms" not in found
