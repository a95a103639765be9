"""The services document, `format: sayar.services/1`: what the users see and what it stands on. Seconds throughout."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from sayar.documents.base import Part
from sayar.documents.plan import Confidence
from sayar.verdict import Effect

FORMAT: Final = "sayar.services/1"

Seconds = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Expression = Annotated[float, Field(ge=0)] | str
"""Seconds as a number, or as a text of `+ - * / ( ) max min` over the names of timings."""
Capability = Literal["any", "read", "write"]
ChangeOp = Literal["create", "update", "replace_create_first", "replace_delete_first", "delete"]


class TypicalWorst(Part):
    """A number that has two values."""

    typical: Seconds
    worst: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> TypicalWorst:
        if self.worst < self.typical:
            raise ValueError(f"worst is at least typical ({self.typical:g})")
        return self


class Match(Part):
    """Which resources are meant: `urn` and `name` are shell patterns, `type` is exact; all that is said must hold."""

    urn: str | None = None
    name: str | None = None
    type: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Match:
        if self.urn is None and self.name is None and self.type is None:
            raise ValueError("urn, name or type: a match of nothing would be one of everything")
        return self


class Node(Part):
    """One or more resources that serve together; without `match` it is reached by events alone."""

    match: Match | None = None


class Failover(Part):
    """A primary that one of its standbys can take over from."""

    kind: Literal["failover"]
    primary: str
    standbys: Annotated[tuple[str, ...], Field(min_length=1)]


class KOfN(Part):
    """Members of which `k` are enough."""

    kind: Literal["k_of_n"]
    k: Annotated[int, Field(ge=1)]
    members: Annotated[tuple[str, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _enough(self) -> KOfN:
        if self.k > len(self.members):
            raise ValueError(f"at most {len(self.members)}, as many as there are members")
        return self


class ProxyMask(Part):
    """A proxy in front that shortens failovers to a share of their time."""

    kind: Literal["proxy"]
    factor: Share


class PauseMask(Part):
    """A pooler that holds clients while events last, for as long as they wait."""

    kind: Literal["pause"]
    client_timeout_s: Seconds


class Need(Part):
    """What a surface stands on, and how hard it falls without it."""

    on: str
    mode: Literal["hard", "soft", "buffered", "cached"]
    weight: Share = 1
    capability: Capability = "any"
    mask: Annotated[ProxyMask | PauseMask, Field(discriminator="kind")] | None = None
    window_s: Seconds | None = None
    hit_ratio: Share | None = None
    stale_if_error_s: Seconds | None = None

    @model_validator(mode="after")
    def _fields_of_its_mode(self) -> Need:
        wanted = {"buffered": ("window_s",), "cached": ("hit_ratio", "stale_if_error_s")}.get(self.mode, ())
        for name in ("window_s", "hit_ratio", "stale_if_error_s"):
            if (getattr(self, name) is None) == (name in wanted):
                says = "is needed" if name in wanted else "has no meaning"
                raise ValueError(f"{name} {says} where mode is {self.mode}")
        return self


class ReadWrite(Part):
    """Budgets of reading and writing; null judges no time."""

    read: Seconds | None = None
    write: Seconds | None = None


class Surface(Part):
    """One thing that users see. `budget_s` null judges no time."""

    budget_s: Seconds | ReadWrite | None = None
    needs: tuple[Need, ...] = ()


class Fact(Part):
    """What a change of some resources does to their users. The most specific row counts."""

    match: Match
    op: ChangeOp | None = None
    property: str | None = None
    when: str | bool = True
    capability: Capability = "any"
    effect: Effect
    typical_s: Expression | None = None
    worst_s: Expression | None = None
    members: Literal["one", "all"] = "one"
    window: str | None = None
    confidence: Confidence = "assumed"
    source: str = "services file"


class Event(Part):
    """What no resource change expresses: a failure, a step of a procedure."""

    name: str
    node: str
    capability: Capability = "any"
    effect: Effect
    typical_s: Expression
    worst_s: Expression
    concurrent: bool = False


class ServicesDocument(Part):
    """The services of a stack. Everything but `format` may be left out."""

    format: Literal["sayar.services/1"]
    timings: dict[str, Seconds | TypicalWorst] = {}
    nodes: dict[str, Node] = {}
    groups: dict[str, Annotated[Failover | KOfN, Field(discriminator="kind")]] = {}
    surfaces: dict[str, Surface] = {}
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _empty_nodes(cls, value: Any) -> Any:
        """A node written as nothing (`dns:`) is one without a match."""
        if isinstance(value, dict) and isinstance(value.get("nodes"), dict):
            nodes = {name: {} if node is None else node for name, node in value["nodes"].items()}
            return {**value, "nodes": nodes}
        return value
