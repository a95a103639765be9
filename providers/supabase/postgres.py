"""How Postgres and its pooler run."""

from __future__ import annotations

from typing import Literal

import pulumi

from providers.resource import OwnResource

PoolMode = Literal["session", "transaction"]


class PoolerConfig(OwnResource):
    """The shared pooler in front of the database, and how to connect through it."""

    project_ref: pulumi.Output[str]
    pool_mode: pulumi.Output[str | None]
    default_pool_size: pulumi.Output[int | None]
    host: pulumi.Output[str]
    port: pulumi.Output[int]
    connection_string: pulumi.Output[str]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        pool_mode: pulumi.Input[PoolMode] | None = None,
        default_pool_size: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`default_pool_size` is connections to the database for each user. A change of `project_ref` replaces."""
        super().__init__(
            "supabase:index:PoolerConfig",
            resource_name,
            {"projectRef": project_ref, "poolMode": pool_mode, "defaultPoolSize": default_pool_size},
            outputs=["host", "port", "connectionString"],
            secret_outputs=["connectionString"],
            opts=opts,
        )


class PostgresConfig(OwnResource):
    """Settings of Postgres above the ones of the vendor. Most restart the database for a few seconds.

    Sizes and times are texts with units, as Postgres writes them (`64MB`, `30s`).
    """

    project_ref: pulumi.Output[str]
    checkpoint_timeout: pulumi.Output[str | None]
    effective_cache_size: pulumi.Output[str | None]
    hot_standby_feedback: pulumi.Output[bool | None]
    logical_decoding_work_mem: pulumi.Output[str | None]
    maintenance_work_mem: pulumi.Output[str | None]
    max_connections: pulumi.Output[int | None]
    max_locks_per_transaction: pulumi.Output[int | None]
    max_parallel_maintenance_workers: pulumi.Output[int | None]
    max_parallel_workers: pulumi.Output[int | None]
    max_parallel_workers_per_gather: pulumi.Output[int | None]
    max_replication_slots: pulumi.Output[int | None]
    max_slot_wal_keep_size: pulumi.Output[str | None]
    max_standby_archive_delay: pulumi.Output[str | None]
    max_standby_streaming_delay: pulumi.Output[str | None]
    max_wal_senders: pulumi.Output[int | None]
    max_wal_size: pulumi.Output[str | None]
    max_worker_processes: pulumi.Output[int | None]
    restart_database: pulumi.Output[bool | None]
    session_replication_role: pulumi.Output[str | None]
    shared_buffers: pulumi.Output[str | None]
    statement_timeout: pulumi.Output[str | None]
    track_activity_query_size: pulumi.Output[str | None]
    track_commit_timestamp: pulumi.Output[bool | None]
    wal_keep_size: pulumi.Output[str | None]
    wal_sender_timeout: pulumi.Output[str | None]
    work_mem: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        project_ref: pulumi.Input[str],
        checkpoint_timeout: pulumi.Input[str] | None = None,
        effective_cache_size: pulumi.Input[str] | None = None,
        hot_standby_feedback: pulumi.Input[bool] | None = None,
        logical_decoding_work_mem: pulumi.Input[str] | None = None,
        maintenance_work_mem: pulumi.Input[str] | None = None,
        max_connections: pulumi.Input[int] | None = None,
        max_locks_per_transaction: pulumi.Input[int] | None = None,
        max_parallel_maintenance_workers: pulumi.Input[int] | None = None,
        max_parallel_workers: pulumi.Input[int] | None = None,
        max_parallel_workers_per_gather: pulumi.Input[int] | None = None,
        max_replication_slots: pulumi.Input[int] | None = None,
        max_slot_wal_keep_size: pulumi.Input[str] | None = None,
        max_standby_archive_delay: pulumi.Input[str] | None = None,
        max_standby_streaming_delay: pulumi.Input[str] | None = None,
        max_wal_senders: pulumi.Input[int] | None = None,
        max_wal_size: pulumi.Input[str] | None = None,
        max_worker_processes: pulumi.Input[int] | None = None,
        restart_database: pulumi.Input[bool] | None = None,
        session_replication_role: pulumi.Input[str] | None = None,
        shared_buffers: pulumi.Input[str] | None = None,
        statement_timeout: pulumi.Input[str] | None = None,
        track_activity_query_size: pulumi.Input[str] | None = None,
        track_commit_timestamp: pulumi.Input[bool] | None = None,
        wal_keep_size: pulumi.Input[str] | None = None,
        wal_sender_timeout: pulumi.Input[str] | None = None,
        work_mem: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`restart_database` True restarts at once where a setting needs it. A change of `project_ref` replaces."""
        super().__init__(
            "supabase:index:PostgresConfig",
            resource_name,
            {
                "projectRef": project_ref,
                "checkpointTimeout": checkpoint_timeout,
                "effectiveCacheSize": effective_cache_size,
                "hotStandbyFeedback": hot_standby_feedback,
                "logicalDecodingWorkMem": logical_decoding_work_mem,
                "maintenanceWorkMem": maintenance_work_mem,
                "maxConnections": max_connections,
                "maxLocksPerTransaction": max_locks_per_transaction,
                "maxParallelMaintenanceWorkers": max_parallel_maintenance_workers,
                "maxParallelWorkers": max_parallel_workers,
                "maxParallelWorkersPerGather": max_parallel_workers_per_gather,
                "maxReplicationSlots": max_replication_slots,
                "maxSlotWalKeepSize": max_slot_wal_keep_size,
                "maxStandbyArchiveDelay": max_standby_archive_delay,
                "maxStandbyStreamingDelay": max_standby_streaming_delay,
                "maxWalSenders": max_wal_senders,
                "maxWalSize": max_wal_size,
                "maxWorkerProcesses": max_worker_processes,
                "restartDatabase": restart_database,
                "sessionReplicationRole": session_replication_role,
                "sharedBuffers": shared_buffers,
                "statementTimeout": statement_timeout,
                "trackActivityQuerySize": track_activity_query_size,
                "trackCommitTimestamp": track_commit_timestamp,
                "walKeepSize": wal_keep_size,
                "walSenderTimeout": wal_sender_timeout,
                "workMem": work_mem,
            },
            opts=opts,
        )
