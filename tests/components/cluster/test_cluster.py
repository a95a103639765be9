"""A cluster of EKS: closed from outside, encrypted, logged, owned by roles that the spec names."""

import json
import re
from typing import Any

import pytest

from components.cluster.access import deployer, policy_for
from components.cluster.spec import AccessSpec
from tests.components.cluster.cluster_made import (
    ACCESS,
    ACCOUNT,
    AUTHORITY,
    ENDPOINT,
    KEY,
    PROVIDER,
    STANDARD,
    Made,
    made,
    statements,
)
from tests.support.mocks import UNKNOWN

CLUSTER = "aws:eks/cluster:Cluster"
LOGS = "aws:cloudwatch/logGroup:LogGroup"
ENTRY = "aws:eks/accessEntry:AccessEntry"
POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
ATTACHED = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE = "aws:iam/role:Role"
ADDON = "aws:eks/addon:Addon"
GROUP = "aws:eks/nodeGroup:NodeGroup"
BOTH = pytest.mark.parametrize("mode", ["auto", "standard"])


@pytest.fixture
def run(mode: str, auto: Made, standard: Made) -> Made:
    return {"auto": auto, "standard": standard}[mode]


def attached(run: Made, role: str) -> set[str]:
    return {
        row.inputs["policyArn"].rsplit("/", 1)[-1]
        for row in run.recording.of(ATTACHED)
        if row.name.startswith(f"{role}-us-east-")
    }


@BOTH
def test_the_api_server_is_closed_from_outside_unless_ranges_are_named(run: Made) -> None:
    network = run.eks["vpcConfig"]
    assert network["endpointPrivateAccess"] is True
    assert network["endpointPublicAccess"] is False
    # Left to EKS the list would be the whole internet, and an opened endpoint with it.
    assert "publicAccessCidrs" not in network
    assert network["subnetIds"] == ["subnet-intra-0", "subnet-intra-1"]


def test_named_ranges_and_no_others_reach_the_api_server_from_outside() -> None:
    network = made(cidrs=("203.0.113.0/24",)).eks["vpcConfig"]
    assert network["endpointPublicAccess"] is True
    assert network["endpointPrivateAccess"] is True
    assert network["publicAccessCidrs"] == ["203.0.113.0/24"]


@BOTH
def test_rights_come_from_entries_alone_and_whoever_created_the_cluster_has_none(run: Made) -> None:
    assert run.eks["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }


@BOTH
def test_secrets_are_encrypted_with_our_key_and_every_log_that_the_spec_names_is_written(run: Made) -> None:
    assert run.eks["encryptionConfig"] == {"provider": {"keyArn": KEY}, "resources": ["secrets"]}
    assert run.eks["enabledClusterLogTypes"] == ["api", "audit"]
    assert run.eks["upgradePolicy"] == {"supportType": "STANDARD"}
    assert run.eks["version"] == "1.36"


@BOTH
def test_the_logs_group_is_there_before_the_cluster_under_the_name_that_eks_writes_to(run: Made) -> None:
    """Otherwise EKS makes one without a key that keeps everything for ever."""
    logs = run.one(LOGS)
    assert logs.inputs["name"] == f"/aws/eks/{run.eks['name']}/cluster"
    assert logs.inputs["retentionInDays"] == 365
    assert logs.inputs["kmsKeyId"] == f"{KEY}-logs"
    assert logs.urn in run.one(CLUSTER).depends_on


@BOTH
def test_what_cannot_be_had_back_is_protected_and_nothing_else(run: Made) -> None:
    """The cluster has its name from us, so a replacement would delete it first; with a chart its kinds would go."""
    charts = {row.name for row in run.recording.of("kubernetes:helm.sh/v3:Release")}
    kept = {row.name for row in run.recording.custom() if row.protect}
    assert kept == {"cluster-us-east", "cluster-logs-us-east", *charts}
    assert run.eks["deletionProtection"] is True
    off = made(deletion_protection="off", zonal_shift="off").eks
    assert off["deletionProtection"] is False
    assert off["zonalShiftConfig"] == {"enabled": False}


@BOTH
def test_the_cluster_outlives_no_right_of_its_role(run: Made) -> None:
    """Without its policies EKS could not take down what it made, and the deletion would hang."""
    mine = {row.urn for row in run.recording.of(ATTACHED) if row.name.startswith("cluster-us-east-")}
    assert mine
    assert mine <= set(run.one(CLUSTER).depends_on)


@pytest.mark.parametrize(("mode", "on"), [("auto", True), ("standard", False)])
def test_the_three_switches_of_auto_mode_go_together(run: Made, on: bool) -> None:
    eks = run.eks
    assert eks["computeConfig"] == {"enabled": on}
    assert eks["storageConfig"] == {"blockStorage": {"enabled": on}}
    assert eks["kubernetesNetworkConfig"] == {
        "ipFamily": "ipv4",
        "serviceIpv4Cidr": "172.20.0.0/16",
        "elasticLoadBalancing": {"enabled": on},
    }
    assert eks["bootstrapSelfManagedAddons"] is False


def test_auto_mode_has_the_policies_of_its_parts_and_may_put_our_tags_on_what_it_makes(auto: Made) -> None:
    assert attached(auto, "cluster") == {
        "AmazonEKSClusterPolicy",
        "AmazonEKSComputePolicy",
        "AmazonEKSBlockStoragePolicy",
        "AmazonEKSLoadBalancingPolicy",
        "AmazonEKSNetworkingPolicy",
    }
    assert attached(auto, "nodes") == {"AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"}
    for statement in auto.policy("cluster-us-east").values():
        # Of this cluster only: the session's tag is EKS's to give.
        assert statement["Condition"]["StringEquals"] == {
            "aws:RequestTag/eks:eks-cluster-name": ["${aws:PrincipalTag/eks:eks-cluster-name}"]
        }


def test_standard_nodes_leave_the_cluster_s_role_with_its_one_policy(standard: Made) -> None:
    assert attached(standard, "cluster") == {"AmazonEKSClusterPolicy"}
    assert "cluster-us-east" not in [row.name for row in standard.recording.of("aws:iam/rolePolicy:RolePolicy")]
    for role in ("nodes", "system"):
        assert attached(standard, role) == {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}


@BOTH
def test_roles_are_taken_by_the_service_that_needs_them_and_for_this_account(run: Made) -> None:
    trust = statements(run.inputs(ROLE, "cluster-us-east")["assumeRolePolicy"])["Trust"]
    assert trust["Principal"] == {"Service": ["eks.amazonaws.com"]}
    assert trust["Action"] == ["sts:AssumeRole", "sts:TagSession"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": [ACCOUNT]}}
    nodes = statements(run.inputs(ROLE, "nodes-us-east")["assumeRolePolicy"])["Trust"]
    assert nodes["Principal"] == {"Service": ["ec2.amazonaws.com"]}
    # EC2 names no account when a machine starts: a condition would refuse every node.
    assert "Condition" not in nodes


@BOTH
def test_each_row_of_access_is_an_entry_of_a_role_with_the_policy_and_scope_that_it_says(run: Made) -> None:
    entries = {row.name: row.inputs for row in run.recording.of(ENTRY) if row.name.startswith("access-")}
    assert {name: (row["principalArn"], row["type"]) for name, row in entries.items()} == {
        f"access-{role}-us-east": (f"arn:aws:iam::{ACCOUNT}:role/{role}", "STANDARD")
        for role in ("platform-admin", "application-deploy", "on-call")
    }
    assert {
        row.name: (row.inputs["policyArn"].rsplit("/", 1)[-1], row.inputs["accessScope"])
        for row in run.recording.of(POLICY)
        if row.name.startswith("access-")
    } == {
        "access-platform-admin-us-east": ("AmazonEKSClusterAdminPolicy", {"type": "cluster"}),
        "access-application-deploy-us-east": ("AmazonEKSEditPolicy", {"type": "namespace", "namespaces": ["sayar"]}),
        "access-on-call-us-east": ("AmazonEKSViewPolicy", {"type": "cluster"}),
    }
    assert run.inputs(POLICY, "access-on-call-us-east")["policyArn"].startswith("arn:aws:eks::aws:cluster-access-")


@BOTH
def test_a_changed_entry_is_taken_away_before_the_new_one_comes(run: Made) -> None:
    """A cluster knows a principal and a policy of it once: the old one's end would take the new one with it."""
    rows = [*run.recording.of(ENTRY), *run.recording.of(POLICY)]
    assert rows
    assert all(row.delete_before_replace for row in rows)


def test_nodes_join_by_an_entry_of_their_role(auto: Made, standard: Made) -> None:
    """EKS makes one by itself only for pools and groups of its own; the class of our machines is ours."""
    assert auto.inputs(ENTRY, "join-us-east")["type"] == "EC2"
    assert auto.inputs(POLICY, "join-us-east")["policyArn"].endswith("cluster-access-policy/AmazonEKSAutoNodePolicy")
    assert standard.inputs(ENTRY, "join-us-east")["type"] == "EC2_LINUX"
    assert "join-us-east" not in [row.name for row in standard.recording.of(POLICY)]
    for run in (auto, standard):
        assert any(
            "nodes-us-east" in urn for urn in run.one(ENTRY, "join-us-east").property_dependencies["principalArn"]
        )


@pytest.mark.parametrize(
    ("may", "namespaces", "policy"),
    [
        ("admin", [], "AmazonEKSClusterAdminPolicy"),
        ("admin", ["sayar"], "AmazonEKSAdminPolicy"),
        ("edit", [], "AmazonEKSEditPolicy"),
        ("view", ["sayar"], "AmazonEKSViewPolicy"),
    ],
)
def test_an_admin_of_namespaces_is_no_admin_of_the_cluster(may: str, namespaces: list[str], policy: str) -> None:
    assert policy_for(_row("somebody", may, namespaces)) == policy


def test_who_makes_objects_is_the_first_admin_of_the_whole_cluster() -> None:
    rows = [_row("scoped", "admin", ["sayar"]), _row("reader", "view", []), _row("first", "admin", [])]
    assert deployer([*rows, _row("second", "admin", [])]) == "first"


def test_a_cluster_in_which_nobody_could_make_anything_is_refused() -> None:
    with pytest.raises(ValueError, match="no role is admin of the whole cluster"):
        made(access=ACCESS[1:])


def test_argo_cd_is_refused_as_nothing_names_what_it_needs() -> None:
    with pytest.raises(ValueError, match="gitops argocd needs an instance of IAM Identity Center"):
        made(gitops="argocd")


@BOTH
def test_the_provider_knows_the_cluster_by_a_constant_from_the_first_preview_on(mode: str, run: Made) -> None:
    """A kubeconfig that is unknown, or another, replaces the provider and all objects with it, but for this text."""
    preview = made(preview=True, **({"nodes": STANDARD} if mode == "standard" else {}))
    assert preview.inputs(PROVIDER)["kubeconfig"] is UNKNOWN
    assert preview.inputs(PROVIDER)["clusterIdentifier"] == run.inputs(PROVIDER)["clusterIdentifier"] == "sayar-us-east"
    assert {(row.type, row.name) for row in preview.recording} == {(row.type, row.name) for row in run.recording}


def test_the_provider_comes_to_the_cluster_as_its_admin(auto: Made) -> None:
    inputs = auto.inputs(PROVIDER)
    document = json.loads(inputs["kubeconfig"])
    assert document["clusters"][0]["cluster"] == {"server": ENDPOINT, "certificate-authority-data": AUTHORITY}
    assert f"arn:aws:iam::{ACCOUNT}:role/platform-admin" in document["users"][0]["user"]["exec"]["args"]
    assert inputs["enableServerSideApply"] == "true"


def test_a_refresh_from_outside_the_network_forgets_nothing(auto: Made) -> None:
    """The API server is private: most machines of people cannot reach it."""
    assert auto.inputs(PROVIDER)["deleteUnreachable"] == "false"


@BOTH
def test_every_object_in_the_cluster_waits_until_its_maker_is_let_in(run: Made) -> None:
    needed = {run.one(CLUSTER).urn, run.one(POLICY, "access-platform-admin-us-east").urn}
    objects = [row for row in run.recording.custom() if row.type.startswith("kubernetes:")]
    assert len(objects) >= 5
    for row in objects:
        assert needed <= set(row.depends_on), row.name
        assert "::kubernetes-us-east::" in row.provider, row.name


def test_add_ons_without_which_no_node_is_ready_come_before_the_first_and_the_others_after(standard: Made) -> None:
    group = standard.one(GROUP)
    early = {"vpc-cni", "kube-proxy", "eks-pod-identity-agent"}
    for name in early:
        assert standard.one(ADDON, f"{name}-us-east").urn in group.depends_on
    for name in ("coredns", "aws-ebs-csi-driver"):
        assert group.urn in standard.one(ADDON, f"{name}-us-east").depends_on
    assert {row.inputs["addonName"] for row in standard.recording.of(ADDON)} == {
        *early,
        "coredns",
        "aws-ebs-csi-driver",
        "metrics-server",
    }


def test_policies_of_the_network_are_enforced_by_the_add_on(standard: Made) -> None:
    assert json.loads(standard.inputs(ADDON, "vpc-cni-us-east")["configurationValues"]) == {
        "enableNetworkPolicy": "true"
    }


def test_add_ons_have_roles_of_their_own_so_that_nodes_need_none_of_their_rights(standard: Made) -> None:
    accounts = {
        row.inputs["addonName"]: row.inputs["podIdentityAssociations"][0]["serviceAccount"]
        for row in standard.recording.of(ADDON)
        if "podIdentityAssociations" in row.inputs
    }
    assert accounts == {"vpc-cni": "aws-node", "aws-ebs-csi-driver": "ebs-csi-controller-sa"}
    for name in accounts:
        trust = statements(standard.inputs(ROLE, f"{name}-us-east")["assumeRolePolicy"])
        assert trust["Pods"]["Principal"] == {"Service": ["pods.eks.amazonaws.com"]}


def test_an_unpinned_add_on_sends_no_version(standard: Made) -> None:
    assert all("addonVersion" not in row.inputs for row in standard.recording.of(ADDON))


def test_the_system_s_machines_are_as_the_spec_says_and_in_our_own_group(standard: Made) -> None:
    group = standard.inputs(GROUP)
    assert group["amiType"] == "BOTTLEROCKET_ARM_64"
    assert group["instanceTypes"] == ["m7g.large"]
    assert group["scalingConfig"] == {"minSize": 2, "desiredSize": 2, "maxSize": 4}
    assert group["subnetIds"] == ["subnet-private-0", "subnet-private-1"]
    assert group["launchTemplate"]["version"] == "3"
    # A name of ours would make a replacement delete-first: all pods of the system down.
    assert "nodeGroupName" not in group
    template = standard.inputs("aws:ec2/launchTemplate:LaunchTemplate")
    assert template["metadataOptions"] == {
        "httpEndpoint": "enabled",
        "httpTokens": "required",
        "httpPutResponseHopLimit": 1,
    }
    assert [row["ebs"]["encrypted"] for row in template["blockDeviceMappings"]] == ["true", "true"]
    group_of = standard.one("aws:ec2/launchTemplate:LaunchTemplate").property_dependencies["vpcSecurityGroupIds"]
    assert [urn.split("::")[-1] for urn in group_of] == ["nodes-us-east"]


def test_auto_mode_has_no_group_of_nodes_and_only_the_add_on_that_it_does_not_bring(auto: Made) -> None:
    assert not auto.recording.of(GROUP)
    assert [row.inputs["addonName"] for row in auto.recording.of(ADDON)] == ["metrics-server"]


@BOTH
def test_everything_has_a_parent_tags_and_a_name_that_is_one_in_all_regions(run: Made) -> None:
    words = re.compile(r"starter|growth|scale|enterprise|prod|staging|dev|prepare|expand|shift|verify|contract")
    with_tags = _types_with_tags()
    seen: set[tuple[str, str]] = set()
    for row in run.recording.custom():
        assert "sayar:cluster:" in row.parent, row.name
        assert "us-east" in row.name, row.name
        assert not words.search(row.name), row.name
        assert (row.type, row.name) not in seen
        seen.add((row.type, row.name))
        assert None not in row.inputs.values(), row.name
        if row.type in with_tags:
            assert row.inputs["tags"]["owner"] == "platform", row.name
            assert row.inputs["tags"]["client"] == "shared", row.name


def _types_with_tags() -> set[str]:
    return {
        CLUSTER,
        LOGS,
        ENTRY,
        ROLE,
        ADDON,
        GROUP,
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "aws:sqs/queue:Queue",
        "aws:cloudwatch/eventRule:EventRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    }


def _row(role: str, may: Any, namespaces: list[str]) -> AccessSpec:
    return AccessSpec.model_validate_json(json.dumps({"role": role, "may": may, "namespaces": namespaces}))
