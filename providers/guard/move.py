"""The resource that guards a stack's moves, as programs declare it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pulumi

from providers.resource import OwnResource

OriginTls = Literal["off", "flexible", "full", "strict"]


class Provider(pulumi.ProviderResource):
    """The guard: it takes no token and speaks to nobody."""

    def __init__(self, resource_name: str, *, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("guard", resource_name, {}, opts)


@pulumi.input_type
class TransitionArgs:
    """A move that is under way."""

    def __init__(
        self,
        *,
        from_: pulumi.Input[str],
        phase: pulumi.Input[str],
        phases: pulumi.Input[Sequence[str]],
        one_way: pulumi.Input[Sequence[str]],
        base: pulumi.Input[str],
        base_now: pulumi.Input[str],
        started: pulumi.Input[str],
    ) -> None:
        pulumi.set(self, "from_", from_)
        pulumi.set(self, "phase", phase)
        pulumi.set(self, "phases", phases)
        pulumi.set(self, "one_way", one_way)
        pulumi.set(self, "base", base)
        pulumi.set(self, "base_now", base_now)
        pulumi.set(self, "started", started)

    @property
    @pulumi.getter(name="from")
    def from_(self) -> pulumi.Input[str]:
        """The tier that the move leaves."""
        return pulumi.get(self, "from_")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def phase(self) -> pulumi.Input[str]:
        """The phase that this update brings, or keeps."""
        return pulumi.get(self, "phase")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def phases(self) -> pulumi.Input[Sequence[str]]:
        """Every phase of this move, in order."""
        return pulumi.get(self, "phases")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="oneWay")
    def one_way(self) -> pulumi.Input[Sequence[str]]:
        """The phases that cannot be left backwards."""
        return pulumi.get(self, "one_way")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def base(self) -> pulumi.Input[str]:
        """SHA-256 of the old tier's spec in hexadecimal, as written when the move began."""
        return pulumi.get(self, "base")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="baseNow")
    def base_now(self) -> pulumi.Input[str]:
        """SHA-256 of what the old tier's spec is now."""
        return pulumi.get(self, "base_now")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def started(self) -> pulumi.Input[str]:
        """The date on which the move began."""
        return pulumi.get(self, "started")  # type: ignore[no-any-return]


@pulumi.input_type
class PoolArgs:
    """A group of origins that traffic can go to."""

    def __init__(
        self,
        *,
        weight: pulumi.Input[int],
        strict_tls: pulumi.Input[bool],
    ) -> None:
        pulumi.set(self, "weight", weight)
        pulumi.set(self, "strict_tls", strict_tls)

    @property
    @pulumi.getter
    def weight(self) -> pulumi.Input[int]:
        """Its share of the traffic in percent."""
        return pulumi.get(self, "weight")  # type: ignore[no-any-return]

    @property
    @pulumi.getter(name="strictTls")
    def strict_tls(self) -> pulumi.Input[bool]:
        """Whether its origins serve behind Full (strict)."""
        return pulumi.get(self, "strict_tls")  # type: ignore[no-any-return]


@pulumi.input_type
class DatabaseArgs:
    """The database that an upgrade would touch."""

    def __init__(
        self,
        *,
        engine: pulumi.Input[str],
        version: pulumi.Input[str],
        replicas: pulumi.Input[int],
    ) -> None:
        pulumi.set(self, "engine", engine)
        pulumi.set(self, "version", version)
        pulumi.set(self, "replicas", replicas)

    @property
    @pulumi.getter
    def engine(self) -> pulumi.Input[str]:
        """What kind it is: one of another kind is another one, not an upgrade."""
        return pulumi.get(self, "engine")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def version(self) -> pulumi.Input[str]:
        """The engine's version."""
        return pulumi.get(self, "version")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def replicas(self) -> pulumi.Input[int]:
        """How many read replicas it has."""
        return pulumi.get(self, "replicas")  # type: ignore[no-any-return]


@pulumi.input_type
class WaiverArgs:
    """A refusal that somebody answers for, up to a day."""

    def __init__(
        self,
        *,
        gate: pulumi.Input[str],
        by: pulumi.Input[str],
        reason: pulumi.Input[str],
        until: pulumi.Input[str],
    ) -> None:
        pulumi.set(self, "gate", gate)
        pulumi.set(self, "by", by)
        pulumi.set(self, "reason", reason)
        pulumi.set(self, "until", until)

    @property
    @pulumi.getter
    def gate(self) -> pulumi.Input[str]:
        """What is waived: phases, phase:NAME of one that is skipped, base, drain, weight, tls, replicas."""
        return pulumi.get(self, "gate")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def by(self) -> pulumi.Input[str]:
        """Who answers for it."""
        return pulumi.get(self, "by")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def reason(self) -> pulumi.Input[str]:
        """Why."""
        return pulumi.get(self, "reason")  # type: ignore[no-any-return]

    @property
    @pulumi.getter
    def until(self) -> pulumi.Input[str]:
        """The last day on which it counts, YYYY-MM-DD in UTC."""
        return pulumi.get(self, "until")  # type: ignore[no-any-return]


class Move(OwnResource):
    """Where the stack is in its move. A step that a move does not have is refused in preview and update.

    It is never replaced, and deleting it touches nothing. `zeroed_at` says since when a pool has had weight 0.
    """

    tier: pulumi.Output[str]
    order: pulumi.Output[Sequence[str]]
    spec_hash: pulumi.Output[str]
    transition: pulumi.Output[Mapping[str, Any] | None]
    pools: pulumi.Output[Mapping[str, Mapping[str, Any]]]
    drain_s: pulumi.Output[int]
    origin_tls: pulumi.Output[str]
    database: pulumi.Output[Mapping[str, Any] | None]
    waivers: pulumi.Output[Sequence[Mapping[str, Any]]]
    zeroed_at: pulumi.Output[Mapping[str, str]]

    def __init__(
        self,
        resource_name: str,
        *,
        tier: pulumi.Input[str],
        order: Sequence[pulumi.Input[str]],
        spec_hash: pulumi.Input[str],
        pools: Mapping[str, PoolArgs],
        drain_s: pulumi.Input[int],
        origin_tls: pulumi.Input[OriginTls],
        waivers: Sequence[WaiverArgs],
        transition: TransitionArgs | None = None,
        database: DatabaseArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`order` is every tier, the smallest first; weights of `pools` are percent and add up to 100.

        `drain_s` is seconds for which a pool must have had weight 0 before it may leave `pools`.
        """
        super().__init__(
            "guard:index:Move",
            resource_name,
            {
                "tier": tier,
                "order": order,
                "specHash": spec_hash,
                "transition": transition,
                "pools": pools,
                "drainS": drain_s,
                "originTls": origin_tls,
                "database": database,
                "waivers": waivers,
            },
            outputs=["zeroedAt"],
            opts=opts,
        )
