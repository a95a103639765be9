"""Secrets of the cluster as references: the values stay in Secrets Manager, and External Secrets fetches them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from components.aws import AwsPlace
from components.cluster.labels import Manifest
from components.limits import limit

if TYPE_CHECKING:
    import pulumi

API: Final = "external-secrets.io/v1"
READY: Final = {"pulumi.com/waitFor": "condition=Ready"}
"""The engine goes on once the controller says that the object works: pods without their Secret would not start."""


@dataclass(frozen=True, slots=True)
class SecretRef:
    """One value in Secrets Manager: the ARN or the name of the secret, and the key in its JSON, None for all of it."""

    secret: pulumi.Input[str]
    key: str | None


@dataclass(frozen=True, slots=True)
class Store:
    """A store that references go through: one of the cluster, or one of a namespace."""

    name: str
    kind: str = "ClusterSecretStore"


def cluster_store(place: AwsPlace, namespaces: Sequence[str], *, role: pulumi.Input[str] | None = None) -> Manifest:
    """Secrets Manager of a region, for these namespaces and no others.

    The controller is let in by its Pod Identity, so that no credential is named. `role` is taken instead of its own
    where one client's secrets are read. Raises ValueError without a namespace: an empty list would admit all.
    """
    if not namespaces:
        raise ValueError("a store for no namespace would be open to every one")
    return {"conditions": [{"namespaces": list(namespaces)}], **namespace_store(place, role=role)}


def namespace_store(place: AwsPlace, *, role: pulumi.Input[str] | None = None) -> Manifest:
    """Secrets Manager of a region, for the namespace that the store is in."""
    aws: Manifest = {"service": "SecretsManager", "region": place.aws}
    return {"provider": {"aws": aws if role is None else {**aws, "role": role}}}


def external_secret(name: str, store: Store, references: Mapping[str, SecretRef]) -> Manifest:
    """A Secret `name` with one key for each variable, kept as new as its values in Secrets Manager.

    Raises ValueError without a reference: the controller refuses an empty one.
    """
    if not references:
        raise ValueError(f"{name} would hold nothing")
    return {
        "refreshInterval": f"{int(limit('cluster', 'policy', 'any', 'secret_refresh_s').value)}s",
        "secretStoreRef": {"name": store.name, "kind": store.kind},
        # Gone with the reference, but not when Secrets Manager cannot be reached.
        "target": {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": key, "remoteRef": _remote(row)} for key, row in sorted(references.items())],
    }


def _remote(row: SecretRef) -> Manifest:
    return {"key": row.secret} if row.key is None else {"key": row.secret, "property": row.key}
