"""Clusters: versions, ranges, pools, quotas and what other concerns must agree to; each rule at its boundary."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.cluster.spec import ClusterSpec, EksCluster
from components.immutable import changed
from components.messaging.spec import MessagingSpec

WORKLOAD: dict[str, Any] = {
    "name": "api",
    "namespace": "sayar",
    "pool": "steady",
    "critical": "on",
    "surface": "api",
    "priority": 8000,
    "cpu_m": 1000,
    "memory_mb": 1000,
    "scratch_mb": 64,
    "replicas": {"least": 3, "most": 9},
    "scale": {"by": "cpu", "percent": 60},
    "probes": {"port": 8080, "live": "/healthz", "ready": "/readyz", "start_within_s": 60, "period_s": 5, "fails": 3},
    "away_at_once": 1,
    "spread": "zones",
    "prestop_s": 15,
    "grace_s": 45,
    "talks_to": ["database"],
}
LAG = {"by": "lag", "topic": "webhooks", "group": "worker", "most_lag_s": 10}
WORKER = {
    **WORKLOAD,
    "name": "worker",
    "surface": None,
    "replicas": {"least": 3, "most": 12},
    "scale": LAG,
    "talks_to": ["database", "kafka"],
}
POOL: dict[str, Any] = {
    "name": "steady",
    "spot": "off",
    "architecture": "arm64",
    "families": ["m7g", "c7g"],
    "most_cpu": 96,
    "taint": "off",
    "expire_days": 21,
    "consolidate_after_s": 300,
    "at_once_percent": 10,
}
ENGINE: dict[str, Any] = {
    "kind": "eks",
    "version": "1.36",
    "support": "standard",
    "regions": ["us-east", "eu-west"],
    "service_cidr": "172.20.0.0/16",
    "nodes": {"mode": "auto"},
    "logs": ["api", "audit"],
    "log_retention_days": 365,
    "deletion_protection": "on",
    "zonal_shift": "on",
    "gitops": "off",
    "access": [
        {"role": "application-deploy", "may": "edit", "namespaces": ["sayar"]},
        {"role": "platform-admin", "may": "admin", "namespaces": []},
    ],
    "pools": [POOL, {**POOL, "name": "spare", "spot": "on"}],
    "namespaces": [
        {"name": "sayar", "pod_security": "restricted", "quota": {"cpu_m": 23000, "memory_mb": 23000, "pods": 23}}
    ],
    "workloads": [WORKLOAD, WORKER],
    "cells": {
        "pool": {**POOL, "name": "client", "most_cpu": 32, "taint": "on"},
        "quota": {"cpu_m": 32000, "memory_mb": 64000, "pods": 50},
    },
}
NETWORKS = {"us-east": "10.32.0.0/16", "eu-west": "10.33.0.0/16"}


def spec(cidrs: Any = (), **changes: Any) -> ClusterSpec:
    return ClusterSpec.model_validate_json(json.dumps({"api_access_cidrs": cidrs, "engine": {**ENGINE, **changes}}))


def problems(cidrs: Any = (), **changes: Any) -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec(cidrs, **changes).problems()}


def messaging(partitions: int = 24, group: str = "worker") -> MessagingSpec:
    topic = {
        "name": "webhooks",
        "partitions": partitions,
        "replication": 3,
        "min_in_sync": 2,
        "retention_h": 24,
        "cleanup": "delete",
        "max_message_kb": 64,
    }
    grant = {"workload": "worker", "topic": "webhooks", "right": "consume", "group": group}
    broker = {
        "kind": "msk_express",
        "region": "us-east",
        "version": "3.9.x",
        "metadata": "kraft",
        "zones": 3,
        "brokers": 3,
        "instance_type": "express.m7g.large",
        "encryption": "tls",
        "monitoring": "default",
        "open_metrics": "off",
        "log_retention_days": 30,
        "topics": [topic],
        "grants": [grant],
    }
    return MessagingSpec.model_validate_json(json.dumps({"broker": broker}))


def test_a_cluster_with_two_workloads_is_sound() -> None:
    # The quota is exactly ten replicas of the one and thirteen of the other.
    assert problems() == {}


def test_no_cluster_is_said_out_loud_and_has_no_api_to_reach() -> None:
    none = ClusterSpec.model_validate_json('{"api_access_cidrs": [], "engine": {"kind": "none"}}')
    assert none.eks is None
    assert [*none.problems(), *none.in_network({}), *none.with_messaging(messaging())] == []
    reach = ClusterSpec.model_validate_json('{"api_access_cidrs": ["203.0.113.0/24"], "engine": {"kind": "none"}}')
    assert [problem.path for problem in reach.problems()] == ["api_access_cidrs"]


@pytest.mark.parametrize(("version", "sound"), [("1.34", False), ("1.35", True), ("1.36", True), ("1.37", False)])
def test_versions_are_those_in_standard_support(version: str, sound: bool) -> None:
    assert ("engine.version" not in problems(version=version)) == sound


def test_the_api_is_open_to_ranges_of_our_own_only() -> None:
    assert problems(("203.0.113.0/24", "198.51.0.0/16")) == {}
    for wide in ("0.0.0.0/0", "128.0.0.0/1", "198.50.0.0/15"):
        assert "not the internet" in problems((wide,))["api_access_cidrs[0]"]
    assert "first address" in problems(("203.0.113.7/24",))["api_access_cidrs[0]"]
    assert problems(("203.0.113.0/24", "203.0.113.0/24")) == {"api_access_cidrs[1]": "each value once"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("172.16.0.0/11", "first address"),
        ("10.0.0.0/11", "between /12 and /24"),
        ("172.20.0.0/25", "between /12 and /24"),
        ("100.64.0.0/16", "inside one of"),
    ],
)
def test_services_have_a_private_range_of_a_size_that_eks_takes(text: str, said: str) -> None:
    assert said in problems(service_cidr=text)["engine.service_cidr"]


@pytest.mark.parametrize("text", ["172.16.0.0/12", "172.20.0.0/24"])
def test_the_largest_and_the_smallest_range_of_services_are_allowed(text: str) -> None:
    assert problems(service_cidr=text) == {}


def test_services_do_not_hide_a_network() -> None:
    assert list(spec().in_network(NETWORKS)) == []
    (problem,) = spec(service_cidr="10.33.128.0/17").in_network(NETWORKS)
    assert problem.path == "engine.service_cidr"
    assert "the network of eu-west" in problem.allowed
    assert [problem.path for problem in spec().in_network({"us-east": "10.32.0.0/16"})] == ["engine.regions[1]"]


def test_a_critical_workload_is_not_on_machines_that_may_be_taken_back() -> None:
    spare = {**WORKLOAD, "pool": "spare"}
    assert problems(workloads=[spare, WORKER]) == {
        "engine.workloads[0].pool": "a pool whose spot is off where critical is on"
    }
    assert problems(workloads=[{**spare, "critical": "off"}, WORKER]) == {}


def test_spot_needs_a_choice_of_machines() -> None:
    one = {**POOL, "name": "spare", "spot": "on", "families": ["m7g"]}
    assert "two families" in problems(pools=[POOL, one])["engine.pools[1].families"]
    assert problems(pools=[{**POOL, "families": ["m7g"]}]) == {}


def test_auto_mode_replaces_nodes_within_21_days_and_standard_nodes_may_live_longer() -> None:
    old = [{**POOL, "expire_days": 22}]
    assert problems(pools=old) == {"engine.pools[0].expire_days": "at most 21 where nodes.mode is auto"}
    nodes = {"mode": "standard", "system_type": "m7g.large", "system_min": 3, "system_max": 3, "image": "al2023"}
    assert problems(pools=old, nodes=nodes) == {}
    assert problems(nodes={**nodes, "system_max": 2})["engine.nodes.system_max"] == "at least system_min (3)"


def test_pools_namespaces_and_surfaces_that_workloads_name_are_there() -> None:
    lost = {**WORKLOAD, "pool": "gone", "namespace": "gone"}
    found = problems(workloads=[lost])
    assert found["engine.workloads[0].pool"] == "a pool: one of steady, spare"
    assert found["engine.workloads[0].namespace"] == "a namespace: one of sayar"
    assert "engine.access[0].namespaces[0]" in problems(access=[{"role": "r", "may": "view", "namespaces": ["gone"]}])


@pytest.mark.parametrize(
    ("may", "namespaces", "sound"),
    [("admin", [], True), ("admin", ["sayar"], False), ("edit", [], False), ("view", [], False)],
)
def test_somebody_administers_the_whole_cluster(may: str, namespaces: list[str], sound: bool) -> None:
    """Nobody else is let in by AWS: without such a role the cluster could not be mended by anybody."""
    found = problems(access=[{"role": "people", "may": may, "namespaces": namespaces}])
    assert found == ({} if sound else {"engine.access": "a role with may: admin and no namespaces"})


def test_a_cluster_that_lets_nobody_in_is_refused() -> None:
    assert problems(access=[]) == {"engine.access": "a role with may: admin and no namespaces"}


@pytest.mark.parametrize(
    ("taints", "sound"), [(("off", "off"), True), (("on", "off"), True), (("off", "on"), True), (("on", "on"), False)]
)
def test_one_pool_takes_pods_that_tolerate_nothing(taints: tuple[str, str], sound: bool) -> None:
    """DNS and the controllers of the cluster tolerate no taint of ours, so they would wait for ever."""
    one, other = taints
    found = problems(pools=[{**POOL, "taint": one}, {**POOL, "name": "spare", "taint": other}])
    says = "one pool whose taint is off: controllers of the cluster run there"
    assert found == ({} if sound else {"engine.pools": says})


def test_a_surface_has_one_workload() -> None:
    found = problems(workloads=[WORKLOAD, {**WORKLOAD, "name": "other"}])
    assert found["engine.workloads[1].surface"] == "a surface of its own; api answers this one"


@pytest.mark.parametrize("name", ["pools", "namespaces", "workloads"])
def test_names_are_there_once(name: str) -> None:
    rows = ENGINE[name]
    assert f"engine.{name}[{len(rows)}].name" in problems(**{name: [*rows, rows[0]]})


@given(st.integers(1, 40), st.integers(1, 40))
def test_a_quota_holds_all_replicas_and_one_more_of_each(most: int, pods: int) -> None:
    workload = {**WORKER, "replicas": {"least": 1, "most": most}, "away_at_once": 1}
    quota = {"cpu_m": 10**6, "memory_mb": 10**6, "pods": pods}
    namespace = {"name": "sayar", "pod_security": "restricted", "quota": quota}
    found = problems(workloads=[workload], namespaces=[namespace])
    assert ("engine.namespaces[0].quota.pods" in found) == (pods < most + 1)


def test_a_quota_one_short_is_refused_with_what_is_needed() -> None:
    quota = {"cpu_m": 22999, "memory_mb": 22999, "pods": 22}
    found = problems(namespaces=[{"name": "sayar", "pod_security": "restricted", "quota": quota}])
    assert {path.rsplit(".", 1)[1]: said.split(":")[0] for path, said in found.items()} == {
        "cpu_m": "at least 23000",
        "memory_mb": "at least 23000",
        "pods": "at least 23",
    }


@pytest.mark.parametrize("name", ["default", "kube-system"])
def test_namespaces_of_kubernetes_itself_are_left_alone(name: str) -> None:
    namespace = {**ENGINE["namespaces"][0], "name": name}
    assert "kube-*" in problems(namespaces=[namespace])["engine.namespaces[0].name"]


def test_readers_of_all_regions_together_have_a_partition_each() -> None:
    assert list(spec().with_messaging(messaging(24))) == []
    (problem,) = spec().with_messaging(messaging(23))
    assert problem.path == "engine.workloads[1].replicas.most"
    assert problem.allowed.startswith("at most 11: 23 partitions")


def test_scaling_on_a_topic_needs_the_topic_and_the_right_to_read_it() -> None:
    (group,) = spec().with_messaging(messaging(group="others"))
    assert group.path == "engine.workloads[1].scale.group"
    (topic,) = spec(workloads=[WORKLOAD, {**WORKER, "scale": {**LAG, "topic": "gone"}}]).with_messaging(messaging())
    assert (topic.path, topic.allowed) == ("engine.workloads[1].scale.topic", "a topic: one of webhooks")
    none = MessagingSpec.model_validate_json('{"broker": {"kind": "none"}}')
    assert {problem.path for problem in spec().with_messaging(none)} == {
        "engine.workloads[1].talks_to",
        "engine.workloads[1].scale.topic",
    }


def test_logs_are_kept_for_a_number_of_days_that_the_service_has() -> None:
    assert "engine.log_retention_days" in problems(log_retention_days=366)


def test_what_cannot_change_in_place_is_a_field_of_the_cluster() -> None:
    assert {name.split(".")[0] for name in EksCluster.IMMUTABLE} <= set(EksCluster.model_fields)


def test_a_region_more_or_less_changes_no_cluster_and_another_range_of_services_every_one() -> None:
    both, one, moved = spec(), spec(regions=["us-east"]), spec(service_cidr="172.21.0.0/16")
    assert changed(both, one) == changed(one, both) == ()
    assert [row.path for row in changed(both, moved)] == ["engine.service_cidr"]


def test_a_client_or_workload_name_is_a_dns_label() -> None:
    with pytest.raises(ValidationError):
        spec(workloads=[{**WORKLOAD, "name": "Api_1"}])


def test_a_role_may_be_let_into_the_cells_of_all_clients_and_into_no_other_pattern() -> None:
    """EKS takes a pattern, so that a new client needs no new entry; any other would be a slip."""
    row = {"role": "deployer", "may": "edit", "namespaces": ["client-*"]}
    assert problems(access=[*ENGINE["access"], row]) == {}
    with pytest.raises(ValidationError):
        spec(access=[*ENGINE["access"], {**row, "namespaces": ["*"]}])


def test_machines_of_a_client_are_tainted_and_hold_what_its_quota_allows() -> None:
    """Without a taint other clients' pods would land there; 32 cores are 32,000 millicores and not one more."""
    cells = ENGINE["cells"]
    assert problems(cells={**cells, "pool": {**cells["pool"], "taint": "off"}}) == {
        "engine.cells.pool.taint": "on: other clients' pods must not land there"
    }
    too_much = {**cells, "quota": {**cells["quota"], "cpu_m": 32001}}
    assert problems(cells=too_much) == {"engine.cells.quota.cpu_m": "at most 32000, the cores of pool.most_cpu"}


@pytest.mark.parametrize("name", ["keda", "external-secrets"])
def test_a_namespace_of_a_controller_is_not_made_twice(name: str) -> None:
    rows = [*ENGINE["namespaces"], {**ENGINE["namespaces"][0], "name": name}]
    found = problems(namespaces=rows)
    assert found == {"engine.namespaces[1].name": "a name other than external-secrets and keda, where controllers run"}


@pytest.mark.parametrize("kind", ["pools", "namespaces"])
def test_what_is_the_platform_s_is_never_called_like_a_client_s(kind: str) -> None:
    """Roles of applications may edit `client-*`, and the cell of a client of that name would be a second one."""
    rows = [*ENGINE[kind], {**ENGINE[kind][0], "name": "client-acme"}]
    assert problems(**{kind: rows}) == {
        f"engine.{kind}[{len(rows) - 1}].name": "a name that does not begin with client-, as those of clients do"
    }
    plain = [*ENGINE[kind], {**ENGINE[kind][0], "name": "clients"}]
    assert problems(**{kind: plain}) == {}


def test_machines_of_clients_live_no_longer_than_auto_mode_lets_them() -> None:
    def cells(days: int) -> dict[str, Any]:
        return {**ENGINE["cells"], "pool": {**ENGINE["cells"]["pool"], "expire_days": days}}

    assert problems(cells=cells(21)) == {}
    assert problems(cells=cells(22)) == {"engine.cells.pool.expire_days": "at most 21 where nodes.mode is auto"}
    standard = {"mode": "standard", "system_type": "m7g.large", "system_min": 2, "system_max": 3, "image": "al2023"}
    assert problems(cells=cells(22), nodes=standard) == {}


@pytest.mark.parametrize(
    ("architecture", "families", "wrong"),
    [
        ("arm64", ["m7g", "c8gd", "im4gn", "x2gd"], []),
        ("amd64", ["m7i", "c7a", "g4dn", "r7iz"], []),
        ("arm64", ["m7g", "m7i"], [1]),
        ("amd64", ["m7g", "m7i", "t4g"], [0, 2]),
    ],
)
def test_a_family_that_has_no_machine_of_the_pool_s_architecture_is_refused(
    architecture: str, families: list[str], wrong: list[int]
) -> None:
    """Nothing else would say so: the pool starts what it can, and where it can nothing, pods wait."""
    pools = [{**POOL, "architecture": architecture, "families": families}, *ENGINE["pools"][1:]]
    said = f"a family of {architecture} machines"
    assert problems(pools=pools) == {f"engine.pools[0].families[{index}]": said for index in wrong}


def test_the_system_s_own_machines_are_no_pool() -> None:
    standard = {"mode": "standard", "system_type": "m7g.large", "system_min": 2, "system_max": 3, "image": "al2023"}
    rows = [*ENGINE["pools"], {**POOL, "name": "system"}]
    assert problems(pools=rows) == {}
    found = problems(pools=rows, nodes=standard)
    assert found == {"engine.pools[2].name": "a name other than system, as the machines of controllers are labelled"}


def test_who_has_a_right_on_a_topic_is_there_and_is_let_through_to_the_broker() -> None:
    """A right without the way, or the way without a right, would only show as time-outs of the running pod."""

    def found(granted: str, *talking: dict[str, Any]) -> dict[str, str]:
        rows = messaging().model_dump(mode="json")
        grants = [
            *rows["broker"]["grants"],
            {"workload": granted, "topic": "webhooks", "right": "produce", "group": None},
        ]
        rows["broker"]["grants"] = grants
        said = MessagingSpec.model_validate_json(json.dumps(rows))
        workloads = list(talking or (WORKLOAD, WORKER))
        return {problem.path: problem.allowed for problem in spec(workloads=workloads).with_messaging(said)}

    both = {**WORKLOAD, "talks_to": ["database", "kafka"]}
    assert found("api", both, WORKER) == {}
    assert found("api") == {"engine.workloads[0].talks_to": "kafka too, as messaging.broker.grants names api"}
    assert found("worker", both, WORKER) == {
        "engine.workloads[0].talks_to": "no kafka without a row for api in messaging.broker.grants"
    }
    assert found("gone", WORKLOAD, WORKER) == {"engine.workloads": "gone too, as messaging.broker.grants names it"}
