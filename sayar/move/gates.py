"""Does the gate of a phase hold? Pure: what was read and what somebody said, in; what is in the way, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sayar.moments import moment
from sayar.move.words import approvals_snippet, of_stack, up_command
from sayar.report.words import duration

if TYPE_CHECKING:
    from infra.config.stack import Approval, Waiver
    from infra.moves.phase import Phase
    from sayar.documents.history import HistoryLine
    from sayar.move.steps import Standing

BASE: Final = "base"
"""The gate of a tier that changed in the middle of the move: the guard knows it under the same name."""
_BY_PEOPLE: Final = frozenset({"metric", "plan", "done", "weight"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a phase. `now` is in UTC, `today` what dates are held against.

    `deployed` is the phase that the state names, `doubt` why it may not be there whole all the same. `since` is when
    this one was applied or, where nothing is applied, begun; None: nobody knows. `said` is what somebody looked at.
    `unsigned` are the resources that leave without an approval that counts today, `held` those that the state still
    protects; both as `type::name`.
    """

    now: datetime
    today: date
    deployed: str | None = None
    doubt: str = ""
    since: datetime | None = None
    said: str | None = None
    unsigned: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """A gate that does not hold: its name, which a waiver takes, why, and what opens it. `snippet` is YAML."""

    gate: str
    why: str
    how: str
    snippet: str = ""


def closed(now: Standing, seen: Evidence) -> tuple[Closed, ...]:
    """Everything that is in the way of leaving the phase forwards, waivers not counted."""
    return tuple(_closed(now, seen))


def base_closed(now: Standing) -> tuple[Closed, ...]:
    """The gate of a changed base, which stands in the way of every step and of every update."""
    if not now.base_changed:
        return ()
    begun, origin = now.transition.started, now.transition.origin
    own, tier = f"Pulumi.{now.config.stack}.yaml", f"Pulumi.{origin}.yaml"
    why = f"{tier}, Pulumi.yaml or a leaf of a concern in {own} changed since {begun}, in the middle of the move"
    how = f"put it back (`git log --since={begun} -- {tier} Pulumi.yaml {own}` tells), or waive the gate {BASE}"
    return (Closed(BASE, why, how),)


def waived(gates: Iterable[Closed], waivers: Sequence[Waiver], today: date) -> dict[str, Waiver]:
    """The waivers, by gate, that open some of the gates today."""
    names = {gate.gate for gate in gates}
    return {row.gate: row for row in waivers if row.gate in names and counts(row, today)}


def counts(row: Waiver | Approval, today: date) -> bool:
    """True up to and with the last day of a waiver or an approval."""
    return today <= date.fromisoformat(row.until)


def unsigned(leaving: Iterable[str], approvals: Sequence[Approval], today: date) -> tuple[str, ...]:
    """The resources, as `type::name`, that no approval lets go of today."""
    signed = {row.resource for row in approvals if row.action == "release" and counts(row, today)}
    return tuple(sorted(set(leaving) - signed))


def in_force_since(phase: Phase, line: HistoryLine | None, updated: datetime | None) -> datetime | None:
    """Since when a phase is in force; None where nobody knows.

    `updated` is when the newest update ended, if it brought the phase or found it there: counting from then never
    counts too much.
    """
    if phase.kind != "config":
        return moment(line.begun.get(phase.name)) if line else None
    return updated_since(phase, line, updated)


def updated_since(phase: Phase, line: HistoryLine | None, updated: datetime | None) -> datetime | None:
    """Since when an update of a phase is through, also of one in which people act: the guard takes note of that."""
    begun = moment(line.begun.get(phase.name)) if line else None
    applied = moment(line.applied.get(phase.name)) if line else None
    if applied is not None and (begun is None or applied >= begun):  # else of a time before the stack came back here
        return applied
    return max(filter(None, (updated, begun))) if updated else None


def turned_back(now: Standing, line: HistoryLine | None) -> datetime | None:
    """When the stack's file came back to the phase from the next one; None where it did not, or where that is applied.

    What sends requests may then still be as it was in the next one: the update that turns it back was cut off.
    """
    after = now.next
    if line is None or after is None:
        return None
    came, begun, applied = (
        moment(rows.get(name))
        for rows, name in ((line.left, after.name), (line.begun, now.phase.name), (line.applied, now.phase.name))
    )
    if came is None or (begun is not None and begun > came) or (applied is not None and applied >= came):
        return None
    return came


def left_s(phase: Phase, since: datetime | None, now: datetime) -> float | None:
    """Seconds of the least time in a phase that are left; None where nobody knows since when it is in force."""
    wait_s = phase.gate.wait_s
    if not wait_s:
        return 0
    return None if since is None else max(0.0, wait_s - (now - since).total_seconds())


def _closed(now: Standing, seen: Evidence) -> Iterator[Closed]:
    yield from base_closed(now)
    phase, stack = now.phase, now.config.stack
    if phase.kind == "config" and (seen.doubt or not now.applied(seen.deployed)):
        why = seen.doubt or f"the state does not say that {phase.name} is deployed{_instead(seen.deployed)}"
        yield Closed(f"phase:{phase.name}", why, f"`{up_command(stack)}` brings it")
        return
    if phase.gate.kind == "approval":
        yield from _approval(now, seen)
    if phase.gate.kind in _BY_PEOPLE and not (seen.said or "").strip():
        looks = f" ({of_stack(phase.gate.check, stack)})" if phase.gate.check != "-" else ""
        how = f'look{looks}, then --gate-passed "WHAT WAS LOOKED AT" --by NAME'
        yield Closed(phase.name, f"nobody has said yet: {phase.gate.text}", how)
    left = left_s(phase, seen.since, seen.now)
    if left is None:
        why = f"{duration(phase.gate.wait_s)} at least, and nobody wrote down since when"
        yield Closed(phase.name, why, "it counts from now")
    elif left:
        why = f"{duration(phase.gate.wait_s)} at least, of which {duration(left)} are left: {phase.gate.text}"
        yield Closed(phase.name, why, "wait")


def _instead(deployed: str | None) -> str:
    return f", but {deployed}" if deployed else ""


def _approval(now: Standing, seen: Evidence) -> Iterator[Closed]:
    name = now.phase.name
    if seen.unsigned:
        why = f"no approval that counts on {seen.today.isoformat()} lets go of {', '.join(seen.unsigned)}"
        how = f"sayar:approvals in Pulumi.{now.config.stack}.yaml, then `{up_command(now.config.stack)}`"
        yield Closed(name, why, how, approvals_snippet(seen.unsigned, seen.today))
    elif seen.held:
        why = f"approved, but still protected in the state: {', '.join(seen.held)}"
        yield Closed(name, why, f"`{up_command(now.config.stack)}` takes the protection off")
