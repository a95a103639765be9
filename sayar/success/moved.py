"""The metrics of finished moves: downtime against its forecast, time, businesses kept, and faster answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Final

from infra.tiers.promises import move_budget, promises
from sayar.documents.success import Reading, TargetNow
from sayar.documents.triggers import State
from sayar.history import measured_seconds
from sayar.success.measured import BUSINESSES
from sayar.success.stays import Moved, middle
from sayar.success.world import Measured, World, known, mean, part_of, too_little, unknown
from sayar.triggers.series import DAY_S

if TYPE_CHECKING:
    from sayar.success.rows import MetricRow

NO_MOVE: Final = "no move is finished yet"
_DOWN: Final = "s down"
_NO_UP: Final = "no move up is finished yet"


def migration(row: MetricRow, world: World) -> Measured:
    """How many of the moves went without downtime, in percent of those of which it is known."""
    del row
    if not world.moves:
        return Measured(None, NO_MOVE)
    readings = tuple(_downtime(one) for one in world.moves)
    decided = [one.value for one in readings if one.value is not None]
    if not decided:
        return Measured(None, "of no finished move every surface was measured in every phase", readings)
    still = sum(value == 0 for value in decided)
    rest = len(readings) - len(decided)
    said = f"{still} of {len(decided)} without downtime" + (f", of {rest} more nobody knows" if rest else "")
    return Measured(100 * still / len(decided), said, readings)


def _downtime(move: Moved) -> Reading:
    """Measured seconds down of the surface that was down longest, against the worst forecast and the budget."""
    line, seen = move.line, measured_seconds(move.line)
    asked = [(phase, name) for phase, rows in line.forecast.items() for name in rows]
    missing = sum(name not in seen.get(phase, {}) for phase, name in asked)
    part = part_of(len(asked) - missing, len(asked)) if asked else None
    down: dict[str, float] = {}
    for rows in seen.values():
        for name, seconds in rows.items():
            down[name] = down.get(name, 0.0) + seconds.down_s
    most = max(down.values(), default=0.0)
    whole = bool(asked) and not missing and all(phase in seen for phase in _unforecast(move))
    targets = _held(move, most, whole=whole)
    if not asked and not down:
        why = "nothing was forecast and nothing was measured"
        return Reading(of=move.name, value=None, unit=_DOWN, reason=why)
    said = f"{most:,.6g} s down were measured of one surface, and of none more" if down else "nothing was measured"
    if not whole:
        said = f"{_unseen(move, missing, len(asked), seen)}; {said}"
    value = most if whole or most else None
    return Reading(of=move.name, value=value, unit=_DOWN, targets=targets, completeness=part, reason=said)


def _unforecast(move: Moved) -> tuple[str, ...]:
    """Phases whose update went through and of which the history holds no forecast: nobody knows their surfaces."""
    return tuple(phase for phase in move.line.applied if phase not in move.line.forecast)


def _unseen(move: Moved, missing: int, asked: int, seen: Container[str]) -> str:
    if missing:
        return f"{missing} of {asked} surfaces of phases were not measured"
    if not asked:
        return "nothing was forecast"
    unseen = ", ".join(phase for phase in _unforecast(move) if phase not in seen)
    return f"nobody measured {unseen}"


def _held(move: Moved, most: float, *, whole: bool) -> tuple[TargetNow, ...]:
    """The worst forecast of any surface and the strategy's budget, as far as there are any."""
    limits: list[tuple[float, str]] = []
    worst = _worst(move)
    if worst is not None and not _unforecast(move):
        limits.append((worst, "the worst that was forecast"))
    budget = move_budget(move.line.move.origin, move.line.move.to)
    if budget is not None and budget.downtime_s is not None:
        limits.append((float(budget.downtime_s), budget.source))
    return tuple(TargetNow(value=limit, source=source, met=_under(most, limit, whole)) for limit, source in limits)


def _under(value: float, limit: float, whole: bool) -> State:
    if value > limit:
        return "false"
    return "true" if whole else "unknown"


def _worst(move: Moved) -> float | None:
    """The largest sum of the worst seconds of a surface over all phases; None where one is unknown or none is there."""
    sums: dict[str, float] = {}
    for rows in move.line.forecast.values():
        for name, seconds in rows.items():
            sums[name] = sums.get(name, 0.0) + (math.inf if seconds.worst is None else seconds.worst)
    worst = max(sums.values(), default=math.inf)
    return None if math.isinf(worst) else worst


def time_to_scale(row: MetricRow, world: World) -> Measured:
    """Days from the trigger to the end of a move up."""
    del row
    return _of_moves(_ups(world), _NO_UP, _took, together=True)


def _took(move: Moved) -> Reading:
    if move.triggered is None:
        return unknown(move.name, "the history does not say when its trigger was met")
    if move.triggered > move.ended:
        return unknown(move.name, "its trigger is noted for a day after its end")
    said = f"triggered on {move.line.triggered}, finished on {(move.line.finished or '')[:10]}"
    return Reading(of=move.name, value=(move.ended - move.triggered) / DAY_S, reason=said)


def retention(row: MetricRow, world: World) -> Measured:
    """Businesses kept across each move, in percent."""
    if not world.moves:
        return Measured(None, NO_MOVE)
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    return _of_moves(world.moves, NO_MOVE, lambda move: _kept(row, world, move))


def _kept(row: MetricRow, world: World, move: Moved) -> Reading:
    if move.began is None:
        return unknown(move.name, "the history does not say when it began")
    last = move.ended + DAY_S * row.window
    if last > world.at:
        return unknown(move.name, f"the {row.window} days after its end are not over")
    before = known(world.run(BUSINESSES, move.began, row.before, max))
    if not before or not max(before):
        return unknown(move.name, f"{BUSINESSES} is not known of the {row.before} days before it began")
    days = math.ceil((last - move.began) / DAY_S)
    left = world.run("lost_businesses", last, days)
    gone = known(left)
    part, why = part_of(len(gone), days), too_little(["lost_businesses"], len(gone), days, row.enough)
    if why:
        return unknown(move.name, why, part)
    base, lost = max(before), math.fsum(gone)
    said = f"{lost:,.6g} of {base:,.6g} businesses left in {days} days"
    return Reading(of=move.name, value=max(100 * (1 - lost / base), 0.0), completeness=part, reason=said)


def performance(row: MetricRow, world: World) -> Measured:
    """By how many seconds answers were faster after each move up; less than 0: slower."""
    ups = _ups(world)
    if not ups:
        return Measured(None, _NO_UP)
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    return _of_moves(ups, _NO_UP, lambda move: _faster(row, world, move))


def _faster(row: MetricRow, world: World, move: Moved) -> Reading:
    if move.began is None:
        return unknown(move.name, "the history does not say when it began")
    last = move.ended + DAY_S * row.window
    if last > world.at:
        return unknown(move.name, f"the {row.window} days after its end are not over")
    name = row.series[0]
    old, new = (known(world.run(name, end, row.window, middle)) for end in (move.began, last))
    part = part_of(min(len(old), len(new)), row.window)
    for values, when in ((old, "before it began"), (new, "after its end")):
        why = too_little([name], len(values), row.window, row.enough)
        if why:
            return unknown(move.name, f"{when}, {why}", part)
    before, after = middle(old), middle(new)
    promise = promises().tiers[move.line.move.to].response_s
    target = TargetNow(value=promise.value, source=promise.source, met="true" if after < promise.value else "false")
    said = f"{before:.3g} s before it began, {after:.3g} s after its end"
    return Reading(of=move.name, value=before - after, targets=(target,), completeness=part, reason=said)


def _ups(world: World) -> tuple[Moved, ...]:
    names = list(promises().tiers)
    return tuple(one for one in world.moves if names.index(one.line.move.origin) < names.index(one.line.move.to))


def _of_moves(
    moves: Sequence[Moved], without: str, read: Callable[[Moved], Reading], *, together: bool = False
) -> Measured:
    """A metric by move: as a whole that of the newest one, or the mean of all that are known."""
    readings = tuple(read(one) for one in moves)
    if not readings:
        return Measured(None, without)
    values = [one.value for one in readings if one.value is not None]
    if not together:
        return Measured(readings[-1].value, f"{readings[-1].of}: {readings[-1].reason}", readings)
    if not values:
        return Measured(None, f"{readings[-1].of}: {readings[-1].reason}", readings)
    said = f"the mean of {len(values)} of {len(readings)} moves" if len(readings) > 1 else readings[0].reason
    return Measured(mean(values), said, readings)
