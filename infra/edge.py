"""The edge of a stack: the whole zone, or, where the domain's DNS is elsewhere, the records that somebody must make."""

from __future__ import annotations

import pulumi

from components.base import Providers
from components.edge.dns_rows import Authority, RecordRow, record_rows
from components.origins import ContactAddresses, HostNames, OriginTargets
from infra.config.platform import PlatformSpec


def edge(
    spec: PlatformSpec,
    providers: Providers,
    *,
    hosts: HostNames,
    contacts: ContactAddresses,
    targets: OriginTargets,
    origin_secret: pulumi.Input[str],
) -> None:
    """Register what `sayar:edge.mode` asks for. Rules, delivery and watching exist only where traffic passes."""
    domain = spec.platform.domain
    if spec.edge.mode == "external":
        rows = record_rows(spec.edge, domain=domain, hosts=hosts, contacts=contacts, targets=targets)
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
    Records("records", spec.edge, providers, zone=zone, domain=domain, hosts=hosts, contacts=contacts, targets=targets)
    if spec.edge.proxied:
        Firewall("firewall", spec.edge, providers, zone=zone, hosts=hosts)
        Delivery("delivery", spec.edge, providers, zone=zone, hosts=hosts, origin_secret=origin_secret)
        Watch("watch", spec.edge, providers, zone=zone, hosts=hosts, contacts=contacts, account_id=account)
    pulumi.export("zone", {"id": zone.zone_id, "name_servers": zone.name_servers})


def _by_hand(row: RecordRow) -> dict[str, pulumi.Input[str] | int]:
    """One record as a person types it at another DNS; `ttl` in seconds."""
    content = row.content
    if isinstance(content, Authority):
        content = f'{content.flags} {content.tag} "{content.value}"'
    return {"type": row.type, "name": row.name, "content": content, "ttl": row.ttl_s}
