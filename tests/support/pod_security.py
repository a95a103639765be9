"""The level `restricted` of the Pod Security Standards, rule by rule, for the spec of a pod.

Written from kubernetes.io/docs/concepts/security/pod-security-standards (1.36): the controls of `baseline`, and those
that `restricted` adds. A test that renders pods asks for `refused(spec)` and expects nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Pod = Mapping[str, Any]

VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
}
SELINUX = {"container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
PROFILES = {"RuntimeDefault", "Localhost"}


def refused(spec: Pod) -> list[str]:
    """The controls that a pod breaks, each as `control: where`; none for a pod that is admitted."""
    return [f"{control}: {where}" for control, where in _all(spec)]


def _all(spec: Pod) -> Iterator[tuple[str, str]]:
    yield from _host(spec)
    yield from _volumes(spec)
    yield from _context("pod", _of(spec))
    for container in _containers(spec):
        yield from _container(spec, container)


def _containers(spec: Pod) -> list[Pod]:
    kinds = ("initContainers", "containers", "ephemeralContainers")
    return [container for kind in kinds for container in spec.get(kind, [])]


def _of(part: Pod) -> Pod:
    return part.get("securityContext") or {}


def _host(spec: Pod) -> Iterator[tuple[str, str]]:
    for name in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(name):
            yield "host namespaces", name
    for row in _of(spec).get("sysctls", []):
        if row["name"] not in SYSCTLS:
            yield "sysctls", row["name"]


def _volumes(spec: Pod) -> Iterator[tuple[str, str]]:
    for volume in spec.get("volumes", []):
        for kind in set(volume) - {"name"} - VOLUMES:
            yield "volume types", f"{volume['name']} is {kind}"


def _context(where: str, context: Pod) -> Iterator[tuple[str, str]]:
    """What holds of a security context wherever it is, where it says something."""
    if (context.get("windowsOptions") or {}).get("hostProcess"):
        yield "host process", where
    options = context.get("seLinuxOptions") or {}
    if options.get("type") not in (None, "", *SELINUX) or options.get("user") or options.get("role"):
        yield "selinux", where
    if (context.get("appArmorProfile") or {}).get("type") not in (None, *PROFILES):
        yield "apparmor", where
    if (context.get("seccompProfile") or {}).get("type") not in (None, *PROFILES):
        yield "seccomp", where
    if context.get("runAsUser") == 0:
        yield "running as non-root user", where


def _container(spec: Pod, container: Pod) -> Iterator[tuple[str, str]]:
    name, context, of_pod = container["name"], _of(container), _of(spec)
    yield from _context(name, context)
    if context.get("privileged"):
        yield "privileged", name
    if context.get("procMount") not in (None, "Default"):
        yield "proc mount", name
    if any(port.get("hostPort") for port in container.get("ports", [])):
        yield "host ports", name
    if any(_names_host(hook) for hook in _hooks(container)):
        yield "host probes", name
    if context.get("allowPrivilegeEscalation") is not False:
        yield "privilege escalation", name
    if not context.get("runAsNonRoot", of_pod.get("runAsNonRoot")):
        yield "running as non-root", name
    if not (context.get("seccompProfile") or of_pod.get("seccompProfile")):
        yield "seccomp", f"{name} has none"
    capabilities = context.get("capabilities") or {}
    if "ALL" not in capabilities.get("drop", []):
        yield "capabilities", f"{name} does not drop all"
    if set(capabilities.get("add", [])) - {"NET_BIND_SERVICE"}:
        yield "capabilities", f"{name} adds some"


def _hooks(container: Pod) -> list[Pod]:
    probes = [container.get(f"{kind}Probe") for kind in ("startup", "liveness", "readiness")]
    life = container.get("lifecycle") or {}
    return [hook for hook in (*probes, life.get("postStart"), life.get("preStop")) if hook]


def _names_host(hook: Pod) -> bool:
    return any((hook.get(kind) or {}).get("host") for kind in ("httpGet", "tcpSocket"))
