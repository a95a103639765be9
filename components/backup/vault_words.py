"""What AWS Backup calls our stores, and which of its rights and policies they take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from components.aws import PARTITION, managed
from components.backup.aws_spec import Store
from components.policies import Statement

RESOURCE_TYPES: Final[Mapping[Store, str]] = MappingProxyType({"aurora": "Aurora", "s3": "S3"})

EVERY: Final[Mapping[Store, str]] = MappingProxyType(
    {"aurora": f"arn:{PARTITION}:rds:*:*:cluster:*", "s3": f"arn:{PARTITION}:s3:::*"}
)
"""Patterns for all that the account has of a store."""

_BACKS_UP: Final[Mapping[Store, str]] = MappingProxyType(
    {"aurora": "service-role/AWSBackupServiceRolePolicyForBackup", "s3": "AWSBackupServiceRolePolicyForS3Backup"}
)
_RESTORES: Final[Mapping[Store, str]] = MappingProxyType(
    {"aurora": "service-role/AWSBackupServiceRolePolicyForRestores", "s3": "AWSBackupServiceRolePolicyForS3Restore"}
)


def backup_policies(stores: Iterable[Store]) -> dict[str, str]:
    """ARNs of AWS' policies for who takes backups, by a short name.

    `jobs` is there for every store: copies and vaults stand in it.
    """
    return {"jobs": managed(_BACKS_UP["aurora"])} | {
        store: managed(_BACKS_UP[store]) for store in stores if store != "aurora"
    }


def restore_policies(stores: Iterable[Store]) -> dict[str, str]:
    """ARNs of AWS' policies for who restores, by a short name."""
    return {"jobs": managed(_RESTORES["aurora"])} | {
        store: managed(_RESTORES[store]) for store in stores if store != "aurora"
    }


def name_of_test(*parts: str) -> str:
    """The name of a restore test: the service takes letters, digits and underscores, at most 50."""
    name = "_".join(re.sub(r"[^A-Za-z0-9]+", "_", part) for part in parts)
    if not re.fullmatch(r"[A-Za-z0-9_]{1,50}", name):
        raise ValueError(f"{name} is no name of a restore test: 1 to 50 letters, digits and underscores")
    return name


def admits_copies(account_root: str) -> tuple[Statement, ...]:
    """The policy of a vault that takes copies of another account, and nothing else of it. Its resource is itself."""
    return (Statement("Copies", ["backup:CopyIntoBackupVault"], ["*"], principals={"AWS": [account_root]}),)
