"""What each plan allows. A refusal is a sentence, as a user of Railway gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLError

from tests.fakes.railway.world import Plan

DEFAULT_REGION: Final = "us-west2"
REGIONS: Final = {
    "us-west2": ("US", "US West (California, USA)"),
    "us-east4-eqdc4a": ("US", "US East (Virginia, USA)"),
    "europe-west4-drams3a": ("NL", "EU West (Amsterdam, Netherlands)"),
    "asia-southeast1-eqsg3a": ("SG", "Southeast Asia (Singapore)"),
}
"""Country and location of each region, by name."""


class Unserved(LookupError):  # noqa: N818  # a fact about the stand-in
    """What nobody of ours asks Railway for. Asked all the same, it is a breach, so that the test fails and says so."""


class Refusal(GraphQLError):  # noqa: N818  # what the platform says, not a mistake of the stand-in
    """What the platform refuses."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one plan allows. A volume is made with `volume_mb` and can grow to `volume_mb_most`."""

    replicas: int
    domains_per_service: int
    volumes_per_project: int
    volume_mb: int
    volume_mb_most: int
    cpu: int
    memory_gb: float
    egress: bool = False
    registry: bool = False


ALLOWED: Final[Mapping[Plan, Allowance]] = {
    "FREE": Allowance(1, 1, 1, 500, 500, 1, 0.5),
    "HOBBY": Allowance(6, 2, 10, 5_000, 5_000, 8, 8),
    "PRO": Allowance(42, 20, 20, 50_000, 1_000_000, 24, 24, egress=True, registry=True),
}


def check_scale(plan: Plan, name: str, regions: Mapping[str, Mapping[str, Any]], *, mounted: bool) -> None:
    """Whether a service may run like this. Raises Refusal."""
    for region in regions:
        check_region(region)
    replicas = sum(region["numReplicas"] for region in regions.values())
    if mounted and (replicas > 1 or len(regions) > 1):
        raise Refusal(f'Service "{name}" has a volume: it can have only one replica in one region')
    if replicas > ALLOWED[plan].replicas:
        raise Refusal(f'Your plan allows {ALLOWED[plan].replicas} replicas per service, "{name}" would have {replicas}')


def check_region(region: str) -> None:
    """Whether there is such a region. Raises Refusal."""
    if region not in REGIONS:
        raise Refusal(f'Region "{region}" not found')


def check_domains(plan: Plan, present: int) -> None:
    """Whether a service may have one more custom domain. Raises Refusal."""
    if present >= ALLOWED[plan].domains_per_service:
        raise Refusal(f"Your plan allows {ALLOWED[plan].domains_per_service} custom domains per service")


def check_volumes(plan: Plan, present: int) -> None:
    """Whether a project may have one more volume. Raises Refusal."""
    if present >= ALLOWED[plan].volumes_per_project:
        raise Refusal(f"Your plan allows {ALLOWED[plan].volumes_per_project} volumes per project")


def check_size(plan: Plan, before: int, after: int) -> None:
    """Whether a volume may be resized. Raises Refusal."""
    if after < before:
        raise Refusal(f"A volume cannot be made smaller: it has {before} MB")
    if after > ALLOWED[plan].volume_mb_most:
        raise Refusal(f"Your plan allows volumes of at most {ALLOWED[plan].volume_mb_most} MB")


def check_egress(plan: Plan) -> None:
    """Whether static outbound addresses are included. Raises Refusal."""
    if not ALLOWED[plan].egress:
        raise Refusal("Static outbound IPs are only available on the Pro plan")


def check_registry(plan: Plan) -> None:
    """Whether private registries are included. Raises Refusal."""
    if not ALLOWED[plan].registry:
        raise Refusal("Private Docker registry credentials are only available on the Pro plan")
