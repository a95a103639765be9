"""Pools of machines: what Karpenter is asked for in either mode, and that no pool is without a way to a machine."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.nodes_spec import PoolSpec
from components.cluster.pool_manifests import Mode, auto_node_class, ec2_node_class, node_pool
from tests.components.cluster.cluster_made import STANDARD, Made, made, statements
from tests.components.cluster.test_spec import POOL

POOLS = "kubernetes:karpenter.sh/v1:NodePool"
AUTO_CLASS = "kubernetes:eks.amazonaws.com/v1:NodeClass"
OWN_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
RELEASE = "kubernetes:helm.sh/v3:Release"
FAMILY = {"auto": "eks.amazonaws.com/instance-family", "standard": "karpenter.k8s.aws/instance-family"}
DURATION = re.compile(r"^(([0-9]+(s|m|h))+|Never)$")
BUDGET = re.compile(r"^((100|[0-9]{1,2})%|[0-9]+)$")
"""The patterns of the definitions of karpenter.sh/v1 at aws/karpenter-provider-aws@1d927085d."""


def pool(**changes: Any) -> PoolSpec:
    return PoolSpec.model_validate_json(json.dumps({**POOL, **changes}))


def asked(spec: PoolSpec, mode: Mode = "auto", **extra: dict[str, str]) -> dict[str, Any]:
    manifest = node_pool(
        spec.name,
        spec,
        mode=mode,
        node_class="sayar",
        extra_taints=extra.get("taints", {}),
        extra_labels=extra.get("labels", {}),
    )
    assert (manifest.api_version, manifest.kind) == ("karpenter.sh/v1", "NodePool")
    assert manifest.metadata["name"] == spec.name
    return dict(manifest.spec)


def requirements(spec: dict[str, Any]) -> dict[str, list[str]]:
    rows = spec["template"]["spec"]["requirements"]
    assert {row["operator"] for row in rows} == {"In"}
    return {row["key"]: row["values"] for row in rows}


def test_a_pool_asks_for_what_the_spec_says() -> None:
    assert asked(pool()) == {
        "template": {
            "metadata": {"labels": {"sayar/pool": "steady"}},
            "spec": {
                "nodeClassRef": {"group": "eks.amazonaws.com", "kind": "NodeClass", "name": "sayar"},
                "requirements": [
                    {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]},
                    {"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]},
                    {"key": "eks.amazonaws.com/instance-family", "operator": "In", "values": ["m7g", "c7g"]},
                ],
                "expireAfter": "504h",
            },
        },
        "limits": {"cpu": "96"},
        "disruption": {
            "consolidationPolicy": "WhenEmptyOrUnderutilized",
            "consolidateAfter": "300s",
            "budgets": [{"nodes": "10%"}],
        },
    }


@pytest.mark.parametrize("mode", ["auto", "standard"])
def test_spot_pools_fall_back_to_on_demand_and_others_never_take_spot(mode: Mode) -> None:
    """A shortage of spot would leave the pods of a pool without any machine."""
    assert requirements(asked(pool(spot="on"), mode))["karpenter.sh/capacity-type"] == ["spot", "on-demand"]
    assert requirements(asked(pool(spot="off"), mode))["karpenter.sh/capacity-type"] == ["on-demand"]


@pytest.mark.parametrize("mode", ["auto", "standard"])
def test_families_are_named_by_the_label_that_the_mode_knows(mode: Mode) -> None:
    keys = requirements(asked(pool(), mode))
    assert keys[FAMILY[mode]] == ["m7g", "c7g"]
    assert not (set(FAMILY.values()) - {FAMILY[mode]}) & set(keys)
    group = asked(pool(), mode)["template"]["spec"]["nodeClassRef"]["group"]
    assert FAMILY[mode].startswith(group)


def test_a_tainted_pool_keeps_away_whoever_does_not_name_it() -> None:
    tainted = asked(pool(taint="on"))["template"]
    assert tainted["spec"]["taints"] == [{"key": "sayar/pool", "value": "steady", "effect": "NoSchedule"}]
    assert tainted["metadata"]["labels"]["sayar/pool"] == "steady"
    assert "taints" not in asked(pool(taint="off"))["template"]["spec"]


def test_a_client_s_pool_has_taints_and_labels_of_its_own_on_top() -> None:
    client = {"sayar/client": "acme"}
    template = asked(pool(name="acme", taint="on"), taints=client, labels=client)["template"]
    assert {row["key"]: row["value"] for row in template["spec"]["taints"]} == {"sayar/pool": "acme", **client}
    assert template["metadata"]["labels"] == {"sayar/pool": "acme", **client}


def test_no_label_of_a_caller_can_move_a_pool_s_nodes_to_another() -> None:
    labels = asked(pool(), labels={"sayar/pool": "other"})["template"]["metadata"]["labels"]
    assert labels == {"sayar/pool": "steady"}


@given(
    days=st.integers(1, 10_000),
    seconds=st.integers(0, 10**6),
    percent=st.integers(1, 100),
    cpu=st.integers(1, 10**6),
    mode=st.sampled_from(["auto", "standard"]),
)
def test_times_and_budgets_are_written_as_the_definitions_take_them(
    days: int, seconds: int, percent: int, cpu: int, mode: Mode
) -> None:
    spec = asked(pool(expire_days=days, consolidate_after_s=seconds, at_once_percent=percent, most_cpu=cpu), mode)
    expire, disruption = spec["template"]["spec"]["expireAfter"], spec["disruption"]
    assert DURATION.match(expire)
    assert int(expire.removesuffix("h")) * 3600 == days * 86400
    assert DURATION.match(disruption["consolidateAfter"])
    assert int(disruption["consolidateAfter"].removesuffix("s")) == seconds
    assert BUDGET.match(disruption["budgets"][0]["nodes"])
    assert int(spec["limits"]["cpu"]) == cpu


def test_machines_of_aws_are_placed_by_ids_and_enforce_policies_of_the_network() -> None:
    manifest = auto_node_class(
        "sayar", role="nodes", subnet_ids=["subnet-1", "subnet-2"], group_id="sg-1", tags={"a": "b"}
    )
    assert (manifest.api_version, manifest.kind) == ("eks.amazonaws.com/v1", "NodeClass")
    assert manifest.spec == {
        "role": "nodes",
        "subnetSelectorTerms": [{"id": "subnet-1"}, {"id": "subnet-2"}],
        "securityGroupSelectorTerms": [{"id": "sg-1"}],
        "networkPolicy": "DefaultAllow",
        "networkPolicyEventLogs": "Enabled",
        "tags": {"a": "b"},
    }


def test_machines_of_our_own_are_encrypted_and_give_no_pod_their_rights() -> None:
    manifest = ec2_node_class(
        "sayar",
        role="nodes",
        subnet_ids=["subnet-1"],
        group_id="sg-1",
        tags={},
        image="bottlerocket@v1.2.3",
        volumes_gb={"/dev/xvda": 4, "/dev/xvdb": 80},
    )
    assert (manifest.api_version, manifest.kind) == ("karpenter.k8s.aws/v1", "EC2NodeClass")
    assert manifest.spec["amiSelectorTerms"] == [{"alias": "bottlerocket@v1.2.3"}]
    disks = {row["deviceName"]: row["ebs"] for row in manifest.spec["blockDeviceMappings"]}
    assert {device: disk["volumeSize"] for device, disk in disks.items()} == {"/dev/xvda": "4Gi", "/dev/xvdb": "80Gi"}
    assert all(disk["encrypted"] for disk in disks.values())
    assert manifest.spec["metadataOptions"]["httpTokens"] == "required"
    assert manifest.spec["metadataOptions"]["httpPutResponseHopLimit"] == 1


def test_pools_and_their_class_are_made_in_private_subnets_with_the_nodes_group(auto: Made, standard: Made) -> None:
    for run, kind in ((auto, AUTO_CLASS), (standard, OWN_CLASS)):
        row = run.one(kind)
        assert row.inputs["metadata"]["name"] == "sayar"
        assert [term["id"] for term in row.inputs["spec"]["subnetSelectorTerms"]] == [
            "subnet-private-0",
            "subnet-private-1",
        ]
        urns = {urn.split("::")[-1] for urn in row.property_dependencies["spec"]}
        assert urns == {"nodes-us-east"}
        assert row.inputs["spec"]["tags"]["owner"] == "platform"
        pools = run.recording.of(POOLS)
        assert {pool.inputs["metadata"]["name"] for pool in pools} == {"steady", "spare"}
        for made_pool in pools:
            assert row.urn in made_pool.depends_on


def test_karpenter_s_restricted_tags_are_not_ours(auto: Made) -> None:
    """The definitions refuse these, and with them the whole class."""
    tags = auto.inputs(AUTO_CLASS)["spec"]["tags"]
    assert not [tag for tag in tags if tag.startswith(("kubernetes.io/cluster", "karpenter.", "eks:"))]


def test_a_cluster_whose_pools_are_all_tainted_is_refused() -> None:
    """DNS, metrics and controllers name no pool."""
    with pytest.raises(ValueError, match="pods that name none have no machine"):
        made(pools=[{**POOL, "taint": "on"}])


def test_aws_runs_karpenter_in_auto_mode(auto: Made) -> None:
    assert "karpenter-us-east" not in [row.name for row in auto.recording]
    assert not auto.recording.of("aws:sqs/queue:Queue")


def test_karpenter_of_our_own_is_there_before_its_definitions_are_used(standard: Made) -> None:
    release = standard.one(RELEASE, "karpenter-us-east")
    for row in (standard.one(OWN_CLASS), *standard.recording.of(POOLS)):
        assert release.urn in row.depends_on
    association = standard.one("aws:eks/podIdentityAssociation:PodIdentityAssociation", "karpenter-us-east")
    assert association.urn in release.depends_on
    assert association.inputs["namespace"] == release.inputs["namespace"] == "kube-system"
    assert association.inputs["serviceAccount"] == release.inputs["values"]["serviceAccount"]["name"]


def test_karpenter_is_told_the_cluster_and_where_to_hear_of_interruptions(standard: Made) -> None:
    settings = standard.inputs(RELEASE, "karpenter-us-east")["values"]["settings"]
    assert settings == {"clusterName": "sayar-us-east", "interruptionQueue": "auto", "enableZonalShift": True}
    kinds = [
        json.loads(row.inputs["eventPattern"])["detail-type"][0]
        for row in standard.recording.of("aws:cloudwatch/eventRule:EventRule")
    ]
    assert "EC2 Spot Instance Interruption Warning" in kinds
    assert len(kinds) == len(standard.recording.of("aws:cloudwatch/eventTarget:EventTarget")) == 5


def test_only_the_rules_may_write_to_the_queue_and_only_encrypted(standard: Made) -> None:
    rows = statements(standard.inputs("aws:sqs/queuePolicy:QueuePolicy")["policy"])
    assert rows["Events"]["Principal"] == {"Service": ["events.amazonaws.com"]}
    assert len(rows["Events"]["Condition"]["ArnEquals"]["aws:SourceArn"]) == 5
    assert rows["Encrypted"]["Effect"] == "Deny"
    assert standard.inputs("aws:sqs/queue:Queue")["sqsManagedSseEnabled"] is True


def test_karpenter_ends_only_machines_of_its_own_cluster(standard: Made) -> None:
    rows = standard.policy("karpenter-us-east")
    mine = {"aws:ResourceTag/kubernetes.io/cluster/sayar-us-east": ["owned"]}
    assert rows["Ending"]["Condition"]["StringEquals"] == mine
    # What it may put into instance profiles is the role of nodes: else it could give itself any right.
    assert rows["PassingRole"]["Resource"] == ["arn:aws:made:::auto"]
    assert rows["PassingRole"]["Condition"] == {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com"]}}
    for sid, row in rows.items():
        if row["Resource"] == ["*"]:
            reads = [action.split(":")[1].startswith(("Describe", "Get", "List")) for action in row["Action"]]
            assert all(reads), sid


def test_the_policies_of_our_own_are_as_short_as_iam_takes_them(standard: Made) -> None:
    """All inline policies of a role together: 10,240 characters (IAM quotas)."""
    for row in standard.recording.of("aws:iam/rolePolicy:RolePolicy"):
        assert len(row.inputs["policy"]) <= 10_240, row.name


def test_a_first_preview_lists_every_pool(auto: Made) -> None:
    preview = made(preview=True, nodes=STANDARD)
    assert {row.name for row in preview.recording.of(POOLS)} == {row.name for row in auto.recording.of(POOLS)}
