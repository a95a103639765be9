"""Images that the program owns, over the provider's own protocol; that one of the pipeline stays is in test_running."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.kit.checks import failures
from providers.railway.kinds.instance_args import InstanceArgs
from tests.providers.railway.conftest import EAST, SEALED, Cloud
from tests.support.plugin import Secret

DIGEST: Final = "sha256:" + 64 * "0"
PLACE: Final = {"environmentId": "env", "serviceId": "svc"}
COMMIT: Final = "environmentPatchCommit"


def test_the_image_is_sent_in_the_same_patch_as_all_else(ready: Cloud) -> None:
    # In two patches the container would start once without its variables, and so without its password.
    assert ready.instance(image="redis:8", sealedVariables={"PASSWORD": Secret(SEALED)}) == "create"
    (commit,) = ready.fake.asked(COMMIT)
    assert commit.body["variables"]["patch"]["services"][ready.stack["api"].id] == {
        "source": {"image": "redis:8"},
        "variables": {"PASSWORD": {"value": SEALED, "isSealed": True}},
    }
    assert ready.config["source"] == {"image": "redis:8"}
    assert ready.stack["api-instance"].outputs["image"] == "redis:8"
    assert ready.instance(image="redis:8", sealedVariables={"PASSWORD": Secret(SEALED)}) == "same"


def test_another_image_is_a_change_in_place_of_this_one_property(ready: Cloud) -> None:
    ready.instance(image="redis:8", healthcheckPath="/up")
    state = ready.stack["api-instance"]
    diff = ready.stack.plugin.diff(state, {**state.inputs, "image": f"redis:8@{DIGEST}"})
    assert (diff.kinds, diff.replaces) == ({"image": "update"}, ())
    ready.fake.seen.clear()
    assert ready.instance(image=f"redis:8@{DIGEST}", healthcheckPath="/up") == "update"
    (commit,) = ready.fake.asked(COMMIT)
    (sent,) = commit.body["variables"]["patch"]["services"].values()
    assert sent == {"source": {"image": f"redis:8@{DIGEST}"}}
    assert ready.stack["api-instance"].id == state.id


@pytest.mark.parametrize("source", [{"image": "redis:7"}, {"repo": "sayar/api"}, {}])
def test_an_image_that_somebody_has_changed_is_drift_and_taken_back(ready: Cloud, source: dict[str, str]) -> None:
    ready.instance(image="redis:8", startCommand="run")
    ready.config["source"] = source
    found = ready.stack.refresh("api-instance")
    assert found is not None
    assert found.inputs.get("image") == source.get("image")
    assert ready.instance(image="redis:8", startCommand="run") == "update"
    assert ready.config["source"]["image"] == "redis:8"
    ready.stack.refresh("api-instance")
    assert ready.instance(image="redis:8", startCommand="run") == "same"


def test_an_image_that_is_no_longer_declared_goes_on_running_and_is_the_pipelines(ready: Cloud) -> None:
    ready.instance(image="redis:8", startCommand="run")
    ready.fake.seen.clear()
    assert ready.instance(startCommand="run") == "update"
    assert ready.asked(COMMIT) == 0
    assert ready.config["source"] == {"image": "redis:8"}
    ready.fake.deploy_image(ready.stack["api"].id, "ghcr.io/sayar/api:7")
    found = ready.stack.refresh("api-instance")
    assert found is not None
    assert "image" not in {**found.inputs, **found.outputs}
    assert ready.instance(startCommand="run") == "same"


def test_an_image_that_is_declared_for_a_service_of_the_pipeline_is_the_programs_from_then_on(ready: Cloud) -> None:
    ready.instance(startCommand="run")
    ready.fake.deploy_image(ready.stack["api"].id, "ghcr.io/sayar/api:7")
    assert ready.instance(startCommand="run", image="redis:8") == "update"
    assert ready.config["source"] == {"image": "redis:8"}


def test_an_import_leaves_the_image_out_and_declaring_it_then_sends_nothing(ready: Cloud) -> None:
    ready.config["source"] = {"image": "redis:8"}
    ready.config["deploy"]["multiRegionConfig"] = {EAST: {"numReplicas": 1}}
    identity = f"{ready.environment_id}/{ready.stack['api'].id}"
    found = ready.stack.imported("api-instance", "railway:index:ServiceInstance", identity)
    assert "image" not in found.inputs
    assert ready.instance(regions={EAST: {"numReplicas": 1}}, image="redis:8") == "update"
    assert ready.asked(COMMIT) == 0


@pytest.mark.parametrize("effect", ["drop_after", "drop_before", "500", "429", "hang"])
def test_an_image_whose_answer_is_lost_is_in_force_in_the_end(ready: Cloud, effect: str) -> None:
    ready.fault(COMMIT, effect, seconds=1.4)
    ready.instance(image="redis:8")
    assert ready.config["source"] == {"image": "redis:8"}
    assert ready.instance(image="redis:8") == "same"


def test_a_patch_with_an_image_that_is_applied_late_is_waited_for(ready: Cloud) -> None:
    ready.fake.patch_lag = 3
    assert ready.instance(image="redis:8") == "create"
    assert ready.asked(COMMIT) == 1


@pytest.mark.parametrize(
    "image",
    [
        "redis",
        "redis:8",
        "redis:8.2-alpine_3",
        f"redis@{DIGEST}",
        f"redis:8@{DIGEST}",
        "docker.io/library/redis:8",
        "localhost:5000/a/b__c/d-e.f:1",
        "ghcr.io/sayar/queue@sha512:" + 128 * "f",
    ],
)
def test_an_image_may_have_a_registry_a_tag_and_a_digest(image: str) -> None:
    assert failures(InstanceArgs, {**PLACE, "image": image}) == ()


@pytest.mark.parametrize(
    "image",
    [
        "",
        " ",
        "redis: 8",
        "redis:8 ",
        "redis:8\n",
        "redis:",
        ":8",
        "redis@sha256:12",  # half a digest names nothing
        f"redis@{DIGEST}:8",  # the tag stands before the digest
        "https://ghcr.io/sayar/api",
        "sayar/Api",  # names are in lower case
        "redis:" + 129 * "8",
        "/redis",
        "redis/",
    ],
)
def test_what_no_registry_would_know_is_refused_before_anything_is_sent(image: str) -> None:
    (fault,) = failures(InstanceArgs, {**PLACE, "image": image})
    assert fault.path == "image"


@given(st.text(max_size=40).filter(lambda text: any(each.isspace() for each in text)))
def test_no_image_has_a_space(image: str) -> None:
    assert [each.path for each in failures(InstanceArgs, {**PLACE, "image": image})] == ["image"]
