"""The zone's records."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.dns_rows import Authority, RecordRow, record_rows, record_text
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone
from components.origins import ContactAddresses, HostNames, Origins


@dataclass(frozen=True, slots=True)
class RecordsResources:
    """Every resource that `Records` makes, by logical name (`api`, `api-proof`, `caa-…`, `spf`, `dmarc`, `web`)."""

    records: dict[str, cloudflare.DnsRecord]


class Records(SayarComponent):
    """Hosts, proofs of ownership, certificate authorities and mail policy of the platform's domain."""

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        domain: str,
        hosts: HostNames,
        contacts: ContactAddresses,
        origins: Origins,
    ) -> None:
        """`hosts` are full names below `domain`; `origins` says where the origins are."""
        super().__init__(name)
        rows = record_rows(spec, domain=domain, hosts=hosts, contacts=contacts, origins=origins)
        # Two records of one name cannot stand beside each other, so the old one must go first.
        options = [self.child(providers.cloudflare, delete_before_replace=True) for _ in rows]
        self.resources = RecordsResources(
            {row.logical: _record(row, zone.zone_id, opts) for row, opts in zip(rows, options, strict=True)}
        )
        self.finish()


def _record(row: RecordRow, zone_id: pulumi.Input[str], opts: pulumi.ResourceOptions) -> cloudflare.DnsRecord:
    content, data = _content(row)
    return cloudflare.DnsRecord(
        row.logical,
        zone_id=zone_id,
        name=row.name,
        type=row.type,
        content=content,
        data=data,
        ttl=row.ttl_s,
        proxied=row.proxied,
        comment=row.comment,
        opts=opts,
    )


def _content(row: RecordRow) -> tuple[pulumi.Input[str] | None, cloudflare.DnsRecordDataArgsDict | None]:
    if isinstance(row.content, Authority):
        return None, {"flags": row.content.flags, "tag": row.content.tag, "value": row.content.value}
    if row.type == "TXT":
        return pulumi.Output.from_input(row.content).apply(record_text), None
    return row.content, None
