"""Makes the values that a vendor would: stable for one object, different for the next, and of a plausible look."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from sayar.engine.sandbox import generators
from sayar.engine.sandbox.schema import Property, ResourceSchema
from sayar.engine.sandbox.wire import plain

_TIME: Final = "2026-01-01T00:00:00Z"
"""Fixed: a clock would make two runs of one rehearsal differ."""
_DEPTH: Final = 4
"""Objects that hold themselves are cut here."""

_KINDS_BY_NAME: Final = (
    (re.compile(r"(?:^|[a-z_])(?:[Uu]rl|[Ee]ndpoint)$"), "url"),
    (re.compile(r"(?:^|[a-z_])(?:cname|host|hostname|domain|fqdn)$", re.IGNORECASE), "host"),
    (re.compile(r"(?:nameServers|Servers)$"), "host"),
    (re.compile(r"(?:^ip|Ips?|IP|[Aa]ddress(?:es)?|ipv4)$"), "ipv4"),
    (re.compile(r"(?:On|At|Time|Date)$"), "time"),
    (re.compile(r"(?:status|Status|state)$"), "active"),
    (re.compile(r"(?:^id|Id|uid|Tag)$"), "hex32"),
    (re.compile(r"(?:[Ss]ecret|[Tt]oken|[Kk]ey|password)$"), "token"),
)


@dataclass(frozen=True, slots=True)
class Seed:
    """What makes an object's values its own: its URN and how often the URN was made before (a replacement differs)."""

    urn: str
    birth: int

    def digest(self, part: str) -> str:
        """64 hexadecimal digits that belong to one part of the object."""
        return hashlib.sha256(f"{self.urn}\n{self.birth}\n{part}".encode()).hexdigest()


_MAKERS: Final[Mapping[str, Callable[[str], str]]] = {
    "hex32": lambda digest: digest[:32],
    "hex16": lambda digest: digest[:16],
    "letters20": lambda digest: "".join(chr(ord("a") + int(each, 16)) for each in digest[:20]),
    "uuid": lambda digest: str(uuid.UUID(digest[:32], version=4)),
    "token": lambda digest: digest[:40],
    "ipv4": lambda digest: f"192.0.2.{int(digest[:2], 16) % 254 + 1}",
    "host": lambda digest: f"{digest[:8]}.sandbox.example",
    "url": lambda digest: f"https://{digest[:8]}.sandbox.example",
    "active": lambda _: "active",
    "time": lambda _: _TIME,
    "word": lambda digest: f"made-{digest[:8]}",
}


def new_id(schema: ResourceSchema, seed: Seed, inputs: Mapping[str, Any]) -> str:
    """The id of a new object. `schema.id` is a kind, or a pattern over the inputs and `{hex32}` and the like."""
    if schema.id in _MAKERS:
        return _MAKERS[schema.id](seed.digest("id"))
    return _patterned(schema.id, seed, "id", plain(inputs))


def computed(schema: ResourceSchema, seed: Seed, identity: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """All outputs that are not inputs of the program, plain: the vendor's own ones, defaults and what it filled in."""
    given = plain(inputs)
    known = {"id": identity, **given}
    filled = {
        name: spec.default if spec.default is not None else _made(spec, name, seed, known)
        for name, spec in schema.inputs.items()
        if name not in given and (spec.computed or spec.default is not None)
    }
    known = {**filled, **known}
    return {**filled, **{name: _made(spec, name, seed, known) for name, spec in schema.outputs.items()}}


def follows(spec: Property) -> frozenset[str]:
    """The properties that a computed one is made of; when one of them changes, so does it."""
    pattern = spec.made or ""
    if pattern in generators.GENERATORS:
        return frozenset()
    return frozenset(name for _, name, _, _ in Formatter().parse(pattern) if name) - {"id"} - set(_MAKERS)


def _made(spec: Property, path: str, seed: Seed, known: Mapping[str, Any], depth: int = 0) -> Any:
    if spec.made in generators.GENERATORS:
        return generators.GENERATORS[spec.made](seed.digest(""), known)
    if spec.kind == "array":
        return _array(spec, path, seed, known, depth)
    if spec.kind == "object":
        fields = spec.fields.items() if depth < _DEPTH else ()
        return {name: _made(each, f"{path}.{name}", seed, known, depth + 1) for name, each in fields}
    if spec.enum:
        return spec.enum[0]
    if spec.kind in ("string", "any"):
        return _text(spec, path, seed, known)
    if spec.kind == "union":
        return _made(spec.options[0], path, seed, known, depth)
    if spec.kind == "map":
        return {}
    if spec.kind == "boolean":
        return False
    return int(spec.minimum) if spec.minimum is not None else 1


def _array(spec: Property, path: str, seed: Seed, known: Mapping[str, Any], depth: int) -> list[Any]:
    # Lists of objects start empty, as nothing has happened yet, unless the row says how many there are; lists of texts
    # (servers, addresses) have two.
    if spec.items is None:
        return []
    if spec.items.kind != "string":
        return [_made(spec.items, f"{path}[{index}]", seed, known, depth + 1) for index in range(spec.least)]
    item = spec.items if spec.items.made else Property("string", made=spec.made)
    return [_made(item, f"{path}[{index}]", seed, known, depth + 1) for index in range(2)]


def _text(spec: Property, path: str, seed: Seed, known: Mapping[str, Any]) -> str:
    if spec.made is not None and spec.made not in _MAKERS:
        return _patterned(spec.made, seed, path, known)
    if spec.enum:
        return str(spec.enum[0])
    name = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    kind = spec.made or next((kind for pattern, kind in _KINDS_BY_NAME if pattern.search(name)), "word")
    return _MAKERS[kind](seed.digest(path))


def _patterned(pattern: str, seed: Seed, path: str, known: Mapping[str, Any]) -> str:
    made = {kind: maker(seed.digest(path)) for kind, maker in _MAKERS.items()}
    return pattern.format_map(defaultdict(str, {**made, **known}))
