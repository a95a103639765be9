"""The prices document of what is known of a book."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sayar.cost.limits import Limits
from sayar.cost.upkeep import Aged, Near, OfVendor, Upkeep
from sayar.documents.prices import (
    AgeLimits,
    ConfidenceCounts,
    NearRow,
    PriceRow,
    PricesDocument,
    UnpricedRow,
    VendorPrices,
)
from sayar.verdict import EXIT_OK


def document(found: Upkeep, limits: Limits) -> PricesDocument:
    """The document; ages inform and close no gate, so its exit code is 0."""
    return PricesDocument(
        as_of=found.as_of.isoformat(),
        limits=AgeLimits(old_after_days=limits.old_after_days, stale_after_days=limits.stale_after_days),
        vendors=tuple(_vendor(one) for one in found.vendors),
        stale=_rows(found.stale),
        old=_rows(found.old),
        undated=_rows(found.undated),
        unverified=_rows(found.unverified),
        later=_rows(found.later),
        unpriced=tuple(
            UnpricedRow(vendor=one.vendor, sku=one.sku, region=one.region, why=one.why) for one in found.unpriced
        ),
        near=tuple(_near(one) for one in found.near),
        exit_code=EXIT_OK,
    )


def _vendor(one: OfVendor) -> VendorPrices:
    counts = {word: one.confidence.get(word, 0) for word in ("high", "medium", "low", "unverified")}
    return VendorPrices(
        vendor=one.vendor,
        rows=one.rows,
        oldest=_said(one.oldest),
        newest=_said(one.newest),
        confidence=ConfidenceCounts.model_validate(counts),
        undated=one.undated,
        unpriced=one.unpriced,
    )


def _rows(aged: Iterable[Aged]) -> tuple[PriceRow, ...]:
    return tuple(
        PriceRow(
            vendor=one.price.vendor,
            sku=one.price.sku,
            region=one.price.region,
            as_of=one.price.as_of.isoformat(),
            age_days=one.age_days,
            confidence=one.price.confidence,
            source=one.price.source,
        )
        for one in aged
    )


def _near(one: Near) -> NearRow:
    row = one.row
    return NearRow(
        vendor=one.verdict.vendor,
        sku=one.verdict.sku,
        region=one.verdict.region,
        says=one.verdict.says,
        as_of=row.price.as_of.isoformat() if row is not None else None,
        age_days=row.age_days if row is not None else None,
        confidence=row.price.confidence if row is not None else None,
        source=row.price.source if row is not None else None,
    )


def _said(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
