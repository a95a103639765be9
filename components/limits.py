"""Plan limits as dated rows with a source: what a vendor's plan allows, which no preview checks.

Each concern that buys plans holds a `plans.yaml`. A limit that is not known is a row with value null, never absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: what `plan` of `vendor` allows under `name`; `value` is null where the vendor does not say."""

    vendor: str
    plan: str
    name: str
    value: Any
    source: str
    date: str
    confidence: str


@cache
def limits_of(concern: str) -> dict[tuple[str, str, str], Limit]:
    """The rows of `components/<concern>/plans.yaml`, by vendor, plan and name. Raises ValueError on a double row."""
    path = Path(__file__).parent / concern / "plans.yaml"
    with path.open(encoding="utf-8") as file:
        document = yaml.load(file, Loader=yaml.CSafeLoader)
    rows: dict[tuple[str, str, str], Limit] = {}
    for group in document["limits"]:
        for plan, value in group["plans"].items():
            key = (group["vendor"], plan, group["name"])
            if key in rows:
                raise ValueError(f"{path.name}: {key} is there twice")
            rows[key] = Limit(*key, value, group["source"], str(group["date"]), group["confidence"])
    return rows


def limit(concern: str, vendor: str, plan: str, name: str) -> Limit:
    """One limit of a plan. Raises KeyError where there is no row: a limit that is checked must be written down."""
    return limits_of(concern)[(vendor, plan, name)]
