"""Settings of Postgres above the vendor's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from providers.kit.differ import same
from providers.kit.model import Mark
from providers.kit.values import Plain
from providers.resource import snake
from providers.supabase.api.client import project
from providers.supabase.facts import facts
from providers.supabase.kinds.setting import Setting, SettingArgs, Told
from providers.supabase.quantities import alike

Size = Annotated[
    str, StringConstraints(pattern=r"^-?\d+(\.\d+)?(B|kB|MB|GB|TB)?$"), Field(description="A size, as `64MB`.")
]
Time = Annotated[
    str, StringConstraints(pattern=r"^-?\d+(\.\d+)?(us|ms|s|min|h|d)?$"), Field(description="A time, as `30s`.")
]
Flag = Annotated[bool, Field(description="Whether it is on.")]
Number = Annotated[int, Field(description="How many.")]
Workers = Annotated[int, Field(ge=0, le=1024, description="How many workers.")]
Processes = Annotated[int, Field(ge=0, le=262143, description="How many processes.")]


class PostgresArgs(SettingArgs):
    """What a program may say of Postgres: every name is the one of Postgres, and means what its manual says."""

    checkpoint_timeout: Time | None = None
    effective_cache_size: Size | None = None
    hot_standby_feedback: Flag | None = None
    logical_decoding_work_mem: Size | None = None
    maintenance_work_mem: Size | None = None
    max_connections: Annotated[int | None, Field(ge=1, le=262143, description="How many connections.")] = None
    max_locks_per_transaction: Annotated[int | None, Field(ge=10, le=2147483640, description="How many locks.")] = None
    max_parallel_maintenance_workers: Workers | None = None
    max_parallel_workers: Workers | None = None
    max_parallel_workers_per_gather: Workers | None = None
    max_replication_slots: Number | None = None
    max_slot_wal_keep_size: Size | None = None
    max_standby_archive_delay: Time | None = None
    max_standby_streaming_delay: Time | None = None
    max_wal_senders: Number | None = None
    max_wal_size: Size | None = None
    max_worker_processes: Processes | None = None
    restart_database: Annotated[
        bool | None, Mark.UNREADABLE, Field(description="Whether the call restarts at once what needs it.")
    ] = None
    session_replication_role: Annotated[
        Literal["origin", "replica", "local"] | None, Field(description="Which triggers and rules fire.")
    ] = None
    shared_buffers: Size | None = None
    statement_timeout: Time | None = None
    track_activity_query_size: Size | None = None
    track_commit_timestamp: Flag | None = None
    wal_keep_size: Size | None = None
    wal_sender_timeout: Time | None = None
    work_mem: Size | None = None


_NOT_SETTINGS: Final = frozenset({"projectRef", "restartDatabase"})
_SETTINGS: Final[Mapping[str, str]] = {
    str(field.alias): name for name, field in PostgresArgs.model_fields.items() if field.alias not in _NOT_SETTINGS
}


class PostgresConfig(Setting[PostgresArgs]):
    """Settings of Postgres."""

    token = "supabase:index:PostgresConfig"  # noqa: S105
    text = (
        "Settings of Postgres above the vendor's; most restart the database for a few seconds. Sizes and times are"
        " texts with units (`64MB`, `30s`). What is not declared stays as it is; what is no longer declared returns to"
        " the vendor's. Deleting the resource leaves all settings as they are."
    )
    rights = "the project's database settings: read and write"
    bounds = "The platform replaces all settings at once, so one that a person changes at the same moment may be lost."
    arguments = PostgresArgs
    place = "postgres"

    def equal(self, name: str, declared: Plain, found: Plain) -> bool:
        """64MB is 65536kB, and 120000ms is 2min."""
        if isinstance(declared, str) and isinstance(found, str):
            return alike(declared, found, facts().unit(snake(name)))
        return same(declared, found)

    async def tell(self, ref: str) -> Told:
        """The settings that the platform tells."""
        now = await self._now(ref)
        return Told({wire: now.get(name) for wire, name in _SETTINGS.items()})

    async def apply(self, given: PostgresArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:
        """Replace the settings by those that are there, without what is no longer declared, and what is declared."""
        wire = given.wire()
        known = set(_SETTINGS.values())
        dropped = {_SETTINGS[each] for each in before if each in _SETTINGS and wire.get(each) is None}
        kept = {
            name: value
            for name, value in (await self._now(given.project_ref)).items()
            if name in known and name not in dropped and value is not None
        }
        declared = {name: wire[each] for each, name in _SETTINGS.items() if wire.get(each) is not None}
        body = {**kept, **declared}
        if given.restart_database is not None:
            body["restart_database"] = given.restart_database
        await self._supabase.client.put(project("/config/database/postgres", given.project_ref), body)
        return {}

    async def _now(self, ref: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = await self._supabase.client.get(project("/config/database/postgres", ref))
        return told
