"""The platform's Postgres at Supabase: project, size, pooler, settings, keys."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

import pulumi

from components.base import Providers, SayarComponent
from components.database.spec import DatabaseSpec
from components.database.supabase_spec import PostgresSpec, SupabaseEngine
from components.network.checks import Switch
from components.network.regions import called
from providers.supabase import sdk as supabase

SMALLEST = "nano"
"""The size that every project starts with, which no add-on stands for."""


@dataclass(frozen=True, slots=True)
class DatabaseResources:
    """Every resource that `Database` makes; what a spec does not ask for is None."""

    project: supabase.Project
    compute: supabase.Addon | None
    disk: supabase.Disk | None
    pitr: supabase.Addon | None
    ipv4: supabase.Addon | None
    backup_schedule: supabase.BackupSchedule | None
    pooler: supabase.PoolerConfig
    ssl: supabase.SslEnforcement
    postgres: supabase.PostgresConfig | None
    keys: supabase.ApiKeys
    read_replicas: dict[str, supabase.ReadReplica]


class Database(SayarComponent):
    """One project in the primary region. Only the project is stateful: all else describes it and can be made again."""

    def __init__(
        self,
        name: str,
        spec: DatabaseSpec,
        providers: Providers,
        *,
        organization_id: str,
        region: str,
        password: pulumi.Input[str],
    ) -> None:
        """`organization_id` is the organization's slug, `region` one of the platform's names.

        Raises ValueError for an engine that is not Supabase.
        """
        engine = spec.engine
        if engine.kind != "supabase":
            raise ValueError(f"this component makes a database at Supabase, not {engine.kind}")
        super().__init__(name)
        project = supabase.Project(
            "project",
            name="sayar",
            organization_slug=organization_id,
            region=called("supabase", region),
            database_password=password,
            opts=self.child(providers.supabase, protect=True),
        )
        self.resources = self._around(project, engine, providers)
        pooler, keys = self.resources.pooler, self.resources.keys
        self.project_ref: pulumi.Output[str] = project.ref
        self.api_url: pulumi.Output[str] = project.api_url
        self.pooler_url: pulumi.Output[str] = _pooler_url(project, pooler, password)
        self.publishable_key: pulumi.Output[str] = keys.publishable_key
        self.secret_key: pulumi.Output[str] = pulumi.Output.secret(keys.secret_key)
        self.finish(project_ref=self.project_ref, api_url=self.api_url)

    def _around(self, project: supabase.Project, engine: SupabaseEngine, providers: Providers) -> DatabaseResources:
        ref = project.ref

        def options(*after: pulumi.Resource | None) -> pulumi.ResourceOptions:
            return self.child(providers.supabase, depends_on=[row for row in after if row is not None])

        compute = None
        if engine.compute != SMALLEST:
            compute = supabase.Addon(
                "compute", project_ref=ref, type="compute_instance", variant=f"ci_{engine.compute}", opts=options()
            )
        disk = None
        if engine.disk is not None:
            row = engine.disk
            disk = supabase.Disk(
                "disk",
                project_ref=ref,
                type=row.type,
                size_gb=row.size_gb,
                iops=row.iops,
                throughput_mibps=row.throughput_mibps,
                opts=options(compute),
            )
        pitr = None
        if engine.pitr_days is not None:
            # Refused below a certain compute size, so the size comes first.
            pitr = supabase.Addon(
                "pitr", project_ref=ref, type="pitr", variant=f"pitr_{engine.pitr_days}", opts=options(compute)
            )
        ipv4 = None
        if engine.ipv4 == "on":
            ipv4 = supabase.Addon("ipv4", project_ref=ref, type="ipv4", variant="ipv4_default", opts=options(compute))
        schedule = None
        if engine.backup_at is not None:
            schedule = supabase.BackupSchedule(
                "backup-schedule", project_ref=ref, schedule_for=engine.backup_at, opts=options()
            )
        return DatabaseResources(
            project=project,
            compute=compute,
            disk=disk,
            pitr=pitr,
            ipv4=ipv4,
            backup_schedule=schedule,
            pooler=supabase.PoolerConfig(
                "pooler",
                project_ref=ref,
                pool_mode=engine.pooler.mode,
                default_pool_size=engine.pooler.pool_size,
                # A pool may be as large as the new size allows, so the size comes first.
                opts=options(compute),
            ),
            ssl=supabase.SslEnforcement("ssl", project_ref=ref, database=engine.tls_only == "on", opts=options()),
            postgres=None if engine.postgres.empty else _postgres(ref, engine.postgres, options(compute)),
            keys=supabase.ApiKeys("keys", project_ref=ref, opts=options()),
            read_replicas={
                # A replica has the primary's size and needs physical backups, which point-in-time recovery brings.
                region: supabase.ReadReplica(
                    f"replica-{region}",
                    project_ref=ref,
                    region=called("supabase", region),
                    opts=options(compute, disk, pitr),
                )
                for region in engine.read_replicas
            },
        )


def _postgres(ref: pulumi.Input[str], row: PostgresSpec, options: pulumi.ResourceOptions) -> supabase.PostgresConfig:
    return supabase.PostgresConfig(
        "postgres",
        project_ref=ref,
        statement_timeout=row.statement_timeout,
        work_mem=row.work_mem,
        max_connections=row.max_connections,
        track_commit_timestamp=_flag(row.track_commit_timestamp),
        opts=options,
    )


def _flag(switch: Switch | None) -> bool | None:
    return None if switch is None else switch == "on"


def _pooler_url(
    project: supabase.Project, pooler: supabase.PoolerConfig, password: pulumi.Input[str]
) -> pulumi.Output[str]:
    """The connection string of the pooler with the password in it; the vendor's own has a placeholder there."""
    parts = pulumi.Output.all(project.ref, pooler.host, pooler.port, password)
    return pulumi.Output.secret(parts.apply(lambda given: connection_string(*given)))


def connection_string(ref: str, host: str, port: float, password: str) -> str:
    """How clients connect through the pooler, with TLS. Numbers come from the engine as floats."""
    return f"postgresql://postgres.{ref}:{quote(password, safe='')}@{host}:{int(port)}/postgres?sslmode=require"
