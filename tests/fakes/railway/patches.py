"""Patches of an environment's configuration: what they must look like, how they merge, and what is kept of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

_SCHEMA: Final = Path(__file__).parents[2] / "descriptions" / "railway.environment-config.schema.json"
_ROWS: Final = ("volumeMounts", "isDeleted", "isCreated")
"""Parts of a service's patch that are about rows of their own."""
_ROWS_OF_NETWORKING: Final = ("customDomains", "serviceDomains", "tcpProxies")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))


def violations(patch: Any) -> list[str]:
    """What the description has against a patch, each with its place."""
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(patch)]


def merged(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration with a patch laid over it, map into map; null takes a key away."""
    result = dict(base)
    for key, value in patch.items():
        below = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            result[key] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def kept(patch: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a patch that is kept as it is: all but what becomes rows."""
    services = {key: _kept_of_service(part) for key, part in patch.get("services", {}).items()}
    return {**_without(patch, ("volumes",)), "services": services}


def _kept_of_service(part: Mapping[str, Any]) -> dict[str, Any]:
    result = _without(part, _ROWS)
    if "networking" in part:
        result["networking"] = _without(part["networking"], _ROWS_OF_NETWORKING)
    if "deploy" in part:
        # A number of replicas without a region is not kept: where they run is said by the regions.
        result["deploy"] = _without(part["deploy"], ("numReplicas",))
    return result


def _without(mapping: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}
