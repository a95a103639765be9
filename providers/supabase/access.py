"""Who reaches a project and under which name: keys, networks, TLS, host name."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from providers.resource import OwnResource


class ApiKeys(OwnResource):
    """The keys of the APIs. The publishable one may be in a browser, the secret one passes every row policy."""

    project_ref: pulumi.Output[str]
    publishable_key: pulumi.Output[str]
    secret_key: pulumi.Output[str]

    def __init__(
        self, resource_name: str, *, project_ref: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """A change of `project_ref` replaces."""
        super().__init__(
            "supabase:index:ApiKeys",
            resource_name,
            {"projectRef": project_ref},
            outputs=["publishableKey", "secretKey"],
            secret_outputs=["secretKey"],
            opts=opts,
        )


class NetworkRestrictions(OwnResource):
    """The networks that may connect to the database and its pooler. HTTP APIs are not restricted.

    The list as a whole replaces the one before: add a new network in one update, drop the old one in a later one.
    """

    project_ref: pulumi.Output[str]
    allowed_cidrs: pulumi.Output[Sequence[str]]
    allowed_cidrs_v6: pulumi.Output[Sequence[str] | None]
    status: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        allowed_cidrs: pulumi.Input[Sequence[pulumi.Input[str]]],
        allowed_cidrs_v6: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """IPv4 and IPv6 networks; 0.0.0.0/0 and ::/0 are everybody. A change of `project_ref` replaces."""
        super().__init__(
            "supabase:index:NetworkRestrictions",
            resource_name,
            {"projectRef": project_ref, "allowedCidrs": allowed_cidrs, "allowedCidrsV6": allowed_cidrs_v6},
            outputs=["status"],
            opts=opts,
        )


class SslEnforcement(OwnResource):
    """Whether the database refuses connections without TLS."""

    project_ref: pulumi.Output[str]
    database: pulumi.Output[bool]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        database: pulumi.Input[bool],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`database` True refuses plain text. A change of `project_ref` replaces."""
        super().__init__(
            "supabase:index:SslEnforcement",
            resource_name,
            {"projectRef": project_ref, "database": database},
            opts=opts,
        )


class CustomHostname(OwnResource):
    """A name of our own for the APIs. Needs the add-on custom_domain; the vendor's name goes on working."""

    project_ref: pulumi.Output[str]
    hostname: pulumi.Output[str]
    cname_target: pulumi.Output[str]
    verification_host: pulumi.Output[str]
    verification_value: pulumi.Output[str]
    status: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        hostname: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Any change replaces."""
        super().__init__(
            "supabase:index:CustomHostname",
            resource_name,
            {"projectRef": project_ref, "hostname": hostname},
            outputs=["cnameTarget", "verificationHost", "verificationValue", "status"],
            opts=opts,
        )
