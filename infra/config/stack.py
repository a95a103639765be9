"""What an environment says beside its platform: the move under way, approvals, budget, probes, clients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from components.spec import Label, Problem, Spec
from infra.config.platform import HostRole, PlatformSpec, TierName


def _in_the_calendar(text: str) -> str:
    date.fromisoformat(text)
    return text


IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$"), AfterValidator(_in_the_calendar)]
Reason = Annotated[str, StringConstraints(min_length=3)]


class Waiver(Spec):
    """A gate that somebody decided to skip, until a date."""

    gate: str
    by: Reason
    reason: Reason
    until: IsoDate


class Transition(Spec):
    """A move under way: written by `sayar move`, read by the program."""

    origin: TierName = Field(alias="from")
    phase: Label
    weight: Annotated[int, Field(ge=0, le=100)] | None = None
    base: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    started: str
    waivers: tuple[Waiver, ...] = ()


class Approval(Spec):
    """Leave to do something to one stateful resource, until a date."""

    resource: Annotated[str, StringConstraints(pattern=r"^[^:]+:[^:]+:[^:]+::.+$")]
    action: Literal["release", "replace", "delete"]
    by: Reason
    reason: Reason
    until: IsoDate


class Budget(Spec):
    """What the platform may cost, in USD a month, who owns that, and what was spent of the error budget (seconds)."""

    monthly_usd: Annotated[float, Field(gt=0)]
    owner: Reason
    error_spent_s: Annotated[float, Field(ge=0)] | None = None
    waiver: Waiver | None = None


class ProbeRequest(Spec):
    """One request a second to one surface, and what counts as served."""

    method: Literal["GET", "HEAD", "POST"]
    path: str
    expect_status: tuple[Annotated[int, Field(ge=100, le=599)], ...]


class Client(Spec):
    """A major client with a cell of its own (Enterprise)."""

    name: Label
    isolation: Literal["dedicated", "schema"]
    hosts: dict[Literal["api", "web"], str] = {}
    branding: dict[str, str] = {}
    slo: Annotated[float, Field(gt=0, lt=100)] | None = None


class Environment(Spec):
    """The keys that only an environment's file has. Absent ones mean: none."""

    transition: Transition | None = None
    approvals: tuple[Approval, ...] = ()
    budget: Budget | None = None
    probe: dict[HostRole, ProbeRequest] = {}
    clients: tuple[Client, ...] = ()

    def rules(self) -> Iterator[Problem]:
        """A client's name is its identity, so it appears once."""
        seen: set[str] = set()
        for index, client in enumerate(self.clients):
            if client.name in seen:
                yield Problem(f"clients[{index}].name", client.name, "a name that no other client has")
            seen.add(client.name)


class StackConfig(Spec):
    """A stack, resolved: which platform, and what its environment says about it."""

    stack: str
    platform: PlatformSpec
    environment: Environment
