"""The store that the references of a cluster go through. It is made once External Secrets runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_kubernetes as kubernetes

from components.aws import AwsPlace
from components.base import SayarComponent
from components.cluster.external_secrets import API, READY, Store, cluster_store
from components.cluster.labels import PLATFORM, labels, metadata

if TYPE_CHECKING:
    import pulumi


@dataclass(frozen=True, slots=True)
class SecretStoreResources:
    """Every resource that `SecretStore` makes."""

    store: kubernetes.apiextensions.CustomResource


class SecretStore(SayarComponent):
    """Secrets Manager of the cluster's region, for the namespaces of the platform."""

    store: Store

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        provider: kubernetes.Provider,
        ready: Sequence[pulumi.Resource],
        namespaces: Sequence[str],
    ) -> None:
        """`ready` is the release of the controller's chart, which brings the kinds of its objects."""
        super().__init__(name)
        self.store = Store("aws")
        made = kubernetes.apiextensions.CustomResource(
            f"store-{place.region}",
            api_version=API,
            kind=self.store.kind,
            metadata=metadata(self.store.name, labels(PLATFORM), notes=READY),
            spec=cluster_store(place, namespaces),
            opts=self.child(provider, depends_on=ready),
        )
        self.resources = SecretStoreResources(store=made)
        self.finish(store=self.store.name)
