"""The package's schema as Pulumi writes it, from the kinds: what is checked and what is told are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from providers.kit.kind import Kind
from providers.kit.model import Mark, marked

_PLAIN: Final = ("string", "integer", "number", "boolean")


def schema(
    package: str, version: str, text: str, config: Mapping[str, Mapping[str, Any]], kinds: Sequence[Kind[Any]]
) -> dict[str, Any]:
    """The whole schema. `config` are the provider's own arguments in Pulumi's form."""
    types: dict[str, Any] = {}
    resources = {kind.token: _resource(kind, package, types) for kind in kinds}
    return {
        "name": package,
        "version": version,
        "description": text,
        "config": {"variables": dict(config)},
        "provider": {"inputProperties": dict(config)},
        "types": dict(sorted(types.items())),
        "resources": dict(sorted(resources.items())),
    }


def _resource(kind: Kind[Any], package: str, types: dict[str, Any]) -> dict[str, Any]:
    described = kind.arguments.model_json_schema(by_alias=True)
    for name, row in described.get("$defs", {}).items():
        types[f"{package}:index:{name}"] = _object(row, package)
    secret, replacing = marked(kind.arguments, Mark.SECRET), marked(kind.arguments, Mark.REPLACES)
    inputs: dict[str, Any] = {}
    for name, row in described["properties"].items():
        inputs[name] = _property(row, package)
        inputs[name] |= {"secret": True} if name in secret else {}
        inputs[name] |= {"willReplaceOnChanges": True} if name in replacing else {}
    outputs = {name: _output(each.type, each.text, secret=each.secret) for name, each in kind.outputs.items()}
    required = sorted(described.get("required", ()))
    return {
        "description": kind.text,
        "inputProperties": inputs,
        "requiredInputs": required,
        "properties": {**inputs, **outputs},
        "required": sorted({*required, *outputs}),
    }


def _object(row: Mapping[str, Any], package: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": row.get("description", ""),
        "properties": {name: _property(each, package) for name, each in row["properties"].items()},
        "required": sorted(row.get("required", ())),
    }


def _property(row: Mapping[str, Any], package: str) -> dict[str, Any]:
    options = (row, *row.get("anyOf", ()))
    text = next((each["description"] for each in options if "description" in each), None)
    return _type(row, package) | ({"description": text} if text else {})


def _type(row: Mapping[str, Any], package: str) -> dict[str, Any]:
    options = [each for each in row.get("anyOf", ()) if each.get("type") != "null"]
    if options:
        return _type(options[0], package)
    if "$ref" in row:
        return {"$ref": f"#/types/{package}:index:{row['$ref'].rsplit('/', 1)[-1]}"}
    if row.get("type") == "array":
        return {"type": "array", "items": _type(row.get("items", {}), package)}
    if row.get("type") == "object":
        return {"type": "object", "additionalProperties": _type(row.get("additionalProperties", {}), package)}
    return {"type": row["type"]} if row.get("type") in _PLAIN else {"$ref": "pulumi.json#/Any"}


def _output(kind: str, text: str, *, secret: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"type": kind, "description": text}
    if kind == "array":
        found["items"] = {"$ref": "pulumi.json#/Any"}
    return found | ({"secret": True} if secret else {})
