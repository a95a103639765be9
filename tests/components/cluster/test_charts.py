"""Controllers of a cluster: pinned charts, two of each, and rights that reach no further than their task."""

from typing import Any

import pytest

from components.cluster.charts import Readable, lag_statements
from components.cluster.releases import Controller, chart_of, controller_of
from tests.components.cluster.cluster_made import ACCOUNT, KEY, SECRETS, Made, made

RELEASE = "kubernetes:helm.sh/v3:Release"
ADDON = "aws:eks/addon:Addon"
ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
CHARTS = ("external-secrets", "keda", "karpenter", "aws-load-balancer-controller")


def release(run: Made, name: str) -> dict[str, Any]:
    return run.inputs(RELEASE, f"{name}-us-east")


def test_both_modes_have_secrets_and_scaling_and_only_our_own_nodes_need_more(auto: Made, standard: Made) -> None:
    both = {"external-secrets-us-east", "keda-us-east"}
    assert {row.name for row in auto.recording.of(RELEASE)} == both
    assert {row.name for row in standard.recording.of(RELEASE)} == {
        *both,
        "karpenter-us-east",
        "aws-load-balancer-controller-us-east",
    }


@pytest.mark.parametrize("name", CHARTS)
def test_a_release_is_a_pinned_chart_that_comes_whole_or_not_at_all(standard: Made, name: str) -> None:
    inputs, chart = release(standard, name), chart_of(name)
    assert (inputs["name"], inputs["chart"], inputs["version"]) == (name, chart.chart, chart.version)
    assert inputs["version"].count(".") == 2
    assert inputs.get("repositoryOpts") == (None if chart.repository is None else {"repo": chart.repository})
    assert chart.chart.startswith("oci://") or chart.repository is not None
    assert inputs["atomic"] is True
    assert inputs["createNamespace"] is False
    assert inputs["timeout"] == 900


def test_charts_come_after_the_pools_as_no_machine_is_there_before(auto: Made) -> None:
    """In Auto Mode a chart that waits for its pods would wait until it failed."""
    pools = {row.urn for row in auto.recording.of("kubernetes:karpenter.sh/v1:NodePool")}
    assert len(pools) == 2
    for row in (*auto.recording.of(RELEASE), auto.one(ADDON, "metrics-server-us-east")):
        assert pools <= set(row.depends_on), row.name


@pytest.mark.parametrize("name", CHARTS)
def test_a_controller_starts_with_its_rights(standard: Made, name: str) -> None:
    """Credentials come into a pod when it starts: without the association it has none until it is started again."""
    association = standard.one(ASSOCIATION, f"{name}-us-east")
    policy = standard.one("aws:iam/rolePolicy:RolePolicy", f"{name}-us-east")
    assert {association.urn, policy.urn} <= set(standard.one(RELEASE, f"{name}-us-east").depends_on)
    assert association.inputs["namespace"] == release(standard, name)["namespace"]


def test_accounts_of_roles_are_those_of_the_pods(standard: Made) -> None:
    accounts = {row.name: row.inputs["serviceAccount"] for row in standard.recording.of(ASSOCIATION)}
    assert accounts == {
        "external-secrets-us-east": release(standard, "external-secrets")["values"]["serviceAccount"]["name"],
        # The chart's own name of its operator's account.
        "keda-us-east": "keda-operator",
        "karpenter-us-east": "karpenter",
        "aws-load-balancer-controller-us-east": "aws-load-balancer-controller",
    }


def test_every_part_of_a_controller_is_twice_there_and_one_stays(auto: Made) -> None:
    secrets, keda = release(auto, "external-secrets")["values"], release(auto, "keda")["values"]
    for part in (secrets, secrets["webhook"], secrets["certController"]):
        assert part["replicaCount"] == 2
        assert part["podDisruptionBudget"] == {"enabled": True, "minAvailable": 1}
        assert part["resources"]["limits"] == {"memory": "128Mi"}
    # Without an election both would write.
    assert secrets["leaderElect"] is True
    for part in ("operator", "metricsServer", "webhooks"):
        assert keda[part] == {"replicaCount": 2}
    for part in ("operator", "metricServer", "webhooks"):
        assert keda["podDisruptionBudget"][part] == {"minAvailable": 1}
        assert keda["resources"][part]["requests"] == {"cpu": "100m", "memory": "256Mi"}


def test_who_may_edit_workloads_may_not_ask_for_secrets(auto: Made) -> None:
    """The controller reads for every namespace: an object of one could name what belongs to another."""
    rights = release(auto, "external-secrets")["values"]["rbac"]
    assert rights == {"aggregateToEdit": False, "aggregateToAdmin": False}


def test_secrets_are_read_where_they_are_named_and_opened_by_way_of_their_store_only(auto: Made) -> None:
    rows = auto.policy("external-secrets-us-east")
    assert set(rows) == {"Secrets", "Keys"}
    assert rows["Secrets"]["Resource"] == [SECRETS]
    assert rows["Secrets"]["Action"] == ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
    assert rows["Keys"]["Resource"] == [KEY]
    assert rows["Keys"]["Action"] == ["kms:Decrypt"]
    assert rows["Keys"]["Condition"] == {"StringEquals": {"kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com"]}}


def test_scaling_reads_metrics_and_brokers_only_where_they_are_named(auto: Made) -> None:
    assert {sid: row["Action"] for sid, row in auto.policy("keda-us-east").items()} == {
        "Metrics": ["cloudwatch:GetMetricData"]
    }
    topic = f"arn:aws:kafka:us-east-1:{ACCOUNT}:topic/sayar/*/webhook-events"
    _, lag = lag_statements(Readable(secrets=[], keys=[], kafka=[topic]))
    assert lag.resources == [topic]
    assert all("Write" not in action and "Alter" not in action for action in lag.actions)


def test_a_controller_of_secrets_without_any_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.components.cluster.cluster_made.SECRETS_READ", ())
    with pytest.raises(ValueError, match="at least one secret"):
        made()


def test_balancers_of_our_own_change_what_they_made_and_open_the_nodes_alone(standard: Made) -> None:
    rows = standard.policy("aws-load-balancer-controller-us-east")
    mine = {"StringEquals": {"aws:ResourceTag/elbv2.k8s.aws/cluster": ["sayar-us-east"]}}
    assert rows["Own"]["Condition"] == rows["GroupsOwn"]["Condition"] == mine
    (opened,) = rows["OpeningNodes"]["Resource"]
    assert opened.startswith(f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/")
    assert not opened.endswith("*")
    for sid, row in rows.items():
        if row["Resource"] == ["*"]:
            assert all(a.split(":")[1].startswith(("Describe", "Get", "List")) for a in row["Action"]), sid


def test_the_controller_of_balancers_asks_no_machine_where_it_is_and_stands_in_nobody_s_way(standard: Made) -> None:
    values = release(standard, "aws-load-balancer-controller")["values"]
    assert (values["clusterName"], values["region"], values["vpcId"]) == ("sayar-us-east", "us-east-1", "vpc-1")
    assert values["enableServiceMutatorWebhook"] is False
    assert values["createIngressClassResource"] is False


def test_the_metrics_that_scaling_by_cpu_reads_are_in_both_modes(auto: Made, standard: Made) -> None:
    for run in (auto, standard):
        assert run.inputs(ADDON, "metrics-server-us-east")["addonName"] == "metrics-server"


def test_memory_is_bounded_by_what_was_asked_for_and_cpu_is_not() -> None:
    assert Controller(replicas=2, cpu_m=50, memory_mb=128).resources == {
        "requests": {"cpu": "50m", "memory": "128Mi"},
        "limits": {"memory": "128Mi"},
    }
    for name in CHARTS:
        assert controller_of(name).replicas >= 2


def test_a_chart_without_a_row_is_a_fault_of_the_code() -> None:
    with pytest.raises(KeyError):
        chart_of("nobody")
