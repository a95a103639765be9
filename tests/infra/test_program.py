"""The program of each tier, recorded as the forecast records it: what it exports, and what follows from one choice."""

import json
from typing import Any

import pulumi
import pytest

from components.backup.dumps_spec import NoDumps
from infra.config.platform import TIERS
from infra.program import main
from sayar.graph.document import to_document
from sayar.graph.model import Graph, Resource
from sayar.graph.record import record
from sayar.platform import platform_graph, record_config
from tests.infra.projects import ROOT, config, project, values
from tests.support.remembered import forget

EXTERNAL = {
    "edge.mode": "external",
    "security.origin_auth.stage": "off",
    "monitoring.metrics.edge_exporter": "off",
    "monitoring.alerts": values("starter")["monitoring"]["alerts"],
}
PROXIED = ("sayar:edge:Firewall", "sayar:edge:Delivery", "sayar:edge:Watch")


def recorded(tier: str, changes: dict[str, Any] | None = None) -> Graph:
    return record_config(config(tier, changes), stack="prod").graph


@pytest.fixture(scope="module")
def starter() -> Graph:
    return recorded("starter")


@pytest.fixture(scope="module")
def growth() -> Graph:
    return recorded("growth")


@pytest.fixture(scope="module")
def external() -> Graph:
    return recorded("growth", EXTERNAL)


def types(graph: Graph) -> set[str]:
    return {resource.type for resource in graph.resources}


def named(graph: Graph, name: str, type_: str) -> Resource:
    (found,) = [one for one in graph.resources if one.name == name and one.type.endswith(type_)]
    return found


def shown(graph: Graph) -> dict[str, Any]:
    """The outputs of the stack as a document shows them."""
    outputs: dict[str, Any] = to_document(graph)["outputs"]
    return outputs


def test_a_stack_exports_its_tier_hosts_database_and_zone(starter: Graph) -> None:
    assert shown(starter) == {
        "tier": "starter",
        "hosts": {
            "api": "api.sayar.example",
            "webhook": "hooks.sayar.example",
            "feed": "feeds.sayar.example",
            "web": "app.sayar.example",
        },
        "database": {"ref": "[unknown]", "allowed": ["0.0.0.0/0"]},
        "zone": {"id": "[unknown]", "name_servers": "[unknown]"},
    }


def test_hosts_follow_the_domain_and_labels_of_the_environment() -> None:
    graph = recorded("starter", {"platform.domain": "shop.dev", "platform.hosts.webhook": "events"})
    assert shown(graph)["hosts"]["webhook"] == "events.shop.dev"
    names = [one.inputs["name"] for one in graph.resources if one.type == "cloudflare:index/dnsRecord:DnsRecord"]
    assert "events.shop.dev" in names
    assert not [name for name in names if isinstance(name, str) and not name.endswith("shop.dev")]


def test_only_the_services_own_addresses_may_reach_the_database_of_growth(growth: Graph) -> None:
    assert shown(growth)["database"]["allowed"] == "[unknown]", "no address is written down by hand"
    assert "railway:index:StaticEgress" in types(growth)


def test_every_vendor_has_one_explicit_provider_without_a_token(growth: Graph) -> None:
    providers = {one.name: dict(one.inputs) for one in growth.resources if one.is_provider}
    assert providers == {
        "cloudflare": {},
        "guard": {},
        "railway": {},
        "random": {},
        "supabase": {},
        "vercel": {"team": "team_example"},
    }, "tokens come from the environment; a config with one would end up in the state"


def test_without_a_team_of_its_own_the_vercel_provider_takes_the_account_of_the_token() -> None:
    graph = recorded("starter", {"accounts.vercel_team": None})
    assert dict(named(graph, "vercel", "providers:vercel").inputs) == {}


def test_names_only_make_a_zone_and_records_and_no_rule(starter: Graph) -> None:
    assert {"sayar:edge:Zone", "sayar:edge:Records"} <= types(starter)
    assert not types(starter) & {*PROXIED, "cloudflare:index/ruleset:Ruleset"}
    records = [one for one in starter.resources if one.type == "cloudflare:index/dnsRecord:DnsRecord"]
    assert records
    assert not any(one.inputs.get("proxied") for one in records)


def test_the_proxy_brings_rules_delivery_and_watching(growth: Graph) -> None:
    assert {*PROXIED, "cloudflare:index/ruleset:Ruleset"} <= types(growth)
    through = {
        one.inputs["name"]
        for one in growth.resources
        if one.type == "cloudflare:index/dnsRecord:DnsRecord" and one.inputs.get("proxied")
    }
    assert through == {"api.sayar.example", "hooks.sayar.example", "feeds.sayar.example"}, (
        "Vercel is an edge of its own"
    )


def test_a_starter_that_is_hardened_early_gets_the_same_rules_by_one_word() -> None:
    graph = recorded("starter", {"edge.mode": "proxied"})
    assert {*PROXIED, "cloudflare:index/ruleset:Ruleset"} <= types(graph)


def test_dns_elsewhere_makes_nothing_of_the_edge_and_needs_cloudflare_for_buckets_only(external: Graph) -> None:
    assert [one.urn for one in external.resources if one.type.startswith("sayar:edge:")] == []
    made = {one.type.rpartition(":")[2] for one in external.resources if one.type.startswith("cloudflare:")}
    assert made == {"R2Bucket", "R2BucketLock", "R2BucketLifecycle", "AccountToken"}
    assert "zone" not in external.outputs


def test_a_provider_that_nothing_needs_is_not_registered() -> None:
    """The engine configures every provider that is registered, and one without its token would fail the stack."""
    spec = config("growth", EXTERNAL).platform
    bare = spec.model_copy(update={"backup": spec.backup.model_copy(update={"dumps": NoDumps(kind="none")})})
    assert spec.uses_cloudflare
    assert not bare.uses_cloudflare


def test_dns_elsewhere_exports_every_record_that_somebody_has_to_make(external: Graph, growth: Graph) -> None:
    rows = shown(external)["dns_records"]
    made = [one for one in growth.resources if one.type == "cloudflare:index/dnsRecord:DnsRecord"]
    assert len(rows) == len(made)
    assert sorted((row["type"], row["name"]) for row in rows) == sorted(
        (row["inputs"]["type"], row["inputs"]["name"])
        for row in to_document(growth)["resources"]
        if row["type"] == "cloudflare:index/dnsRecord:DnsRecord"
    )
    assert {row["ttl"] for row in rows} == {300}, "nobody else's DNS knows the vendor's automatic time"
    assert {
        "type": "CAA",
        "name": "sayar.example",
        "content": '0 issue "letsencrypt.org"',
        "ttl": 300,
    } in rows
    assert {"type": "TXT", "name": "sayar.example", "content": "v=spf1 -all", "ttl": 300} in rows


def test_everything_beside_the_edge_is_the_same_wherever_the_dns_is(external: Graph, growth: Graph) -> None:
    def beside(graph: Graph) -> set[str]:
        return {one.urn for one in graph.resources if "cloudflare" not in one.type and ":edge:" not in one.urn}

    assert beside(external) == beside(growth)


def test_generated_secrets_never_show_in_a_document(growth: Graph) -> None:
    """What is wired from a password is `[secret]` or not known yet; a readable value would be one of ours."""
    rows = to_document(growth)["resources"]
    (database,) = [row["inputs"] for row in rows if row["type"] == "supabase:index:Project"]
    assert database["databasePassword"] in ("[secret]", "[unknown]")
    shown_ones = [value for row in rows for key, value in row["inputs"].items() if "password" in key.lower()]
    assert shown_ones
    assert set(map(str, shown_ones)) <= {"[secret]", "[unknown]"}


@pytest.mark.parametrize("tier", ["starter", "growth"])
def test_two_recordings_of_one_tier_are_the_same_bytes(tier: str, starter: Graph, growth: Graph) -> None:
    first = {"starter": starter, "growth": growth}[tier]
    forget()
    assert json.dumps(to_document(recorded(tier))) == json.dumps(to_document(first))


def engine_config(tier: str) -> str:
    """The config of a stack named after a tier as the engine hands it over: all texts, objects as JSON."""
    return json.dumps(
        {f"sayar:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in values(tier).items()}
        | {"pulumi:disable-default-providers": '["*"]', "other:key": "not ours {"}
    )


@pytest.mark.parametrize("tier", ["starter", "growth"])
def test_the_engines_way_through_the_program_registers_the_same_as_the_offline_way(
    tier: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PULUMI_CONFIG", engine_config(tier))
    graph = record(main, project="sayar", stack=tier)
    offline = platform_graph(tier, config_dir=ROOT, urn_stack=tier).graph
    assert to_document(graph) == to_document(offline)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, "Pulumi.prod.yaml: sayar:tier: null: one of starter, growth, scale, enterprise"),
        ({"sayar:tier": "growth", "sayar:edge": "{"}, 'Pulumi.prod.yaml: sayar:edge: "{": an object or a list'),
        ({"sayar:tier": "growth", "sayar:egde": "{}"}, "Pulumi.prod.yaml: sayar:egde: unknown key: one of "),
        (
            {"sayar:tier": "enterprise", "sayar:cluster": '{"engine": {"gitops": "argocd"}}'},
            'Pulumi.enterprise.yaml: sayar:cluster.engine.gitops: "argocd": off: ',
        ),
    ],
)
def test_a_refused_config_ends_the_program_in_words_without_a_traceback(
    said: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The language host prints a RunError as it is, and every other exception with its traceback."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(said))
    with pytest.raises(pulumi.RunError) as caught:
        record(main, project="sayar", stack="prod")
    assert str(caught.value).startswith(wanted)
    assert caught.value.__cause__ is None


def test_all_problems_of_a_refused_config_reach_the_engines_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"sayar:edge": "{", "sayar:cache": "{", "sayar:tier": "growth"}))
    with pytest.raises(pulumi.RunError) as caught:
        record(main, project="sayar", stack="prod")
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["sayar:edge", "sayar:cache"]


def test_a_stack_without_a_file_of_its_own_is_the_tier_with_the_example(tmp_path: Any) -> None:
    """`sayar plan` works on a fresh clone, where nobody has written an environment yet."""
    folder = project(tmp_path)
    for tier in TIERS[:2]:
        assert platform_graph(tier, config_dir=folder, stack="staging").config.platform.platform.is_example


def test_a_stacks_own_file_lies_over_the_tier_that_is_asked_for_and_not_over_the_one_it_names(tmp_path: Any) -> None:
    text = "config:\n  sayar:tier: starter\n  sayar:platform: {domain: shop.dev}\n"
    found = platform_graph("growth", config_dir=project(tmp_path, prod=text), stack="prod")
    assert (found.config.platform.tier, found.config.platform.platform.domain) == ("growth", "shop.dev")


def test_urns_carry_the_stack_that_is_asked_for() -> None:
    for stack, urn_stack, wanted in ((None, None, "prod"), ("dev", None, "dev"), ("dev", "live", "live")):
        found = platform_graph("starter", config_dir=ROOT, stack=stack, urn_stack=urn_stack).graph
        assert {one.urn.split("::")[0] for one in found.resources} == {f"urn:pulumi:{wanted}"}
