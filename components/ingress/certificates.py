"""The certificate that load balancers of a region show to the edge, and the records that prove our names to AWS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_cloudflare as cloudflare

from components.aws import AwsPlace
from components.base import SayarComponent
from components.edge.dns_rows import AUTOMATIC_TTL


@dataclass(frozen=True, slots=True)
class CertificatesResources:
    """Every resource that `Certificates` makes; records by the short name, empty where another region publishes."""

    certificate: aws.acm.Certificate
    records: dict[str, cloudflare.DnsRecord]
    validation: aws.acm.CertificateValidation


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The record that ACM wants to see for one name, as a DNS takes it: without final dots."""

    name: str
    type: str
    value: str


class Certificates(SayarComponent):
    """One certificate of ACM for all names, renewed by AWS as long as its records stay.

    The record of a name is the same in all regions of an account, so one region publishes them and the others wait.
    """

    arn: pulumi.Output[str]
    """The certificate, known once it is issued: a listener refuses it before."""
    records: tuple[pulumi.Resource, ...]
    """What a region that does not publish must wait for."""

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        names: Mapping[str, str],
        zone_id: pulumi.Input[str],
        provider: pulumi.ProviderResource | None,
        publish: bool,
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """`names` are full host names by a short name that ends up in logical names; the first is the certificate's
        own. `provider` is Cloudflare's, and `after` the records of the region that publishes.

        Raises ValueError without a name.
        """
        if not names:
            raise ValueError("a certificate needs a name")
        super().__init__(name)
        first, *others = names.values()
        label = f"certificate-{place.region}"
        certificate = aws.acm.Certificate(
            label,
            domain_name=first,
            subject_alternative_names=others,
            validation_method="DNS",
            key_algorithm="EC_prime256v1",
            tags=place.tagged(label),
            opts=self.child(place.provider),
        )
        records = {
            short: self._record(short, full, certificate, zone_id, provider)
            for short, full in (names.items() if publish else ())
        }
        validation = aws.acm.CertificateValidation(
            f"{label}-issued",
            certificate_arn=certificate.arn,
            opts=self.child(place.provider, depends_on=[*records.values(), *after]),
        )
        self.resources = CertificatesResources(certificate, records, validation)
        self.arn = validation.certificate_arn
        self.records = tuple(records.values())
        self.finish(arn=self.arn)

    def _record(
        self,
        short: str,
        full_name: str,
        certificate: aws.acm.Certificate,
        zone_id: pulumi.Input[str],
        provider: pulumi.ProviderResource | None,
    ) -> cloudflare.DnsRecord:
        wanted = certificate.domain_validation_options.apply(lambda options: _wanted(options, full_name))
        return cloudflare.DnsRecord(
            f"validation-{short}",
            zone_id=zone_id,
            name=wanted.apply(lambda row: row.name),
            type=wanted.apply(lambda row: row.type),
            content=wanted.apply(lambda row: row.value),
            ttl=AUTOMATIC_TTL,
            # Behind the proxy the answer would be the edge's own.
            proxied=False,
            comment=f"Proof of the {short} name to AWS; renewals need it",
            opts=self.child(provider, delete_before_replace=True),
        )


def _wanted(options: Sequence[aws.acm.outputs.CertificateDomainValidationOption], full_name: str) -> _Wanted:
    """By name, as AWS lists them in an order of its own. Raises ValueError where a name has no record."""
    for option in options:
        name, kind, value = option.resource_record_name, option.resource_record_type, option.resource_record_value
        if option.domain_name == full_name and name and kind and value:
            return _Wanted(name.rstrip("."), kind, value.rstrip("."))
    raise ValueError(f"AWS asks for no record of {full_name}")
