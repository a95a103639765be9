"""How somebody hears of the budget's thresholds at each vendor: by a resource of the program, or by what people set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sayar.cost.bill import NOTHING, Bill, cents
from sayar.documents.cost import Alarm
from sayar.shipped import said

if TYPE_CHECKING:
    from infra.config.stack import StackConfig

FILE: Final = Path(__file__).parent / "alarms.yaml"
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """What a vendor offers: a resource of the program, what people set, each "" where there is none."""

    vendor: str
    resource: str
    forecast: bool
    manual: str
    source: str


def alarms(config: StackConfig, bill: Bill) -> Iterator[Alarm]:
    """One for each vendor that is paid, at its part of what the month may cost; none where nothing bounds the month."""
    from components.monitoring.cost_thresholds import thresholds
    from infra.budget import monthly_usd

    bound, total = monthly_usd(config), bill.total
    percents = [row.percent for row in thresholds(config.platform.monitoring.alerts) if row.spent == "ACTUAL"]
    if bound is None or not percents or not total:
        return
    first = Decimal(str(bound)) * Decimal(str(min(percents))) / _PERCENT
    for row in rows():
        paid = bill.of(row.vendor)
        if paid > NOTHING:
            made = _made(config, row.vendor)
            at = cents(_speaks_at(config, row.vendor, first) if made else first * paid / total)
            by: Literal["resource", "manual", "nobody"] = "resource" if made else "manual" if row.manual else "nobody"
            how = row.resource if made else row.manual.format(usd=f"{at:,}")
            yield Alarm(
                vendor=row.vendor, at_usd=float(at), by=by, forecast=made and row.forecast, how=how, source=row.source
            )


def _speaks_at(config: StackConfig, vendor: str, first: Decimal) -> Decimal:
    """The figure that a resource was made with: of the whole platform, or Railway's own."""
    from infra.budget import bounded

    rows = bounded(config.at_vendors).railway
    limit = rows.usage_limit if rows is not None and vendor == "railway" else None
    return first if limit is None else Decimal(limit.soft_usd)


def _made(config: StackConfig, vendor: str) -> bool:
    """Whether the program makes the vendor's alarm for this stack."""
    hosting, budget = config.at_vendors.platform.hosting, config.environment.budget
    if vendor == "aws":
        return config.on_aws.platform.security.cloud.kind == "aws"
    if vendor == "railway":
        return hosting.railway is not None and hosting.railway.usage_limit is not None
    return vendor == "cloudflare" and budget is not None and bool(budget.cloudflare_usage)


@cache
def rows() -> tuple[AlarmRow, ...]:
    """Every vendor's, read once."""
    return tuple(AlarmRow(**row) for row in said(FILE))
