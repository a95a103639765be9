"""The base of every document: frozen, closed against slips of our own, written as plain JSON."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A document or a piece of one. Keys are written under their aliases (`from`)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, json_schema_serialization_defaults_required=True
    )


def to_json(document: Part) -> str:
    """The document as text: keys in the order of the contract, plain numbers, one final newline."""
    return dumps(document.model_dump(mode="json", by_alias=True))


def dumps(value: Any) -> str:
    """JSON text with the same bytes for the same value; NaN and infinity are refused with ValueError."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Whole numbers without a fraction, so that 17 and 17.0 are the same bytes."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
