"""What a stack has at vendors that bring their own machines: services, stores and jobs on Railway, data at Supabase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from components.database.supabase_spec import SupabaseEngine
from infra.backup import backups
from infra.budget import bounded
from infra.cache import stores
from infra.given import service_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.base import Providers
    from components.database.database import Database
    from components.origins import HostNames, RegionalOrigin
    from components.security.secrets import PlatformSecrets
    from infra.config.stack import StackConfig


@dataclass(frozen=True, slots=True)
class Platforms:
    """What the rest of the platform needs from them; `egress` are the fixed addresses that services come from."""

    database: Database | None
    origins: tuple[RegionalOrigin, ...]
    egress: tuple[pulumi.Output[Sequence[str]], ...]


def platforms(config: StackConfig, providers: Providers, *, secrets: PlatformSecrets, hosts: HostNames) -> Platforms:
    """Register the database, then the services that work with it."""
    spec = config.platform
    database = None
    if isinstance(spec.database.engine, SupabaseEngine):
        from components.database.database import Database

        database = Database(
            "database",
            spec.database,
            providers,
            organization_id=spec.accounts.supabase_organization,
            region=spec.network.primary,
            password=secrets.database_password,
        )
    origins: tuple[RegionalOrigin, ...] = ()
    egress: tuple[pulumi.Output[Sequence[str]], ...] = ()
    if spec.hosting.railway is not None and database is not None:
        origins, egress = _on_railway(config, providers, secrets, database, hosts)
    return Platforms(database, origins, egress)


def _on_railway(
    config: StackConfig, providers: Providers, secrets: PlatformSecrets, database: Database, hosts: HostNames
) -> tuple[tuple[RegionalOrigin, ...], tuple[pulumi.Output[Sequence[str]], ...]]:
    """Where the services answer, and the fixed addresses that requests to the database come from."""
    from components.hosting.project import HostingProject
    from components.hosting.services import Services

    spec = config.platform
    project = HostingProject("hosting", bounded(config), providers, workspace_id=spec.accounts.railway_workspace)
    urls = stores(config, providers, project)
    services = Services(
        "services",
        spec.hosting,
        providers,
        project=project,
        hosts=hosts,
        variables=service_variables(config, secrets, database, urls),
    )
    jobs = backups(config, providers, project, database)
    return services.origins, (*services.egress, *jobs)
