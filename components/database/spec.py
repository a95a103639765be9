"""What the database must be: the whole of `sayar:database` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from components.database.aurora_spec import AuroraEngine
from components.database.supabase_spec import SupabaseEngine
from components.network.checks import known
from components.spec import Problem, Spec

Engine = Annotated[SupabaseEngine | AuroraEngine, Field(discriminator="kind")]


class DatabaseSpec(Spec):
    """Postgres, at one vendor or another."""

    engine: Engine

    def in_regions(self, regions: tuple[str, ...]) -> Iterator[Problem]:
        """Places that the platform does not have; `regions` are its own, the primary one first."""
        engine = self.engine
        if isinstance(engine, SupabaseEngine):
            for index, replica in enumerate(engine.read_replicas):
                where = f"engine.read_replicas[{index}].region"
                yield from known(where, replica.region, regions, "region of the platform")
            return
        if regions and engine.primary.region != regions[0]:
            yield Problem(
                "engine.primary.region", engine.primary.region, f"{regions[0]}, the platform's primary region"
            )
        for index, row in enumerate(engine.worldwide.secondaries if engine.worldwide else ()):
            where = f"engine.worldwide.secondaries[{index}].region"
            yield from known(where, row.region, regions, "region of the platform")

    def with_services(self, *, fixed_addresses: bool) -> Iterator[Problem]:
        """What cannot be as long as the services' own requests come from any address."""
        engine = self.engine
        if isinstance(engine, SupabaseEngine) and engine.access.allow == "services" and not fixed_addresses:
            yield Problem("engine.access.allow", "services", "everybody or listed while hosting has no static_egress")
