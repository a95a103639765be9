"""Regions of accounts for tests of components on AWS, what AWS would answer, and what holds for whatever they make."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from typing import Any

import pulumi

from components.aws import AwsPlace
from components.network.regions import called
from tests.support.mocks import Recording, Registered

MAIN, BACKUP = "111122223333", "444455556666"
KEY = "arn:aws:kms:us-east-1:111122223333:key/logs"
TAGS = {"tier": "big", "env": "test", "owner": "platform@sayar.example", "cost": "platform"}
WORDS = re.compile(r"starter|growth|scale|enterprise|prod|staging|\bdev\b|prepare|expand|shift|verify|contract")


def place(region: str = "us-east", account: str = MAIN) -> AwsPlace:
    """A region of an account with a provider of its own; only inside a program."""
    provider = pulumi.ProviderResource("aws", f"aws-{account}-{region}", {})
    return AwsPlace(region=region, aws=called("aws", region), account=account, provider=provider, tags=TAGS)


def _named(service: str, kind: str) -> Any:
    def answer(inputs: Any) -> dict[str, Any]:
        name = inputs.get("name") or f"{inputs['tags']['Name']}-1a2b3c4"
        return {"name": name, "arn": f"arn:aws:{service}:::{kind}{name}"}

    return answer


VENDOR: dict[str, Any] = {
    "aws:kms/key:Key": lambda inputs: {"arn": f"arn:aws:kms:::key/{inputs['tags']['Name']}"},
    "aws:iam/role:Role": _named("iam", "role/"),
    "aws:sns/topic:Topic": _named("sns", ""),
    "aws:cloudwatch/eventRule:EventRule": _named("events", "rule/"),
    "aws:backup/vault:Vault": _named("backup", "backup-vault:"),
    "aws:cfg/recorder:Recorder": {"name": "recorder-1a2b3c4"},
}
"""What AWS would answer, as far as components read it."""


def policy(row: Registered, field: str = "policy") -> dict[str, dict[str, Any]]:
    """The statements of a policy, by their names."""
    document = json.loads(row.inputs[field])
    assert document["Version"] == "2012-10-17"
    statements = {statement["Sid"]: statement for statement in document["Statement"]}
    assert len(statements) == len(document["Statement"]), "a name of a statement is there twice"
    return statements


def assert_sound(recording: Recording, component: str) -> None:
    """What the house asks of every child: parent, provider, tags, plain names, nothing empty."""
    rows = recording.custom()
    assert rows
    assert len({(row.type, row.name, row.parent.rsplit("::", 1)[0]) for row in rows}) == len(rows)
    for row in rows:
        assert component in row.parent, row.name
        assert "::aws-" in row.provider, row.name
        assert None not in row.inputs.values(), row.name
        assert not WORDS.search(row.name), row.name
        if _takes_tags(row.type):
            tags = row.inputs["tags"]
            assert {**TAGS, "Name": row.name}.items() <= {**tags, "cost": TAGS["cost"]}.items(), row.name
            assert {"data-class", "client"} <= tags.keys(), row.name


def assert_closed(statements: dict[str, dict[str, Any]], *, but: tuple[str, ...] = ()) -> None:
    """Nobody unknown is admitted to anything, and a service only for the account; `but` these by their names."""
    for name, statement in statements.items():
        assert "*" not in statement["Action"], name
        if statement["Effect"] == "Deny" or name in but:
            continue
        principal = statement["Principal"]
        assert principal != "*", name
        assert "*" not in [who for group in principal.values() for who in group], name
        if "Service" in principal:
            assert MAIN in json.dumps(statement["Condition"]), name


def _takes_tags(token: str) -> bool:
    _, module, name = token.split(":")
    kind = getattr(importlib.import_module(f"pulumi_aws.{module.split('/')[0]}"), name)
    return "tags" in inspect.signature(kind._internal_init).parameters
