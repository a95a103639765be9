"""Security groups of a cluster: who may talk to the API server and to nodes, and that nobody else may."""

from typing import Any

import pytest

from components.network.doors import Admitted
from tests.components.cluster.cluster_made import Made, made

GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


@pytest.fixture(scope="module")
def called() -> Made:
    callers = Admitted(groups={"runners": "sg-runners"}, ranges={"eu-west": "10.33.0.0/16"})
    return made(callers=callers, owner="sayar-us-east")


def rules(run: Made, type_: str) -> dict[str, dict[str, Any]]:
    """Rules by name, without what says nothing of who may come in where."""
    return {
        row.name.removesuffix("-us-east"): {
            key: value
            for key, value in row.inputs.items()
            if key not in ("tags", "description", "securityGroupId", "referencedSecurityGroupId")
        }
        for row in run.recording.of(type_)
    }


def on(run: Made, rule: str, kind: str = INGRESS) -> tuple[str, str]:
    """The kind of the group that a rule is on, and of the one that it names."""
    urns = run.one(kind, f"{rule}-us-east").property_dependencies
    own, other = (urns[key][0].split("::")[-1] for key in ("securityGroupId", "referencedSecurityGroupId"))
    return own.removesuffix("-us-east"), other.removesuffix("-us-east")


def test_nodes_talk_to_each_other_and_to_the_api_server_and_it_reaches_kubelets_and_webhooks(auto: Made) -> None:
    """The kubelet listens on 10250, webhooks on 443 or on a port that no user below 1024 could take."""
    assert rules(auto, INGRESS) == {
        "nodes-from-nodes": {"ipProtocol": "-1"},
        "api-from-nodes": {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443},
        "nodes-443-from-control-plane": {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443},
        "nodes-1025-from-control-plane": {"ipProtocol": "tcp", "fromPort": 1025, "toPort": 65535},
    }
    assert on(auto, "nodes-from-nodes") == ("nodes", "nodes")
    assert on(auto, "api-from-nodes") == ("control-plane", "nodes")
    assert on(auto, "nodes-443-from-control-plane") == ("nodes", "control-plane")
    assert on(auto, "nodes-1025-from-control-plane") == ("nodes", "control-plane")


def test_only_nodes_have_a_way_out_and_the_api_server_goes_to_nodes_alone(auto: Made) -> None:
    assert rules(auto, EGRESS) == {
        "nodes-to-anywhere": {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
        "control-plane-to-nodes-443": {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443},
        "control-plane-to-nodes-1025": {"ipProtocol": "tcp", "fromPort": 1025, "toPort": 65535},
    }
    for low in (443, 1025):
        assert on(auto, f"control-plane-to-nodes-{low}", EGRESS) == ("control-plane", "nodes")


def test_nothing_comes_in_from_an_address_unless_a_caller_is_named(auto: Made, called: Made) -> None:
    assert not [row for row in auto.recording.of(INGRESS) if "cidrIpv4" in row.inputs]
    rows = rules(called, INGRESS)
    assert rows["api-from-eu-west"] == {
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.33.0.0/16",
    }
    runners = called.inputs(INGRESS, "api-from-runners-us-east")
    assert runners["referencedSecurityGroupId"] == "sg-runners"
    assert len(rows) == 4 + 2


def test_eks_may_open_nodes_to_its_balancers_only_where_the_group_names_the_cluster(auto: Made, called: Made) -> None:
    """Its policy allows changes to groups with this tag alone."""
    tag = "eks:eks-cluster-name"
    assert called.inputs(GROUP, "nodes-us-east")["tags"][tag] == "sayar-us-east"
    assert tag not in auto.inputs(GROUP, "nodes-us-east")["tags"]
    assert tag not in called.inputs(GROUP, "control-plane-us-east")["tags"]


def test_groups_have_no_name_of_ours_so_that_a_new_one_can_stand_beside_the_old(auto: Made) -> None:
    assert all("name" not in row.inputs for row in auto.recording.of(GROUP))
