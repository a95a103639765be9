"""Backups: what there is, and when the daily one is made."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply, refuse_if
from tests.fakes.supabase.world import Schedule

_FIRST_UNIX: Final = 1_767_225_600


def list_all(call: Call) -> Reply:
    """Which kinds of backup are on. No backup is ever made: no time passes here."""
    project = call.project
    pitr = project.addon("pitr") is not None
    times = {"earliest_physical_backup_date_unix": _FIRST_UNIX, "latest_physical_backup_date_unix": _FIRST_UNIX}
    return Reply(
        {
            "region": project.region,
            "walg_enabled": pitr or call.knobs.walg_enabled,
            "pitr_enabled": pitr,
            "backups": [],
            "physical_backup_data": times if pitr else {},
        }
    )


def get_schedule(call: Call) -> Reply:
    """When the daily backup is made."""
    project = call.project
    _must_be_entitled(call)
    return Reply(_told(project.schedule))


def set_schedule(call: Call) -> Reply:
    """Make the daily backup at another time."""
    project, wanted = call.started, call.body["schedule_for"]
    _must_be_entitled(call)
    refuse_if(not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d", wanted), "schedule_for must be a time, HH:MM:SS")
    project.schedule = Schedule(wanted, call.world.now())
    return Reply(_told(project.schedule))


def _must_be_entitled(call: Call) -> None:
    refuse_if(
        call.knobs.plan not in call.knobs.schedule_plans,
        "Backup schedule: upgrade the organization's plan",
        HTTPStatus.PAYMENT_REQUIRED,
    )


def _told(schedule: Schedule) -> dict[str, Any]:
    return {"schedule_for": schedule.at, "updated_at": schedule.updated_at}


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/database/backups": list_all,
    "GET /v1/projects/{ref}/database/backups/schedule": get_schedule,
    "PATCH /v1/projects/{ref}/database/backups/schedule": set_schedule,
}
