"""Workloads in a cluster: restricted, spread, drained in peace, scaled on what they say, and reached by nobody else."""

import json
from dataclasses import replace
from typing import Any

import kubernetes_validate
import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.cluster import pod, scaling
from components.cluster.external_secrets import SecretRef, Store, cluster_store, external_secret
from components.cluster.target_binding import Target
from components.cluster.workload_spec import CpuScale, LagScale, ProbesSpec, WorkloadSpec
from components.policies import Statement
from tests.components.cluster.workload_made import (
    ACCOUNT,
    API,
    AUTHENTICATION,
    BINDING,
    BUDGET,
    DEPLOYMENT,
    EXTERNAL,
    HPA,
    LAG,
    POLICY,
    RANGES,
    ROLE,
    SCALED,
    SERVICE,
    WORKER,
    Made,
    deployed,
    place,
    pool,
    workload,
)
from tests.support.pod_security import refused

ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
TARGET = Target("arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/1", "sg-balancer")
SECRETS = {"JWT_SECRET": SecretRef("arn:aws:secretsmanager:eu-west-1:123456789012:secret:app", "jwt")}
READ = Statement("Read", ["s3:GetObject"], ["arn:aws:s3:::feeds/*"])


@pytest.fixture(scope="module")
def api() -> Made:
    return deployed(
        workload(API),
        environment={"API_URL": "https://api.sayar.example"},
        secrets=SECRETS,
        statements=(READ,),
        target=TARGET,
    )


@pytest.fixture(scope="module")
def worker() -> Made:
    return deployed(workload(WORKER), machines=pool(taint="on"))


def pods(made: Made) -> dict[str, Any]:
    found: dict[str, Any] = made.spec(DEPLOYMENT)["template"]["spec"]
    return found


def container(made: Made) -> dict[str, Any]:
    (found,) = pods(made)["containers"]
    return dict(found)


def template(spec: WorkloadSpec) -> dict[str, Any]:
    made: dict[str, Any] = pod.template(spec, pool(), service_account=spec.name, environment={}, secret=None)["spec"]
    return made


def test_a_surface_has_all_its_objects_and_a_worker_only_what_it_needs(api: Made, worker: Made) -> None:
    shared = {DEPLOYMENT, ACCOUNT, POLICY, BUDGET, ROLE, ASSOCIATION}
    types = {row.type for row in api.recording.custom() if row.name != "before"}
    assert types == shared | {ROLE_POLICY, HPA, SERVICE, BINDING, EXTERNAL}
    types = {row.type for row in worker.recording.custom() if row.name != "before"}
    assert types == shared | {SCALED, AUTHENTICATION}


def test_every_object_is_one_of_kubernetes_1_36_with_its_name_in_full(api: Made, worker: Made) -> None:
    for made, name in ((api, "api"), (worker, "worker")):
        assert len(made.objects()) >= 5
        for row in made.objects():
            kubernetes_validate.validate(row, "1.36", strict=True)
        for row in made.kubernetes():
            if row.name != "before":
                assert (row.inputs["metadata"]["name"], row.inputs["metadata"]["namespace"]) == (name, "shop")
                assert row.inputs["metadata"]["labels"]["app.kubernetes.io/name"] == name


def test_pods_hold_the_restricted_level(api: Made, worker: Made) -> None:
    for made in (api, worker):
        assert refused(pods(made)) == []
        assert container(made)["securityContext"]["readOnlyRootFilesystem"] is True
        assert pods(made)["securityContext"]["runAsUser"] == 65532
        # Neither the pod nor its account has a token for the API of Kubernetes.
        assert pods(made)["automountServiceAccountToken"] is False
        assert made.recording.one(ACCOUNT).inputs["automountServiceAccountToken"] is False


def test_the_image_is_named_by_digest_and_left_to_the_pipeline_with_the_number_of_pods(api: Made) -> None:
    """A deploy of ours must not bring back the placeholder, nor undo what an autoscaler did."""
    assert "@sha256:" in container(api)["image"]
    assert api.recording.one(DEPLOYMENT).ignore_changes == (
        "spec.template.spec.containers[0].image",
        "spec.replicas",
    )
    fixed = deployed(workload(WORKER, scale={"by": "none"}, replicas={"least": 2, "most": 2}))
    # Nobody but the spec says how many: left alone, a changed number would never reach the cluster.
    assert fixed.recording.one(DEPLOYMENT).ignore_changes == ("spec.template.spec.containers[0].image",)
    # A command of the placeholder would stay when the image changes.
    assert not {"command", "args"} & set(container(api))


def test_memory_is_bounded_by_its_request_and_cpu_is_not(api: Made, worker: Made) -> None:
    assert container(api)["resources"] == {
        "requests": {"cpu": "1000m", "memory": "2048Mi", "ephemeral-storage": "114Mi"},
        "limits": {"memory": "2048Mi", "ephemeral-storage": "114Mi"},
    }
    # 512 of scratch, 64 of /tmp, 50 of logs.
    assert container(worker)["resources"]["limits"]["ephemeral-storage"] == "626Mi"


def test_only_volumes_of_a_known_size_can_be_written(api: Made, worker: Made) -> None:
    assert pods(api)["volumes"] == [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}]
    assert {row["name"]: row["emptyDir"]["sizeLimit"] for row in pods(worker)["volumes"]} == {
        "tmp": "64Mi",
        "scratch": "512Mi",
    }
    assert {row["name"]: row["mountPath"] for row in container(worker)["volumeMounts"]} == {
        "tmp": "/tmp",
        "scratch": "/scratch",
    }
    assert {"name": "SCRATCH_DIR", "value": "/scratch"} in container(worker)["env"]


def test_pods_are_told_their_port_and_probed_there(api: Made) -> None:
    assert {"name": "PORT", "value": "8081"} in container(api)["env"]
    assert container(api)["ports"] == [{"name": "http", "containerPort": 8081, "protocol": "TCP"}]
    timing = {"periodSeconds": 10, "timeoutSeconds": 5}
    assert container(api)["startupProbe"] == {
        "httpGet": {"path": "/live", "port": "http"},
        "failureThreshold": 7,
        **timing,
    }
    assert container(api)["livenessProbe"]["failureThreshold"] == 3
    assert container(api)["readinessProbe"]["httpGet"]["path"] == "/ready"


@given(st.integers(1, 900), st.integers(1, 120))
def test_a_pod_that_starts_in_time_is_never_killed_by_its_startup_probe(start_s: int, period_s: int) -> None:
    """The first look is at once: the look that kills comes after all periods, so a look in time finds the pod."""
    probes = ProbesSpec(port=8080, live="/live", ready="/ready", start_within_s=start_s, period_s=period_s, fails=3)
    looks = [look * period_s for look in range(pod.startup_failures(probes))]
    assert looks[-1] >= start_s
    # And one that hangs is not waited for a period longer than needed.
    assert looks[-2] < start_s


@given(st.integers(0, 60), st.integers(1, 300), st.integers(1, 40), st.integers(0, 40), st.data())
@settings(deadline=None)
def test_every_sound_workload_drains_in_peace(
    prestop: int, rest: int, least: int, more: int, data: st.DataObject
) -> None:
    away = data.draw(st.integers(1, max(1, least - 1)))
    spec = workload(
        {**API, "surface": None},
        prestop_s=prestop,
        grace_s=prestop + rest,
        replicas={"least": least, "most": least + more},
        away_at_once=away,
    )
    assert list(spec.problems()) == []
    made = template(spec)
    pause = made["containers"][0].get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
    # The grace period runs from the start of the pause: the process must have time left to stop.
    assert (pause, made["terminationGracePeriodSeconds"] > pause) == (prestop, True)
    budget = scaling.disruptions(spec)
    assert (budget is None) == (least == 1)
    if budget is not None:
        assert least - budget["maxUnavailable"] >= 1
    assert isinstance(spec.scale, CpuScale)
    bounds = scaling.by_cpu(spec, spec.scale)
    assert 1 <= bounds["minReplicas"] <= bounds["maxReplicas"]
    # All pods may be replaced one after the other before a rollout counts as failed.
    assert pod.rollout_s(spec) > spec.replicas.most * spec.probes.start_within_s + spec.grace_s


def test_a_singleton_has_no_budget_as_no_node_could_be_drained() -> None:
    spec = workload({**WORKER, "replicas": {"least": 1, "most": 1}, "scale": {"by": "none"}})
    made = deployed(spec)
    assert not made.recording.of(BUDGET)
    assert not made.recording.of(HPA)
    assert not made.recording.of(SCALED)


def test_zones_are_a_must_hosts_a_wish_and_a_lost_zone_counts_for_neither(api: Made) -> None:
    zones, hosts = pods(api)["topologySpreadConstraints"]
    assert (zones["topologyKey"], zones["whenUnsatisfiable"]) == ("topology.kubernetes.io/zone", "DoNotSchedule")
    assert (hosts["topologyKey"], hosts["whenUnsatisfiable"]) == ("kubernetes.io/hostname", "ScheduleAnyway")
    for row in (zones, hosts):
        assert row["matchLabelKeys"] == ["pod-template-hash"]
        # Unreachable nodes are tainted; counted, they would hold back the pods that replace theirs.
        assert row["nodeTaintsPolicy"] == "Honor"
        # With a least number of zones, two zones left would take one pod each.
        assert "minDomains" not in row
    (only,) = template(workload(WORKER, spread="hosts"))["topologySpreadConstraints"]
    assert only["topologyKey"] == "kubernetes.io/hostname"


def test_pods_run_on_their_pool_and_tolerate_it_where_it_keeps_others_away(api: Made, worker: Made) -> None:
    assert pods(api)["nodeSelector"] == pods(worker)["nodeSelector"] == {"sayar/pool": "steady"}
    assert "tolerations" not in pods(api)
    assert pods(worker)["tolerations"] == [
        {"key": "sayar/pool", "operator": "Equal", "value": "steady", "effect": "NoSchedule"}
    ]
    assert (pods(api)["priorityClassName"], pods(worker)["priorityClassName"]) == ("sayar-900", "sayar-800")


def test_no_pod_is_missing_while_it_is_replaced(api: Made) -> None:
    assert api.spec(DEPLOYMENT)["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1},
    }
    notes = api.recording.one(DEPLOYMENT).inputs["metadata"]["annotations"]
    # A minute for each of twelve pods, a minute to let the last one out, and room for a machine.
    assert notes == {"pulumi.com/timeoutSeconds": str(660 + 12 * 60 + 60)}


def test_the_selector_holds_nothing_that_could_change(api: Made) -> None:
    """A Deployment's selector cannot be changed: another one would be another Deployment, made after a deletion."""
    same = {"app.kubernetes.io/name": "api", "app.kubernetes.io/part-of": "sayar"}
    assert api.spec(DEPLOYMENT)["selector"] == {"matchLabels": same}
    assert api.spec(SERVICE)["selector"] == same
    assert api.spec(BUDGET)["selector"] == {"matchLabels": same}
    marks = api.spec(DEPLOYMENT)["template"]["metadata"]["labels"]
    assert same.items() <= marks.items()
    assert (marks["sayar/surface"], marks["sayar/client"]) == ("api", "shared")


def test_cpu_scales_at_once_up_and_slowly_down(api: Made) -> None:
    scaler = api.spec(HPA)
    assert scaler["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "api"}
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (3, 12)
    assert scaler["metrics"][0]["resource"]["target"] == {"type": "Utilization", "averageUtilization": 60}
    assert scaler["behavior"]["scaleUp"]["stabilizationWindowSeconds"] == 0
    assert scaler["behavior"]["scaleDown"] == {
        "stabilizationWindowSeconds": 300,
        "policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}],
    }


def test_lag_scales_on_the_age_of_the_oldest_record_where_kafka_is(worker: Made) -> None:
    scaled = worker.spec(SCALED)
    assert (scaled["minReplicaCount"], scaled["maxReplicaCount"]) == (3, 12)
    (trigger,) = scaled["triggers"]
    assert (trigger["type"], trigger["metricType"]) == ("aws-cloudwatch", "Value")
    assert trigger["authenticationRef"] == {"name": "worker"}
    assert worker.spec(AUTHENTICATION) == {"podIdentity": {"provider": "aws"}}
    assert trigger["metadata"] == {
        # Kafka is in one region; the workload also runs in others.
        "awsRegion": "us-east-1",
        "namespace": "AWS/Kafka",
        "metricName": "EstimatedMaxTimeLag",
        "dimensionName": "Cluster Name;Consumer Group;Topic",
        "dimensionValue": "events-kafka;orders;events",
        "metricStat": "Maximum",
        "metricStatPeriod": "60",
        "metricCollectionTime": "300",
        "targetMetricValue": "60",
        "minMetricValue": "0",
        # No value is no zero: a group that is rebalanced has none, and would be scaled in.
        "ignoreNullValues": "false",
    }


@pytest.mark.parametrize(("least", "kept"), [(0, 1), (1, 1), (3, 3)])
def test_a_lag_that_cannot_be_seen_keeps_what_is_there_and_one_pod_at_least(least: int, kept: int) -> None:
    """A group that never read has no lag to see: somebody has to read first."""
    spec = workload(WORKER, critical="off", replicas={"least": least, "most": 12}, away_at_once=1)
    assert isinstance(spec.scale, LagScale)
    assert scaling.by_lag(spec, spec.scale, LAG, authentication="x")["fallback"] == {
        "failureThreshold": 3,
        "replicas": kept,
        "behavior": "currentReplicasIfHigher",
    }


def test_secrets_come_from_the_store_and_never_in_plain(api: Made) -> None:
    assert api.spec(EXTERNAL) == {
        "refreshInterval": "300s",
        "secretStoreRef": {"name": "aws", "kind": "ClusterSecretStore"},
        "target": {"name": "api", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": "JWT_SECRET", "remoteRef": {"key": SECRETS["JWT_SECRET"].secret, "property": "jwt"}}],
    }
    assert container(api)["envFrom"] == [{"secretRef": {"name": "api"}}]
    assert [row["name"] for row in container(api)["env"]] == ["API_URL", "PORT"]
    assert not api.recording.of("kubernetes:core/v1:Secret")
    # The Secret is there before the pods, or they would not start.
    notes = api.recording.one(EXTERNAL).inputs["metadata"]["annotations"]
    assert notes == {"pulumi.com/waitFor": "condition=Ready"}


def test_a_store_is_for_named_namespaces_and_names_no_credential() -> None:
    where = place(None)  # type: ignore[arg-type]
    assert cluster_store(where, ["shop"]) == {
        "conditions": [{"namespaces": ["shop"]}],
        "provider": {"aws": {"service": "SecretsManager", "region": "eu-west-1"}},
    }
    assert cluster_store(where, ["acme"], role="arn:role")["provider"]["aws"]["role"] == "arn:role"
    with pytest.raises(ValueError, match="no namespace"):
        cluster_store(where, [])
    with pytest.raises(ValueError, match="nothing"):
        external_secret("api", Store("aws"), {})


def test_the_role_is_the_account_s_alone_and_does_what_it_is_given(api: Made, worker: Made) -> None:
    role = api.recording.one(ROLE)
    assert json.loads(role.inputs["assumeRolePolicy"])["Statement"][0]["Principal"] == {
        "Service": ["pods.eks.amazonaws.com"]
    }
    assert role.inputs["tags"]["client"] == "shared"
    assert json.loads(api.recording.one(ROLE_POLICY).inputs["policy"])["Statement"] == [
        {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::feeds/*"]}
    ]
    given_to = api.recording.one(ASSOCIATION).inputs
    assert (given_to["clusterName"], given_to["namespace"], given_to["serviceAccount"]) == (
        "cluster-name",
        "shop",
        "api",
    )
    assert given_to["roleArn"] == api.told["role_arn"] == "arn:aws:iam::123456789012:role/role-made"
    assert (api.told["role_name"], api.told["service_account"]) == ("role-made", "api")
    assert not worker.recording.of(ROLE_POLICY)


@pytest.mark.parametrize(("mode", "group"), [("auto", "eks.amazonaws.com/v1"), ("standard", "elbv2.k8s.aws/v1beta1")])
def test_a_target_group_is_bound_by_whoever_runs_load_balancers(mode: Any, group: str) -> None:
    """Auto Mode serves an API group of its own, and demands the type of targets."""
    made = deployed(workload(API), mode=mode, target=TARGET)
    assert made.spec(f"kubernetes:{group}:TargetGroupBinding") == {
        "targetGroupARN": TARGET.arn,
        "targetType": "ip",
        "serviceRef": {"name": "api", "port": 80},
        "networking": {
            "ingress": [
                {
                    "from": [{"securityGroup": {"groupID": "sg-balancer"}}],
                    "ports": [{"protocol": "TCP", "port": 8081}],
                }
            ]
        },
    }


def test_rules_of_the_balancer_that_are_ours_are_not_the_controller_s() -> None:
    made = deployed(workload(API), target=replace(TARGET, balancer_group=None))
    assert "networking" not in made.spec(BINDING)


def test_pods_come_after_all_that_they_are_given_when_they_are_made(api: Made, worker: Made) -> None:
    """Role, doors, Secret and readiness gate are put into a pod at its start, and not later."""
    first = api.recording.one(DEPLOYMENT).depends_on
    for type_ in (ACCOUNT, ASSOCIATION, POLICY, EXTERNAL, SERVICE, BINDING):
        assert api.recording.one(type_).urn in first, type_
    assert api.recording.one(SERVICE).urn in api.recording.one(BINDING).depends_on
    assert worker.recording.one(DEPLOYMENT).urn in worker.recording.one(SCALED).depends_on
    before = api.recording.named("before").urn
    for row in api.kubernetes():
        assert row.name == "before" or before in row.depends_on, row.type


def test_every_child_has_the_component_as_parent_and_an_explicit_provider(api: Made, worker: Made) -> None:
    for made in (api, worker):
        for row in made.recording.custom():
            if row.name != "before":
                assert row.parent.endswith("sayar:cluster:Workload::workload-eu-west"), row.name
                assert ("aws-eu-west" if row.type.startswith("aws:") else "cluster-eu-west") in row.provider
                assert (row.name, row.protect) == ("workload-eu-west", None)


def test_what_a_client_alone_uses_is_the_client_s() -> None:
    made = deployed(workload(API), client="acme")
    assert made.recording.one(ROLE).inputs["tags"]["client"] == "acme"
    assert made.recording.one(ASSOCIATION).inputs["tags"]["cost"] == "acme"
    assert made.spec(DEPLOYMENT)["template"]["metadata"]["labels"]["sayar/client"] == "acme"


@pytest.mark.parametrize(
    ("spec", "changes", "message"),
    [
        (API, {"machines": pool(name="other")}, "runs on pool steady, not on other"),
        (WORKER, {"target": TARGET}, "answers no surface"),
        (WORKER, {"lag": None}, "scales on lag"),
        (API, {"environment": {"JWT_SECRET": "x"}, "secrets": SECRETS}, "JWT_SECRET twice"),
        (API, {"environment": {"PORT": "1"}}, "PORT twice"),
        (API, {"ranges": replace(RANGES, database=())}, "no range for database"),
    ],
)
def test_half_a_workload_is_refused(spec: dict[str, Any], changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        deployed(workload(spec), **changes)


def test_a_first_preview_knows_no_role_and_makes_the_same_objects(api: Made) -> None:
    made = deployed(
        workload(API),
        preview=True,
        environment={"API_URL": pulumi.Output.from_input("https://api.sayar.example")},
        secrets=SECRETS,
        statements=(READ,),
        target=TARGET,
    )
    assert {(row.type, row.name) for row in made.recording} == {(row.type, row.name) for row in api.recording}
