"""The edge of a stack: the whole zone, or, where the domain's DNS is elsewhere, the records that somebody must make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from components.base import Providers
from components.edge.dns_rows import Authority, RecordRow, record_rows
from components.origins import ContactAddresses, HostNames, Origins
from infra.config.platform import PlatformSpec

if TYPE_CHECKING:
    from components.edge.zone import Zone


def edge(
    spec: PlatformSpec,
    providers: Providers,
    *,
    hosts: HostNames,
    contacts: ContactAddresses,
    origins: Origins,
    origin_secret: pulumi.Input[str],
) -> None:
    """Register what `sayar:edge.mode` asks for. Rules, delivery and watching exist only where traffic passes."""
    domain = spec.platform.domain
    if spec.edge.mode == "external":
        rows = record_rows(spec.edge, domain=domain, hosts=hosts, contacts=contacts, origins=origins)
        pulumi.export("dns_records", [_by_hand(row) for row in rows])
        return
    # The heaviest SDK of all: a stack without a zone does not load it.
    from components.edge.delivery import Delivery
    from components.edge.firewall import Firewall
    from components.edge.records import Records
    from components.edge.watch import Watch
    from components.edge.zone import Zone

    account = spec.accounts.cloudflare
    zone = Zone("zone", spec.edge, providers, domain=domain, account_id=account)
    Records("records", spec.edge, providers, zone=zone, domain=domain, hosts=hosts, contacts=contacts, origins=origins)
    if spec.edge.proxied:
        Firewall("firewall", spec.edge, providers, zone=zone, hosts=hosts)
        Delivery("delivery", spec.edge, providers, zone=zone, hosts=hosts, origin_secret=origin_secret)
        pools = _balancing(spec, providers, zone=zone, hosts=hosts, origins=origins, origin_secret=origin_secret)
        Watch(
            "watch",
            spec.edge,
            providers,
            zone=zone,
            hosts=hosts,
            contacts=contacts,
            account_id=account,
            pool_ids=pools,
        )
    pulumi.export("zone", {"id": zone.zone_id, "name_servers": zone.name_servers})


def _balancing(
    spec: PlatformSpec,
    providers: Providers,
    *,
    zone: Zone,
    hosts: HostNames,
    origins: Origins,
    origin_secret: pulumi.Input[str],
) -> tuple[pulumi.Output[str], ...]:
    """The ids of the pools; none where nothing is balanced."""
    if spec.edge.large.balancing is None:
        return ()
    from components.edge.balancing import Balancing

    # Origins that know the edge by a header refuse a probe without it.
    known_by = {spec.edge.delivery.origin_header: origin_secret} if spec.security.origin_auth.mode == "header" else {}
    balancing = Balancing(
        "balancing",
        spec.edge,
        providers,
        zone=zone,
        account_id=spec.accounts.cloudflare,
        hosts=hosts,
        origins=origins,
        probe_headers=known_by,
    )
    return balancing.pool_ids


def _by_hand(row: RecordRow) -> dict[str, pulumi.Input[str] | int]:
    """One record as a person types it at another DNS; `ttl` in seconds."""
    content = row.content
    if isinstance(content, Authority):
        content = f'{content.flags} {content.tag} "{content.value}"'
    return {"type": row.type, "name": row.name, "content": content, "ttl": row.ttl_s}
