"""How large the members of a cluster are: of a class, or between two numbers of capacity units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.limits import limit
from components.network.checks import at_least, at_most
from components.spec import Problem, Spec

InstanceClass = Annotated[str, StringConstraints(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")]
Acu = Annotated[float, Field(ge=0)]
"""Aurora capacity units: about 2 GB of memory each, with the processors that belong to it."""


class ProvisionedCapacity(Spec):
    """Instances of a class."""

    kind: Literal["provisioned"]
    instance_class: InstanceClass


class ServerlessCapacity(Spec):
    """Instances that grow and shrink between two numbers of capacity units."""

    kind: Literal["serverless"]
    min_acu: Acu
    max_acu: Acu

    def rules(self) -> Iterator[Problem]:
        """A range within what the service takes."""
        yield from at_least(limit("database", "aurora", "any", "serverless_least_max_acu"), "max_acu", self.max_acu)
        yield from at_most(limit("database", "aurora", "any", "serverless_most_acu"), "max_acu", self.max_acu)
        if self.min_acu > self.max_acu:
            yield Problem("min_acu", self.min_acu, f"at most max_acu ({self.max_acu:g})")


Capacity = Annotated[ProvisionedCapacity | ServerlessCapacity, Field(discriminator="kind")]
