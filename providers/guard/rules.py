"""What the guard refuses: pure functions of the last update, this one, and the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from providers.guard import surfaces
from providers.guard.kinds.move_args import MoveArgs, Pool
from providers.guard.past import Then
from providers.guard.refusal import Refusal, standing
from providers.guard.steps import steps


def refusals(
    old: Then | None, new: MoveArgs, since: Mapping[str, datetime] | None, now: datetime
) -> tuple[Refusal, ...]:
    """Every rule that this update breaks and no standing waiver lets through.

    `old` None is the first update. `since` says since when pools have had weight 0; None where only the inputs are at
    hand, which leaves the time of the drain rule to be judged later. `now` is in UTC.
    """
    waived = standing(new.waivers, now.date())
    return tuple(each for each in _broken(old, new, since, now) if each.gate is None or each.gate not in waived)


def _broken(old: Then | None, new: MoveArgs, since: Mapping[str, datetime] | None, now: datetime) -> Iterator[Refusal]:
    yield from steps(old, new)
    yield from surfaces.base(new)
    yield from surfaces.recorded(old, new)
    yield from surfaces.drain(old, new, since, now)
    yield from surfaces.jump(old, new)
    yield from surfaces.tls(old, new)
    yield from surfaces.upgrade(old, new)


def zeroed_now(
    old: Then | None, pools: Mapping[str, Pool], since: Mapping[str, datetime], now: datetime
) -> dict[str, datetime]:
    """Since when each pool has had weight 0, once this update is through: kept while it stays, dropped when it rises.

    A weight of 0 whose begin nobody has written down counts from now.
    """
    before = (old.pools or {}) if old else {}
    stayed = {name for name, pool in before.items() if pool.weight == 0 and name in since}
    return {name: since[name] if name in stayed else now for name, pool in sorted(pools.items()) if pool.weight == 0}
