"""Uses that cannot fail because all that they lead to is made before, or taken only after, their user is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sayar.impact.order.model import Object, Use, Version, Which
from sayar.impact.order.moments import World, places_of


class Deep:
    """All steps below each object, through its uses, in circles too: a balancer serves through what refers to it.

    While a version is there, everything below a use of it is there as well if each thing below has no step, is updated,
    is made before the version appears, or is taken only after it has gone. Then nothing below fails, and neither does
    the use. A use of one version of what changes makes what is above it no case for this: it is judged by itself. So is
    a replacement below, which is both made and taken, while a version either appears or goes.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._made = dict.fromkeys(world.things, 0)
        self._taken = dict.fromkeys(world.things, 0)
        self._plain = dict.fromkeys(world.things, True)
        for name, thing in world.things.items():
            self._made[name] = 0 if thing.made is None else 1 << thing.made
            self._taken[name] = 0 if thing.taken is None else 1 << thing.taken
            self._plain[name] = all(map(self._whichever, self._uses(name)))
        self._spread()
        self._behind = self._after()

    def without_sure(self, one: Object) -> Object:
        """An object without the uses that cannot fail."""
        return replace(one, old=self._left(one.id, "old", one.old), new=self._left(one.id, "new", one.new))

    def in_turn(self, first: str, second: str) -> bool:
        """True if nothing takes the first thing away before all of the second one is there: never both are down."""
        if not (self._plain[first] and self._plain[second]) or self._made[first] or self._taken[second]:
            return False
        return all(not self._made[second] & ~self._world.before[place] for place in places_of(self._taken[first]))

    def _left(self, user: str, side: Which, version: Version | None) -> Version | None:
        return None if version is None else without(version, lambda use: self._sure(user, side, use))

    def _sure(self, user: str, side: Which, use: Use) -> bool:
        if not self._plain[use.object] or not self._whichever(use):
            return False
        thing = self._world.things[user]
        appears = (thing.made if thing.edited is None else thing.edited) if side == "new" else None
        goes = (thing.taken if thing.edited is None else thing.edited) if side == "old" else None
        made = 0 if appears is None else self._world.before[appears]
        taken = 0 if goes is None else self._behind[goes]
        return not self._made[use.object] & ~made and not self._taken[use.object] & ~taken

    def _whichever(self, use: Use) -> bool:
        return use.version is None or not self._world.things[use.object].steps

    def _uses(self, name: str) -> tuple[Use, ...]:
        return tuple(use for version in self._world.versions(name) for use in version.all)

    def _spread(self) -> None:
        """Hands what is below up to the users until nothing changes; one round where there is no circle."""
        order = [(use.object, self._uses(use.object)) for use in self._world.reach(self._world.things)]
        grown = True
        while grown:
            grown = False
            for name, uses in order:
                before = self._made[name], self._taken[name], self._plain[name]
                for use in uses:
                    self._made[name] |= self._made[use.object]
                    self._taken[name] |= self._taken[use.object]
                    self._plain[name] &= self._plain[use.object]
                grown |= before != (self._made[name], self._taken[name], self._plain[name])

    def _after(self) -> list[int]:
        """The steps that come after each one, as bits."""
        found = [0] * len(self._world.before)
        for step, before in enumerate(self._world.before):
            for place in places_of(before):
                found[place] |= 1 << step
        return found


def without(version: Version, sure: Callable[[Use], bool]) -> Version:
    """A version without the uses that never fail, and without the choices that hold one."""
    uses = tuple(use for use in version.uses if not sure(use))
    choices = tuple(choice for choice in version.choices if not any(map(sure, choice)))
    same = (len(uses), len(choices)) == (len(version.uses), len(version.choices))
    return version if same else Version(uses, choices)
