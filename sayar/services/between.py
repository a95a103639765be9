"""The map that judges an update: each surface stands on what it stands on before, and on what it stands on after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from sayar.documents.services import (
    FORMAT,
    Failover,
    KOfN,
    Need,
    ServicesDocument,
    Surface,
    TypicalWorst,
)

if TYPE_CHECKING:
    pass

Group = Failover | KOfN

_MODES: Final = ("hard", "cached", "buffered", "soft")
"""The harder mode first."""


def united(old: ServicesDocument, new: ServicesDocument, *, suffix: str = "-after") -> ServicesDocument:
    """Two maps as one, the careful one wherever they differ.

    A need that both have takes the harder mode (hard, cached, buffered, soft: a cache that the update brings is empty),
    the larger weight, the shorter window and staleness, the smaller hit ratio; a mask, and a capability other than any,
    only where both say the same. A group that both have keeps the members that both have: one that joins does not stand
    in for anybody yet, one that leaves may be gone. Where they have none in common, surfaces stand on both groups, the
    second one under a name with the suffix; where a surface needs a member by itself, the group says nothing more.
    Timings take the larger value, budgets the smaller one. Raises ValueError where one node is two different things.
    """
    nodes = dict(old.nodes)
    for name, node in new.nodes.items():
        if nodes.setdefault(name, node) != node:
            raise ValueError(f"the node {name} means one thing before the update and another one after it")
    groups: dict[str, Group] = dict(old.groups)
    renamed: dict[str, str] = {}
    for name, group in new.groups.items():
        both = _common(groups[name], group) if name in groups else group
        if both is None:
            renamed[name] = f"{name}{suffix}"
        groups[renamed.get(name, name)] = group if both is None else both
    surfaces = dict(old.surfaces)
    for name, surface in new.surfaces.items():
        needs = [need.model_copy(update={"on": renamed.get(need.on, need.on)}) for need in surface.needs]
        other = surfaces.get(name, Surface(budget_s=surface.budget_s))
        surfaces[name] = Surface(budget_s=_tighter(other, surface), needs=_needs([*other.needs, *needs], groups))
    return ServicesDocument(
        format=FORMAT,
        timings=_timings(old.timings, new.timings),
        nodes=nodes,
        groups=groups,
        surfaces=surfaces,
        facts=tuple(dict.fromkeys((*old.facts, *new.facts))),
        events=tuple(dict.fromkeys((*old.events, *new.events))),
    )


def _common(one: Group, other: Group) -> Group | None:
    """What holds of both groups; None where nothing does."""
    if isinstance(one, Failover) and isinstance(other, Failover):
        both = tuple(name for name in one.standbys if name in other.standbys)
        alike = one.primary == other.primary and both
        return Failover(kind="failover", primary=one.primary, standbys=both) if alike else None
    if isinstance(one, KOfN) and isinstance(other, KOfN):
        both = tuple(name for name in one.members if name in other.members)
        k = max(one.k, other.k)
        return KOfN(kind="k_of_n", k=min(k, len(both)), members=both) if both else None
    return None


def _needs(needs: Iterable[Need], groups: Mapping[str, Group]) -> tuple[Need, ...]:
    found: dict[str, Need] = {}
    for need in needs:
        found[need.on] = _careful(found[need.on], need) if need.on in found else need
    return tuple(need for need in found.values() if not _implied(need, found, groups))


def _implied(need: Need, needs: Mapping[str, Need], groups: Mapping[str, Group]) -> bool:
    """True for a group that is down only while a member is which the surface needs by itself: it would count twice."""
    group = groups.get(need.on)
    if not isinstance(group, KOfN) or group.k != 1:
        return False
    alone = [needs[name] for name in group.members if name in needs]
    return any(_careful(need, one).model_copy(update={"on": one.on}) == one for one in alone)


def _careful(one: Need, other: Need) -> Need:
    """Two needs of one thing as one."""
    hard, soft = sorted((one, other), key=lambda need: _MODES.index(need.mode))
    alike = hard.mode == soft.mode
    return Need(
        on=hard.on,
        mode=hard.mode,
        weight=max(one.weight, other.weight),
        capability=one.capability if one.capability == other.capability else "any",
        mask=one.mask if one.mask == other.mask else None,
        window_s=_least(one.window_s, other.window_s) if alike else hard.window_s,
        hit_ratio=_least(one.hit_ratio, other.hit_ratio) if alike else hard.hit_ratio,
        stale_if_error_s=_least(one.stale_if_error_s, other.stale_if_error_s) if alike else hard.stale_if_error_s,
    )


def _least(one: float | None, other: float | None) -> float | None:
    return min((value for value in (one, other) if value is not None), default=None)


def _tighter(one: Surface, other: Surface) -> float | None:
    budgets = [row.budget_s for row in (one, other) if isinstance(row.budget_s, int | float)]
    return min(budgets, default=None)


def _timings(
    old: Mapping[str, float | TypicalWorst], new: Mapping[str, float | TypicalWorst]
) -> dict[str, float | TypicalWorst]:
    found = dict(old)
    for name, value in new.items():
        found[name] = _longer(found[name], value) if name in found else value
    return dict(sorted(found.items()))


def _longer(one: float | TypicalWorst, other: float | TypicalWorst) -> float | TypicalWorst:
    if one == other:
        return one
    rows = [_both(value) for value in (one, other)]
    return TypicalWorst(typical=max(row.typical for row in rows), worst=max(row.worst for row in rows))


def _both(value: float | TypicalWorst) -> TypicalWorst:
    return value if isinstance(value, TypicalWorst) else TypicalWorst(typical=value, worst=value)
