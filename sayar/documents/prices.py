"""The prices document, `format: sayar.prices/1`: how old the prices are, how sure, and which ones are missing."""

from __future__ import annotations

from typing import Literal

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT: Literal["sayar.prices/1"] = "sayar.prices/1"
PriceConfidence = Literal["high", "medium", "low", "unverified"]


class AgeLimits(Part):
    """From how many days on a row is old or stale."""

    old_after_days: int
    stale_after_days: int


class ConfidenceCounts(Part):
    """Rows by how sure their price is; what each word asks of a source stands in the price book."""

    high: int
    medium: int
    low: int
    unverified: int


class VendorPrices(Part):
    """The rows of one vendor. `undated`: the source carries no date, so the day is only that on which it was read."""

    vendor: str
    rows: int
    oldest: IsoDate | None
    newest: IsoDate | None
    confidence: ConfidenceCounts
    undated: int
    unpriced: int


class PriceRow(Part):
    """A row with its age in days on the day of the document; below 0 for one that is later."""

    vendor: str
    sku: str
    region: str
    as_of: IsoDate
    age_days: int
    confidence: PriceConfidence
    source: str


class UnpricedRow(Part):
    """Something that costs and of which nobody has found the price."""

    vendor: str
    sku: str
    region: str
    why: str


class NearRow(Part):
    """A row on which a verdict hangs; null where the book has no price of it."""

    vendor: str
    sku: str
    region: str
    says: str
    as_of: IsoDate | None
    age_days: int | None
    confidence: PriceConfidence | None
    source: str | None


class PricesDocument(Part):
    """Ages and sources of the price book. A row is in `stale` or in `old`, and may be in the other lists as well."""

    format: Literal["sayar.prices/1"] = FORMAT
    as_of: IsoDate
    limits: AgeLimits
    vendors: tuple[VendorPrices, ...]
    stale: tuple[PriceRow, ...]
    old: tuple[PriceRow, ...]
    undated: tuple[PriceRow, ...]
    unverified: tuple[PriceRow, ...]
    later: tuple[PriceRow, ...]
    unpriced: tuple[UnpricedRow, ...]
    near: tuple[NearRow, ...]
    exit_code: int
