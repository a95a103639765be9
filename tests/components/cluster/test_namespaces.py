"""Namespaces: restricted, with a share of the cluster, closed; and what workloads of all of them have in common."""

import kubernetes_validate
import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components.aws import AwsPlace
from components.cluster.namespace_rules import (
    CONTROLLERS,
    NodesMode,
    controller_objects,
    limits,
    namespace_objects,
    quota,
)
from components.cluster.namespaces import Namespaces
from components.cluster.nodes_spec import QuotaSpec
from tests.components.cluster.workload_made import API, POLICY, RANGES, WORKER, Made, cluster, namespace, workload

NAMESPACE = "kubernetes:core/v1:Namespace"
QUOTA = "kubernetes:core/v1:ResourceQuota"
LIMITS = "kubernetes:core/v1:LimitRange"
PRIORITY = "kubernetes:scheduling.k8s.io/v1:PriorityClass"
SWITCH = "kubernetes:core/v1:ConfigMap"


def namespaces(*, mode: NodesMode = "auto", preview: bool = False) -> Made:
    made = Made()

    def program(where: AwsPlace, provider: kubernetes.Provider, ready: pulumi.Resource) -> None:
        parts = Namespaces(
            "namespaces-eu-west",
            [namespace()],
            where,
            provider=provider,
            ready=[ready],
            ranges=RANGES,
            version="1.36",
            mode=mode,
            workloads=[workload(API), workload(WORKER), workload(API, name="second")],
        )
        made.told["ready"] = len(parts.ready)

    made.recording = cluster(program, preview=preview)
    return made


@pytest.fixture(scope="module")
def auto() -> Made:
    return namespaces()


def names(made: Made, type_: str) -> set[str]:
    return {row.name for row in made.recording.of(type_)} - {"before"}


def test_the_spec_s_namespaces_and_those_of_controllers_have_the_same_objects(auto: Made) -> None:
    ours = ("shop", "external-secrets", "keda")
    assert names(auto, NAMESPACE) == {f"namespace-{name}-eu-west" for name in ours}
    assert names(auto, QUOTA) == {f"quota-{name}-eu-west" for name in ours}
    assert names(auto, LIMITS) == {f"limits-{name}-eu-west" for name in ours}
    closed = {f"{policy}-{name}-eu-west" for policy in ("default-deny", "names") for name in ours}
    doors = {f"{policy}-{name}-eu-west" for policy in ("own", "api-server", "cloud") for name in ours[1:]}
    assert names(auto, POLICY) == closed | doors


def test_every_object_is_one_of_kubernetes_1_36_and_has_its_name_in_full(auto: Made) -> None:
    """A name that the engine makes up would move a namespace with all that is in it."""
    for row in auto.objects():
        kubernetes_validate.validate(row, "1.36", strict=True)
        assert row["metadata"]["name"]
        if row["metadata"]["name"] != "before":
            assert row["metadata"]["labels"]["app.kubernetes.io/part-of"] == "sayar"


@pytest.mark.parametrize("name", ["shop", "external-secrets", "keda"])
def test_a_namespace_enforces_restricted_at_the_cluster_s_version(auto: Made, name: str) -> None:
    marks = auto.recording.named(f"namespace-{name}-eu-west").inputs["metadata"]["labels"]
    for mode in ("enforce", "audit", "warn"):
        assert marks[f"pod-security.kubernetes.io/{mode}"] == "restricted"
        assert marks[f"pod-security.kubernetes.io/{mode}-version"] == "v1.36"


@pytest.mark.parametrize(
    ("mode", "label"),
    [
        ("auto", "eks.amazonaws.com/pod-readiness-gate-inject"),
        ("standard", "elbv2.k8s.aws/pod-readiness-gate-inject"),
    ],
)
def test_pods_wait_for_their_load_balancer_by_the_label_of_whoever_runs_it(mode: NodesMode, label: str) -> None:
    """Auto Mode's webhook does not read the label of the open-source controller, and the other way round."""
    marks = namespace_objects(namespace(), RANGES, version="1.36", mode=mode).labels
    assert {key for key in marks if key.endswith("pod-readiness-gate-inject")} == {label}
    assert not [
        key for key in controller_objects(CONTROLLERS[0], RANGES, version="1.36").labels if key.endswith("inject")
    ]


def test_a_share_bounds_requests_and_memory_and_lets_nothing_past_the_edge() -> None:
    assert quota(QuotaSpec(cpu_m=40000, memory_mb=90000, pods=40))["hard"] == {
        "requests.cpu": "40000m",
        "requests.memory": "90000Mi",
        "limits.memory": "90000Mi",
        "pods": "40",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
    }


def test_a_container_that_asks_for_nothing_gets_a_request_and_no_limit_of_cpu() -> None:
    """A limit of CPU by default would throttle every workload that has none by purpose."""
    (row,) = limits()["limits"]
    assert row["type"] == "Container"
    assert set(row["defaultRequest"]) == {"cpu", "memory", "ephemeral-storage"}
    assert set(row["default"]) == {"memory", "ephemeral-storage"}


def test_there_is_one_class_for_each_priority_and_none_is_for_everybody(auto: Made) -> None:
    assert {
        row.inputs["metadata"]["name"]: (row.inputs["value"], row.inputs["globalDefault"])
        for row in auto.recording.of(PRIORITY)
    } == {"sayar-800": (800, False), "sayar-900": (900, False)}


def test_auto_mode_is_told_to_enforce_policies(auto: Made) -> None:
    """Until then it takes policies and enforces none; elsewhere the add-on of the network does it."""
    switch = auto.recording.one(SWITCH).inputs
    assert (switch["metadata"]["namespace"], switch["metadata"]["name"]) == ("kube-system", "amazon-vpc-cni")
    assert switch["data"] == {"enable-network-policy-controller": "true"}
    assert not namespaces(mode="standard").recording.of(SWITCH)


def test_a_client_s_namespace_says_whose_it_is() -> None:
    plan = namespace_objects(namespace(name="acme"), RANGES, version="1.36", mode="auto", client="acme")
    assert (plan.name, plan.labels["sayar/client"]) == ("acme", "acme")
    assert set(plan.policies) == {"default-deny", "names"}


def test_what_is_in_a_namespace_waits_for_it_and_others_can_wait_for_all(auto: Made) -> None:
    space = auto.recording.named("namespace-shop-eu-west")
    for name in ("quota-shop-eu-west", "limits-shop-eu-west", "default-deny-shop-eu-west"):
        assert space.urn in auto.recording.named(name).depends_on
    before = auto.recording.named("before").urn
    assert before in space.depends_on
    assert auto.told["ready"] == len(auto.kubernetes()) - 1


def test_every_child_has_the_component_as_parent_and_the_cluster_s_provider(auto: Made) -> None:
    for row in auto.kubernetes():
        if row.name != "before":
            assert row.parent.endswith("sayar:cluster:Namespaces::namespaces-eu-west"), row.name
            assert "cluster-eu-west" in row.provider, row.name
            assert row.name.endswith("-eu-west"), row.name
            assert row.protect is (True if row.type.endswith(":Namespace") else None), row.name


def test_a_first_preview_makes_the_same_objects(auto: Made) -> None:
    made = namespaces(preview=True)
    assert {(row.type, row.name) for row in made.recording} == {(row.type, row.name) for row in auto.recording}
