"""The regions of the platform, with what every vendor calls them: one table, `regions.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints

Jurisdiction = Literal["us", "eu", "sg"]
"""Where data lies in law."""

Vendor = Literal["railway", "supabase", "vercel", "cloudflare", "r2", "aws"]
_Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(_Row):
    """One region: the platform's name, its law, and the vendors' names. None is a vendor that is not there.

    `zones` are ids of AWS, which mean the same place in every account, in the order in which they are put to use.
    """

    name: str
    law: Jurisdiction
    railway: str | None
    supabase: str | None
    vercel: str | None
    cloudflare: str | None
    r2: str | None
    aws: str | None
    zones: tuple[str, ...]

    def called(self, vendor: Vendor) -> str | None:
        """What a vendor calls it."""
        name: str | None = getattr(self, vendor)
        return name


class Source(_Row):
    """Where a column comes from."""

    source: str
    date: _Date
    confidence: Literal["documented", "assumed"]


class _Table(_Row):
    regions: tuple[Region, ...]
    sources: dict[Vendor | Literal["law", "zones"], Source]


@cache
def _table() -> _Table:
    with (Path(__file__).parent / "regions.yaml").open(encoding="utf-8") as file:
        return _Table.model_validate(yaml.load(file, Loader=yaml.CSafeLoader))


def every() -> tuple[Region, ...]:
    """All regions that the platform knows."""
    return _table().regions


def source_of(column: Vendor | Literal["zones"]) -> Source:
    """Where a vendor's names come from, or the zones."""
    return _table().sources[column]


def region(name: str) -> Region | None:
    """The region of that name, None where nobody knows it."""
    return next((row for row in every() if row.name == name), None)


def offered(vendor: Vendor) -> tuple[str, ...]:
    """The platform's names of the regions that a vendor has."""
    return tuple(row.name for row in every() if row.called(vendor) is not None)


def called(vendor: Vendor, name: str) -> str:
    """What a vendor calls a region. Raises KeyError for one that it does not have."""
    row = region(name)
    word = row.called(vendor) if row is not None else None
    if word is None:
        raise KeyError(name)
    return word
