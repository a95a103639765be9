"""The provider of Supabase, and the project."""

from __future__ import annotations

import pulumi

from providers.resource import OwnResource, sealed


class Provider(pulumi.ProviderResource):
    """Supabase's Management API with one personal access token."""

    def __init__(
        self,
        resource_name: str,
        *,
        access_token: pulumi.Input[str] | None = None,
        endpoint: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`access_token` None is SUPABASE_ACCESS_TOKEN of the environment, `endpoint` None the public API."""
        super().__init__("supabase", resource_name, {"accessToken": sealed(access_token), "endpoint": endpoint}, opts)


class Project(OwnResource):
    """A database with its APIs. Deleting it deletes its backups too.

    `desired_instance_size` counts at creation only; afterwards compute is an `Addon`.
    """

    name: pulumi.Output[str]
    organization_slug: pulumi.Output[str]
    region: pulumi.Output[str]
    database_password: pulumi.Output[str]
    desired_instance_size: pulumi.Output[str | None]
    ref: pulumi.Output[str]
    api_url: pulumi.Output[str]
    database_host: pulumi.Output[str]
    status: pulumi.Output[str]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        name: pulumi.Input[str],
        organization_slug: pulumi.Input[str],
        region: pulumi.Input[str],
        database_password: pulumi.Input[str],
        desired_instance_size: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`region` is Supabase's code, as us-east-1. A change of it or of the organization replaces the project."""
        super().__init__(
            "supabase:index:Project",
            resource_name,
            {
                "name": name,
                "organizationSlug": organization_slug,
                "region": region,
                "databasePassword": sealed(database_password),
                "desiredInstanceSize": desired_instance_size,
            },
            outputs=["ref", "apiUrl", "databaseHost", "status", "createdAt"],
            secret_outputs=["databasePassword"],
            opts=opts,
        )
