"""What the services are given by the rest of the platform."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.cache.words import Use
from components.database.database import Database
from components.database.supabase_spec import SupabaseEngine
from components.hosting.variables import Reading, ServiceVariables
from components.monitoring.telemetry import Telemetry
from components.security.secrets import PlatformSecrets
from infra.config.secrets import secret
from infra.config.stack import StackConfig


def service_variables(
    config: StackConfig,
    secrets: PlatformSecrets,
    database: Database,
    stores: Mapping[str, Mapping[Use, pulumi.Input[str]]],
) -> ServiceVariables:
    """The values of all services; `stores` are URLs by region and use."""
    spec = config.platform
    return ServiceVariables(
        database_url=database.pooler_url,
        reading=_reading(config, database),
        stores=stores,
        supabase_url=database.api_url,
        supabase_secret_key=database.secret_key,
        origin_header=spec.edge.delivery.origin_header,
        origin_secret=secrets.origin_secret,
        origin_stage=spec.security.origin_auth.stage,
        jwt_secret=secrets.jwt_secret,
        webhook_verify_token=secrets.webhook_verify_token,
        telemetry=telemetry(config),
    )


def telemetry(config: StackConfig) -> Telemetry:
    """Where telemetry of this stack goes."""
    endpoint = config.telemetry_endpoint
    return Telemetry(
        spec=config.platform.monitoring,
        environment=pulumi.get_stack(),
        endpoint=endpoint,
        # A credential goes to nobody but the endpoint that it was given for.
        headers=None if endpoint is None else secret(config.environment, "telemetry"),
    )


def _reading(config: StackConfig, database: Database) -> dict[str, Reading]:
    """What services of a region may read from: the replicas beside them."""
    engine = config.platform.database.engine
    if not isinstance(engine, SupabaseEngine):
        return {}
    return {row.region: Reading(database.read_urls[row.region], row.max_lag_s) for row in engine.read_replicas}
