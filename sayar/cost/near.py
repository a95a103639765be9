"""Rows on which a verdict hangs: a little more or less would turn it, or only that nobody verified the price keeps it
open. And what other prices do to the total of each tier. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sayar.cost.asked import of
from sayar.cost.bill import NOTHING
from sayar.cost.document import expected_of, month_of
from sayar.cost.estimate import Estimate, unsure
from sayar.cost.judging import target
from sayar.cost.reading import NOTHING_OBSERVED
from sayar.cost.upkeep import NearVerdict

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from infra.tiers.promises import CostTarget
    from sayar.cost.book import Book


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the book and what it comes to in a month; `verified` is False for a remembered or derived price."""

    vendor: str
    sku: str
    region: str
    amount: Decimal
    verified: bool


def near(configs: Mapping[str, StackConfig], book: Book, part: Decimal) -> Iterator[NearVerdict]:
    """The rows whose price turns the verdict of a target of the strategy: `part` higher or lower, or once verified."""
    from infra.tiers.promises import promises

    for tier, config in configs.items():
        month = month_of(config, replace(of(NOTHING_OBSERVED), book=book))
        for row in promises().tiers[config.platform.tier].monthly_cost_usd:
            yield from _turning(tier, month, row, part)


def effect(configs: Mapping[str, StackConfig], before: Book, after: Book) -> Iterator[str]:
    """A sentence for each tier whose month other prices change."""
    for tier, config in configs.items():
        asked = of(NOTHING_OBSERVED)
        was, now = (expected_of(config, replace(asked, book=book)) for book in (before, after))
        if was != now:
            yield f"{tier}: {was:,.2f} to {now:,.2f} USD a month, {now - was:+,.2f}"


def _turning(tier: str, month: Estimate, row: CostTarget, part: Decimal) -> Iterator[NearVerdict]:
    now = target(row, month)
    bound = f"{row.low:,.0f} to {row.high:,.0f} USD" if row.high is not None else f"{row.low:,.0f} USD and more"
    name = f"{tier}, {bound} ({row.source})"
    for one in _rows(month):
        for sign in (1, -1):
            moved = _moved(month, one.amount * part * sign)
            other = target(row, moved).verdict
            if other != now.verdict:
                more = "higher" if sign > 0 else "lower"
                says = f"{name}: {now.verdict}, and {other} were it {part:.0%} {more}"
                yield NearVerdict(one.vendor, one.sku, one.region, says)
        if not one.verified and _settled_by_prices(month, row, now.verdict):
            yield NearVerdict(one.vendor, one.sku, one.region, f"{name}: undecided while nobody has verified it")


def _settled_by_prices(month: Estimate, row: CostTarget, verdict: str) -> bool:
    """Whether nothing but prices that nobody verified keeps a target undecided."""
    return verdict == "undecided" and not month.at_least and (row.high is None or month.high <= Decimal(str(row.high)))


def _rows(month: Estimate) -> Iterator[_Row]:
    """The rows of a bill that come to something, those of several lines once."""
    found: dict[tuple[str, str, str], _Row] = {}
    for line in month.bill.lines:
        if line.price is None:
            continue
        key = (line.vendor, line.sku, line.price.region)
        before = found[key].amount if key in found else NOTHING
        found[key] = _Row(*key, before + line.amount, not unsure(line))
    yield from (row for row in found.values() if row.amount)


def _moved(month: Estimate, more: Decimal) -> Estimate:
    """The same month were one of its rows dearer by so much: as if every scenario had it as the expected one has."""
    return replace(month, low=month.low + more, high=month.high + more)
