"""Rights of workloads on Kafka: exactly what is granted, on exactly the topics and groups that are named."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.messaging.rights import CONNECT, CONSUME, IDEMPOTENT, JOIN, PRODUCE, Kind, part_arn, statements
from components.messaging.topics_spec import GrantSpec
from components.policies import Statement
from tests.components.messaging.made import ACCOUNT, CLUSTER_ARN, UUID, grant

Allowed = set[tuple[str, str]]
WORKLOADS = ("api", "feed", "webhook", "worker")


def grants(*rows: dict[str, object]) -> list[GrantSpec]:
    return [GrantSpec.model_validate(row) for row in rows]


def given_to(workload: str, rows: Iterable[GrantSpec]) -> list[Statement]:
    return statements(workload, list(rows), cluster="cluster", named=lambda kind, name: f"{kind} {name}")


def allowed(found: Iterable[Statement]) -> Allowed:
    """Every action on every resource."""
    rows = list(found)
    assert all(row.effect == "Allow" and row.principals is None for row in rows)
    return {(action, str(resource)) for row in rows for action in row.actions for resource in row.resources}


PRODUCER, CONSUMER = grants(grant("webhook", "events", "produce"), grant("worker", "events", "consume", "orders"))
NAME = st.sampled_from(("events", "jobs", "catalog-changes"))
GRANT = st.one_of(
    st.builds(GrantSpec, workload=st.sampled_from(WORKLOADS), topic=NAME, right=st.just("produce"), group=st.none()),
    st.builds(
        GrantSpec,
        workload=st.sampled_from(WORKLOADS),
        topic=NAME,
        right=st.just("consume"),
        group=st.sampled_from(("orders", "feeds")),
    ),
)


def test_a_producer_writes_its_topic_and_reads_nothing() -> None:
    assert allowed(given_to("webhook", [PRODUCER, CONSUMER])) == {
        ("kafka-cluster:Connect", "cluster"),
        ("kafka-cluster:WriteDataIdempotently", "cluster"),
        ("kafka-cluster:DescribeTopic", "topic events"),
        ("kafka-cluster:WriteData", "topic events"),
    }


def test_a_consumer_reads_its_topic_in_its_group_and_writes_nothing() -> None:
    assert allowed(given_to("worker", [PRODUCER, CONSUMER])) == {
        ("kafka-cluster:Connect", "cluster"),
        ("kafka-cluster:DescribeTopic", "topic events"),
        ("kafka-cluster:ReadData", "topic events"),
        ("kafka-cluster:DescribeGroup", "group orders"),
        ("kafka-cluster:AlterGroup", "group orders"),
    }


def test_a_workload_without_grants_cannot_even_connect() -> None:
    assert given_to("api", [PRODUCER, CONSUMER]) == []
    assert given_to("webhook", []) == []


def test_a_group_that_reads_two_topics_is_named_once_and_the_order_of_grants_is_no_change() -> None:
    rows = grants(grant("feed", "jobs", "consume", "feeds"), grant("feed", "catalog", "consume", "feeds"))
    found = given_to("feed", rows)
    assert [list(row.resources) for row in found] == [["cluster"], ["topic catalog", "topic jobs"], ["group feeds"]]
    assert given_to("feed", rows[::-1]) == found


@given(st.lists(GRANT, max_size=12))
def test_statements_are_the_grants_and_nothing_more(rows: list[GrantSpec]) -> None:
    """Each grant by itself, written down again here, adds up to what each workload gets."""
    for workload in WORKLOADS:
        expected: Allowed = set()
        for row in rows:
            if row.workload != workload:
                continue
            expected |= {(action, "cluster") for action in CONNECT}
            if row.right == "produce":
                expected |= {(action, "cluster") for action in IDEMPOTENT}
                expected |= {(action, f"topic {row.topic}") for action in PRODUCE}
            else:
                expected |= {(action, f"topic {row.topic}") for action in CONSUME}
                expected |= {(action, f"group {row.group}") for action in JOIN}
        found = given_to(workload, rows)
        assert allowed(found) == expected
        assert len({row.sid for row in found}) == len(found)
        assert all(row.resources for row in found)


@given(st.lists(GRANT, max_size=12))
def test_nobody_may_administer_and_no_right_is_a_pattern(rows: list[GrantSpec]) -> None:
    every = {action for right in (CONNECT, IDEMPOTENT, PRODUCE, CONSUME, JOIN) for action in right}
    assert not {action for action in every if "*" in action or "Create" in action or "Delete" in action}
    for workload in WORKLOADS:
        found = allowed(given_to(workload, rows))
        assert {action for action, _ in found} <= every
        assert not [resource for _, resource in found if "*" in resource]


@given(GRANT, st.lists(GRANT, max_size=6))
def test_another_grant_takes_nothing_away(more: GrantSpec, rows: list[GrantSpec]) -> None:
    for workload in WORKLOADS:
        assert allowed(given_to(workload, rows)) <= allowed(given_to(workload, [*rows, more]))


@pytest.mark.parametrize("kind", ["topic", "group"])
def test_a_part_of_a_cluster_carries_the_cluster_s_name_and_uuid(kind: Kind) -> None:
    """Another cluster of the same name has another UUID, so rights do not pass to it."""
    assert part_arn(CLUSTER_ARN, kind, "webhook-events") == (
        f"arn:aws:kafka:us-east-1:{ACCOUNT}:{kind}/kafka-us-east-1a2b3c4/{UUID}/webhook-events"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kafka-us-east",
        f"arn:aws:kafka:us-east-1:{ACCOUNT}:cluster/kafka-us-east",
        f"arn:aws:kafka:us-east-1:{ACCOUNT}:topic/kafka-us-east/{UUID}",
        f"arn:aws:eks:us-east-1:{ACCOUNT}:cluster/kafka-us-east/{UUID}",
        f"{CLUSTER_ARN}/more",
    ],
)
def test_what_is_no_cluster_has_no_topics(text: str) -> None:
    with pytest.raises(ValueError, match="is not the ARN of an MSK cluster"):
        part_arn(text, "topic", "events")
