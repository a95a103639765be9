"""A refusal: one line that says what, why, what is allowed and how it is done right, and the gate that can waive it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from providers.guard.kinds.move_args import Waiver


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that an update breaks. `gate` is what a waiver must name; None: no waiver lets it through."""

    path: str
    gate: str | None
    what: str
    allowed: str
    how: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        gate = f" A dated waiver of the gate {self.gate} lets it through." if self.gate else ""
        return f"{self.what}. Allowed: {self.allowed}. {self.how}.{gate}"


def standing(waivers: list[Waiver], today: date) -> frozenset[str]:
    """The gates that are waived on a day; a waiver counts up to its last day, that day included."""
    return frozenset(waiver.gate for waiver in waivers if today <= waiver.last_day)
