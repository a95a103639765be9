"""How services run, over the provider's own protocol."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.providers.railway.conftest import EAST, SEALED, WEST, Cloud
from tests.support.plugin import UNKNOWN, FailedError, Secret

SETTINGS = {
    "regions": {EAST: {"numReplicas": 2}},
    "limits": {"vcpu": 1, "memoryGb": 0.5},
    "healthcheckPath": "/up",
    "healthcheckTimeout": 300,
    "overlapSeconds": 20,
    "drainingSeconds": 30,
    "startCommand": "run",
    "preDeployCommand": ["migrate"],
    "restartPolicyType": "ON_FAILURE",
    "restartPolicyMaxRetries": 5,
    "sleepApplication": False,
    "variables": {"ROLE": "api"},
    "sealedVariables": {"KEY": Secret(SEALED)},
}


def test_everything_declared_is_in_force_after_one_patch(ready: Cloud) -> None:
    assert ready.instance(**SETTINGS) == "create"
    assert ready.asked("environmentPatchCommit") == 1
    config = ready.config
    assert config["deploy"]["multiRegionConfig"] == {EAST: {"numReplicas": 2}}
    assert config["deploy"]["limitOverride"] == {"containers": {"cpu": 1, "memoryBytes": 500_000_000}}
    assert config["variables"]["ROLE"]["value"] == "api"
    assert config["variables"]["KEY"] == {"value": SEALED, "isSealed": True}


def test_read_back_nothing_differs_though_defaults_come_back_as_nothing(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    found = ready.stack.refresh("api-instance")
    assert found is not None
    assert ready.instance(**SETTINGS) == "same"
    assert found.inputs["sealedVariables"] == {"KEY": Secret(SEALED)}


def test_a_second_update_without_a_state_sends_only_what_cannot_be_compared(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    ready.stack.resources.pop("api-instance")
    ready.fake.seen.clear()
    ready.instance(**SETTINGS)
    (commit,) = ready.fake.asked("environmentPatchCommit")
    (sent,) = commit.body["variables"]["patch"]["services"].values()
    assert set(sent) == {"variables"}
    assert set(sent["variables"]) == {"KEY"}


def test_only_the_changed_property_is_told_and_only_its_part_is_sent(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    ready.fake.seen.clear()
    changed = {**SETTINGS, "variables": {"ROLE": "worker", "MORE": "1"}}
    diff = ready.stack.plugin.diff(ready.stack["api-instance"], {**ready.stack["api-instance"].inputs, **changed})
    assert diff.kinds == {"variables.ROLE": "update", "variables.MORE": "add"}
    assert diff.replaces == ()
    ready.instance(**changed)
    (commit,) = ready.fake.asked("environmentPatchCommit")
    (sent,) = commit.body["variables"]["patch"]["services"].values()
    assert set(sent) == {"variables"}


def test_what_is_not_known_yet_is_a_change_in_a_preview_and_nothing_is_asked(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    ready.fake.seen.clear()
    state = ready.stack["api-instance"]
    news = {**state.inputs, "variables": {"ROLE": UNKNOWN}}
    assert ready.stack.plugin.diff(state, news).kinds == {"variables.ROLE": "update"}
    assert ready.stack.plugin.update(state, news, preview=True).outputs["variables"] == {"ROLE": UNKNOWN}
    assert ready.fake.seen == []


def test_an_image_of_the_pipeline_and_a_variable_of_the_application_stay(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    ready.fake.deploy_image(ready.stack["api"].id, "ghcr.io/sayar/api:7")
    ready.config["variables"]["THEIRS"] = {"value": "1"}
    assert ready.stack.refresh("api-instance") is not None
    assert ready.instance(**SETTINGS) == "same"
    assert ready.instance(**{**SETTINGS, "startCommand": "other"}) == "update"
    assert ready.config["source"]["image"] == "ghcr.io/sayar/api:7"
    assert ready.config["variables"]["THEIRS"]["value"] == "1"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("deploy", "healthcheckPath"), "/other", "healthcheckPath"),
        (("deploy", "multiRegionConfig"), {WEST: {"numReplicas": 1}}, f'regions["{EAST}"]'),
        (("deploy", "limitOverride"), None, "limits"),
        (("variables", "ROLE"), {"value": "other"}, "variables.ROLE"),
        (("variables", "KEY"), {"value": "open"}, "sealedVariables.KEY"),
    ],
)
def test_drift_is_told_by_property_and_taken_back(
    ready: Cloud, path: tuple[str, str], value: object, told: str
) -> None:
    ready.instance(**SETTINGS)
    ready.config[path[0]][path[1]] = value
    assert ready.stack.refresh("api-instance") is not None
    state = ready.stack["api-instance"]
    place = {name: state.inputs[name] for name in ("environmentId", "serviceId")}
    assert told in ready.stack.plugin.diff(state, {**place, **SETTINGS}).kinds
    assert ready.instance(**SETTINGS) == "update"
    assert ready.stack.refresh("api-instance") is not None
    assert ready.instance(**SETTINGS) == "same"


def test_what_is_no_longer_declared_goes_back_to_the_default(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    assert ready.instance(regions=SETTINGS["regions"]) == "update"
    deploy = ready.config["deploy"]
    assert not deploy.get("healthcheckPath")
    assert not deploy.get("limitOverride")
    assert not deploy.get("startCommand")
    assert ready.config.get("variables") == {}
    assert ready.instance(regions=SETTINGS["regions"]) == "same"


def test_a_service_that_comes_late_is_waited_for(cloud: Cloud) -> None:
    cloud.fake.instance_lag = 3
    cloud.project()
    cloud.service()
    assert cloud.instance(**SETTINGS) == "create"


def test_a_patch_that_is_applied_late_is_waited_for(ready: Cloud) -> None:
    ready.fake.patch_lag = 3
    assert ready.instance(**SETTINGS) == "create"
    assert ready.asked("environmentPatchCommit") == 1


def test_a_patch_that_is_not_applied_in_time_is_told_and_the_next_update_goes_on(ready: Cloud) -> None:
    ready.fake.patch_lag = 10_000
    with pytest.raises(FailedError, match=r"accepted, but not in force after 1 s"):
        ready.instance(**SETTINGS)
    ready.fake.patch_lag = ready.fake.environment(ready.environment_id).stale_until = 0
    assert ready.instance(**SETTINGS) == "create"
    assert ready.instance(**SETTINGS) == "same"


def test_a_service_older_than_its_environment_is_put_into_it(ready: Cloud) -> None:
    ready.up("Environment", "staging", name="staging", projectId=ready.project_id)
    place = {"environmentId": ready.stack["staging"].id, "serviceId": ready.stack["api"].id}
    assert ready.up("ServiceInstance", "staged", **place, healthcheckPath="/up") == "create"
    config = ready.fake.environment(ready.stack["staging"].id).config["services"][ready.stack["api"].id]
    assert config["deploy"]["healthcheckPath"] == "/up"


def test_writes_to_one_environment_go_one_after_another(ready: Cloud) -> None:
    for name in ("a", "b", "c", "d"):
        ready.service(name)
    ready.fake.latency_s = 0.05
    ready.fake.seen.clear()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: ready.instance(name, healthcheckPath="/up"), ("a", "b", "c", "d")))
    assert ready.asked("environmentPatchCommit") == 4
    assert ready.fake.apart_s("environmentPatchCommit") >= 0.05


@pytest.mark.parametrize("effect", ["drop_after", "drop_before", "500", "429", "hang"])
def test_a_patch_whose_answer_is_lost_ends_as_declared(ready: Cloud, effect: str) -> None:
    ready.fault("environmentPatchCommit", effect, seconds=1.4)
    ready.instance(**SETTINGS)
    assert ready.config["deploy"]["healthcheckPath"] == "/up"
    assert ready.instance(**SETTINGS) == "same"


def test_a_refused_patch_keeps_the_old_state_and_names_the_call(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    ready.fault("environmentPatchCommit", "refuse", message=f"{SEALED} is no value")
    changed = {**SETTINGS, "sealedVariables": {"KEY": Secret(SEALED), "NEW": Secret(f"{SEALED}-2")}}
    with pytest.raises(FailedError, match=r"^updating .*environmentPatchCommit at Railway: refused: \[secret\] is no"):
        ready.instance(**changed)
    assert ready.instance(**changed) == "update"
    assert ready.config["variables"]["NEW"]["isSealed"]


def test_removing_the_resource_leaves_the_service_running(ready: Cloud) -> None:
    ready.instance(**SETTINGS)
    before = dict(ready.config)
    ready.stack.down("api-instance")
    assert ready.config == before


def test_a_service_made_by_hand_is_imported_with_its_settings(ready: Cloud) -> None:
    ready.config["deploy"] |= {"healthcheckPath": "/up", "multiRegionConfig": {EAST: {"numReplicas": 2}}}
    identity = f"{ready.environment_id}/{ready.stack['api'].id}"
    found = ready.stack.imported("api-instance", "railway:index:ServiceInstance", identity)
    assert found.inputs == {
        "environmentId": ready.environment_id,
        "serviceId": ready.stack["api"].id,
        "regions": {EAST: {"numReplicas": 2}},
        "healthcheckPath": "/up",
    }
    assert ready.instance(regions={EAST: {"numReplicas": 2}}, healthcheckPath="/up") == "same"


def test_more_replicas_than_the_plan_has_is_told_in_railways_words(ready: Cloud) -> None:
    ready.fake.plan = "HOBBY"
    with pytest.raises(FailedError, match="environmentPatchCommit at Railway: refused: "):
        ready.instance(regions={EAST: {"numReplicas": 7}})
    assert ready.instance(regions={EAST: {"numReplicas": 6}}) == "create"
