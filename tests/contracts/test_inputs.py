"""What a tier sends to the vendors passes the schemas of their providers, before any of them is asked."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from infra.config.platform import TIERS
from sayar.engine.sandbox.checks import failures
from sayar.engine.sandbox.schema import PackageSchema, load_schema
from sayar.engine.sandbox.wire import UNKNOWN as UNKNOWN_TEXT
from sayar.graph.model import Resource, Secret, Unknown
from sayar.platform import platform_graph

ROOT = Path(__file__).resolve().parents[2]
AWS = "aws:"
LEAST_TAGGED = {
    "aws:ec2/vpc:Vpc": 2,
    "aws:ec2/subnet:Subnet": 18,
    "aws:kms/key:Key": 8,
    "aws:rds/cluster:Cluster": 2,
    "aws:rds/clusterInstance:ClusterInstance": 4,
    "aws:elasticache/replicationGroup:ReplicationGroup": 3,
    "aws:msk/cluster:Cluster": 1,
    "aws:eks/cluster:Cluster": 2,
    "aws:lb/loadBalancer:LoadBalancer": 2,
    "aws:s3/bucket:Bucket": 6,
    "aws:iam/role:Role": 20,
    "aws:ec2/securityGroup:SecurityGroup": 10,
}


@cache
def package(name: str) -> PackageSchema:
    return load_schema(name)


def plain(value: Any) -> Any:
    """As it goes over the wire, with secrets opened: a schema looks at what is inside."""
    if isinstance(value, Unknown):
        return UNKNOWN_TEXT
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def custom(tier: str) -> list[Resource]:
    graph = platform_graph(tier, config_dir=ROOT, stack="prod").graph
    return [row for row in graph.resources if row.custom and not row.type.startswith("pulumi:")]


@pytest.mark.parametrize("tier", TIERS)
def test_every_input_of_every_resource_is_one_that_its_provider_takes(tier: str) -> None:
    """An SDK lets through misspelt keys, wrong words and missing fields; a provider refuses them in the middle."""
    wrong: list[str] = []
    for row in custom(tier):
        schema = package(row.type.partition(":")[0]).resource(row.type)
        if schema is None:
            wrong.append(f"{row.type}: not in the schema")
        else:
            wrong += [f"{row.urn} {found.path}: {found.reason}" for found in failures(schema, plain(row.inputs))]
    assert not wrong


def test_everything_on_aws_that_takes_tags_says_whose_it_is_and_what_it_holds() -> None:
    """Cost, tier, owner, class of data and client: what a bill and an audit ask for."""
    wanted = {"tier", "environment", "owner", "cost", "data-class", "client"}
    tagged: Counter[str] = Counter()
    bare: list[str] = []
    for row in custom("enterprise"):
        if not row.type.startswith(AWS):
            continue
        schema = package("aws").resource(row.type)
        assert schema is not None, row.type
        if "tags" not in schema.inputs:
            continue
        tagged[row.type] += 1
        if not wanted <= set(row.inputs.get("tags") or ()):
            bare.append(row.urn)
    assert not bare
    assert tagged.total() >= 250
    # What the two regions have at least, so that a schema without `tags` does not pass for a row that was looked at.
    for type_, least in LEAST_TAGGED.items():
        assert tagged[type_] >= least, type_
