"""Every resource of an own provider as Markdown, from the models that check it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from providers.kit.kind import Kind
from providers.kit.model import Mark, marked


def reference(kinds: Iterable[type[Kind[Any]]]) -> str:
    """A section for each kind."""
    return "\n\n".join("\n".join(_section(kind)) for kind in kinds)


def _section(kind: type[Kind[Any]]) -> Iterator[str]:
    yield f"### {kind.token.rsplit(':', 1)[1]}"
    yield ""
    yield kind.text
    yield ""
    yield f"- Rights: {kind.rights}."
    if kind.bounds:
        yield f"- Limits: {kind.bounds}"
    if kind.delete_first:
        yield "- Another object is made only when the old one is gone."
    yield ""
    described = kind.arguments.model_json_schema(by_alias=True)
    yield "| property | type | what it is | a change |"
    yield "|---|---|---|---|"
    required = set(described.get("required", ()))
    marks = {mark: marked(kind.arguments, mark) for mark in Mark}
    for name, row in described["properties"].items():
        where = f"`{name}`" + ("" if name in required else " (optional)")
        yield f"| {where} | {_type(row)} | {_text(row)} | {_change(name, marks)} |"
    for name, rows in _nested(described):
        yield f"| `{name}` | {_type(rows)} | {_text(rows)} | in place |"
    for name, output in kind.outputs.items():
        text = output.text + (" A secret." if output.secret else "")
        yield f"| `{name}` | {output.type} | {text} | output |"


def _nested(described: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The properties of nested objects, under the name of what holds them."""
    definitions = described.get("$defs", {})
    for name, row in described["properties"].items():
        for suffix, each in _options(row):
            target = each.get("$ref", "").rsplit("/", 1)[-1]
            for inner, property_ in definitions.get(target, {}).get("properties", {}).items():
                yield f"{name}{suffix}.{inner}", property_


def _options(row: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for option in row.get("anyOf", (row,)):
        yield "", option
        if isinstance(option.get("additionalProperties"), dict):
            yield "[*]", option["additionalProperties"]


def _type(row: Mapping[str, Any]) -> str:
    option = next((each for each in row.get("anyOf", ()) if each.get("type") != "null"), row)
    if "enum" in option:
        return " \\| ".join(f"`{each}`" for each in option["enum"])
    if "$ref" in option:
        return "object"
    if option.get("type") == "array":
        return f"list of {_type(option['items'])}"
    if option.get("type") == "object":
        return f"map to {_type(option['additionalProperties'])}"
    return str(option.get("type", "any"))


def _text(row: Mapping[str, Any]) -> str:
    """What a property is, with its bounds."""
    rows = (row, *row.get("anyOf", ()))
    text = next((str(each["description"]) for each in rows if "description" in each), "")
    bounds = [f"at least {each['minimum']:g}" for each in rows if "minimum" in each]
    bounds += [f"more than {each['exclusiveMinimum']:g}" for each in rows if "exclusiveMinimum" in each]
    bounds += [f"at most {each['maximum']:g}" for each in rows if "maximum" in each]
    return text + (f" {', '.join(bounds).capitalize()}." if bounds else "")


def _change(name: str, marks: Mapping[Mark, frozenset[str]]) -> str:
    parts = ["**another object**" if name in marks[Mark.REPLACES] else "in place"]
    if name in marks[Mark.KEPT]:
        parts.append("left out, it stays")
    if name in marks[Mark.KEYED]:
        parts.append("only the entries that are named")
    if name in marks[Mark.UNORDERED]:
        parts.append("any order")
    if name in marks[Mark.SECRET]:
        parts.append("secret")
    if name in marks[Mark.UNREADABLE]:
        parts.append("drift is not seen")
    return "; ".join(parts)
