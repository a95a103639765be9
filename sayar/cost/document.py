"""A month as a document: lines, totals, targets, the budget, what may be saved. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sayar.cost import spot
from sayar.cost.alarms import alarms
from sayar.cost.bill import NOTHING, Bill
from sayar.cost.bill import Line as BillLine
from sayar.cost.choices import choices
from sayar.cost.estimate import Estimate, estimate, expected, unsure
from sayar.cost.judging import budget, gated, target
from sayar.cost.limits import limits
from sayar.cost.reading import NOTHING_OBSERVED, Observed
from sayar.cost.usage import NOTHING_GIVEN, Given, Usage
from sayar.documents.cost import Cost, Line, Money, PerBusiness, Prices, Saving, VendorCost
from sayar.shipped import said

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.book import Book, Price

_OUTSIDE: Final = Path(__file__).parent / "outside.yaml"
_CREDIT: Final = "terms of the vendor"
Confidence = Literal["measured", "documented", "assumed"]
_SAYS: Final[Mapping[str, Confidence]] = {
    "high": "documented",
    "medium": "documented",
    "low": "assumed",
    "unverified": "assumed",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a cost is asked with: prices, what was measured, what is bought ahead, and the day that ages count from.

    `today` is the day that a waiver must reach, where that is another one: what changes a platform asks the clock.
    """

    book: Book
    as_of: str
    given: Given = NOTHING_GIVEN
    choices: Collection[str] = ()
    observed: Observed = NOTHING_OBSERVED
    today: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """What the platform of some tiers causes and no vendor of it bills."""

    what: str
    why: str
    tiers: Collection[str]


def month_of(config: StackConfig, asked: Asked) -> Estimate:
    """A stack as it stands, in the phase of its move if it is in one."""
    return estimate(config, asked.book, asked.given, asked.choices)


def expected_of(config: StackConfig, asked: Asked) -> Decimal:
    """What its month is expected to come to, USD."""
    return expected(config, asked.book, asked.given, asked.choices)


def cost_of(config: StackConfig, asked: Asked) -> Cost:
    """A tier at rest, or a stack."""
    return described(config, month_of(config, asked), asked)


def described(
    config: StackConfig,
    month: Estimate,
    asked: Asked,
    before: Estimate | None = None,
    resting: Estimate | None = None,
) -> Cost:
    """A month as a document, and where there is one the month before it.

    The budget is held against the month in which the stack is at rest, where it is in a phase of a move. It closes no
    update that makes the month no dearer: what mends a platform at night must not wait for whoever owns the sum.
    """
    from infra.tiers.promises import promises

    tier = config.platform.tier
    own = config.environment.budget
    held = budget(own, resting or month, asked.today or asked.as_of) if own is not None else None
    to = money(month)
    origin = money(before) if before is not None else None
    return Cost(
        origin=origin,
        to=to,
        delta=None if before is None else difference(before, month),
        at_least=month.at_least,
        targets=tuple(target(row, month) for row in promises().tiers[tier].monthly_cost_usd),
        verdict=gated(held) if before is None or month.expected > before.expected else "ok",
        lines=tuple(line(one) for one in month.bill.lines),
        unpriced=tuple(dict.fromkeys(f"{one.vendor}: {one.why}" for one in month.bill.unpriced)),
        vendors=tuple(by_vendor(before.bill if before is not None else None, month.bill)),
        per_business=per_business(month, Usage(tier, "expected", asked.given)),
        budget=held,
        savings=(*savings(config, month, asked), *spot.savings(config, month, asked)),
        prices=prices(month.bill, asked.as_of),
        outside=tuple(outside(tier)),
        alarms=tuple(alarms(config, month.bill)),
        at_least_before=before is not None and before.at_least,
    )


def money(month: Estimate) -> Money:
    """The range of a month."""
    return Money(low=float(month.low), high=float(month.high), expected=float(month.expected))


def difference(before: Estimate, after: Estimate) -> Money:
    """What a move adds. The range is the widest: nobody says that both ends are used alike."""
    return Money(
        low=float(after.low - before.high),
        high=float(after.high - before.low),
        expected=float(after.expected - before.expected),
    )


def line(one: BillLine) -> Line:
    """One position, with the source of its price and of what its factor is made of, the weakest and the oldest of them.

    A credit follows from the terms of the vendor.
    """
    rows = one.prices
    assumed = any(_SAYS[row.confidence] == "assumed" for row in rows)
    return Line(
        label=one.label,
        vendor=one.vendor,
        sku=one.sku,
        region=None if one.region == "global" else one.region,
        quantity=float(one.quantity),
        unit=one.unit,
        unit_usd=float(one.unit_usd),
        factor=float(one.factor),
        amount=float(one.amount),
        kind=one.kind,
        confidence="assumed" if assumed else "documented",
        as_of=min((row.as_of.isoformat() for row in rows), default=""),
        source="; ".join(dict.fromkeys(row.source for row in rows)) or _CREDIT,
        assumed=one.assumed,
    )


def by_vendor(before: Bill | None, after: Bill) -> Iterator[VendorCost]:
    """Each vendor of either side, the dearest of the side after first; those too of which only unpriced things are."""
    sides = [_sums(bill.lines if bill is not None else ()) for bill in (before, after)]
    dark = [{row.vendor for row in bill.unpriced} if bill is not None else set() for bill in (before, after)]
    for vendor in sorted({*sides[0], *sides[1], *dark[0], *dark[1]}, key=lambda name: (-sides[1][name], name)):
        was, now = sides[0][vendor], sides[1][vendor]
        yield VendorCost(
            vendor=vendor,
            origin=float(was),
            to=float(now),
            delta=float(now - was),
            at_least_before=vendor in dark[0],
            at_least=vendor in dark[1],
        )


def _sums(lines: Iterable[BillLine]) -> defaultdict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(lambda: NOTHING)
    for one in lines:
        found[one.vendor] += one.amount
    return found


def per_business(month: Estimate, usage: Usage) -> PerBusiness | None:
    """What one business costs; None where there is none."""
    many = usage.of("businesses")
    if not many:
        return None
    low, expected, high = (float(round(one / many, 4)) for one in (month.low, month.expected, month.high))
    guessed = bool(usage.guessed(businesses="businesses"))
    return PerBusiness(low=low, expected=expected, high=high, businesses=float(many), assumed=guessed)


def savings(config: StackConfig, month: Estimate, asked: Asked) -> Iterator[Saving]:
    """What each decision takes off the expected month, those that were taken too."""
    for row in choices():
        taken = row.id in asked.choices
        others = [id_ for id_ in asked.choices if id_ != row.id]
        other = expected(config, asked.book, asked.given, others if taken else [*others, row.id])
        saves = (other - month.expected) if taken else (month.expected - other)
        if saves:
            yield Saving(
                id=row.id, title=row.title, saves=float(saves), taken=taken, caution=row.caution, source=row.source
            )


def prices(bill: Bill, as_of: str) -> Prices:
    """The rows that a bill rests on: their ages, and how many of them nobody has verified."""
    rows = {(row.vendor, row.sku, row.region): row for one in bill.lines for row in one.prices}
    days = sorted(one.as_of.isoformat() for one in rows.values())
    shaky = [one for one in bill.lines if unsure(one)]
    return Prices(
        oldest=days[0] if days else None,
        newest=days[-1] if days else None,
        rows=len(rows),
        unverified=sum(one.confidence == "unverified" for one in rows.values()),
        unverified_usd=float(sum((one.amount for one in shaky), NOTHING)),
        stale=tuple(sorted(f"{one.vendor} {one.sku} {one.region}" for one in rows.values() if _stale(one, as_of))),
    )


def _stale(price: Price, as_of: str) -> bool:
    return (date.fromisoformat(as_of) - price.as_of).days > limits().stale_after_days


def outside(tier: str) -> Iterator[str]:
    """What a tier causes that no vendor bills."""
    yield from (f"{row.what}: {row.why}" for row in _outside() if tier in row.tiers)


@cache
def _outside() -> tuple[Outside, ...]:
    return tuple(Outside(**row) for row in said(_OUTSIDE))
