"""What a move costs and what it takes of the error budget, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from sayar.documents.cost import Cost, VendorCost
from sayar.documents.plan import Due, ErrorBudget, PlanDocument
from sayar.report.cost import dollars, signed, spread, targets, total
from sayar.report.words import duration


def money_lines(document: PlanDocument) -> Iterator[tuple[str, str]]:
    """Heads and what is said under each, those that there is something to say of."""
    if document.cost is not None:
        yield "cost", month(document.cost)
        for line in during(document.cost):
            yield "", line
    if document.slo is not None:
        yield "failures", failures(document.slo)
    if document.due is not None:
        yield "due", due(document.due)


def month(cost: Cost) -> str:
    """Before, after and the difference, USD a month."""
    said = f"{total(cost, cost.to)} USD a month ({spread(cost.to)})"
    if cost.origin is None or cost.delta is None or cost.delta.expected is None:
        return said
    before = f"{'at least ' if cost.at_least_before else ''}{dollars(cost.origin.expected)}"
    return f"{before} to {said}, {signed(cost.delta.expected)}"


def during(cost: Cost) -> Iterator[str]:
    """What the move costs while it lasts, and what stays behind."""
    way = cost.transition
    if way is not None and way.extra_usd:
        days = "day" if way.days == 1 else "days"
        yield f"{dollars(way.extra_usd)} USD more over the {way.days:.3g} {days} that it lasts at least"
    known = [row.monthly for row in cost.leftovers if row.monthly]
    unknown = sum(row.monthly is None for row in cost.leftovers)
    if known or unknown:
        least, more = ("at least ", f", {unknown} of them without a price") if unknown else ("", "")
        yield f"{least}{dollars(sum(known))} USD a month for what stays at vendors{more}"


def failures(slo: ErrorBudget) -> str:
    """What the move takes of the error budget."""
    takes = f"{duration(slo.typical_s)}, at worst {duration(slo.worst_s)}"
    left = f"{duration(slo.allowance_s)}" if slo.left_s is None else f"{duration(max(slo.left_s, 0))} left"
    many = "" if slo.moves is None else f"; {slo.moves} such moves in {slo.window_days} days"
    return f"{takes} of {left} at {slo.availability_percent:g} % ({slo.tier}){many}"


def due(found: Due) -> str:
    """Whether the move is due."""
    met = f": {', '.join(found.met)}" if found.met else ""
    unknown = f"; unknown: {', '.join(found.unknown)}" if found.unknown else ""
    return f"{found.status}{met}{unknown}"


def _sides(row: VendorCost) -> tuple[tuple[float, bool], tuple[float, bool]]:
    return (row.origin, row.at_least_before), (row.to, row.at_least)


def cost_table(cost: Cost) -> Iterator[str]:
    """By vendor, before and after, and the targets, as Markdown."""
    from sayar.report.cells import cell

    yield "| vendor | before | after | difference |"
    yield "|---|---:|---:|---:|"
    for row in cost.vendors:
        before, after = (f"at least {dollars(value)}" if least else dollars(value) for value, least in _sides(row))
        doubt = "about " if row.at_least_before or row.at_least else ""
        yield f"| {cell(row.vendor)} | {before} | {after} | {doubt}{signed(row.delta)} |"
    yield ""
    for line in (*during(cost), *targets(cost)):
        yield f"- {cell(line)}"
    for line in cost.unpriced:
        yield f"- without a price: {cell(line)}"
