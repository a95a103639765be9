"""The forecast of a move: the comparison of two graphs, judged and folded into one document. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from components.findings import Finding as SpecFinding
from sayar.documents.plan import (
    Change,
    Coverage,
    Downtime,
    Due,
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
from sayar.plan.error_budget import UNSPENT, Objective, Spent, error_budget
from sayar.plan.error_budget import findings_of as of_slo
from sayar.plan.felt import FeltByUsers, felt_by
from sayar.plan.findings import findings
from sayar.plan.immutable import of_broken
from sayar.plan.money import counted
from sayar.plan.money import findings_of as of_cost
from sayar.plan.proof import proved
from sayar.plan.proof import remarks as of_proof
from sayar.plan.words import gate, rollback
from sayar.verdict import EFFECTS, Verdict, exit_code, verdict_of_effects, worst

if TYPE_CHECKING:
    from components.immutable import Broken
    from sayar.documents.cost import Cost
    from sayar.documents.surface import Surface
    from sayar.impact.read import Services

Source = Literal["offline", "state", "engine"]


class PlanFacts(Facts, Protocol):
    """What a forecast asks of the facts: replacement, and what stays behind after a delete."""

    def sticky(self, type_: str) -> str | None:
        """What the vendor keeps when a resource of the type is deleted."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a forecast is about. Tiers may be unknown; `budget_s` is None where nobody promised seconds.

    `broken` are the fields of the specs that cannot change in place and do: they bar the direct way whatever it
    changes. `phases` are the recommended way; where there are none it is the direct one. `prove`: the order of each
    update is proved too. `objective` is what the seconds are held against, with what was `spent` of it before.
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
    phases: tuple[PhaseUpdate, ...] = ()
    prove: bool = False
    cost: Cost | None = None
    objective: Objective | None = None
    spent: Spent = UNSPENT
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class PhaseUpdate:
    """One phase as its update would be: a comparison, empty for what people do or wait for.

    `freed` are the URNs that lose their protection; `gate` and `rollback` are sentences.
    """

    name: str
    kind: Literal["config", "human", "wait"]
    gate: str
    rollback: str
    one_way: bool
    comparison: Comparison
    freed: tuple[str, ...] = ()
    services: Services | None = None


def forecast(old: Graph, new: Graph, facts: PlanFacts, move: Move) -> PlanDocument:
    """The plan document of going from one graph to the other in one update."""
    return fold(compare(old, new, facts), released(old, new), facts, move)


def fold(comparison: Comparison, freed: Sequence[str], facts: PlanFacts, move: Move) -> PlanDocument:
    """The plan document of a comparison; `freed` are the URNs that lose their protection."""
    felt = felt_by(comparison, facts, move.services)
    changes = _changes(felt)
    barred: Verdict = "blocked" if move.broken else "ok"
    verdict = worst((verdict_of(changes, felt.surfaces), barred))
    by_phase = [(phase, felt_by(phase.comparison, facts, phase.services)) for phase in move.phases]
    proof = proved(comparison, felt, move.services) if move.prove else None
    steps = tuple(_phase(phase, one, prove=move.prove) for phase, one in by_phase)
    downtime = Downtime(budget_s=move.budget_s, verdict=verdict, surfaces=dict(felt.surfaces))
    if steps:
        downtime = _together([one for _, one in by_phase], steps, move.budget_s)
    remarks = dict.fromkeys(remark for one in (felt, *(one for _, one in by_phase)) for remark in one.findings)
    of_order = [row for step in steps for row in of_proof(f"phase {step.name}", step.proof)]
    specs = (
        *move.findings,
        *of_broken(move.broken, comparison.changes),
        *remarks,
        *(of_order if steps else of_proof("the update", proof)),
        *(of_cost(move.cost) if move.cost else ()),
    )
    direct = _step(changes, len(comparison.same), freed, verdict, move, felt.surfaces)
    slo = error_budget(move.objective, move.spent, downtime.surfaces) if move.objective and downtime.surfaces else None
    gates = (move.cost.verdict if move.cost else "ok", slo.verdict if slo else "ok")
    total = worst((downtime.verdict, _of_order(steps or (direct,)), *gates))
    return PlanDocument(
        source=move.source,
        as_of=move.as_of,
        origin=Tier(tier=move.origin) if move.origin else None,
        to=Tier(tier=move.to) if move.to else None,
        direct=direct.model_copy(update={"proof": proof}),
        phases=steps,
        downtime=downtime,
        cost=move.cost,
        slo=slo,
        policy=None,
        manual_steps=move.manual_steps,
        findings=findings(
            comparison,
            (*specs, *(of_slo(slo, move.objective, move.budget_s) if slo and move.objective else ())),
            facts.sticky,
            measured=bool(downtime.surfaces),
            left={row.urn: row for row in move.cost.leftovers} if move.cost else {},
        ),
        coverage=_coverage(comparison, changes, sum(one.by_fact for one in felt.judged), priced=move.cost is not None),
        due=move.due,
        verdict=total,
        exit_code=exit_code(total),
    )


def _of_order(steps: Iterable[Step]) -> Verdict:
    """Nobody knows how long a surface is down that some order breaks."""
    proofs = [one.status for step in steps if step.proof for one in step.proof.surfaces.values()]
    return "unknown" if "broken" in proofs else "ok"


def _together(felt: Sequence[FeltByUsers], steps: Sequence[Step], budget_s: float | None) -> Downtime:
    from sayar.impact.seconds.total import added

    surfaces = added((one.surfaces for one in felt), budget_s)
    verdicts = (verdict_of(step.changes, step.downtime.surfaces) for step in steps)
    return Downtime(
        budget_s=budget_s,
        verdict=worst((*verdicts, *(one.verdict for one in surfaces.values()))),
        surfaces=surfaces,
    )


def _phase(phase: PhaseUpdate, felt: FeltByUsers, *, prove: bool) -> Step:
    changes = _changes(felt)
    verdict = verdict_of(changes, felt.surfaces)
    return Step(
        name=phase.name,
        kind=phase.kind,
        summary=_summary(changes, len(phase.comparison.same)),
        changes=changes,
        downtime=StepDowntime(surfaces=dict(felt.surfaces)),
        gate=phase.gate if verdict not in ("blocked", "breach") else gate(verdict, one_way=phase.one_way, ours=True),
        rollback=phase.rollback,
        one_way=phase.one_way,
        released=phase.freed,
        proof=proved(phase.comparison, felt, phase.services) if prove else None,
    )


def _changes(felt: FeltByUsers) -> tuple[Change, ...]:
    return ordered(_change(one.change, one.told, felt.surfaces_of(one.change)) for one in felt.judged)


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


def verdict_of(changes: Sequence[Change], surfaces: Mapping[str, Surface]) -> Verdict:
    """Of the surfaces where there are any: what none of them stands on is only told. Lost data blocks in any case."""
    of_effects = verdict_of_effects(change.effect for change in changes)
    if not surfaces:
        return of_effects
    return worst((*(one.verdict for one in surfaces.values()), of_effects if of_effects == "blocked" else "ok"))


def _change(change: GraphChange, told: Told, surfaces: tuple[str, ...]) -> Change:
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
        surfaces=surfaces,
        effect=told.effect,
        typical_s=told.typical_s,
        worst_s=told.worst_s,
        confidence="assumed" if change.assumed else told.confidence,
        source="; ".join(dict.fromkeys((told.source, *change.assumed))),
    )


def _step(
    changes: tuple[Change, ...],
    same: int,
    freed: Sequence[str],
    verdict: Verdict,
    move: Move,
    surfaces: Mapping[str, Surface],
) -> Step:
    summary = _summary(changes, same)
    one_way = any(change.effect == "data_loss" for change in changes)
    return Step(
        name="direct",
        kind="config",
        summary=summary,
        changes=changes,
        downtime=StepDowntime(surfaces=dict(surfaces)),
        gate=gate(verdict, one_way=one_way, ours=move.to is not None),
        rollback=rollback(summary, changes, move.origin),
        one_way=one_way,
        released=tuple(freed),
    )


def _summary(changes: Sequence[Change], same: int) -> Summary:
    counts = Counter(change.op for change in changes)
    return Summary(
        create=counts["create"], update=counts["update"], replace=counts["replace"], delete=counts["delete"], same=same
    )


def _coverage(comparison: Comparison, changes: Sequence[Change], by_fact: int, *, priced: bool) -> Coverage:
    """How much stands on facts; nothing is counted as priced where no cost is forecast."""
    answered, unpriced = counted(comparison.changes) if priced else (0, 0)
    return Coverage(
        changes=len(changes),
        with_fact=by_fact,
        assumed=sum(change.confidence == "assumed" for change in changes) + comparison.secrets_assumed,
        unknown=sum(change.effect == "unknown" for change in changes),
        priced=answered,
        unpriced=unpriced,
    )
