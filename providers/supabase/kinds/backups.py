"""When the daily backup is made."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from providers.kit.errors import RefusedError
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told

_PLACE: Final = "/database/backups/schedule"


class ScheduleArgs(SettingArgs):
    """What a program may say of the schedule."""

    schedule_for: Annotated[
        str,
        StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"),
        Field(description="The time of day in UTC, HH:MM or HH:MM:SS."),
    ]


class BackupSchedule(Setting[ScheduleArgs]):
    """The time of the daily backup."""

    token = "supabase:index:BackupSchedule"  # noqa: S105
    text = "The time of the daily backup. Deleting the resource leaves the time as it is."
    rights = "the project's backups: read and write"
    bounds = "Not sold with every plan: a low one answers 402."
    arguments = ScheduleArgs
    place = "backup-schedule"

    def equal(self, name: str, declared: Plain, found: Plain) -> bool:
        """04:00 is 04:00:00."""
        if name == "scheduleFor" and isinstance(declared, str) and isinstance(found, str):
            return with_seconds(declared) == with_seconds(found)
        return super().equal(name, declared, found)

    async def tell(self, ref: str) -> Told | None:
        """The time now; a plan without schedules has none."""
        try:
            told = await self._supabase.client.get(project(_PLACE, ref))
        except RefusedError as error:
            if error.status == HTTPStatus.PAYMENT_REQUIRED:
                return None
            raise
        return Told({"scheduleFor": told["schedule_for"]})

    async def apply(self, given: ScheduleArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Set the time."""
        body = {"schedule_for": with_seconds(given.schedule_for)}
        await self._supabase.client.patch(project(_PLACE, given.project_ref), body)
        return {}


def with_seconds(time: str) -> str:
    """The time as the API takes it."""
    return time if time.count(":") > 1 else f"{time}:00"
