"""Things that are ordered without a name of their own: one whose answer is lost is known only as one that is new.

What was there before the call goes into the state, so that any later run can tell. The id in the state is then a handle
for good; what the thing is called is an output.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from providers.kit.errors import DoubtfulError, HalfMadeError, PlatformError
from providers.kit.once import made_once
from providers.kit.values import Plain
from providers.supabase.kinds.shared import Supabase

BEFORE: Final = "__before"
"""The output that says that an order is not settled: what there was before it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `look` tells everything that it may have become, and all that was there before."""

    what: str
    identity: str
    """Stands for the thing in the state as long as nobody knows which one it is."""
    token: str
    look: Callable[[], Awaitable[Sequence[str]]]

    async def new(self, before: Sequence[str]) -> str | None:
        """The one that was not there before. Raises PlatformError when there are several."""
        fresh = [each for each in await self.look() if each not in before]
        if len(fresh) > 1:
            names = ", ".join(fresh)
            raise PlatformError(
                f"{self.what}: its answer was lost, and {len(fresh)} came since: {names}. Delete what is not wanted;"
                f" or `pulumi state delete` this resource and `pulumi import {self.token} NAME {fresh[0]}`"
            )
        return fresh[0] if fresh else None


async def placed(
    supabase: Supabase, order: Order, before: Sequence[str], make: Callable[[], Awaitable[str | None]]
) -> str:
    """What is made now, exactly once. `make` tells its name, None when the platform has accepted and not told it.

    Raises HalfMadeError when it may be there and is not to be seen, whatever the reason, so that it is never lost.
    """
    sent = False

    async def find() -> str | None:
        return await order.new(before)

    async def once() -> str:
        nonlocal sent
        try:
            made = await make()
        except DoubtfulError:
            sent = True
            raise
        if made is not None:
            return made
        sent = True
        found = await supabase.patience.appeared(find, what=order.what)
        if found is None:
            raise PlatformError(f"it is accepted, but not to be seen after {supabase.patience.timings.appear_s:g} s")
        return found

    try:
        return await made_once(once, find, what=order.what, patience=supabase.patience)
    except PlatformError as error:
        if not sent:
            raise
        text = f"{order.what}: {error}; the next update looks for it before it makes one"
        raise HalfMadeError(text, identity=order.identity, outputs={BEFORE: list(before)}) from None


async def settled(supabase: Supabase, order: Order, outputs: Mapping[str, Plain]) -> str | None:
    """What an order that is not settled has become, None when it has come to nothing."""
    before = before_of(outputs)
    return await supabase.patience.appeared(lambda: order.new(before), what=order.what)


def before_of(outputs: Mapping[str, Plain]) -> Sequence[str]:
    """What was there before an order that is not settled."""
    return [str(each) for each in outputs.get(BEFORE) or ()]
