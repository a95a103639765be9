"""Kafka on MSK: private brokers for IAM clients over TLS, protected records, topics as data."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.components.messaging.made import (
    BOOTSTRAP,
    CLUSTER,
    CLUSTER_ARN,
    COMPONENT,
    CONFIGURATION,
    EVENTS,
    EXPRESS,
    GROUP,
    GROUP_ID,
    KEY,
    LOG_KEY,
    LOGS,
    POLICY,
    RULE,
    SETTINGS_ARN,
    STANDARD,
    TARGET,
    TOPIC,
    UUID,
    Made,
    brokers,
    kafka,
)
from tests.support.mocks import UNKNOWN


@pytest.fixture(scope="module")
def express() -> Made:
    return kafka(brokers(EXPRESS))


@pytest.fixture(scope="module")
def standard() -> Made:
    return kafka(brokers(STANDARD))


@pytest.fixture(scope="module")
def preview() -> Made:
    return kafka(brokers(EXPRESS), preview=True)


def names(made: Made) -> set[tuple[str, str]]:
    return {(row.type, row.name) for row in made.recording.custom()}


def test_express_is_a_cluster_with_its_settings_logs_doors_and_topics(express: Made) -> None:
    assert names(express) == {
        (CLUSTER, "kafka-us-east"),
        (CONFIGURATION, "kafka-us-east-settings"),
        (LOGS, "kafka-us-east-logs"),
        (GROUP, "kafka-us-east"),
        *(
            (RULE, f"kafka-us-east-{port}-from-{who}")
            for port in ("iam", "jmx", "node")
            for who in ("nodes", "eu-west")
        ),
        (TOPIC, "topic-webhook-events-us-east"),
        (TOPIC, "topic-catalog-changes-us-east"),
    }


def test_express_brokers_are_as_the_spec_says_one_subnet_a_zone_and_no_disks(express: Made) -> None:
    assert {key: express.cluster[key] for key in express.cluster if key not in ("tags", "loggingInfo")} == {
        "kafkaVersion": "3.9.x.kraft",
        "numberOfBrokerNodes": 6,
        "brokerNodeGroupInfo": {
            "instanceType": "express.m7g.large",
            # The network has four zones and the spec three: the fourth moves no broker.
            "clientSubnets": ["subnet-1", "subnet-2", "subnet-3"],
            "securityGroups": [GROUP_ID],
            "connectivityInfo": {"publicAccess": {"type": "DISABLED"}},
        },
        "configurationInfo": {"arn": SETTINGS_ARN, "revision": 1},
        "encryptionInfo": {
            "encryptionAtRestKmsKeyArn": KEY,
            "encryptionInTransit": {"clientBroker": "TLS", "inCluster": True},
        },
        "clientAuthentication": {"sasl": {"iam": True}, "unauthenticated": False},
        "enhancedMonitoring": "PER_TOPIC_PER_BROKER",
        "openMonitoring": {
            "prometheus": {"jmxExporter": {"enabledInBroker": True}, "nodeExporter": {"enabledInBroker": True}}
        },
    }


def test_standard_brokers_have_disks_of_the_size_in_the_spec(standard: Made) -> None:
    group = standard.cluster["brokerNodeGroupInfo"]
    assert group["storageInfo"] == {"ebsStorageInfo": {"volumeSize": 100}}
    assert group["clientSubnets"] == ["subnet-1", "subnet-2"]
    assert standard.cluster["numberOfBrokerNodes"] == 4


@pytest.mark.parametrize("base", [EXPRESS, STANDARD])
def test_clients_come_by_iam_over_tls_from_inside_and_in_no_other_way(base: dict[str, Any]) -> None:
    cluster = kafka(brokers(base, topics=[], grants=[])).cluster
    assert cluster["clientAuthentication"] == {"sasl": {"iam": True}, "unauthenticated": False}
    assert cluster["encryptionInfo"]["encryptionInTransit"] == {"clientBroker": "TLS", "inCluster": True}
    assert cluster["brokerNodeGroupInfo"]["connectivityInfo"] == {"publicAccess": {"type": "DISABLED"}}


def test_records_are_protected_and_nothing_else_is(express: Made) -> None:
    assert {row.name for row in express.recording.custom() if row.protect} == {
        "kafka-us-east",
        "kafka-us-east-logs",
        "topic-webhook-events-us-east",
        "topic-catalog-changes-us-east",
    }
    assert express.recording.one(CLUSTER).protect is True
    assert express.recording.one(GROUP).protect is None


def test_no_name_is_given_but_those_of_topics_so_a_new_cluster_comes_before_the_old_one_goes(express: Made) -> None:
    named = {row.type for row in express.recording.custom() if {"name", "clusterName"} & set(row.inputs)}
    assert named == {TOPIC}
    assert all(row.delete_before_replace is None for row in express.recording.custom())


def test_only_the_admitted_reach_the_brokers_and_only_on_ports_that_are_in_use(express: Made, standard: Made) -> None:
    def reached(made: Made) -> set[tuple[str, int]]:
        rules = [row.inputs for row in made.recording.of(RULE)]
        assert all(rule["fromPort"] == rule["toPort"] and rule["securityGroupId"] == GROUP_ID for rule in rules)
        return {(rule.get("referencedSecurityGroupId") or rule["cidrIpv4"], int(rule["fromPort"])) for rule in rules}

    assert reached(standard) == {("sg-nodes", 9098), ("10.32.0.0/16", 9098)}
    assert reached(express) == reached(standard) | {
        (who, port) for who in ("sg-nodes", "10.32.0.0/16") for port in (11001, 11002)
    }
    assert express.port == 9098


def test_exporters_that_are_off_are_said_to_be_off(standard: Made) -> None:
    """A block that is left out would leave exporters on that were on before."""
    assert standard.cluster["openMonitoring"] == {
        "prometheus": {"jmxExporter": {"enabledInBroker": False}, "nodeExporter": {"enabledInBroker": False}}
    }


@pytest.mark.parametrize("base", [EXPRESS, STANDARD])
def test_logs_of_brokers_are_encrypted_and_kept_as_long_as_the_spec_says(base: dict[str, Any]) -> None:
    made = kafka(brokers(base, log_retention_days=400, topics=[], grants=[]))
    logs = made.recording.one(LOGS).inputs
    assert (logs["retentionInDays"], logs["kmsKeyId"], logs["tags"]["data-class"]) == (400, LOG_KEY, "telemetry")
    assert made.cluster["loggingInfo"] == {
        "brokerLogs": {"cloudwatchLogs": {"enabled": True, "logGroup": "kafka-us-east-logs-1a2b3c4"}}
    }


def test_settings_are_for_the_version_of_the_brokers_and_make_no_topics(express: Made, standard: Made) -> None:
    inputs = express.recording.one(CONFIGURATION).inputs
    assert inputs == {"kafkaVersions": ["3.9.x.kraft"], "serverProperties": "auto.create.topics.enable=false\n"}
    # Standard would elect a copy that missed writes.
    assert standard.recording.one(CONFIGURATION).inputs["serverProperties"] == (
        "auto.create.topics.enable=false\nunclean.leader.election.enable=false\n"
    )


def test_another_version_is_one_update_of_cluster_and_settings() -> None:
    newer = kafka(brokers(STANDARD, version="4.1.x"))
    assert newer.cluster["kafkaVersion"] == "4.1.x"
    assert newer.recording.one(CONFIGURATION).inputs["kafkaVersions"] == ["4.1.x"]


def test_a_topic_has_the_name_that_clients_use_and_its_numbers(express: Made) -> None:
    assert express.topic("webhook-events") == {
        "name": "webhook-events",
        "clusterArn": CLUSTER_ARN,
        "partitionCount": 48,
        "replicationFactor": 3,
        # A week, and 256 KiB. Express fixes min.insync.replicas and takes it from no topic.
        "configs": '{"cleanup.policy":"delete","max.message.bytes":"262144","retention.ms":"604800000"}',
    }
    assert json.loads(express.topic("catalog-changes")["configs"]) == {
        "cleanup.policy": "compact",
        "max.message.bytes": "262144",
    }


def test_standard_brokers_are_told_how_many_copies_a_write_needs(standard: Made) -> None:
    assert json.loads(standard.topic("webhook-events")["configs"])["min.insync.replicas"] == "2"


def test_topics_come_after_their_cluster(express: Made) -> None:
    cluster = express.recording.one(CLUSTER).urn
    for topic in express.recording.of(TOPIC):
        assert topic.property_dependencies["clusterArn"] == (cluster,)


def test_more_partitions_are_an_update_of_the_same_topic(express: Made) -> None:
    more = kafka(brokers(EXPRESS, topics=[{**EVENTS, "partitions": 96}], grants=[])).topic("webhook-events")
    before = express.topic("webhook-events")
    assert {key for key in before if before[key] != more[key]} == {"partitionCount"}


def test_disks_grow_to_what_the_spec_allows_and_never_shrink(standard: Made, express: Made) -> None:
    what = {
        "serviceNamespace": "kafka",
        "scalableDimension": "kafka:broker-storage:VolumeSize",
        "resourceId": CLUSTER_ARN,
    }
    target, policy = standard.recording.one(TARGET).inputs, standard.recording.one(POLICY).inputs
    assert {key: target[key] for key in target if key != "tags"} == {**what, "minCapacity": 100, "maxCapacity": 500}
    assert policy == {
        **what,
        "policyType": "TargetTrackingScaling",
        "targetTrackingScalingPolicyConfiguration": {
            "targetValue": 60,
            "predefinedMetricSpecification": {"predefinedMetricType": "KafkaBrokerStorageUtilization"},
            "disableScaleIn": True,
        },
    }
    assert not express.recording.of(TARGET)
    assert express.recording.one(CLUSTER).ignore_changes == ()


def test_disks_that_grew_are_not_shrunk_by_the_next_update(standard: Made) -> None:
    ignored = standard.recording.one(CLUSTER).ignore_changes
    assert ignored == ("brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",)
    # The path leads to what it is meant for: an ignored path that is nowhere would be silent.
    value: Any = standard.cluster
    for word in ignored[0].split("."):
        value = value[word]
    assert value == 100


def test_disks_that_may_not_grow_are_the_spec_s_to_change() -> None:
    fixed = kafka(brokers(STANDARD, storage_autoscale_to_gb=100))
    assert not fixed.recording.of(TARGET)
    assert not fixed.recording.of(POLICY)
    assert fixed.recording.one(CLUSTER).ignore_changes == ()
    assert fixed.resources is not None
    assert fixed.resources.growth is None


def test_all_that_takes_tags_says_what_data_it_holds(standard: Made) -> None:
    classes = {
        row.type: row.inputs["tags"]["data-class"] for row in standard.recording.custom() if "tags" in row.inputs
    }
    assert classes == {CLUSTER: "personal", LOGS: "telemetry", GROUP: "none", RULE: "none", TARGET: "none"}


def test_every_child_has_the_component_as_parent_and_the_region_s_provider(express: Made, standard: Made) -> None:
    words = re.compile(r"starter|growth|scale|enterprise|prod|prepare|expand|shift|verify|contract")
    for row in (*express.recording.custom(), *standard.recording.custom()):
        assert row.parent.endswith(f"{COMPONENT}::kafka"), row.name
        assert "::aws-us-east::" in row.provider, row.name
        assert "us-east" in row.name, row.name
        assert not words.search(row.name), row.name
        assert None not in row.inputs.values(), row.name


def test_the_component_tells_where_clients_connect_and_what_there_is(express: Made) -> None:
    assert express.told == {
        "arn": CLUSTER_ARN,
        "name": "kafka-us-east-1a2b3c4",
        "bootstrap": BOOTSTRAP,
        "group_id": GROUP_ID,
        "topic webhook-events": "webhook-events",
        "topic catalog-changes": "catalog-changes",
    }
    assert express.recording.outputs[express.recording.one(COMPONENT).urn] == {
        "arn": CLUSTER_ARN,
        "bootstrap": BOOTSTRAP,
        "topics": ["webhook-events", "catalog-changes"],
    }


def test_a_policy_names_the_cluster_that_was_made_and_its_topics_and_groups(express: Made) -> None:
    base = CLUSTER_ARN.split(":cluster/")[0]
    part = f"kafka-us-east-1a2b3c4/{UUID}"
    assert express.policies["feed"] == [
        {"Sid": "KafkaConnect", "Effect": "Allow", "Action": ["kafka-cluster:Connect"], "Resource": [CLUSTER_ARN]},
        {
            "Sid": "KafkaConsume",
            "Effect": "Allow",
            "Action": ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"],
            "Resource": [f"{base}:topic/{part}/catalog-changes"],
        },
        {
            "Sid": "KafkaGroups",
            "Effect": "Allow",
            "Action": ["kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"],
            "Resource": [f"{base}:group/{part}/feeds"],
        },
    ]
    assert express.policies["api"] == []


def test_a_first_preview_knows_no_arn_and_makes_the_same_resources(preview: Made, express: Made) -> None:
    assert names(preview) == names(express)
    assert preview.sids == express.sids
    assert preview.told.keys() <= {"topic webhook-events", "topic catalog-changes"}
    assert preview.topic("webhook-events")["clusterArn"] is UNKNOWN
    assert preview.cluster["configurationInfo"] == {"arn": UNKNOWN, "revision": UNKNOWN}
    assert preview.cluster["clientAuthentication"] == express.cluster["clientAuthentication"]


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: kafka(brokers(EXPRESS), region="eu-west"), "the brokers are in us-east, not in eu-west"),
        (lambda: kafka(brokers(EXPRESS), subnets=["subnet-1", "subnet-2"]), "3 zones need as many subnets, not 2"),
    ],
)
def test_brokers_are_not_made_where_the_spec_does_not_put_them(make: Callable[[], Made], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        make()
