"""What a platform on AWS needs of its runner, its accounts, its contract and its clients."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from components.edge.large_spec import LogpushSpec
from components.network.spec import AwsNetwork
from infra.config.stack import Environment, Sealed, StackConfig
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.judge import Check, exit_code
from sayar.preflight.doctor.large_needs import large_needs
from sayar.preflight.doctor.needs import cheap_needs, needs
from sayar.preflight.doctor.read import NotRead
from tests.infra import projects
from tests.infra.projects import ROOT
from tests.preflight.doctor.made import AWS, BACKUP, EXAMPLES, FLARE, INSIDE, MACHINE, checks, environment

OUTSIDE = "203.0.113.7"
CANARY = "canary-4711"
STANDARD = {"mode": "standard", "system_type": "m7g.large", "system_min": 2, "system_max": 3, "image": "bottlerocket"}
ACME: dict[str, Any] = {
    "name": "acme",
    "isolation": "schema",
    "hosts": {"api": "api.acme.test", "web": "shop.acme.test"},
}
AT_AWS = re.compile(r"(aws|local\.account\.aws|cloudflare\.(custom_hostnames|logpush|client)|vercel\.client)\b")
ENTERPRISE = environment("enterprise")


def changed(path: str, value: Any) -> StackConfig:
    return environment("enterprise", {path: value})


def given(config: StackConfig = ENTERPRISE, **said: Any) -> StackConfig:
    """A config whose environment says something besides."""
    old = config.environment.model_dump(by_alias=True)
    return config.model_copy(update={"environment": Environment.model_validate({**old, **said})})


def on(machine: dict[str, Any], config: StackConfig = ENTERPRISE) -> dict[str, Check]:
    return checks(config, machine=replace(MACHINE, **machine))


@pytest.mark.parametrize("tier", ["starter", "growth", "scale"])
def test_a_platform_that_is_elsewhere_needs_nothing_of_aws(tier: str) -> None:
    found = needs(environment(tier), EXAMPLES)
    assert [need.id for need in found if AT_AWS.match(need.id)] == []
    assert not any(need.id.startswith("aws") for need in cheap_needs(environment(tier)))


def test_nothing_that_only_aws_knows_is_ever_called_fine_or_missing() -> None:
    """No client of AWS is there, so every such need says how a person sees it, and how it is brought about."""
    found = {name: check for name, check in checks(ENTERPRISE).items() if name.startswith("aws.")}
    seen = {"aws.credentials", "aws.cli", *(name for name in found if name.startswith("aws.cluster_api"))}
    told = {name for name in found if name.startswith("aws.quota.elastic_ips")}
    assert {name for name, check in found.items() if check.state == "ok"} == seen | told
    for name, check in found.items():
        if name not in seen | told:
            assert check.state == "not_checked", name
            assert "`aws " in check.text, name
            assert check.how, name


@pytest.mark.parametrize(
    ("variables", "state", "said"),
    [
        ({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, "ok", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"}, "ok", "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN are set"),
        ({"AWS_PROFILE"}, "ok", "AWS_PROFILE is set"),
        ({"AWS_CONTAINER_CREDENTIALS_FULL_URI"}, "ok", "AWS_CONTAINER_CREDENTIALS_FULL_URI is set"),
        ({"AWS_ACCESS_KEY_ID"}, "missing", "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY"),
        ({"AWS_WEB_IDENTITY_TOKEN_FILE"}, "missing", "without AWS_ROLE_ARN"),
        # Another whole source stands in.
        ({"AWS_ACCESS_KEY_ID", "AWS_PROFILE"}, "ok", "AWS_PROFILE is set"),
        # A role of the machine needs no variable, and these two choose none.
        (set(), "not_checked", "a role of the machine"),
        ({"AWS_ROLE_ARN", "AWS_REGION"}, "not_checked", "a role of the machine"),
    ],
)
def test_credentials_are_whole_half_or_not_in_the_environment(variables: set[str], state: str, said: str) -> None:
    found = on({"variables": frozenset(variables)})["aws.credentials"]
    assert (found.state, said in found.text) == (state, True), found.text


@pytest.mark.parametrize(
    ("aws", "state"),
    [
        ("/usr/bin/aws", "ok"),
        (NotRead("it is not on the path", refused=True), "missing"),
        (NotRead("away"), "not_checked"),
    ],
)
def test_the_command_that_makes_tokens_of_clusters_is_there_or_missing(aws: Any, state: str) -> None:
    found = on({"aws": aws})["aws.cli"]
    assert (found.state, "Install the AWS CLI" in found.how) == (state, state != "ok")


def test_up_holds_itself_to_credentials_and_the_command_and_to_nothing_that_takes_longer() -> None:
    found = {need.id for need in cheap_needs(ENTERPRISE) if need.id.startswith("aws")}
    assert found == {"aws.credentials", "aws.cli"}


def test_the_account_and_the_role_in_both_accounts_come_with_commands_that_show_no_credential() -> None:
    found = checks(ENTERPRISE)
    assert f"--query Account` must say {AWS}" in found["aws.account"].text
    assert f"arn:aws:iam::{AWS}:role/platform-admin" in found["aws.deploy_role"].text
    assert f"arn:aws:iam::{BACKUP}:role/platform-admin" in found["aws.deploy_role.backup"].text
    # assume-role prints a secret key unless something else of its answer is asked for.
    assert all("--query AssumedRoleUser.Arn" in row.text for row in facts().looks if "assume-role" in row.text)


def test_copies_in_the_same_account_take_no_second_role_and_no_leave_of_an_organization() -> None:
    found = checks(changed("backup.vaults.copy_account", "same"))
    assert "aws.deploy_role" in found
    assert not {"aws.deploy_role.backup", "aws.backup_accounts"} & set(found)
    both = checks(ENTERPRISE)["aws.backup_accounts"]
    assert (AWS in both.text, BACKUP in both.text) == (True, True)


def test_the_shipped_account_is_missing_and_nothing_is_said_of_what_nobody_has() -> None:
    found = checks(projects.config("enterprise"))
    assert found["local.account.aws"].state == "missing"
    assert checks(ENTERPRISE)["local.account.aws"].state == "ok"
    left = {name for name in found if name.startswith("aws.")}
    assert left == {"aws.credentials", "aws.cli", "aws.cluster_api.us-east-1", "aws.cluster_api.eu-west-1"}


API = ("aws.cluster_api.us-east-1", "aws.cluster_api.eu-west-1")


@pytest.mark.parametrize(
    ("addresses", "states"),
    [
        ((INSIDE,), ("ok", "ok")),
        # The networks are peered, and the first and the last address of one count.
        (("10.32.0.0",), ("ok", "ok")),
        (("10.32.255.255",), ("ok", "ok")),
        ((OUTSIDE, INSIDE), ("ok", "ok")),
        (("10.15.255.255",), ("missing", "missing")),
        (("10.17.0.0",), ("missing", "missing")),
        ((OUTSIDE,), ("missing", "missing")),
        (NotRead("away"), ("not_checked", "not_checked")),
    ],
)
def test_a_private_api_answers_machines_in_its_networks(addresses: Any, states: tuple[str, str]) -> None:
    found = on({"addresses": addresses})
    assert tuple(found[name].state for name in API) == states


def test_outside_the_step_names_the_networks_the_setting_and_what_to_do_before_there_is_a_network() -> None:
    found = on({"addresses": (OUTSIDE,)})[API[0]]
    assert OUTSIDE in found.text
    assert "within 10.16.0.0/16, 10.32.0.0/16" in found.how
    assert "sayar:cluster.api_access_cidrs" in found.how
    assert "Before the first `sayar up` there is no such network" in found.how
    assert exit_code([found]) == 3


def test_without_peering_a_machine_reaches_the_cluster_of_its_own_network_alone() -> None:
    found = on({"addresses": (INSIDE,)}, changed("network.cloud.peering", "off"))
    assert tuple(found[name].state for name in API) == ("ok", "missing")


@pytest.mark.parametrize(
    ("address", "state"),
    [("203.0.113.7", "ok"), ("203.0.113.16", "not_checked"), (INSIDE, "ok"), ("192.168.1.5", "not_checked")],
)
def test_with_ranges_named_the_public_address_decides_which_a_machine_behind_a_router_does_not_know(
    address: str, state: str
) -> None:
    found = on({"addresses": (address,)}, changed("cluster.api_access_cidrs", ["203.0.113.0/28"]))[API[0]]
    assert (found.state, "203.0.113.0/28" in found.text) == (state, address != INSIDE)


def test_a_network_elsewhere_may_have_a_way_and_is_not_known_to_have_one() -> None:
    config = changed("network.cloud.elsewhere", ["192.168.0.0/16"])
    assert on({"addresses": ("192.168.1.5",)}, config)[API[0]].state == "not_checked"
    assert on({"addresses": ("192.168.1.5",)})[API[0]].state == "missing"


def test_backup_is_switched_on_for_the_stores_that_are_kept_where_the_data_is() -> None:
    found = checks(ENTERPRISE)["aws.backup"]
    assert "--region us-east-1 --resource-type-opt-in-preference Aurora=true,S3=true" in found.how
    one = {"backup.vaults.stores": ["s3"], "backup.vaults.test.stores": ["s3"]}
    assert "preference S3=true`" in checks(environment("enterprise", one))["aws.backup"].how


@pytest.mark.parametrize(
    ("nodes", "spot", "needed"),
    [({"mode": "auto"}, "on", False), (STANDARD, "on", True), (STANDARD, "off", False)],
)
def test_the_role_for_spot_is_ours_to_make_only_where_we_start_the_machines(
    nodes: dict[str, Any], spot: str, needed: bool
) -> None:
    config = environment("enterprise", {"cluster.engine.nodes": nodes, "cluster.engine.pools[1].spot": spot})
    found = checks(config)
    assert ("aws.spot_role" in found) == needed
    assert not needed or "spot.amazonaws.com" in found["aws.spot_role"].how


@pytest.mark.parametrize(
    ("nat", "zones", "wanted", "state"),
    [
        ("per_zone", 3, 3, "ok"),
        ("per_zone", 5, 5, "ok"),
        ("per_zone", 6, 6, "not_checked"),
        ("single", 6, 1, "ok"),
    ],
)
def test_a_fixed_address_for_each_gateway_is_held_against_the_five_of_every_account(
    nat: str, zones: int, wanted: int, state: str
) -> None:
    # Past the rules: which zones of a region a cluster can be in is no matter of addresses.
    config = environment("enterprise")
    cloud = config.platform.network.cloud
    assert isinstance(cloud, AwsNetwork)
    vpc = cloud.vpcs[0].model_copy(update={"nat": nat, "zones": zones})
    cloud = cloud.model_copy(update={"vpcs": (vpc, *cloud.vpcs[1:])})
    network = config.platform.network.model_copy(update={"cloud": cloud})
    platform = config.platform.model_copy(update={"network": network})
    found = checks(config.model_copy(update={"platform": platform}))
    check = found["aws.quota.elastic_ips.us-east-1"]
    assert (check.state, f"at least {wanted} fixed" in check.text) == (state, True)
    assert len(cloud.vpcs) == sum(name.startswith("aws.quota.elastic_ips") for name in found)
    assert state == "ok" or "L-0263D0A3" in check.how


def test_a_network_without_a_way_out_takes_no_fixed_address() -> None:
    endpoints = ["ecr.api", "ecr.dkr", "sts", "logs", "ec2", "eks", "eks-auth", "secretsmanager", "kms"]
    changes = {"network.cloud.vpcs[1].nat": "none", "network.cloud.interface_endpoints": endpoints}
    found = checks(environment("enterprise", changes))
    assert "aws.quota.elastic_ips.us-east-1" in found
    assert "aws.quota.elastic_ips.eu-west-1" not in found


def test_machines_count_at_their_most_with_those_of_clients_and_on_demand_ones_stand_in_for_spot() -> None:
    """256 cores of each pool; a client brings 32 more to its region, and one that leaves brings none."""
    gone = {**ACME, "name": "gone", "stage": "leaving", "hosts": {}}
    abroad = {**ACME, "name": "abroad", "region": "eu-west", "hosts": {}}
    found = checks(
        given(
            clients=(
                ACME,
                gone,
                abroad,
            )
        )
    )
    assert "at least 544 virtual CPUs" in found["aws.quota.on_demand_cpus.us-east-1"].text
    assert "at least 544 virtual CPUs" in found["aws.quota.on_demand_cpus.eu-west-1"].text
    assert "at least 512 virtual CPUs" in checks(ENTERPRISE)["aws.quota.on_demand_cpus.eu-west-1"].text
    assert "at least 256 virtual CPUs" in found["aws.quota.spot_cpus.us-east-1"].text
    assert "aws.quota.spot_cpus.us-east-1" not in checks(changed("cluster.engine.pools[1].spot", "off"))


@pytest.mark.parametrize("most", [5, 6])
def test_few_cores_are_what_every_account_begins_with(most: int) -> None:
    found = checks(changed("cluster.engine.pools[1].most_cpu", most))["aws.quota.spot_cpus.us-east-1"]
    assert found.state == ("ok" if most == 5 else "not_checked")


def test_machines_of_other_families_have_a_quota_of_their_own() -> None:
    machines = {
        "cluster.engine.pools[1].architecture": "amd64",
        "cluster.engine.pools[1].families": ["g5", "p4d"],
    }
    found = checks(environment("enterprise", machines))
    assert "aws.quota.spot_cpus.us-east-1" not in found
    assert "at least 256 " in found["aws.quota.on_demand_cpus.us-east-1"].text


@pytest.mark.parametrize(
    ("changes", "gone"),
    [
        (
            {"security.cloud.guard_duty.enabled": "off", "security.cloud.guard_duty.features": ()},
            {"aws.guard_duty", "aws.alarm_mail"},
        ),
        (
            {"security.cloud.security_hub.enabled": "off", "security.cloud.security_hub.standards": ()},
            {"aws.security_hub"},
        ),
        ({"security.cloud.config_recorder": "off"}, {"aws.config_recorder"}),
    ],
)
def test_a_guard_that_is_off_may_be_anybodys(changes: dict[str, Any], gone: set[str]) -> None:
    # The switches alone are changed, past what other concerns expect of them.
    security = ENTERPRISE.platform.security.cloud
    whole = security.model_dump()
    for path, value in changes.items():
        *steps, last = path.removeprefix("security.cloud.").split(".")
        here = whole
        for step in steps:
            here = here[step]
        here[last] = value
    concern = ENTERPRISE.platform.security.model_copy(update={"cloud": type(security).model_validate(whole)})
    platform = ENTERPRISE.platform.model_copy(update={"security": concern})
    found, before = checks(ENTERPRISE.model_copy(update={"platform": platform})), checks(ENTERPRISE)
    assert set(before) - set(found) == gone
    assert all("us-east-1 and eu-west-1" in before[name].text for name in gone)


def test_what_the_contract_must_hold_is_asked_for_where_it_is_used() -> None:
    found = checks(ENTERPRISE)
    assert "with 100 hostnames of clients" in found["cloudflare.custom_hostnames"].text
    assert "http_requests, firewall_events" in found["cloudflare.logpush"].text
    bare = checks(environment("enterprise", {"edge.large.custom_hostnames": None, "edge.large.logpush": []}))
    assert not {name for name in bare if name.startswith(("cloudflare.custom", "cloudflare.logpush"))}


@pytest.mark.parametrize("value", [CANARY, Sealed(secure=CANARY)])
def test_a_token_of_logs_that_is_set_is_fine_and_is_shown_nowhere(value: Any) -> None:
    name = "logpush-http-requests"
    found = checks(given(secrets={name: value if isinstance(value, str) else value.model_dump()}))
    assert found[f"cloudflare.{name}"].state == "ok"
    assert found["cloudflare.logpush-firewall-events"].state == "not_checked", "a token counts for one dataset"
    assert CANARY not in repr(found)


def test_a_token_of_logs_is_not_due_before_there_is_a_zone_and_a_step_after_that() -> None:
    name = "cloudflare.logpush-http-requests"
    zoneless = replace(FLARE, zone=None, certificates=None, ssl=None)
    assert checks(ENTERPRISE, cloudflare=zoneless)[name].state == "ok"
    found = checks(ENTERPRISE)[name]
    assert (found.state, found.source) == ("not_checked", "sayar:secrets.logpush-http-requests")
    assert "After the first `sayar up`" in found.text
    assert "--path sayar:secrets.logpush-http-requests -s prod" in found.how
    assert checks(ENTERPRISE, cloudflare=replace(FLARE, zone=NotRead("away")))[name].state == "not_checked"


def test_logs_that_go_to_r2_take_no_token() -> None:
    rows = [{"dataset": "http_requests", "destination": "r2"}, {"dataset": "firewall_events", "destination": "s3"}]
    tokens = {need.id for need in needs_past_the_rules(rows) if need.id.startswith("cloudflare.logpush-")}
    assert tokens == {"cloudflare.logpush-firewall-events"}


def needs_past_the_rules(rows: list[dict[str, str]]) -> Any:
    edge = ENTERPRISE.platform.edge
    large = edge.large.model_copy(update={"logpush": tuple(LogpushSpec.model_validate(row) for row in rows)})
    platform = ENTERPRISE.platform.model_copy(update={"edge": edge.model_copy(update={"large": large})})
    return large_needs(ENTERPRISE.model_copy(update={"platform": platform}))


def test_a_token_is_asked_for_by_the_name_that_the_program_reads() -> None:
    rows = ENTERPRISE.platform.edge.large.logpush
    asked = {need.source for need in large_needs(ENTERPRISE) if need.id.startswith("cloudflare.logpush-")}
    assert asked == {f"sayar:secrets.{row.token_name}" for row in rows}
    assert {row.token_name for row in rows} == {"logpush-http-requests", "logpush-firewall-events"}


def test_each_name_of_a_client_that_is_served_is_a_step_at_the_clients_own_dns() -> None:
    leaving = {**ACME, "name": "gone", "stage": "leaving", "hosts": {"api": "api.gone.test"}}
    found = checks(
        given(
            clients=(
                ACME,
                leaving,
            )
        )
    )
    api, web = found["cloudflare.client.acme"], found["vercel.client.acme"]
    assert (api.state, web.state) == ("not_checked", "not_checked")
    assert "api.acme.test as a CNAME of api.sayar-shop.dev" in api.how
    assert "pulumi stack output client_hostnames" in api.how
    assert "shop.acme.test as a CNAME of cname.vercel-dns.com" in web.how
    assert not {name for name in found if name.endswith(".client.gone")}
    bare = checks(given(clients=({**ACME, "hosts": {}},)))
    assert not {name for name in bare if ".client." in name}


def test_every_variable_that_counts_and_every_check_is_on_the_page() -> None:
    page = (ROOT / "docs" / "doctor.md").read_text(encoding="utf-8")
    words = {name for row in facts().credentials for name in row.variables}
    config = environment("enterprise", {"cluster.engine.nodes": STANDARD})
    for name in checks(given(config, clients=(ACME,))):
        if AT_AWS.match(name):
            # What is there for each region, dataset or client stands once.
            words.add(
                re.sub(r"(aws\.quota|aws\.cluster_api|\.client)\..*", r"\1.…", re.sub(r"logpush-.*", "logpush-…", name))
            )
    assert [word for word in sorted(words) if f"`{word}`" not in page] == []
