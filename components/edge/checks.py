"""The edge held against its plan: counts, fields, times, actions, and what does not go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from components.edge.entitlements import Entitlements, fact, platform_fact
from components.edge.words import ORIGIN_HOSTS, CustomRule
from components.network.checks import at_most, cited, unique
from components.spec import Problem

if TYPE_CHECKING:
    from components.edge.spec import EdgeSpec

RULE_NEEDS: dict[CustomRule, str] = {
    "leaked-login": "leaked_password",
    "attack-class": "attack_class",
    "machine-traffic": "super_fight",
}
"""Rules of the catalogue that need a feature of the plan, in the words of `waf_features`."""

HOST_RECORDS = 4
VERIFICATION_RECORDS = 3
MAIL_RECORDS = 2


def every(spec: EdgeSpec) -> Iterator[Problem]:
    """All problems of a spec with its plan and with itself, in the order of its fields."""
    plan = Entitlements(spec.plan)
    yield from _direct(spec)
    yield from _dns(spec, plan)
    yield from _settings(spec, plan)
    yield from _custom_rules(spec, plan)
    yield from _managed(spec, plan)
    yield from _rate_limits(spec, plan)
    yield from _bots(spec, plan)
    yield from _delivery(spec, plan)
    yield from _watch(spec, plan)
    yield from _large(spec, plan)
    yield from _needs_proxy(spec)


def record_count(spec: EdgeSpec) -> int:
    """How many records the platform's names take."""
    caa, balancing = spec.dns.caa, spec.large.balancing
    authorities = len(caa.issue) + len(caa.issue_wild) + (caa.report == "on")
    # On Railway a host has a name and a proof in every further region; a load balancer of our own knows its name
    # everywhere, and the record that proves it to the certificate's authority counts as its verification.
    named = [host for host in balancing.hosts if spec.origins.of(host).platform == "railway"] if balancing else []
    further = 2 * (len(balancing.pools) - 1) * len(named) if balancing else 0
    return HOST_RECORDS + VERIFICATION_RECORDS + MAIL_RECORDS + authorities + further


def config_rule_count(spec: EdgeSpec) -> int:
    """How many configuration rules the spec makes."""
    return bool(spec.delivery.browser_check_off) + bool(spec.origins.raised)


def transform_rule_count(spec: EdgeSpec) -> int:
    """How many transform rules the spec makes; request and response headers count together."""
    return 1 + bool(spec.delivery.response_headers)


def _authorities(spec: EdgeSpec) -> Iterator[Problem]:
    """Whom a platform orders its certificates from must be allowed to issue them, or the order fails at `up`."""
    on_aws = [host for host in ORIGIN_HOSTS if spec.origins.of(host).platform == "aws"]
    row = platform_fact("origin_authorities", "aws")
    if on_aws and not set(row.value) & set(spec.dns.caa.issue):
        allowed = f"{row.value[0]} among them while {on_aws[0]} is on aws ({cited(row)})"
        yield Problem("dns.caa.issue", list(spec.dns.caa.issue), allowed)


def _direct(spec: EdgeSpec) -> Iterator[Problem]:
    """Hosts are led around an edge where there is one, and nothing that stands on it there is theirs."""
    yield from unique("direct", spec.direct, "each host once")
    if spec.direct and not spec.proxied:
        yield Problem("direct", list(spec.direct), f"empty while mode is {spec.mode}: every host is direct")
    if set(spec.direct) == set(ORIGIN_HOSTS):
        yield Problem("direct", list(spec.direct), "not every host: mode dns_only says that")
    needed = {
        "large.balancing.hosts": spec.large.balancing.hosts if spec.large.balancing else (),
        "large.client_certificates": spec.large.client_certificates,
    }
    for path, hosts in needed.items():
        for place, host in enumerate(hosts):
            if host in spec.direct:
                yield Problem(f"{path}[{place}]", host, "a host that is not among direct")


def _dns(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    yield from plan.at_least("dns_min_ttl_s", "dns.ttl_s", spec.dns.ttl_s)
    yield from at_most(fact("dns_max_ttl_s"), "dns.ttl_s", spec.dns.ttl_s)
    yield from plan.at_most("dns_records", "dns.caa", record_count(spec))
    yield from _authorities(spec)


def _settings(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    for name in ("polish", "webp"):
        value = getattr(spec.settings, name)
        if value is not None:
            yield from plan.offered("image_settings", f"settings.{name}", value, "null")
        elif plan.allows("image_settings"):
            # Deleting a setting does not undo it: where it can be on, it must be said to be off.
            yield Problem(f"settings.{name}", None, f"a value, as plan {spec.plan} has it; off where it is not used")
    if spec.caching.regional_tiered == "on":
        yield from plan.offered("regional_tiered_cache", "caching.regional_tiered", "on", "off")


def _custom_rules(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    yield from plan.at_most("waf_custom_rules", "waf.custom", len(spec.waf.custom))
    for index, row in enumerate(spec.waf.custom):
        yield from plan.one_of("waf_custom_actions", f"waf.custom[{index}].action", row.action)
        need = RULE_NEEDS.get(row.rule)
        features = plan.row("waf_features")
        if need is not None and need not in features.value:
            where = f"waf.custom[{index}].rule"
            yield Problem(where, row.rule, f"a rule without {need} on plan {spec.plan} ({cited(features)})")


def _managed(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    managed = spec.waf.managed
    chosen = {
        "cloudflare": managed.cloudflare == "on",
        "owasp": managed.owasp is not None,
        "sensitive_data": managed.sensitive_data == "on",
    }
    row = plan.row("managed_rulesets")
    for name, selected in chosen.items():
        if selected and name not in row.value:
            instead = "null" if name == "owasp" else "off"
            yield Problem(f"waf.managed.{name}", "selected", f"{instead} on plan {spec.plan} ({cited(row)})")
    if managed.owasp is not None and managed.owasp.action == "log":
        yield from plan.one_of("waf_custom_actions", "waf.managed.owasp.action", "log")


def _rate_limits(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    limits, contract = spec.waf.rate_limits, spec.waf.contract_rate_limits
    if contract is None:
        yield from plan.at_most("rate_limit_rules", "waf.rate_limits", len(limits))
    else:
        yield from plan.offered("rate_limit_contract", "waf.contract_rate_limits", contract, "null")
        if len(limits) > contract:
            yield Problem("waf.rate_limits", len(limits), f"at most {contract}, as contract_rate_limits says")
    for index, row in enumerate(limits):
        at = f"waf.rate_limits[{index}]"
        fields = plan.row("rate_limit_fields")
        for field in row.fields:
            if field not in fields.value:
                name = "methods" if field == "method" else field
                instead = "an empty list" if field == "method" else "null"
                where, value = f"{at}.{name}", getattr(row, name)
                yield Problem(where, value, f"{instead} on plan {spec.plan} ({cited(fields)})")
        yield from plan.one_of("rate_limit_characteristics", f"{at}.characteristic", row.characteristic)
        yield from plan.at_most("rate_limit_max_period_s", f"{at}.period_s", row.period_s)
        yield from plan.at_most("rate_limit_max_mitigation_s", f"{at}.mitigation_s", row.mitigation_s)


def _bots(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    bots, super_fight = spec.bots, spec.bots.super_fight
    if bots.fight_mode == "on":
        yield from plan.offered("fight_mode", "bots.fight_mode", "on", "off")
    if super_fight is None:
        if plan.allows("super_fight"):
            yield Problem("bots.super_fight", None, f"what happens to each kind of bot, as plan {spec.plan} has it")
        return
    if not super_fight.neutral:
        # Neutral values stay allowed: a zone that steps down to Free keeps its old ones until they are undone.
        yield from plan.offered("super_fight", "bots.super_fight", "selected", "null")
    likely = super_fight.likely_automated
    if likely is not None:
        yield from plan.offered("super_fight_likely", "bots.super_fight.likely_automated", likely, "null")
    elif plan.allows("super_fight_likely"):
        yield Problem("bots.super_fight.likely_automated", None, f"a verdict, as plan {spec.plan} has it")
    strict = super_fight.definitely_automated != "allow" or likely not in (None, "allow")
    if strict and not spec.waf.selects("machine-traffic"):
        # Webhooks of Meta and fetchers of the catalogue are automated: they would be challenged.
        yield Problem("waf.custom", "machine-traffic", "selected where bots are challenged or blocked")


def _delivery(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    yield from plan.at_most("cache_rules", "delivery.cache", len(spec.delivery.cache))
    yield from plan.at_most("config_rules", "delivery.browser_check_off", config_rule_count(spec))
    yield from plan.at_most("transform_rules", "delivery.response_headers", transform_rule_count(spec))
    for index, row in enumerate(spec.delivery.cache):
        if row.edge_ttl_s is not None:
            yield from plan.at_least("min_edge_ttl_s", f"delivery.cache[{index}].edge_ttl_s", row.edge_ttl_s)


def _watch(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    yield from plan.at_most("health_checks", "health_checks", len(spec.health_checks))
    yield from unique("health_checks[{}].host", [check.host for check in spec.health_checks], "one check a host")
    for index, check in enumerate(spec.health_checks):
        yield from plan.at_least("health_check_min_interval_s", f"health_checks[{index}].interval_s", check.interval_s)
    sold_with_balancing = fact("balancing_alerts")
    yield from unique("alerts[{}].alert", [row.alert for row in spec.alerts], "each alert once")
    for index, row in enumerate(spec.alerts):
        where = f"alerts[{index}].alert"
        if row.alert not in sold_with_balancing.value:
            yield from plan.one_of("alerts", where, row.alert)
        elif spec.large.balancing is None:
            yield Problem(where, row.alert, f"left out while large.balancing is null ({cited(sold_with_balancing)})")
        if row.alert == "health_check_status_notification" and not spec.health_checks:
            yield Problem(where, row.alert, "left out while health_checks is empty")


def _large(spec: EdgeSpec, plan: Entitlements) -> Iterator[Problem]:
    large, balancing, clients = spec.large, spec.large.balancing, spec.large.custom_hostnames
    if balancing is not None:
        at = "large.balancing"
        yield from plan.at_most("balancers", f"{at}.hosts", len(balancing.hosts))
        # A pool's endpoint sends one Host header, so each host has pools of its own.
        yield from plan.at_most("balancer_pools", f"{at}.pools", len(balancing.pools) * len(balancing.hosts))
        yield from plan.at_most("balancer_endpoints", f"{at}.pools", len(balancing.pools) * len(balancing.hosts))
        yield from plan.at_least("balancer_min_interval_s", f"{at}.monitor.interval_s", balancing.monitor.interval_s)
        for index, pool in enumerate(balancing.pools):
            where = f"{at}.pools[{index}].check_regions"
            yield from plan.at_most("balancer_check_regions", where, len(pool.check_regions))
        if balancing.pop_pools == "on":
            yield from plan.offered("pop_pools", f"{at}.pop_pools", "on", "off")
    if large.logpush:
        yield from plan.offered("logpush", "large.logpush", len(large.logpush), "an empty list")
    yield from plan.one_of("schema_validation_actions", "large.schema_validation", large.schema_validation)
    for index, host in enumerate(large.client_certificates):
        platform = spec.origins.of(host).platform
        row = platform_fact("origin_client_certificates", platform)
        if not row.value:
            where = f"large.client_certificates[{index}]"
            yield Problem(where, host, f"a host whose platform checks them; {platform} does not ({cited(row)})")
    if clients is not None:
        yield from plan.at_most("custom_hostnames", "large.custom_hostnames.most", clients.most)
        if clients.authority is not None:
            where = "large.custom_hostnames.authority"
            yield from plan.offered("custom_hostname_options", where, clients.authority, "null")
        if clients.wildcard == "on":
            yield from plan.offered("custom_hostname_options", "large.custom_hostnames.wildcard", "on", "off")


def _needs_proxy(spec: EdgeSpec) -> Iterator[Problem]:
    if spec.proxied:
        return
    if spec.large.balancing is not None:
        yield Problem("large.balancing", "selected", f"null while mode is {spec.mode}")
    if spec.large.logpush:
        yield Problem("large.logpush", len(spec.large.logpush), "empty unless mode is proxied")
    if spec.large.client_certificates:
        yield Problem("large.client_certificates", list(spec.large.client_certificates), "empty unless mode is proxied")
    if spec.large.schema_validation != "off":
        yield Problem("large.schema_validation", spec.large.schema_validation, f"off while mode is {spec.mode}")
    if spec.large.custom_hostnames is not None:
        yield Problem("large.custom_hostnames", "selected", f"null while mode is {spec.mode}")
