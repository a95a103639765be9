"""How a service is reached, and from which addresses it reaches others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from providers.resource import OwnResource


class CustomDomain(OwnResource):
    """A name of our own for a service. It answers 404 until the verification record is there.

    Two records belong at the domain's DNS: the CNAME to `cname_target`, and a TXT record at `verification_host` with
    `verification_token` as its text.
    """

    project_id: pulumi.Output[str]
    environment_id: pulumi.Output[str]
    service_id: pulumi.Output[str]
    domain: pulumi.Output[str]
    target_port: pulumi.Output[int | None]
    cname_target: pulumi.Output[str]
    verification_host: pulumi.Output[str]
    verification_token: pulumi.Output[str]
    verified: pulumi.Output[bool]
    status: pulumi.Output[str]
    dns_records: pulumi.Output[Sequence[Mapping[str, str]]]

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        environment_id: pulumi.Input[str],
        service_id: pulumi.Input[str],
        domain: pulumi.Input[str],
        target_port: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`target_port` None is the port that the application listens on. A change of anything else replaces."""
        super().__init__(
            "railway:index:CustomDomain",
            resource_name,
            {
                "projectId": project_id,
                "environmentId": environment_id,
                "serviceId": service_id,
                "domain": domain,
                "targetPort": target_port,
            },
            outputs=["cnameTarget", "verificationHost", "verificationToken", "verified", "status", "dnsRecords"],
            opts=opts,
        )


class StaticEgress(OwnResource):
    """Fixed IPv4 addresses that a service's traffic comes from. Needs plan Pro; a replacement brings new addresses."""

    environment_id: pulumi.Output[str]
    service_id: pulumi.Output[str]
    region: pulumi.Output[str | None]
    addresses: pulumi.Output[Sequence[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        environment_id: pulumi.Input[str],
        service_id: pulumi.Input[str],
        region: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`region` None is the service's own region. Any change replaces."""
        super().__init__(
            "railway:index:StaticEgress",
            resource_name,
            {"environmentId": environment_id, "serviceId": service_id, "region": region},
            outputs=["addresses"],
            opts=opts,
        )
