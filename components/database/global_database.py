"""The Aurora cluster around clusters: one region writes, others follow."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.database.aurora_spec import AuroraEngine


@dataclass(frozen=True, slots=True)
class GlobalDatabaseResources:
    """Every resource that `GlobalDatabase` makes."""

    cluster: aws.rds.GlobalCluster


class GlobalDatabase(SayarComponent):
    """What holds the clusters of all regions together. It stores nothing, but without it no region follows another.

    It is made empty and before its clusters: the provider refuses to add a cluster that is there already. Versions are
    raised here and nowhere else, as the service then upgrades all regions in its own order.
    """

    def __init__(self, name: str, spec: AuroraEngine, place: AwsPlace, *, database_name: str) -> None:
        """`name` is the identifier too, which the account has once over all regions; AWS makes up none.

        Raises ValueError for an engine of one region, and for a place that is not its primary region.
        """
        if spec.worldwide is None:
            raise ValueError("this engine is in one region")
        if place.region != spec.primary.region:
            raise ValueError(f"a global database belongs to its primary region {spec.primary.region}")
        super().__init__(name)
        cluster = aws.rds.GlobalCluster(
            name,
            global_cluster_identifier=name,
            engine="aurora-postgresql",
            engine_version=spec.version,
            database_name=database_name,
            storage_encrypted=True,
            deletion_protection=spec.deletion_protection == "on",
            tags=place.tagged(name, "personal"),
            opts=self.child(place.provider, protect=True),
        )
        self.resources = GlobalDatabaseResources(cluster=cluster)
        # The identifier is known from the start; the resource's own makes clusters wait for it.
        self.identifier: pulumi.Output[str] = cluster.id
        self.finish(identifier=self.identifier)
