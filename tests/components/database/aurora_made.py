"""Clusters on Aurora as tests make them: specs with other values, places, and what AWS would answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pulumi

from components.aws import AwsPlace
from components.database.aurora import AuroraCluster
from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
from components.network.doors import Admitted
from tests.components.database.specs import AURORA, PROXY, SECONDARY, WORLDWIDE, changed
from tests.support.mocks import Inputs, Recording, record

CLUSTER = "aws:rds/cluster:Cluster"
MEMBER = "aws:rds/clusterInstance:ClusterInstance"
GLOBAL = "aws:rds/globalCluster:GlobalCluster"
SETTINGS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
SECRET = "aws:secretsmanager/secret:Secret"
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
PASSWORD = "canary-of-the-master"
KEY = "arn:aws:kms:us-east-1:123456789012:key/one"
TAGS = {"tier": "enterprise", "environment": "prod", "owner": "platform", "cost": "platform"}
VENDOR = {"us-east": "us-east-1", "eu-west": "eu-west-1"}
FOLLOWER: dict[str, Any] = {**SECONDARY, "proxy": PROXY}
GLOBE: dict[str, Any] = {**WORLDWIDE, "secondaries": [FOLLOWER]}


def _cluster(inputs: Inputs) -> dict[str, Any]:
    identifier = f"{inputs['clusterIdentifierPrefix']}20261126"
    managed = inputs.get("manageMasterUserPassword")
    return {
        "arn": f"arn:aws:rds:somewhere:123456789012:cluster:{identifier}",
        "clusterIdentifier": identifier,
        "clusterResourceId": "cluster-ABC",
        "endpoint": f"{identifier}.cluster-x.rds.amazonaws.com",
        "readerEndpoint": f"{identifier}.cluster-ro-x.rds.amazonaws.com",
        "masterUserSecrets": [{"secretArn": "arn:aws:secretsmanager:kept-by-aws"}] if managed else [],
    }


OUTPUTS: dict[str, Any] = {
    CLUSTER: _cluster,
    SECRET: {"arn": "arn:aws:secretsmanager:kept-by-us"},
    "aws:rds/subnetGroup:SubnetGroup": {"name": "subnets-of-the-vendor"},
    SETTINGS: {"name": "settings-of-the-vendor"},
    "aws:iam/role:Role": {"arn": "arn:aws:iam::123456789012:role/proxy", "name": "proxy-role"},
    "aws:rds/proxy:Proxy": {
        "name": "proxy-a1b2",
        "arn": "arn:aws:rds:us-east-1:123456789012:db-proxy:prx-0123",
        "endpoint": "proxy.example",
    },
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {"name": "default"},
    "aws:rds/proxyEndpoint:ProxyEndpoint": {"endpoint": "read-only.example"},
}


def engine(**changes: Any) -> AuroraEngine:
    """An engine with other values; a dot in a path is written as two underscores."""
    return AuroraEngine.model_validate(changed(AURORA, changes), strict=False)


def place(region: str = "us-east") -> AwsPlace:
    """A region with a provider of its own; only inside a recorded program."""
    provider = pulumi.ProviderResource("aws", f"aws-{region}", {})
    return AwsPlace(region, VENDOR[region], "123456789012", provider, TAGS)


def region_of(spec: AuroraEngine, name: str) -> PrimarySpec | SecondarySpec:
    """The row of a region."""
    rows: list[PrimarySpec | SecondarySpec] = [spec.primary, *(spec.worldwide.secondaries if spec.worldwide else ())]
    (row,) = [row for row in rows if row.region == name]
    return row


def cluster(spec: AuroraEngine, where: AwsPlace, **changes: Any) -> AuroraCluster:
    """The cluster of a place's region, inside a recorded program."""
    primary = spec.primary.region == where.region
    options: dict[str, Any] = {
        "region": region_of(spec, where.region),
        "zones": ("a", "b", "c"),
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-a", "subnet-b", "subnet-c"],
        "key_arn": KEY if spec.encryption == "own_key" else None,
        "admitted": Admitted(groups={"nodes": "sg-nodes"}, ranges={"eu-west": "10.1.0.0/16"}),
        "global_identifier": "globe" if spec.worldwide else None,
        "database_name": "sayar",
        "master_password": pulumi.Output.secret(PASSWORD) if primary and spec.worldwide else None,
    }
    return AuroraCluster(f"database-{where.region}", spec, where, **{**options, **changes})


def made(
    spec: AuroraEngine,
    where: str = "us-east",
    *,
    preview: bool = False,
    look: Callable[[AuroraCluster], object] = lambda made: None,
    **changes: Any,
) -> Recording:
    """One cluster, recorded; `look` sees the component."""
    return record(lambda: look(cluster(spec, place(where), **changes)), preview=preview, outputs=OUTPUTS)


def keep(seen: dict[str, Any], key: str, value: pulumi.Output[str]) -> None:
    """Note a value once it is known."""
    value.apply(lambda text: seen.__setitem__(key, text))


def names(recording: Recording, urns: Sequence[str]) -> set[str]:
    """The logical names behind URNs."""
    return {row.name for row in recording if row.urn in urns}
