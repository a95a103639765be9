"""Controllers that every cluster has: secrets from AWS, scaling by lag, metrics, and load balancers where ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.addons import METRICS, addon
from components.cluster.balancer_policy import balancer_statements
from components.cluster.chart_values import (
    BALANCER,
    EXTERNAL_SECRETS,
    KEDA_OPERATOR,
    balancer_values,
    external_secrets_values,
    keda_values,
)
from components.cluster.cluster import Cluster
from components.cluster.identity import PodIdentity, pod_identity
from components.cluster.pools import NodePools
from components.cluster.releases import controller_of, release
from components.policies import Statement

KEDA = "keda"
SYSTEM = "kube-system"


@dataclass(frozen=True, slots=True)
class Readable:
    """What controllers may read in AWS, all by ARN; a `*` at the end of a secret's covers its random suffix.

    `keys` decrypt those secrets. `kafka` are clusters, topics and groups whose lag is asked of the brokers: none where
    it is asked of CloudWatch.
    """

    secrets: Sequence[pulumi.Input[str]]
    keys: Sequence[pulumi.Input[str]]
    kafka: Sequence[pulumi.Input[str]] = field(default=())


@dataclass(frozen=True, slots=True)
class ChartsResources:
    """Every resource that `Charts` makes; roles by the controller. `balancer` is there where AWS runs none."""

    metrics: aws.eks.Addon
    roles: dict[str, PodIdentity]
    external_secrets: kubernetes.helm.v3.Release
    keda: kubernetes.helm.v3.Release
    balancer: kubernetes.helm.v3.Release | None


class Charts(SayarComponent):
    """Controllers of one cluster. They come after its pools: in Auto Mode no machine is there before.

    An object of a definition that a chart brings (`ExternalSecret`, `ScaledObject`) waits for that chart's release.
    """

    def __init__(
        self,
        name: str,
        cluster: Cluster,
        place: AwsPlace,
        *,
        pools: NodePools,
        readable: Readable,
        vpc_id: pulumi.Input[str],
        secrets_namespace: str,
        scaling_namespace: str,
        namespaces: Sequence[pulumi.Resource],
    ) -> None:
        """Both namespaces are made elsewhere, by `namespaces`, with restricted pod security.

        Raises ValueError where nothing may be read: the controller of secrets would be without a task.
        """
        if not readable.secrets:
            raise ValueError("readable.secrets: at least one secret, or the controller of secrets has no task")
        super().__init__(name)
        waits = [*cluster.ready, *pools.ready, *namespaces]
        self._cluster, self._place = cluster, place
        metrics = addon(self, METRICS, place, cluster=cluster.name, depends_on=[*cluster.ready, *pools.ready])
        roles = {
            EXTERNAL_SECRETS: self._role(
                EXTERNAL_SECRETS, secrets_namespace, EXTERNAL_SECRETS, secret_statements(readable, place)
            ),
            KEDA: self._role(KEDA, scaling_namespace, KEDA_OPERATOR, lag_statements(readable)),
        }
        self.external_secrets = release(
            self,
            EXTERNAL_SECRETS,
            place.region,
            cluster.provider,
            namespace=secrets_namespace,
            values=external_secrets_values(controller_of(EXTERNAL_SECRETS)),
            depends_on=[*waits, *roles[EXTERNAL_SECRETS].ready],
        )
        """Brings `ExternalSecret`, `SecretStore` and their kin."""
        self.keda = release(
            self,
            KEDA,
            place.region,
            cluster.provider,
            namespace=scaling_namespace,
            values=keda_values(controller_of(KEDA), cluster=cluster.identifier),
            depends_on=[*waits, *roles[KEDA].ready],
        )
        """Brings `ScaledObject`, `TriggerAuthentication` and their kin."""
        self.balancer = None if cluster.nodes.mode == "auto" else self._balancer(roles, vpc_id, waits)
        """The controller of load balancers; None where AWS runs it."""
        self.metrics = metrics
        """What scaling by CPU and memory reads."""
        self.resources = ChartsResources(
            metrics=metrics,
            roles=roles,
            external_secrets=self.external_secrets,
            keda=self.keda,
            balancer=self.balancer,
        )
        self.finish()

    def _role(self, name: str, namespace: str, account: str, statements: Sequence[Statement]) -> PodIdentity:
        return pod_identity(
            self,
            f"{name}-{self._place.region}",
            self._place,
            cluster=self._cluster.name,
            namespace=namespace,
            service_account=account,
            statements=statements,
        )

    def _balancer(
        self, roles: dict[str, PodIdentity], vpc_id: pulumi.Input[str], waits: Sequence[pulumi.Resource]
    ) -> kubernetes.helm.v3.Release:
        cluster, place = self._cluster, self._place
        nodes = pulumi.Output.concat(place.arn("ec2", "security-group/"), cluster.nodes_group)
        allowed = balancer_statements(place, cluster=cluster.identifier, nodes_arn=nodes)
        roles[BALANCER] = self._role(BALANCER, SYSTEM, BALANCER, allowed)
        return release(
            self,
            BALANCER,
            place.region,
            cluster.provider,
            namespace=SYSTEM,
            values=balancer_values(
                controller_of(BALANCER), cluster=cluster.identifier, region=place.aws, vpc_id=vpc_id
            ),
            depends_on=[*waits, *roles[BALANCER].ready],
        )


def secret_statements(readable: Readable, place: AwsPlace) -> list[Statement]:
    """Reading the secrets that are named, and decrypting them by way of Secrets Manager only.

    Source: external-secrets.io provider/aws-secrets-manager, without listing: every secret is named.
    """
    actions = [f"secretsmanager:{action}" for action in ("GetSecretValue", "DescribeSecret")]
    rows = [Statement("Secrets", actions, list(readable.secrets))]
    if readable.keys:
        by_way_of = {"StringEquals": {"kms:ViaService": [f"secretsmanager.{place.aws}.amazonaws.com"]}}
        rows.append(Statement("Keys", ["kms:Decrypt"], list(readable.keys), conditions=by_way_of))
    return rows


def lag_statements(readable: Readable) -> list[Statement]:
    """Reading metrics, which CloudWatch does not allow by resource, and how far groups have read."""
    rows = [Statement("Metrics", ["cloudwatch:GetMetricData"], ["*"])]
    if readable.kafka:
        actions = [f"kafka-cluster:{action}" for action in ("Connect", "DescribeTopic", "DescribeGroup")]
        rows.append(Statement("Lag", actions, list(readable.kafka)))
    return rows
