"""The forecast of a move: the comparison of two graphs, judged and folded into one document. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from components.findings import Finding as SpecFinding
from sayar.documents.plan import (
    Change,
    Coverage,
    Downtime,
    ManualStep,
    PlanDocument,
    Step,
    StepDowntime,
    Summary,
    Tier,
)
from sayar.graph.asked import Facts
from sayar.graph.compare import compare
from sayar.graph.model import Change as GraphChange
from sayar.graph.model import Comparison, Graph
from sayar.impact.rows import Told
from sayar.plan.effects import judge
from sayar.plan.findings import findings
from sayar.plan.immutable import of_broken
from sayar.plan.words import gate, rollback
from sayar.verdict import EFFECTS, Verdict, exit_code, verdict_of_effects, worst

if TYPE_CHECKING:
    from components.immutable import Broken
    from sayar.impact.nodes import Reach
    from sayar.impact.read import Services

Source = Literal["offline", "state", "engine"]


class PlanFacts(Facts, Protocol):
    """What a forecast asks of the facts: replacement, and what stays behind after a delete."""

    def sticky(self, type_: str) -> str | None:
        """What the vendor keeps when a resource of the type is deleted."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a forecast is about. Tiers may be unknown; `budget_s` is None where nobody promised seconds.

    `broken` are the fields of the specs that cannot change in place and do: they bar the move whatever it changes.
    """

    source: Source
    as_of: str
    origin: str | None = None
    to: str | None = None
    budget_s: float | None = None
    findings: tuple[SpecFinding, ...] = ()
    manual_steps: tuple[ManualStep, ...] = ()
    services: Services | None = None
    broken: tuple[Broken, ...] = ()


def forecast(old: Graph, new: Graph, facts: PlanFacts, move: Move) -> PlanDocument:
    """The plan document of going from one graph to the other in one update."""
    return fold(compare(old, new, facts), released(old, new), facts, move)


def fold(comparison: Comparison, freed: Sequence[str], facts: PlanFacts, move: Move) -> PlanDocument:
    """The plan document of a comparison; `freed` are the URNs that lose their protection."""
    services = move.services
    rows, reach = (services.rows, _reach_of(services)) if services else ((), None)
    judged = [(one, *judge(one, facts.stateful(one.type), rows)) for one in comparison.changes]
    changes = ordered(_change(one, told, reach) for one, told, _ in judged)
    barred: Verdict = "blocked" if move.broken else "ok"
    verdict = worst((verdict_of_effects(change.effect for change in changes), barred))
    specs = (*move.findings, *of_broken(move.broken, comparison.changes))
    return PlanDocument(
        source=move.source,
        as_of=move.as_of,
        origin=Tier(tier=move.origin) if move.origin else None,
        to=Tier(tier=move.to) if move.to else None,
        direct=_step(changes, len(comparison.same), freed, verdict, move),
        phases=(),
        downtime=Downtime(budget_s=move.budget_s, verdict=verdict, surfaces={}),
        cost=None,
        slo=None,
        policy=None,
        manual_steps=move.manual_steps,
        findings=findings(comparison, specs, facts.sticky),
        coverage=_coverage(comparison, changes, sum(by_fact for _, _, by_fact in judged)),
        verdict=verdict,
        exit_code=exit_code(verdict),
    )


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Worst effect first, then the most seconds, unknown ones before all numbers, then by URN."""

    def weight(seconds: float | None) -> float:
        return float("-inf") if seconds is None else -seconds

    return tuple(
        sorted(
            changes, key=lambda one: (EFFECTS.index(one.effect), weight(one.worst_s), weight(one.typical_s), one.urn)
        )
    )


def released(old: Graph, new: Graph) -> tuple[str, ...]:
    """URNs whose protection is there before and not after, while the resource stays."""
    after = new.by_urn()
    return tuple(
        sorted(one.urn for one in old.counted() if one.protect and one.urn in after and not after[one.urn].protect)
    )


def _reach_of(services: Services) -> Reach:
    # Imported where somebody brings a services file: its models take a while to make.
    from sayar.impact.nodes import reach_of

    return reach_of(services)


def _change(change: GraphChange, told: Told, reach: Reach | None) -> Change:
    return Change(
        urn=change.urn,
        type=change.type,
        name=change.name,
        op=change.op,
        order=change.order,
        properties=change.properties,
        replace_properties=change.replace_properties,
        may_replace=change.may_replace,
        stateful=change.stateful,
        protected=change.protected,
        retained=change.retained,
        surfaces=reach.surfaces_of(change.urn, change.name, change.type) if reach else (),
        effect=told.effect,
        typical_s=told.typical_s,
        worst_s=told.worst_s,
        confidence="assumed" if change.assumed else told.confidence,
        source="; ".join(dict.fromkeys((told.source, *change.assumed))),
    )


def _step(changes: tuple[Change, ...], same: int, freed: Sequence[str], verdict: Verdict, move: Move) -> Step:
    counts = Counter(change.op for change in changes)
    summary = Summary(
        create=counts["create"], update=counts["update"], replace=counts["replace"], delete=counts["delete"], same=same
    )
    one_way = any(change.effect == "data_loss" for change in changes)
    return Step(
        name="direct",
        kind="config",
        summary=summary,
        changes=changes,
        downtime=StepDowntime(surfaces={}),
        gate=gate(verdict, one_way=one_way, ours=move.to is not None),
        rollback=rollback(summary, changes, move.origin),
        one_way=one_way,
        released=tuple(freed),
    )


def _coverage(comparison: Comparison, changes: Sequence[Change], by_fact: int) -> Coverage:
    """How much stands on facts; nothing is priced while no prices are kept."""
    return Coverage(
        changes=len(changes),
        with_fact=by_fact,
        assumed=sum(change.confidence == "assumed" for change in changes) + comparison.secrets_assumed,
        unknown=sum(change.effect == "unknown" for change in changes),
        priced=0,
        unpriced=0,
    )
