"""Valkey on ElastiCache: what the component asks the engine for."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.aws import AwsPlace
from components.cache.spec import CacheSpec
from components.cache.valkey import ValkeyGroups
from components.cache.valkey_access import access_string
from components.cache.valkey_spec import ElastiCache
from components.network.doors import Admitted
from components.policies import document
from tests.components.cache.test_valkey import GROUP
from tests.support.mocks import UNKNOWN, Recording, record

REPLICATION = "aws:elasticache/replicationGroup:ReplicationGroup"
USER = "aws:elasticache/user:User"
USERS = "aws:elasticache/userGroup:UserGroup"
SETTINGS = "aws:elasticache/parameterGroup:ParameterGroup"
SUBNETS = "aws:elasticache/subnetGroup:SubnetGroup"
RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
COMPONENT = "sayar:cache:ValkeyGroups"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
TAGS = {"tier": "enterprise", "environment": "prod", "owner": "platform", "cost": "platform"}
ARN = "arn:aws:elasticache:us-east-1:123456789012"

CACHE: dict[str, Any] = {**GROUP, "snapshot_days": 0}
KEYS: dict[str, Any] = {
    **GROUP,
    "use": "idempotency",
    "shards": 1,
    "eviction": "noeviction",
    "durability": "on",
    "subnets": "private",
}
SINGLE: dict[str, Any] = {**CACHE, "cluster_mode": "off", "shards": 1}

OUTPUTS: dict[str, Any] = {
    REPLICATION: lambda inputs: {
        "arn": f"{ARN}:replicationgroup:{inputs['description'].split()[1]}",
        "configurationEndpointAddress": "all-shards.example",
        "primaryEndpointAddress": "primary.example",
    },
    USER: lambda inputs: {"arn": f"{ARN}:user:{inputs['userId']}"},
    SETTINGS: {"name": "settings-of-the-vendor"},
    SUBNETS: {"name": "subnets-of-the-vendor"},
}


def spec(*groups: dict[str, Any], version: str = "9.0") -> ElastiCache:
    value = {"store": {"kind": "elasticache", "version": version, "groups": groups}}
    made = CacheSpec.model_validate_json(json.dumps(value))
    assert not list(made.problems())
    assert isinstance(made.store, ElastiCache)
    return made.store


def made(
    store: ElastiCache,
    *,
    preview: bool = False,
    region: str = "us-east",
    look: Callable[[ValkeyGroups], object] = lambda groups: None,
) -> Recording:
    def program() -> None:
        provider = pulumi.ProviderResource("aws", f"aws-{region}", {})
        where = AwsPlace(region, "us-east-1", "123456789012", provider, TAGS)
        look(
            ValkeyGroups(
                f"valkey-{region}",
                store,
                where,
                vpc_id="vpc-1",
                subnets={"private": ["subnet-p"], "intra": ["subnet-a", "subnet-b"]},
                key_arn=KEY,
                admitted=Admitted(groups={"nodes": "sg-nodes"}),
            )
        )

    return record(program, preview=preview, outputs=OUTPUTS)


@pytest.fixture(scope="module")
def both() -> Recording:
    return made(spec(CACHE, KEYS, {**CACHE, "region": "eu-west"}))


def group(recording: Recording, name: str = "cache-us-east") -> dict[str, Any]:
    return recording.one(REPLICATION, name).inputs


def test_a_region_has_the_stores_of_that_region_and_no_others(both: Recording) -> None:
    assert {row.name for row in both.of(REPLICATION)} == {"cache-us-east", "idempotency-us-east"}
    assert {row.name for row in both.of(USER)} == {"cache-us-east", "idempotency-us-east"}


def test_every_group_is_protected_and_what_loses_data_leaves_a_copy(both: Recording) -> None:
    """An empty cache sends everybody to the database at once; a lost key is an order twice."""
    groups = {(row.type, row.name) for row in both.of(REPLICATION)}
    assert {(row.type, row.name) for row in both.custom() if row.protect} == groups
    keys, cache = group(both, "idempotency-us-east"), group(both)
    assert keys["finalSnapshotIdentifier"] == "valkey-us-east-idempotency-final"
    assert (keys["snapshotRetentionLimit"], cache["snapshotRetentionLimit"]) == (7, 0)
    assert "finalSnapshotIdentifier" not in cache


def test_traffic_and_disks_are_always_encrypted(both: Recording) -> None:
    for row in both.of(REPLICATION):
        assert (row.inputs["transitEncryptionEnabled"], row.inputs["transitEncryptionMode"]) == (True, "required")
        assert (row.inputs["atRestEncryptionEnabled"], row.inputs["kmsKeyId"]) == (True, KEY)
        # A password for all would pass by the users.
        assert "authToken" not in row.inputs


def test_a_store_lets_in_one_user_by_iam_and_no_default(both: Recording) -> None:
    for use in ("cache", "idempotency"):
        user = both.one(USER, f"{use}-us-east").inputs
        assert user["authenticationMode"] == {"type": "iam"}
        # Else IAM knows nobody of that name; and policies find resources in small letters only.
        assert user["userId"] == user["userName"] == user["userName"].lower() == f"valkey-us-east-{use}"
        assert user["accessString"] == access_string(use)
        assert not {"passwords", "noPasswordRequired"} & set(user)
        users = both.one(USERS, f"{use}-us-east").inputs
        assert users["userIds"] == [user["userId"]]
        assert users["engine"] == user["engine"] == "valkey"
        assert group(both, f"{use}-us-east")["userGroupIds"] == [users["userGroupId"]]
    assert "default" not in {row.inputs["userName"] for row in both.of(USER)}


def test_keys_are_split_in_cluster_mode_and_one_primary_has_them_otherwise(both: Recording) -> None:
    row = group(both)
    assert (row["clusterMode"], row["numNodeGroups"], row["replicasPerNodeGroup"]) == ("enabled", 2, 2)
    assert "numCacheClusters" not in row
    single = group(made(spec(SINGLE)))
    assert (single["clusterMode"], single["numCacheClusters"]) == ("disabled", 3)
    assert not {"numNodeGroups", "replicasPerNodeGroup"} & set(single)


@pytest.mark.parametrize(
    ("changes", "failover", "zones"),
    [
        ({}, True, True),
        ({"cluster_mode": "off", "shards": 1}, True, True),
        # In cluster mode the service refuses to do without.
        ({"replicas": 0, "multi_zone": "off"}, True, False),
        ({"replicas": 0, "multi_zone": "off", "cluster_mode": "off", "shards": 1}, False, False),
        ({"multi_zone": "off"}, True, False),
    ],
)
def test_failover_is_on_where_somebody_can_take_over(changes: dict[str, Any], failover: bool, zones: bool) -> None:
    row = group(made(spec({**CACHE, **changes})))
    assert (row["automaticFailoverEnabled"], row["multiAzEnabled"]) == (failover, zones)


def test_durability_is_said_only_where_it_is_wanted_because_any_other_value_is_a_new_group(both: Recording) -> None:
    assert group(both, "idempotency-us-east")["durability"] == "sync"
    assert "durability" not in group(both)
    assert "durability" not in group(made(spec(CACHE, version="8.2")))


def test_versions_are_raised_by_the_spec_and_changes_hold_at_once(both: Recording) -> None:
    for row in both.of(REPLICATION):
        assert (row.inputs["engine"], row.inputs["engineVersion"]) == ("valkey", "9.0")
        assert (row.inputs["autoMinorVersionUpgrade"], row.inputs["applyImmediately"]) == (False, True)


def test_settings_are_of_the_version_s_family(both: Recording) -> None:
    row = both.one(SETTINGS, "idempotency-us-east").inputs
    assert row["family"] == "valkey9"
    assert {"name": "maxmemory-policy", "value": "noeviction"} in row["parameters"]
    assert group(both)["parameterGroupName"] == "settings-of-the-vendor"
    assert made(spec(CACHE, version="8.1")).one(SETTINGS).inputs["family"] == "valkey8"


def test_a_store_is_in_the_subnets_of_the_spec_behind_a_door_of_its_own(both: Recording) -> None:
    assert both.one(SUBNETS, "cache-us-east").inputs["subnetIds"] == ["subnet-a", "subnet-b"]
    assert both.one(SUBNETS, "idempotency-us-east").inputs["subnetIds"] == ["subnet-p"]
    rules = {row.name: row.inputs for row in both.of(RULE)}
    assert set(rules) == {f"{use}-us-east-valkey-from-nodes" for use in ("cache", "idempotency")}
    for rule in rules.values():
        assert (rule["fromPort"], rule["toPort"]) == (6379, 6379)
        assert rule["referencedSecurityGroupId"] == "sg-nodes"
        assert "cidrIpv4" not in rule
    doors = [row.property_dependencies["securityGroupIds"] for row in both.of(REPLICATION)]
    assert len(set(doors)) == 2


def test_names_are_the_vendor_s_wherever_it_makes_them(both: Recording) -> None:
    for row in both.custom():
        assert "name" not in row.inputs, row.name
        assert "replicationGroupId" not in row.inputs, row.name


def test_everything_is_tagged_with_the_data_that_it_holds(both: Recording) -> None:
    for row in both.custom():
        data = row.inputs["tags"]["data-class"]
        if row.type == REPLICATION:
            assert data == {"cache-us-east": "catalog", "idempotency-us-east": "business"}[row.name]
        else:
            assert data == "none", row.name


def test_every_child_has_the_component_as_parent_and_an_explicit_provider(both: Recording) -> None:
    for row in both.custom():
        assert row.parent.endswith(f"{COMPONENT}::valkey-us-east"), row.name
        assert "::aws-us-east::" in row.provider, row.name


def keep(seen: dict[str, Any], key: str, value: pulumi.Output[str]) -> None:
    value.apply(lambda text: seen.__setitem__(key, text))


def told(store: ElastiCache, *, preview: bool = False) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def look(groups: ValkeyGroups) -> None:
        for use, host in groups.endpoints.items():
            keep(seen, use, host)
        keep(seen, "user", groups.user_of("cache"))
        document(groups.connect_statements("cache")).apply(lambda text: seen.__setitem__("policy", json.loads(text)))
        seen["port"] = groups.port

    made(store, preview=preview, look=look)
    return seen


def test_clients_find_all_shards_or_the_primary() -> None:
    sharded, single = told(spec(CACHE, KEYS)), told(spec(SINGLE))
    assert (sharded["cache"], sharded["idempotency"], sharded["port"]) == ("all-shards.example",) * 2 + (6379,)
    assert single["cache"] == "primary.example"
    assert sharded["user"] == "valkey-us-east-cache"


def test_a_role_logs_in_to_one_store_as_its_user_and_to_nothing_else() -> None:
    (row,) = told(spec(CACHE, KEYS))["policy"]["Statement"]
    assert row == {
        "Sid": "ConnectCache",
        "Effect": "Allow",
        "Action": ["elasticache:Connect"],
        "Resource": [f"{ARN}:replicationgroup:cache", f"{ARN}:user:valkey-us-east-cache"],
    }


def test_a_use_without_a_store_has_no_user_and_no_rights() -> None:
    def look(groups: ValkeyGroups) -> None:
        for ask in (groups.user_of, groups.connect_statements):
            with pytest.raises(KeyError):
                ask("queue")

    made(spec(CACHE), look=look)


def test_a_first_preview_knows_no_host_and_makes_the_same_resources(both: Recording) -> None:
    first = made(spec(CACHE, KEYS), preview=True)
    assert {(row.type, row.name) for row in first} == {(row.type, row.name) for row in both}
    # Identifiers that the program makes up are known all the same, and so are the rights that name them.
    assert first.one(USERS, "cache-us-east").inputs["userIds"] == ["valkey-us-east-cache"]
    assert first.one(REPLICATION, "cache-us-east").inputs["subnetGroupName"] is UNKNOWN
    assert "cache" not in told(spec(CACHE), preview=True)


def test_a_region_without_stores_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no store is in us-east"):
        made(spec({**CACHE, "region": "eu-west"}))
