"""The resource graph: what a program asks for, or what a state export says is there. No Pulumi SDK is imported here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from sayar.urn import name_of

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDER_PREFIX: Final = "pulumi:providers:"

Op = Literal["create", "update", "replace", "delete"]
Order = Literal["create_first", "delete_first"]
Unfinished = Literal["#initerror", "#taint", "#pending"]
"""What an earlier update or a person left: it did not come up, is to be replaced, or was deleted already."""
Inputs = Mapping[str, Any]
"""Input properties under their wire names (camelCase): JSON values, and `Secret`, `Ciphertext` or `UNKNOWN` in them."""

_NOTHING: Inputs = MappingProxyType({})


def _nothing() -> Inputs:
    # A mapping proxy has no hash before Python 3.12, so dataclasses take it for a mutable default.
    return _NOTHING


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A secret whose value is at hand. It compares by value and never shows it."""

    value: Any

    def __repr__(self) -> str:
        return "[secret]"


@dataclass(frozen=True, slots=True, repr=False)
class Ciphertext:
    """A secret of an export: encrypted, so all that can be said is whether two texts are the same bytes."""

    text: str

    def __repr__(self) -> str:
        return "[secret]"


class Unknown:
    """A value that exists only after the update: `UNKNOWN`, or an `Identity`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[unknown]"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, repr=False)
class Identity(Unknown):
    """The id of a resource, or a text around some ids. What it will be is not known, but an update never changes it.

    `parts` are texts and URNs in turn, beginning and ending with a text: `("zones/", URN, "/rules")`.
    """

    parts: tuple[str, ...]

    @property
    def of(self) -> tuple[str, ...]:
        """The URNs of the resources whose ids are in it."""
        return self.parts[1::2]

    def text(self, ids: Mapping[str, str]) -> str | None:
        """The value once the ids are known; None while one of them is not."""
        found = [part if place % 2 == 0 else ids.get(part) for place, part in enumerate(self.parts)]
        return None if None in found else "".join(part for part in found if part is not None)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with every option the engine looks at. None means that the program (or the export) did not say.

    `provider` is the reference `<urn>::<id>`; `aliases` are URNs; `outputs` and `id` are there in exports alone.
    `external` marks a resource that is only read, which no comparison counts.
    """

    urn: str
    type: str
    custom: bool = True
    parent: str | None = None
    inputs: Inputs = field(default_factory=_nothing)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str | None = None
    version: str | None = None
    protect: bool | None = None
    retain_on_delete: bool | None = None
    delete_before_replace: bool | None = None
    replace_on_changes: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    deleted_with: str | None = None
    timeouts: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None
    outputs: Inputs = field(default_factory=_nothing)
    external: bool = False
    unfinished: Unfinished | None = None
    """Why the engine touches it again whatever the program says, in exports alone."""

    @property
    def name(self) -> str:
        """The logical name."""
        return name_of(self.urn)

    @property
    def is_stack(self) -> bool:
        """True for the root stack, which is no change of its own."""
        return self.type == STACK_TYPE

    @property
    def is_provider(self) -> bool:
        """True for an explicit or a default provider."""
        return self.type.startswith(PROVIDER_PREFIX)

    @property
    def is_default_provider(self) -> bool:
        """True for a provider that the engine made by itself, which no comparison counts."""
        return self.is_provider and (self.name == "default" or self.name.startswith("default_"))


@dataclass(frozen=True, slots=True)
class Graph:
    """Resources in the order in which they were registered, and the outputs of the stack."""

    resources: tuple[Resource, ...]
    outputs: Inputs = field(default_factory=_nothing)

    def by_urn(self) -> dict[str, Resource]:
        """The resources under their URNs."""
        return {resource.urn: resource for resource in self.resources}

    def counted(self) -> Iterator[Resource]:
        """What a comparison counts: components, leaves and explicit providers."""
        for resource in self.resources:
            if not (resource.is_stack or resource.is_default_provider or resource.external):
                yield resource


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one resource in one update.

    `properties` are the changed paths as the engine spells them (`rules[0].ref`), `replace_properties` those that force
    a replacement. `may_replace`: nobody can tell before the update. `assumed` says in words what was taken for granted;
    empty where everything is known. `protected` and `retained` are options of the old resource. `refused` is the
    sentence why the engine would not do it (a protected resource deleted, or replaced while protected on both sides).
    """

    urn: str
    type: str
    op: Op
    order: Order | None = None
    properties: tuple[str, ...] = ()
    replace_properties: tuple[str, ...] = ()
    may_replace: bool = False
    stateful: bool = False
    protected: bool = False
    retained: bool = False
    assumed: tuple[str, ...] = ()
    refused: str | None = None
    old: Resource | None = None
    new: Resource | None = None

    @property
    def name(self) -> str:
        """The logical name."""
        return name_of(self.urn)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader of a comparison should know: a stable `id`, the URNs it is about, one sentence."""

    id: str
    text: str
    urns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes in the order in which the engine makes them (deletes last), what stays, and what was noticed.

    `secrets_assumed` counts ciphertexts that were taken as equal to a recorded secret. `kept` are the resources that
    stay, those that are not counted too: what depends on what may run through them.
    """

    changes: tuple[Change, ...]
    same: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    secrets_assumed: int = 0
    kept: tuple[Resource, ...] = ()

    def graphs(self) -> tuple[Graph, Graph]:
        """What is there before and after."""
        before = [change.old for change in self.changes if change.old]
        after = [change.new for change in self.changes if change.new]
        return Graph((*before, *self.kept)), Graph((*after, *self.kept))
