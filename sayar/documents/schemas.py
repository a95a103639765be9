"""JSON Schema of every document, as `sayar schema NAME` prints it and `docs/schemas` keeps it."""

from __future__ import annotations

from typing import Any, Final

from sayar.documents.base import Part, dumps

NAMES: Final = ("config", "plan", "graph", "services", "doctor", "probe", "recover")


def schema_text(name: str) -> str:
    """The schema of that name as text with one final newline. Raises ValueError for a name that is not in NAMES."""
    return dumps(schema(name))


def schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12). Raises ValueError for a name that is not in NAMES."""
    if name == "config":
        from infra.config.schema import config_schema

        return config_schema()
    if name == "plan":
        from sayar.documents.plan import PlanDocument

        return _document(PlanDocument, "serialization")
    if name == "graph":
        from sayar.documents.graph import GraphDocument

        return _document(GraphDocument, "validation")
    if name == "services":
        from sayar.documents.services import ServicesDocument

        return _document(ServicesDocument, "validation")
    if name == "doctor":
        from sayar.documents.doctor import DoctorDocument

        return _document(DoctorDocument, "serialization")
    if name == "probe":
        from sayar.documents.probe import ProbeDocument

        return _document(ProbeDocument, "serialization")
    if name == "recover":
        from sayar.documents.recover import RecoverDocument

        return _document(RecoverDocument, "serialization")
    raise ValueError(f"{name}: one of {', '.join(NAMES)}")


def _document(model: type[Part], mode: Any) -> dict[str, Any]:
    found = model.model_json_schema(by_alias=True, mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_open(found)}


def _open(node: Any) -> Any:
    """Keys may be added to a document without a new version, so readers must not refuse what they do not know."""
    if isinstance(node, dict):
        return {
            key: _open(value) for key, value in node.items() if not (key == "additionalProperties" and value is False)
        }
    return [_open(item) for item in node] if isinstance(node, list) else node
