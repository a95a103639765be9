"""The platform's Postgres at Supabase: project, size, pooler, settings, keys, read replicas."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from components.database.connections import pooler_url, replica_url, session_url
from components.database.order import SMALLEST
from components.database.spec import DatabaseSpec
from components.database.supabase_spec import DiskSpec, PostgresSpec, SupabaseEngine
from components.database.topology import Topology, topology
from components.network.checks import Switch
from components.network.regions import called
from providers.supabase import sdk as supabase


@dataclass(frozen=True, slots=True)
class DatabaseResources:
    """Every resource that `Database` makes; what a spec does not ask for is None. Replicas by logical name."""

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
    """One project in the primary region, and its replicas. Only the project is stateful: all else can be made again.

    `pooler_url` is how services connect, `session_url` how jobs do that need one connection from start to end, and
    `read_urls` how services of a region read from the replicas there, by the platform's name of the region; all of
    them are secrets.
    """

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
        plan = topology(engine, region)
        project = supabase.Project(
            plan.primary.name,
            name="sayar",
            organization_slug=organization_id,
            region=called("supabase", region),
            database_password=password,
            opts=self.child(providers.supabase, protect=True),
        )
        self.resources = self._around(project, engine, plan, providers)
        pooler, keys, replicas = self.resources.pooler, self.resources.keys, self.resources.read_replicas
        self.project_ref: pulumi.Output[str] = project.ref
        self.api_url: pulumi.Output[str] = project.api_url
        self.pooler_url: pulumi.Output[str] = pooler_url(project, pooler, password)
        self.session_url: pulumi.Output[str] = session_url(project, pooler, password)
        self.read_urls: dict[str, tuple[pulumi.Output[str], ...]] = {
            row.region: tuple(
                replica_url(replica.name, replicas[replica.name], password)
                for replica in plan.replicas
                if replica.region == row.region
            )
            for row in engine.read_replicas
        }
        self.publishable_key: pulumi.Output[str] = keys.publishable_key
        self.secret_key: pulumi.Output[str] = pulumi.Output.secret(keys.secret_key)
        self.finish(project_ref=self.project_ref, api_url=self.api_url)

    def _around(
        self, project: supabase.Project, engine: SupabaseEngine, plan: Topology, providers: Providers
    ) -> DatabaseResources:
        ref = project.ref
        made: dict[str, pulumi.Resource] = {}

        def options(part: str) -> pulumi.ResourceOptions:
            # What waits for what is said by the topology alone.
            return self.child(providers.supabase, depends_on=[made[other] for other in plan.after(part)])

        compute = None
        if engine.compute != SMALLEST:
            variant = f"ci_{engine.compute}"
            made["compute"] = compute = supabase.Addon(
                "compute", project_ref=ref, type="compute_instance", variant=variant, opts=options("compute")
            )
        disk = None
        if engine.disk is not None:
            made["disk"] = disk = _disk(ref, engine.disk, options("disk"))
        pitr = None
        if engine.pitr_days is not None:
            variant = f"pitr_{engine.pitr_days}"
            made["pitr"] = pitr = supabase.Addon(
                "pitr", project_ref=ref, type="pitr", variant=variant, opts=options("pitr")
            )
        ipv4 = None
        if engine.ipv4 == "on":
            ipv4 = supabase.Addon("ipv4", project_ref=ref, type="ipv4", variant="ipv4_default", opts=options("ipv4"))
        schedule = None
        if engine.backup_at is not None:
            schedule = supabase.BackupSchedule(
                "backup-schedule", project_ref=ref, schedule_for=engine.backup_at, opts=options("backup-schedule")
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
                opts=options("pooler"),
            ),
            ssl=supabase.SslEnforcement("ssl", project_ref=ref, database=engine.tls_only == "on", opts=options("ssl")),
            postgres=None if engine.postgres.empty else _postgres(ref, engine.postgres, options("postgres")),
            keys=supabase.ApiKeys("keys", project_ref=ref, opts=options("keys")),
            read_replicas={
                row.name: supabase.ReadReplica(
                    row.name, project_ref=ref, region=called("supabase", row.region), opts=options(row.name)
                )
                for row in plan.replicas
            },
        )


def _disk(ref: pulumi.Input[str], row: DiskSpec, options: pulumi.ResourceOptions) -> supabase.Disk:
    return supabase.Disk(
        "disk",
        project_ref=ref,
        type=row.type,
        size_gb=row.size_gb,
        iops=row.iops,
        throughput_mibps=row.throughput_mibps,
        opts=options,
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
