"""The manifests of the tier that has clusters, held against a version of Kubernetes and its restricted pods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes_validate import validate

from sayar.manifests.objects import Manifest, Rendered, render
from sayar.platform import platform_graph
from tests.infra.projects import ROOT, config
from tests.manifests import shapes
from tests.support.pod_security import refused

PLATFORM = config("enterprise").platform


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
    eks = PLATFORM.cluster.eks
    assert eks is not None
    # The schemas that names and shapes are taken from are those of the cluster's own version.
    assert shapes.VERSION.startswith(f"{eks.version}.")
    for one in built_in:
        validate(dict(one.body), eks.version, strict=True)


def test_both_regions_have_the_same_objects_under_the_same_names(rendered: Rendered) -> None:
    east, west = PLATFORM.network.names
    found = {
        region: Counter(named(one) for one in rendered.manifests if one.cluster.endswith(region))
        for region in (east, west)
    }
    assert found[east] == found[west]
    assert set(found[east].values()) == {1}, "an object is there once"
    assert len(found[east]) + len(found[west]) == len(rendered.manifests) > 0


def named(one: Manifest) -> tuple[str, str, str]:
    """What an object is in its cluster: nothing of it may say the region."""
    return one.kind, one.namespace or "", one.name


def test_every_pod_is_restricted(rendered: Rendered) -> None:
    found = [(str(one), spec) for one in rendered.manifests for spec in pods(one)]
    assert found
    assert {name: wrong for name, spec in found if (wrong := refused(spec))} == {}
