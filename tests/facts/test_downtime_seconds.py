"""What changes cost by the rows that come with the tool: a sample of every table, each with its reason."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from sayar.graph.model import UNKNOWN, Change, Resource
from sayar.impact.catalogue import load_catalogue
from sayar.impact.rows import Rows, Told
from sayar.plan.effects import judge

DNS, LB = "cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/loadBalancer:LoadBalancer"
RULES = "cloudflare:index/ruleset:Ruleset"
SETTING = "cloudflare:index/zoneSetting:ZoneSetting"
INSTANCE, VOLUME = "railway:index:ServiceInstance", "railway:index:Volume"
ADDON, POSTGRES = "supabase:index:Addon", "supabase:index:PostgresConfig"
AURORA, CLUSTER = "aws:rds/clusterInstance:ClusterInstance", "aws:rds/cluster:Cluster"
CACHE, MSK = "aws:elasticache/replicationGroup:ReplicationGroup", "aws:msk/cluster:Cluster"
DEPLOYMENT, TARGETS = "kubernetes:apps/v1:Deployment", "aws:lb/targetGroup:TargetGroup"


def told(type_: str, path: str | None, old: Any, new: Any, op: Any = "update", order: Any = None) -> Told:
    """What the rows say of one change."""
    urn = f"urn:pulumi:prod::shop::{type_}::a"
    sides: dict[str, Any] = {
        "old": None if op == "create" else Resource(urn, type_, inputs=old or {}),
        "new": None if op == "delete" else Resource(urn, type_, inputs=new or {}),
    }
    change = Change(urn, type_, op, order=order, properties=(path,) if path else (), **sides)
    return judge(change, None, Rows(load_catalogue().rows([type_])))[0]


def pod(**container: Any) -> dict[str, Any]:
    return {"template": {"spec": {"containers": [container]}}}


SSL = {"settingId": "ssl"}
PREFERRED, REQUIRED = {"transitEncryptionMode": "preferred"}, {"transitEncryptionMode": "required"}
NOW, BEFORE = {"applyImmediately": True}, {"preferredMaintenanceWindow": "sun:03:00-sun:04:00"}
GATED = {"healthcheckPath": "/health", "drainingSeconds": 30}
READY: dict[str, Any] = {"readinessProbe": {"httpGet": {}}}
WAITS: dict[str, Any] = {"lifecycle": {"preStop": {"sleep": {"seconds": 15}}}}
MOUNTED = {"volumeMounts": {"v": {"mountPath": "/data"}}}
UPDATES: list[tuple[str, str, Any, Any, str, float | None, float | None]] = [
    # Railway: the old one serves until the new one is healthy; without a check it is gone while the new one boots; with
    # a volume it must be gone first, whatever the check says.
    (INSTANCE, "image", {}, GATED, "none", 0, 0),
    (INSTANCE, "variables.A", {}, {"healthcheckPath": "/health"}, "reset", 0, 0),
    (INSTANCE, "image", {}, {}, "full", 20, 60),
    (INSTANCE, "image", {}, {**GATED, **MOUNTED}, "full", 15, 120),
    (INSTANCE, "sealedVariables.P", {}, {"image": "redis:8.4-alpine"}, "full", 15, 120),
    (INSTANCE, "image", {}, {"image": "registry.example/redis-like:1", **GATED}, "none", 0, 0),
    (INSTANCE, "variables.A", {}, {"cronSchedule": "17 * * * *"}, "none", 0, 0),
    (INSTANCE, 'regions["us-east4"].numReplicas', {}, {}, "none", 0, 0),
    # No rate of copying is documented, so nobody knows the worst.
    (INSTANCE, "regions", {}, MOUNTED, "full", 50, None),
    (VOLUME, "sizeMb", {"sizeMb": 1000}, {"sizeMb": 2000}, "full", 0, 60),
    # A volume does not shrink; what happens then is not written anywhere.
    (VOLUME, "sizeMb", {"sizeMb": 2000}, {"sizeMb": 1000}, "unknown", None, None),
    # Supabase: one primary and no standby.
    (ADDON, "variant", {}, {"type": "compute_instance"}, "full", 120, 600),
    (ADDON, "variant", {}, {"type": "pitr"}, "none", 0, 0),
    (POSTGRES, "statementTimeout", {}, {}, "full", 5, 30),
    (POSTGRES, "statementTimeout", {}, {"restartDatabase": False}, "none", 0, 0),
    (POSTGRES, "maxConnections", {}, {"restartDatabase": False}, "deferred", 5, 30),
    ("supabase:index:Disk", "sizeGb", {}, {}, "none", 0, 0),
    ("supabase:index:PoolerConfig", "defaultPoolSize", {}, {}, "full", 0, 30),
    # Cloudflare: behind the proxy the answer stays; in the open it is mixed for a TTL; texts have no visitors.
    (DNS, "content", {"proxied": True}, {"proxied": True, "type": "CNAME"}, "none", 0, 0),
    (DNS, "content", {}, {"proxied": False, "type": "CNAME"}, "full", 0, 300),
    (DNS, "content", {}, {"type": "TXT"}, "none", 0, 0),
    (DNS, "proxied", {"proxied": False}, {"proxied": True}, "none", 0, 0),
    (DNS, "proxied", {"proxied": True}, {"proxied": False}, "full", 0, 300),
    (LB, "randomSteering.poolWeights", {}, {"proxied": True}, "none", 0, 0),
    # Switched off, the record of its name answers.
    (LB, "enabled", {"enabled": True}, {"enabled": False}, "none", 0, 0),
    (LB, "defaultPools[0]", {}, {"proxied": False}, "full", 0, 300),
    (SETTING, "value", SSL, {**SSL, "value": "strict"}, "none", 0, 0),
    (SETTING, "value", SSL, {**SSL, "value": "flexible"}, "unknown", None, None),
    ("vercel:index/project:Project", "resourceConfig.functionDefaultRegions[1]", {}, {}, "none", 0, 0),
    # AWS: a failover now, or the same in the window.
    (AURORA, "instanceClass", {}, NOW, "failover", 30, 60),
    (AURORA, "instanceClass", {}, BEFORE, "deferred", 30, 60),
    (AURORA, "instanceClass", {}, {}, "deferred", 30, 60),
    (AURORA, "caCertIdentifier", {}, NOW, "full", 30, 120),
    (CLUSTER, "storageType", {}, {}, "none", 0, 0),
    (CLUSTER, "port", {}, NOW, "full", 30, 120),
    # A minor version may go without a cut, but not in a global database; a major one is a program's own word.
    (CLUSTER, "engineVersion", {}, {**NOW, "engine": "aurora-postgresql"}, "full", 5, 120),
    (
        CLUSTER,
        "engineVersion",
        {},
        {**NOW, "engine": "aurora-postgresql", "globalClusterIdentifier": "g"},
        "full",
        30,
        120,
    ),
    (CLUSTER, "engineVersion", {}, {**NOW, "allowMajorVersionUpgrade": True}, "full", 600, 3600),
    (CACHE, "nodeType", {}, {**NOW, "automaticFailoverEnabled": True}, "failover", 1, 10),
    (CACHE, "engineVersion", {}, {**NOW, "automaticFailoverEnabled": True}, "failover", 5, 30),
    (CACHE, "engineVersion", {}, NOW, "full", 300, 900),
    (CACHE, "numNodeGroups", {}, {}, "none", 0, 0),
    (CACHE, "transitEncryptionMode", PREFERRED, REQUIRED, "none", 0, 0),
    (CACHE, "transitEncryptionMode", {}, REQUIRED, "full", None, None),
    (MSK, "brokerNodeGroupInfo.instanceType", {}, {"numberOfBrokerNodes": 3}, "degraded", 0, 0),
    (MSK, "kafkaVersion", {}, {"numberOfBrokerNodes": 1}, "full", 120, 300),
    ("aws:rds/instance:Instance", "instanceClass", {}, {**NOW, "multiAz": True}, "failover", 60, 120),
    ("aws:rds/instance:Instance", "engineVersion", {}, {"blueGreenUpdate": {"enabled": True}}, "full", 5, 60),
    ("aws:eks/cluster:Cluster", "version", {}, {}, "none", 0, 0),
    # Fewer nodes end at once and keep no budget: a pod that is alone is pulled and made ready elsewhere.
    ("aws:eks/nodeGroup:NodeGroup", "scalingConfig.desiredSize", {}, {}, "full", 0, 120),
    ("aws:eks/nodeGroup:NodeGroup", "version", {}, {}, "full", 0, 150),
    ("aws:kms/key:Key", "policy", {}, {}, "none", 0, 0),
    ("aws:kms/key:Key", "isEnabled", {}, {"isEnabled": False}, "full", None, None),
    # A rule that is taken away may be one that somebody needs: nobody knows the worst.
    ("aws:ec2/securityGroup:SecurityGroup", "ingress[0]", {}, {}, "full", 0, None),
    ("aws:iam/rolePolicy:RolePolicy", "policy", {}, {}, "none", 0, 0),
    # Kubernetes: ready before the old one goes, and the old one waits; a few errors a pod where it does not wait.
    (DEPLOYMENT, "spec.template.spec.containers[0].image", {}, {"spec": pod(**READY, **WAITS)}, "none", 0, 0),
    (DEPLOYMENT, "spec.template.spec.containers[0].image", {}, {"spec": pod(**READY)}, "full", 3, 60),
    (DEPLOYMENT, "spec.template.spec.containers[0].image", {}, {"spec": pod()}, "full", 20, 90),
    (
        DEPLOYMENT,
        "spec.template.metadata.labels.v",
        {},
        {"spec": {"strategy": {"type": "Recreate"}, **pod(**READY, **WAITS)}},
        "full",
        60,
        300,
    ),
    (DEPLOYMENT, "spec.replicas", {}, {"spec": {"strategy": {"type": "Recreate"}}}, "none", 0, 0),
    ("kubernetes:core/v1:Service", "spec.type", {"spec": {"type": "LoadBalancer"}}, {}, "full", 60, 600),
    ("sayar:edge:Zone", "x", {}, {}, "none", 0, 0),
    ("guard:index:Move", "weights.railway", {}, {}, "none", 0, 0),
    ("pulumi:providers:aws", "region", {}, {}, "none", 0, 0),
]


@pytest.mark.parametrize("case", UPDATES, ids=lambda case: f"{case[0].rsplit(':', 1)[1]} {case[1]} {case[3]}")
def test_an_update_costs_what_the_vendor_says(case: Any) -> None:
    type_, path, old, new, effect, typical, worst = case
    found = told(type_, path, old, new)
    assert (found.effect, found.typical_s, found.worst_s) == (effect, typical, worst)


OTHERS: list[tuple[str, str, str | None, str | None, Any, Any, str, float | None, float | None]] = [
    # The first physical backup is one restart; a size that is taken away is a resize.
    (ADDON, "create", None, None, None, {"type": "pitr"}, "full", 5, 30),
    (ADDON, "delete", None, None, {"type": "compute_instance"}, None, "full", 120, 600),
    ("supabase:index:ReadReplica", "create", None, None, None, {}, "none", 0, 0),
    # 404 until the name is proven, for as long as that takes: an hour, and tried for 72.
    ("railway:index:CustomDomain", "replace", "delete_first", "domain", {}, {}, "full", 3600, 259200),
    # A CNAME stands alone, so the new record is refused; deleted first, caches remember that there was none.
    (DNS, "replace", "create_first", "type", {"type": "A"}, {"type": "CNAME"}, "blocked", None, None),
    (DNS, "replace", "delete_first", "type", {"type": "A"}, {"type": "CNAME"}, "full", 5, 1800),
    (DNS, "delete", None, None, {"type": "CNAME"}, None, "unknown", None, None),
    # Switched off it answers nobody; still on, nobody sees here whether a record stands under it.
    (LB, "delete", None, None, {"enabled": False}, None, "none", 0, 0),
    (LB, "delete", None, None, {"enabled": True}, None, "unknown", None, None),
    # Without its rules the edge still answers; an origin that asks for a header of the edge may not.
    (RULES, "delete", None, None, {"phase": "http_ratelimit"}, None, "degraded", 0, 0),
    (RULES, "delete", None, None, {"phase": "http_request_late_transform"}, None, "unknown", None, None),
    ("vercel:index/projectDomain:ProjectDomain", "replace", "create_first", "domain", {}, {}, "full", 60, 3600),
    (TARGETS, "replace", "delete_first", "port", {}, {}, "blocked", None, None),
    (TARGETS, "replace", "create_first", "port", {}, {}, "full", 0, 180),
    ("aws:ec2/natGateway:NatGateway", "replace", "create_first", "subnetId", {}, {}, "full", 30, 300),
    ("aws:eks/nodeGroup:NodeGroup", "replace", "delete_first", "instanceTypes", {}, {}, "full", 240, 900),
    # 30 to end, 15 to be placed and pulled, 20 to be ready, 2 checks of 15; at worst 30, 60, 60 and 180.
    (DEPLOYMENT, "replace", "delete_first", "spec.selector", {}, {}, "full", 95, 330),
    (DEPLOYMENT, "replace", "create_first", "spec.selector", {}, {}, "none", 0, 0),
    ("kubernetes:core/v1:ConfigMap", "replace", "delete_first", "data.a", {}, {}, "full", 5, 30),
    # The settings stay when their resource goes; the service itself is another matter.
    (INSTANCE, "delete", None, None, {}, None, "none", 0, 0),
    ("railway:index:Service", "delete", None, None, {}, None, "unknown", None, None),
]


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case[1]} {case[0].rsplit(':', 1)[1]} {case[2]}")
def test_making_replacing_and_deleting_cost_what_the_vendor_says(case: Any) -> None:
    type_, op, order, path, old, new, effect, typical, worst = case
    found = told(type_, path, old, new, op, order)
    assert (found.effect, found.typical_s, found.worst_s) == (effect, typical, worst)


@pytest.mark.parametrize(
    ("type_", "path"),
    [(CACHE, "kmsKeyId"), (CLUSTER, "kmsKeyId"), (VOLUME, "region"), ("aws:eks/cluster:Cluster", "name")],
)
def test_another_key_of_a_store_is_lost_data_whatever_the_order(type_: str, path: str) -> None:
    urn = f"urn:pulumi:prod::shop::{type_}::a"
    orders: tuple[Literal["create_first", "delete_first"], ...] = ("create_first", "delete_first")
    for order in orders:
        side = Resource(urn, type_, inputs=NOW)
        change = Change(urn, type_, "replace", order=order, properties=(path,), stateful=True, old=side, new=side)
        assert judge(change, "data", Rows(load_catalogue().rows([type_])))[0].effect == "data_loss"


def test_the_members_of_an_aurora_cluster_together_are_down_for_both_restarts() -> None:
    # Eleven minutes, measured: nobody is left to take over.
    (row,) = [row for row in load_catalogue().rows([AURORA]) if row.members == "all"]
    assert (row.effect, row.typical_s, row.worst_s, row.confidence) == ("full", 660, 660, "measured")


def test_the_window_is_the_resource_s_own_or_the_next_one() -> None:
    assert told(AURORA, "instanceClass", {}, BEFORE).window == "sun:03:00-sun:04:00"
    assert told(AURORA, "instanceClass", {}, {}).window == "the next maintenance window"


def test_failures_of_writes_alone_are_about_writes() -> None:
    found = told(CACHE, "engineVersion", {}, {**NOW, "automaticFailoverEnabled": True})
    assert found.capability == "write"


def test_what_nobody_knows_takes_the_worst_of_what_is_possible() -> None:
    # The health check's path is not known yet: gated or not, the users may wait for a boot.
    found = told(INSTANCE, "image", {}, {"healthcheckPath": UNKNOWN, "drainingSeconds": 30, "image": "api:2"})
    assert (found.effect, found.worst_s) == ("full", 60)


@pytest.mark.parametrize(
    ("name", "typical", "worst"),
    [
        ("boot_s", 20, 30),
        ("dns_ttl_s", 300, 300),  # what the records of this project say
        ("parent_ttl_s", 172800, 172800),  # 48 hours under the common top levels
        ("certificate_s", 900, 86400),  # 15 minutes to 24 hours
        ("resize_s", 120, 600),
        ("restart_s", 5, 30),
        ("aurora_failover_s", 30, 60),
        ("aurora_all_s", 660, 660),
    ],
)
def test_a_timing_is_the_vendor_s(name: str, typical: float, worst: float) -> None:
    timing = load_catalogue().timings()[name]
    assert (timing.typical, timing.worst) == (typical, worst)
