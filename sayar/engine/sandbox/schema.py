"""What the sandbox knows of a package: properties of every type, in a small form of its own (see schemas/README.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

FOLDER: Final = Path(__file__).parent / "schemas"
KINDS: Final = frozenset({"string", "integer", "number", "boolean", "any", "array", "map", "object", "union"})

Replace = bool | Literal["configured"]
"""True: any change replaces. `configured`: a change replaces unless the new program leaves the property out."""


@dataclass(frozen=True, slots=True)
class Property:
    """One property. `computed` is filled in by the vendor when it is left out; `made` says how (see values)."""

    kind: str
    items: Property | None = None
    fields: Mapping[str, Property] = field(default_factory=dict)
    options: tuple[Property, ...] = ()
    required: bool = False
    enum: tuple[Any, ...] = ()
    any_case: bool = False
    minimum: float | None = None
    maximum: float | None = None
    replace: Replace = False
    secret: bool = False
    computed: bool = False
    unordered: bool = False
    default: Any = None
    conflicts: tuple[str, ...] = ()
    made: str | None = None
    least: int = 0
    """How many objects a vendor puts into a list of them that it makes."""
    held_by: str | None = None
    """A change does not replace as long as that property beside it is set and stays the same."""


@dataclass(frozen=True, slots=True)
class Unique:
    """Properties whose values no two objects of the type may share, for objects whose values are those of `when`."""

    keys: tuple[str, ...]
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResourceSchema:
    """One resource type. `outputs` are the properties that only the vendor sets; `id` says how an id is made."""

    token: str
    inputs: Mapping[str, Property]
    outputs: Mapping[str, Property]
    id: str = "hex32"
    delete_before_replace: bool = False
    unique: tuple[Unique, ...] = ()
    exactly_one: tuple[tuple[str, ...], ...] = ()
    takes_along: str | None = None
    """The property by which objects say that they are inside of this one: they go when it goes."""

    def is_secret(self, name: str) -> bool:
        """Whether the vendor's SDK treats the property as a secret."""
        known = self.inputs.get(name) or self.outputs.get(name)
        return known is not None and known.secret


class SchemaError(ValueError):
    """A schema file that cannot be understood: file and place are in the message."""


@dataclass(frozen=True)
class PackageSchema:
    """All that is known of one package. Types are read when they are first asked for: a process needs few of them."""

    package: str
    version: str
    document: Mapping[str, Any]

    @cached_property
    def config(self) -> Mapping[str, Property]:
        """The properties of the provider itself."""
        return self._properties(self.document.get("config", {}), "config")

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Every type of the package, sorted."""
        return tuple(sorted(self.document["resources"]))

    @cached_property
    def _read(self) -> dict[str, ResourceSchema]:
        return {}

    @cached_property
    def _objects(self) -> dict[str, Mapping[str, Property]]:
        return {}

    def resource(self, token: str) -> ResourceSchema | None:
        """The type, or None when the sandbox does not know it. Kinds that others define come with a pattern."""
        raw = self.document["resources"].get(token)
        if raw is None and (any_kind := self.document.get("anyKind")) and re.match(any_kind["pattern"], token):
            raw = any_kind
        if raw is None:
            return None
        if token not in self._read:
            self._read[token] = ResourceSchema(
                token=token,
                inputs=self._properties(raw["inputs"], token),
                outputs=self._properties(raw.get("outputs", {}), token),
                id=raw.get("id", "hex32"),
                delete_before_replace=raw.get("deleteBeforeReplace", False),
                unique=tuple(Unique(tuple(each["keys"]), each.get("when", {})) for each in raw.get("unique", ())),
                exactly_one=tuple(map(tuple, raw.get("exactlyOne", ()))),
                takes_along=raw.get("takesAlong"),
            )
        return self._read[token]

    def _properties(self, raw: Mapping[str, Any], where: str) -> Mapping[str, Property]:
        return {name: self._property(each, f"{where}.{name}") for name, each in raw.items()}

    def _property(self, raw: str | Mapping[str, Any], where: str) -> Property:
        """A property; a bare text is its kind alone."""
        row: dict[str, Any] = {"type": raw} if isinstance(raw, str) else dict(raw)
        kind = row.pop("type", None)
        if kind not in KINDS:
            raise SchemaError(f"{self.package}: {where}: unknown kind {kind!r}")
        items, name, options = row.pop("items", None), row.pop("object", None), row.pop("of", ())
        if (kind == "object") != (name is not None):
            raise SchemaError(f"{self.package}: {where}: an object, and nothing else, names its object")
        try:
            return Property(
                kind=kind,
                items=None if items is None else self._property(items, f"{where}[]"),
                fields={} if name is None else self._object(name, where),
                options=tuple(self._property(each, f"{where}|") for each in options),
                enum=tuple(row.pop("enum", ())),
                conflicts=tuple(row.pop("conflicts", ())),
                any_case=row.pop("anyCase", False),
                held_by=row.pop("heldBy", None),
                **row,
            )
        except TypeError as error:
            raise SchemaError(f"{self.package}: {where}: {error}") from None

    def _object(self, name: str, where: str) -> Mapping[str, Property]:
        if name not in self._objects:
            raw = self.document.get("objects", {}).get(name)
            if raw is None:
                raise SchemaError(f"{self.package}: {where}: there is no object {name}")
            # Entered before its properties are read, so that an object may hold itself.
            fields: dict[str, Property] = {}
            self._objects[name] = fields
            fields.update(self._properties(raw, name))
        return self._objects[name]


def load_schema(package: str, folder: Path = FOLDER) -> PackageSchema:
    """The schema of a package. One without a file has no types: every resource of it is then refused by name.

    Raises SchemaError for a file that is not a schema of that package.
    """
    path = folder / f"{package}.json"
    if not path.is_file():
        return PackageSchema(package, "0.0.0", {"resources": {}})
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["package"] != package or not isinstance(document["resources"], dict):
            raise SchemaError(f"{path.name}: not a schema of {package}")
        return PackageSchema(package, document["version"], document)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SchemaError(f"{path.name}: not a schema: {error}") from None


def packages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The packages that have a schema."""
    return tuple(sorted(path.stem for path in folder.glob("*.json")))
