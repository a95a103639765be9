"""One workload in one cluster: its pods, who they are, whom they reach, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi_kubernetes as kubernetes

from components.aws import SHARED, AwsPlace
from components.base import SayarComponent
from components.cluster import external_secrets, pod, scaling, traffic
from components.cluster.external_secrets import SecretRef, Store
from components.cluster.identity import PodIdentity, pod_identity
from components.cluster.labels import Manifest, labels, metadata
from components.cluster.namespace_rules import NodesMode
from components.cluster.nodes_spec import PoolSpec
from components.cluster.scaling import LagSource
from components.cluster.target_binding import Target, service, target_binding
from components.cluster.traffic import Ranges
from components.cluster.workload_spec import CpuScale, FixedScale, LagScale, WorkloadSpec
from components.limits import limit
from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

IMAGE: Final = "spec.template.spec.containers[0].image"
"""What belongs to the application's pipeline: written once, and left alone from then on."""
REPLICAS: Final = "spec.replicas"
"""What belongs to an autoscaler, where there is one."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a workload runs.

    `cluster` is the name of the EKS cluster, `namespace` one that is there, `pool` the one that the spec names. `ready`
    is what all objects wait for: the namespace's objects, and the charts that bring the kinds of objects used here.
    """

    provider: kubernetes.Provider
    ready: Sequence[pulumi.Resource]
    cluster: pulumi.Input[str]
    namespace: str
    pool: PoolSpec
    mode: NodesMode
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Given:
    """What a workload needs from the rest of the platform.

    `environment` are variables in plain, `secrets` those whose values External Secrets fetches through `store`;
    `statements` are what its role may do. `target` is the target group of a surface, None for a workload that only the
    cluster calls. `lag` is where its lag is read, None for one that does not scale on it.
    """

    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, SecretRef]
    store: Store
    statements: Sequence[Statement]
    target: Target | None
    lag: LagSource | None


@dataclass(frozen=True, slots=True)
class WorkloadResources:
    """Every resource that `Workload` makes; None for what its spec does not ask for."""

    service_account: kubernetes.core.v1.ServiceAccount
    identity: PodIdentity
    policy: kubernetes.networking.v1.NetworkPolicy
    secret: kubernetes.apiextensions.CustomResource | None
    service: kubernetes.core.v1.Service | None
    binding: kubernetes.apiextensions.CustomResource | None
    deployment: kubernetes.apps.v1.Deployment
    disruptions: kubernetes.policy.v1.PodDisruptionBudget | None
    scaler: kubernetes.autoscaling.v2.HorizontalPodAutoscaler | kubernetes.apiextensions.CustomResource | None
    authentication: kubernetes.apiextensions.CustomResource | None


class Workload(SayarComponent):
    """A Deployment and what belongs to it. All objects have the workload's name in its namespace."""

    role_name: pulumi.Output[str]
    role_arn: pulumi.Output[str]
    service_account: str
    deployed: kubernetes.apps.v1.Deployment

    def __init__(
        self, name: str, spec: WorkloadSpec, place: AwsPlace, home: Home, given: Given, *, client: str = SHARED
    ) -> None:
        """`name` is that of every child too, so it holds the region, and the client where there is one.

        Raises ValueError where spec and given do not fit: a variable that is set twice, a target group for a workload
        that answers no surface, no source of the lag that it scales on, a neighbour without a range, another pool.
        """
        _sound(spec, home, given)
        super().__init__(name)
        self._label, self._spec, self._place, self._home, self._client = name, spec, place, home, client
        account = kubernetes.core.v1.ServiceAccount(
            name,
            metadata=self._metadata(),
            # Pods get no token for the API of Kubernetes; the token for AWS is put in by EKS itself.
            automount_service_account_token=False,
            opts=self._waiting(),
        )
        identity = pod_identity(
            self,
            name,
            place,
            cluster=home.cluster,
            namespace=home.namespace,
            service_account=spec.name,
            statements=given.statements,
            client=client,
        )
        policy = kubernetes.networking.v1.NetworkPolicy(
            name,
            metadata=self._metadata(),
            spec=traffic.of_workload(spec, home.ranges),
            opts=self._waiting(),
        )
        secret = self._secret(given)
        front = self._service() if spec.surface is not None else None
        binding = None if given.target is None or front is None else self._binding(given.target, front)
        # A pod is given its role, its doors, its Secret and its readiness gate when it is made, and not later.
        first = [account, identity.association, policy, *(row for row in (secret, front, binding) if row is not None)]
        deployment = self._deployment(given, first)
        authentication = self._authentication() if isinstance(spec.scale, LagScale) else None
        self.resources = WorkloadResources(
            service_account=account,
            identity=identity,
            policy=policy,
            secret=secret,
            service=front,
            binding=binding,
            deployment=deployment,
            disruptions=self._disruptions(),
            scaler=self._scaler(given, [deployment, *([] if authentication is None else [authentication])]),
            authentication=authentication,
        )
        self.role_name, self.role_arn = identity.role.name, identity.role.arn
        self.service_account, self.deployed = spec.name, deployment
        self.finish(namespace=home.namespace, service_account=spec.name, role=self.role_arn)

    def _metadata(self, notes: Mapping[str, str] | None = None) -> Manifest:
        spec = self._spec
        marks = labels(spec.name, client=self._client, surface=spec.surface)
        return metadata(spec.name, marks, namespace=self._home.namespace, notes=notes)

    def _waiting(self) -> pulumi.ResourceOptions:
        return self.child(self._home.provider, depends_on=self._home.ready)

    def _custom(
        self,
        api: str,
        kind: str,
        spec: Manifest,
        *,
        after: Sequence[pulumi.Resource] = (),
        notes: Mapping[str, str] | None = None,
    ) -> kubernetes.apiextensions.CustomResource:
        return kubernetes.apiextensions.CustomResource(
            self._label,
            api_version=api,
            kind=kind,
            metadata=self._metadata(notes=notes),
            spec=spec,
            opts=self.child(self._home.provider, depends_on=[*self._home.ready, *after]),
        )

    def _secret(self, given: Given) -> kubernetes.apiextensions.CustomResource | None:
        if not given.secrets:
            return None
        wanted = external_secrets.external_secret(self._spec.name, given.store, given.secrets)
        return self._custom(external_secrets.API, "ExternalSecret", wanted, notes=external_secrets.READY)

    def _service(self) -> kubernetes.core.v1.Service:
        # Not awaited: its endpoints are the pods, and those are awaited with the Deployment that comes after it.
        notes = {"pulumi.com/skipAwait": "true"}
        return kubernetes.core.v1.Service(
            self._label, metadata=self._metadata(notes=notes), spec=service(self._spec), opts=self._waiting()
        )

    def _binding(self, target: Target, front: kubernetes.core.v1.Service) -> kubernetes.apiextensions.CustomResource:
        api = str(limit("cluster", "eks", self._home.mode, "target_binding_api").value)
        return self._custom(api, "TargetGroupBinding", target_binding(self._spec, target), after=[front])

    def _deployment(self, given: Given, first: Sequence[pulumi.Resource]) -> kubernetes.apps.v1.Deployment:
        spec, home = self._spec, self._home
        notes = {"pulumi.com/timeoutSeconds": str(pod.rollout_s(spec))}
        others = [IMAGE] if isinstance(spec.scale, FixedScale) else [IMAGE, REPLICAS]
        pods = pod.template(
            spec,
            home.pool,
            service_account=spec.name,
            environment=given.environment,
            secret=spec.name if given.secrets else None,
            client=self._client,
        )
        return kubernetes.apps.v1.Deployment(
            self._label,
            metadata=self._metadata(notes=notes),
            spec=pod.deployment(spec, pods),
            opts=self.child(home.provider, depends_on=[*home.ready, *first], ignore_changes=others),
        )

    def _disruptions(self) -> kubernetes.policy.v1.PodDisruptionBudget | None:
        wanted = scaling.disruptions(self._spec)
        if wanted is None:
            return None
        return kubernetes.policy.v1.PodDisruptionBudget(
            self._label, metadata=self._metadata(), spec=wanted, opts=self._waiting()
        )

    def _authentication(self) -> kubernetes.apiextensions.CustomResource:
        return self._custom(scaling.KEDA, "TriggerAuthentication", scaling.lag_authentication())

    def _scaler(
        self, given: Given, after: Sequence[pulumi.Resource]
    ) -> kubernetes.autoscaling.v2.HorizontalPodAutoscaler | kubernetes.apiextensions.CustomResource | None:
        spec = self._spec
        if isinstance(spec.scale, CpuScale):
            return kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
                self._label,
                metadata=self._metadata(),
                spec=scaling.by_cpu(spec, spec.scale),
                opts=self.child(self._home.provider, depends_on=[*self._home.ready, *after]),
            )
        if isinstance(spec.scale, LagScale) and given.lag is not None:
            wanted = scaling.by_lag(spec, spec.scale, given.lag, authentication=spec.name)
            return self._custom(scaling.KEDA, "ScaledObject", wanted, after=after)
        return None


def _sound(spec: WorkloadSpec, home: Home, given: Given) -> None:
    """Refuses what would be half a workload."""
    if home.pool.name != spec.pool:
        raise ValueError(f"{spec.name} runs on pool {spec.pool}, not on {home.pool.name}")
    if given.target is not None and spec.surface is None:
        raise ValueError(f"{spec.name} answers no surface, so no target group can send to it")
    if isinstance(spec.scale, LagScale) and given.lag is None:
        raise ValueError(f"{spec.name} scales on lag and has no source of it")
    twice = sorted(
        (set(given.environment) & set(given.secrets)) | (pod.RESERVED & (set(given.environment) | set(given.secrets)))
    )
    if twice:
        raise ValueError(f"{spec.name} has {', '.join(twice)} twice: in plain, as a secret, or from the pod itself")
