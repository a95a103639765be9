"""What is bought: disks, and the bounds of a workspace's bill."""

from __future__ import annotations

import pulumi

from providers.resource import OwnResource


class Volume(OwnResource):
    """A disk of a service, in one region. It grows live and never shrinks; a deleted one is kept for 48 hours."""

    project_id: pulumi.Output[str]
    environment_id: pulumi.Output[str]
    service_id: pulumi.Output[str]
    name: pulumi.Output[str]
    mount_path: pulumi.Output[str]
    region: pulumi.Output[str | None]
    size_mb: pulumi.Output[int | None]
    created_at: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_id: pulumi.Input[str],
        environment_id: pulumi.Input[str],
        service_id: pulumi.Input[str],
        mount_path: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        region: pulumi.Input[str] | None = None,
        size_mb: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`size_mb` in megabytes. A change of project, environment or region replaces: the files are not moved."""
        super().__init__(
            "railway:index:Volume",
            resource_name,
            {
                "projectId": project_id,
                "environmentId": environment_id,
                "serviceId": service_id,
                "mountPath": mount_path,
                "name": name,
                "region": region,
                "sizeMb": size_mb,
            },
            outputs=["createdAt"],
            opts=opts,
        )


class UsageLimit(OwnResource):
    """Bounds of a workspace's monthly bill. The soft one sends mail; the hard one **stops every workload**."""

    workspace_id: pulumi.Output[str]
    soft_limit_dollars: pulumi.Output[int]
    hard_limit_dollars: pulumi.Output[int | None]

    def __init__(
        self,
        resource_name: str,
        *,
        workspace_id: pulumi.Input[str],
        soft_limit_dollars: pulumi.Input[int],
        hard_limit_dollars: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Whole USD a month: soft at least 5, hard at least 10. A change of `workspace_id` replaces."""
        super().__init__(
            "railway:index:UsageLimit",
            resource_name,
            {
                "workspaceId": workspace_id,
                "softLimitDollars": soft_limit_dollars,
                "hardLimitDollars": hard_limit_dollars,
            },
            opts=opts,
        )
