"""What the database cluster of a major client is like: one shape for all that have their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from components.database.capacity_spec import Capacity
from components.limits import limit
from components.network.checks import at_most
from components.spec import Problem, Spec


class CellDatabaseSpec(Spec):
    """Its capacity and its readers. Version, keys, logs and backups are those of the platform's own cluster."""

    capacity: Capacity
    readers: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """As many readers as a cluster holds."""
        yield from at_most(limit("database", "aurora", "any", "most_readers"), "readers", self.readers)
