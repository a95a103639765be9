"""Watching from the edge: health checks as users come, and alerts by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.spec import EdgeSpec
from components.edge.watch_spec import AlertSpec, HealthCheckSpec
from components.edge.words import Alert, OriginHost
from components.edge.zone import Zone
from components.origins import ContactAddresses, HostNames

HTTPS_PORT = 443


@dataclass(frozen=True, slots=True)
class WatchResources:
    """Every resource that `Watch` makes: one health check a host, one policy an alert."""

    health_checks: dict[OriginHost, cloudflare.Healthcheck]
    alerts: dict[Alert, cloudflare.NotificationPolicy]


@dataclass(frozen=True, slots=True)
class _Watched:
    """The ids of what alerts are about."""

    checks: Sequence[pulumi.Input[str]]
    pools: Sequence[pulumi.Input[str]]


class Watch(SayarComponent):
    """Health checks through the edge and the vendor's own alerts. Only for a zone whose traffic passes the edge."""

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        hosts: HostNames,
        contacts: ContactAddresses,
        account_id: str,
        pool_ids: Sequence[pulumi.Input[str]],
    ) -> None:
        """`account_id` is the Cloudflare account, as alerts belong to it; `pool_ids` are those of load balancing.

        Raises ValueError unless proxied.
        """
        if not spec.proxied:
            raise ValueError(f"watching from the edge needs mode proxied, not {spec.mode}")
        super().__init__(name)

        def options() -> pulumi.ResourceOptions:
            return self.child(providers.cloudflare, depends_on=zone.entitled)

        checks = {
            row.host: _health_check(row, hosts.of(row.host), zone.zone_id, options()) for row in spec.health_checks
        }
        mail: Mapping[str, str] = {"alerts": contacts.alerts, "security": contacts.security}
        watched = _Watched([check.id for check in checks.values()], pool_ids)
        self.resources = WatchResources(
            health_checks=checks,
            alerts={row.alert: _policy(row, mail[row.to], account_id, watched, options()) for row in spec.alerts},
        )
        self.finish()


def _health_check(
    row: HealthCheckSpec, host: str, zone_id: pulumi.Input[str], options: pulumi.ResourceOptions
) -> cloudflare.Healthcheck:
    return cloudflare.Healthcheck(
        f"{row.host}-health",
        zone_id=zone_id,
        name=f"{row.host}-health",
        address=host,
        type="HTTPS",
        http_config={
            "method": "GET",
            "path": row.path,
            "port": HTTPS_PORT,
            "expected_codes": list(row.codes),
            "follow_redirects": False,
            "allow_insecure": False,
        },
        interval=row.interval_s,
        timeout=row.timeout_s,
        retries=row.retries,
        consecutive_fails=row.fails,
        consecutive_successes=row.successes,
        check_regions=list(row.regions),
        opts=options,
    )


def _policy(
    row: AlertSpec,
    address: str,
    account_id: str,
    watched: _Watched,
    options: pulumi.ResourceOptions,
) -> cloudflare.NotificationPolicy:
    role = row.alert.replace("_", "-")
    return cloudflare.NotificationPolicy(
        role,
        account_id=account_id,
        name=f"sayar {row.alert.replace('_', ' ')}",
        alert_type=row.alert,
        enabled=True,
        mechanisms={"emails": [{"id": address}]},
        filters=_filters(row, watched),
        opts=options,
    )


def _filters(row: AlertSpec, watched: _Watched) -> cloudflare.NotificationPolicyFiltersArgsDict | None:
    """What an alert is narrowed to; None where it is about the whole account."""
    # Recovery too: whoever was woken should hear that it is over.
    if row.alert == "health_check_status_notification":
        return {"health_check_ids": watched.checks, "statuses": ["Unhealthy", "Healthy"]}
    if row.alert == "load_balancing_health_alert":
        # A pool has one endpoint, so its own health says all.
        return {"pool_ids": watched.pools, "event_sources": ["pool"], "new_healths": ["Unhealthy", "Healthy"]}
    if row.alert == "load_balancing_pool_enablement_alert":
        return {"pool_ids": watched.pools, "enableds": ["false", "true"]}
    if row.usage is not None:
        return {"products": [row.usage.product], "limits": [str(row.usage.limit)]}
    return None
