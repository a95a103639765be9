"""The manifests of the tier that has clusters, held against a version of Kubernetes and its restricted pods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes_validate import validate

from sayar.manifests.objects import Manifest, Rendered, render
from sayar.platform import platform_graph
from tests.infra.projects import ROOT
from tests.support.pod_security import refused

VERSION = "1.36"


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return render(platform_graph("enterprise", config_dir=ROOT).graph)


def pods(one: Manifest) -> Iterator[dict[str, Any]]:
    """The pod specs of an object, wherever its kind has them."""
    spec = one.body.get("spec", {})
    if one.kind == "Pod":
        yield spec
    elif one.kind == "CronJob":
        yield spec["jobTemplate"]["spec"]["template"]["spec"]
    elif not one.custom and "template" in spec:
        yield spec["template"]["spec"]


def test_every_object_of_kubernetes_passes_its_strict_schema(rendered: Rendered) -> None:
    built_in = [one for one in rendered.manifests if not one.custom]
    assert {"Deployment", "Namespace", "NetworkPolicy", "ServiceAccount"} <= {one.kind for one in built_in}
    for one in built_in:
        validate(dict(one.body), VERSION, strict=True)


def test_both_regions_have_the_same_objects(rendered: Rendered) -> None:
    clusters = {one.cluster for one in rendered.manifests}
    assert len(clusters) == 2
    kinds = [sorted(one.kind for one in rendered.manifests if one.cluster == cluster) for cluster in sorted(clusters)]
    assert kinds[0] == kinds[1]


def test_every_pod_is_restricted(rendered: Rendered) -> None:
    found = [(str(one), spec) for one in rendered.manifests for spec in pods(one)]
    assert found
    assert {name: wrong for name, spec in found if (wrong := refused(spec))} == {}
