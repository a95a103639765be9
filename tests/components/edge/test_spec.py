"""What an edge may be on each plan: every limit just inside and just outside."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.edge.words import CustomRule
from tests.support.edge_specs import (
    ALL_AWS,
    BY_PLAN,
    SUPER_FIGHT,
    alert,
    balancing,
    cache_rule,
    custom,
    health_check,
    limit,
    refusals,
    spec,
)

CATALOGUE: tuple[str, ...] = tuple(CustomRule.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("plan", ["free", "pro", "business", "enterprise"])
def test_each_plan_takes_its_document(plan: str) -> None:
    assert refusals(plan) == {}


def test_a_hardened_free_zone_fits_with_five_waf_rules_one_rate_limit_and_ten_cache_rules() -> None:
    rules = [custom(rule) for rule in ("webhook-signature", "exploit-paths", "api-methods", "feed-methods")]
    full = spec(
        waf__custom=[*rules, custom("admin-challenge", "managed_challenge")],
        waf__rate_limits=[limit()],
        delivery__cache=[cache_rule(f"c{index}") for index in range(10)],
    )
    assert full.proxied
    assert [*full.problems()] == []


def limits(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [limit(f"l{index}", **changes) for index in range(count)]


def caches(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [cache_rule(f"c{index}", **changes) for index in range(count)]


INSIDE_AND_OUTSIDE: list[tuple[str, str, Any, Any, str]] = [
    ("free", "waf__custom", [custom(r) for r in CATALOGUE[:5]], [custom(r) for r in CATALOGUE[:6]], "waf.custom"),
    ("free", "waf__rate_limits", limits(1), limits(2), "waf.rate_limits"),
    ("pro", "waf__rate_limits", limits(2), limits(3), "waf.rate_limits"),
    ("business", "waf__rate_limits", limits(5), limits(6), "waf.rate_limits"),
    ("enterprise", "waf__rate_limits", limits(5), limits(6), "waf.rate_limits"),
    ("free", "waf__rate_limits", limits(1), limits(1, period_s=15), "waf.rate_limits[0].period_s"),
    ("free", "waf__rate_limits", limits(1), limits(1, mitigation_s=15), "waf.rate_limits[0].mitigation_s"),
    ("free", "waf__rate_limits", limits(1), limits(1, host="api"), "waf.rate_limits[0].host"),
    ("pro", "waf__rate_limits", limits(1, period_s=60), limits(1, period_s=90), "waf.rate_limits[0].period_s"),
    ("pro", "waf__rate_limits", limits(1, host="api"), limits(1, methods=["POST"]), "waf.rate_limits[0].methods"),
    (
        "pro",
        "waf__rate_limits",
        limits(1, mitigation_s=3600),
        limits(1, mitigation_s=65535),
        "waf.rate_limits[0].mitigation_s",
    ),
    ("business", "waf__rate_limits", limits(1, period_s=600), limits(1, period_s=900), "waf.rate_limits[0].period_s"),
    ("business", "waf__rate_limits", limits(1, period_s=10), limits(1, period_s=11), "waf.rate_limits[0].period_s"),
    ("free", "delivery__cache", caches(10), caches(11), "delivery.cache"),
    ("pro", "delivery__cache", caches(25), caches(26), "delivery.cache"),
    ("business", "delivery__cache", caches(50), caches(51), "delivery.cache"),
    ("free", "delivery__cache", caches(1, edge_ttl_s=7200), caches(1, edge_ttl_s=7199), "delivery.cache[0].edge_ttl_s"),
    ("pro", "delivery__cache", caches(1, edge_ttl_s=3600), caches(1, edge_ttl_s=3599), "delivery.cache[0].edge_ttl_s"),
    ("business", "delivery__cache", caches(1, edge_ttl_s=1), caches(1, edge_ttl_s=0), "delivery.cache[0].edge_ttl_s"),
    ("pro", "dns__ttl_s", 60, 59, "dns.ttl_s"),
    ("enterprise", "dns__ttl_s", 30, 29, "dns.ttl_s"),
    ("free", "dns__ttl_s", 86400, 86401, "dns.ttl_s"),
    ("free", "health_checks", [], [health_check()], "health_checks"),
    ("pro", "health_checks", [health_check()], [health_check(), health_check()], "health_checks[1].host"),
    ("free", "alerts", [alert("dos_attack_l7")], [alert("traffic_anomalies_alert")], "alerts[0].alert"),
    ("pro", "alerts", [alert("incident_alert")], [alert("http_alert_origin_error")], "alerts[0].alert"),
    ("pro", "alerts", [alert("incident_alert")], [alert("load_balancing_health_alert")], "alerts[0].alert"),
    ("free", "settings__polish", None, "off", "settings.polish"),
    ("pro", "settings__polish", "lossy", None, "settings.polish"),
    ("pro", "settings__webp", "on", None, "settings.webp"),
    ("free", "caching__regional_tiered", "off", "on", "caching.regional_tiered"),
    ("free", "bots__fight_mode", "on", "maybe", ""),
    ("pro", "bots__fight_mode", "off", "on", "bots.fight_mode"),
    ("free", "bots__super_fight", None, SUPER_FIGHT, "bots.super_fight"),
    ("pro", "bots__super_fight", SUPER_FIGHT, None, "bots.super_fight"),
    (
        "pro",
        "bots__super_fight",
        SUPER_FIGHT,
        {**SUPER_FIGHT, "likely_automated": "allow"},
        "bots.super_fight.likely_automated",
    ),
    (
        "business",
        "bots__super_fight",
        {**SUPER_FIGHT, "likely_automated": "allow"},
        SUPER_FIGHT,
        "bots.super_fight.likely_automated",
    ),
    (
        "pro",
        "waf__managed__owasp",
        {"paranoia": 4, "score": 25, "action": "block"},
        {"paranoia": 5, "score": 25, "action": "block"},
        "waf.managed.owasp.paranoia",
    ),
    (
        "enterprise",
        "waf__managed__owasp",
        {"paranoia": 1, "score": 25, "action": "log"},
        {"paranoia": 0, "score": 25, "action": "log"},
        "waf.managed.owasp.paranoia",
    ),
    ("free", "waf__managed__cloudflare", "off", "on", "waf.managed.cloudflare"),
    ("business", "waf__managed__sensitive_data", "off", "on", "waf.managed.sensitive_data"),
    ("free", "large__schema_validation", "block", "log", "large.schema_validation"),
    (
        "pro",
        "large__logpush",
        [],
        [{"dataset": "dns_logs", "destination": "s3"}],
        "large.logpush",
    ),
    ("pro", "large__client_certificates", [], ["api"], "large.client_certificates[0]"),
    (
        "pro",
        "large__balancing",
        balancing(),
        balancing(monitor={**balancing()["monitor"], "interval_s": 14}),
        "large.balancing.monitor.interval_s",
    ),
    ("pro", "large__balancing", balancing(), balancing(pop_pools="on"), "large.balancing.pop_pools"),
    ("pro", "large__balancing", balancing(), balancing(fallback="asia"), "large.balancing.fallback"),
    (
        "pro",
        "origins__api",
        {"platform": "aws", "ssl": "strict"},
        {"platform": "railway", "ssl": "strict"},
        "origins.api.ssl",
    ),
]


@pytest.mark.parametrize(("plan", "field", "inside", "outside", "path"), INSIDE_AND_OUTSIDE)
def test_a_limit_allows_its_value_and_refuses_the_next(
    plan: str, field: str, inside: Any, outside: Any, path: str
) -> None:
    # Other rules may speak about the same document (rules that the catalogue reserves); this path is what counts.
    assert path not in refusals(plan, **{field: inside})
    if not path:
        with pytest.raises(ValidationError):
            spec(plan, **{field: outside})
    else:
        assert path in refusals(plan, **{field: outside})


def test_a_refusal_names_limit_plan_source_and_month_so_that_it_can_be_checked() -> None:
    refused = refusals(waf__rate_limits=limits(2))
    assert refused == {"waf.rate_limits": "at most 1 on plan free (cloudflare/cloudflare-docs@0188ca2, 2026-11)"}


def test_all_problems_come_at_once_in_the_order_of_the_fields() -> None:
    refused = refusals(dns__ttl_s=1, caching__regional_tiered="on", health_checks=[health_check()])
    assert list(refused) == ["dns.ttl_s", "caching.regional_tiered", "health_checks"]


def test_log_is_an_action_of_enterprise_alone() -> None:
    logged = [custom("exploit-paths", "log"), custom("machine-traffic", "skip")]
    assert "waf.custom[0].action" in refusals("business", waf__custom=logged)
    assert refusals("enterprise", waf__custom=logged) == {}


def test_the_attack_score_begins_at_business() -> None:
    rules = [custom("attack-class"), custom("machine-traffic", "skip")]
    assert list(refusals("pro", waf__custom=rules)) == ["waf.custom[0].rule"]
    assert refusals("business", waf__custom=rules) == {}


def test_challenged_bots_need_the_rule_that_lets_webhooks_through() -> None:
    assert list(refusals("pro", waf__custom=[])) == ["waf.custom"]
    calm = {**SUPER_FIGHT, "definitely_automated": "allow"}
    assert refusals("pro", waf__custom=[], bots__super_fight=calm) == {}


def test_skip_belongs_to_machine_traffic_and_to_no_other_rule() -> None:
    for row in (custom("exploit-paths", "skip"), custom("machine-traffic", "block")):
        assert "waf.custom[0].action" in refusals("pro", waf__custom=[row])


def test_a_contract_allows_more_rate_limits_on_enterprise_only() -> None:
    assert refusals("enterprise", waf__contract_rate_limits=100, waf__rate_limits=limits(100)) == {}
    assert "waf.rate_limits" in refusals("enterprise", waf__contract_rate_limits=100, waf__rate_limits=limits(101))
    assert "waf.contract_rate_limits" in refusals("business", waf__contract_rate_limits=100)


def test_a_zone_that_steps_down_to_free_may_undo_its_bot_verdicts_explicitly() -> None:
    neutral = {**SUPER_FIGHT, "definitely_automated": "allow"}
    assert refusals(bots__super_fight=neutral) == {}
    assert "bots.super_fight" in refusals(bots__super_fight={**neutral, "verified": "block"})


def test_preload_needs_a_year_and_all_subdomains() -> None:
    hsts = {"enabled": "on", "max_age_s": 31536000, "include_subdomains": "on", "preload": "on", "nosniff": "on"}
    assert refusals(settings__hsts=hsts) == {}
    assert "settings.hsts.max_age_s" in refusals(settings__hsts={**hsts, "max_age_s": 31535999})
    assert "settings.hsts.include_subdomains" in refusals(settings__hsts={**hsts, "include_subdomains": "off"})


def test_what_needs_traffic_through_the_edge_is_refused_without_the_proxy() -> None:
    refused = refusals("pro", mode="dns_only", large__balancing=balancing())
    assert refused == {"large.balancing": "null while mode is dns_only"}


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("logpush", [{"dataset": "dns_logs", "destination": "s3"}], "empty unless mode is proxied"),
        ("schema_validation", "log", "off while mode is dns_only"),
        ("client_certificates", ["api"], "empty unless mode is proxied"),
    ],
)
def test_nothing_large_is_selected_that_would_not_be_made(field: str, value: Any, allowed: str) -> None:
    changes = {"origins": ALL_AWS, "dns__caa__issue": ["amazon.com"], f"large__{field}": value}
    assert refusals("enterprise", **changes) == {}
    assert refusals("enterprise", mode="dns_only", **changes) == {f"large.{field}": allowed}


def test_a_rule_that_would_match_every_request_is_refused() -> None:
    assert "paths.health" in refusals(paths__health="/")


def test_refs_and_rules_are_named_once_as_the_vendor_keeps_identity_by_them() -> None:
    assert "waf.custom[1].rule" in refusals(waf__custom=[custom("exploit-paths")] * 2)
    assert "delivery.cache[1].ref" in refusals(delivery__cache=[cache_rule("x")] * 2)
    assert "waf.rate_limits[1].ref" in refusals("pro", waf__rate_limits=[limit("x")] * 2)


def test_a_missing_or_unknown_field_is_refused_because_nothing_has_a_default() -> None:
    with pytest.raises(ValidationError, match="missing"):
        spec(waf__managed={"cloudflare": "off", "owasp": None})
    with pytest.raises(ValidationError, match="extra_forbidden"):
        spec(caching={"tiered": "on", "regional_tiered": "off", "argo": "off", "more": 1})


AWS_CAA = ("letsencrypt.org", "pki.goog")


@pytest.mark.parametrize(
    ("origins", "issue", "sound"),
    [
        (ALL_AWS, [*AWS_CAA], False),
        (ALL_AWS, [*AWS_CAA, "amazon.com"], True),
        # Any of its four names lets AWS issue.
        (ALL_AWS, ["amazontrust.com"], True),
        (ALL_AWS, ["notamazon.com"], False),
        ({**BY_PLAN["pro"]["origins"], "feed": ALL_AWS["feed"]}, [*AWS_CAA], False),
        (BY_PLAN["pro"]["origins"], [*AWS_CAA], True),
    ],
)
def test_an_origin_on_aws_needs_an_authority_that_may_issue_for_it(
    origins: dict[str, Any], issue: list[str], sound: bool
) -> None:
    """Records that name others only forbid AWS to issue, and the certificate of the balancer fails at `up`."""
    found = refusals("pro", origins=origins, dns__caa__issue=issue)
    assert set(found) == (set() if sound else {"dns.caa.issue"})
    if not sound:
        host = "feed" if origins is not ALL_AWS else "api"
        assert found["dns.caa.issue"].startswith(f"amazon.com among them while {host} is on aws (docs.aws.amazon.com/")
