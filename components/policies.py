"""IAM policies as data: statements in, the JSON text that AWS takes out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pulumi

VERSION: Final = "2012-10-17"
"""The current version of the policy language."""

Values = Sequence["pulumi.Input[str]"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `principals` by kind (`AWS`, `Service`), only in policies of resources and in trust.

    `conditions` are operator, key, values: `{"StringEquals": {"aws:SourceAccount": ["123456789012"]}}`.
    """

    sid: str
    actions: Sequence[str]
    resources: Values = ()
    effect: Literal["Allow", "Deny"] = "Allow"
    principals: Mapping[str, Values] | Literal["*"] | None = None
    conditions: Mapping[str, Mapping[str, Values]] = field(default_factory=dict)


def document(statements: Sequence[Statement]) -> pulumi.Output[str]:
    """The policy as JSON, in a stable order."""
    told: list[pulumi.Output[str]] = []
    rows = [_row(statement, told) for statement in statements]
    policy = {"Version": VERSION, "Statement": rows}
    if not told:
        return pulumi.Output.from_input(_written(policy, ()))
    # One output for all that is not known yet: to wait for every text by itself takes longer than all the rest.
    return pulumi.Output.all(*told).apply(lambda known: _written(policy, known))


def trust(
    *services: str,
    account: str | None = None,
    source_arn: str | None = None,
    actions: Sequence[str] = ("sts:AssumeRole",),
) -> pulumi.Output[str]:
    """The trust policy of a role that services may take; `account` keeps them from doing so for anybody else.

    `source_arn` is what they must do it for, a pattern as `arn:aws:ec2:us-east-1:123456789012:vpc-flow-log/*`;
    `actions` are those of taking the role.
    """
    conditions: dict[str, dict[str, list[pulumi.Input[str]]]] = {}
    if account is not None:
        conditions["StringEquals"] = {"aws:SourceAccount": [account]}
    if source_arn is not None:
        conditions["ArnLike"] = {"aws:SourceArn": [source_arn]}
    return document([Statement("Trust", actions, principals={"Service": list(services)}, conditions=conditions)])


def pod_trust() -> pulumi.Output[str]:
    """The trust policy of a role for pods: EKS Pod Identity, and nothing else."""
    who: dict[str, Values] = {"Service": ["pods.eks.amazonaws.com"]}
    return document([Statement("Pods", ["sts:AssumeRole", "sts:TagSession"], principals=who)])


@dataclass(frozen=True, slots=True)
class _Told:
    """Stands for the text of an output in a policy until it is known, by its place among all of them."""

    place: int


def _written(policy: dict[str, Any], known: Sequence[str]) -> str:
    return json.dumps(policy, separators=(",", ":"), default=lambda told: known[told.place])


def _row(statement: Statement, told: list[pulumi.Output[str]]) -> dict[str, Any]:
    def texts(values: Values) -> list[object]:
        found: list[object] = []
        for value in values:
            if isinstance(value, str):
                found.append(value)
            else:
                found.append(_Told(len(told)))
                told.append(pulumi.Output.from_input(value))
        return found

    row: dict[str, Any] = {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Action": list(statement.actions),
    }
    if statement.principals is not None:
        row["Principal"] = (
            "*" if statement.principals == "*" else {kind: texts(who) for kind, who in statement.principals.items()}
        )
    if statement.resources:
        row["Resource"] = texts(statement.resources)
    if statement.conditions:
        row["Condition"] = {
            operator: {key: texts(values) for key, values in keys.items()}
            for operator, keys in statement.conditions.items()
        }
    return row
