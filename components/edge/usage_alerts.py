"""Alerts on use: somebody hears that a product of the edge is used as much as its budget foresaw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.watch_spec import UsageSpec
from components.edge.zone import Zone


@dataclass(frozen=True, slots=True)
class UsageAlertsResources:
    """Every resource that `UsageAlerts` makes: one policy a product."""

    policies: dict[str, cloudflare.NotificationPolicy]


class UsageAlerts(SayarComponent):
    """Alerts of the account on the use of its products. Which products there are only the account knows:
    `GET /accounts/ID/alerting/v3/available_alerts` lists them under `billing_usage_alert`.
    """

    def __init__(
        self,
        name: str,
        rows: Sequence[UsageSpec],
        providers: Providers,
        *,
        zone: Zone,
        email: str,
        account_id: str,
    ) -> None:
        """`account_id` is the Cloudflare account, whose products they are; mail goes to `email`.

        Raises ValueError without a product, as alerts on nothing are none.
        """
        if not rows:
            raise ValueError("alerts on use need a product")
        super().__init__(name)
        self.resources = UsageAlertsResources(
            policies={
                row.product: cloudflare.NotificationPolicy(
                    f"usage-{row.product.replace('_', '-')}",
                    account_id=account_id,
                    name=f"sayar use of {row.product.replace('_', ' ')}",
                    alert_type="billing_usage_alert",
                    enabled=True,
                    mechanisms={"emails": [{"id": email}]},
                    filters={"products": [row.product], "limits": [str(row.limit)]},
                    opts=self.child(providers.cloudflare, depends_on=zone.entitled),
                )
                for row in rows
            }
        )
        self.finish()
