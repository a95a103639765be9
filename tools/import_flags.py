"""Writes the generated replacement rows of a provider from a schema file: `import_flags.py SCHEMA.json DATE`.

A schema file holds the inputs of every type with its flags, as read from the SDK and the provider's code (its own
`upstreamSource` says which). What comes out is what the comparison needs: paths that replace, that may, and blocks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "sayar" / "facts" / "replacement" / "generated"
KEYS = {True: "replace", "conditional": "maybe", "block": "blocks"}
DEEPEST = 6


def rows(schema: Mapping[str, Any], date: str) -> dict[str, Any]:
    """The document of generated rows; `date` is that of the provider's code (ISO)."""
    types = {
        token: row(body, schema["types"])
        for token, body in sorted(schema["resources"].items())
        if not token.startswith("pulumi:")
    }
    return {
        "package": schema["provider"],
        "version": schema["sdk"].rpartition(" ")[2],
        "source": schema["upstreamSource"],
        "date": date,
        "confidence": "documented",
        "types": types,
    }


def row(body: Mapping[str, Any], objects: Mapping[str, Any]) -> dict[str, Any]:
    """One type. Without upstream code every input may replace; an empty row updates in place."""
    found: dict[str, list[str]] = {"replace": list(body.get("replacePaths", ())), "maybe": [], "blocks": []}
    found["maybe"] += body.get("replacePathsConditional", ())
    if "upstream" not in body and body["inputs"]:
        found["maybe"].append("*")
    found["maybe"] += body.get("replaceUnknown", ())
    for path, flag in flags(body["inputs"], objects, "", ()):
        found[KEYS[flag]].append(path)
    result: dict[str, Any] = {key: sorted(set(paths)) for key, paths in found.items() if paths}
    if body.get("deleteBeforeReplace"):
        result["delete_first"] = "the provider marks the type so"
    if "autoName" in body:
        result["auto_name"] = body["autoName"]
        if body.get("framework") == "sdkv2":
            # The bridge's framework path does not have the rule (pulumi/pulumi-terraform-bridge#823).
            result["named_first"] = True
    if "replacePaths" in body and "metadata.name" in body["replacePaths"]:
        # pulumi-kubernetes makes names by itself, and deletes first where the program wrote one.
        result |= {"auto_name": "metadata.name", "named_first": True}
    return result


def flags(
    inputs: Mapping[str, Any], objects: Mapping[str, Any], at: str, inside: tuple[str, ...]
) -> Iterator[tuple[str, Any]]:
    """Every flagged property below some inputs, with its path; objects that hold themselves end."""
    for name, prop in inputs.items():
        path = f"{at}.{name}" if at else name
        flag = prop.get("willReplaceOnChanges")
        if flag is not None:
            yield path, flag
        if flag is True:
            continue
        steps, target = reference(prop["type"])
        if target is not None and target not in inside and len(inside) < DEEPEST and target in objects:
            yield from flags(objects[target], objects, path + steps, (*inside, target))


def reference(kind: Any) -> tuple[str, str | None]:
    """The steps from a property to its nested object (`[*]` for a list or map), and the object's name."""
    if isinstance(kind, list) and kind[0] == "ref":
        return "", kind[1]
    if isinstance(kind, list) and kind[0] in ("array", "map"):
        steps, target = reference(kind[1])
        return f"[*]{steps}", target
    return "", None


def main() -> int:
    """Write the rows of one schema file."""
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    document = rows(schema, sys.argv[2])
    TARGET.mkdir(exist_ok=True)
    path = TARGET / f"{document['package']}.json"
    head = {key: value for key, value in document.items() if key != "types"}
    lines = [f"  {json.dumps(token)}: {json.dumps(body)}" for token, body in document["types"].items()]
    text = json.dumps(head, indent=1)[:-2] + ',\n "types": {\n' + ",\n".join(lines) + "\n }\n}\n"
    path.write_text(text, encoding="utf-8")
    print(f"wrote {path.relative_to(ROOT)}: {len(lines)} types")
    return 0


if __name__ == "__main__":
    sys.exit(main())
