"""The platform of a stack: from its config to its resources, in the order of the diagram in ARCHITECTURE.md."""

from __future__ import annotations

import pulumi

from components.base import Providers, letting_go
from components.clients.spec import active
from components.database.database import Database
from components.guard.guard import Guard
from components.hosting.web import Web
from components.origins import ContactAddresses, HostNames, Origins, WebTarget
from components.security.secrets import PlatformSecrets
from infra.beside import database_access, database_beside, shared_out
from infra.budget import usage_alerts
from infra.built import refuse_unbuilt
from infra.cloud import cloud
from infra.config.engine import from_engine
from infra.config.errors import ConfigError
from infra.config.platform import PlatformIdentity
from infra.config.stack import StackConfig
from infra.edge import edge, zone_of
from infra.large import large_parts
from infra.moves.current import in_phase
from infra.moves.guard import watched
from infra.parts import EVERY, Parts, aws_key, key_of, steady
from infra.platforms import platforms
from infra.providers import explicit


def main() -> None:
    """Build the stack that the engine runs. A config that is refused ends as one line a problem, without traceback."""
    try:
        build(from_engine())
    except ConfigError as error:
        raise pulumi.RunError(str(error)) from None


def build(config: StackConfig, parts: Parts = EVERY) -> None:
    """Register every resource of a stack. Raises ConfigError, before the first one, for what cannot be built yet.

    `parts` may have some of it already, from a stack that has the same.
    """
    tier, guarded = config.platform.tier, watched(config)
    config = in_phase(config)
    refuse_unbuilt(config)
    if released := config.environment.released:
        pulumi.runtime.register_stack_transformation(letting_go(released))
    spec = config.platform
    hosts, contacts = _hosts(spec.platform), _contacts(spec.platform)
    providers = explicit(spec, config.beside.platform if config.beside else None)

    secrets = parts.made("secrets", spec.security.secrets, lambda: PlatformSecrets("secrets", spec.security, providers))
    zone = parts.made("zone", steady(spec), lambda: zone_of(spec, providers))
    at_vendors = parts.made(
        "vendors",
        key_of(config.at_vendors, config.platform.edge.delivery.origin_header),
        lambda: platforms(config.at_vendors, providers, secrets=secrets, hosts=hosts),
    )
    beside = database_beside(config, at_vendors)
    on_aws = parts.made(
        "aws",
        aws_key(config.on_aws, beside and beside.first, zone=zone is not None),
        lambda: cloud(config.on_aws, providers, hosts=hosts, secrets=secrets, zone=zone, database=beside, parts=parts),
    )
    allowed = database_access(config.at_vendors, providers, at_vendors, on_aws)
    web = parts.made(
        "web",
        (spec.hosting.vercel, spec.accounts, config.environment.clients, id(at_vendors.database), id(secrets)),
        lambda: _web(config, providers, hosts, secrets, at_vendors.database),
    )
    # A record points to the first that serves its host: while a move steers by weight, that is where it comes from.
    served = shared_out(config, at_vendors.origins, on_aws.origins if on_aws else ())
    steering = edge(
        spec,
        providers,
        zone=zone,
        hosts=hosts,
        contacts=contacts,
        origins=Origins(served, WebTarget(web.cname)),
        origin_secret=secrets.origin_secret,
        large=large_parts(config, on_aws),
        parts=parts,
    )

    usage_alerts(config, providers, zone, contacts)

    Guard("guard", guarded, providers, after=steering)

    pulumi.export("tier", tier)
    if (under_way := config.environment.transition) is not None:
        pulumi.export("move", {"from": under_way.origin, "phase": under_way.phase, "started": under_way.started})
    pulumi.export("hosts", {"api": hosts.api, "webhook": hosts.webhook, "feed": hosts.feed, "web": hosts.web})
    if at_vendors.database is not None:
        pulumi.export("database", {"ref": at_vendors.database.project_ref, "allowed": allowed})
    if on_aws is not None:
        pulumi.export("aws", on_aws.outputs())


def _web(
    config: StackConfig,
    providers: Providers,
    hosts: HostNames,
    secrets: PlatformSecrets,
    database: Database | None,
) -> Web:
    spec = config.platform
    env: dict[str, pulumi.Input[str]] = {"NEXT_PUBLIC_API_URL": f"https://{hosts.api}"}
    if database is not None:
        env["NEXT_PUBLIC_SUPABASE_URL"] = database.api_url
        env["NEXT_PUBLIC_SUPABASE_KEY"] = database.publishable_key
    return Web(
        "web",
        spec.hosting,
        providers,
        team_id=spec.accounts.vercel_team,
        host=hosts.web,
        env={**env, "SESSION_SECRET": secrets.session_secret},
        client_domains={row.name: row.hosts["web"] for row in active(config.environment.clients) if "web" in row.hosts},
    )


def _hosts(identity: PlatformIdentity) -> HostNames:
    return HostNames(
        api=identity.fqdn("api"), webhook=identity.fqdn("webhook"), feed=identity.fqdn("feed"), web=identity.fqdn("web")
    )


def _contacts(identity: PlatformIdentity) -> ContactAddresses:
    contacts = identity.contacts
    return ContactAddresses(alerts=contacts.alerts, security=contacts.security, dmarc=contacts.dmarc)
