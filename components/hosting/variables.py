"""What the services are told: which role gets which variables, plain or sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from components.hosting.words import Role

if TYPE_CHECKING:
    import pulumi

    from components.origins import HostNames
    from components.security.spec import OriginStage


@dataclass(frozen=True, slots=True)
class ServiceVariables:
    """The values that services need from the rest of the platform.

    `database_url` is the pooler's connection string. `origin_header` is the name of the header that the edge sets,
    `origin_secret` its value. `extra` are further secrets that every service gets, by variable name.
    """

    database_url: pulumi.Input[str]
    supabase_url: pulumi.Input[str]
    supabase_secret_key: pulumi.Input[str]
    origin_header: str
    origin_secret: pulumi.Input[str]
    origin_stage: OriginStage
    jwt_secret: pulumi.Input[str]
    webhook_verify_token: pulumi.Input[str]
    extra: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)


def plain(role: Role, region: str, hosts: HostNames, given: ServiceVariables) -> dict[str, pulumi.Input[str]]:
    """The variables of a service that are no secret; `region` is the platform's name."""
    return {
        "SERVICE_ROLE": role,
        "SERVICE_REGION": region,
        "API_URL": f"https://{hosts.api}",
        "FEED_URL": f"https://{hosts.feed}",
        "WEB_URL": f"https://{hosts.web}",
        "SUPABASE_URL": given.supabase_url,
        "ORIGIN_SECRET_HEADER": given.origin_header,
        "ORIGIN_SECRET_MODE": given.origin_stage,
    }


def secret(role: Role, given: ServiceVariables) -> dict[str, pulumi.Input[str]]:
    """The secrets of a service: those of its role only, so that one that is broken into gives away no more.

    Every service reads the database and checks the origin's header. Sessions are signed by the api, Meta's
    handshake is answered by the webhook intake, and files are written by the api and the feed worker.
    """
    values: dict[str, pulumi.Input[str]] = {
        **given.extra,
        "DATABASE_URL": given.database_url,
        "ORIGIN_SECRET": given.origin_secret,
    }
    if role == "api":
        values["JWT_SECRET"] = given.jwt_secret
    if role in ("api", "feed"):
        values["SUPABASE_SECRET_KEY"] = given.supabase_secret_key
    if role == "webhook":
        values["WHATSAPP_VERIFY_TOKEN"] = given.webhook_verify_token
    return values
