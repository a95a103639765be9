"""What workloads in a cell are told of it: the one map of plain values in its namespace. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from components.clients.schema_sql import database_user
from components.clients.spec import Client

if TYPE_CHECKING:
    import pulumi

    from components.clients.database import WayIn

CELL: Final = "cell"
"""The map's name, which workloads mount it by."""

BRANDING: Final = "BRANDING_"
"""Begins the names of the client's own values, so that none of them is one of ours."""


def handed(
    client: Client,
    *,
    bucket: pulumi.Input[str],
    key_arn: pulumi.Input[str],
    secret_arn: pulumi.Input[str],
    database_name: str,
    way_in: WayIn,
) -> dict[str, pulumi.Input[str]]:
    """Variables of an environment, by name. Nothing in it is secret; `SECRET_ARN` says where that is."""
    user = database_user(client)
    hosts: Mapping[str, pulumi.Input[str]] = {f"{role.upper()}_HOST": host for role, host in client.hosts.items()}
    branding: Mapping[str, pulumi.Input[str]] = {
        f"{BRANDING}{name.upper()}": value for name, value in client.branding.items()
    }
    return {
        "CLIENT": client.name,
        "POOL": client.label,
        "BUCKET": bucket,
        "KEY_ARN": key_arn,
        "SECRET_ARN": secret_arn,
        "DATABASE_HOST": way_in.endpoint,
        "DATABASE_READ_HOST": way_in.read_only_endpoint,
        "DATABASE_PORT": str(way_in.port),
        "DATABASE_NAME": database_name,
        "DATABASE_USER": user,
        "DATABASE_SCHEMA": user,
        **hosts,
        **branding,
    }
