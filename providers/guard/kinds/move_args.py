"""What a program says to the guard: where the stack is in its move, and the few values that a wrong step breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from providers.kit.model import Args


def _name(text: str) -> str:
    if not text or any(each.isspace() for each in text):
        raise ValueError("must be a name without blanks")
    return text


def _told(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _day(text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:  # other spellings of a day are read, too
            return text
    except ValueError:
        pass
    raise ValueError("must be a day of the calendar as YYYY-MM-DD")


Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, AfterValidator(_told)]
Day = Annotated[str, AfterValidator(_day)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_WHOLE = 100


class Transition(Args):
    """A move that is under way."""

    from_: Annotated[Name, Field(alias="from", description="The tier that the move leaves.")]
    phase: Annotated[Name, Field(description="The phase that this update brings, or keeps.")]
    phases: Annotated[list[Name], Field(min_length=1, description="Every phase of this move, in order.")]
    one_way: Annotated[list[Name], Field(description="The phases that cannot be left backwards.")]
    base: Annotated[Sha256, Field(description="SHA-256 of the old tier's spec, as written when the move began.")]
    base_now: Annotated[Sha256, Field(description="SHA-256 of what the old tier's spec is now.")]
    started: Annotated[Text, Field(description="The date on which the move began.")]

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong with it by itself: pairs of a path and the reason."""
        yield from _twice("transition.phases", self.phases)
        known = ", ".join(self.phases)
        if self.phase not in self.phases:
            yield "transition.phase", f"{self.phase} is no phase of this move; allowed are {known}"
        for index, name in enumerate(self.one_way):
            if name not in self.phases:
                yield f"transition.oneWay[{index}]", f"{name} is no phase of this move; allowed are {known}"


class Pool(Args):
    """A group of origins that the load balancer, or the records, can send traffic to."""

    weight: Annotated[int, Field(ge=0, le=_WHOLE, description="Its share of the traffic in percent.")]
    strict_tls: Annotated[bool, Field(description="Whether its origins serve behind Full (strict).")]


class Database(Args):
    """The database that an upgrade would touch."""

    engine: Annotated[Name, Field(description="What kind it is: one of another kind is another one, not an upgrade.")]
    version: Annotated[Text, Field(description="The engine's version.")]
    replicas: Annotated[int, Field(ge=0, description="How many read replicas it has.")]


class Waiver(Args):
    """A refusal that somebody answers for, up to a day."""

    gate: Annotated[
        Name,
        Field(
            description="What is waived: phases, phase:NAME of one that is skipped, base, drain, weight, tls, replicas."
        ),
    ]
    by: Annotated[Text, Field(description="Who answers for it.")]
    reason: Annotated[Text, Field(description="Why.")]
    until: Annotated[Day, Field(description="The last day on which it counts, in UTC.")]

    @property
    def last_day(self) -> date:
        """The last day, as a date."""
        return date.fromisoformat(self.until)


class MoveArgs(Args):
    """What a program says of its move."""

    tier: Annotated[Name, Field(description="The stack's tier; during a move the one that it goes to.")]
    order: Annotated[list[Name], Field(min_length=1, description="All tiers, the smallest first.")]
    spec_hash: Annotated[Sha256, Field(description="SHA-256 of the whole resolved spec, for the record.")]
    transition: Annotated[Transition | None, Field(description="The move under way; left out, there is none.")] = None
    pools: Annotated[dict[Name, Pool], Field(description="Every pool that traffic can go to, by name.")]
    drain_s: Annotated[
        int, Field(ge=0, description="Seconds for which a pool must have had weight 0 before it may be removed.")
    ]
    origin_tls: Annotated[
        Literal["off", "flexible", "full", "strict"],
        Field(description="How the edge speaks to the origins, in the whole zone."),
    ]
    database: Annotated[Database | None, Field(description="The database; left out, there is none to guard.")] = None
    waivers: Annotated[list[Waiver], Field(description="Refusals that are waived. A date that has passed ends one.")]

    def rules(self) -> Iterator[tuple[str, str]]:
        """What must be true of one update by itself, whatever was before."""
        tiers = ", ".join(self.order)
        yield from _twice("order", self.order)
        if self.tier not in self.order:
            yield "tier", f"{self.tier} is no tier; allowed are {tiers}"
        if self.transition is not None:
            yield from self._of_transition(self.transition, tiers)
        total = sum(pool.weight for pool in self.pools.values())
        if self.pools and total != _WHOLE:
            told = ", ".join(f"{name} {pool.weight}" for name, pool in self.pools.items())
            yield "pools", f"the weights add up to {total} ({told}); they must add up to {_WHOLE}"

    def _of_transition(self, transition: Transition, tiers: str) -> Iterator[tuple[str, str]]:
        if transition.from_ not in self.order:
            yield "transition.from", f"{transition.from_} is no tier; allowed are {tiers}"
        elif transition.from_ == self.tier:
            yield "transition.from", f"the move goes from {self.tier} to itself; sayar:tier is the tier it goes to"
        yield from transition.faults()


def _twice(path: str, names: list[str]) -> Iterator[tuple[str, str]]:
    again = sorted({name for name in names if names.count(name) > 1})
    if again:
        yield path, f"{', '.join(again)} stands there more than once; each is named once"
