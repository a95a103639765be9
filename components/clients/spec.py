"""One major client: who it is, where its cell is, and under which names its customers find it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from components.limits import limit
from components.network.checks import at_most, known, unique
from components.spec import Hostname, Label, Problem, Spec

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""The name of a branding value, as `primary_color`."""

PREFIX: Final = "client-"
"""What the names of everything in a cell begin with, so that no client is called like a part of the platform."""


class Client(Spec):
    """A major client with a cell of its own.

    `isolation` dedicated gives it a database cluster, schema a schema and a user in the shared one. `region` null is
    the primary one. A client that is `leaving` loses everything but its data, which stays until somebody approves.
    `slo` is its availability in percent of a month.
    """

    name: Label
    isolation: Literal["dedicated", "schema"]
    region: Label | None = None
    stage: Literal["active", "leaving"] = "active"
    hosts: dict[Literal["api", "web"], Hostname] = {}
    branding: dict[Word, Annotated[str, StringConstraints(min_length=1, max_length=1024)]] = {}
    slo: Annotated[float, Field(gt=0, lt=100)] | None = None

    def rules(self) -> Iterator[Problem]:
        """A name that names of vendors have room for."""
        yield from at_most(limit("clients", "policy", "any", "name_length"), "name", len(self.name))
        if "--" in self.name:
            yield Problem("name", self.name, "single hyphens only, as identifiers of databases take no others")

    @property
    def label(self) -> str:
        """What everything in its cell is called."""
        return f"{PREFIX}{self.name}"


def problems(clients: Sequence[Client], *, domain: str, regions: Sequence[str]) -> Iterator[Problem]:
    """Clients that do not fit together or into the platform; `domain` is its own, `regions` have a cluster."""
    # A client's name is its identity, so it appears once; a host leads to one of them.
    yield from unique("clients[{}].name", [row.name for row in clients], "a name that no other client has")
    taken: dict[str, str] = {}
    for index, row in enumerate(clients):
        if row.region is not None:
            yield from known(f"clients[{index}].region", row.region, regions, "region with a cluster")
        for role, host in row.hosts.items():
            path = f"clients[{index}].hosts.{role}"
            if host == domain or host.endswith(f".{domain}"):
                yield Problem(path, host, f"a name of the client's own, not one below {domain}")
            owner = taken.setdefault(host, row.name)
            if owner != row.name or list(row.hosts.values()).count(host) > 1:
                yield Problem(path, host, f"a name of its own; {owner} has this one")


def by_region(clients: Sequence[Client], primary: str) -> Mapping[str, tuple[Client, ...]]:
    """The clients of each region that has some, in their order."""
    found: dict[str, tuple[Client, ...]] = {}
    for row in clients:
        place = row.region or primary
        found[place] = (*found.get(place, ()), row)
    return found


def active(clients: Sequence[Client]) -> tuple[Client, ...]:
    """The clients that are served; of the others only data is left."""
    return tuple(row for row in clients if row.stage == "active")
