"""Availability against what a tier promises: what is known to be lost already is enough for a no."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sayar.documents.success import Reading, TargetNow
from sayar.documents.triggers import State
from sayar.success.world import known, part_of, too_little
from sayar.triggers.judge import beyond
from sayar.triggers.series import DAY_S

if TYPE_CHECKING:
    from infra.tiers.promises import Target

_WHOLE = 100.0


def availability(
    of: str, down: Sequence[float | None], targets: Sequence[Target], enough: float, series: str = "down_s"
) -> Reading:
    """Availability in percent over some days, from the seconds of each that were lost; None: of that day nobody knows.

    A target is missed (`false`) where more is lost already than the whole window allows, whatever the other days were.
    """
    lost = [min(max(value, 0.0), DAY_S) for value in known(down)]
    many, days, total = len(lost), len(down), math.fsum(lost)
    why = too_little([series], many, days, enough)
    value = None if why else min(max(_WHOLE * (1 - total / (DAY_S * many)), 0.0), _WHOLE)
    found = []
    for target in targets:
        allowed = DAY_S * (1 - target.value / _WHOLE)
        met: State = "unknown"
        if days and beyond(">", total, allowed * days):
            met = "false"
        elif value is not None:
            met = "false" if beyond(">", total, allowed * many) else "true"
        found.append(TargetNow(value=target.value, source=target.source, met=met))
    said = f"{total:,.6g} s down in {many} of {days} days"
    reason = f"{why}; {said}" if why and many else why or said
    return Reading(of=of, value=value, targets=tuple(found), completeness=part_of(many, days), reason=reason)
