"""The web front end on Vercel: one project, one host, variables that pages may carry and some that they must not."""

import re
from typing import Any

import pulumi
import pytest

from components.hosting.spec import HostingSpec
from components.hosting.web import Web
from components.hosting.web_firewall import OWASP, firewall
from tests.components.hosting.specs import rate_limit, spec, stage
from tests.support.mocks import UNKNOWN, Recording, Secret, fake_providers, record

PROJECT = "vercel:index/project:Project"
DOMAIN = "vercel:index/projectDomain:ProjectDomain"
VARIABLES = "vercel:index/projectEnvironmentVariables:ProjectEnvironmentVariables"
FIREWALL = "vercel:index/firewallConfig:FirewallConfig"
ROLLING = "vercel:index/projectRollingRelease:ProjectRollingRelease"
CANARY = "canary-session-secret"
ENV = {"NEXT_PUBLIC_API_URL": "https://api.sayar.example", "SESSION_SECRET": CANARY}
EVERY_RULESET = {"gen", "java", "lfi", "ma", "php", "rce", "rfi", "sd", "sf", "sqli", "xss"}


def web(
    hosting: HostingSpec, *, env: Any = None, team: str | None = "team-1", preview: bool = False, told: Any = None
) -> Recording:
    """The web of a spec; `told` is given what the component tells the rest of the platform."""

    def program() -> None:
        values = ENV if env is None else env
        made = Web("web", hosting, fake_providers(), team_id=team, host="sayar.example", env=values)
        if told is not None:
            told.append(made.cname)

    return record(program, preview=preview)


@pytest.fixture(scope="module")
def usual() -> Recording:
    return web(spec())


def variables(recording: Recording) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in recording.one(VARIABLES).inputs["variables"]}


def test_a_web_is_a_project_with_host_variables_and_firewall(usual: Recording) -> None:
    assert {(row.type, row.name) for row in usual.custom()} == {
        (PROJECT, "project"),
        (DOMAIN, "domain"),
        (VARIABLES, "variables"),
        (FIREWALL, "firewall"),
    }
    assert len(usual.custom()) == 4


def test_every_child_has_parent_and_explicit_provider_and_a_name_without_tier() -> None:
    words = re.compile(r"free|hobby|pro\b|enterprise|starter|growth|scale|prod\b")
    release = {"advance": "manual", "stages": [stage(10, None), stage(100, None)]}
    for row in web(spec(vercel__rolling_release=release)).custom():
        assert row.parent.endswith("sayar:hosting:Web::web"), row.name
        assert "::vercel::" in row.provider, row.name
        assert not words.search(row.name), row.name


def test_the_project_says_what_the_spec_says_in_the_vendor_s_words(usual: Recording) -> None:
    assert usual.one(PROJECT).inputs == {
        "name": "sayar-web",
        "teamId": "team-1",
        "framework": "nextjs",
        "nodeVersion": "22.x",
        "buildMachineType": "standard",
        "resourceConfig": {"fluid": True, "functionDefaultRegions": ["iad1"], "functionDefaultTimeout": 60},
        "vercelAuthentication": {"deploymentType": "standard_protection_new"},
        "gitForkProtection": True,
    }


def test_no_repository_is_connected_because_the_application_s_pipeline_deploys(usual: Recording) -> None:
    assert "gitRepository" not in usual.one(PROJECT).inputs


def test_functions_run_in_the_regions_of_the_spec_in_their_order() -> None:
    config = web(spec(vercel__function_regions=["eu-west", "us-east"], vercel__fluid="off")).one(PROJECT).inputs
    assert config["resourceConfig"]["functionDefaultRegions"] == ["dub1", "iad1"]
    assert config["resourceConfig"]["fluid"] is False


@pytest.mark.parametrize(
    ("word", "sent"),
    [
        ("none", "none"),
        ("standard", "standard_protection_new"),
        ("previews", "only_preview_deployments"),
        ("all", "all_deployments"),
    ],
)
def test_each_protection_has_the_vendor_s_word(word: str, sent: str) -> None:
    project = web(spec(vercel__deployment_protection=word)).one(PROJECT)
    assert project.inputs["vercelAuthentication"] == {"deploymentType": sent}


def test_old_pages_keep_their_functions_only_where_it_is_chosen(usual: Recording) -> None:
    assert "skewProtection" not in usual.one(PROJECT).inputs
    assert web(spec(vercel__skew_protection="12 hours")).one(PROJECT).inputs["skewProtection"] == "12 hours"


def test_all_belongs_to_the_one_project_and_its_team(usual: Recording) -> None:
    project = usual.one(PROJECT).urn
    told = {row.inputs["projectId"] for row in usual.custom() if row.type != PROJECT}
    assert told == {usual.outputs[usual.one("sayar:hosting:Web").urn]["project_id"]}
    for type_ in (DOMAIN, VARIABLES, FIREWALL):
        assert usual.one(type_).property_dependencies["projectId"] == (project,)
        assert usual.one(type_).inputs["teamId"] == "team-1"


def test_a_personal_account_has_no_team() -> None:
    assert not [row.name for row in web(spec(), team=None).custom() if "teamId" in row.inputs]


def test_the_host_is_the_web_s_and_leads_to_the_vendor() -> None:
    told: list[Any] = []
    assert web(spec(), told=told).one(DOMAIN).inputs["domain"] == "sayar.example"
    assert told == ["cname.vercel-dns.com"]


def test_a_variable_is_sensitive_unless_pages_carry_it(usual: Recording) -> None:
    rows = variables(usual)
    assert rows["SESSION_SECRET"] == {
        "key": "SESSION_SECRET",
        "value": Secret(CANARY),
        "sensitive": True,
        "targets": ["production", "preview"],
    }
    assert rows["NEXT_PUBLIC_API_URL"] == {
        "key": "NEXT_PUBLIC_API_URL",
        "value": "https://api.sayar.example",
        "sensitive": False,
        "targets": ["production", "preview"],
    }


@pytest.mark.parametrize("name", ["NEXT_PUBLIC", "XNEXT_PUBLIC_KEY", "PUBLIC_KEY", "next_public_key"])
def test_only_the_whole_prefix_makes_a_variable_public(name: str) -> None:
    row = variables(web(spec(), env={name: CANARY}))[name]
    assert (row["sensitive"], row["value"]) == (True, Secret(CANARY))


@pytest.mark.parametrize("given", [CANARY, pulumi.Output.secret(CANARY)], ids=["plain", "secret"])
@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
def test_no_secret_is_ever_sent_in_plain_text(given: Any, preview: bool) -> None:
    recording = web(spec(), env={"SESSION_SECRET": given}, preview=preview)
    assert variables(recording)["SESSION_SECRET"]["value"] == Secret(CANARY)
    visible = repr([row.inputs for row in recording]).replace(repr(Secret(CANARY)), "sealed")
    assert CANARY not in visible
    assert CANARY not in repr(recording.outputs)


def test_a_public_variable_whose_value_comes_later_is_unknown_and_still_there() -> None:
    def program() -> None:
        providers = fake_providers()
        project = Web("first", spec(), providers, team_id=None, host="a.example", env={}).resources.project
        env = {"NEXT_PUBLIC_SUPABASE_KEY": project.id}
        Web("second", spec(), providers, team_id=None, host="b.example", env=env)

    (second,) = [row for row in record(program, preview=True).of(VARIABLES) if row.parent.endswith("::second")]
    values = {row["key"]: row["value"] for row in second.inputs["variables"]}
    assert values["NEXT_PUBLIC_SUPABASE_KEY"] is UNKNOWN
    assert values["NEXT_PUBLIC_WEB_ANALYTICS"] == "off"


def test_variables_of_the_spec_are_plain_and_where_the_spec_says() -> None:
    row = {"name": "LOG_LEVEL", "value": "debug", "targets": ["development", "preview"]}
    assert variables(web(spec(vercel__env=[row])))["LOG_LEVEL"] == {
        "key": "LOG_LEVEL",
        "value": "debug",
        "sensitive": False,
        "targets": ["development", "preview"],
    }


def test_a_new_variable_moves_no_other_in_the_list() -> None:
    rows = [{"name": name, "value": "x", "targets": ["preview"]} for name in ("ZULU", "ALPHA", "MIKE")]
    keys = [row["key"] for row in web(spec(vercel__env=rows)).one(VARIABLES).inputs["variables"]]
    assert keys == sorted(keys)
    assert {"ALPHA", "MIKE", "ZULU", "SESSION_SECRET"} <= set(keys)


@pytest.mark.parametrize(("analytics", "insights"), [("on", "off"), ("off", "on")])
def test_pages_are_told_whether_to_measure(analytics: str, insights: str) -> None:
    rows = variables(web(spec(vercel__analytics=analytics, vercel__speed_insights=insights)))
    assert rows["NEXT_PUBLIC_WEB_ANALYTICS"]["value"] == analytics
    assert rows["NEXT_PUBLIC_SPEED_INSIGHTS"]["value"] == insights


@pytest.mark.parametrize("name", ["SESSION_SECRET", "NEXT_PUBLIC_API_URL", "NEXT_PUBLIC_WEB_ANALYTICS"])
def test_a_spec_cannot_set_what_the_platform_sets(name: str) -> None:
    row = {"name": name, "value": "x", "targets": ["production"]}
    with pytest.raises(ValueError, match=f"sets these variables of the web itself: {name}$"):
        web(spec(vercel__env=[row]))


def test_the_firewall_says_what_is_off_instead_of_leaving_it_as_it_is() -> None:
    made = web(spec(vercel__firewall__bots="off", vercel__firewall__ai_bots="off", vercel__firewall__rate_limits=[]))
    assert made.one(FIREWALL).inputs["managedRulesets"] == {
        "botProtection": {"active": False, "action": "log"},
        "aiBots": {"active": False, "action": "log"},
    }


@pytest.mark.parametrize(("word", "sent"), [("on", True), ("off", False)])
def test_the_firewall_is_there_even_when_it_is_off(word: str, sent: bool) -> None:
    assert web(spec(vercel__firewall__enabled=word)).one(FIREWALL).inputs["enabled"] is sent


def test_bots_and_ai_bots_have_actions_of_their_own() -> None:
    made = web(spec(vercel__firewall__bots="challenge", vercel__firewall__ai_bots="deny")).one(FIREWALL)
    assert made.inputs["managedRulesets"] == {
        "botProtection": {"active": True, "action": "challenge"},
        "aiBots": {"active": True, "action": "deny"},
    }


@pytest.mark.parametrize("action", ["log", "deny"])
def test_every_owasp_ruleset_has_the_one_action(action: str) -> None:
    made = web(spec(vercel__plan="enterprise", vercel__firewall__owasp=action)).one(FIREWALL)
    owasp = made.inputs["managedRulesets"]["owasp"]
    assert owasp == {ruleset: {"active": True, "action": action} for ruleset in EVERY_RULESET}
    assert "owasp" not in firewall(spec().vercel.firewall)["managed_rulesets"]
    assert set(OWASP) == EVERY_RULESET


def test_a_rate_limit_counts_each_address_on_paths_that_begin_so() -> None:
    rows = [rate_limit(), rate_limit("search", path="/search", requests=7, window_s=10, action="challenge")]
    rules = web(spec(vercel__firewall__rate_limits=rows)).one(FIREWALL).inputs["rules"]["rules"]
    assert [rule["name"] for rule in rules] == ["login", "search"]
    assert rules[1] == {
        "name": "search",
        "active": True,
        "conditionGroups": [{"conditions": [{"type": "path", "op": "pre", "value": "/search"}]}],
        "action": {
            "action": "rate_limit",
            "rateLimit": {"algo": "fixed_window", "keys": ["ip"], "limit": 7, "window": 10, "action": "challenge"},
        },
    }


def test_a_release_in_steps_exists_where_it_is_chosen(usual: Recording) -> None:
    assert usual.of(ROLLING) == []
    release = {"advance": "automatic", "stages": [stage(10, 5), stage(100, None)]}
    made = web(spec(vercel__rolling_release=release)).one(ROLLING)
    assert (made.name, made.inputs["teamId"], made.inputs["advancementType"]) == (
        "rolling-release",
        "team-1",
        "automatic",
    )
    assert made.inputs["stages"] == [{"targetPercentage": 10, "duration": 5}, {"targetPercentage": 100}]
    assert made.inputs["projectId"] == usual.one(DOMAIN).inputs["projectId"]


def test_a_release_by_hand_waits_for_approval() -> None:
    release = {"advance": "manual", "stages": [stage(50, None), stage(100, None)]}
    made = web(spec(vercel__rolling_release=release)).one(ROLLING)
    assert made.inputs["advancementType"] == "manual-approval"
    assert made.inputs["stages"] == [{"targetPercentage": 50}, {"targetPercentage": 100}]


def test_a_client_s_domain_is_one_more_and_changes_nothing_else(usual: Recording) -> None:
    def program() -> None:
        domains = {"acme": "shop.acme.test"}
        Web("web", spec(), fake_providers(), team_id="team-1", host="sayar.example", env=ENV, client_domains=domains)

    with_client = record(program)
    added = with_client.one(DOMAIN, "domain-client-acme")
    assert (added.inputs["domain"], added.inputs["teamId"]) == ("shop.acme.test", "team-1")
    before = {row.urn: row.inputs for row in usual.custom()}
    assert {row.urn: row.inputs for row in with_client.custom() if row is not added} == before
