"""What is measured and who hears of it: the whole of `sayar:monitoring` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.limits import limit
from components.monitoring.alerts import Severity
from components.monitoring.targets_spec import AlertSpec, ObjectiveSpec, RouteSpec
from components.network.checks import Switch, at_least, at_most, listed, unique
from components.spec import Problem, Spec, UrlPath

Share = Annotated[float, Field(ge=0, le=1)]
Store = Literal["none", "grafana_free", "grafana_pro", "amp"]
Location = Literal["us-east", "us-west", "eu-west", "eu-central", "ap-south", "ap-southeast", "sa-east"]
Dashboard = Literal["overview", "api", "feeds", "database", "edge", "capacity", "cost", "clients"]
_PLANS: dict[Store, str] = {"none": "none", "grafana_free": "free", "grafana_pro": "pro", "amp": "amp"}


class MetricsSpec(Spec):
    """Where metrics go, how often services push them, and what is scraped besides. Times are in seconds.

    `series` is what the services may send at most; `database_scrape_s` null leaves the database's own metrics out.
    """

    store: Store
    push_every_s: Annotated[int, Field(ge=10)]
    series: Annotated[int, Field(ge=1)]
    database_scrape_s: Annotated[int, Field(ge=1)] | None
    edge_exporter: Switch
    client_label: Switch

    def rules(self) -> Iterator[Problem]:
        """What the store takes; a label per client multiplies every series."""
        if self.store == "none":
            for name in ("edge_exporter", "client_label"):
                if getattr(self, name) == "on":
                    yield Problem(name, "on", "off where store is none")
            if self.database_scrape_s is not None:
                yield Problem("database_scrape_s", self.database_scrape_s, "null where store is none")
            return
        yield from at_most(limit("monitoring", "grafana", _PLANS[self.store], "series"), "series", self.series)
        if self.database_scrape_s is not None:
            least = limit("monitoring", "supabase", "any", "least_scrape_s")
            yield from at_least(least, "database_scrape_s", self.database_scrape_s)


class TracingSpec(Spec):
    """Where traces go and which share of requests is traced, decided at the first service; errors always are."""

    store: Literal["none", "tempo", "xray"]
    sampled: Share
    keep_errors: Switch

    def rules(self) -> Iterator[Problem]:
        """Nothing is sampled for nowhere, and a store that gets nothing is a mistake."""
        if self.store == "none" and self.sampled > 0:
            yield Problem("sampled", self.sampled, "0 where store is none")
        if self.store == "none" and self.keep_errors == "on":
            yield Problem("keep_errors", "on", "off where store is none")
        if self.store != "none" and self.sampled == 0 and self.keep_errors == "off":
            yield Problem("sampled", self.sampled, f"above 0 where store is {self.store}")


class ProbeSpec(Spec):
    """An uptime check of a surface from outside, from several places. Times are in seconds."""

    surface: Literal["api", "webhook", "feed", "web"]
    path: UrlPath
    every_s: Annotated[int, Field(ge=10)]
    timeout_s: Annotated[int, Field(ge=1)]
    locations: Annotated[tuple[Location, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A check has answered before the next one starts."""
        if self.timeout_s >= self.every_s:
            yield Problem("timeout_s", self.timeout_s, f"less than every_s ({self.every_s})")
        yield from unique("locations", self.locations)


class LogsSpec(Spec):
    """How long the services' logs are kept, in days, and the amount expected in GB a month."""

    retention_days: Annotated[int, Field(ge=1)]
    gb_month: Annotated[float, Field(ge=0)]


class MonitoringSpec(Spec):
    """Metrics, traces, checks, objectives, alerts and their routes."""

    metrics: MetricsSpec
    logs: LogsSpec
    tracing: TracingSpec
    probes: tuple[ProbeSpec, ...]
    objective: ObjectiveSpec
    alerts: tuple[AlertSpec, ...]
    routes: tuple[RouteSpec, ...]
    dashboards: tuple[Dashboard, ...]

    def severities(self) -> tuple[Severity, ...]:
        """Every severity that something is raised with, worst first."""
        used = {alert.severity for alert in self.alerts} | {burn.severity for burn in self.objective.burns}
        every: tuple[Severity, ...] = ("critical", "warning", "info")
        return tuple(severity for severity in every if severity in used)

    def rules(self) -> Iterator[Problem]:
        """Alerts that have somewhere to be measured and somebody to be sent to."""
        yield from unique("probes[{}].surface", [probe.surface for probe in self.probes], "one check a surface")
        yield from unique("alerts[{}].alert", [alert.alert for alert in self.alerts], "each alert once")
        yield from unique("routes[{}].severity", [route.severity for route in self.routes], "one route a severity")
        yield from unique("dashboards", self.dashboards)
        routed = {route.severity for route in self.routes}
        missing = [severity for severity in self.severities() if severity not in routed]
        if missing:
            yield Problem("routes", sorted(routed), f"a route for {', '.join(missing)} too")
        plan = _PLANS[self.metrics.store]
        rules = len(self.alerts) + len(self.objective.burns)
        yield from at_most(limit("monitoring", "grafana", plan, "alert_rules"), "alerts", rules)
        yield from at_most(limit("monitoring", "grafana", plan, "log_gb_month"), "logs.gb_month", self.logs.gb_month)
        yield from self._sources()
        yield from self._pairs()

    def _sources(self) -> Iterator[Problem]:
        """Alerts on a figure that nothing measures would stay silent for ever."""
        for index, alert in enumerate(self.alerts):
            where = f"alerts[{index}].alert"
            if alert.alert in ("service-down", "region-lost") and not self.probes:
                yield Problem(where, alert.alert, "left out while probes is empty")
            if alert.alert in ("database-down", "connections") and self.metrics.database_scrape_s is None:
                yield Problem(where, alert.alert, "left out while metrics.database_scrape_s is null")
            if alert.alert == "cdn-hit-ratio" and self.metrics.edge_exporter == "off":
                yield Problem(where, alert.alert, "left out while metrics.edge_exporter is off")
        if self.metrics.store == "none" and (self.alerts or self.objective.burns):
            allowed = listed(("grafana_free", "grafana_pro", "amp"))
            yield Problem("metrics.store", "none", f"{allowed} where alerts or burns are selected")

    def _pairs(self) -> Iterator[Problem]:
        """Two alerts on one figure: the graver one fires later."""
        at: dict[str, tuple[int, float]] = {
            alert.alert: (index, alert.threshold) for index, alert in enumerate(self.alerts)
        }
        for milder, graver in (("replica-lag", "replica-lag-long"), ("budget-actual", "budget-forecast")):
            if milder in at and graver in at:
                (index, low), (_, high) = at[milder], at[graver]
                if low >= high:
                    yield Problem(f"alerts[{index}].threshold", low, f"less than {high:g}, that of {graver}")
