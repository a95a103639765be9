"""What a program may say of how a service runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from providers.kit.model import Args, Mark
from providers.railway.kinds.shared import Identity, Port

BackupKind = Literal["DAILY", "WEEKLY", "MONTHLY"]
RestartPolicy = Literal["ALWAYS", "NEVER", "ON_FAILURE"]
Path = Annotated[str, StringConstraints(pattern=r"^/")]
_IMAGE: Final = (
    r"^([A-Za-z0-9.-]+(:[0-9]+)?/)?"  # a registry
    r"[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,128})?$"
)


class Region(Args):
    """Replicas in one region."""

    num_replicas: Annotated[int, Field(ge=1, description="How many replicas run there; a region without is left out.")]


class Limits(Args):
    """What one replica may use at most."""

    vcpu: Annotated[float, Field(gt=0, description="Virtual CPUs.")]
    memory_gb: Annotated[float, Field(gt=0, description="Gigabytes of memory.")]


class VolumeMount(Args):
    """Where a volume is in the container, and when it is backed up."""

    mount_path: Annotated[Path, Field(description="An absolute path.")]
    backup_schedules: Annotated[
        list[BackupKind] | None,
        Mark.UNORDERED,
        Field(description="Kept for 6 days, 1 month and 3 months; left out, they stay as they are."),
    ] = None


class InstanceArgs(Args):
    """How a service runs in one environment. What is never declared is neither sent nor compared."""

    environment_id: Annotated[Identity, Field(description="The environment.")]
    service_id: Annotated[Identity, Field(description="The service.")]
    image: Annotated[
        str | None,
        Field(
            pattern=_IMAGE,
            description="The container image, as `redis:8` or with a digest, null the pipeline's. What was declared and"
            " no longer is stays as it is.",
        ),
    ] = None
    regions: Annotated[
        dict[str, Region] | None,
        Field(description="Railway's names of regions with their replicas; regions that are not named are emptied."),
    ] = None
    limits: Annotated[Limits | None, Field(description="Bounds of one replica, null the plan's.")] = None
    healthcheck_path: Annotated[
        Path | None, Field(description="The path that must answer 200 before traffic moves to a new deployment.")
    ] = None
    healthcheck_timeout: Annotated[int | None, Field(ge=1, description="Seconds until a deployment has failed.")] = None
    overlap_seconds: Annotated[int | None, Field(ge=0, description="Seconds that old and new run side by side.")] = None
    draining_seconds: Annotated[int | None, Field(ge=0, description="Seconds between SIGTERM and SIGKILL.")] = None
    start_command: Annotated[str | None, Field(min_length=1, description="What starts the container.")] = None
    pre_deploy_command: Annotated[
        list[str] | None, Field(min_length=1, description="What runs once before a deployment takes traffic.")
    ] = None
    cron_schedule: Annotated[
        str | None, Field(min_length=1, description="When it runs, as five fields of cron in UTC; needs one replica.")
    ] = None
    restart_policy_type: Annotated[RestartPolicy | None, Field(description="When a container is started again.")] = None
    restart_policy_max_retries: Annotated[int | None, Field(ge=0, description="How often, for ON_FAILURE.")] = None
    sleep_application: Annotated[bool | None, Field(description="Whether it sleeps without traffic.")] = None
    variables: Annotated[
        dict[str, str] | None, Mark.KEYED, Field(description="Plain variables; those not named are the application's.")
    ] = None
    sealed_variables: Annotated[
        dict[str, str] | None,
        Mark.KEYED,
        Mark.SECRET,
        Field(description="Variables that nobody can read again; only that one is there and sealed is seen."),
    ] = None
    volume_mounts: Annotated[
        dict[str, VolumeMount] | None, Mark.KEYED, Field(description="By the id of the volume.")
    ] = None
    tcp_proxies: Annotated[
        list[Port] | None,
        Mark.UNORDERED,
        Field(description="Ports of the application that Railway opens to the internet; others are left alone."),
    ] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        """What Railway would refuse at the update, when half of the others were done."""
        replicas = sum(region.num_replicas for region in (self.regions or {}).values())
        if self.regions is not None and not self.regions:
            yield "regions", "at least one region, or left out"
        if self.cron_schedule is not None and replicas > 1:
            yield "cronSchedule", f"needs one replica in total, not {replicas}"
        if self.volume_mounts and replicas > 1:
            yield "volumeMounts", f"a service with a volume has one replica, not {replicas}"
        if len(self.volume_mounts or {}) > 1:
            yield "volumeMounts", "a service has one volume at most"
        for name in sorted(set(self.variables or {}) & set(self.sealed_variables or {})):
            yield f"variables.{name}", "also in sealedVariables: one of them"
        if self.restart_policy_max_retries is not None and self.restart_policy_type in ("ALWAYS", "NEVER"):
            yield "restartPolicyMaxRetries", f"counts only for ON_FAILURE, not {self.restart_policy_type}"
