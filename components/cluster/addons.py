"""Add-ons of EKS: what AWS installs and keeps running in a cluster."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.roles import RoleResources
from components.limits import limit

WITHOUT_NODES: Final = ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")
"""A node is ready only once these are on it, so they are there before the first one."""

ON_NODES: Final = ("coredns", "aws-ebs-csi-driver")
"""These wait for pods of theirs to run, so they come after the first node."""

METRICS: Final = "metrics-server"
"""Without it no autoscaler by CPU decides anything; no mode of EKS brings it."""

SETTINGS: Final = {
    # Without it policies of the network are stored and never enforced.
    "vpc-cni": {"enableNetworkPolicy": "true"},
}


def addon(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    cluster: pulumi.Input[str],
    role: tuple[str, RoleResources] | None = None,
    depends_on: Sequence[pulumi.Resource] = (),
) -> aws.eks.Addon:
    """The add-on `name`, a child of `component`; `role` is a service account and the role that its pods take.

    A version that is null in the limits is EKS's choice for the cluster's version, once: it does not follow a later
    upgrade of the cluster by itself.
    """
    label = f"{name}-{place.region}"
    settings = SETTINGS.get(name)
    pods = [] if role is None else [_association(*role)]
    waits = [*depends_on, *(() if role is None else role[1].rights)]
    return aws.eks.Addon(
        label,
        addon_name=name,
        cluster_name=cluster,
        addon_version=limit("cluster", "eks", name, "addon_version").value,
        configuration_values=None if settings is None else json.dumps(settings, sort_keys=True),
        pod_identity_associations=pods or None,
        # What stands in the code is what runs, also over what somebody changed by hand.
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="OVERWRITE",
        tags=place.tagged(label),
        opts=component.child(place.provider, depends_on=waits),
    )


def _association(account: str, role: RoleResources) -> aws.eks.AddonPodIdentityAssociationArgs:
    return aws.eks.AddonPodIdentityAssociationArgs(role_arn=role.role.arn, service_account=account)
