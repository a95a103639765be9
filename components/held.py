"""How firmly the engine holds on to data: what components say of the leaves that hold some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Held:
    """`protect` refuses to delete a leaf. `retain` lets go of it: taken out of the program, it stays at the vendor."""

    protect: bool
    retain: bool


KEPT: Final = Held(protect=True, retain=False)
"""Nobody deletes it by a deploy."""

RELEASED: Final = Held(protect=False, retain=True)
"""It may leave the program, and with that nothing happens to the data."""
