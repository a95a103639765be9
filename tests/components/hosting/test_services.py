"""The services on Railway: one for each role and region, so that each region is an origin of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosting.addresses import merged
from components.hosting.services import in_region
from components.hosting.words import ROLES
from tests.components.hosting.made import DOMAIN, EGRESS, GROWN, INSTANCE, LIMIT, PROJECT, SERVICE, Made, services
from tests.components.hosting.specs import replicas, service, spec
from tests.support.mocks import Recording, Registered, Secret


@pytest.fixture(scope="module")
def small() -> Made:
    return services(spec())


@pytest.fixture(scope="module")
def grown() -> Made:
    return services(spec(**GROWN, railway__static_egress="on"))


def names(recording: Recording) -> set[tuple[str, str]]:
    return {(resource.type, resource.name) for resource in recording.custom()}


def identifier(made: Made, name: str) -> str:
    """The id of a service, as the resources around it were told."""
    service_urn = made.recording.one(SERVICE, name).urn
    found = {
        row.inputs["serviceId"]
        for row in made.recording
        if service_urn in row.property_dependencies.get("serviceId", ())
    }
    assert len(found) == 1
    return str(found.pop())


def test_a_role_is_a_service_with_an_instance_and_a_name_and_nothing_else_is_made(small: Made) -> None:
    roles = {
        (type_, f"{role}{end}")
        for role in ROLES
        for type_, end in ((SERVICE, ""), (INSTANCE, "-instance"), (DOMAIN, "-domain"))
    }
    assert names(small.recording) == {(PROJECT, "project"), *roles}


def test_a_region_beyond_the_first_is_a_service_of_its_own(grown: Made) -> None:
    assert {row.name: row.inputs["name"] for row in grown.recording.of(SERVICE)} == {
        "api": "api",
        "api-eu-west": "api-eu-west",
        "webhook": "webhook",
        "feed": "feed",
    }
    assert grown.instance("api")["regions"] == {"us-east4-eqdc4a": {"numReplicas": 2}}
    assert grown.instance("api-eu-west")["regions"] == {"europe-west4-drams3a": {"numReplicas": 3}}
    assert grown.instance("api-eu-west")["variables"]["SERVICE_REGION"] == "eu-west"
    assert grown.instance("api-eu-west")["variables"]["SERVICE_ROLE"] == "api"
    replica = {"DATABASE_READ_URLS": Secret("canary-replica")}
    assert grown.instance("api-eu-west")["sealedVariables"] == {**grown.instance("api")["sealedVariables"], **replica}


def test_growing_into_another_region_renames_nothing(small: Made, grown: Made) -> None:
    assert names(small.recording) < names(grown.recording)


def test_the_first_region_has_the_plain_names_whichever_it_is() -> None:
    europe = service(replicas=replicas(us_east=1, eu_west=1))
    rows = {f"railway__services__{role}": europe for role in ROLES}
    made = services(spec(**rows, railway__regions=["eu-west", "us-east"]))
    assert made.instance("api")["regions"] == {"europe-west4-drams3a": {"numReplicas": 1}}
    assert made.names["api", "eu-west"] == ("api.sayar.example", True)
    assert made.names["api", "us-east"] == ("api-us-east.sayar.example", False)
    assert made.recording.one(DOMAIN, "feed-us-east-domain").inputs["domain"] == "feed-us-east.sayar.example"


def test_the_project_is_private_and_protected_because_all_services_go_with_it(small: Made) -> None:
    project = small.recording.one(PROJECT)
    assert project.inputs == {
        "name": "sayar",
        "workspaceId": "workspace-1",
        "defaultEnvironmentName": "production",
        "prDeploys": False,
        "isPublic": False,
    }
    assert [row.name for row in small.recording if row.protect] == ["project"]
    assert services(spec(railway__pr_environments="on")).recording.one(PROJECT).inputs["prDeploys"] is True


def test_each_host_leads_to_the_service_of_its_role(grown: Made) -> None:
    served = {row.name: (row.inputs["domain"], row.inputs["serviceId"]) for row in grown.recording.of(DOMAIN)}
    assert served == {
        "api-domain": ("api.sayar.example", identifier(grown, "api")),
        "api-eu-west-domain": ("api-eu-west.sayar.example", identifier(grown, "api-eu-west")),
        "webhook-domain": ("hooks.sayar.example", identifier(grown, "webhook")),
        "feed-domain": ("feed.sayar.example", identifier(grown, "feed")),
    }
    assert len({identity for _, identity in served.values()}) == 4


def test_a_name_goes_before_its_successor_comes_because_railway_has_it_once(grown: Made) -> None:
    first = {(row.type, row.delete_before_replace) for row in grown.recording.custom() if row.delete_before_replace}
    assert first == {(DOMAIN, True)}
    assert all(row.delete_before_replace for row in grown.recording.of(DOMAIN))


def test_everything_is_in_the_project_s_own_environment(grown: Made) -> None:
    rows = [row for type_ in (INSTANCE, DOMAIN, EGRESS) for row in grown.recording.of(type_)]
    assert {row.inputs["environmentId"] for row in rows} == {"environment-1"}
    project = grown.recording.one(PROJECT).urn
    for row in (*grown.recording.of(SERVICE), *grown.recording.of(DOMAIN)):
        assert row.property_dependencies["projectId"] == (project,)


def test_every_child_has_parent_and_explicit_provider_and_sends_nothing_unset(grown: Made) -> None:
    words = re.compile(r"free|hobby|pro\b|enterprise|starter|growth|scale|prod\b")
    for row in grown.recording.custom():
        owner = "HostingProject::hosting" if row.type in (PROJECT, LIMIT) else "Services::services"
        assert row.parent.endswith(f"sayar:hosting:{owner}"), row.name
        assert "::railway::" in row.provider, row.name
        assert None not in row.inputs.values(), row.name
        assert not words.search(row.name), row.name


def test_an_instance_says_all_that_the_spec_says() -> None:
    row = service(
        vcpu=2,
        memory_gb=4,
        health={"path": "/ready", "timeout_s": 90},
        overlap_s=15,
        draining_s=45,
        restart={"policy": "on_failure", "retries": 7},
        start_command="serve",
        pre_deploy_command="migrate --all",
        cron="0 3 * * *",
        sleep="on",
    )
    inputs = services(spec(railway__services__feed=row)).instance("feed")
    assert {key: inputs[key] for key in inputs if not re.search("variables|Id|Variables", key)} == {
        "regions": {"us-east4-eqdc4a": {"numReplicas": 1}},
        "limits": {"vcpu": 2, "memoryGb": 4},
        "healthcheckPath": "/ready",
        "healthcheckTimeout": 90,
        "overlapSeconds": 15,
        "drainingSeconds": 45,
        "startCommand": "serve",
        "preDeployCommand": ["migrate --all"],
        "cronSchedule": "0 3 * * *",
        "restartPolicyType": "ON_FAILURE",
        "restartPolicyMaxRetries": 7,
        "sleepApplication": True,
    }


def test_what_the_application_decides_is_not_declared(small: Made) -> None:
    assert not small.instance("api").keys() & {"startCommand", "preDeployCommand", "cronSchedule"}
    assert small.instance("api")["sleepApplication"] is False


@pytest.mark.parametrize(("policy", "word"), [("always", "ALWAYS"), ("never", "NEVER")])
def test_retries_are_sent_only_where_they_are_counted(policy: str, word: str) -> None:
    row = services(spec(railway__services__api__restart={"policy": policy, "retries": 0})).instance("api")
    assert row["restartPolicyType"] == word
    assert "restartPolicyMaxRetries" not in row


def test_origins_are_what_railway_answered_for_the_host_of_the_role(grown: Made) -> None:
    def answered(host: str) -> tuple[str, str, str]:
        return (f"{host}.up.example", f"_railway-verify.{host}", f"railway-verify={host}")

    assert grown.origins == {
        ("api", "us-east"): answered("api.sayar.example"),
        ("api", "eu-west"): answered("api-eu-west.sayar.example"),
        ("webhook", "us-east"): answered("hooks.sayar.example"),
        ("feed", "us-east"): answered("feed.sayar.example"),
    }
    assert {place for place, (_, first) in grown.names.items() if first} == {(role, "us-east") for role in ROLES}


def test_fixed_addresses_exist_where_they_are_chosen_in_the_region_of_the_service(small: Made, grown: Made) -> None:
    assert small.recording.of(EGRESS) == []
    assert small.egress is None
    rows: dict[str, Registered] = {row.name: row for row in grown.recording.of(EGRESS)}
    assert {name: (row.inputs["region"], row.inputs["serviceId"]) for name, row in rows.items()} == {
        "api-egress": ("us-east4-eqdc4a", identifier(grown, "api")),
        "api-eu-west-egress": ("europe-west4-drams3a", identifier(grown, "api-eu-west")),
        "webhook-egress": ("us-east4-eqdc4a", identifier(grown, "webhook")),
        "feed-egress": ("us-east4-eqdc4a", identifier(grown, "feed")),
    }
    assert grown.egress == ["203.0.113.7", "203.0.113.8", "203.0.113.9"]


@given(st.lists(st.lists(st.ip_addresses(v=4).map(str))))
def test_addresses_are_told_once_and_in_an_order_that_services_do_not_change(lists: list[list[str]]) -> None:
    assert merged(lists) == merged(lists[::-1]) == sorted({address for row in lists for address in row})


@pytest.mark.parametrize("hard", [None, 200])
def test_a_bound_of_the_bill_stops_nothing_unless_it_says_so(small: Made, hard: int | None) -> None:
    assert small.recording.of(LIMIT) == []
    bounded = services(spec(railway__usage_limit={"soft_usd": 100, "hard_usd": hard})).recording.one(LIMIT)
    stop = {} if hard is None else {"hardLimitDollars": hard}
    assert (bounded.name, bounded.inputs) == (
        "usage-limit",
        {"workspaceId": "workspace-1", "softLimitDollars": 100, **stop},
    )


def test_the_component_tells_the_project_s_id(small: Made) -> None:
    outputs = small.recording.outputs[small.recording.one("sayar:hosting:HostingProject").urn]
    assert outputs == {"project_id": small.recording.one(SERVICE, "api").inputs["projectId"]}


def test_services_that_run_elsewhere_are_not_made_here() -> None:
    with pytest.raises(ValueError, match="do not run on Railway"):
        services(spec(railway=None))


def test_only_the_first_label_of_a_host_names_the_region() -> None:
    assert in_region("api.sayar.example", "eu-west") == "api-eu-west.sayar.example"
    assert in_region("api.eu.sayar.example", "us-east") == "api-us-east.eu.sayar.example"
