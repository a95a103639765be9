"""The triggers document of what was advised."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from sayar.documents.triggers import CrossesOn, TriggerNow, TriggersDocument
from sayar.triggers.recommend import Advice, Judged
from sayar.triggers.rows import Table
from sayar.triggers.trend import Crossing

_UNDECIDED: Final = 4


def document(advice: Advice, table: Table, at: float, notes: tuple[str, ...] = ()) -> TriggersDocument:
    """What is said of a tier at a moment (seconds since the epoch), with further notes."""
    today = datetime.fromtimestamp(at, UTC).date()
    soonest, lead = advice.soonest, advice.lead_days
    moves = advice.status in ("watch", "plan", "due") and soonest is not None and lead is not None
    begin = max(today + timedelta(days=soonest - lead), today) if moves and soonest is not None and lead else None
    return TriggersDocument(
        as_of=today.isoformat(),
        tier=advice.tier,
        recommended=advice.recommended,
        status=advice.status,
        lead_days=lead,
        begin_by=begin.isoformat() if begin is not None else None,
        triggers=tuple(_trigger(one, table, today) for one in advice.judged),
        notes=(*advice.notes, *notes),
        exit_code=_UNDECIDED if advice.status == "undecided" else 0,
    )


def _trigger(one: Judged, table: Table, today: date) -> TriggerNow:
    window = table.window(one.trigger.id)
    return TriggerNow(
        id=one.trigger.id,
        state=one.met.state,
        value=one.met.value,
        threshold=one.trigger.value,
        op=one.trigger.op,
        unit=one.trigger.unit,
        window=None if window.shape == "declared" and not window.limits else window.days,
        completeness=one.met.completeness,
        crosses_on=_dates(one.crosses, today) if one.crosses is not None else None,
        reason=one.met.reason,
    )


def _dates(found: Crossing, today: date) -> CrossesOn:
    def on(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    latest = on(found.latest) if found.latest is not None else None
    return CrossesOn(earliest=on(found.earliest), expected=on(found.expected), latest=latest)
