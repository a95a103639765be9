"""Our own certificate authority, and the one certificate that it signs: the edge's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_tls as tls

from components.base import SayarComponent
from components.limits import limit

ALGORITHM = "ECDSA"


@dataclass(frozen=True, slots=True)
class CertificateAuthorityResources:
    """Every resource that `CertificateAuthority` makes."""

    key: tls.PrivateKey
    certificate: tls.SelfSignedCert
    client_key: tls.PrivateKey
    client_request: tls.CertRequest
    client_certificate: tls.LocallySignedCert


class CertificateAuthority(SayarComponent):
    """An authority that nobody but our load balancers trusts, and the client certificate of the edge.

    Keys live encrypted in the state. A renewal keeps the authority's key and name, so what it signed before is
    accepted until the new certificate has arrived everywhere; a new key would cut the edge off, so keys are protected.
    Renewals happen with the first update within their time, never by themselves.
    """

    ca_pem: pulumi.Output[str]
    client_certificate_pem: pulumi.Output[str]
    client_key_pem: pulumi.Output[str]
    """The client's key in PKCS 8; secret."""

    def __init__(self, name: str, provider: pulumi.ProviderResource, *, domain: str) -> None:
        """`provider` is the one of `tls`; `domain` is the platform's, by which a reader tells certificates apart."""
        super().__init__(name)
        curve = str(limit("ingress", "policy", "any", "key_curve").value)
        key = tls.PrivateKey(
            "authority-key",
            algorithm=ALGORITHM,
            ecdsa_curve=curve,
            opts=self.child(provider, protect=True),
        )
        certificate = tls.SelfSignedCert(
            "authority",
            private_key_pem=_secret(key.private_key_pem),
            subject={"common_name": "Authority of the edge", "organization": domain},
            is_ca_certificate=True,
            # It signs leaves and no further authorities.
            max_path_length=0,
            allowed_uses=["cert_signing", "crl_signing"],
            set_subject_key_id=True,
            set_authority_key_id=True,
            **_times("authority_hours"),
            opts=self.child(provider),
        )
        client_key = tls.PrivateKey(
            "edge-key", algorithm=ALGORITHM, ecdsa_curve=curve, opts=self.child(provider, protect=True)
        )
        request = tls.CertRequest(
            "edge-request",
            private_key_pem=_secret(client_key.private_key_pem),
            subject={"common_name": "Edge", "organization": domain},
            dns_names=[domain],
            opts=self.child(provider),
        )
        client_certificate = tls.LocallySignedCert(
            "edge-certificate",
            cert_request_pem=request.cert_request_pem,
            ca_cert_pem=certificate.cert_pem,
            ca_private_key_pem=_secret(key.private_key_pem),
            allowed_uses=["digital_signature", "client_auth"],
            set_subject_key_id=True,
            **_times("client_certificate_hours"),
            opts=self.child(provider),
        )
        self.resources = CertificateAuthorityResources(key, certificate, client_key, request, client_certificate)
        self.ca_pem = certificate.cert_pem
        self.client_certificate_pem = client_certificate.cert_pem
        self.client_key_pem = _secret(client_key.private_key_pem_pkcs8)
        self.finish(ca_pem=self.ca_pem, client_certificate_pem=self.client_certificate_pem)


def _secret(key: pulumi.Output[str]) -> pulumi.Output[str]:
    # The SDK marks keys already; saying it again keeps them so whatever the SDK does.
    return pulumi.Output.secret(key)


def _times(row: str) -> dict[str, Any]:
    hours = limit("ingress", "policy", "any", row).value
    return {"validity_period_hours": int(hours["valid"]), "early_renewal_hours": int(hours["early"])}
