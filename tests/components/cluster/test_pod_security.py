"""The checker of `restricted` refuses a bad pod for each of its rules; what it finds nothing in can be believed."""

import copy
from typing import Any

import pytest

from tests.support.pod_security import refused

GOOD: dict[str, Any] = {
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "volumes": [{"name": "tmp", "emptyDir": {}}],
    "containers": [
        {
            "name": "app",
            "ports": [{"containerPort": 8080}],
            "readinessProbe": {"httpGet": {"path": "/", "port": 8080}},
            "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
        }
    ],
}


def changed(path: str, value: Any) -> dict[str, Any]:
    pod = copy.deepcopy(GOOD)
    *steps, last = path.split(".")
    part: Any = pod
    for step in steps:
        part = part[0] if step == "0" else part.setdefault(step, {})
    part[last] = value
    return pod


CONTAINER = "containers.0.securityContext"


@pytest.mark.parametrize(
    ("path", "value", "control"),
    [
        ("hostNetwork", True, "host namespaces"),
        ("hostPID", True, "host namespaces"),
        ("hostIPC", True, "host namespaces"),
        ("securityContext.sysctls", [{"name": "kernel.msgmax", "value": "1"}], "sysctls"),
        ("securityContext.windowsOptions", {"hostProcess": True}, "host process"),
        ("securityContext.seLinuxOptions", {"type": "spc_t"}, "selinux"),
        ("securityContext.seLinuxOptions", {"role": "sysadm_r"}, "selinux"),
        ("securityContext.appArmorProfile", {"type": "Unconfined"}, "apparmor"),
        ("securityContext.seccompProfile", {"type": "Unconfined"}, "seccomp"),
        ("securityContext.seccompProfile", None, "seccomp"),
        ("securityContext.runAsUser", 0, "running as non-root user"),
        ("securityContext.runAsNonRoot", False, "running as non-root"),
        ("volumes", [{"name": "host", "hostPath": {"path": "/"}}], "volume types"),
        ("volumes", [{"name": "far", "nfs": {"server": "x", "path": "/"}}], "volume types"),
        (f"{CONTAINER}.privileged", True, "privileged"),
        (f"{CONTAINER}.procMount", "Unmasked", "proc mount"),
        (f"{CONTAINER}.runAsUser", 0, "running as non-root user"),
        (f"{CONTAINER}.runAsNonRoot", False, "running as non-root"),
        (f"{CONTAINER}.seccompProfile", {"type": "Unconfined"}, "seccomp"),
        (f"{CONTAINER}.allowPrivilegeEscalation", True, "privilege escalation"),
        (f"{CONTAINER}.allowPrivilegeEscalation", None, "privilege escalation"),
        (f"{CONTAINER}.capabilities", {"drop": ["NET_RAW"]}, "capabilities"),
        (f"{CONTAINER}.capabilities", {"drop": ["ALL"], "add": ["NET_ADMIN"]}, "capabilities"),
        ("containers.0.ports", [{"containerPort": 1, "hostPort": 1}], "host ports"),
        ("containers.0.readinessProbe.httpGet.host", "10.0.0.1", "host probes"),
        ("containers.0.lifecycle", {"preStop": {"httpGet": {"host": "x", "port": 1}}}, "host probes"),
    ],
)
def test_each_control_refuses_a_pod_that_breaks_it(path: str, value: Any, control: str) -> None:
    assert {row.partition(":")[0] for row in refused(changed(path, value))} == {control}


def test_a_pod_that_holds_all_controls_is_admitted() -> None:
    assert refused(GOOD) == []
    assert refused(changed(f"{CONTAINER}.capabilities", {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]})) == []


def test_containers_that_only_start_a_pod_are_held_to_the_same() -> None:
    assert {row.partition(":")[0] for row in refused({**GOOD, "initContainers": [{"name": "first"}]})} == {
        "privilege escalation",
        "capabilities",
    }
