"""What a field of the built-in API holds, read from the schemas of kubernetes-validate; the table of the tool is held
against it, and a new version of the schemas is taken over by `python -m tests.manifests.shapes`."""

from __future__ import annotations

import json
from collections import defaultdict
from importlib.resources import files
from typing import Any, Final

VERSION: Final = "1.36.0"
SETTLED: Final = {
    # Names that hold a text in one kind and something else in another. A text wins, but for these, which are common.
    "data": "structure",
    "limits": "quantities",
    "port": "integer",
    "requests": "quantities",
    "selector": "structure",
    "strategy": "structure",
}
_ROOT: Final = "kubernetes-json-schema"


def definitions() -> dict[str, Any]:
    path = files("kubernetes_validate") / _ROOT / f"v{VERSION}-local-strict" / "_definitions.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["$defs"]
    return found


def _shape(field: dict[str, Any], known: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        plain = {"Quantity": "quantity", "IntOrString": "integer", "JSON": "string"}
        return plain.get(name.rpartition(".")[2]) or _shape(known[name], known)
    if len(field.get("allOf", ())) == 1:
        return _shape(field["allOf"][0], known)
    kinds = field.get("type", "string")
    (kind,) = {kinds} if isinstance(kinds, str) else set(kinds) - {"null"}
    if kind == "array":
        items = _shape(field["items"], known)
        return {"integer": "integers", "structure": "rows", "quantities": "rows"}.get(items, "structure")
    if kind == "object":
        values = field.get("additionalProperties")
        quantities = isinstance(values, dict) and values and _shape(values, known) == "quantity"
        return "quantities" if quantities else "structure"
    return "integer" if kind == "number" else str(kind)


def table() -> dict[str, list[str]]:
    """Names by shape, without those of a plain text."""
    known = definitions()
    shapes: dict[str, set[str]] = defaultdict(set)
    for title, definition in known.items():
        if title.endswith("Status"):
            continue
        for name, field in definition.get("properties", {}).items():
            shapes[name].add(_shape(field, known))
    found: dict[str, list[str]] = defaultdict(list)
    for name, of in sorted(shapes.items()):
        shape = SETTLED.get(name) or _settled(of)
        if shape != "string":
            found[shape].append(name)
    return dict(sorted(found.items()))


def _settled(shapes: set[str]) -> str:
    # Leaving a field out is right for rows, objects and maps alike; the first that fits is the one that gives a value.
    order = ("string", "quantities", "rows", "structure", "integers", "integer", "boolean", "quantity")
    return next(one for one in order if one in shapes)


if __name__ == "__main__":
    from sayar.manifests.placeholders import TABLE

    TABLE.write_text(json.dumps(table(), indent=1) + "\n", encoding="utf-8")
