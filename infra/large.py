"""What the edge of large tiers is given by the rest: its certificate, hosts of clients, and buckets for its logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.clients.spec import active
from infra.config.secrets import secret
from infra.edge import EdgeIdentity, LargeParts

if TYPE_CHECKING:
    from infra.cloud import Cloud
    from infra.config.stack import StackConfig


def large_parts(config: StackConfig, cloud: Cloud | None) -> LargeParts | None:
    """The parts, None for a stack whose edge has none of them."""
    large, authority = config.platform.edge.large, cloud.authority if cloud is not None else None
    if cloud is None and large.schema_validation == "off" and large.custom_hostnames is None:
        return None
    identity = None
    if authority is not None and large.client_certificates:
        identity = EdgeIdentity(authority.client_certificate_pem, authority.client_key_pem)
    # An ownership token is read from the bucket by somebody and told as a secret; it counts for one dataset.
    told = {row.dataset: secret(config.environment, token_name(row.dataset)) for row in large.logpush}
    return LargeParts(
        identity=identity,
        client_hosts={row.name: row.hosts["api"] for row in active(config.environment.clients) if "api" in row.hosts},
        logs=cloud.edge_logs if cloud is not None else {},
        log_tokens={dataset: token for dataset, token in told.items() if token is not None},
        logs_ready=cloud.edge_logs_ready if cloud is not None else (),
    )


def token_name(dataset: str) -> str:
    """The secret that holds the token of a dataset: `sayar:secrets.logpush-http-requests`."""
    return f"logpush-{dataset.replace('_', '-')}"
