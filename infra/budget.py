"""What the stack's own budget makes of the resources that speak before a bill is too high."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components.limits import limit
from components.monitoring.cost_thresholds import thresholds
from infra.tiers.promises import promises

if TYPE_CHECKING:
    from components.base import Providers
    from components.edge.zone import Zone
    from components.hosting.spec import HostingSpec
    from components.origins import ContactAddresses
    from infra.config.stack import StackConfig

_PERCENT: Final = 100


def monthly_usd(config: StackConfig) -> float | None:
    """What the month may cost, USD: the environment's own budget, else the least bound that the strategy gives."""
    own = config.environment.budget
    if own is not None and own.monthly_usd is not None:
        return own.monthly_usd
    bounds = [row.high for row in promises().tiers[config.platform.tier].monthly_cost_usd if row.high is not None]
    return min(bounds, default=None)


def bounded(config: StackConfig) -> HostingSpec:
    """The hosting of a stack; with a budget of its own Railway mails at its first threshold at the latest.

    Railway counts its own bill alone, so a lower figure of the tier stays. Nothing is made to stop by it.
    """
    hosting, own = config.platform.hosting, config.environment.budget
    rows = hosting.railway
    if rows is None or rows.usage_limit is None or own is None or own.monthly_usd is None:
        return hosting
    parts = [row.percent for row in thresholds(config.platform.monitoring.alerts) if row.spent == "ACTUAL"]
    if not parts:
        return hosting
    least = int(limit("hosting", "railway", "any", "soft_limit_usd").value)
    soft = max(least, int(own.monthly_usd * min(parts) / _PERCENT))
    usage = rows.usage_limit.model_copy(update={"soft_usd": min(rows.usage_limit.soft_usd, soft)})
    return hosting.model_copy(update={"railway": rows.model_copy(update={"usage_limit": usage})})


def usage_alerts(config: StackConfig, providers: Providers, zone: Zone | None, contacts: ContactAddresses) -> None:
    """Register the alerts on use of Cloudflare's products that the budget names."""
    own = config.environment.budget
    if own is None or not own.cloudflare_usage or zone is None:
        return
    from components.edge.usage_alerts import UsageAlerts

    account = config.platform.accounts.cloudflare
    UsageAlerts("usage-alerts", own.cloudflare_usage, providers, zone=zone, email=contacts.alerts, account_id=account)
