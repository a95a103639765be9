"""What goes together in a cluster on Aurora, and which of its properties are not the program's alone."""

from __future__ import annotations

from components.database.aurora_spec import AuroraEngine, PrimarySpec, SecondarySpec
from components.limits import limit


def check(spec: AuroraEngine, place: str, region: PrimarySpec | SecondarySpec, *, zones: int, subnets: int) -> None:
    """Raises ValueError for the row of another region than the place's, and for fewer zones than a cluster takes."""
    if region.region != place or region.region not in spec.regions:
        raise ValueError(f"the cluster of {region.region} cannot be made in {place}")
    least = int(limit("database", "aurora", "any", "least_zones").value)
    if zones < least or subnets != zones:
        raise ValueError(f"a cluster takes a subnet in each of at least {least} zones, not {subnets} in {zones}")


def kept_by_aws(spec: AuroraEngine) -> bool:
    """Whether AWS makes, keeps and changes the master password."""
    kind = "regional" if spec.worldwide is None else "global"
    return bool(limit("database", "aurora", kind, "managed_master_password").value)


def changed_by_others(spec: AuroraEngine) -> list[str]:
    """Properties that somebody else changes: the global cluster raises versions and says who follows whom, the service
    raises minor versions by itself where it may.
    """
    if spec.worldwide is not None:
        return ["engineVersion", "replicationSourceIdentifier"]
    return ["engineVersion"] if spec.minor_upgrades == "automatic" else []
