"""The platform of a stack: from its config to its resources, in the order of the diagram in ARCHITECTURE.md."""

from __future__ import annotations

import pulumi

from components.base import Providers
from components.database.access import DatabaseAccess
from components.database.database import Database
from components.hosting.addresses import addresses
from components.hosting.project import HostingProject
from components.hosting.services import Services
from components.hosting.web import Web
from components.origins import ContactAddresses, HostNames, Origins, WebTarget
from components.security.secrets import PlatformSecrets
from infra.backup import backups
from infra.built import refuse_unbuilt
from infra.cache import stores
from infra.config.engine import from_engine
from infra.config.errors import ConfigError
from infra.config.platform import PlatformIdentity, PlatformSpec
from infra.config.stack import StackConfig
from infra.edge import edge
from infra.given import service_variables
from infra.providers import explicit


def main() -> None:
    """Build the stack that the engine runs. A config that is refused ends as one line a problem, without traceback."""
    try:
        build(from_engine())
    except ConfigError as error:
        raise pulumi.RunError(str(error)) from None


def build(config: StackConfig) -> None:
    """Register every resource of a stack. Raises ConfigError, before the first one, for what cannot be built yet."""
    refuse_unbuilt(config)
    spec = config.platform
    hosts, contacts = _hosts(spec.platform), _contacts(spec.platform)
    providers = explicit(spec)

    secrets = PlatformSecrets("secrets", spec.security, providers)
    database = Database(
        "database",
        spec.database,
        providers,
        organization_id=spec.accounts.supabase_organization,
        region=spec.network.primary,
        password=secrets.database_password,
    )
    project = HostingProject("hosting", spec.hosting, providers, workspace_id=spec.accounts.railway_workspace)
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
    access = DatabaseAccess(
        "database-access",
        spec.database,
        providers,
        project_ref=database.project_ref,
        egress=addresses((*services.egress, *jobs)),
    )
    web = _web(spec, providers, hosts, secrets, database)
    origins = Origins(services.origins, WebTarget(web.cname))
    edge(spec, providers, hosts=hosts, contacts=contacts, origins=origins, origin_secret=secrets.origin_secret)

    pulumi.export("tier", spec.tier)
    pulumi.export("hosts", {"api": hosts.api, "webhook": hosts.webhook, "feed": hosts.feed, "web": hosts.web})
    pulumi.export("database", {"ref": database.project_ref, "allowed": access.resources.restrictions.allowed_cidrs})


def _web(
    spec: PlatformSpec, providers: Providers, hosts: HostNames, secrets: PlatformSecrets, database: Database
) -> Web:
    return Web(
        "web",
        spec.hosting,
        providers,
        team_id=spec.accounts.vercel_team,
        host=hosts.web,
        env={
            "NEXT_PUBLIC_API_URL": f"https://{hosts.api}",
            "NEXT_PUBLIC_SUPABASE_URL": database.api_url,
            "NEXT_PUBLIC_SUPABASE_KEY": database.publishable_key,
            "SESSION_SECRET": secrets.session_secret,
        },
    )


def _hosts(identity: PlatformIdentity) -> HostNames:
    return HostNames(
        api=identity.fqdn("api"), webhook=identity.fqdn("webhook"), feed=identity.fqdn("feed"), web=identity.fqdn("web")
    )


def _contacts(identity: PlatformIdentity) -> ContactAddresses:
    contacts = identity.contacts
    return ContactAddresses(alerts=contacts.alerts, security=contacts.security, dmarc=contacts.dmarc)
