"""What tiers cost, in words: one in full, several side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sayar.documents.cost import Cost, CostDocument, Line, Money
from sayar.report.cells import cell
from sayar.report.terminal import columns

_SIDE: Final = ("", "USD a month", "range", "a business", "targets")
_ANYWHERE: Final = ("global", "all", "base")
"""Regions of rows whose price is the same everywhere."""
_LINE: Final = ("position", "quantity", "unit", "USD", "amount", "")


def rendered(document: CostDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    return "\n".join(_markdown(document) if form == "markdown" else _text(document)) + "\n"


def dollars(amount: float | None) -> str:
    """An amount in cents; `unknown` for none."""
    return "unknown" if amount is None else f"{amount:,.2f}"


def signed(amount: float) -> str:
    """What is added or taken off."""
    return f"{amount:+,.2f}"


def total(cost: Cost, side: Money | None) -> str:
    """What is expected; at least that where something has no price."""
    if side is None:
        return "unknown"
    return f"{'at least ' if cost.at_least else ''}{dollars(side.expected)}"


def spread(side: Money | None) -> str:
    """The range of a month."""
    return "" if side is None else f"{dollars(side.low)} to {dollars(side.high)}"


def targets(cost: Cost) -> Iterator[str]:
    """Each figure of the strategy with its verdict and why."""
    for row in cost.targets:
        bound = "USD and more" if row.high is None else f"to {row.high:,.0f} USD"
        yield f"{row.verdict}: {row.low or 0:,.0f} {bound} ({row.source}): {row.why}"


def quantity(line: Line) -> str:
    """A quantity without digits that nobody needs."""
    return f"{line.quantity:,.0f}" if line.quantity >= 100 else f"{line.quantity:,.6g}"


def remark(line: Line, stale: Collection[str] = ()) -> str:
    """What is not certain about a line; `stale` are the rows that are older than a year."""
    doubts = ["quantity assumed"] if line.assumed else []
    doubts += ["price assumed"] if line.confidence == "assumed" else []
    old = any(f"{line.vendor} {line.sku} {region}" in stale for region in (line.region, *_ANYWHERE))
    return ", ".join([*doubts, *([f"price of {line.as_of}"] if old else [])])


def plain(text: str) -> str:
    """Foreign text in a terminal: it neither ends a line nor moves the cursor."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _text(document: CostDocument) -> Iterator[str]:
    if len(document.tiers) > 1:
        yield f"prices and usage as of {document.as_of}"
        yield ""
        sides = [_side(name, cost) for name, cost in document.tiers.items()]
        yield from columns([_SIDE[:-1], *(side[:-1] for side in sides)])
        yield ""
        yield from columns([("", _SIDE[-1]), *((side[0], side[-1]) for side in sides)])
        yield ""
        yield "One tier in full, with every line: sayar cost TIER"
        return
    for name, cost in document.tiers.items():
        yield from _whole(name, cost, document.as_of)


def _whole(name: str, cost: Cost, as_of: str) -> Iterator[str]:
    yield f"{name}, as of {as_of}: {total(cost, cost.to)} USD a month ({spread(cost.to)})"
    if cost.per_business is not None:
        guess = "assumed" if cost.per_business.assumed else "given"
        each = _each(cost)
        yield f"a business: {each} USD, with {cost.per_business.businesses:,.0f} of them ({guess})"
    yield ""
    yield from columns([_LINE, *_rows(cost)])
    yield ""
    for title, lines in _parts(cost):
        if lines:
            yield title
            yield from (f"  {plain(line)}" for line in lines)


def _parts(cost: Cost) -> Iterator[tuple[str, Sequence[str]]]:
    yield "targets of the strategy", tuple(targets(cost))
    yield "budget", tuple(_budget(cost))
    yield "without a price: the total is at least what it says", cost.unpriced
    yield "what may be saved", tuple(_savings(cost))
    yield "what could be changed", tuple(_changes(cost))
    yield "who hears of it", tuple(_alarms(cost))
    yield "on no bill of these vendors", cost.outside
    yield "prices", tuple(_prices(cost))


def _budget(cost: Cost) -> Iterator[str]:
    if cost.budget is not None:
        row = cost.budget
        waived = f", waived until {row.waived_until}" if row.waived_until else ""
        yield f"{row.verdict}: {dollars(row.monthly_usd)} USD of {row.owner}: {row.why}{waived}"


def _savings(cost: Cost) -> Iterator[str]:
    for row in cost.savings:
        taken = " (taken)" if row.taken else f" (--choose {row.id})"
        yield f"{dollars(row.saves)} USD: {row.title}{taken}; {row.caution}"


def _changes(cost: Cost) -> Iterator[str]:
    for row in cost.optimisations:
        figure = f"{dollars(row.saves)} USD: " if row.saves is not None else ""
        yield f"{figure}{row.text}{f': {row.change}' if row.change else ''}"


def _alarms(cost: Cost) -> Iterator[str]:
    for row in cost.alarms:
        hand = "by hand: " if row.by == "manual" else ""
        yield f"{row.vendor}, from {dollars(row.at_usd)} USD: {hand}{row.how}"


def _prices(cost: Cost) -> Iterator[str]:
    rows = cost.prices
    if rows is None or rows.oldest is None:
        return
    yield f"{rows.rows} rows of {rows.oldest} to {rows.newest}"
    if rows.unverified:
        yield f"{rows.unverified} of them verified by nobody, {dollars(rows.unverified_usd)} USD of the total"
    if rows.stale:
        yield f"{len(rows.stale)} of them older than a year: sayar prices check"


def _side(name: str, cost: Cost) -> tuple[str, ...]:
    verdicts = ", ".join(f"{row.verdict} {row.low or 0:,.0f}{_bound(row.high)}" for row in cost.targets)
    return name, total(cost, cost.to), spread(cost.to), _each(cost), verdicts


def _each(cost: Cost) -> str:
    """What a business costs; at least that where something has no price."""
    least = "at least " if cost.at_least else ""
    return "" if cost.per_business is None else f"{least}{dollars(cost.per_business.expected)}"


def _bound(high: float | None) -> str:
    return " and more" if high is None else f"-{high:,.0f}"


def _rows(cost: Cost) -> Iterator[tuple[str, ...]]:
    """Every line, with what is not certain about it."""
    stale = frozenset(cost.prices.stale if cost.prices is not None else ())
    for line in cost.lines:
        factor = "" if line.factor == 1 else f" x {line.factor:.4g}"
        price = f"{line.unit_usd:,.6g}{factor}"
        yield line.label, quantity(line), line.unit, price, dollars(line.amount), remark(line, stale)


def _markdown(document: CostDocument) -> Iterator[str]:
    yield f"Prices and usage as of {document.as_of}."
    yield ""
    yield f"| tier | {' | '.join(_SIDE[1:])} |"
    yield "|---|---:|---:|---:|---|"
    for name, cost in document.tiers.items():
        yield f"| {' | '.join(map(cell, _side(name, cost)))} |"
    for name, cost in document.tiers.items():
        yield ""
        yield f"## {cell(name)}"
        yield ""
        yield "| position | quantity | unit | USD | amount | |"
        yield "|---|---:|---|---:|---:|---|"
        for row in _rows(cost):
            yield f"| {' | '.join(map(cell, row))} |"
        for title, lines in _parts(cost):
            if lines:
                yield ""
                yield f"**{cell(title)}**"
                yield ""
                yield from (f"- {cell(line)}" for line in lines)
