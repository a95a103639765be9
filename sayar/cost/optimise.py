"""What could be changed for less money, each with its figure and the change of the config that gets it.

Only of what somebody measured: a platform that nobody looked at gets no advice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sayar.cost.estimate import Estimate, expected
from sayar.cost.optimise_rows import Looked, looked, value_at
from sayar.cost.optimise_use import of_use
from sayar.documents.cost import Optimisation

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.document import Asked

With = Callable[[Sequence[str]], "StackConfig"]
"""The stack with further leaves of a what-if. Raises ConfigError where its rules refuse them."""
USED: Final = "the usage document: used"


@dataclass(frozen=True, slots=True)
class Place:
    """A stack, what it was asked with, its month, and how it is had with other leaves."""

    config: StackConfig
    asked: Asked
    month: Estimate
    reload: With

    def saved(self, change: str) -> Decimal:
        """What a change of one leaf takes off a month. Raises ConfigError where the rules refuse it."""
        other = expected(self.reload([change]), self.asked.book, self.asked.given, self.asked.choices)
        return self.month.expected - other


def optimisations(config: StackConfig, asked: Asked, month: Estimate, reload: With) -> tuple[Optimisation, ...]:
    """All of them of a stack and its month, those that save most first; those without a figure last, by their names."""
    place, rows = Place(config, asked, month, reload), looked()
    found = [*_sizes(place, rows), *_counts(place, rows), *_unused(place, rows), *of_use(config, asked, month)]
    return tuple(sorted(found, key=lambda one: (one.saves is None, -(one.saves or 0), one.id, one.text)))


def _sizes(place: Place, rows: Looked) -> Iterator[Optimisation]:
    """Half the size doubles the share that is used: as small as stays below the strategy's warning."""
    warn = float(rows.figures["warn_above"])
    for path, sizes in rows.ladders.items():
        share, now = place.asked.observed.used.get(path), value_at(place.config, path)
        if share is None or now not in sizes:
            continue
        at = sizes.index(now)
        steps = at if share <= 0 else min(at, max(0, math.floor(math.log2(warn / share))))
        for step in range(steps, 0, -1):
            found = _smaller(place, path, sizes[at - step], share, 2**step)
            if found is not None:
                yield found
                break


def _smaller(place: Place, path: str, size: str, share: float, times: int) -> Optimisation | None:
    change = f"{path}={size}"
    saves = _accepted(place, change)
    if saves is None or saves <= 0:
        return None
    text = f"{share:.0%} of {value_at(place.config, path)} is used, so {size} would be at about {share * times:.0%}"
    return Optimisation(id="right-size", text=text, saves=float(saves), change=change, source=USED)


def _counts(place: Place, rows: Looked) -> Iterator[Optimisation]:
    for path in rows.counts:
        share, now = place.asked.observed.used.get(path), value_at(place.config, path)
        if share is None or not isinstance(now, int):
            continue
        needed = max(1, math.ceil(round(now * share, 6)))
        change = f"{path}={needed}"
        saves = _accepted(place, change) if needed < now else None
        if saves:
            text = f"{needed} of {now} are used"
            yield Optimisation(id="unused-count", text=text, saves=float(saves), change=change, source=USED)


def _unused(place: Place, rows: Looked) -> Iterator[Optimisation]:
    """Waste: what is there, costs, and serves nobody."""
    for path, to in rows.unused.items():
        if place.asked.observed.used.get(path) != 0:
            continue
        change = f"{path}={to}"
        saves = _accepted(place, change)
        if saves:
            text = f"nothing uses {path}"
            yield Optimisation(id="waste", text=text, saves=float(saves), change=change, source=USED)


def _accepted(place: Place, change: str) -> Decimal | None:
    """What a change saves; None where the rules of the stack refuse it."""
    from infra.config.errors import ConfigError

    try:
        return place.saved(change)
    except ConfigError:
        return None
