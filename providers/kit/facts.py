"""What a vendor documents about itself, as rows with their source: never a number in code."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

Confidence = Literal["measured", "documented", "assumed"]
F = TypeVar("F", bound="Rows")


class Row(BaseModel):
    """One fact, and where it is from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    date: str
    confidence: Confidence


class Rows(BaseModel):
    """All facts of a vendor."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def loaded(model: type[F], path: Path) -> F:
    """The rows of a file. Raises pydantic.ValidationError for one that is not as its model says."""
    return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
