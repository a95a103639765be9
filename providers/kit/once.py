"""Making a thing exactly once, and removing it as often as one likes, over a network that loses answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from providers.kit.errors import DoubtfulError, LimitedError, MissingError
from providers.kit.waiting import Patience

T = TypeVar("T")


async def there_or_made(
    find: Callable[[], Awaitable[T | None]],
    make: Callable[[], Awaitable[T]],
    *,
    what: str,
    patience: Patience,
) -> T:
    """What `find` finds, as an earlier try may have left it, else what `make` makes, exactly once."""
    found = await find()
    if found is not None:
        return found
    return await made_once(make, find, what=what, patience=patience)


async def made_once(
    make: Callable[[], Awaitable[T]],
    find: Callable[[], Awaitable[T | None]],
    *,
    what: str,
    patience: Patience,
) -> T:
    """What `make` makes. Where its answer is lost, `find` looks for the thing before it is made again.

    A call that may still be worked on is never repeated: then the thing could come twice. Raises DoubtfulError when
    nothing shows up in time, and whatever `make` raises for certain.
    """
    timings = patience.timings
    tries = timings.tries
    while True:
        tries -= 1
        try:
            return await make()
        except LimitedError as limited:
            if tries <= 0:
                raise
            # It was not looked at, so there is nothing to find; the wait is what the platform asks for.
            rest = min(limited.after_s or timings.first_wait_s, timings.longest_wait_s)
            await patience.until(_nothing, every_s=rest, at_most_s=rest, what=what)
        except DoubtfulError as doubt:
            found = await patience.until(find, every_s=timings.poll_s, at_most_s=timings.settle_s, what=what)
            if found is not None:
                return found
            if doubt.late or tries <= 0:
                raise


async def _nothing() -> None:
    return None


async def or_none(call: Awaitable[T]) -> T | None:
    """What a call brings, None where its object is not there."""
    try:
        return await call
    except MissingError:
        return None
