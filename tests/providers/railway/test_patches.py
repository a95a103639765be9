"""From what a program declares to the patch of an environment, and back; the patch is as Railway describes it."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from providers.railway.kinds.instance_args import InstanceArgs
from providers.railway.kinds.patches import inputs, patch

DESCRIPTION = Path(__file__).resolve().parents[2] / "descriptions" / "railway.environment-config.schema.json"
EAST, WEST = "us-east4-eqdc4a", "europe-west4-drams3a"

TEXT = st.text("abc/", min_size=1, max_size=5)
NAMES = st.sampled_from(["A", "B", "C", "D"])
REPLICAS = st.fixed_dictionaries({"numReplicas": st.integers(1, 3)})
SCHEDULES = st.sampled_from([["DAILY"], ["WEEKLY", "DAILY"]])
MOUNT = st.fixed_dictionaries({"mountPath": st.just("/data")}, optional={"backupSchedules": SCHEDULES})
IMAGES = st.sampled_from(["redis:8", "redis:8.2", "ghcr.io/sayar/queue@sha256:" + 64 * "a"])
OPTIONAL: dict[str, st.SearchStrategy[Any]] = {
    "regions": st.dictionaries(st.sampled_from([EAST, WEST]), REPLICAS, min_size=1),
    "limits": st.fixed_dictionaries({"vcpu": st.sampled_from([0.5, 1, 2]), "memoryGb": st.sampled_from([0.5, 1, 8])}),
    "healthcheckPath": TEXT.map(lambda text: f"/{text}"),
    "healthcheckTimeout": st.sampled_from([60, 300]),
    "overlapSeconds": st.integers(0, 60),
    "drainingSeconds": st.integers(0, 60),
    "startCommand": TEXT,
    "preDeployCommand": st.lists(TEXT, min_size=1, max_size=2),
    "cronSchedule": st.just("0 * * * *"),
    "restartPolicyType": st.sampled_from(["ALWAYS", "NEVER", "ON_FAILURE"]),
    "restartPolicyMaxRetries": st.sampled_from([3, 10]),
    "sleepApplication": st.booleans(),
    "variables": st.dictionaries(NAMES, TEXT),
    "sealedVariables": st.dictionaries(NAMES.map(lambda name: f"S_{name}"), TEXT),
    "volumeMounts": st.dictionaries(st.just("vol"), MOUNT),
    "tcpProxies": st.lists(st.sampled_from([5432, 6379]), unique=True),
}
OF_THE_PIPELINE = st.fixed_dictionaries({}, optional=OPTIONAL)
"""Services whose image the application's pipeline owns."""
DECLARED = st.fixed_dictionaries({}, optional={**OPTIONAL, "image": IMAGES})


def args(**declared: Any) -> InstanceArgs:
    return InstanceArgs.model_validate({"environmentId": "env", "serviceId": "svc", **declared})


@cache
def description() -> Draft202012Validator:
    return Draft202012Validator(json.loads(DESCRIPTION.read_text(encoding="utf-8")))


def merged(config: Any, change: Any) -> Any:
    """How Railway applies a patch: maps are merged, a null takes an entry away."""
    if not isinstance(change, Mapping):
        return change
    result = dict(config) if isinstance(config, Mapping) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def sealed(config: Any) -> Any:
    """How Railway tells a configuration: without the values of sealed variables."""
    shown = copy.deepcopy(config)
    for row in (shown.get("variables") or {}).values():
        if row.get("isSealed"):
            row.pop("value", None)
    return shown


@given(DECLARED)
def test_every_patch_is_as_railway_describes_it(declared: dict[str, Any]) -> None:
    change = patch(args(**declared), {}, {})
    assert not list(description().iter_errors({"services": {"svc": change}}))


@given(DECLARED, DECLARED)
def test_every_change_is_as_railway_describes_it(before: dict[str, Any], after: dict[str, Any]) -> None:
    now = sealed(merged({}, patch(args(**before), {}, {})))
    change = patch(args(**after), before, now)
    assert not list(description().iter_errors({"services": {"svc": change}}))


@given(DECLARED, DECLARED)
def test_after_a_patch_nothing_is_left_to_send(before: dict[str, Any], after: dict[str, Any]) -> None:
    now = sealed(merged({}, patch(args(**before), {}, {})))
    now = sealed(merged(now, patch(args(**after), before, now)))
    assert patch(args(**after), after, now) == {}


@given(DECLARED)
def test_what_was_sent_reads_back_as_declared(declared: dict[str, Any]) -> None:
    now = sealed(merged({}, patch(args(**declared), {}, {})))
    found = inputs(now, declared)
    for name, value in declared.items():
        if value or isinstance(value, bool):
            expected = sorted(value) if name == "tcpProxies" else value
            assert found.get(name) == expected, name


@given(OF_THE_PIPELINE, OF_THE_PIPELINE)
def test_what_the_application_has_set_stays(before: dict[str, Any], after: dict[str, Any]) -> None:
    own = {
        "source": {"image": "ghcr.io/sayar/api:7"},
        "variables": {"APP_ONLY": {"value": "1"}},
        "build": {"builder": "RAILPACK"},
    }
    now = sealed(merged(own, patch(args(**before), {}, own)))
    now = merged(now, patch(args(**after), before, now))
    assert {name: now[name] for name in ("source", "build")} == {name: own[name] for name in ("source", "build")}
    assert now["variables"]["APP_ONLY"] == {"value": "1"}


def test_nothing_declared_sends_nothing() -> None:
    assert patch(args(), {}, {"deploy": {"healthcheckPath": "/x"}}) == {}


def test_an_image_that_is_declared_is_sent_alone_and_only_when_another_one_runs() -> None:
    source = {"image": "redis:8", "branch": "main", "rootDirectory": "/app"}
    assert patch(args(image="redis:8"), {}, {"source": source}) == {}
    assert patch(args(image="redis:8.2"), {"image": "redis:8"}, {"source": source}) == {
        "source": {"image": "redis:8.2"}
    }
    for nothing in ({}, {"source": None}, {"source": {"repo": "sayar/api"}}):
        assert patch(args(image="redis:8"), {}, nothing) == {"source": {"image": "redis:8"}}


@given(DECLARED, OF_THE_PIPELINE)
def test_an_image_that_is_no_longer_declared_stays(before: dict[str, Any], after: dict[str, Any]) -> None:
    # Railway has no image of its own to go back to: without one the service would stop.
    now = sealed(merged({}, patch(args(**before), {}, {})))
    change = patch(args(**after), before, now)
    assert "source" not in change
    assert merged(now, change).get("source", {}) == now.get("source", {})


def test_an_image_that_is_gone_is_drift_and_one_of_the_pipeline_is_nothing_of_ours() -> None:
    running = {"source": {"image": "redis:8"}}
    assert inputs(running, {"image": "redis:7"}) == {"image": "redis:8"}
    assert inputs({"source": {"repo": "sayar/api"}}, {"image": "redis:8"}) == {}
    assert inputs(running, {"startCommand": "run"}) == {}
    assert inputs(running, {}) == {}, "an import does not take an image from the pipeline"


def test_the_region_is_written_out_with_any_change_of_how_it_runs() -> None:
    regions = {EAST: {"numReplicas": 1}}
    now = {"deploy": {"multiRegionConfig": regions}}
    assert patch(args(regions=regions, startCommand="run"), {}, now)["deploy"] == {
        "startCommand": "run",
        "multiRegionConfig": regions,
    }


def test_a_region_that_is_not_named_is_emptied() -> None:
    now = {"deploy": {"multiRegionConfig": {"us-west2": {"numReplicas": 1}}}}
    assert patch(args(regions={EAST: {"numReplicas": 2}}), {}, now)["deploy"]["multiRegionConfig"] == {
        "us-west2": None,
        EAST: {"numReplicas": 2},
    }


@pytest.mark.parametrize(
    ("declared", "reset"),
    [
        ({"healthcheckPath": "/up"}, {"healthcheckPath": None}),
        ({"cronSchedule": "0 * * * *"}, {"cronSchedule": None}),
        ({"limits": {"vcpu": 1, "memoryGb": 1}}, {"limitOverride": None}),
        ({"startCommand": "run"}, {"startCommand": ""}),
        ({"sleepApplication": True}, {"sleepApplication": False}),
    ],
)
def test_what_is_no_longer_declared_goes_back_to_the_default(declared: dict[str, Any], reset: dict[str, Any]) -> None:
    now = merged({}, patch(args(**declared), {}, {}))
    assert patch(args(), declared, now) == {"deploy": reset}


@pytest.mark.parametrize(
    "name", ["restartPolicyType", "healthcheckTimeout", "sleepApplication", "restartPolicyMaxRetries"]
)
def test_a_default_that_reads_back_as_nothing_is_no_difference(name: str) -> None:
    defaults = {
        "restartPolicyType": "ON_FAILURE",
        "healthcheckTimeout": 300,
        "sleepApplication": False,
        "restartPolicyMaxRetries": 10,
    }
    declared = {name: defaults[name]}
    for now in ({}, {"deploy": {}}, {"deploy": {name: None}}):
        assert patch(args(**declared), {}, now) == {}
        assert inputs(now, declared) == declared


def test_a_variable_that_was_declared_and_no_longer_is_goes_and_others_stay() -> None:
    now = {"variables": {"MINE": {"value": "1"}, "THEIRS": {"value": "2"}}}
    assert patch(args(variables={}), {"variables": {"MINE": "1"}}, now) == {"variables": {"MINE": None}}


def test_a_sealed_value_is_sent_when_it_is_declared_anew_or_no_longer_sealed() -> None:
    declared = {"sealedVariables": {"KEY": "v2"}}
    kept = {"variables": {"KEY": {"isSealed": True}}}
    sent = {"variables": {"KEY": {"value": "v2", "isSealed": True}}}
    assert patch(args(**declared), declared, kept) == {}
    assert patch(args(**declared), {"sealedVariables": {"KEY": "v1"}}, kept) == sent
    assert patch(args(**declared), declared, {"variables": {"KEY": {"value": "open"}}}) == sent
    assert patch(args(**declared), declared, {}) == sent


def test_a_sealed_variable_that_is_gone_is_drift() -> None:
    declared = {"sealedVariables": {"KEY": "v", "GONE": "v"}}
    assert inputs({"variables": {"KEY": {"isSealed": True}}}, declared)["sealedVariables"] == {"KEY": "v"}


def test_an_import_takes_settings_but_no_variables_as_they_may_be_secrets_of_the_application() -> None:
    now = {
        "deploy": {
            "healthcheckPath": "/up",
            "healthcheckTimeout": 300,
            "multiRegionConfig": {EAST: {"numReplicas": 2}},
        },
        "variables": {"APP": {"value": "hidden"}},
        "networking": {"tcpProxies": {"6379": {}}},
    }
    assert inputs(now, {}) == {"healthcheckPath": "/up", "regions": {EAST: {"numReplicas": 2}}, "tcpProxies": [6379]}


def test_memory_is_counted_in_bytes_and_given_in_gigabytes() -> None:
    change = patch(args(limits={"vcpu": 0.5, "memoryGb": 0.5}), {}, {})
    assert change["deploy"]["limitOverride"] == {"containers": {"cpu": 0.5, "memoryBytes": 500_000_000}}


def test_a_pre_deploy_command_that_railway_tells_as_text_is_the_same_as_a_list_of_one() -> None:
    now = {"deploy": {"preDeployCommand": "migrate"}}
    assert patch(args(preDeployCommand=["migrate"]), {}, now) == {}


@pytest.mark.parametrize(
    ("declared", "path"),
    [
        ({"regions": {}}, "regions"),
        ({"regions": {EAST: {"numReplicas": 2}}, "cronSchedule": "* * * * *"}, "cronSchedule"),
        ({"regions": {EAST: {"numReplicas": 2}}, "volumeMounts": {"v": {"mountPath": "/d"}}}, "volumeMounts"),
        ({"volumeMounts": {"v": {"mountPath": "/d"}, "w": {"mountPath": "/e"}}}, "volumeMounts"),
        ({"variables": {"A": "1"}, "sealedVariables": {"A": "2"}}, "variables.A"),
        ({"restartPolicyType": "NEVER", "restartPolicyMaxRetries": 1}, "restartPolicyMaxRetries"),
    ],
)
def test_what_cannot_be_together_is_refused_before_anything_is_sent(declared: dict[str, Any], path: str) -> None:
    assert [where for where, _ in args(**declared).rules()] == [path]
