"""The proxy in front of a cluster: who gets in, what it may do, and which of its doors answers."""

import json
from typing import Any

import pulumi
import pytest

from components.database.aurora_spec import AuroraEngine, ProxySpec
from components.database.proxy import DatabaseProxy, idle_percent, proxy_id
from components.network.doors import Admitted
from tests.components.database.aurora_made import GLOBE, KEY, MEMBER, OUTPUTS, cluster, engine, keep, names, place
from tests.components.database.specs import PROXY, SECONDARY, WORLDWIDE
from tests.support.mocks import UNKNOWN, Recording, record

PROXIES = "aws:rds/proxy:Proxy"
ENDPOINT = "aws:rds/proxyEndpoint:ProxyEndpoint"
TARGET = "aws:rds/proxyTarget:ProxyTarget"
TARGETS = "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup"
POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE = "aws:iam/role:Role"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
IN = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OUT = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
APP = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app"
SPEC = ProxySpec.model_validate(PROXY)


def recorded(
    spec: AuroraEngine,
    region: str = "us-east",
    *,
    preview: bool = False,
    seen: dict[str, Any] | None = None,
    proxy: ProxySpec = SPEC,
    **changes: Any,
) -> Recording:
    def program() -> None:
        where = place(region)
        options: dict[str, Any] = {
            "vpc_id": "vpc-1",
            "subnet_ids": ["subnet-a", "subnet-b", "subnet-c"],
            "admitted": Admitted(groups={"nodes": "sg-nodes"}),
            "secrets": [APP],
            "key_arns": [KEY],
        }
        made = DatabaseProxy(
            f"proxy-{region}", proxy, where, cluster=cluster(spec, where), engine=spec, **{**options, **changes}
        )
        if seen is not None:
            seen["writes"] = made.writes
            told = {"endpoint": made.endpoint, "reads": made.read_only_endpoint, "connect": made.connect_arn("app")}
            for key, value in told.items():
                keep(seen, key, value)

    return record(program, preview=preview, outputs=OUTPUTS)


@pytest.fixture(scope="module")
def usual() -> Recording:
    return recorded(engine())


def statements(recording: Recording) -> dict[str, dict[str, Any]]:
    rows = json.loads(recording.one(POLICY).inputs["policy"])["Statement"]
    return {row["Sid"]: row for row in rows}


def test_clients_come_over_tls_and_log_in_by_iam(usual: Recording) -> None:
    row = usual.one(PROXIES).inputs
    assert (row["requireTls"], row["engineFamily"], row["idleClientTimeout"]) == (True, "POSTGRESQL", 1800)
    assert row["auths"] == [{"authScheme": "SECRETS", "secretArn": APP, "iamAuth": "REQUIRED"}]
    # Statements hold what people wrote.
    assert row["debugLogging"] is False
    assert row["defaultAuthScheme"] == "NONE"


def test_passwords_are_for_an_engine_without_iam_only() -> None:
    (auth,) = recorded(engine(iam_auth="off")).one(PROXIES).inputs["auths"]
    assert (auth["iamAuth"], auth["clientPasswordAuthType"]) == ("DISABLED", "POSTGRES_SCRAM_SHA_256")


def test_the_role_reads_exactly_the_secrets_and_keys_open_nothing_else(usual: Recording) -> None:
    assert statements(usual) == {
        "ReadSecrets": {
            "Sid": "ReadSecrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": [APP],
        },
        "DecryptSecrets": {
            "Sid": "DecryptSecrets",
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [KEY],
            "Condition": {"StringEquals": {"kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com"]}},
        },
    }
    trusted = json.loads(usual.one(ROLE).inputs["assumeRolePolicy"])["Statement"]
    assert trusted[0]["Principal"] == {"Service": ["rds.amazonaws.com"]}
    assert trusted[0]["Condition"] == {"StringEquals": {"aws:SourceAccount": ["123456789012"]}}


def test_users_of_iam_need_no_secret_anywhere() -> None:
    recording = recorded(engine(), secrets=(), key_arns=(), users=("app", "feed"))
    row = recording.one(PROXIES).inputs
    assert row["defaultAuthScheme"] == "IAM_AUTH"
    assert "auths" not in row
    (rule,) = statements(recording).values()
    assert rule["Action"] == ["rds-db:connect"]
    # By the cluster's own identifier, and no other user of it.
    base = "arn:aws:rds-db:us-east-1:123456789012:dbuser:cluster-ABC"
    assert rule["Resource"] == [f"{base}/app", f"{base}/feed"]


def test_the_proxy_waits_until_it_may_log_in(usual: Recording) -> None:
    assert usual.one(POLICY).urn in usual.one(PROXIES).depends_on


def test_the_cluster_lets_the_proxy_in_and_the_proxy_goes_nowhere_else(usual: Recording) -> None:
    groups = {row.name: row for row in usual.of(GROUP)}
    (out,) = usual.of(OUT)
    assert out.property_dependencies["securityGroupId"] == (groups["proxy-us-east"].urn,)
    assert out.property_dependencies["referencedSecurityGroupId"] == (groups["database-us-east"].urn,)
    way_in = usual.one(IN, "proxy-us-east-into-cluster")
    assert way_in.property_dependencies["securityGroupId"] == (groups["database-us-east"].urn,)
    assert way_in.property_dependencies["referencedSecurityGroupId"] == (groups["proxy-us-east"].urn,)
    assert {row.inputs["fromPort"] for row in (*usual.of(IN), out)} == {5432}
    assert not [row.name for row in (*usual.of(IN), out) if row.inputs.get("cidrIpv4") == "0.0.0.0/0"]


def test_members_are_there_before_the_cluster_is_registered(usual: Recording) -> None:
    target = usual.one(TARGET)
    assert {row.name for row in usual.of(MEMBER)} <= names(usual, target.depends_on)
    assert target.inputs["dbClusterIdentifier"] == "database-us-east-20261126"
    assert target.inputs["targetGroupName"] == "default"


def test_connections_are_limited_as_the_spec_says_and_clients_wait_through_a_failover(usual: Recording) -> None:
    assert usual.one(TARGETS).inputs["connectionPoolConfig"] == {
        "maxConnectionsPercent": 90,
        "maxIdleConnectionsPercent": 50,
        # Longer than a failover takes at worst, 60 s.
        "connectionBorrowTimeout": 120,
    }


@pytest.mark.parametrize(("most", "idle"), [(100, 50), (50, 50), (49, 49), (1, 1)])
def test_no_more_connections_are_idle_than_there_may_be(most: int, idle: int) -> None:
    assert idle_percent(ProxySpec(max_connections_percent=most, idle_client_s=1)) == idle


def test_reads_have_an_endpoint_named_after_the_proxy_s_own_name(usual: Recording) -> None:
    row = usual.one(ENDPOINT)
    assert row.inputs["targetRole"] == "READ_ONLY"
    # A new proxy has another name, so its endpoint does not collide with that of the one that is still there.
    assert row.inputs["dbProxyEndpointName"] == "proxy-a1b2-read-only"
    assert usual.one(TARGET).urn in row.depends_on


@pytest.mark.parametrize(("region", "writes"), [("us-east", True), ("eu-west", False)])
def test_a_proxy_in_a_region_that_follows_answers_reads_only(region: str, writes: bool) -> None:
    seen: dict[str, Any] = {}
    recorded(engine(worldwide=GLOBE), region, seen=seen)
    assert seen.pop("writes") is writes
    vendor = "us-east-1" if writes else "eu-west-1"
    assert seen == {
        "endpoint": "proxy.example",
        "reads": "read-only.example",
        "connect": f"arn:aws:rds-db:{vendor}:123456789012:dbuser:prx-0123/app",
    }


def test_a_policy_calls_a_proxy_by_the_end_of_its_arn() -> None:
    assert proxy_id("arn:aws:rds:us-east-1:123456789012:db-proxy:prx-0abc") == "prx-0abc"


def test_nothing_of_a_proxy_holds_data_and_nothing_is_protected(usual: Recording) -> None:
    assert not [row.name for row in usual.custom() if row.protect and row.name.startswith("proxy-")]
    for row in usual.custom():
        if "tags" in row.inputs and row.name.startswith("proxy-"):
            assert row.inputs["tags"]["data-class"] == "none", row.name


def test_a_first_preview_makes_the_same_resources(usual: Recording) -> None:
    first = recorded(engine(), preview=True)
    assert {(row.type, row.name) for row in first} == {(row.type, row.name) for row in usual}
    assert first.one(ENDPOINT).inputs["dbProxyEndpointName"] is UNKNOWN


@pytest.mark.parametrize(
    ("spec", "changes", "refusal"),
    [
        (engine(), {"secrets": ()}, "neither secrets nor users"),
        (engine(iam_auth="off"), {"users": ("app",)}, "cannot log in by IAM"),
    ],
)
def test_a_proxy_without_a_way_in_is_refused(spec: AuroraEngine, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        recorded(spec, **changes)


def test_a_cluster_without_members_is_refused() -> None:
    headless = {**SECONDARY, "readers": 0, "capacity": None}
    with pytest.raises(ValueError, match="nobody behind it"):
        recorded(engine(worldwide={**WORLDWIDE, "secondaries": [headless]}), "eu-west")


def test_secrets_may_be_known_later_than_the_proxy() -> None:
    recording = recorded(engine(), secrets=[pulumi.Output.from_input(APP)])
    assert statements(recording)["ReadSecrets"]["Resource"] == [APP]
