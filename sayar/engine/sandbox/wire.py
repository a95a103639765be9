"""Values as the engine sends them: secrets are small wrapped objects, and what is not known yet is one fixed text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from google.protobuf import json_format, struct_pb2  # type: ignore[import-untyped]

Value: TypeAlias = Any
"""A JSON value in which secrets may be wrapped and unknown values stand as `UNKNOWN`."""

UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  # the protocol's mark, not a credential
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESERVED: Final = "__"
"""Keys with this start belong to the engine, not to the vendor."""


def secret(value: Value) -> Value:
    """The value as a secret; one that is wrapped already stays as it is."""
    return value if is_secret(value) else {SIGNATURE: SECRET, "value": value}


def is_secret(value: Value) -> bool:
    """Whether the value is wrapped as a secret at its outside."""
    return isinstance(value, Mapping) and value.get(SIGNATURE) == SECRET


def unwrapped(value: Value) -> Value:
    """The value without the wrappers around it; what lies deeper keeps its own."""
    while isinstance(value, Mapping) and value.get(SIGNATURE) in (SECRET, OUTPUT):
        value = value.get("value", UNKNOWN)
    return value


def plain(value: Value) -> Value:
    """The value without any wrapper, and without properties that are null, as vendors do not tell null from absent."""
    value = unwrapped(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items() if unwrapped(each) is not None}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


def like(value: Value, pattern: Value) -> Value:
    """The plain value, wrapped at every place where the pattern is: what was a secret is one when read again."""
    if is_secret(pattern):
        return secret(like(value, pattern["value"]))
    if isinstance(value, Mapping) and isinstance(pattern, Mapping):
        return {key: like(each, pattern.get(key)) for key, each in value.items()}
    if isinstance(value, list) and isinstance(pattern, list):
        patterns = pattern + [None] * (len(value) - len(pattern))
        return [like(each, patterns[index]) for index, each in enumerate(value)]
    return value


def has_unknown(value: Value) -> bool:
    """Whether anything in the value is not known yet."""
    value = unwrapped(value)
    if isinstance(value, Mapping):
        return any(map(has_unknown, value.values()))
    if isinstance(value, list):
        return any(map(has_unknown, value))
    return bool(value == UNKNOWN)


def decoded(struct: struct_pb2.Struct) -> dict[str, Value]:
    """A message's properties, without the engine's own keys."""
    values: dict[str, Value] = json_format.MessageToDict(struct)
    return {key: value for key, value in values.items() if not key.startswith(RESERVED)}


def encoded(values: Mapping[str, Value]) -> struct_pb2.Struct:
    """Properties as a message."""
    struct = struct_pb2.Struct()
    struct.update(dict(values))
    return struct


def type_of(urn: str) -> str:
    """The type of the resource that a URN names: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`.

    Raises ValueError for a text of another shape.
    """
    parts = urn.split("::", 3)
    if len(parts) != 4:
        raise ValueError(f"not a URN: {urn}")
    return parts[2].rpartition("$")[2]
