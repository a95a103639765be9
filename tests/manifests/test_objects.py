"""The objects of a graph are those that the provider would send, and a schema that is not ours takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from kubernetes_validate import validate

from sayar.graph.errors import InputError
from sayar.graph.model import UNKNOWN, Identity, Resource, Secret
from sayar.manifests.objects import Manifest, file_names, render
from tests.graph.builders import graph, thing, urn
from tests.manifests.clusters import cluster, deployment, namespace, placed

VERSION = "1.36"


def bodies(*resources: Resource) -> list[dict[str, Any]]:
    return [dict(one.body) for one in render(graph(*resources)).manifests]


def paths(*resources: Resource) -> list[str]:
    return list(file_names(render(graph(*resources)).manifests))


def problems(*resources: Resource) -> Sequence[str]:
    with pytest.raises(InputError) as caught:
        render(graph(*resources))
    return caught.value.problems


def test_objects_with_unknowns_and_secrets_in_them_pass_the_strict_schemas() -> None:
    unknown = [
        namespace("commerce"),
        deployment("api", replicas=UNKNOWN, env=UNKNOWN, namespace="commerce"),
        placed(
            "core/v1:Secret", "token", {"data": {"token": Secret("canary")}, "type": "Opaque"}, namespace="commerce"
        ),
        placed("core/v1:ConfigMap", "empty", {"data": UNKNOWN}, namespace="commerce"),
        placed("core/v1:ResourceQuota", "quota", {"spec": {"hard": {"pods": UNKNOWN}}}, namespace="commerce"),
        placed(
            "autoscaling/v2:HorizontalPodAutoscaler",
            "api",
            {
                "spec": {
                    "minReplicas": UNKNOWN,
                    "maxReplicas": UNKNOWN,
                    "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": UNKNOWN},
                }
            },
            namespace="commerce",
        ),
        placed("policy/v1:PodDisruptionBudget", "api", {"spec": {"minAvailable": UNKNOWN}}, namespace="commerce"),
        placed("scheduling.k8s.io/v1:PriorityClass", "first", {"value": 1000, "globalDefault": UNKNOWN}),
    ]
    found = bodies(cluster(), *unknown)
    assert len(found) == len(unknown)
    for body in found:
        validate(body, VERSION, strict=True)


def test_an_automatic_name_is_the_logical_one_and_what_refers_to_it_follows() -> None:
    space = placed("core/v1:Namespace", "commerce-us-east", labels={"a": "b"})
    inside = placed("core/v1:ConfigMap", "words", {"data": {"a": "b"}}, namespace=Identity(("", space.urn, "")))
    prefixed = placed("core/v1:ServiceAccount", "api", generateName="api-", namespace="commerce-us-east")
    found = bodies(space, inside, prefixed)
    assert [one["metadata"]["name"] for one in found] == ["commerce-us-east", "words", "api"]
    assert found[1]["metadata"]["namespace"] == "commerce-us-east"
    assert "generateName" not in found[2]["metadata"]


def test_an_unknown_name_is_the_logical_one() -> None:
    assert bodies(placed("core/v1:Namespace", "commerce", name=UNKNOWN))[0]["metadata"] == {"name": "commerce"}


def test_fields_come_in_the_order_of_a_reader_and_none_is_the_providers() -> None:
    notes = {"pulumi.com/skipAwait": "true", "team": "pay"}
    (found,) = bodies(
        placed("core/v1:ConfigMap", "a", {"__hidden": 1, "data": {}}, namespace="default", name="a", annotations=notes)
    )
    assert list(found) == ["apiVersion", "kind", "metadata", "data"]
    assert list(found["metadata"]) == ["name", "namespace", "annotations"]
    assert found["metadata"]["annotations"] == {"team": "pay"}
    (bare,) = bodies(placed("core/v1:Namespace", "b", annotations={"pulumi.com/waitFor": "x"}))
    assert bare["metadata"] == {"name": "b"}


def test_a_type_gives_the_version_and_kind_that_inputs_leave_out() -> None:
    bare = [
        Resource(urn("a", f"kubernetes:{t}"), f"kubernetes:{t}") for t in ("core/v1:Namespace", "apps/v1:Deployment")
    ]
    assert [(one["apiVersion"], one["kind"]) for one in bodies(*bare)] == [
        ("v1", "Namespace"),
        ("apps/v1", "Deployment"),
    ]


def test_only_objects_are_objects() -> None:
    chart = placed("helm.sh/v3:Release", "keda", {"chart": "keda"})
    patch = placed("core/v1:ConfigMapPatch", "coredns")
    group = Resource(urn("all", "kubernetes:yaml/v2:ConfigGroup"), "kubernetes:yaml/v2:ConfigGroup", custom=False)
    found = render(graph(cluster(), chart, patch, group, thing("else")))
    assert found.manifests == ()
    assert found.left_out == ("cluster-us-east: Helm release keda", "cluster-us-east: patch coredns")


@pytest.mark.parametrize(
    ("version", "custom"),
    [
        ("v1", False),
        ("apps/v1", False),
        ("rbac.authorization.k8s.io/v1", False),
        ("karpenter.sh/v1", True),
        ("eks.amazonaws.com/v1", True),
        ("external-secrets.io/v1", True),
        ("keda.sh/v1alpha1", True),
        ("gateway.networking.k8s.io/v1", True),
    ],
)
def test_a_kind_is_custom_where_kubernetes_does_not_define_it(version: str, custom: bool) -> None:
    assert Manifest("c", {"apiVersion": version, "kind": "Any", "metadata": {"name": "a"}}).custom is custom


def test_each_cluster_has_a_folder_and_kinds_of_charts_are_apart() -> None:
    both = [
        placed("core/v1:Namespace", f"shop-{on}", on=on, name="Shop.x") for on in ("cluster-us-east", "cluster-eu-west")
    ]
    secret = placed("external-secrets.io/v1:ExternalSecret", "token", namespace="default")
    role = placed("rbac.authorization.k8s.io/v1:ClusterRole", "r", name="system:reader")
    assert paths(*both, secret, role, placed("core/v1:Namespace", "home", on=None)) == [
        "cluster-eu-west/namespace-shop.x.yaml",
        "cluster-us-east/clusterrole-system-reader.yaml",
        "cluster-us-east/namespace-shop.x.yaml",
        "custom/cluster-us-east/externalsecret-default-token.yaml",
        "default/namespace-home.yaml",
    ]


def test_two_objects_whose_file_names_are_one_get_names_of_their_own_in_any_order() -> None:
    one = placed("core/v1:ConfigMap", "a", namespace="a-b", name="c")
    other = placed("core/v1:ConfigMap", "b", namespace="a", name="b-c")
    spaces = [namespace("a"), namespace("a-b")]
    found = paths(*spaces, one, other)
    assert len(set(found)) == 4
    assert found == paths(other, one, *spaces)
    assert "cluster-us-east/configmap-a-b-c.yaml" not in found, "neither has the name that could be the other's"


def test_a_namespace_that_nothing_makes_is_an_error_of_one_line() -> None:
    east = namespace("commerce")
    west = placed("core/v1:ConfigMap", "words", on="cluster-eu-west", namespace="commerce")
    assert problems(east, west) == ("cluster-eu-west: ConfigMap commerce/words: nothing makes the namespace commerce",)
    for there in ("default", "kube-system"):
        assert bodies(placed("core/v1:ConfigMap", "words", namespace=there))


def test_a_chart_that_creates_its_namespace_makes_it() -> None:
    chart = placed("helm.sh/v3:Release", "keda", {"namespace": "keda", "createNamespace": True})
    inside = placed("core/v1:ConfigMap", "words", namespace="keda")
    found = bodies(chart, inside)
    assert found[1] == {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "keda"}}
    assert len(bodies(namespace("keda"), chart, inside)) == 2, "one that is made is not made again"
    without = placed("helm.sh/v3:Release", "keda", {"namespace": "keda"})
    assert problems(without, inside)


def test_two_resources_that_are_one_object_are_refused() -> None:
    twice = [placed(f"batch/{v}:CronJob", v, namespace="default", name="dump") for v in ("v1", "v1beta1")]
    assert problems(*twice) == ("cluster-us-east: CronJob default/dump: two resources make this object",)
