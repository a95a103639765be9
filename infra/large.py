"""What the edge of large tiers is given by the rest: its certificate, hosts of clients, and buckets for its logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.clients.spec import active
from components.edge.entitlements import Entitlements
from infra.config.secrets import secret
from infra.edge import EdgeIdentity, LargeParts

if TYPE_CHECKING:
    from infra.cloud import Cloud
    from infra.config.stack import StackConfig


def large_parts(config: StackConfig, cloud: Cloud | None) -> LargeParts | None:
    """The parts, None for a stack whose edge has none of them and on whose plan none is sold.

    With the plan alone they are there, each switched off: what cannot be deleted must be said to be off before the plan
    is given back. No tier has any on a smaller plan; where `schema_validation` was on there, people switch it off.
    """
    large, authority = config.platform.edge.large, cloud.authority if cloud is not None else None
    sold = Entitlements(config.platform.edge.plan).allows("logpush")
    if cloud is None and not sold and large.schema_validation == "off" and large.custom_hostnames is None:
        return None
    identity = None
    if authority is not None and large.client_certificates:
        identity = EdgeIdentity(authority.client_certificate_pem, authority.client_key_pem)
    # An ownership token is read from the bucket by somebody and told as a secret; it counts for one dataset.
    told = {row.dataset: secret(config.environment, row.token_name) for row in large.logpush}
    return LargeParts(
        identity=identity,
        client_hosts={row.name: row.hosts["api"] for row in active(config.environment.clients) if "api" in row.hosts},
        logs=cloud.edge_logs if cloud is not None else {},
        log_tokens={dataset: token for dataset, token in told.items() if token is not None},
        logs_ready=cloud.edge_logs_ready if cloud is not None else (),
    )
