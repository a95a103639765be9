"""The sizes of the four tiers as they were chosen, by hand, so that a sum in a test can be followed on paper."""

from __future__ import annotations

from infra.tiers.sizes import LoadSize, ServiceSize, Sizes


def service(vcpu: float, *replicas: int, scale_at: float | None = None, load: LoadSize | None = None) -> ServiceSize:
    return ServiceSize(vcpu, replicas, scale_at, load)


STARTER = Sizes(service(1, 1), service(0.5, 1), service(0.5, 1), 15)
GROWTH = Sizes(service(2, 2), service(0.5, 2), service(1, 1), 40)
SCALE = Sizes(service(2, 4, 3), service(0.5, 2, 2), service(2, 2, 1), 80)
ENTERPRISE = Sizes(
    service(1, 60, 60, scale_at=0.6), service(0.5, 30, 30, scale_at=0.5), service(2, 12, 12), pool_size=None
)
SIZES = {"starter": STARTER, "growth": GROWTH, "scale": SCALE, "enterprise": ENTERPRISE}
