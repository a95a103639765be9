"""The certificate that the edge shows to origins, by which they know it from everybody else in the vendor's network."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.spec import EdgeSpec
from components.edge.words import OriginHost
from components.edge.zone import Zone
from components.origins import HostNames


@dataclass(frozen=True, slots=True)
class ClientCertificatesResources:
    """Every resource that `ClientCertificates` makes. Both certificates are None where no host needs one."""

    settings: cloudflare.AuthenticatedOriginPullsSettings
    zone_certificate: cloudflare.AuthenticatedOriginPullsCertificate | None
    host_certificate: cloudflare.AuthenticatedOriginPullsHostnameCertificate | None
    hosts: dict[OriginHost, cloudflare.AuthenticatedOriginPulls]


class ClientCertificates(SayarComponent):
    """Authenticated origin pulls with a certificate of our own, for the zone and for each host of the spec.

    The zone's is what probes of the load balancer and names of clients show, a host's goes before it. Both are the same
    certificate, as the vendor keeps those of the zone and those of hosts apart. Origins that do not ask for a
    certificate, as Railway, are not shown one.

    The way back has an order: origins stop asking first, then the spec names no host and one update switches the zone
    off, and only then may this component go, as the vendor has no deletion of the switch.
    """

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        hosts: HostNames,
        certificate_pem: pulumi.Input[str] | None,
        key_pem: pulumi.Input[str] | None,
    ) -> None:
        """A leaf certificate and its key (RSA or ECDSA), both as PEM; None only where the spec names no host.

        Raises ValueError without the proxy, and for hosts without a certificate.
        """
        if not spec.proxied:
            raise ValueError(f"client certificates need mode proxied, not {spec.mode}")
        chosen = spec.large.client_certificates
        if chosen and (certificate_pem is None or key_pem is None):
            raise ValueError(f"{', '.join(chosen)}: a certificate and its key are needed")
        super().__init__(name)
        options = self.child(providers.cloudflare)
        if not chosen or certificate_pem is None or key_pem is None:
            off = cloudflare.AuthenticatedOriginPullsSettings(
                "origin-pulls", zone_id=zone.zone_id, enabled=False, opts=options
            )
            self.resources = ClientCertificatesResources(off, None, None, {})
        else:
            # The SDK marks keys as secret already; saying it keeps them so whatever the SDK does.
            key = pulumi.Output.secret(key_pem)
            of_zone = cloudflare.AuthenticatedOriginPullsCertificate(
                "zone-certificate", zone_id=zone.zone_id, certificate=certificate_pem, private_key=key, opts=options
            )
            of_hosts = cloudflare.AuthenticatedOriginPullsHostnameCertificate(
                "host-certificate", zone_id=zone.zone_id, certificate=certificate_pem, private_key=key, opts=options
            )
            self.resources = ClientCertificatesResources(
                settings=cloudflare.AuthenticatedOriginPullsSettings(
                    "origin-pulls",
                    zone_id=zone.zone_id,
                    enabled=True,
                    # Switched on without a certificate it would show one that every customer of the vendor shares.
                    opts=self.child(providers.cloudflare, depends_on=[of_zone]),
                ),
                zone_certificate=of_zone,
                host_certificate=of_hosts,
                # The provider takes exactly one host in each of these, and undoes it when the resource goes.
                hosts={
                    host: cloudflare.AuthenticatedOriginPulls(
                        f"{host}-origin-pulls",
                        zone_id=zone.zone_id,
                        configs=[{"hostname": hosts.of(host), "cert_id": of_hosts.id, "enabled": True}],
                        opts=options,
                    )
                    for host in chosen
                },
            )
        self.ready: tuple[pulumi.Resource, ...] = (self.resources.settings, *self.resources.hosts.values())
        """What must be there before an origin that insists on the certificate is asked for anything."""
        self.finish()
