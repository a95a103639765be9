"""The components of the edge: what they ask the engine for."""

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components.edge.delivery import Delivery
from components.edge.firewall import Firewall
from components.edge.records import Records
from components.edge.spec import EdgeSpec
from components.edge.watch import Watch
from components.edge.zone import Zone
from components.origins import Origins, WebTarget
from tests.support.edge_specs import ACCOUNT, CONTACTS, DOMAIN, HOSTS, ORIGINS, spec
from tests.support.mocks import UNKNOWN, Recording, Registered, Secret, fake_providers, record

RULESET = "cloudflare:index/ruleset:Ruleset"
RECORD = "cloudflare:index/dnsRecord:DnsRecord"
CHECK = "cloudflare:index/healthcheck:Healthcheck"
POLICY = "cloudflare:index/notificationPolicy:NotificationPolicy"
SETTING = "cloudflare:index/zoneSetting:ZoneSetting"
STICKY = (
    "cloudflare:index/argoSmartRouting:ArgoSmartRouting",
    "cloudflare:index/leakedCredentialCheck:LeakedCredentialCheck",
    "cloudflare:index/botManagement:BotManagement",
)


def edge(
    edge_spec: EdgeSpec, *, origins: Origins = ORIGINS, header: Any = "s3cret", preview: bool = False
) -> Recording:
    """The whole edge of a spec, as the program composes it."""

    def program() -> None:
        providers = fake_providers()
        zone = Zone("zone", edge_spec, providers, domain=DOMAIN, account_id=ACCOUNT)
        Records(
            "records", edge_spec, providers, zone=zone, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=origins
        )
        if edge_spec.proxied:
            Firewall("firewall", edge_spec, providers, zone=zone, hosts=HOSTS)
            Delivery("delivery", edge_spec, providers, zone=zone, hosts=HOSTS, origin_secret=header)
            watch(edge_spec, zone)

    return record(program, preview=preview)


def watch(edge_spec: EdgeSpec, zone: Zone) -> None:
    Watch(
        "watch",
        edge_spec,
        fake_providers(),
        zone=zone,
        hosts=HOSTS,
        contacts=CONTACTS,
        account_id=ACCOUNT,
        pool_ids=(),
    )


@pytest.fixture(scope="module")
def pro() -> Recording:
    return edge(spec("pro"))


@pytest.fixture(scope="module")
def plain() -> Recording:
    """A free zone that only answers names."""
    return edge(spec(mode="dns_only"))


def empty(value: Any) -> bool:
    """True where nothing would be sent for something."""
    if isinstance(value, dict):
        return not value or any(empty(item) for item in value.values())
    if isinstance(value, list):
        return not value or any(empty(item) for item in value)
    return value is None


def identities(recording: Recording) -> set[tuple[str, str]]:
    return {(resource.type, resource.name) for resource in recording.custom()}


@pytest.mark.parametrize("mode", ["dns_only", "proxied"])
@pytest.mark.parametrize("plan", ["free", "pro", "business", "enterprise"])
def test_every_child_has_parent_and_explicit_provider_and_sends_nothing_unset(plan: str, mode: str) -> None:
    for resource in edge(spec(plan, mode=mode)).custom():
        assert "sayar:edge:" in resource.parent, resource.name
        assert "::cloudflare::" in resource.provider, resource.name
        assert not empty(resource.inputs), resource.name


@pytest.mark.parametrize("plan", ["free", "pro", "business", "enterprise"])
def test_no_name_tells_the_plan_or_the_stack(plan: str) -> None:
    words = re.compile(r"free|pro\b|business|enterprise|starter|growth|scale|prod\b")
    for resource in edge(spec(plan)):
        assert not words.search(resource.name), resource.name


def test_only_the_zone_is_protected_because_a_registrar_points_to_its_name_servers(pro: Recording) -> None:
    zone = pro.one("cloudflare:index/zone:Zone")
    assert [resource for resource in pro if resource.protect] == [zone]
    assert zone.inputs == {"account": {"id": ACCOUNT}, "name": DOMAIN, "type": "full"}


def test_the_zone_tells_its_id_and_its_name_servers(pro: Recording) -> None:
    component = pro.one("sayar:edge:Zone")
    outputs = pro.outputs[component.urn]
    assert outputs["name_servers"] == ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]
    assert outputs["zone_id"] == pro.named("api").inputs["zoneId"]


def test_records_and_rulesets_go_before_their_successors_come(pro: Recording) -> None:
    assert {(r.type, r.delete_before_replace) for r in pro.custom() if r.delete_before_replace} == {
        (RECORD, True),
        (RULESET, True),
    }
    assert all(resource.delete_before_replace for resource in (*pro.of(RECORD), *pro.of(RULESET)))


@pytest.mark.parametrize(("plan", "bought"), [("free", 0), ("pro", 1), ("business", 1), ("enterprise", 0)])
def test_a_subscription_exists_only_where_the_api_sells_the_plan(plan: str, bought: int) -> None:
    found = edge(spec(plan)).of("cloudflare:index/zoneSubscription:ZoneSubscription")
    assert len(found) == bought
    for subscription in found:
        assert subscription.inputs["ratePlan"] == {"id": plan}
        assert subscription.retain_on_delete


def test_what_needs_the_paid_plan_waits_for_it(pro: Recording) -> None:
    subscription = pro.one("cloudflare:index/zoneSubscription:ZoneSubscription").urn
    waiting = {resource.name for resource in pro.custom() if subscription in resource.depends_on}
    assert waiting >= {"polish", "webp", "bots", "managed-rules", "rate-limits", "api-health"}
    assert not waiting & {"ssl", "api", "dnssec"}


def test_what_the_vendor_cannot_delete_is_made_on_every_plan_and_mode(plain: Recording, pro: Recording) -> None:
    for recording in (plain, pro):
        for type_ in STICKY:
            assert recording.one(type_).inputs.keys() > {"zoneId"}
    assert plain.one(STICKY[0]).inputs["value"] == "off"
    assert plain.one(STICKY[2]).inputs["fightMode"] is False


def test_settings_say_their_values(pro: Recording) -> None:
    values = {row.inputs["settingId"]: row.inputs["value"] for row in pro.of(SETTING)}
    assert (values["ssl"], values["min_tls_version"], values["0rtt"]) == ("full", "1.2", "off")
    assert values["security_header"]["strict_transport_security"]["max_age"] == 31536000


def test_dnssec_off_is_said_rather_than_left_out() -> None:
    off = edge(spec(dns__dnssec="off")).one("cloudflare:index/zoneDnssec:ZoneDnssec")
    assert off.inputs["status"] == "disabled"


def test_the_regional_cache_exists_where_the_plan_has_it_even_when_it_is_off(pro: Recording) -> None:
    type_ = "cloudflare:index/regionalTieredCache:RegionalTieredCache"
    assert pro.of(type_) == []
    assert edge(spec("enterprise")).one(type_).inputs["value"] == "off"


def dns(recording: Recording) -> dict[str, Registered]:
    return {resource.name: resource for resource in recording.of(RECORD)}


def test_origin_hosts_are_proxied_in_proxied_mode_and_the_web_host_never_is(pro: Recording, plain: Recording) -> None:
    proxied = {name: row.inputs["proxied"] for name, row in dns(pro).items()}
    assert {name for name, value in proxied.items() if value} == {"api", "webhook", "feed"}
    assert not any(row.inputs["proxied"] for row in dns(plain).values())


def test_a_proxied_record_has_the_automatic_time_and_any_other_the_spec_s(pro: Recording, plain: Recording) -> None:
    assert dns(pro)["api"].inputs["ttl"] == 1
    assert {row.inputs["ttl"] for row in dns(plain).values()} == {300}


def test_records_keep_their_names_when_the_mode_changes_so_that_a_move_is_an_update(
    pro: Recording, plain: Recording
) -> None:
    assert dns(pro).keys() == dns(plain).keys()


def test_texts_are_quoted_and_authorities_come_as_parts(pro: Recording) -> None:
    rows = dns(pro)
    assert rows["spf"].inputs["content"] == '"v=spf1 -all"'
    assert rows["dmarc"].inputs["name"] == "_dmarc.sayar.example"
    assert rows["dmarc"].inputs["content"] == (
        '"v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s; rua=mailto:dmarc@sayar.example"'
    )
    assert rows["api-proof"].inputs["content"] == '"railway-verify=api"'
    assert rows["caa-pki.goog"].inputs["data"] == {"flags": 0, "tag": "issue", "value": "pki.goog"}
    assert rows["caa-report"].inputs["data"]["value"] == "mailto:sec@sayar.example"
    assert "content" not in rows["caa-report"].inputs


def test_an_origin_that_is_not_known_yet_leaves_its_record_unknown_and_the_rest_known() -> None:
    def program() -> None:
        # The id of a zone that is not made yet is what a preview does not know.
        providers = fake_providers()
        zone = Zone("zone", spec(), providers, domain=DOMAIN, account_id=ACCOUNT)
        later = zone.zone_id
        origins = Origins(ORIGINS.served, WebTarget(pulumi.Output.concat(later, ".example")))
        Records("records", spec(), providers, zone=zone, domain=DOMAIN, hosts=HOSTS, contacts=CONTACTS, origins=origins)

    rows = dns(record(program, preview=True))
    assert rows["web"].inputs["content"] is UNKNOWN
    assert rows["api"].inputs["content"] == "api.up.example"


def phases(recording: Recording) -> dict[str, str]:
    return {row.inputs["phase"]: row.name for row in recording.of(RULESET)}


def test_a_phase_has_one_entry_point_of_a_constant_name(pro: Recording) -> None:
    assert phases(pro) == {
        "http_request_firewall_custom": "custom-rules",
        "http_request_firewall_managed": "managed-rules",
        "http_ratelimit": "rate-limits",
        "http_request_cache_settings": "cache-rules",
        "http_config_settings": "config-rules",
        "http_request_late_transform": "request-headers",
        "http_response_headers_transform": "response-headers",
    }
    assert all(row.inputs["kind"] == "zone" and row.inputs["name"] == row.name for row in pro.of(RULESET))


def test_answers_are_scanned_only_where_it_is_chosen() -> None:
    chosen = edge(spec("enterprise", waf__managed__sensitive_data="on"))
    assert phases(chosen)["http_response_firewall_managed"] == "response-scan"


def test_a_phase_without_rules_has_no_entry_point() -> None:
    assert "http_request_firewall_custom" not in phases(edge(spec(waf__custom=[])))


def test_free_runs_its_managed_rules_without_an_entry_point() -> None:
    assert "http_request_firewall_managed" not in phases(edge(spec()))


def test_without_the_proxy_no_rule_check_or_alert_is_made(plain: Recording) -> None:
    for type_ in (
        RULESET,
        "cloudflare:index/healthcheck:Healthcheck",
        "cloudflare:index/notificationPolicy:NotificationPolicy",
    ):
        assert plain.of(type_) == []


def test_from_names_only_to_proxied_nothing_is_lost(plain: Recording, pro: Recording) -> None:
    assert identities(plain) < identities(pro)


@pytest.mark.parametrize("given", ["s3cret", pulumi.Output.secret("s3cret")], ids=["plain", "secret"])
def test_the_origin_header_s_value_is_a_secret_whatever_came_in(given: Any) -> None:
    headers = edge(spec(), header=given).named("request-headers")
    value = headers.inputs["rules"][0]["actionParameters"]["headers"]["x-sayar-edge"]
    assert value == {"operation": "set", "value": Secret("s3cret")}


def test_no_other_ruleset_is_a_secret_because_reviewers_must_read_it(pro: Recording) -> None:
    secret = [row.name for row in pro.of(RULESET) if "Secret(" in repr(row.inputs)]
    assert secret == ["request-headers"]


def test_health_checks_come_as_users_do(pro: Recording) -> None:
    check = pro.named("api-health").inputs
    assert (check["address"], check["type"], check["interval"]) == (HOSTS.api, "HTTPS", 60)
    assert check["httpConfig"]["path"] == "/health"
    assert check["httpConfig"]["allowInsecure"] is False


def test_an_alert_goes_to_its_contact_and_the_health_alert_names_the_checks(pro: Recording) -> None:
    health = pro.named("health-check-status-notification").inputs
    certificates = pro.named("universal-ssl-event-type").inputs
    assert health["mechanisms"] == {"emails": [{"id": CONTACTS.security}]}
    assert certificates["mechanisms"] == {"emails": [{"id": CONTACTS.alerts}]}
    assert len(health["filters"]["healthCheckIds"]) == 2
    assert "filters" not in certificates


def test_a_usage_alert_says_product_and_limit() -> None:
    row = {"alert": "billing_usage_alert", "to": "alerts", "usage": {"product": "argo", "limit": 5}}
    policy = edge(spec("pro", alerts=[row])).named("billing-usage-alert")
    assert policy.inputs["filters"] == {"products": ["argo"], "limits": ["5"]}


def refused(make: Callable[[Zone], object]) -> None:
    def program() -> None:
        zone = Zone("zone", spec(), fake_providers(), domain=DOMAIN, account_id=ACCOUNT)
        make(zone)

    with pytest.raises(ValueError, match="mode proxied, not dns_only"):
        record(program)


def test_rules_that_would_only_look_like_protection_are_refused() -> None:
    plain, providers = spec(mode="dns_only"), fake_providers
    refused(lambda zone: Firewall("firewall", plain, providers(), zone=zone, hosts=HOSTS))
    refused(lambda zone: Delivery("delivery", plain, providers(), zone=zone, hosts=HOSTS, origin_secret="s"))
    refused(lambda zone: watch(plain, zone))
