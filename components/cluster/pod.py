"""The pods of a workload as data. Pure.

They hold the level `restricted` of the Pod Security Standards. The image is a placeholder that answers the probes, so
that a new cluster can be tried end to end; from then on it belongs to the application's pipeline. It is told its port
by `PORT`, as the application is, and needs no command: what stood here would stay when the image changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from components.aws import SHARED
from components.cluster.labels import POOL_KEY, Manifest, labels, priority_class, selector
from components.cluster.nodes_spec import PoolSpec
from components.cluster.workload_spec import ProbesSpec, WorkloadSpec
from components.limits import limit

if TYPE_CHECKING:
    import pulumi

PORT_NAME: Final = "http"
SCRATCH: Final = "/scratch"
RESERVED: Final = frozenset({"PORT", "SCRATCH_DIR"})
"""Variables that the pod itself sets: where to listen, and where files may be written."""


def template(
    spec: WorkloadSpec,
    pool: PoolSpec,
    *,
    service_account: str,
    environment: Mapping[str, pulumi.Input[str]],
    secret: str | None,
    client: str = SHARED,
) -> Manifest:
    """The template of a workload's pods. `secret` names the Secret whose keys become variables, if there is one."""
    user = _policy("user")
    return {
        "metadata": {"labels": labels(spec.name, client=client, surface=spec.surface)},
        "spec": {
            "serviceAccountName": service_account,
            # Nothing in a pod calls the API of Kubernetes; credentials of AWS have a token of their own.
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "priorityClassName": priority_class(spec.priority),
            "terminationGracePeriodSeconds": spec.grace_s,
            "nodeSelector": {POOL_KEY: pool.name},
            **({"tolerations": [_toleration(pool)]} if pool.taint == "on" else {}),
            "topologySpreadConstraints": _spread(spec),
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": user,
                "runAsGroup": user,
                "fsGroup": user,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [_container(spec, environment, secret)],
            "volumes": [_empty("tmp", _policy("tmp_mb")), *_scratch(spec)],
        },
    }


def deployment(spec: WorkloadSpec, pods: Manifest) -> Manifest:
    """A Deployment of these pods, which starts with the least of them and replaces them one by one."""
    return {
        "replicas": spec.replicas.least,
        "selector": {"matchLabels": selector(spec.name)},
        "progressDeadlineSeconds": progress_s(spec),
        # The quota has room for one more of each workload; none is missing while it is replaced.
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
        "template": pods,
    }


def startup_failures(probes: ProbesSpec) -> int:
    """Failed looks before a starting pod is restarted. The first look is at once, so it takes one more than periods."""
    return -(-probes.start_within_s // probes.period_s) + 1


def rollout_s(spec: WorkloadSpec) -> int:
    """The longest that a rollout may take, in seconds: pods are replaced one by one, and the last one is let out."""
    return progress_s(spec) + spec.replicas.most * spec.probes.start_within_s + spec.grace_s


def progress_s(spec: WorkloadSpec) -> int:
    """How long a rollout may stand still, in seconds: the start of a pod, and room for a machine and an image."""
    return int(limit("cluster", "kubernetes", "any", "progress_deadline_s").value) + spec.probes.start_within_s


def ephemeral_mb(spec: WorkloadSpec) -> int:
    """All that a pod may write on its node, in MiB: scratch, /tmp and its logs."""
    logs = int(limit("cluster", "kubernetes", "any", "log_room_mb").value)
    return spec.scratch_mb + _policy("tmp_mb") + logs


def _container(spec: WorkloadSpec, environment: Mapping[str, pulumi.Input[str]], secret: str | None) -> Manifest:
    ephemeral, memory = f"{ephemeral_mb(spec)}Mi", f"{spec.memory_mb}Mi"
    told: dict[str, pulumi.Input[str]] = {"PORT": str(spec.probes.port), **environment}
    if spec.scratch_mb:
        told["SCRATCH_DIR"] = SCRATCH
    return {
        "name": spec.name,
        "image": limit("cluster", "policy", "any", "placeholder").value,
        "imagePullPolicy": "IfNotPresent",
        "ports": [{"name": PORT_NAME, "containerPort": spec.probes.port, "protocol": "TCP"}],
        "env": [{"name": name, "value": value} for name, value in sorted(told.items())],
        **({} if secret is None else {"envFrom": [{"secretRef": {"name": secret}}]}),
        "resources": {
            "requests": {"cpu": f"{spec.cpu_m}m", "memory": memory, "ephemeral-storage": ephemeral},
            "limits": {"memory": memory, "ephemeral-storage": ephemeral},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - a volume of the pod's own
            *({"name": row["name"], "mountPath": SCRATCH} for row in _scratch(spec)),
        ],
        **_probes(spec.probes),
        # Load balancers go on sending for a moment; the process is told to stop only after it.
        **({"lifecycle": {"preStop": {"sleep": {"seconds": spec.prestop_s}}}} if spec.prestop_s else {}),
    }


def _probes(probes: ProbesSpec) -> Manifest:
    timing = {
        "periodSeconds": probes.period_s,
        "timeoutSeconds": min(probes.period_s, _policy("probe_timeout_s")),
    }

    def probe(path: str, failures: int) -> Manifest:
        return {"httpGet": {"path": path, "port": PORT_NAME}, "failureThreshold": failures, **timing}

    return {
        "startupProbe": probe(probes.live, startup_failures(probes)),
        "livenessProbe": probe(probes.live, probes.fails),
        "readinessProbe": probe(probes.ready, probes.fails),
    }


def _spread(spec: WorkloadSpec) -> list[Manifest]:
    hosts = _constraint(spec, "kubernetes.io/hostname", "ScheduleAnyway")
    if spec.spread == "hosts":
        return [hosts]
    return [_constraint(spec, "topology.kubernetes.io/zone", "DoNotSchedule"), hosts]


def _constraint(spec: WorkloadSpec, key: str, otherwise: str) -> Manifest:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": otherwise,
        "labelSelector": {"matchLabels": selector(spec.name)},
        # Each rollout is spread by itself: the pods that are about to go do not count.
        "matchLabelKeys": ["pod-template-hash"],
        # Nodes that are gone carry a taint: a lost zone does not count, so its pods may start in the others.
        "nodeTaintsPolicy": "Honor",
    }


def _toleration(pool: PoolSpec) -> Manifest:
    return {"key": POOL_KEY, "operator": "Equal", "value": pool.name, "effect": "NoSchedule"}


def _scratch(spec: WorkloadSpec) -> list[Manifest]:
    return [_empty("scratch", spec.scratch_mb)] if spec.scratch_mb else []


def _empty(name: str, size_mb: int) -> Manifest:
    return {"name": name, "emptyDir": {"sizeLimit": f"{size_mb}Mi"}}


def _policy(name: str) -> int:
    return int(limit("cluster", "policy", "any", name).value)
