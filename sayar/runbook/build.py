"""Folds a forecast, the phases of its move and the rows of duties and days into one runbook. Pure."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sayar.documents.plan import Change, ManualStep, PlanDocument, Step, Summary
from sayar.documents.runbook import (
    Days,
    DaysAllowed,
    Group,
    Item,
    Left,
    Passing,
    RunbookDocument,
    RunbookPhase,
    Work,
)
from sayar.move.words import back_command, command, of_stack, up_command
from sayar.plan.forecast import verdict_of
from sayar.plan.phased import said
from sayar.report.conclusion import conclusion
from sayar.report.felt import felt_in
from sayar.report.words import grouped
from sayar.runbook.days import on_date, orders, planned
from sayar.runbook.rows import AFTER, BEFORE, Duty, Labour, Timing, place_of
from sayar.runbook.schedule import Placed
from sayar.verdict import Verdict

if TYPE_CHECKING:
    from infra.moves.phase import Phase

_OF_THE_DIRECT_WAY: Final = frozenset({"refused", "retained", "stays-behind"})
_STAYS: Final = "stays-behind"
BY_PEOPLE: Final = frozenset({"metric", "plan", "done", "weight"})
"""Gates of which a person says what was seen, as `sayar move next` asks."""
_BACK: Final = "sayar move back: "
_WITHOUT_VENDOR: Final = frozenset({"random", "tls"})
"""Packages whose resources are in the state alone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a move beside its forecast: its tiers, and `hosts`, full host names by surface."""

    origin: str
    to: str
    stack: str
    domain: str
    hosts: Mapping[str, str]
    phases: Sequence[Phase]
    duties: Sequence[Duty]
    timing: Timing
    begin: date | None = None


def runbook(plan: PlanDocument, facts: Facts) -> RunbookDocument:
    """The runbook of a forecast. Its phases are those of the forecast, in its order.

    Raises ValueError for phases that are not those of the forecast, InputError for dates beyond the calendar.
    """
    if [step.name for step in plan.phases] != [phase.name for phase in facts.phases]:
        raise ValueError("the forecast has other phases than the move")
    origin, to = facts.origin, facts.to
    span = facts.timing.span(origin, to)
    plan_of_days = planned(facts.timing, origin, to, plan.phases, facts.phases)
    days = {one.name: one for one in plan_of_days.placed}
    places = _places(facts)
    return RunbookDocument(
        stack=facts.stack,
        domain=facts.domain,
        as_of=plan.as_of,
        origin=origin,
        to=to,
        begin=on_date(facts.begin, 1),
        verdict=plan.verdict,
        conclusion=conclusion(plan),
        budget_s=plan.downtime.budget_s,
        surfaces=plan.downtime.surfaces,
        least_s=sum(phase.gate.wait_s for phase in facts.phases),
        days=plan_of_days.placed[-1].last_day,
        allowed=DaysAllowed(least=span.least_days, most=span.most_days, source=span.source) if span else None,
        warnings=_loud(plan),
        orders=orders(plan_of_days, facts.begin),
        before=places[BEFORE],
        phases=tuple(
            _phase(number, step, phase, days[phase.name], plan.manual_steps, facts, places[phase.name])
            for number, (step, phase) in enumerate(zip(plan.phases, facts.phases, strict=True), 1)
        ),
        after=places[AFTER],
        finish=_leaving("finish", facts.phases[-1], facts.stack),
        left=_left(plan.phases),
        settings=tuple(one.text for one in plan.findings if one.id == _STAYS),
    )


def _places(facts: Facts) -> Mapping[str, tuple[Item, ...]]:
    """The duties before, after and in each phase. What no phase of the move does has to be so before it."""
    names = frozenset(phase.name for phase in facts.phases)
    found: dict[str, list[Item]] = {name: [] for name in (BEFORE, AFTER, *names)}
    for duty in facts.duties:
        place = place_of(duty, names)
        item = Item(
            text=duty.text,
            by=duty.by,
            check=_filled(duty.check, facts),
            source=f"INFRA-001, {duty.source}",
            already=place is None,
        )
        found[place or BEFORE].append(item)
    return {name: tuple(items) for name, items in found.items()}


def _phase(
    number: int,
    step: Step,
    phase: Phase,
    placed: Placed,
    manual: Sequence[ManualStep],
    facts: Facts,
    checklist: tuple[Item, ...],
) -> RunbookPhase:
    notable = tuple(one for one in step.changes if one.op in ("replace", "delete") or one.effect != "none")
    quiet = [one for one in step.changes if one not in notable]
    verdict = verdict_of(step.changes, step.downtime.surfaces)
    return RunbookPhase(
        number=number,
        name=phase.name,
        kind=phase.kind,
        title=phase.title,
        why=phase.why,
        days=Days(
            first=placed.first_day,
            last=placed.last_day,
            first_date=on_date(facts.begin, placed.first_day),
            last_date=on_date(facts.begin, placed.last_day),
        ),
        work=_labour(facts.timing.labours(facts.origin, facts.to).get(phase.name)),
        run=_run(number, phase, verdict, facts),
        summary=step.summary,
        notable=notable,
        others=tuple(Group(component=name, summary=_summary(rows)) for name, rows in grouped(quiet).items()),
        surfaces=step.downtime.surfaces,
        felt=felt_in(step) if step.kind == "config" or step.downtime.surfaces else (),
        refused=step.gate if step.gate != said(phase.gate) else None,
        manual=tuple(
            row.model_copy(update={"how": _filled(row.how, facts), "check": _filled(row.check, facts)})
            for row in manual
            if row.phase == phase.name
        ),
        checklist=checklist,
        gate=Passing(text=phase.gate.text, check=_filled(phase.gate.check, facts), wait_s=phase.gate.wait_s),
        rollback=_filled(step.rollback.removeprefix(_BACK), facts),
        back=back_command(facts.stack),
        one_way=step.one_way,
        released=step.released,
    )


def _labour(row: Labour | None) -> Work | None:
    return None if row is None else Work(days=row.days, what=row.what, source=row.source)


def _run(number: int, phase: Phase, verdict: Verdict, facts: Facts) -> tuple[str, ...]:
    enter = f"{command('start', facts.stack)} --to {facts.to}"
    if number > 1:
        enter = _leaving("next", facts.phases[number - 2], facts.stack)
    if phase.kind != "config":
        return (enter,)
    asked = " --accept-risk REASON" if verdict in ("unknown", "at_risk") else ""
    return enter, f"sayar preview --stack {shlex.quote(facts.stack)}", f"{up_command(facts.stack)}{asked}"


def _leaving(word: str, phase: Phase, stack: str) -> str:
    """The command that leaves a phase: with what was seen, where only people can tell."""
    seen = ' --gate-passed "WHAT WAS SEEN" --by "WHO"' if phase.gate.kind in BY_PEOPLE else ""
    return f"{command(word, stack)}{seen}"


def _summary(changes: Sequence[Change]) -> Summary:
    counts = Counter(change.op for change in changes)
    return Summary(
        create=counts["create"], update=counts["update"], replace=counts["replace"], delete=counts["delete"], same=0
    )


def _left(steps: Sequence[Step]) -> tuple[Left, ...]:
    return tuple(
        Left(
            name=change.name,
            type=change.type,
            phase=step.name,
            stateful=change.stateful,
            at_vendor=change.type.partition(":")[0] not in _WITHOUT_VENDOR,
        )
        for step in steps
        for change in step.changes
        if change.op == "delete" and change.retained
    )


def _loud(plan: PlanDocument) -> tuple[str, ...]:
    """What a reader should know; what is said of the way without phases does not hold here."""
    return tuple(one.text for one in plan.findings if one.severity != "info" and one.id not in _OF_THE_DIRECT_WAY)


def _filled(text: str, facts: Facts) -> str:
    """A text with the stack, the tiers and the hosts in the place of the words that stand for them."""
    words = {f"{surface.upper()}_HOST": host for surface, host in facts.hosts.items()}
    for word, value in (words | {"FROM_TIER": facts.origin, "TO_TIER": facts.to}).items():
        text = text.replace(word, value)
    return of_stack(text, facts.stack)
