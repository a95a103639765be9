"""The sentence under a verdict: why it is what it is, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from sayar.documents.plan import Change, PlanDocument, Step
from sayar.plan.forecast import verdict_of
from sayar.plan.immutable import CHANGED
from sayar.report.words import duration, listed
from sayar.verdict import Effect

_SERVICES: Final = "A services file (--services) can say it: docs/diff.md."
_QUIETER: Final = ", or find a quieter way"
_NAMED: Final = 4


def decisive(document: PlanDocument) -> tuple[Change, ...]:
    """The changes that the verdict is about: of all phases where there are some, else of the one update."""
    if document.phases:
        return tuple(change for step in document.phases for change in step.changes)
    return document.direct.changes


def conclusion(document: PlanDocument, quoted: Callable[[str], str] = str) -> str:
    """Why the verdict is what it is, and what to do next; a stack of another project has no `sayar up`.

    `quoted` makes names of surfaces, which may be anybody's, fit for where the sentence goes.
    """
    effects = [change.effect for change in decisive(document)]
    if document.verdict == "blocked":
        return _blocked(document, effects)
    if document.verdict in ("breach", "at_risk") and document.downtime.verdict != document.verdict:
        gated = "; ".join(_gates(document))
        if gated:
            return f"{gated[0].upper()}{gated[1:]}."
    if document.verdict == "unknown":
        count = effects.count("unknown")
        what = "one change" if count == 1 else f"{count} changes" if count else "this"
        then = _go_on(document, "Read the updates below, then run", _SERVICES)
        return f"Nobody knows what {what} will do to live traffic. {then}"
    if document.verdict == "breach":
        last = "Change the plan first." if document.phases else "Do not run it as one step."
        return f"{_too_long(document, quoted) or 'Users would wait longer than was promised.'} {last}"
    if document.verdict == "at_risk":
        why = _too_long(document, quoted) or "It may take longer than was promised."
        return f"{why} {_go_on(document, 'Run', 'Find a quieter way, or a quiet hour.')}"
    return _fine(document)


def _gates(document: PlanDocument) -> Iterator[str]:
    """The gates beside the seconds that make the verdict, and what opens each."""
    slo, cost = document.slo, document.cost
    if slo is not None and slo.verdict == document.verdict:
        spends = slo.typical_s if slo.verdict == "breach" else slo.worst_s
        left = slo.allowance_s if slo.left_s is None else slo.left_s
        fails = duration(spends)
        yield f"the move fails users for {fails}, {duration(max(left, 0))} are left of the error budget: wait"
    if cost is not None and cost.verdict == document.verdict and cost.budget is not None:
        held = cost.budget
        yield (
            f"the budget of {held.owner} is {held.monthly_usd:,.2f} USD a month: {held.why}; its owner can raise or "
            "waive it (sayar:budget)"
        )


def _blocked(document: PlanDocument, effects: Sequence[Effect]) -> str:
    refused, lost = effects.count("blocked"), effects.count("data_loss")
    barred = sum(finding.id == CHANGED for finding in document.findings)
    why = [f"the engine would refuse {refused} of them"] if refused else []
    why += [f"{lost} would lose data"] if lost else []
    why += [f"{barred} selected {'field' if barred == 1 else 'fields'} cannot change in place"] if barred else []
    release = ", or release what is protected" if refused and not barred else ""
    return f"{' and '.join(why).capitalize()}. Do not run it: change the plan first{release}."


def _go_on(document: PlanDocument, run: str, foreign: str) -> str:
    """How to go on in spite of a doubt; `foreign` is what is said of a stack of another project."""
    if document.to is None:
        return foreign
    if not document.phases:
        return f"{run} `sayar up` with --accept-risk REASON{'' if document.verdict == 'unknown' else _QUIETER}."
    doubtful = [step.name for step in document.phases if _in_doubt(step)]
    where = f"in {listed(doubtful, _NAMED)}" if doubtful else "where a phase is in doubt"
    return f"Begin with `sayar move start`; `sayar up` asks for --accept-risk REASON {where}."


def _in_doubt(step: Step) -> bool:
    return verdict_of(step.changes, step.downtime.surfaces) in ("unknown", "at_risk")


def _too_long(document: PlanDocument, quoted: Callable[[str], str]) -> str | None:
    """The surface that fails longest, and what was promised; None where no budget of seconds is exceeded."""
    budget_s = document.downtime.budget_s
    if budget_s is None:
        return None
    typical = document.verdict == "breach"
    spans = [(name, surface.error_s) for name, surface in document.downtime.surfaces.items()]
    found = [(span.typical if typical else span.worst, name) for name, span in spans]
    over = sorted(((value, name) for value, name in found if value is not None and value > budget_s), reverse=True)
    if not over:
        return None
    (value, name), more = over[0], len(over) - 1
    also = f", and {more} more {'surface' if more == 1 else 'surfaces'} too long" if more else ""
    fails = f"{quoted(name)} fails for {duration(value)}, promised are {duration(budget_s)}{also}."
    return fails if typical else f"At worst {fails}"


def _fine(document: PlanDocument) -> str:
    """What a good verdict stands on: nothing to do, nobody who notices, or a budget that is kept."""
    if not document.direct.changes:
        return "Nothing would change."
    down = any(one.error_s.worst != 0 or one.delay_s.worst != 0 for one in document.downtime.surfaces.values())
    if down and document.downtime.budget_s is not None:
        why = "Every surface stays within its budget."
    elif down:
        why = "No budget is set."
    elif document.phases:
        why = "No surface fails in any phase."
    else:
        why = "Nothing that serves traffic is touched."
    if document.phases:
        return f"{why} Begin with `sayar move start`."
    return f"{why} Run `sayar preview`, then `sayar up`." if document.to is not None else why
