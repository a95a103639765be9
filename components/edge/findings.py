"""What a reader of a forecast should know about the chosen edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from components.edge.entitlements import Entitlements, fact, platform_fact
from components.edge.ranges import edge_ranges
from components.edge.words import ORIGIN_HOSTS
from components.findings import Finding, gravest_first, said_by

if TYPE_CHECKING:
    from components.edge.spec import EdgeSpec


def findings(spec: EdgeSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    return gravest_first(_findings(spec))


def _findings(spec: EdgeSpec) -> Iterator[Finding]:
    if spec.mode == "external":
        text = "The domain's DNS is elsewhere: no record, rule or alert of the edge is made."
        yield Finding("edge-external", "warning", text, "sayar:edge.mode")
        return
    if spec.mode == "dns_only":
        text = "Traffic goes straight to the origins: WAF, rate limits and cache rules are selected but not in force."
        yield Finding("edge-rules-not-in-force", "warning", text, "sayar:edge.mode")
        if spec.alerts or spec.health_checks:
            text = "Alerts and health checks of the edge are selected but not made without the proxy."
            yield Finding("edge-watch-not-made", "info", text, "sayar:edge.mode")
    else:
        yield from _proxied(spec)
    if not Entitlements(spec.plan).row("health_checks").value:
        text = f"Plan {spec.plan} has no health checks: availability must be probed from elsewhere."
        yield Finding("edge-no-health-checks", "info", text, said_by(Entitlements(spec.plan).row("health_checks")))
    if spec.plan == "enterprise":
        text = "An Enterprise contract cannot be bought through the API: the plan is assumed, not managed."
        yield Finding("edge-plan-by-contract", "info", text, said_by(Entitlements(spec.plan).row("subscription")))
    if spec.settings.hsts.preload == "on":
        text = "HSTS preload is on: leaving the preload lists again takes months."
        yield Finding("edge-hsts-preload", "warning", text, said_by(fact("hsts_preload_min_age_s", "hstspreload")))


def _proxied(spec: EdgeSpec) -> Iterator[Finding]:
    unchecked = [host for host in ORIGIN_HOSTS if spec.origins.of(host).ssl == "full"]
    if unchecked:
        row = platform_fact("origin_ssl", spec.origins.of(unchecked[0]).platform)
        text = f"The edge encrypts to {', '.join(unchecked)} without checking the certificate (ssl full)."
        yield Finding("edge-origin-certificate", "info" if row.value == ["full"] else "warning", text, said_by(row))
    if spec.waf.rate_limits:
        row = Entitlements(spec.plan).row("rate_limit_characteristics")
        text = "Rate limits count per data centre, so one client may pass more through several of them."
        yield Finding("edge-rate-limits-per-data-centre", "info", text, said_by(row))
    if spec.bots.fight_mode == "on":
        row = Entitlements(spec.plan).row("fight_mode")
        text = "Bot Fight Mode cannot be skipped by a rule: webhooks and feed fetchers may be challenged."
        yield Finding("edge-fight-mode", "critical", text, said_by(row))
    if spec.caching.argo == "on":
        yield Finding("edge-argo-billed", "info", "Argo is billed by traffic on every plan.", "sayar:edge.caching.argo")
    yield from _large(spec)


def _large(spec: EdgeSpec) -> Iterator[Finding]:
    kept = fact("custom_hostname_ssl_kept")
    if spec.large.custom_hostnames is not None and not kept.value:
        text = "A hostname of a client keeps the min_tls, authority, validation and wildcard that it was made with: "
        text += "other ones are for new hostnames alone."
        yield Finding("edge-client-names-kept", "info", text, said_by(kept))
    if any(spec.origins.of(host).platform == "aws" for host in ORIGIN_HOSTS):
        ranges = edge_ranges()
        text = f"Load balancers admit {len(ranges.ipv4)} listed ranges of the edge ({ranges.confidence}): a range that "
        text += "the vendor adds is refused until it is listed."
        yield Finding("edge-ranges-listed", "info", text, f"{ranges.source} ({ranges.date})")
    if spec.large.schema_validation != "off" and spec.plan != "enterprise":
        text = f"Schema validation cannot be deleted, and on plan {spec.plan} no update says that it is off: after "
        text += "schema_validation is off again, somebody switches it off by hand."
        yield Finding("edge-schema-stays", "info", text, "sayar:edge.large.schema_validation")
