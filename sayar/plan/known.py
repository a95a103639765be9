"""What somebody measured, as a forecast needs it: use for the cost, failures for the error budget, triggers for whether
the move is due.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sayar.documents.plan import Due
from sayar.plan.error_budget import UNSPENT, Spent

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from infra.config.stack import StackConfig
    from sayar.cost.document import Asked
    from sayar.cost.reading import Observed
    from sayar.triggers.read import Metrics

DOWN: Final = "down_s"


@dataclass(frozen=True, slots=True)
class Known:
    """A usage document and a metrics document, each None where there is none, and savings that are taken.

    `today` is what the clock says, for what is about to change a platform; None for a forecast that asks no clock.
    """

    usage: Observed | None = None
    metrics: Metrics | None = None
    choices: Collection[str] = field(default_factory=tuple)
    today: str | None = None

    def asked(self, as_of: str) -> Asked:
        """What the cost is asked with: what the usage document says wins over what metrics add up to."""
        from sayar.cost.asked import of
        from sayar.cost.reading import NOTHING_OBSERVED

        observed = self.usage or NOTHING_OBSERVED
        measured = self._amounts()
        if measured:
            source = observed.given.source or f"the metrics document, its last {_month()} days"
            given = replace(observed.given, amounts={**measured, **observed.given.amounts}, source=source)
            observed = replace(observed, given=given)
        return replace(of(observed, tuple(self.choices), as_of), today=self.today)

    def _amounts(self) -> dict[str, Decimal]:
        """The month that series add up to, those that are known whole."""
        if self.metrics is None:
            return {}
        from sayar.triggers.series import amounts, largest

        month = _month()
        found: dict[str, Decimal] = {}
        for key in ("api_requests", "egress_gb"):
            series = self.metrics.series.get(key)
            days = amounts(series, self.metrics.at, month) if series is not None else []
            known = [value for value in days if value is not None]
            if days and len(known) == len(days):
                found[key] = Decimal(str(sum(known)))
        businesses = self.metrics.series.get("active_businesses")
        today = largest(businesses, self.metrics.at, 1) if businesses is not None else []
        if today and today[0]:
            found["businesses"] = Decimal(str(today[0]))
        return found

    def spent(self, config: StackConfig, ends: tuple[PlatformSpec, ...], as_of: str) -> Spent:
        """What was spent of the error budget: what the stack says, else the days of the window that were measured."""
        own = config.environment.budget
        if own is not None and own.error_spent_s is not None:
            return Spent(own.error_spent_s, "sayar:budget.error_spent_s")
        series = self.metrics.series.get(DOWN) if self.metrics is not None else None
        if self.metrics is None or series is None:
            return UNSPENT
        from sayar.success.rows import table
        from sayar.triggers.series import amounts

        complete = next(row.enough for row in table().metrics if DOWN in row.series)
        window = max(platform.monitoring.objective.window_days for platform in ends)
        days = amounts(series, self.metrics.at, window)
        known = [value for value in days if value is not None]
        if len(known) < complete * len(days):
            return Spent(None, f"{DOWN} is known for {len(known)} of {len(days)} days only")
        return Spent(sum(known), f"{DOWN} of the last {len(days)} days, {len(known)} of them known, before {as_of}")

    def due(self, origin: str | None) -> Due | None:
        """Whether a move from a tier is due; None without metrics."""
        if self.metrics is None or origin is None:
            return None
        from sayar.triggers.advice import advice_of

        found = advice_of(origin, self.metrics, since=None, as_of=None)
        return Due(
            tier=found.tier,
            recommended=found.recommended,
            status=found.status,
            met=tuple(one.id for one in found.triggers if one.state == "true"),
            unknown=tuple(one.id for one in found.triggers if one.state == "unknown"),
        )


NOTHING_KNOWN: Final = Known()


def _month() -> int:
    """The days that stand for a month, as the trigger of requests has them."""
    from sayar.triggers.rows import table

    return table().window("requests").days


def known(usage: Path | None, metrics: Path | None, choices: Collection[str] = ()) -> Known:
    """What was measured, from files. Raises InputError for one that is wrong."""
    from sayar.cost.reading import read_usage
    from sayar.triggers.read import read_metrics

    return Known(
        read_usage(usage) if usage is not None else None,
        read_metrics(metrics) if metrics is not None else None,
        tuple(choices),
    )
