"""Nodes of our own for what the cluster itself needs: a managed group, and the add-ons that Auto Mode would bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.addons import ON_NODES, WITHOUT_NODES, addon
from components.cluster.labels import POOL_KEY, SYSTEM_POOL
from components.cluster.machines import ami_type
from components.cluster.nodes_spec import StandardNodes
from components.cluster.roles import NODE_POLICIES, RoleResources, node_trust, role
from components.limits import limit
from components.policies import pod_trust

ADDON_ROLES = {
    "vpc-cni": ("aws-node", "AmazonEKS_CNI_Policy"),
    "aws-ebs-csi-driver": ("ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
}
"""Add-ons with rights in AWS: service account and policy. The nodes' role has none of them."""

POD_IDENTITY = "eks-pod-identity-agent"


@dataclass(frozen=True, slots=True)
class SystemNodes:
    """Every resource of the system's nodes; roles and add-ons by the add-on's name."""

    role: RoleResources
    template: aws.ec2.LaunchTemplate
    group: aws.eks.NodeGroup
    addon_roles: dict[str, RoleResources]
    addons: dict[str, aws.eks.Addon]

    @property
    def ready(self) -> tuple[pulumi.Resource, ...]:
        """What an object in the cluster waits for: machines, names and disks."""
        return (self.group, *self.addons.values())


def system_nodes(
    component: SayarComponent,
    spec: StandardNodes,
    place: AwsPlace,
    *,
    cluster: aws.eks.Cluster,
    version: str,
    subnet_ids: Sequence[pulumi.Input[str]],
    group_id: pulumi.Input[str],
) -> SystemNodes:
    """A group of machines for controllers, among them the one that starts all others; children of `component`.

    Its name is EKS's: a change that replaces it starts the new group first, and the old one is drained.
    """
    machines = role(component, f"system-{place.region}", place, trusted=node_trust(), policies=NODE_POLICIES)
    roles = {
        name: role(component, f"{name}-{place.region}", place, trusted=pod_trust(), policies=[policy])
        for name, (_, policy) in ADDON_ROLES.items()
    }

    def install(name: str, waits: Sequence[pulumi.Resource]) -> aws.eks.Addon:
        given = (ADDON_ROLES[name][0], roles[name]) if name in roles else None
        return addon(component, name, place, cluster=cluster.name, role=given, depends_on=waits)

    early = {name: install(name, []) for name in WITHOUT_NODES}
    template = _template(component, spec, place, group_id)
    group = aws.eks.NodeGroup(
        f"system-{place.region}",
        cluster_name=cluster.name,
        node_role_arn=machines.role.arn,
        subnet_ids=list(subnet_ids),
        version=version,
        ami_type=ami_type(spec.image, spec.system_type),
        instance_types=[spec.system_type],
        capacity_type="ON_DEMAND",
        launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(_text)
        ),
        # Nothing changes the number by itself: room above it is for updates.
        scaling_config=aws.eks.NodeGroupScalingConfigArgs(
            min_size=spec.system_min, desired_size=spec.system_min, max_size=spec.system_max
        ),
        update_config=aws.eks.NodeGroupUpdateConfigArgs(max_unavailable=1),
        labels={POOL_KEY: SYSTEM_POOL},
        tags=place.tagged(f"system-{place.region}"),
        opts=component.child(place.provider, depends_on=[*machines.rights, *early.values()]),
    )
    late = {name: install(name, [group, early[POD_IDENTITY]]) for name in ON_NODES}
    return SystemNodes(role=machines, template=template, group=group, addon_roles=roles, addons={**early, **late})


def _template(
    component: SayarComponent, spec: StandardNodes, place: AwsPlace, group_id: pulumi.Input[str]
) -> aws.ec2.LaunchTemplate:
    label = f"system-{place.region}"
    tags = place.tagged(label)
    return aws.ec2.LaunchTemplate(
        label,
        # Our own group, which stores admit: without it EKS gives nodes the one that it makes with the cluster.
        vpc_security_group_ids=[group_id],
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=device,
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_size=int(size), volume_type="gp3", encrypted="true", delete_on_termination="true"
                ),
            )
            for device, size in limit("cluster", "eks", spec.image, "volumes_gb").value.items()
        ],
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled",
            http_tokens="required",
            # One hop ends at the node: no pod gets the rights of the machine that it happens to run on.
            http_put_response_hop_limit=1,
        ),
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=tags) for kind in ("instance", "volume")
        ],
        update_default_version=True,
        tags=tags,
        opts=component.child(place.provider),
    )


def _text(number: int) -> str:
    return str(int(number))
