"""What the users of every surface feel of one update: steps through needs, added up, and the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sayar.documents.services import Capability, Failover, Need
from sayar.documents.services import Surface as Asked
from sayar.documents.surface import ByCapability, Deferred, Span, Surface
from sayar.graph.model import Change, Graph
from sayar.impact.read import Services
from sayar.impact.rows import Rows, Told
from sayar.impact.seconds.feel import MEASURES, Felt, felt, meets
from sayar.impact.seconds.groups import Outage, of_failover, of_k_of_n, of_node
from sayar.impact.seconds.judge import Facts, verdict_of
from sayar.impact.seconds.order import Order
from sayar.impact.seconds.steps import Judged, Step, event_keys, event_steps, steps_of
from sayar.impact.seconds.told import Hit, because, degraded, overrun
from sayar.verdict import Effect

DEFERRED: Final[frozenset[Effect]] = frozenset({"deferred"})
_DIGITS: Final = 9
_SOMETIME: Final = "the vendor's maintenance window"


@dataclass(frozen=True, slots=True)
class Update:
    """One update, judged: its changes, both graphs, and the facts. `nodes_of` gives the nodes that a change is of.

    `together` says of a primary's change what facts say where its whole group changes at once.
    """

    judged: Sequence[Judged]
    old: Graph
    new: Graph
    services: Services
    rows: Rows
    nodes_of: Callable[[Change], Sequence[str]]
    together: Callable[[Change], Told | None]


@dataclass(frozen=True, slots=True)
class Impact:
    """The surfaces of one update, and remarks: `deferred-order` and `buffer-window`, each with a text."""

    surfaces: Mapping[str, Surface] = field(default_factory=dict)
    remarks: tuple[tuple[str, str], ...] = ()


def impact_of(update: Update) -> Impact:
    """Every surface of the services document. Seconds are null where nobody knows them."""
    return _Pass(update).run()


class _Pass:
    """Steps are made and ordered once; each surface then looks at those that reach it."""

    def __init__(self, update: Update) -> None:
        self._update = update
        services = update.services
        self._document = services.document
        keys = event_keys(services.events)
        self._order = Order(
            update.old,
            update.new,
            [(key, one.event.concurrent) for key, one in zip(keys, services.events, strict=True)],
        )
        self._now = self._steps(update.judged)
        self._later: dict[str, tuple[Step, ...]] = {}
        for window in dict.fromkeys(_window(one.told) for one in update.judged if one.told.effect == "deferred"):
            part = [one for one in update.judged if one.told.effect == "deferred" and _window(one.told) == window]
            self._later[window] = steps_of(part, update.rows, update.nodes_of, DEFERRED)
        self._outages_of: dict[str, tuple[Outage, ...]] = {}
        self._effects: dict[str, list[Judged]] = {}
        for one in update.judged:
            for node in update.nodes_of(one.change):
                self._effects.setdefault(node, []).append(one)

    def run(self) -> Impact:
        remarks: dict[tuple[str, str], None] = {}
        surfaces = {}
        for name, asked in sorted(self._document.surfaces.items()):
            surfaces[name] = self._surface(name, asked, remarks)
        return Impact(surfaces, tuple(sorted(remarks)))

    def _steps(self, judged: Sequence[Judged]) -> tuple[Step, ...]:
        steps = steps_of(judged, self._update.rows, self._update.nodes_of)
        return (*steps, *event_steps(self._update.services.events))

    def _surface(self, name: str, asked: Asked, remarks: dict[tuple[str, str], None]) -> Surface:
        needs = [need for need in asked.needs if need.weight > 0]
        hits = self._hits(needs, self._now)
        reached = self._reached(needs)
        unknown = self._unmeasured(needs, reached)
        total, worst, lowest = (_plus(self._added(hits, which), unknown) for which in ("typical", "worst", "lowest"))
        read, write = self._by("read", needs, hits, reached), self._by("write", needs, hits, reached)
        deferred = tuple(self._deferred(needs))
        for row in deferred:
            text = f"In {row.window} the vendor orders changes that {name} stands on by itself: the order is not ours."
            remarks["deferred-order", text] = None
        over = {which: overrun(hits, which) for which in ("typical", "worst")}
        for need in over["worst"]:
            text = f"{name} is buffered for {need.window_s:g} s, and {need.on} may be down longer: events are lost."
            remarks["buffer-window", text] = None
        effects = [one.told.effect for one in reached]
        blind = any(hit.outage.step.effect == "unknown" for hit in hits)
        facts = Facts(
            effects=frozenset((*effects, "unknown") if blind else effects),
            typical=total.error,
            worst=worst.error,
            read=read,
            write=write,
            window_typical=bool(over["typical"]),
            window_worst=bool(over["worst"]),
        )
        return Surface(
            down_s=_span(total.down, worst.down),
            error_s=_span(total.error, worst.error),
            delay_s=_span(total.delay, worst.delay),
            loss_s=_span(total.loss, worst.loss),
            by=ByCapability(read=_span(*read), write=_span(*write)),
            resets=effects.count("reset"),
            degraded="degraded" in effects or degraded(hits),
            deferred=deferred,
            lower_bound_s=_number(lowest.down),
            because=because(hits, reached),
            verdict=verdict_of(asked.budget_s, facts),
        )

    def _by(
        self, capability: Capability, needs: Sequence[Need], hits: Sequence[Hit], reached: Sequence[Judged]
    ) -> tuple[float, float]:
        """What is down of one capability: over the steps and needs of it, or of any."""
        some = [need for need in needs if meets(need.capability, capability)]
        if not self._is_plain(needs):
            hits = self._hits(some, tuple(step for step in self._now if meets(step.capability, capability)))
        unknown = self._unmeasured(some, reached)
        typical, worst = self._added(hits, "typical"), self._added(hits, "worst")
        return typical.down + unknown.down, worst.down + unknown.down

    def _is_plain(self, needs: Sequence[Need]) -> bool:
        """True where nothing is about reading or writing alone, so that both are what is down at all."""
        return all(need.capability == "any" for need in needs) and all(one.capability == "any" for one in self._now)

    def _hits(self, needs: Sequence[Need], steps: Sequence[Step]) -> list[Hit]:
        """Each outage that reaches a surface once, with all needs through which it does.

        Members of a group are away only for what their steps are about.
        """
        found: dict[str, Hit] = {}
        for need in needs:
            able = (
                steps
                if need.capability == "any"
                else tuple(one for one in steps if meets(need.capability, one.capability))
            )
            for outage in self._felt_at(need.on, able):
                if meets(need.capability, outage.step.capability):
                    key = outage.step.key
                    before = found[key].needs if key in found else ()
                    found[key] = Hit(outage, (*before, need))
        return list(found.values())

    def _felt_at(self, on: str, steps: Sequence[Step]) -> tuple[Outage, ...]:
        """The outages of a node or group, worked out once for all surfaces that stand on it."""
        if steps is not self._now:
            return self._outages(on, steps)
        if on not in self._outages_of:
            self._outages_of[on] = self._outages(on, steps)
        return self._outages_of[on]

    def _outages(self, on: str, steps: Sequence[Step]) -> tuple[Outage, ...]:
        group = self._document.groups.get(on)
        if group is None:
            return of_node(on, steps)
        if not isinstance(group, Failover):
            return of_k_of_n(on, group, steps, self._order)
        by_urn = {one.change.urn: one.change for one in self._update.judged}
        told = {
            step.key: self._update.together(by_urn[step.key])
            for step in steps
            if group.primary in step.nodes and step.key in by_urn
        }
        return of_failover(on, group, steps, self._order, told)

    def _added(self, hits: Sequence[Hit], which: str) -> Felt:
        """Typical: the heaviest chain of each measure by itself; worst: the sum of all."""
        parts = [(hit, felt(hit.outage.step, hit.needs, float(getattr(hit.outage.step, which)))) for hit in hits]
        if which == "worst":
            return Felt(**{name: sum(float(getattr(one, name)) for _, one in parts) for name in MEASURES})
        # A chain passes an outage once, whichever of its places it passes.
        chains = [
            [hit.outage.places[0] for hit in hits if node in hit.outage.step.nodes]
            for node in sorted({node for hit in hits for node in hit.outage.step.nodes})
        ]
        return Felt(**{name: self._chain(parts, name, chains) for name in MEASURES})

    def _chain(self, parts: Sequence[tuple[Hit, Felt]], name: str, chains: Sequence[Sequence[str]]) -> float:
        weights: dict[str, float] = {}
        for hit, one in parts:
            seconds = float(getattr(one, name))
            for place in hit.outage.places if seconds else ():
                weights[place] = weights.get(place, 0.0) + seconds
        return self._order.heaviest(weights, chains)

    def _deferred(self, needs: Sequence[Need]) -> Iterator[Deferred]:
        for window, steps in self._later.items():
            hits = self._hits(needs, steps)
            typical, worst = self._added(hits, "typical"), self._added(hits, "worst")
            if worst.error:
                yield Deferred(window=window, typical=_number(typical.error), worst=_number(worst.error))

    def _reached(self, needs: Sequence[Need]) -> list[Judged]:
        """Changes whose effect is felt through any need, each once."""
        found: dict[str, Judged] = {}
        for need in needs:
            for node in self._nodes(need):
                found |= {one.change.urn: one for one in self._effects.get(node, ())}
        return list(found.values())

    def _nodes(self, need: Need) -> tuple[str, ...]:
        group = self._document.groups.get(need.on)
        if group is None:
            return (need.on,)
        return (group.primary, *group.standbys) if isinstance(group, Failover) else group.members

    def _unmeasured(self, needs: Sequence[Need], reached: Sequence[Judged]) -> Felt:
        """What an effect without seconds makes unknown: it is felt as a step of infinite seconds."""
        total = Felt()
        for one in reached:
            if one.told.effect not in ("unknown", "blocked", "data_loss"):
                continue
            nodes = frozenset(self._update.nodes_of(one.change))
            step = Step(one.change.urn, (one.change.urn,), nodes, "unknown", "any", math.inf, math.inf, math.inf)
            through = [need for need in needs if nodes & set(self._nodes(need))]
            total = _plus(total, felt(step, through, math.inf))
        return total


def _plus(one: Felt, other: Felt) -> Felt:
    return Felt(**{name: float(getattr(one, name)) + float(getattr(other, name)) for name in MEASURES})


def _window(told: Told) -> str:
    return told.window or _SOMETIME


def _span(typical: float, worst: float) -> Span:
    return Span(typical=_number(typical), worst=_number(worst))


def _number(seconds: float) -> float | None:
    # A share of a number is written as people write it: 13, not 12.999999999999996.
    return None if math.isinf(seconds) or math.isnan(seconds) else round(seconds, _DIGITS)
