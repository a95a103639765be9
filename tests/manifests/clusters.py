"""Small graphs of Kubernetes objects."""

from __future__ import annotations

from typing import Any

from sayar.graph.model import Resource
from tests.graph.builders import STACK, urn

PROVIDER = "pulumi:providers:kubernetes"


def cluster(name: str = "cluster-us-east") -> Resource:
    return Resource(urn(name, PROVIDER), PROVIDER, parent=STACK.urn)


def placed(
    type_: str, named: str, fields: dict[str, Any] | None = None, *, on: str | None = "cluster-us-east", **meta: Any
) -> Resource:
    """An object as the SDK registers it: its version and kind are inputs."""
    token = f"kubernetes:{type_}"
    _, version, kind = token.split(":")
    version = version.removeprefix("core/")
    inputs = {"apiVersion": version, "kind": kind, **({"metadata": meta} if meta else {}), **(fields or {})}
    provider = f"{urn(on, PROVIDER)}::[unknown]" if on else None
    return Resource(urn(named, token), token, parent=STACK.urn, inputs=inputs, provider=provider)


def namespace(name: str, *, on: str = "cluster-us-east") -> Resource:
    return placed("core/v1:Namespace", f"{name}-{on}", on=on, name=name)


def deployment(name: str, *, replicas: Any = 3, env: Any = "debug", **meta: Any) -> Resource:
    labels = {"app": name}
    container = {
        "name": "main",
        "image": "registry.example/api@sha256:0",
        "env": [{"name": "LEVEL", "value": env}],
        "ports": [{"containerPort": 8080}],
        "resources": {"limits": {"memory": "1Gi"}, "requests": {"cpu": "500m", "memory": "1Gi"}},
    }
    spec = {
        "replicas": replicas,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    }
    return placed("apps/v1:Deployment", name, {"spec": spec}, **meta)
