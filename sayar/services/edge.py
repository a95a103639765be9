"""The edge: names, the zone, what its rules do, and the load balancers in front of the origins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sayar.services.draft import SERVED, Draft, Host, Stand, inside, joined, named, of_hosts

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec

RECORD: Final = "cloudflare:index/dnsRecord:DnsRecord"
BALANCER: Final = "cloudflare:index/loadBalancer:LoadBalancer"
EVERY: Final[tuple[Host, ...]] = (*SERVED, "web")


def edge(spec: PlatformSpec) -> Draft:
    """What the edge of a platform is to its hosts; nothing where the domain's DNS is elsewhere.

    A rule that is gone for a moment leaves requests unfiltered, not unanswered, so the firewall is soft. The rules of
    delivery are hard where services refuse what does not bring the edge's header.
    """
    if spec.edge.mode == "external":
        return Draft()
    passing = tuple(host for host in SERVED if spec.edge.passes(host))
    proven = spec.security.origin_auth.mode == "header" and spec.security.origin_auth.stage == "require"
    parts = [names()]
    if passing:
        parts.append(rules(passing, proven=proven))
    return joined([*parts, *large(spec)])


def names() -> Draft:
    """The record of each host and the zone that answers for it."""
    nodes = {
        "zone": named("cloudflare:index/zone:Zone", "zone"),
        "zone-signatures": named("cloudflare:index/zoneDnssec:ZoneDnssec", "dnssec"),
        **{f"name-{host}": named(RECORD, host) for host in EVERY},
    }
    stands = [stand for node in ("zone", "zone-signatures") for stand in of_hosts(EVERY, node, in_front=True)]
    stands += [Stand(host, f"name-{host}", in_front=True) for host in EVERY]
    return Draft(nodes, stands=tuple(stands))


def rules(passing: tuple[Host, ...], *, proven: bool) -> Draft:
    """What every request meets at the edge; `proven`: services refuse requests without the edge's header."""
    nodes = {
        "zone-settings": inside("edge:Zone"),
        "firewall": inside("edge:Firewall"),
        "delivery": inside("edge:Delivery"),
    }
    return Draft(
        nodes,
        stands=(
            *of_hosts(passing, "zone-settings", in_front=True),
            *of_hosts(passing, "firewall", soft=True, in_front=True),
            # What the cache answers was let through before; only what reaches an origin must be proven to it.
            *of_hosts(passing, "delivery", soft=not proven),
        ),
    )


def large(spec: PlatformSpec) -> Iterator[Draft]:
    """Client certificates, schema validation, and hostnames of clients."""
    asked = spec.edge.large
    if asked.client_certificates:
        yield client_certificates(asked.client_certificates, own_authority=spec.security.origin_auth.mode == "mtls")
    if asked.schema_validation != "off":
        yield schema_validation()
    if asked.custom_hostnames is not None:
        yield client_names(asked.custom_hostnames.fallback)


def client_certificates(hosts: Sequence[Host], *, own_authority: bool) -> Draft:
    """What the edge shows to origins that refuse everybody else."""
    nodes = {"origin-pulls": inside("edge:ClientCertificates")}
    if own_authority:
        nodes["edge-identity"] = inside("ingress:CertificateAuthority")
    return Draft(nodes, stands=tuple(one for node in nodes for one in of_hosts(hosts, node)))


def schema_validation() -> Draft:
    """Requests that do not fit the API's schema: without it they are let through."""
    nodes = {"schema-validation": inside("edge:SchemaValidation")}
    return Draft(nodes, stands=of_hosts(("api",), "schema-validation", soft=True))


def client_names(fallback: Host) -> Draft:
    """The names of clients, a few of those that lead to a host."""
    nodes = {"names-of-clients": inside("edge:CustomHostnames")}
    return Draft(nodes, stands=of_hosts((fallback,), "names-of-clients", soft=True))
