"""What the services are told: which role gets which variables, plain or sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from components.cache.words import Use
from components.hosting.words import Role
from components.monitoring.telemetry import telemetry_secrets, telemetry_variables

if TYPE_CHECKING:
    import pulumi

    from components.hosting.railway_spec import LoadSpec
    from components.monitoring.telemetry import Telemetry
    from components.origins import HostNames
    from components.security.spec import OriginStage

STORES: MappingProxyType[Role, tuple[Use, ...]] = MappingProxyType(
    {
        "api": ("cache", "idempotency", "queue"),
        # WhatsApp sends an event again until it is answered: the intake keeps what it has seen.
        "webhook": ("idempotency", "queue"),
        "feed": ("cache", "queue"),
    }
)
"""The stores that each role works with."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Replicas that services of one region may read from, as long as they lag at most `max_lag_s` seconds behind."""

    urls: Sequence[pulumi.Input[str]]
    max_lag_s: int


@dataclass(frozen=True, slots=True)
class ServiceVariables:
    """The values that services need from the rest of the platform.

    `database_url` is the pooler's connection string to the primary, `reading` that of replicas by region. `stores` are
    URLs by region and use: what the services of a region work with. `origin_header` is the name of the header that the
    edge sets, `origin_secret` its value.
    """

    database_url: pulumi.Input[str]
    reading: Mapping[str, Reading]
    stores: Mapping[str, Mapping[Use, pulumi.Input[str]]]
    supabase_url: pulumi.Input[str]
    supabase_secret_key: pulumi.Input[str]
    origin_header: str
    origin_secret: pulumi.Input[str]
    origin_stage: OriginStage
    jwt_secret: pulumi.Input[str]
    webhook_verify_token: pulumi.Input[str]
    telemetry: Telemetry


def plain(
    role: Role, region: str, hosts: HostNames, load: LoadSpec, given: ServiceVariables
) -> dict[str, pulumi.Input[str]]:
    """The variables of a service that are no secret; `region` is the platform's name."""
    told: dict[str, pulumi.Input[str]] = {
        "SERVICE_ROLE": role,
        "SERVICE_REGION": region,
        "API_URL": f"https://{hosts.api}",
        "FEED_URL": f"https://{hosts.feed}",
        "WEB_URL": f"https://{hosts.web}",
        "SUPABASE_URL": given.supabase_url,
        "ORIGIN_SECRET_HEADER": given.origin_header,
        "ORIGIN_SECRET_MODE": given.origin_stage,
        "MAX_CONCURRENT_REQUESTS": str(load.at_once),
        "REQUEST_TIMEOUT_MS": f"{load.timeout_s * 1000:.0f}",
        "DATABASE_POOL_SIZE": str(load.database_connections),
        **telemetry_variables(given.telemetry, service=role, region=region),
    }
    if load.cache_ttl_s is not None:
        told["CACHE_TTL_S"] = str(load.cache_ttl_s)
    if region in given.reading:
        told["DATABASE_READ_MAX_LAG_S"] = str(given.reading[region].max_lag_s)
    return told


def secret(role: Role, region: str, given: ServiceVariables) -> dict[str, pulumi.Input[str]]:
    """The secrets of a service: those of its role only, so that one that is broken into gives away no more.

    Every service reads the database and checks the origin's header. Sessions are signed by the api, Meta's
    handshake is answered by the webhook intake, and files are written by the api and the feed worker. Several
    replicas are one variable, apart by commas, as client libraries take them.
    """
    values: dict[str, pulumi.Input[str]] = {
        "DATABASE_URL": given.database_url,
        "ORIGIN_SECRET": given.origin_secret,
        **telemetry_secrets(given.telemetry),
    }
    if region in given.reading:
        values["DATABASE_READ_URLS"] = _joined(given.reading[region].urls)
    for use, url in given.stores.get(region, {}).items():
        if use in STORES[role]:
            values[f"REDIS_{use.upper()}_URL"] = url
    if role == "api":
        values["JWT_SECRET"] = given.jwt_secret
    if role in ("api", "feed"):
        values["SUPABASE_SECRET_KEY"] = given.supabase_secret_key
    if role == "webhook":
        values["WHATSAPP_VERIFY_TOKEN"] = given.webhook_verify_token
    return values


def _joined(urls: Sequence[pulumi.Input[str]]) -> pulumi.Input[str]:
    import pulumi

    return urls[0] if len(urls) == 1 else pulumi.Output.all(*urls).apply(",".join)
