"""The services of Railway as tests make them, with canaries for secrets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi

from components.hosting.services import Services
from components.hosting.spec import HostingSpec
from components.hosting.variables import ServiceVariables
from components.hosting.words import ROLES, Role
from components.origins import OriginTarget
from tests.components.hosting.specs import HOSTS, replicas, service
from tests.support.mocks import Recording, fake_providers, record

PROJECT = "railway:index:Project"
SERVICE = "railway:index:Service"
INSTANCE = "railway:index:ServiceInstance"
DOMAIN = "railway:index:CustomDomain"
EGRESS = "railway:index:StaticEgress"
LIMIT = "railway:index:UsageLimit"
SEALED = {
    "api": {"DATABASE_URL", "ORIGIN_SECRET", "JWT_SECRET", "SUPABASE_SECRET_KEY"},
    "webhook": {"DATABASE_URL", "ORIGIN_SECRET", "WHATSAPP_VERIFY_TOKEN"},
    "feed": {"DATABASE_URL", "ORIGIN_SECRET", "SUPABASE_SECRET_KEY"},
}
"""Who needs what: sessions are the api's, Meta's handshake the intake's, files belong to api and feed."""
CANARIES = {name: f"canary-{name.lower()}" for name in sorted(set().union(*SEALED.values()))}
# Values come as plain texts here: sealing must not depend on what the caller made of them.
GIVEN = ServiceVariables(
    database_url=CANARIES["DATABASE_URL"],
    supabase_url="https://ref.supabase.example",
    supabase_secret_key=CANARIES["SUPABASE_SECRET_KEY"],
    origin_header="x-sayar-edge",
    origin_secret=CANARIES["ORIGIN_SECRET"],
    origin_stage="accept",
    jwt_secret=CANARIES["JWT_SECRET"],
    webhook_verify_token=CANARIES["WHATSAPP_VERIFY_TOKEN"],
)
VENDOR: dict[str, Any] = {
    PROJECT: {"defaultEnvironmentId": "environment-1"},
    DOMAIN: lambda inputs: {
        "cnameTarget": f"{inputs['domain']}.up.example",
        "verificationHost": f"_railway-verify.{inputs['domain']}",
        "verificationToken": f"railway-verify={inputs['domain']}",
    },
    # Services of one environment share an address here.
    EGRESS: lambda inputs: {"addresses": [f"203.0.113.{9 if 'us' in inputs['region'] else 7}", "203.0.113.8"]},
}
GROWN: dict[str, Any] = {
    "railway__regions": ["us-east", "eu-west"],
    "railway__services__api": service(replicas=replicas(us_east=2, eu_west=3)),
}


@dataclass
class Made:
    """What was registered, and what the component tells the rest of the platform."""

    recording: Recording
    origins: dict[tuple[Role, str], tuple[str, str, str]]
    first: dict[str, tuple[str, str, str]]
    egress: list[str] | None

    def instance(self, name: str) -> dict[str, Any]:
        return self.recording.one(INSTANCE, f"{name}-instance").inputs


def services(hosting: HostingSpec, *, preview: bool = False) -> Made:
    """The services of a spec."""
    made = Made(Recording(), {}, {}, None)

    def program() -> None:
        parts = Services(
            "services", hosting, fake_providers(), workspace_id="workspace-1", hosts=HOSTS, variables=GIVEN
        )

        def keep(where: dict[Any, Any], key: Any, target: OriginTarget) -> None:
            values = pulumi.Output.all(target.cname, target.verify_name, target.verify_value)
            values.apply(lambda texts: where.__setitem__(key, tuple(texts)))

        for place, target in parts.origins.items():
            keep(made.origins, place, target)
        for role, target in zip(ROLES, (parts.api_origin, parts.webhook_origin, parts.feed_origin), strict=True):
            keep(made.first, role, target)
        if parts.egress_addresses is not None:
            parts.egress_addresses.apply(lambda addresses: setattr(made, "egress", addresses))

    made.recording = record(program, preview=preview, outputs=VENDOR)
    return made
