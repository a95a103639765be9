"""What a database proxy may do: read the secrets that it logs in with, or log in by IAM, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from components.policies import Statement

if TYPE_CHECKING:
    import pulumi


def proxy_statements(
    region: str,
    *,
    secrets: Sequence[pulumi.Input[str]],
    key_arns: Sequence[pulumi.Input[str]],
    logins: Sequence[pulumi.Input[str]],
) -> list[Statement]:
    """The rights of a proxy in a region by its AWS name. Keys open these secrets only by way of Secrets Manager."""
    rows: list[Statement] = []
    if secrets:
        rows.append(Statement("ReadSecrets", ["secretsmanager:GetSecretValue"], list(secrets)))
    if secrets and key_arns:
        through = {"StringEquals": {"kms:ViaService": [f"secretsmanager.{region}.amazonaws.com"]}}
        rows.append(Statement("DecryptSecrets", ["kms:Decrypt"], list(key_arns), conditions=through))
    if logins:
        rows.append(Statement("LogIn", ["rds-db:connect"], list(logins)))
    return rows
