"""Needs that no reading tells: what a person does, and how a person sees that it is done."""

from __future__ import annotations

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import ByHand, Need, Vendor


def by_hand(
    name: str,
    vendor: Vendor,
    text: str,
    source: str,
    /,
    *,
    step: str | None = None,
    look: str | None = None,
    **filled: str,
) -> Need:
    """The need `name`, whose rows are called so too, or `step` and `look` where one row serves several needs.

    `filled` are the words of the stack in both rows. Raises KeyError for a row, or a word of it, that is not there.
    """
    how, seen = facts().step(step or name, **filled), facts().look(look or name, **filled)
    return Need(name, vendor, text, source, how, ByHand(seen))
