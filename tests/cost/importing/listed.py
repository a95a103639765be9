"""Makes AWS price list files in their real shape (lyft/awspricing tests/data/ec2_offer.py), and small price books."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

PUBLISHED = "2026-10-01T00:00:00Z"
LOCATIONS = {
    "us-east-1": ("US East (N. Virginia)", ""),
    "eu-west-1": ("EU (Ireland)", "EU-"),
    "eu-central-1": ("EU (Frankfurt)", "EUC1-"),
    "us-gov-west-1": ("AWS GovCloud (US-West)", "UGW1-"),
    "us-east-1-bos-1": ("US East (Boston)", "USE1-BOS1-"),
}
Tiers = Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Product:
    """A product with what it costs on demand, (from, to, USD) for each quantity, and perhaps what it costs reserved."""

    number: str
    family: str
    attributes: Mapping[str, str]
    unit: str
    tiers: Tiers
    reserved: bool = False
    currency: str = "USD"
    more: Tiers = field(default_factory=tuple)


def product(
    offer: str, family: str, usage: str, unit: str, usd: str | Tiers, region: str = "us-east-1", **other: Any
) -> Product:
    """A product of an offer; other attributes by their name, None leaves one out."""
    location, prefix = LOCATIONS[region]
    kind = "AWS Local Zone" if region.count("-") > 3 else "AWS Region"
    own = {name: other.pop(name) for name in ("reserved", "currency", "more", "number") if name in other}
    attributes = {
        "servicecode": offer,
        "location": location,
        "locationType": kind,
        "regionCode": region,
        "usagetype": prefix + usage,
        "operation": "",
        "servicename": f"the service {offer}",
        **other,
    }
    said = {name: value for name, value in attributes.items() if value is not None}
    number = own.pop("number", None) or f"SKU{crc32(repr((family, unit, usd, said, own)).encode()):010d}"
    tiers = (("0", "Inf", usd),) if isinstance(usd, str) else usd
    return Product(number, family, said, unit, tiers, **own)


def machine(kind: str, usd: str | Tiers, region: str = "us-east-1", unit: str = "Hrs", **other: Any) -> Product:
    """A machine as EC2 lists those that are in use, shared and without software."""
    usual = {
        "instanceType": kind,
        "operatingSystem": "Linux",
        "tenancy": "Shared",
        "capacitystatus": "Used",
        "preInstalledSw": "NA",
        "licenseModel": "No License required",
        "operation": "RunInstances",
        "marketoption": "OnDemand",
    }
    return product("AmazonEC2", "Compute Instance", f"BoxUsage:{kind}", unit, usd, region, **{**usual, **other})


def database(kind: str, usd: str, region: str = "us-east-1", usage: str = "InstanceUsage", **other: Any) -> Product:
    """An instance of Aurora."""
    usual = {
        "instanceType": kind,
        "databaseEngine": "Aurora PostgreSQL",
        "deploymentOption": "Single-AZ",
        "licenseModel": "No license required",
        "storage": "EBS Only",
        "operation": "CreateDBInstance:0021",
    }
    return product("AmazonRDS", "Database Instance", f"{usage}:{kind}", "Hrs", usd, region, **{**usual, **other})


def cache(kind: str, usd: str, region: str = "us-east-1", usage: str = "NodeUsage", **other: Any) -> Product:
    """A node of ElastiCache."""
    usual = {"instanceType": kind, "cacheEngine": "Valkey", "operation": "CreateCacheCluster:Valkey"}
    return product("AmazonElastiCache", "Cache Instance", f"{usage}:{kind}", "Hrs", usd, region, **{**usual, **other})


def kafka(usage: str, usd: str, unit: str = "hours", region: str = "us-east-1", **other: Any) -> Product:
    """Anything of MSK, whose usage types carry the short name of us-east-1 too."""
    prefix = "USE1-" if region == "us-east-1" else ""
    family = "Managed Streaming for Apache Kafka (MSK)"
    return product("AmazonMSK", family, prefix + usage, unit, usd, region, **other)


def price_list(path: Path, offer: str, listed: Iterable[Product], /, **top: Any) -> Path:
    """A price list file; a key of `top` that is None is left out."""
    there = list(listed)
    raw = {
        "formatVersion": "v1.0",
        "disclaimer": "This pricing list is for informational purposes only.",
        "offerCode": offer,
        "version": "20261001000000",
        "publicationDate": PUBLISHED,
        "products": {
            one.number: {"sku": one.number, "productFamily": one.family, "attributes": one.attributes} for one in there
        },
        "terms": {
            "OnDemand": {one.number: _on_demand(one) for one in there if one.tiers},
            "Reserved": {one.number: _reserved(one) for one in there if one.reserved},
        },
        "attributesList": {},
        **top,
    }
    path.write_text(json.dumps({name: value for name, value in raw.items() if value is not None}), encoding="utf-8")
    return path


def _on_demand(one: Product) -> dict[str, Any]:
    terms = {"JRTCKXETXF": one.tiers, **({"99YE2YK9UR": one.more} if one.more else {})}
    return {f"{one.number}.{code}": _term(one, code, tiers, {}) for code, tiers in terms.items()}


def _reserved(one: Product) -> dict[str, Any]:
    bought = {"LeaseContractLength": "1yr", "OfferingClass": "standard", "PurchaseOption": "No Upfront"}
    return {f"{one.number}.4NA7Y494T4": _term(one, "4NA7Y494T4", (("0", "Inf", "0.0100000000"),), bought)}


def _term(one: Product, code: str, tiers: Tiers, bought: Mapping[str, str]) -> dict[str, Any]:
    dimensions = {
        f"{one.number}.{code}.{place}": {
            "rateCode": f"{one.number}.{code}.{place}",
            "description": f"{usd} per {one.unit}",
            "beginRange": begin,
            "endRange": end,
            "unit": one.unit,
            "pricePerUnit": {one.currency: usd},
            "appliesTo": [],
        }
        for place, (begin, end, usd) in enumerate(tiers)
    }
    return {
        "offerTermCode": code,
        "sku": one.number,
        "effectiveDate": PUBLISHED,
        "priceDimensions": dimensions,
        "termAttributes": bought,
    }


def row(sku: str, usd: str | None, region: str = "us-east-1", unit: str = "hour", **other: Any) -> dict[str, Any]:
    """A row of the book, a year old and of a third party unless something else is said."""
    note = {"note": "nobody says it"} if usd is None else {}
    return {
        "sku": sku,
        "region": region,
        "unit": unit,
        "usd": usd,
        "as_of": "2025-10-01",
        "source": "a copy of the list",
        "confidence": "high",
        **note,
        **other,
    }


def book(folder: Path, **vendors: Sequence[Mapping[str, Any]]) -> Path:
    """A price book with one row a line, as the one that is kept."""
    folder.mkdir(exist_ok=True)
    for vendor, rows in vendors.items():
        lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in rows)
        (folder / f"{vendor}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return folder


def by_hand(path: Path, *rows: Mapping[str, Any]) -> Path:
    """A file of rows that somebody has read."""
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def read(folder: Path, vendor: str = "aws") -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a file by sku and region."""
    rows = json.loads((folder / f"{vendor}.json").read_text(encoding="utf-8"))
    return {(one["sku"], one["region"]): one for one in rows}
