"""How long phases last at least: dated rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Name = Literal[
    "soak",
    "certificate",
    "name_servers",
    "origin_certificate",
    "replica_lag",
    "weight",
    "drain",
    "replication",
    "data_soak",
    "share",
]


class Wait(BaseModel):
    """One duration in seconds and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    seconds: int = Field(ge=0)
    source: str
    date: str
    confidence: Literal["measured", "documented", "assumed"]


@cache
def waits() -> Mapping[Name, Wait]:
    """All rows by name, read once."""
    with (Path(__file__).parent / "waits.yaml").open(encoding="utf-8") as file:
        rows = [Wait.model_validate(row) for row in yaml.load(file, Loader=yaml.CSafeLoader)]
    return MappingProxyType({row.name: row for row in rows})


def wait_s(name: Name) -> int:
    """The seconds of a row."""
    return waits()[name].seconds
