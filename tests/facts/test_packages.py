"""The rows that come with the tool, read against the SDKs whose types they speak of, and the edits that bite."""

import re
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from components.tokens import TOKENS
from sayar.facts.replacement import FOLDER, load_facts
from sayar.facts.rows import read_package
from sayar.graph.model import UNKNOWN, Secret

CF, VC, RA = "cloudflare:index/{}", "vercel:index/{}", "random:index/{}"
ZONE, RECORD, RULESET = CF.format("zone:Zone"), CF.format("dnsRecord:DnsRecord"), CF.format("ruleset:Ruleset")
PASSWORD = RA.format("randomPassword:RandomPassword")
PROJECT, VARIABLE = VC.format("project:Project"), VC.format("projectEnvironmentVariable:ProjectEnvironmentVariable")
SDKS = {
    "cloudflare": "pulumi_cloudflare",
    "vercel": "pulumiverse_vercel",
    "random": "pulumi_random",
    "tls": "pulumi_tls",
}
PACKAGES = {path.stem: read_package(path) for path in sorted(FOLDER.glob("*.yaml"))}
FOREIGN = [(package, type_) for package in SDKS for type_ in PACKAGES[package].types]


@cache
def sources(package: str) -> dict[str, str]:
    """The SDK's source text under each type token in it. Read, not imported: an SDK takes seconds to import."""
    found = find_spec(SDKS[package])
    assert found is not None
    assert found.origin is not None
    texts = [path.read_text(encoding="utf-8") for path in Path(found.origin).parent.glob("*.py")]
    return {token: text for text in texts for token in re.findall(rf"'({package}:index/\w+:\w+)'", text)}


@pytest.mark.parametrize(("package", "type_"), FOREIGN, ids=[type_ for _, type_ in FOREIGN])
def test_every_type_and_property_of_a_row_is_one_of_the_sdk(package: str, type_: str) -> None:
    # A misspelled property would be a row that never applies: an edit that replaces would be told as an update.
    text = sources(package)[type_]
    getters = re.findall(r'@pulumi\.getter(?:\(name="(\w+)"\))?\s.*?def (\w+)\(', text, re.DOTALL)
    names = {wire or plain for wire, plain in getters}
    row = PACKAGES[package].types[type_]
    used = {pattern[0] for pattern in (*row.rules, *row.ignored)} - {"*"}
    assert used <= names


def test_every_version_is_that_of_the_installed_sdk() -> None:
    for package, module in SDKS.items():
        found = find_spec(module)
        assert found is not None
        assert found.origin is not None
        plugin = (Path(found.origin).parent / "pulumi-plugin.json").read_text(encoding="utf-8")
        assert f'"{PACKAGES[package].version}"' in plugin


def test_every_row_says_where_it_comes_from_when_and_how_sure_it_is() -> None:
    rows = [row for package in PACKAGES.values() for row in (*package.types.values(), *package.patterns)]
    origins = [row.origin for row in rows] + [
        rule.origin for row in rows for rules in row.rules.values() for rule in rules
    ]
    assert len(rows) > 150
    for origin in origins:
        assert origin.source
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", origin.date)
        assert origin.confidence in ("documented", "measured", "assumed")


@pytest.mark.parametrize("token", sorted(TOKENS.values()))
def test_a_component_is_known_and_never_replaced(token: str) -> None:
    assert load_facts().knows(token)
    assert load_facts().verdict(token, "anything", 1, 2) == "update"
    assert load_facts().stateful(token) is None


@pytest.mark.parametrize("package", ["cloudflare", "vercel", "railway", "supabase", "random"])
def test_other_configuration_of_a_provider_is_an_update(package: str) -> None:
    assert load_facts().verdict(f"pulumi:providers:{package}", "apiToken", Secret("a"), Secret("b")) == "update"


EDITS: list[tuple[str, str, Any, Any, str]] = [
    # Cloudflare, by the plan modifiers of v5.22.0.
    (ZONE, "name", "a.example", "b.example", "replace"),
    (ZONE, "account.id", "1", "2", "replace"),
    (ZONE, "account", {"id": "1"}, {"id": "2"}, "replace"),
    (ZONE, "type", "full", "partial", "update"),  # in place, although it sounds like another zone
    (RECORD, "type", "A", "CNAME", "replace"),
    (RECORD, "zoneId", "1", UNKNOWN, "maybe"),
    (RECORD, "name", "a", "b", "update"),
    (RECORD, "content", "192.0.2.1", UNKNOWN, "update"),
    (RECORD, "proxied", False, True, "update"),
    (RULESET, "name", "a", "b", "replace"),
    (RULESET, "kind", "zone", "root", "replace"),
    (RULESET, "phase", "http_ratelimit", "http_config_settings", "replace"),
    (RULESET, "rules[0].ref", "a", "b", "update"),
    (RULESET, "rules", [], [{"ref": "a"}], "update"),
    (RULESET, "description", "a", None, "update"),
    (CF.format("zoneSetting:ZoneSetting"), "settingId", "ssl", "min_tls_version", "replace"),
    (CF.format("zoneSetting:ZoneSetting"), "value", "full", "strict", "update"),
    (CF.format("zoneSubscription:ZoneSubscription"), "ratePlan.id", "free", "pro", "update"),
    (CF.format("botManagement:BotManagement"), "fightMode", True, False, "update"),
    (CF.format("botManagement:BotManagement"), "aiUser", None, "block", "maybe"),  # newer than the source read
    (CF.format("loadBalancer:LoadBalancer"), "name", "a", "b", "update"),
    (CF.format("loadBalancerPool:LoadBalancerPool"), "accountId", "1", "2", "replace"),
    (CF.format("customHostname:CustomHostname"), "hostname", "a", "b", "replace"),
    (CF.format("r2Bucket:R2Bucket"), "name", "a", "b", "replace"),
    (CF.format("r2Bucket:R2Bucket"), "location", None, "weur", "same"),  # ModifyPlan keeps that of the state
    (CF.format("r2Bucket:R2Bucket"), "location", "weur", None, "same"),
    (CF.format("logpushJob:LogpushJob"), "dataset", "http_requests", "firewall_events", "replace"),
    (CF.format("certificatePack:CertificatePack"), "hosts", ["a.example"], ["b.example", "a.example"], "replace"),
    (
        CF.format("certificatePack:CertificatePack"),
        "hosts",
        ["a.example", "b.example"],
        ["b.example", "a.example"],
        "same",
    ),
    # Whether one place of an unordered list is a change is told by the whole list.
    (CF.format("certificatePack:CertificatePack"), "hosts[1]", None, "b.example", "maybe"),
    (CF.format("healthcheck:Healthcheck"), "address", "a", "b", "update"),
    # Vercel: almost every type belongs to its project, and to a team if one is named.
    (PROJECT, "name", "a", "b", "update"),
    (PROJECT, "framework", "nextjs", "vite", "update"),
    (PROJECT, "teamId", None, "team_1", "replace"),
    (PROJECT, "teamId", "team_1", None, "same"),  # left out, it stays
    (VARIABLE, "key", "A", "B", "replace"),
    (VARIABLE, "sensitive", False, True, "replace"),
    (VARIABLE, "value", Secret("a"), Secret("b"), "update"),
    (VC.format("projectDomain:ProjectDomain"), "domain", "a", "b", "replace"),
    (VC.format("projectDomain:ProjectDomain"), "redirect", None, "b", "update"),
    (VC.format("projectEnvironmentVariables:ProjectEnvironmentVariables"), "variables[0].key", "A", "B", "update"),
    (VC.format("firewallConfig:FirewallConfig"), "enabled", True, False, "update"),
    (VC.format("alertRule:AlertRule"), "name", "a", "b", "maybe"),  # nobody has read the source of this type
    # Random: everything a value is made from.
    (PASSWORD, "length", 24, 32, "replace"),
    (PASSWORD, "keepers.turn", "1", "2", "replace"),
    (PASSWORD, "keepers", None, {"turn": "1"}, "replace"),
    (PASSWORD, "keepers", {"turn": "1"}, None, "replace"),
    (PASSWORD, "keepers", None, {}, "update"),
    (PASSWORD, "keepers", {}, None, "update"),
    (PASSWORD, "keepers.turn", "1", UNKNOWN, "maybe"),
    (PASSWORD, "special", None, True, "update"),  # the provider's own default, written out
    (PASSWORD, "special", None, False, "replace"),
    (PASSWORD, "special", True, None, "update"),
    (PASSWORD, "special", False, None, "replace"),
    (PASSWORD, "minUpper", None, 0, "update"),
    (PASSWORD, "minUpper", 0, 1, "replace"),
    (PASSWORD, "overrideSpecial", "", None, "update"),
    (PASSWORD, "overrideSpecial", None, "", "replace"),
    (PASSWORD, "overrideSpecial", "!", None, "replace"),
    (PASSWORD, "number", True, None, "update"),
    (PASSWORD, "number", False, None, "maybe"),  # depends on `numeric`, which is not at hand here
    (RA.format("randomId:RandomId"), "byteLength", 4, 8, "replace"),
    (RA.format("randomId:RandomId"), "prefix", None, "p", "replace"),
    (RA.format("randomPet:RandomPet"), "separator", None, "-", "update"),
    (RA.format("randomPet:RandomPet"), "separator", None, "_", "replace"),
    (RA.format("randomShuffle:RandomShuffle"), "inputs[0]", "a", "b", "replace"),
    (RA.format("randomInteger:RandomInteger"), "max", 1, 2, "replace"),
    (RA.format("randomBytes:RandomBytes"), "length", 16, 32, "replace"),
    (RA.format("randomUuid:RandomUuid"), "keepers.a", "1", "2", "replace"),
    # Railway and Supabase: what only a create call takes.
    ("railway:index:Project", "workspaceId", "1", "2", "replace"),
    ("railway:index:Project", "name", "a", "b", "update"),
    ("railway:index:ServiceInstance", "serviceId", "1", UNKNOWN, "maybe"),
    ("railway:index:ServiceInstance", "regions.us-east4", 1, 3, "update"),
    ("railway:index:CustomDomain", "domain", "a", "b", "replace"),
    ("railway:index:CustomDomain", "targetPort", 80, 8080, "update"),
    ("railway:index:Volume", "mountPath", "/a", "/b", "update"),
    ("railway:index:Volume", "region", "a", "b", "replace"),
    ("railway:index:StaticEgress", "region", "a", "b", "replace"),
    ("supabase:index:Project", "region", "us-east-1", "eu-west-1", "replace"),
    ("supabase:index:Project", "name", "a", "b", "update"),
    ("supabase:index:Project", "databasePassword", Secret("a"), Secret("b"), "update"),
    ("supabase:index:Addon", "variant", "ci_micro", "ci_small", "update"),
    ("supabase:index:Addon", "type", "compute_instance", "pitr", "replace"),
    ("supabase:index:ReadReplica", "region", "us-east-1", "eu-west-1", "replace"),
    ("supabase:index:Disk", "type", "gp3", "io2", "update"),
    ("supabase:index:NetworkRestrictions", "allowedCidrs[0]", "192.0.2.0/24", UNKNOWN, "update"),
    ("supabase:index:PoolerConfig", "projectRef", "a", "b", "replace"),
    # The engine's own.
    ("pulumi:pulumi:StackReference", "name", "a", "b", "replace"),
    ("pulumi:providers:aws", "region", "us-east-1", "eu-west-1", "replace"),
    ("pulumi:providers:aws", "defaultTags", None, "{}", "update"),
    ("pulumi:providers:kubernetes", "clusterIdentifier", "a", "b", "replace"),
]


@pytest.mark.parametrize(("type_", "path", "old", "new", "verdict"), EDITS)
def test_an_edit_does_what_the_providers_code_says(type_: str, path: str, old: Any, new: Any, verdict: str) -> None:
    assert load_facts().verdict(type_, path, old, new) == verdict


def test_renaming_the_deprecated_switch_keeps_the_password() -> None:
    before, after = {"length": 8, "number": False}, {"length": 8, "numeric": False}
    for path, old, new in (("number", False, None), ("numeric", None, False)):
        assert load_facts().verdict(PASSWORD, path, old, new, before=before, after=after) == "update"
    turned = {"length": 8, "numeric": True}
    assert load_facts().verdict(PASSWORD, "number", False, None, before=before, after=turned) == "replace"


@pytest.mark.parametrize("kubeconfig", ["other", UNKNOWN])
def test_the_same_cluster_identifier_keeps_a_kubernetes_provider_whatever_its_kubeconfig(kubeconfig: Any) -> None:
    def asked(old_id: str | None, new_id: str | None) -> str:
        before, after = {"clusterIdentifier": old_id}, {"clusterIdentifier": new_id}
        return load_facts().verdict(
            "pulumi:providers:kubernetes", "kubeconfig", "one", kubeconfig, before=before, after=after
        )

    assert asked("c", "c") == "update"
    assert asked(None, None) == "maybe"
    assert asked("c", "d") == "maybe"


@pytest.mark.parametrize(
    "type_",
    [
        ZONE,
        CF.format("r2Bucket:R2Bucket"),
        PASSWORD,
        "railway:index:Project",
        "railway:index:Volume",
        "supabase:index:Project",
    ],
)
def test_what_cannot_be_had_back_is_stateful(type_: str) -> None:
    assert load_facts().stateful(type_)


@pytest.mark.parametrize("type_", [RECORD, RULESET, PROJECT, "railway:index:Service", "supabase:index:PoolerConfig"])
def test_what_the_program_makes_again_is_stateless(type_: str) -> None:
    assert load_facts().knows(type_)
    assert load_facts().stateful(type_) is None


def test_a_bought_plan_outlives_its_resource_and_a_ruleset_does_not() -> None:
    assert "billed" in (load_facts().sticky(CF.format("zoneSubscription:ZoneSubscription")) or "")
    assert load_facts().sticky(RULESET) is None


def test_no_bridged_provider_of_the_platform_deletes_first_by_itself() -> None:
    # Cloudflare dropped its mark with v6; where the vendor allows one of a name, the component says so itself.
    assert not any(row.delete_first for package in SDKS for row in PACKAGES[package].types.values())


def test_static_egress_is_cleared_before_it_is_made_anew() -> None:
    # One call clears all gateways of a service: made first, the new ones would go with the old.
    assert load_facts().deletes_first("railway:index:StaticEgress", {}, {})


def test_facts_are_read_without_an_sdk_or_a_model_library() -> None:
    code = "import sys, sayar.facts.replacement; print({'pulumi', 'pydantic', 'rich', 'grpc'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
