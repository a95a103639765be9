"""Reads an offer file of the AWS Price List Bulk API (docs.aws.amazon.com/awsaccountbilling, price list files).

Only what is sold on demand counts: reserved terms are bought ahead, and the book has rows of its own for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from decimal import Decimal, localcontext
from typing import Any, Final

from sayar.cost.book import Confidence
from sayar.cost.importing.offered import Offered, Offers, money, plain
from sayar.cost.importing.raw import short
from sayar.cost.importing.rules import VENDOR, Rule, Rules
from sayar.graph.errors import InputError
from sayar.moments import zoned

_DIGITS: Final = 40


def is_price_list(raw: Any) -> bool:
    """True for what at least says that it is an offer file."""
    return isinstance(raw, dict) and "offerCode" in raw


def wanted(found: dict[str, Any], rules: Rules) -> Any:
    """What stays of an object of an offer file while it is read: no product that no rule knows, no reserved term."""
    attributes = found.get("attributes")
    if "sku" in found and isinstance(attributes, dict):
        known = next(rules.of(str(found.get("productFamily")), attributes), None)
        return found if known is not None and rules.region(attributes) is not None else None
    bought = found.get("termAttributes")
    return None if isinstance(bought, dict) and bought.get("LeaseContractLength") else found


def prices_of(raw: Mapping[str, Any], rules: Rules, as_of: date | None, stale_after_days: int) -> Offers:
    """Every price of an offer file that a rule knows. `as_of` tells how old a list is that is published long ago.

    Raises InputError with a line for each thing that makes it no offer file.
    """
    published = _published(raw, rules)
    age = (as_of - published).days if as_of is not None else 0
    confidence: Confidence = "medium" if age > stale_after_days else "high"
    offer = str(raw["offerCode"])
    title = f"AWS price list {offer}, published {published}"
    on_demand = raw["terms"]["OnDemand"]
    rows = []
    for number, product in raw["products"].items():
        if not isinstance(product, dict) or not isinstance(product.get("attributes"), dict):
            continue
        attributes = product["attributes"]
        region = rules.region(attributes)
        terms = on_demand.get(number)
        if region is None or not isinstance(terms, dict):
            continue
        for rule, sku in rules.of(str(product.get("productFamily")), attributes):
            if rule.offer != offer:
                continue
            where = f"products.{number}"
            wrong: list[str] = []
            usd = _price(terms, rule, f"{where}: {sku} in {region}", wrong)
            rows.append(
                Offered(
                    where=where,
                    vendor=VENDOR,
                    sku=sku,
                    region=region,
                    unit=rule.ours,
                    usd=usd,
                    as_of=published,
                    dated=True,
                    source=title,
                    confidence=confidence,
                    note="",
                    free=False,
                    wrong=tuple(wrong),
                )
            )
    if not rows:
        raise InputError([f"products: none of them is one that a rule of {offer} knows"])
    regions = frozenset(row.region for row in rows)
    return Offers(title, tuple(rows), offer, regions)


def _published(raw: Mapping[str, Any], rules: Rules) -> date:
    """The day of a file that has the shape of an offer file."""
    wrong = []
    version, offer = raw.get("formatVersion"), raw.get("offerCode")
    if not isinstance(version, str) or not version.startswith("v1."):
        wrong.append(f"formatVersion: {short(version)}: v1.0")
    if offer not in rules.offers():
        wrong.append(f"offerCode: {short(offer)}: one of {', '.join(rules.offers())}")
    if not isinstance(raw.get("products"), dict):
        wrong.append("products: an object of products by their number")
    terms = raw.get("terms")
    if not isinstance(terms, dict) or not isinstance(terms.get("OnDemand"), dict):
        wrong.append("terms.OnDemand: an object of terms by product")
    at = zoned(raw.get("publicationDate"))
    if at is None:
        wrong.append(f"publicationDate: {short(raw.get('publicationDate'))}: a moment such as 2026-10-01T00:00:00Z")
    if wrong or at is None:
        raise InputError(wrong)
    return at.astimezone(UTC).date()


def _price(terms: Mapping[str, Any], rule: Rule, where: str, wrong: list[str]) -> Decimal | None:
    """What one of our units costs by the terms of a product; what cannot be right is added to `wrong`."""
    found = list(_dimensions(terms))
    if rule.tier is not None:
        found = [one for one in found if one.get("beginRange") == rule.tier]
    figures = {_figure(one): one for one in found}
    if len(figures) != 1:
        said = ", ".join(f"{short(_usd(one))} from {short(one.get('beginRange'))}" for one in found)
        wrong.append(f"{where}: {len(figures)} prices ({said or 'none'}): one")
        return None
    (one,) = figures.values()
    if one.get("unit") not in rule.units:
        wrong.append(f"{where}: unit: {short(one.get('unit'))}: {' or '.join(rule.units)}")
        return None
    usd = money(_usd(one))
    if usd is None:
        wrong.append(f"{where}: USD: {short(_usd(one))}: plain digits as text, 0 or more")
        return None
    if usd == 0:
        wrong.append(f"{where}: USD: {_usd(one)}: a list that says nothing costs is a list with a hole")
        return None
    with localcontext(prec=_DIGITS):
        return usd * rule.times


def _figure(dimension: Mapping[str, Any]) -> tuple[str, str]:
    """The price and unit of a dimension, for what is the same to be the same: 0.1 and 0.1000000000."""
    usd = money(_usd(dimension))
    return short(_usd(dimension)) if usd is None else plain(usd), short(dimension.get("unit"))


def _dimensions(terms: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for term in terms.values():
        dimensions = term.get("priceDimensions") if isinstance(term, dict) else None
        for one in dimensions.values() if isinstance(dimensions, dict) else ():
            if isinstance(one, dict):
                yield one


def _usd(dimension: Mapping[str, Any]) -> Any:
    per_unit = dimension.get("pricePerUnit")
    return per_unit.get("USD") if isinstance(per_unit, dict) else None
