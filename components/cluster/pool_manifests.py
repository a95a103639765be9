"""Pools of machines as Kubernetes objects: plain data in, manifests out, no resource and no SDK.

Both modes speak Karpenter's API; they differ in the class that a pool's machines are of. A pool of a client is a
`PoolSpec` too, with taints and labels of its own on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from components.cluster.labels import POOL_KEY, labels
from components.cluster.nodes_spec import PoolSpec

if TYPE_CHECKING:
    import pulumi

    Known = pulumi.Input[str]
else:
    Known = object

Mode = Literal["auto", "standard"]

HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class NodeClassKind:
    """How a mode calls the class of a machine, and the label of a machine's family."""

    group: str
    kind: str
    family: str


KINDS: Final[Mapping[Mode, NodeClassKind]] = {
    "auto": NodeClassKind("eks.amazonaws.com", "NodeClass", "eks.amazonaws.com/instance-family"),
    "standard": NodeClassKind("karpenter.k8s.aws", "EC2NodeClass", "karpenter.k8s.aws/instance-family"),
}


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object of Kubernetes that belongs to no namespace; `spec` as the API takes it."""

    api_version: str
    kind: str
    name: str
    spec: Mapping[str, Any]

    @property
    def metadata(self) -> dict[str, Any]:
        """Name and labels as the API takes them."""
        return {"name": self.name, "labels": labels(self.name)}


def auto_node_class(
    name: str,
    *,
    role: Known,
    subnet_ids: Sequence[Known],
    group_id: Known,
    tags: Mapping[str, str],
) -> Manifest:
    """Machines that AWS runs. Their disks are encrypted always, with a key of AWS's.

    `role` is a name, not an ARN. Source: EKS guide automode/create-node-class.adoc.
    """
    return Manifest(
        "eks.amazonaws.com/v1",
        "NodeClass",
        name,
        {
            "role": role,
            "subnetSelectorTerms": _ids(subnet_ids),
            "securityGroupSelectorTerms": _ids([group_id]),
            # Pods without a policy talk as before; each namespace of ours denies by a policy of its own.
            "networkPolicy": "DefaultAllow",
            "networkPolicyEventLogs": "Enabled",
            "tags": dict(tags),
        },
    )


def ec2_node_class(
    name: str,
    *,
    role: Known,
    subnet_ids: Sequence[Known],
    group_id: Known,
    tags: Mapping[str, str],
    image: str,
    volumes_gb: Mapping[str, int],
) -> Manifest:
    """Machines of our own. `image` is an alias as `bottlerocket@v1.2.3`, `volumes_gb` sizes by device in GiB.

    Source: karpenter.k8s.aws/v1, Karpenter 1.14.
    """
    disks = [
        {
            "deviceName": device,
            "ebs": {"volumeSize": f"{size}Gi", "volumeType": "gp3", "encrypted": True, "deleteOnTermination": True},
        }
        for device, size in volumes_gb.items()
    ]
    return Manifest(
        "karpenter.k8s.aws/v1",
        "EC2NodeClass",
        name,
        {
            "role": role,
            "subnetSelectorTerms": _ids(subnet_ids),
            "securityGroupSelectorTerms": _ids([group_id]),
            "amiSelectorTerms": [{"alias": image}],
            "blockDeviceMappings": disks,
            # One hop ends at the node: no pod gets the rights of the machine that it happens to run on.
            "metadataOptions": {"httpEndpoint": "enabled", "httpTokens": "required", "httpPutResponseHopLimit": 1},
            "tags": dict(tags),
        },
    )


def node_pool(
    name: str,
    pool: PoolSpec,
    *,
    mode: Mode,
    node_class: str,
    extra_taints: Mapping[str, str],
    extra_labels: Mapping[str, str],
) -> Manifest:
    """The pool `name`. `extra_taints` (without effect NoSchedule, which all have) and `extra_labels` are by key.

    A pool with spot takes on-demand machines where there is no spot: spot is cheaper and so is tried first.
    Source: karpenter.sh/v1, Karpenter 1.14.
    """
    kind = KINDS[mode]
    taints = {**({POOL_KEY: name} if pool.taint == "on" else {}), **extra_taints}
    requirements = [
        _one_of("karpenter.sh/capacity-type", ["spot", "on-demand"] if pool.spot == "on" else ["on-demand"]),
        _one_of("kubernetes.io/arch", [pool.architecture]),
        _one_of(kind.family, list(pool.families)),
    ]
    machine: dict[str, Any] = {
        "nodeClassRef": {"group": kind.group, "kind": kind.kind, "name": node_class},
        "requirements": requirements,
        "expireAfter": f"{pool.expire_days * HOURS}h",
    }
    if taints:
        machine["taints"] = [{"key": key, "value": value, "effect": "NoSchedule"} for key, value in taints.items()]
    return Manifest(
        "karpenter.sh/v1",
        "NodePool",
        name,
        {
            "template": {"metadata": {"labels": {**extra_labels, POOL_KEY: name}}, "spec": machine},
            "limits": {"cpu": str(pool.most_cpu)},
            "disruption": {
                "consolidationPolicy": "WhenEmptyOrUnderutilized",
                "consolidateAfter": f"{pool.consolidate_after_s}s",
                "budgets": [{"nodes": f"{pool.at_once_percent}%"}],
            },
        },
    )


def _one_of(key: str, values: list[str]) -> dict[str, Any]:
    return {"key": key, "operator": "In", "values": values}


def _ids(values: Sequence[Known]) -> list[dict[str, Known]]:
    return [{"id": value} for value in values]
