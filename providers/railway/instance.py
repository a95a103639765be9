"""How a service runs in one environment: its part of the environment's patch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi

from providers.resource import OwnResource, sealed_each

RestartPolicy = Literal["ALWAYS", "NEVER", "ON_FAILURE"]
BackupKind = Literal["DAILY", "WEEKLY", "MONTHLY"]
"""Backups of a volume; kept for 6 days, 1 month and 3 months."""


@pulumi.input_type
class RegionArgs:
    """How many replicas run in a region."""

    def __init__(self, *, num_replicas: pulumi.Input[int]) -> None:
        pulumi.set(self, "num_replicas", num_replicas)

    @property
    @pulumi.getter(name="numReplicas")
    def num_replicas(self) -> pulumi.Input[int]:
        """At least 1; a region without replicas is left out instead."""
        return pulumi.get(self, "num_replicas")  # type: ignore[no-any-return]


@pulumi.input_type
class LimitsArgs:
    """What one replica may use at most."""

    def __init__(self, *, vcpu: pulumi.Input[float], memory_gb: pulumi.Input[float]) -> None:
        pulumi.set(self, "vcpu", vcpu)
        pulumi.set(self, "memory_gb", memory_gb)

    @property
    @pulumi.getter
    def vcpu(self) -> pulumi.Input[float]:
        """Virtual CPUs."""
        return pulumi.get(self, "vcpu")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="memoryGb")
    def memory_gb(self) -> pulumi.Input[float]:
        """Gigabytes of memory."""
        return pulumi.get(self, "memory_gb")  # type: ignore[no-any-return]


@pulumi.input_type
class VolumeMountArgs:
    """Where a volume is in the container, and when it is backed up."""

    def __init__(
        self, *, mount_path: pulumi.Input[str], backup_schedules: pulumi.Input[Sequence[BackupKind]] | None = None
    ) -> None:
        pulumi.set(self, "mount_path", mount_path)
        pulumi.set(self, "backup_schedules", backup_schedules)

    @property
    @pulumi.getter(name="mountPath")
    def mount_path(self) -> pulumi.Input[str]:
        """An absolute path."""
        return pulumi.get(self, "mount_path")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="backupSchedules")
    def backup_schedules(self) -> pulumi.Input[Sequence[BackupKind]] | None:
        """The kinds of backup that are on; None leaves them as they are."""
        return pulumi.get(self, "backup_schedules")  # type: ignore[no-any-return]


class ServiceInstance(OwnResource):
    """The settings of a service in an environment. Only what is declared is sent, so the branch stays as it is.

    An `image` is for services whose image the program owns, as a queue's; None leaves it to the application's pipeline.
    One that was given and no longer is stays as it is.

    Sealed variables cannot be read back from Railway; they are kept encrypted in the state. `regions` maps Railway's
    region names to replicas and replaces what was there; a service with a volume has one region and one replica.
    """

    environment_id: pulumi.Output[str]
    service_id: pulumi.Output[str]
    image: pulumi.Output[str | None]
    regions: pulumi.Output[Mapping[str, Mapping[str, Any]] | None]
    limits: pulumi.Output[Mapping[str, Any] | None]
    healthcheck_path: pulumi.Output[str | None]
    healthcheck_timeout: pulumi.Output[int | None]
    overlap_seconds: pulumi.Output[int | None]
    draining_seconds: pulumi.Output[int | None]
    start_command: pulumi.Output[str | None]
    pre_deploy_command: pulumi.Output[Sequence[str] | None]
    cron_schedule: pulumi.Output[str | None]
    restart_policy_type: pulumi.Output[str | None]
    restart_policy_max_retries: pulumi.Output[int | None]
    sleep_application: pulumi.Output[bool | None]
    variables: pulumi.Output[Mapping[str, str] | None]
    sealed_variables: pulumi.Output[Mapping[str, str] | None]
    volume_mounts: pulumi.Output[Mapping[str, Mapping[str, Any]] | None]
    tcp_proxies: pulumi.Output[Sequence[int] | None]

    def __init__(
        self,
        resource_name: str,
        *,
        environment_id: pulumi.Input[str],
        service_id: pulumi.Input[str],
        image: pulumi.Input[str] | None = None,
        regions: Mapping[str, RegionArgs] | None = None,
        limits: LimitsArgs | None = None,
        healthcheck_path: pulumi.Input[str] | None = None,
        healthcheck_timeout: pulumi.Input[int] | None = None,
        overlap_seconds: pulumi.Input[int] | None = None,
        draining_seconds: pulumi.Input[int] | None = None,
        start_command: pulumi.Input[str] | None = None,
        pre_deploy_command: Sequence[pulumi.Input[str]] | None = None,
        cron_schedule: pulumi.Input[str] | None = None,
        restart_policy_type: pulumi.Input[RestartPolicy] | None = None,
        restart_policy_max_retries: pulumi.Input[int] | None = None,
        sleep_application: pulumi.Input[bool] | None = None,
        variables: Mapping[str, pulumi.Input[str]] | None = None,
        sealed_variables: Mapping[str, pulumi.Input[str]] | None = None,
        volume_mounts: Mapping[str, VolumeMountArgs] | None = None,
        tcp_proxies: Sequence[pulumi.Input[int]] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Timeouts are seconds. `volume_mounts` is keyed by volume id, `tcp_proxies` are ports of the application.

        A change of `environment_id` or `service_id` replaces the resource, all else patches it in place.
        """
        super().__init__(
            "railway:index:ServiceInstance",
            resource_name,
            {
                "environmentId": environment_id,
                "serviceId": service_id,
                "image": image,
                "regions": regions,
                "limits": limits,
                "healthcheckPath": healthcheck_path,
                "healthcheckTimeout": healthcheck_timeout,
                "overlapSeconds": overlap_seconds,
                "drainingSeconds": draining_seconds,
                "startCommand": start_command,
                "preDeployCommand": pre_deploy_command,
                "cronSchedule": cron_schedule,
                "restartPolicyType": restart_policy_type,
                "restartPolicyMaxRetries": restart_policy_max_retries,
                "sleepApplication": sleep_application,
                "variables": variables,
                "sealedVariables": sealed_each(sealed_variables),
                "volumeMounts": volume_mounts,
                "tcpProxies": tcp_proxies,
            },
            secret_outputs=["sealedVariables"],
            opts=opts,
        )
