"""Where the stack is in its move, as a resource: a step that no move has is refused before anything is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from pydantic import ValidationError

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then, zeroed
from providers.guard.refusal import Refusal
from providers.guard.rules import refusals, zeroed_now
from providers.guard.surfaces import moment
from providers.kit.errors import RefusedError
from providers.kit.kind import Found, Kind, Known, Made, Output
from providers.kit.values import UNKNOWN, Plain

Clock = Callable[[], datetime]


def utc() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


class Move(Kind[MoveArgs]):
    """The guard of a stack."""

    token = "guard:index:Move"  # noqa: S105
    text = (
        "Where the stack is in its move between two tiers. A step that skips a phase, removes a pool under traffic or"
        " breaks what serves is refused in preview and update, unless a dated waiver names its gate."
    )
    rights = "none: it speaks to nobody"
    bounds = "It compares with the last update of this stack; a stack has one. Deleting it forgets where the stack is."
    arguments = MoveArgs
    outputs = {
        "zeroedAt": Output(
            "object",  # without more, Pulumi reads it as a map of texts
            "Pools with weight 0, and since when, as RFC 3339 in UTC.",
        )
    }

    def __init__(self, clock: Clock = utc) -> None:
        self._clock = clock

    def refused(
        self, inputs: Mapping[str, Plain], given: Mapping[str, Plain], outputs: Mapping[str, Plain] | None
    ) -> tuple[Refusal, ...]:
        """What is refused of a step from the old `inputs` and `outputs`. Without outputs the drain time is not judged.

        Nothing where something is not known yet, or wrong by itself: that is told elsewhere, and the update asks again.
        """
        try:
            new = self.parsed(given)
        except ValidationError:
            return ()
        return () if any(new.rules()) else self._judged(inputs, new, outputs)

    async def create(self, given: MoveArgs, owner: str) -> Made:
        """Write down where the stack begins. Raises RefusedError for a move without a stack to move."""
        self.insist(self._judged({}, given, {}))
        return Made(owner, self._stamped({}, given, {}))

    async def read(self, known: Known) -> Found | None:
        """As the state has it: there is nothing else to ask, so nothing to import either."""
        if known.importing:
            return None
        return Found(known.identity, known.inputs, {name: known.outputs.get(name) for name in self.outputs})

    async def update(self, known: Known, given: MoveArgs) -> Mapping[str, Plain]:
        """Write the step down, once more held against the rules. Raises RefusedError."""
        self.insist(self._judged(known.inputs, given, known.outputs))
        return self._stamped(known.inputs, given, known.outputs)

    async def delete(self, known: Known) -> None:
        """Forget it: a stack that is destroyed has no step to guard."""

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """The times, where an older guard has not written one down: the next update does, whatever else it changes."""
        state = then(outputs)
        pools = (state.pools or {}) if state else {}
        at = zeroed(outputs)
        return ("zeroedAt",) if any(pool.weight == 0 and name not in at for name, pool in pools.items()) else ()

    def foreseen(self, inputs: Mapping[str, Plain], given: Mapping[str, Plain], outputs: Mapping[str, Plain]) -> Plain:
        """`zeroedAt` as a preview knows it: as it is, or not known where this update would change it."""
        stamped = self._stamped(inputs, self.parsed(given), outputs)["zeroedAt"]
        return stamped if stamped == outputs.get("zeroedAt") else UNKNOWN

    def insist(self, found: tuple[Refusal, ...]) -> None:
        """Raise RefusedError when anything is refused, in one line."""
        if found:
            raise RefusedError("; ".join(f"{each.path}: {each.text}" for each in found), status=0)

    def _judged(
        self, inputs: Mapping[str, Plain], new: MoveArgs, outputs: Mapping[str, Plain] | None
    ) -> tuple[Refusal, ...]:
        return refusals(then(inputs), new, None if outputs is None else zeroed(outputs), self._clock())

    def _stamped(self, inputs: Mapping[str, Plain], given: MoveArgs, outputs: Mapping[str, Plain]) -> dict[str, Plain]:
        now = zeroed_now(then(inputs), given.pools, zeroed(outputs), self._clock())
        return {"zeroedAt": {name: moment(at) for name, at in now.items()}}
