"""What two platforms are told of each other that are there at once, while a move leads from one to the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pulumi

from components.hosting.addresses import addresses
from components.origins import RegionalOrigin

if TYPE_CHECKING:
    from components.base import Providers
    from infra.cloud import Cloud
    from infra.config.stack import StackConfig
    from infra.platforms import Platforms


@dataclass(frozen=True, slots=True)
class DatabaseBeside:
    """A database that is not on AWS, as workloads there are told: `first` while it is the one that is written to."""

    url: pulumi.Input[str]
    first: bool


def database_beside(config: StackConfig, at_vendors: Platforms) -> DatabaseBeside | None:
    """The vendor's database for workloads on AWS; None where only one platform is there."""
    if config.beside is None or at_vendors.database is None:
        return None
    return DatabaseBeside(at_vendors.database.pooler_url, first=config.beside.data == "vendors")


def database_access(
    config: StackConfig, providers: Providers, at_vendors: Platforms, on_aws: Cloud | None
) -> pulumi.Output[Sequence[str]] | None:
    """Register who may reach the database at the vendor; gives the addresses, None where there is none."""
    if at_vendors.database is None:
        return None
    from components.database.access import DatabaseAccess

    gateways = [row.network.nat_addresses for row in on_aws.grounds.values()] if on_aws is not None else []
    access = DatabaseAccess(
        "database-access",
        config.platform.database,
        providers,
        project_ref=at_vendors.database.project_ref,
        egress=addresses((*at_vendors.egress, *(pulumi.Output.all(*some) for some in gateways))),
    )
    return access.resources.restrictions.allowed_cidrs


def shared_out(
    config: StackConfig, at_vendors: Sequence[RegionalOrigin], on_aws: Sequence[RegionalOrigin]
) -> tuple[RegionalOrigin, ...]:
    """The origins that the edge knows, each with its share of its region's requests.

    A record points to the first that serves its host: while a move steers by weight, that is where it comes from.
    """
    if config.beside is None:
        return (*at_vendors, *on_aws)
    share = config.beside.aws_part
    if share is None:
        return tuple(at_vendors)
    return (*(replace(one, part=1 - share) for one in at_vendors), *(replace(one, part=share) for one in on_aws))
