"""The services of Railway as tests make them, with canaries for secrets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

from components.cache.words import Use
from components.hosting.addresses import addresses
from components.hosting.project import HostingProject
from components.hosting.services import Services
from components.hosting.spec import HostingSpec
from components.hosting.variables import Reading, ServiceVariables
from components.monitoring.telemetry import Telemetry
from components.origins import RegionalOrigin
from infra.config.load import load_tier
from tests.components.hosting.specs import HOSTS, replicas, service
from tests.support.mocks import Recording, fake_providers, record

PROJECT = "railway:index:Project"
SERVICE = "railway:index:Service"
INSTANCE = "railway:index:ServiceInstance"
DOMAIN = "railway:index:CustomDomain"
EGRESS = "railway:index:StaticEgress"
LIMIT = "railway:index:UsageLimit"
_ALL = {"DATABASE_URL", "ORIGIN_SECRET", "OTEL_EXPORTER_OTLP_HEADERS"}
SEALED = {
    "api": {*_ALL, "JWT_SECRET", "SUPABASE_SECRET_KEY", "REDIS_CACHE_URL", "REDIS_IDEMPOTENCY_URL", "REDIS_QUEUE_URL"},
    "webhook": {*_ALL, "WHATSAPP_VERIFY_TOKEN", "REDIS_IDEMPOTENCY_URL", "REDIS_QUEUE_URL"},
    "feed": {*_ALL, "SUPABASE_SECRET_KEY", "REDIS_CACHE_URL", "REDIS_QUEUE_URL"},
}
"""Who needs what: sessions are the api's, Meta's handshake the intake's, files belong to api and feed."""
CANARIES = {name: f"canary-{name.lower()}" for name in sorted(set().union(*SEALED.values()))}
MONITORING = load_tier(Path(__file__).resolve().parents[3], "scale").platform.monitoring
STORES: dict[Use, str] = {
    "cache": CANARIES["REDIS_CACHE_URL"],
    "idempotency": CANARIES["REDIS_IDEMPOTENCY_URL"],
    "queue": CANARIES["REDIS_QUEUE_URL"],
}
# Values come as plain texts here: sealing must not depend on what the caller made of them.
GIVEN = ServiceVariables(
    database_url=CANARIES["DATABASE_URL"],
    reading={"eu-west": Reading(["canary-replica"], 30)},
    stores={"us-east": STORES, "eu-west": STORES},
    supabase_url="https://ref.supabase.example",
    supabase_secret_key=CANARIES["SUPABASE_SECRET_KEY"],
    origin_header="x-sayar-edge",
    origin_secret=CANARIES["ORIGIN_SECRET"],
    origin_stage="accept",
    jwt_secret=CANARIES["JWT_SECRET"],
    webhook_verify_token=CANARIES["WHATSAPP_VERIFY_TOKEN"],
    telemetry=Telemetry(MONITORING, "prod", "https://otlp.vendor.example", CANARIES["OTEL_EXPORTER_OTLP_HEADERS"]),
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
    origins: dict[tuple[str, str], tuple[str, str, str]]
    names: dict[tuple[str, str], tuple[str, bool]]
    egress: list[str] | None

    def instance(self, name: str) -> dict[str, Any]:
        return self.recording.one(INSTANCE, f"{name}-instance").inputs


def services(hosting: HostingSpec, *, preview: bool = False) -> Made:
    """The services of a spec."""
    made = Made(Recording(), {}, {}, None)

    def program() -> None:
        providers = fake_providers()
        project = HostingProject("hosting", hosting, providers, workspace_id="workspace-1")
        parts = Services("services", hosting, providers, project=project, hosts=HOSTS, variables=GIVEN)

        def keep(origin: RegionalOrigin) -> None:
            place, target = (origin.host, origin.region), origin.target
            assert target.proof is not None
            made.names[place] = (origin.name, origin.first)
            values = pulumi.Output.all(target.cname, target.proof.name, target.proof.value)
            values.apply(lambda texts: made.origins.__setitem__(place, tuple(texts)))

        for origin in parts.origins:
            keep(origin)
        fixed = addresses(parts.egress)
        if fixed is not None:
            fixed.apply(lambda texts: setattr(made, "egress", texts))

    made.recording = record(program, preview=preview, outputs=VENDOR)
    return made
