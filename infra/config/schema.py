"""The JSON Schema of a stack file, for editors and for other programs."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from components.spec import Spec
from infra.config.platform import CONCERNS, TIERS, PlatformSpec
from infra.config.stack import Environment


def config_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of Pulumi.<stack>.yaml.

    A tier file names every field of its concerns. An environment's file holds single leaves, so nothing is required
    there; the schema describes both and leaves completeness to the program.
    """
    parts = {name: _model(PlatformSpec, name) for name in ("platform", "accounts", *CONCERNS)}
    models: list[type[Spec]] = [*dict.fromkeys(parts.values()), Environment]
    wanted: list[tuple[type[BaseModel], Literal["validation", "serialization"]]] = [
        (model, "validation") for model in models
    ]
    refs, definitions = models_json_schema(wanted, schema_generator=GenerateJsonSchema, by_alias=True)
    defs = definitions["$defs"]
    environment = defs.pop("Environment")["properties"]
    keys: dict[str, Any] = {"sayar:tier": {"enum": list(TIERS), "description": "The tier that this stack is."}}
    for name, model in parts.items():
        keys[f"sayar:{name}"] = _described(refs[(model, "validation")], model)
    for name, schema in environment.items():
        keys[f"sayar:{name}"] = {key: value for key, value in schema.items() if key != "default"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack config of sayar",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "config": {
                "type": "object",
                "properties": keys,
                "patternProperties": {"^pulumi:": {}},
                "additionalProperties": False,
            },
            **{name: {"type": "string"} for name in ("encryptionsalt", "encryptedkey", "secretsprovider")},
            "environment": {"type": "array", "items": {"type": "string"}},
        },
        "$defs": {name: _open(schema) for name, schema in sorted(defs.items())},
    }


def _model(owner: type[Spec], name: str) -> type[Spec]:
    annotation = owner.model_fields[name].annotation
    if not (isinstance(annotation, type) and issubclass(annotation, Spec)):
        raise TypeError(f"{owner.__name__}.{name} is not a spec")
    return annotation


def _described(reference: dict[str, Any], model: type[Spec]) -> dict[str, Any]:
    return {**reference, "description": (model.__doc__ or "").strip().split("\n")[0]}


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """A definition without `required`: an environment's file overrides single leaves."""
    return {key: value for key, value in schema.items() if key != "required"}
