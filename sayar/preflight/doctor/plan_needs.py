"""What needs a vendor's plan: a stack's own choice of one, and single things that only higher plans have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from components.limits import limits_of
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import Need, PlanAtLeast, Vendor


def plan_need(vendor: Vendor, plan: str, source: str, **filled: str) -> Need:
    """The plan that a stack names, or a higher one."""
    how = facts().step(f"{vendor}.plan", plan=plan.capitalize(), **filled)
    return Need(f"{vendor}.plan", vendor, f"plan {plan} or higher", source, how, PlanAtLeast(vendor, plan))


def feature_need(
    vendor: Vendor, concern: str, name: str, text: str, source: str, enough: Callable[[Any], bool]
) -> Iterator[Need]:
    """What needs a plan by itself: the lowest whose limit is enough; none where that is the lowest of all.

    A limit that is not known is enough.
    """
    rows, order = limits_of(concern), facts().plans_of(vendor).order
    for plan in order:
        row = rows[(vendor, plan, name)]
        if row.value is None or enough(row.value):
            if plan == order[0]:
                return
            how = facts().step(f"{vendor}.plan", plan=plan.capitalize())
            wanted = PlanAtLeast(vendor, plan)
            yield Need(f"{vendor}.{name}", vendor, f"{text}: plan {plan} or higher", source, how, wanted)
            return
