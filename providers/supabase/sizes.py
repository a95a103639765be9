"""What is bought for a project: add-ons, disk, replicas, and when backups run."""

from __future__ import annotations

from typing import Literal

import pulumi

from providers.resource import OwnResource

AddonType = Literal[
    "auth_mfa_phone", "auth_mfa_web_authn", "compute_instance", "custom_domain", "ipv4", "log_drain", "pitr"
]
DiskType = Literal["gp3", "io2"]


class Addon(OwnResource):
    """One add-on in one variant, as compute in `ci_small` or point-in-time recovery in `pitr_7`.

    Changing a compute variant restarts the database: usually under two minutes.
    """

    project_ref: pulumi.Output[str]
    type: pulumi.Output[str]
    variant: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        type: pulumi.Input[AddonType],  # noqa: A002 - the name of the API
        variant: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """A change of `variant` is in place, of anything else a replacement."""
        super().__init__(
            "supabase:index:Addon",
            resource_name,
            {"projectRef": project_ref, "type": type, "variant": variant},
            opts=opts,
        )


class Disk(OwnResource):
    """The disk of the primary and, by a factor, of its replicas. It grows live, four times a day at most."""

    project_ref: pulumi.Output[str]
    type: pulumi.Output[str]
    size_gb: pulumi.Output[int]
    iops: pulumi.Output[int]
    throughput_mibps: pulumi.Output[int | None]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        type: pulumi.Input[DiskType],  # noqa: A002 - the name of the API
        size_gb: pulumi.Input[int],
        iops: pulumi.Input[int],
        throughput_mibps: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Size in GB, throughput in MiB a second (gp3 only). All but `project_ref` changes in place."""
        super().__init__(
            "supabase:index:Disk",
            resource_name,
            {
                "projectRef": project_ref,
                "type": type,
                "sizeGb": size_gb,
                "iops": iops,
                "throughputMibps": throughput_mibps,
            },
            opts=opts,
        )


class ReadReplica(OwnResource):
    """A copy that answers reads in another region. Needs compute of Small or more, and physical backups."""

    project_ref: pulumi.Output[str]
    region: pulumi.Output[str]
    identifier: pulumi.Output[str]
    status: pulumi.Output[str]
    host: pulumi.Output[str]
    port: pulumi.Output[int]
    user: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        region: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`region` is Supabase's code. Any change replaces. `host`, `port` and `user` are those of its pooler."""
        super().__init__(
            "supabase:index:ReadReplica",
            resource_name,
            {"projectRef": project_ref, "region": region},
            outputs=["identifier", "status", "host", "port", "user"],
            opts=opts,
        )


class BackupSchedule(OwnResource):
    """The time of the daily backup."""

    project_ref: pulumi.Output[str]
    schedule_for: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        schedule_for: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`schedule_for` is a time of day in UTC. Not sold with every plan; a low one answers 402."""
        super().__init__(
            "supabase:index:BackupSchedule",
            resource_name,
            {"projectRef": project_ref, "scheduleFor": schedule_for},
            opts=opts,
        )
