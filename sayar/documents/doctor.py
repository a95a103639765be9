"""What a stack lacks to be run for real, `format: "sayar.doctor/1"`."""

from __future__ import annotations

from typing import Literal

from sayar.documents.base import Part

State = Literal["ok", "missing", "not_checked"]


class DoctorCheck(Part):
    """One need: what was found (`text`), the manual step (`how`, null where nothing is to be done), and the config path
    that asks for it (`source`). `variable` would allow a check that was not made; null where none would."""

    id: str
    vendor: Literal["local", "cloudflare", "railway", "supabase", "vercel", "aws"]
    state: State
    text: str
    how: str | None
    source: str
    variable: str | None


class DoctorSummary(Part):
    """How many checks ended how."""

    ok: int
    missing: int
    not_checked: int


class DoctorDocument(Part):
    """Every need of a stack's current phase. `exit_code`: 0 nothing missing, 3 something missing, 4 not everything is
    known."""

    format: Literal["sayar.doctor/1"]
    stack: str
    tier: str
    phase: str | None
    summary: DoctorSummary
    checks: tuple[DoctorCheck, ...]
    exit_code: Literal[0, 3, 4]
