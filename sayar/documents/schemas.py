"""JSON Schema of every document, as `sayar schema NAME` prints it and `docs/schemas` keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final, Literal

from sayar.documents.base import Part, dumps

Mode = Literal["serialization", "validation"]

_MODELS: Final[Mapping[str, tuple[str, str, Mode]]] = MappingProxyType(
    {
        "plan": ("sayar.documents.plan", "PlanDocument", "serialization"),
        "graph": ("sayar.documents.graph", "GraphDocument", "validation"),
        "metrics": ("sayar.documents.metrics", "MetricsDocument", "validation"),
        "triggers": ("sayar.documents.triggers", "TriggersDocument", "serialization"),
        "usage": ("sayar.documents.usage", "UsageDocument", "validation"),
        "cost": ("sayar.documents.cost", "CostDocument", "serialization"),
        "prices": ("sayar.documents.prices", "PricesDocument", "serialization"),
        "services": ("sayar.documents.services", "ServicesDocument", "validation"),
        "doctor": ("sayar.documents.doctor", "DoctorDocument", "serialization"),
        "probe": ("sayar.documents.probe", "ProbeDocument", "serialization"),
        "recover": ("sayar.documents.recover", "RecoverDocument", "serialization"),
        "rehearsal": ("sayar.documents.rehearsal", "RehearsalDocument", "serialization"),
        "move": ("sayar.documents.move", "MoveDocument", "serialization"),
        "status": ("sayar.documents.status", "StatusDocument", "serialization"),
        "runbook": ("sayar.documents.runbook", "RunbookDocument", "serialization"),
    }
)
"""Where the model of a document is, and whether it is written or read: imported only when its schema is asked for."""

NAMES: Final = ("config", *_MODELS)


def schema_text(name: str) -> str:
    """The schema of that name as text with one final newline. Raises ValueError for a name that is not in NAMES."""
    return dumps(schema(name))


def schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12). Raises ValueError for a name that is not in NAMES."""
    if name == "config":
        from infra.config.schema import config_schema

        return config_schema()
    if name not in _MODELS:
        raise ValueError(f"{name}: one of {', '.join(NAMES)}")
    module, model, mode = _MODELS[name]
    return _document(getattr(import_module(module), model), mode)


def _document(model: type[Part], mode: Mode) -> dict[str, Any]:
    found = model.model_json_schema(by_alias=True, mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(found)}


def _open(node: Any) -> Any:
    """Keys may be added to a document without a new version, so readers must not refuse what they do not know."""
    if isinstance(node, dict):
        return {
            key: _open(value) for key, value in node.items() if not (key == "additionalProperties" and value is False)
        }
    return [_open(item) for item in node] if isinstance(node, list) else node
