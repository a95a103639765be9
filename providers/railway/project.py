"""The provider of Railway, and what gives its objects their identity: project, environment, service."""

from __future__ import annotations

import pulumi

from providers.resource import OwnResource, sealed


class Provider(pulumi.ProviderResource):
    """Railway's API with one account's, workspace's or project's token."""

    def __init__(
        self,
        resource_name: str,
        *,
        token: pulumi.Input[str] | None = None,
        endpoint: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`token` None is RAILWAY_API_TOKEN or RAILWAY_TOKEN of the environment, `endpoint` None the public API."""
        super().__init__("railway", resource_name, {"token": sealed(token), "endpoint": endpoint}, opts)


class Project(OwnResource):
    """A project: what services, environments and volumes belong to. Deleting it deletes all of them."""

    name: pulumi.Output[str]
    workspace_id: pulumi.Output[str]
    description: pulumi.Output[str | None]
    default_environment_name: pulumi.Output[str | None]
    pr_deploys: pulumi.Output[bool | None]
    is_public: pulumi.Output[bool | None]
    default_environment_id: pulumi.Output[str]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        name: pulumi.Input[str],
        workspace_id: pulumi.Input[str],
        description: pulumi.Input[str] | None = None,
        default_environment_name: pulumi.Input[str] | None = None,
        pr_deploys: pulumi.Input[bool] | None = None,
        is_public: pulumi.Input[bool] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`workspace_id` and `default_environment_name` are set once: a change replaces the project."""
        super().__init__(
            "railway:index:Project",
            resource_name,
            {
                "name": name,
                "workspaceId": workspace_id,
                "description": description,
                "defaultEnvironmentName": default_environment_name,
                "prDeploys": pr_deploys,
                "isPublic": is_public,
            },
            outputs=["defaultEnvironmentId", "createdAt"],
            opts=opts,
        )


class Environment(OwnResource):
    """An environment of a project beside the one that every project is made with."""

    name: pulumi.Output[str]
    project_id: pulumi.Output[str]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        name: pulumi.Input[str],
        project_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A change of `project_id` replaces the environment."""
        super().__init__(
            "railway:index:Environment",
            resource_name,
            {"name": name, "projectId": project_id},
            outputs=["createdAt"],
            opts=opts,
        )


class Service(OwnResource):
    """The identity of a service. How it runs in an environment is its `ServiceInstance`.

    Source, image and branch are not part of it: they belong to the application's pipeline.
    """

    name: pulumi.Output[str]
    project_id: pulumi.Output[str]
    icon: pulumi.Output[str | None]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        name: pulumi.Input[str],
        project_id: pulumi.Input[str],
        icon: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`icon` is a URL. A change of `project_id` replaces the service."""
        super().__init__(
            "railway:index:Service",
            resource_name,
            {"name": name, "projectId": project_id, "icon": icon},
            outputs=["createdAt"],
            opts=opts,
        )
