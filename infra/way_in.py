"""What proves the names of the platform to its users, and the edge to the platform's load balancers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pulumi

from components.edge.words import ORIGIN_HOSTS

if TYPE_CHECKING:
    from components.base import Providers
    from components.edge.zone import Zone
    from components.ingress.authority import CertificateAuthority
    from components.origins import HostNames
    from infra.config.stack import StackConfig
    from infra.ground import Ground


def certificates_of(
    regions: Sequence[str],
    ground: Mapping[str, Ground],
    hosts: HostNames,
    providers: Providers,
    zone: Zone | None,
) -> dict[str, pulumi.Output[str]]:
    """The certificate of each region; none without a zone, in which names are proven. The first region publishes."""
    if zone is None:
        return {}
    from components.ingress.certificates import Certificates

    made: dict[str, pulumi.Output[str]] = {}
    published: tuple[pulumi.Resource, ...] = ()
    for region in regions:
        row = Certificates(
            f"certificates-{region}",
            ground[region].place,
            names={host: hosts.of(host) for host in ORIGIN_HOSTS},
            zone_id=zone.zone_id,
            provider=providers.cloudflare,
            publish=not made,
            after=published,
        )
        published = published or row.records
        made[region] = row.arn
    return made


def edge_authority(config: StackConfig, providers: Providers) -> CertificateAuthority | None:
    """The authority that signs what the edge shows; None where no edge shows anything."""
    spec = config.platform
    if spec.security.origin_auth.mode != "mtls" or providers.tls is None:
        return None
    from components.ingress.authority import CertificateAuthority

    return CertificateAuthority("edge-authority", providers.tls, domain=spec.platform.domain)
