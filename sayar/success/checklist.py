"""The strategy's timeline and reviews as a checklist: ticked by what the system sees, or by a record of people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayar.documents.success import CheckItem
from sayar.success.rows import DOCUMENT, Group, ItemRow, timeline
from sayar.success.ticks import PREDICATES, Evidence, Tick

if TYPE_CHECKING:
    from sayar.documents.duties import DutyLine

_MONTH = len("2026-11")


def checklist(of: Evidence, duties: Sequence[DutyLine]) -> tuple[CheckItem, ...]:
    """Every item as of a day; records of later days do not count yet."""
    done = [row for row in duties if row.day <= of.today.isoformat()]
    return tuple(_item(group, row, of, done) for group in timeline().groups for row in group.items)


def strangers(duties: Sequence[DutyLine]) -> tuple[str, ...]:
    """A sentence for each record of an item that the checklist does not have, or that people do not tick."""
    known = timeline().of_people
    names = dict.fromkeys(row.item for row in duties if row.item not in known)
    return tuple(f"{name}: recorded as done, and people tick no such item" for name in names)


def _item(group: Group, row: ItemRow, of: Evidence, duties: Sequence[DutyLine]) -> CheckItem:
    record = _newest(row, duties) if row.people else None
    counts = record is not None and (group.every == "once" or record.day[:_MONTH] == of.today.isoformat()[:_MONTH])
    seen = PREDICATES[row.tick](of) if row.tick is not None else None
    found = CheckItem(
        id=row.id,
        group=group.title,
        says=row.says,
        state="open",
        ticked_by=None,
        reason=_open(row, seen, record),
        every=group.every,
        done_on=record.day if record is not None else None,
        by=record.by if record is not None else None,
        note=record.note if record is not None else None,
        source=f"{DOCUMENT}, {group.source}",
    )
    if seen is not None and seen.state == "true":
        return found.model_copy(update={"state": "done", "ticked_by": "system", "reason": seen.why})
    if record is not None and counts:
        said = f"{record.by} on {record.day}" + (f": {record.note}" if record.note else "")
        return found.model_copy(update={"state": "done", "ticked_by": "people", "reason": said})
    return found.model_copy(update={"state": "unknown"}) if seen is not None and seen.state == "unknown" else found


def _newest(row: ItemRow, duties: Sequence[DutyLine]) -> DutyLine | None:
    """Of the newest day; of several on one day the one that was written last."""
    return max((one for one in reversed(duties) if one.item == row.id), key=lambda one: one.day, default=None)


def _open(row: ItemRow, seen: Tick | None, record: DutyLine | None) -> str:
    """Why it is not ticked: what the system sees, or whose duty it is."""
    if seen is not None:
        return seen.why
    last = f"; last done by {record.by} on {record.day}" if record is not None else ""
    return f"people: {row.why}{last}"
