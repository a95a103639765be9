"""The edge of a stack: the whole zone, or, where the domain's DNS is elsewhere, the records that somebody must make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi

from components.base import Providers
from components.edge.dns_rows import Authority, RecordRow, record_rows
from components.edge.words import ORIGIN_HOSTS
from components.origins import ContactAddresses, HostNames, Origins
from infra.config.platform import PlatformSpec
from infra.parts import EVERY, Parts, steady

if TYPE_CHECKING:
    from components.edge.balancing import Balancing
    from components.edge.log_places import LogPlace
    from components.edge.records import Records
    from components.edge.words import Dataset
    from components.edge.zone import Zone


@dataclass(frozen=True, slots=True)
class EdgeIdentity:
    """What the edge shows to origins: a client certificate and its key, both PEM; the key is a secret."""

    certificate_pem: pulumi.Input[str]
    key_pem: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class LargeParts:
    """What the parts of `sayar:edge.large` need from elsewhere.

    `identity` is None where no host asks for a certificate. `client_hosts` are full names by client. `logs` are buckets
    by dataset, `log_tokens` what was read from those on AWS, and `logs_ready` what must be there before a log is.
    Client certificates and schema validation cannot be deleted: on the way back one update says that they are off, with
    the smaller spec and these parts, before they go.
    """

    identity: EdgeIdentity | None = None
    client_hosts: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[Dataset, LogPlace] = field(default_factory=dict)
    log_tokens: Mapping[Dataset, pulumi.Input[str]] = field(default_factory=dict)
    logs_ready: Sequence[pulumi.Resource] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """What every part of a proxied zone is made with."""

    spec: PlatformSpec
    providers: Providers
    zone: Zone
    hosts: HostNames


def zone_of(spec: PlatformSpec, providers: Providers) -> Zone | None:
    """The zone of the domain, before everything that proves a name in it; None where the domain's DNS is elsewhere."""
    if spec.edge.mode == "external":
        return None
    # The heaviest SDK of all: a stack without a zone does not load it.
    from components.edge.zone import Zone

    return Zone("zone", spec.edge, providers, domain=spec.platform.domain, account_id=spec.accounts.cloudflare)


def edge(
    spec: PlatformSpec,
    providers: Providers,
    *,
    zone: Zone | None,
    hosts: HostNames,
    contacts: ContactAddresses,
    origins: Origins,
    origin_secret: pulumi.Input[str],
    large: LargeParts | None = None,
    parts: Parts = EVERY,
) -> tuple[pulumi.Resource, ...]:
    """Register what `sayar:edge.mode` asks for. Rules, delivery and watching exist only where traffic passes.

    `large` is what only large tiers have. What sends traffic somewhere is given back. Raises ValueError where the spec
    selects a part of it that is not given.
    """
    domain = spec.platform.domain
    if zone is None:
        rows = record_rows(spec.edge, domain=domain, hosts=hosts, contacts=contacts, origins=origins)
        pulumi.export("dns_records", [_by_hand(row) for row in rows])
        return ()
    from components.edge.records import Records

    records = Records(
        "records", spec.edge, providers, zone=zone, domain=domain, hosts=hosts, contacts=contacts, origins=origins
    )
    steering: tuple[pulumi.Resource, ...] = tuple(records.resources.records[host] for host in ORIGIN_HOSTS)
    if spec.edge.proxied:
        given = _Given(spec, providers, zone, hosts)
        steering += _proxied(
            given,
            contacts=contacts,
            origins=origins,
            origin_secret=origin_secret,
            large=large,
            records=records,
            parts=parts,
        )
    pulumi.export("zone", {"id": zone.zone_id, "name_servers": zone.name_servers})
    return steering


def _proxied(
    given: _Given,
    *,
    contacts: ContactAddresses,
    origins: Origins,
    origin_secret: pulumi.Input[str],
    large: LargeParts | None,
    records: Records,
    parts: Parts,
) -> tuple[pulumi.Resource, ...]:
    """The load balancers are given back."""
    from components.edge.delivery import Delivery
    from components.edge.firewall import Firewall
    from components.edge.watch import Watch

    spec, providers, zone, hosts = given.spec.edge, given.providers, given.zone, given.hosts
    key = (steady(given.spec), id(zone), id(origin_secret))
    parts.made("firewall", key, lambda: Firewall("firewall", spec, providers, zone=zone, hosts=hosts))
    parts.made(
        "delivery",
        key,
        lambda: Delivery("delivery", spec, providers, zone=zone, hosts=hosts, origin_secret=origin_secret),
    )
    asked = spec.large
    if large is None and (
        asked.client_certificates or asked.custom_hostnames or asked.logpush or asked.schema_validation != "off"
    ):
        raise ValueError("the edge selects parts of large tiers that nobody has given")
    shown = _large(given, large, records) if large is not None else ()
    balancing = _balancing(given, origins=origins, origin_secret=origin_secret, after=shown)
    Watch(
        "watch",
        spec,
        providers,
        zone=zone,
        hosts=hosts,
        contacts=contacts,
        account_id=given.spec.accounts.cloudflare,
        pool_ids=balancing.pool_ids if balancing else (),
    )
    return tuple(balancing.resources.balancers.values()) if balancing else ()


def _large(given: _Given, parts: LargeParts, records: Records) -> tuple[pulumi.Resource, ...]:
    """The parts that only large tiers use; what an origin that insists on the edge's certificate waits for."""
    from components.edge.client_certificates import ClientCertificates
    from components.edge.schema_validation import SchemaValidation

    spec, providers, zone = given.spec.edge, given.providers, given.zone
    SchemaValidation("schema-validation", spec, providers, zone=zone)
    certificates = ClientCertificates(
        "client-certificates",
        spec,
        providers,
        zone=zone,
        hosts=given.hosts,
        certificate_pem=parts.identity.certificate_pem if parts.identity else None,
        key_pem=parts.identity.key_pem if parts.identity else None,
    )
    _clients(given, parts, records)
    _logs(given, parts)
    return certificates.ready


def _clients(given: _Given, parts: LargeParts, records: Records) -> None:
    rows = given.spec.edge.large.custom_hostnames
    if rows is None:
        if parts.client_hosts:
            raise ValueError(f"hostnames of {', '.join(parts.client_hosts)}, but large.custom_hostnames is null")
        return
    from components.edge.custom_hostnames import CustomHostnames

    names = CustomHostnames(
        "custom-hostnames",
        given.spec.edge,
        given.providers,
        zone=given.zone,
        hosts=given.hosts,
        client_hosts=parts.client_hosts,
        after=[records.resources.records[rows.fallback]],
    )
    # What each client is told to put into its own DNS.
    pulumi.export("client_hostnames", {"target": names.target, "ownership": names.ownership})


def _logs(given: _Given, parts: LargeParts) -> None:
    if not given.spec.edge.large.logpush:
        return
    from components.edge.log_delivery import LogDelivery

    delivery = LogDelivery(
        "log-delivery",
        given.spec.edge,
        given.providers,
        zone=given.zone,
        buckets=parts.logs,
        tokens=parts.log_tokens,
        after=parts.logs_ready,
    )
    # Which object of its bucket holds the token that somebody must read.
    pulumi.export("edge_logs_pending", delivery.pending)


def _balancing(
    given: _Given, *, origins: Origins, origin_secret: pulumi.Input[str], after: Sequence[pulumi.Resource]
) -> Balancing | None:
    """The load balancers; None where nothing is balanced."""
    spec = given.spec
    if spec.edge.large.balancing is None:
        return None
    from components.edge.balancing import Balancing

    # Origins that know the edge by a header refuse a probe without it.
    known_by = {spec.edge.delivery.origin_header: origin_secret} if spec.security.origin_auth.mode == "header" else {}
    return Balancing(
        "balancing",
        spec.edge,
        given.providers,
        zone=given.zone,
        account_id=spec.accounts.cloudflare,
        hosts=given.hosts,
        origins=origins,
        probe_headers=known_by,
        after=after,
    )


def _by_hand(row: RecordRow) -> dict[str, pulumi.Input[str] | int]:
    """One record as a person types it at another DNS; `ttl` in seconds."""
    content = row.content
    if isinstance(content, Authority):
        content = f'{content.flags} {content.tag} "{content.value}"'
    return {"type": row.type, "name": row.name, "content": content, "ttl": row.ttl_s}
