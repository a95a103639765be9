"""The generated rows that come with the tool: whole, of the pinned versions, readable, and right where it hurts."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sayar.facts.package import GENERATED, LayeredPackage, generated_types
from sayar.facts.paths import parse_path
from sayar.facts.replacement import FOLDER, load_facts, problems

COUNTS = {"aws": 523, "cloudflare": 307, "kubernetes": 72, "vercel": 63, "grafana": 129}
"""Resource types of the SDKs. A smaller number is a type that went, and every stack with it would be told less."""
PINS = {"aws": "pulumi-aws", "cloudflare": "pulumi-cloudflare", "kubernetes": "pulumi-kubernetes"} | {
    "vercel": "pulumiverse-vercel"
}
ROOT = Path(__file__).resolve().parents[2]
KEYS = {"replace", "maybe", "blocks", "delete_first", "auto_name", "named_first"}
MSK, RDS = "aws:msk/cluster:Cluster", "aws:rds/cluster:Cluster"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


@cache
def document(package: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / GENERATED / f"{package}.json").read_text(encoding="utf-8"))
    return found


def test_the_packages_with_generated_rows_are_these() -> None:
    assert {path.name for path in (FOLDER / GENERATED).iterdir()} == {f"{name}.json" for name in COUNTS}


@pytest.mark.parametrize(("package", "count"), COUNTS.items())
def test_every_type_of_the_provider_has_a_row(package: str, count: int) -> None:
    types = generated_types(FOLDER, package)
    assert len(types) == count
    assert all(type_.startswith(f"{package}:") and type_.count(":") == 2 for type_ in types)


@pytest.mark.parametrize(("package", "distribution"), PINS.items())
def test_the_version_of_the_rows_is_the_one_that_the_project_pins(package: str, distribution: str) -> None:
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    versions = dict(pin.split("==") for pin in pins)
    assert document(package)["version"] == versions[distribution]


@pytest.mark.parametrize("package", COUNTS)
def test_the_rows_say_where_they_come_from_and_when(package: str) -> None:
    head = document(package)
    assert (head["package"], head["confidence"]) == (package, "documented")
    assert re.fullmatch(r"\d+\.\d+\.\d+", head["version"])
    assert re.search(r"\w+/[\w-]+ ", head["source"]), "a repository"
    assert date.fromisoformat(head["date"]) <= date(2026, 12, 31)


@pytest.mark.parametrize("package", COUNTS)
def test_every_path_can_be_read_and_every_key_is_known(package: str) -> None:
    for type_, body in document(package)["types"].items():
        assert body.keys() <= KEYS, type_
        for key in ("replace", "maybe", "blocks"):
            paths = body.get(key, [])
            assert paths == sorted(set(paths)), type_
            assert [parse_path(path) for path in paths].count(()) == 0, type_
        if "auto_name" in body:
            assert parse_path(body["auto_name"]), type_
        assert isinstance(body.get("named_first", False), bool), type_


@pytest.mark.parametrize("package", COUNTS)
def test_a_row_is_made_of_every_type(package: str) -> None:
    facts = LayeredPackage(FOLDER, package)
    for type_, body in document(package)["types"].items():
        row = facts.find(type_)
        assert row is not None, type_
        patterns = {parse_path(path) for key in ("replace", "maybe", "blocks") for path in body.get(key, [])}
        assert patterns <= row.rules.keys(), type_


def test_no_file_of_the_tool_is_broken() -> None:
    assert problems() == ()


def edit(type_: str, path: str, old: Any, new: Any, **inputs: Any) -> str:
    return load_facts().verdict(type_, path, old, new, before={**inputs, path: old}, after={**inputs, path: new})


def test_a_block_of_an_msk_cluster_replaces_by_its_own_properties() -> None:
    """kafka/cluster.go: client subnets and zones are ForceNew, the instance type and the storage are not."""
    assert edit(MSK, "brokerNodeGroupInfo.clientSubnets", ["a"], ["b"]) == "replace"
    assert edit(MSK, "brokerNodeGroupInfo.azDistribution", "DEFAULT", "OTHER") == "replace"
    assert edit(MSK, "brokerNodeGroupInfo.instanceType", "kafka.m5.large", "kafka.m5.xlarge") == "update"
    assert edit(MSK, "brokerNodeGroupInfo", None, {"instanceType": "kafka.m5.large"}) == "replace"
    assert edit(MSK, "numberOfBrokerNodes", 3, 6) == "update"
    assert edit(MSK, "clusterName", "a", "b") == "replace"
    assert load_facts().stateful(MSK)


def test_a_newer_engine_comes_to_an_aurora_cluster_in_place() -> None:
    """The vendor upgrades a cluster where it stands; another engine, user or key is another cluster."""
    assert edit(RDS, "engineVersion", "15.4", "16.1", engine="aurora-postgresql") == "update"
    assert edit(RDS, "engine", "aurora-postgresql", "aurora-mysql") == "replace"
    assert edit(RDS, "masterUsername", "a", "b") == "replace"
    assert edit(RDS, "kmsKeyId", "a", "b") == "replace"
    assert edit(RDS, "backupRetentionPeriod", 7, 14) == "update"
    assert load_facts().stateful(RDS)


@pytest.mark.parametrize(
    ("type_", "path", "old", "new", "verdict"),
    [
        ("aws:sqs/queue:Queue", "fifoQueue", False, True, "replace"),
        ("aws:sqs/queue:Queue", "visibilityTimeoutSeconds", 30, 60, "update"),
        ("aws:s3/bucket:Bucket", "bucket", "a", "b", "replace"),
        ("aws:ec2/instance:Instance", "ami", "ami-1", "ami-2", "replace"),
        ("aws:iam/role:Role", "name", "a", "b", "replace"),
        ("cloudflare:index/accessApplication:AccessApplication", "accountId", "a", "b", "replace"),
        ("cloudflare:index/accessApplication:AccessApplication", "name", "a", "b", "update"),
        (DEPLOYMENT, "spec.selector", {"matchLabels": {"a": "b"}}, {"matchLabels": {"a": "c"}}, "replace"),
        (DEPLOYMENT, "spec.selector.matchLabels.a", "b", "c", "replace"),
        (DEPLOYMENT, "spec.replicas", 1, 2, "update"),
        (DEPLOYMENT, "metadata.name", "a", "b", "replace"),
        (DEPLOYMENT, 'spec.template.spec.containers[0].image', "a:1", "a:2", "update"),
        ("vercel:index/accessGroupMember:AccessGroupMember", "userId", "a", "b", "replace"),
        ("grafana:agento11y/evaluationRule:EvaluationRule", "ruleId", "a", "b", "replace"),
        ("grafana:agento11y/collection:Collection", "name", "a", "b", "update"),
    ],
)  # fmt: skip
def test_an_edit_of_a_well_known_type_does_what_its_provider_says(
    type_: str, path: str, old: Any, new: Any, verdict: str
) -> None:
    assert edit(type_, path, old, new) == verdict


def test_what_deletes_first_by_its_name_says_which_property_that_is() -> None:
    for package in COUNTS:
        for type_, body in document(package)["types"].items():
            assert "auto_name" in body or not body.get("named_first"), type_
    named = [body for body in document("kubernetes")["types"].values() if "auto_name" in body]
    assert {(body["auto_name"], body["named_first"]) for body in named} == {("metadata.name", True)}
    assert document("aws")["types"]["aws:sqs/queue:Queue"]["named_first"] is True
