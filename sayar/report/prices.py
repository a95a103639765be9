"""Ages and sources of prices, and what an update of them changes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from sayar.documents.prices import NearRow, PriceRow, PricesDocument, VendorPrices
from sayar.report.cells import cell
from sayar.report.terminal import columns

_HEAD: Final = ("vendor", "rows", "oldest", "newest", "high", "medium", "low", "unverified", "undated", "unpriced")

_AGED: Final = frozenset({"stale", "old"})


def rendered(document: PricesDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    return "\n".join(_markdown(document) if form == "markdown" else _text(document)) + "\n"


def conclusion(document: PricesDocument) -> str:
    """How much of the book is old, in one sentence."""
    rows = sum(one.rows for one in document.vendors)
    limits, stale, old = document.limits, len(document.stale), len(document.old)
    if not stale and not old:
        return f"{rows} rows, none older than {limits.old_after_days} days"
    return (
        f"{rows} rows: {stale} stale (over {limits.stale_after_days} days), "
        f"{old} old (over {limits.old_after_days} days)"
    )


def _text(document: PricesDocument) -> Iterator[str]:
    yield f"prices as of {document.as_of}"
    yield conclusion(document)
    yield ""
    yield from columns([_HEAD, *map(_vendor, document.vendors)])
    for title, rows in _lists(document):
        if rows:
            yield ""
            yield f"{title}:"
            yield from _grouped(rows, aged=title in _AGED)
    if document.unpriced:
        yield ""
        yield "no price is known:"
        yield from (f"  {one.vendor} {one.sku} in {one.region}: {one.why}" for one in document.unpriced)
    if document.near:
        yield ""
        yield "near a verdict:"
        yield from (f"  {one.vendor} {one.sku} in {one.region}: {one.says} ({_age(one)})" for one in document.near)


def _markdown(document: PricesDocument) -> Iterator[str]:
    yield f"**Prices as of {document.as_of}**: {conclusion(document)}"
    yield ""
    yield f"| {' | '.join(_HEAD)} |"
    yield "|---|---:|---|---|---:|---:|---:|---:|---:|---:|"
    yield from (f"| {' | '.join(map(cell, _vendor(one)))} |" for one in document.vendors)
    for title, rows in _lists(document):
        if rows:
            yield ""
            yield f"**{title}**"
            yield ""
            yield "| vendor | sku | region | as of | days | source |"
            yield "|---|---|---|---|---:|---|"
            for row in rows:
                words = (row.vendor, row.sku, row.region, row.as_of, str(row.age_days), row.source)
                yield f"| {' | '.join(map(cell, words))} |"
    if document.unpriced:
        yield ""
        yield "**no price is known**"
        yield ""
        yield from (f"- {cell(f'{one.vendor} {one.sku} in {one.region}: {one.why}')}" for one in document.unpriced)
    if document.near:
        yield ""
        yield "**near a verdict**"
        yield ""
        for near in document.near:
            yield f"- {cell(f'{near.vendor} {near.sku} in {near.region}: {near.says} ({_age(near)})')}"


def _lists(document: PricesDocument) -> Iterator[tuple[str, Sequence[PriceRow]]]:
    yield "stale", document.stale
    yield "old", document.old
    yield "later than that day", document.later
    yield "the source carries no date, the day is that of reading", document.undated
    yield "unverified, no budget passes on them", document.unverified


def _grouped(rows: Sequence[PriceRow], *, aged: bool) -> Iterator[str]:
    """A line for each source, as one list of a vendor dates many rows; the document itself names each."""

    def source(row: PriceRow) -> tuple[int, str, str]:
        return -row.age_days, row.vendor, row.source

    for (age, vendor, said), found in groupby(sorted(rows, key=source), key=source):
        first, *more = found
        when = f"{-age} days" if aged else first.as_of
        others = f" and {len(more)} more" if more else ""
        yield f"  {when}: {vendor} {first.sku} in {first.region}{others}: {said}"


def _vendor(one: VendorPrices) -> tuple[str, ...]:
    sure = one.confidence
    counts = (sure.high, sure.medium, sure.low, sure.unverified, one.undated, one.unpriced)
    return one.vendor, str(one.rows), one.oldest or "–", one.newest or "–", *map(str, counts)


def _age(one: NearRow) -> str:
    return "no price is known" if one.age_days is None else f"{one.age_days} days, {one.confidence}"
