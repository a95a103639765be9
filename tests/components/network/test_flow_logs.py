"""Flow logs: all that the spec wants recorded, kept as long as it says, written by a role that can do nothing else."""

import json
from typing import Any

import pytest

from components.network.flow_logs import FlowLogs
from components.network.spec import AwsNetwork
from tests.components.network.made import (
    ACCOUNT,
    FLOW_LOG,
    LOG_GROUP,
    POLICY,
    ROLE,
    VPC,
    Networks,
    Places,
    as_sent,
    cloud,
    identity,
    misnamed,
    recorded,
    region_of,
    untagged,
    waits_for,
)
from tests.support.mocks import UNKNOWN, Recording

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"


def flow_logs(spec: AwsNetwork, *, preview: bool = False) -> Recording:
    """The networks of a cloud with their flow logs."""

    def then(networks: Networks, places: Places) -> None:
        for region, network in networks.items():
            FlowLogs(f"flow-logs-{region}", spec.flow_logs, places[region], network=network, key_arn=KEY)

    return recorded(spec, then, preview=preview)


def statements(made: Recording, type_: str, key: str) -> dict[str, Any]:
    policy = json.loads(made.one(type_, "flow-logs-us-east").inputs[key])
    return {row["Sid"]: row for row in policy["Statement"]}


@pytest.fixture(scope="module")
def both() -> Recording:
    return flow_logs(cloud())


def test_the_whole_network_is_recorded_into_its_own_group(both: Recording) -> None:
    for region in ("us-east", "eu-west"):
        inputs = both.one(FLOW_LOG, f"flow-logs-{region}").inputs
        assert {key: inputs[key] for key in inputs if key != "tags"} == {
            "vpcId": identity(both, f"vpc-{region}", VPC),
            "trafficType": "ALL",
            "logDestinationType": "cloud-watch-logs",
            "logDestination": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:flow-logs-{region}",
            "iamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/flow-logs-{region}",
        }


def test_only_what_was_refused_is_recorded_where_the_spec_says_so() -> None:
    made = flow_logs(cloud(flow_logs={"traffic": "reject", "retention_days": 14}))
    assert {row.inputs["trafficType"] for row in made.of(FLOW_LOG)} == {"REJECT"}
    assert {row.inputs["retentionInDays"] for row in made.of(LOG_GROUP)} == {14}


def test_evidence_is_encrypted_kept_as_long_as_the_spec_says_and_protected(both: Recording) -> None:
    for row in both.of(LOG_GROUP):
        assert row.inputs["retentionInDays"] == 365
        assert row.inputs["kmsKeyId"] == KEY
        assert row.inputs["tags"]["data-class"] == "telemetry"
        # A name of its own would be free only after the old group is gone.
        assert "name" not in row.inputs
    ours = {row.name for row in both.custom() if row.protect and "FlowLogs" in row.parent}
    assert ours == {row.name for row in both.of(LOG_GROUP)}


def test_the_service_takes_the_role_for_flow_logs_of_this_account_and_region_only(both: Recording) -> None:
    """Anybody can ask the service to write with a role whose name they know."""
    (trust,) = statements(both, ROLE, "assumeRolePolicy").values()
    assert trust["Principal"] == {"Service": ["vpc-flow-logs.amazonaws.com"]}
    assert trust["Action"] == ["sts:AssumeRole"]
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": [ACCOUNT]},
        "ArnLike": {"aws:SourceArn": [f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc-flow-log/*"]},
    }


def test_the_role_writes_to_its_group_and_to_no_other(both: Recording) -> None:
    found = statements(both, POLICY, "policy")
    assert found["Write"]["Resource"] == [f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:flow-logs-us-east:*"]
    assert set(found["Write"]["Action"]) == {"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}
    assert found["List"]["Action"] == ["logs:DescribeLogGroups"]
    assert found.keys() == {"Write", "List"}
    assert both.one(POLICY, "flow-logs-us-east").inputs["role"] == identity(both, "flow-logs-us-east", ROLE)


def test_nothing_is_recorded_before_the_role_may_write_and_never_twice(both: Recording) -> None:
    for row in both.of(FLOW_LOG):
        policy = both.one(POLICY, row.name)
        assert policy.urn in row.depends_on
        assert row.name in waits_for(row)
        assert row.delete_before_replace is True


def test_everything_has_tags_and_a_name_that_no_other_region_has(both: Recording) -> None:
    assert untagged(both) == []
    assert misnamed(both) == []
    for row in (*both.of(FLOW_LOG), *both.of(LOG_GROUP), *both.of(ROLE), *both.of(POLICY)):
        assert row.name == f"flow-logs-{region_of(row)}"
        assert row.parent.endswith(f"sayar:network:FlowLogs::{row.name}")


def test_a_preview_asks_for_the_same(both: Recording) -> None:
    preview = flow_logs(cloud(), preview=True)
    assert as_sent(preview).keys() == as_sent(both).keys()
    assert preview.one(POLICY, "flow-logs-us-east").inputs["policy"] is UNKNOWN
    assert preview.one(FLOW_LOG, "flow-logs-us-east").inputs["logDestination"] is UNKNOWN


def test_traffic_that_is_off_has_no_component() -> None:
    with pytest.raises(ValueError, match=r"^this spec records no traffic$"):
        flow_logs(cloud(flow_logs={"traffic": "off", "retention_days": 365}))


def test_traffic_is_recorded_in_the_region_of_its_network() -> None:
    spec = cloud()

    def crossed(networks: Networks, places: Places) -> None:
        FlowLogs("flow-logs", spec.flow_logs, places["eu-west"], network=networks["us-east"], key_arn=KEY)

    with pytest.raises(ValueError, match=r"^the traffic of us-east cannot be recorded in eu-west$"):
        recorded(spec, crossed)
