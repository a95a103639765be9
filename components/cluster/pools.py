"""Pools of machines: what workloads run on, as the spec names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.cluster import Cluster
from components.cluster.karpenter import Karpenter, karpenter
from components.cluster.nodes_spec import PoolSpec, StandardNodes
from components.cluster.pool_manifests import Manifest, auto_node_class, ec2_node_class, node_pool
from components.limits import limit

NODE_CLASS = "sayar"
"""The class of every machine of ours; a pool of a client names it too."""


@dataclass(frozen=True, slots=True)
class NodePoolsResources:
    """Every resource that `NodePools` makes; pools by name. Karpenter is there where AWS does not run it."""

    karpenter: Karpenter | None
    node_class: kubernetes.apiextensions.CustomResource
    pools: dict[str, kubernetes.apiextensions.CustomResource]


class NodePools(SayarComponent):
    """The class of machines and the pools of one cluster.

    Pods that name no pool (controllers, add-ons, DNS) run where nothing keeps them away, so one pool is untainted.
    """

    def __init__(self, name: str, pools: Sequence[PoolSpec], cluster: Cluster, place: AwsPlace) -> None:
        """Pools are made in `cluster`, which is in `place`.

        Raises ValueError where every pool is tainted: with nodes of AWS nothing of the system would ever run.
        """
        if all(pool.taint == "on" for pool in pools):
            raise ValueError("pools: every one is tainted, so pods that name none have no machine")
        super().__init__(name)
        mine = None if cluster.nodes.mode == "auto" else karpenter(self, cluster, place)
        waits = [*cluster.ready, *(() if mine is None else (mine.release,))]
        node_class = self._made(_node_class(cluster, place), cluster, place, waits)
        self.node_class = NODE_CLASS
        """The name of the class of machines, for further pools."""
        made = {
            pool.name: self._made(
                node_pool(
                    pool.name,
                    pool,
                    mode=cluster.nodes.mode,
                    node_class=self.node_class,
                    extra_taints={},
                    extra_labels={},
                ),
                cluster,
                place,
                [*waits, node_class],
            )
            for pool in pools
        }
        self.ready: tuple[pulumi.Resource, ...] = (node_class, *made.values())
        """What everything waits for that needs a machine to be called ready."""
        self.resources = NodePoolsResources(karpenter=mine, node_class=node_class, pools=made)
        self.finish(pools=sorted(made))

    def _made(
        self, manifest: Manifest, cluster: Cluster, place: AwsPlace, waits: Sequence[pulumi.Resource]
    ) -> kubernetes.apiextensions.CustomResource:
        return kubernetes.apiextensions.CustomResource(
            f"{manifest.name}-{place.region}",
            api_version=manifest.api_version,
            kind=manifest.kind,
            metadata=manifest.metadata,
            spec=manifest.spec,
            opts=self.child(cluster.provider, depends_on=waits),
        )


def _node_class(cluster: Cluster, place: AwsPlace) -> Manifest:
    tags = place.tagged(f"nodes-{place.region}")
    role, subnets, group = cluster.node_role_name, cluster.subnet_ids, cluster.nodes_group
    if isinstance(cluster.nodes, StandardNodes):
        image = cluster.nodes.image
        return ec2_node_class(
            NODE_CLASS,
            role=role,
            subnet_ids=subnets,
            group_id=group,
            tags=tags,
            image=str(limit("cluster", "karpenter", image, "machine_image").value),
            volumes_gb=limit("cluster", "eks", image, "volumes_gb").value,
        )
    return auto_node_class(NODE_CLASS, role=role, subnet_ids=subnets, group_id=group, tags=tags)
