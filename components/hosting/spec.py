"""What hosting must be: the whole of `sayar:hosting` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator

from components.hosting.railway_spec import RailwaySpec
from components.hosting.vercel_spec import VercelSpec
from components.hosting.words import ROLES, RailwayPlan
from components.network.checks import known
from components.spec import Problem, Spec


class HostingSpec(Spec):
    """Services and web. `railway` null: the services run elsewhere, in the cluster of the platform."""

    railway: RailwaySpec | None
    vercel: VercelSpec

    @property
    def railway_plan(self) -> RailwayPlan | None:
        """The plan of the Railway workspace, which everything in it shares; None without one."""
        return self.railway.plan if self.railway else None

    @property
    def fixed_addresses(self) -> bool:
        """True where the services' own requests come from addresses that never change."""
        return self.railway is not None and self.railway.static_egress == "on"

    @property
    def service_regions(self) -> tuple[str, ...]:
        """The regions with a replica of any service on Railway, in the spec's order."""
        if self.railway is None:
            return ()
        used = {row.region for role in ROLES for row in self.railway.services.of(role).replicas}
        return tuple(region for region in self.railway.regions if region in used)

    def in_regions(self, regions: tuple[str, ...]) -> Iterator[Problem]:
        """Places that the platform does not have; `regions` are its own, the primary one first."""
        railway = self.railway.regions if self.railway else ()
        for path, names in (("railway.regions", railway), ("vercel.function_regions", self.vercel.function_regions)):
            for index, name in enumerate(names):
                yield from known(f"{path}[{index}]", name, regions, "region of the platform")
        if railway and regions and railway[0] != regions[0]:
            yield Problem("railway.regions[0]", railway[0], f"{regions[0]}, the platform's primary region")
