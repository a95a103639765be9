"""Rules as plain data: whole expressions, stable refs, nothing sent that is not set."""

import re
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.edge.delivery_rules import cache_rules, config_rules, request_header_rules, response_header_rules
from components.edge.expressions import all_of, any_of, host_is, method_is, path_starts, quoted
from components.edge.firewall_rules import (
    CATALOGUE,
    custom_rules,
    managed_rules,
    rate_limit_rules,
    response_scan_rules,
)
from components.edge.spec import EdgeSpec
from components.edge.zone_settings import bot_values, zone_settings
from tests.support.edge_specs import HOSTS, cache_rule, custom, limit, spec

Rule = dict[str, Any]


def every_rule(edge: EdgeSpec) -> list[list[Rule]]:
    rulesets = (
        custom_rules(edge.waf, edge.paths, HOSTS),
        managed_rules(edge.waf),
        response_scan_rules(edge.waf),
        rate_limit_rules(edge.waf, HOSTS),
        cache_rules(edge.delivery, HOSTS),
        config_rules(edge.delivery, edge.origins, HOSTS),
        request_header_rules(edge.delivery, HOSTS, "secret"),
        response_header_rules(edge.delivery, HOSTS),
    )
    return cast("list[list[Rule]]", list(rulesets))


def holes(value: Any) -> bool:
    """True where a value sends null or an empty container, which the provider takes for a difference for ever."""
    if isinstance(value, dict):
        return not value or any(holes(item) for item in value.values())
    if isinstance(value, list):
        return not value or any(holes(item) for item in value)
    return value is None


@pytest.mark.parametrize("plan", ["free", "pro", "business", "enterprise"])
def test_every_rule_has_a_ref_of_its_own_is_enabled_and_sends_nothing_unset(plan: str) -> None:
    for rules in every_rule(spec(plan)):
        refs = [rule["ref"] for rule in rules]
        assert len(set(refs)) == len(refs)
        assert all(rule["enabled"] is True and not holes(rule) for rule in rules)


def test_a_ref_stays_when_the_order_changes_because_the_vendor_keeps_identity_by_it() -> None:
    rows = [custom("exploit-paths"), custom("api-methods")]
    one, other = spec(waf__custom=rows), spec(waf__custom=rows[::-1])
    by_ref = [{rule["ref"]: rule for rule in every_rule(edge)[0]} for edge in (one, other)]
    assert by_ref[0] == by_ref[1]


@given(st.text())
def test_a_quoted_string_ends_only_at_its_end(text: str) -> None:
    whole = quoted(text)
    inside = re.sub(r"\\.", "", whole[1:-1], flags=re.DOTALL)
    assert whole[0] == whole[-1] == '"'
    assert '"' not in inside
    assert "\\" not in inside


@given(st.lists(st.sampled_from(["(a)", "(b)", "(c)"]), min_size=1, max_size=5))
def test_joined_expressions_stand_in_brackets_of_their_own(parts: list[str]) -> None:
    for joined in (all_of(*parts), any_of(*parts)):
        depth = 0
        for index, char in enumerate(joined):
            depth += {"(": 1, ")": -1}.get(char, 0)
            assert depth > 0 or index == len(joined) - 1
        assert depth == 0


def test_nothing_joined_is_refused_because_it_would_match_everything_or_nothing() -> None:
    for empty in (all_of, any_of, path_starts):
        with pytest.raises(ValueError, match="nothing to join"):
            empty()


def test_every_rule_of_the_catalogue_is_there_and_only_exploit_paths_and_machines_reach_over_hosts() -> None:
    edge = spec()
    for name, (_, build) in CATALOGUE.items():
        expression = build(HOSTS, edge.paths)
        assert ("http.host" in expression) == (name != "exploit-paths"), name


def test_webhooks_are_blocked_without_metas_signature_on_post_only_as_verification_is_an_unsigned_get() -> None:
    rule = every_rule(spec())[0][0]
    assert rule["expression"] == (
        '((http.host eq "hooks.sayar.example") and starts_with(http.request.uri.path, "/webhooks/")'
        ' and (http.request.method in {"POST"})'
        ' and (not any(http.request.headers.names[*] eq "x-hub-signature-256")))'
    )


def test_machines_skip_the_bot_phase_and_nothing_else() -> None:
    skip = every_rule(spec("pro"))[0][-1]
    assert (skip["action"], skip["action_parameters"]) == ("skip", {"phases": ["http_request_sbfm"]})
    assert skip["logging"] == {"enabled": True}


def test_owasp_levels_above_the_chosen_one_are_switched_off() -> None:
    for paranoia, off in ((1, [2, 3, 4]), (3, [4]), (4, None)):
        edge = spec("pro", waf__managed__owasp={"paranoia": paranoia, "score": 40, "action": "block"})
        overrides = every_rule(edge)[1][1]["action_parameters"]["overrides"]
        levels = [row["category"] for row in overrides["categories"]] if off else None
        assert levels == ([f"paranoia-level-{level}" for level in off] if off else None)
        assert ("categories" in overrides) == (off is not None)
        assert overrides["rules"][0]["score_threshold"] == 40


def test_a_rate_limit_counts_per_data_centre_as_the_vendor_demands() -> None:
    for row in every_rule(spec("pro"))[3]:
        assert row["ratelimit"]["characteristics"] == ["cf.colo.id", "ip.src"]


def test_a_rate_limit_on_free_looks_at_the_path_alone() -> None:
    assert every_rule(spec())[3][0]["expression"] == 'starts_with(http.request.uri.path, "/api/")'


def test_hosts_methods_and_exceptions_narrow_a_rate_limit() -> None:
    row = limit(host="api", methods=["POST"], except_paths=["/api/ping"], characteristic="ip_nat")
    rule = every_rule(spec("business", waf__rate_limits=[row]))[3][0]
    parts = [host_is(HOSTS.api), path_starts("/api/"), method_is("POST")]
    assert all(part in rule["expression"] for part in parts)
    assert '(not starts_with(http.request.uri.path, "/api/ping"))' in rule["expression"]
    assert rule["ratelimit"]["characteristics"][1] == "cf.unique_visitor_id"


def test_a_time_that_is_not_said_respects_the_origin_and_bypass_has_no_times() -> None:
    rows = [cache_rule("own"), cache_rule("ours", edge_ttl_s=7200, browser_ttl_s=60, strong_etags="on")]
    own, ours = every_rule(spec(delivery__cache=rows))[4]
    assert own["action_parameters"] == {
        "cache": True,
        "edge_ttl": {"mode": "respect_origin"},
        "browser_ttl": {"mode": "respect_origin"},
    }
    assert ours["action_parameters"] == {
        "cache": True,
        "edge_ttl": {"mode": "override_origin", "default": 7200},
        "browser_ttl": {"mode": "override_origin", "default": 60},
        "respect_strong_etags": True,
    }
    assert every_rule(spec())[4][1]["action_parameters"] == {"cache": False}


def test_the_zone_takes_the_weakest_tls_mode_and_stronger_origins_get_a_rule() -> None:
    edge = spec("pro", origins__feed={"platform": "aws", "ssl": "strict"})
    assert edge.origins.zone_ssl == "full"
    strict = every_rule(edge)[5][-1]
    assert (strict["action_parameters"], HOSTS.feed in strict["expression"]) == ({"ssl": "strict"}, True)
    assert HOSTS.api not in strict["expression"]


def test_a_header_without_value_is_removed_and_no_headers_make_no_rule() -> None:
    rows = [{"header": "x-powered-by", "value": None}, {"header": "x-a", "value": "b"}]
    rule = every_rule(spec(delivery__response_headers=rows))[7][0]
    assert rule["action_parameters"]["headers"] == {
        "x-powered-by": {"operation": "remove"},
        "x-a": {"operation": "set", "value": "b"},
    }
    assert every_rule(spec(delivery__response_headers=[]))[7] == []


def test_settings_are_named_once_and_paid_ones_wait_for_the_plan() -> None:
    rows = zone_settings(spec("pro"))
    assert len({row.name for row in rows}) == len({row.id for row in rows}) == len(rows)
    assert [row.id for row in rows if row.gated] == ["polish", "webp"]
    assert not any(row.gated for row in zone_settings(spec()))


def test_hsts_is_nested_as_the_provider_demands() -> None:
    value = next(row.value for row in zone_settings(spec()) if row.id == "security_header")
    assert list(value) == ["strict_transport_security"]
    assert value["strict_transport_security"]["max_age"] == 31536000


def test_bots_say_every_value_of_the_plan_and_none_beyond_it() -> None:
    free, pro = bot_values(spec().bots), bot_values(spec("pro").bots)
    assert (free.fight_mode, free.definitely_automated, free.static_resources) == (False, None, None)
    assert (pro.fight_mode, pro.definitely_automated, pro.likely_automated) == (False, "managed_challenge", None)
    assert pro.static_resources is False
