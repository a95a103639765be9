"""The contract between the protocol and one kind of resource: plain values in, plain values out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from providers.kit.differ import same
from providers.kit.model import Args, Mark, marked
from providers.kit.values import Plain

A = TypeVar("A", bound=Args)
OutputType = Literal["string", "integer", "boolean", "array", "object"]


@dataclass(frozen=True, slots=True)
class Output:
    """What the platform decides: its type in the schema, what it is, and whether it is a secret."""

    type: OutputType
    text: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An object that has been made: its id and the outputs beside what was asked for."""

    identity: str
    outputs: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Found:
    """An object as the platform tells it: every setting that can be read, and the outputs."""

    identity: str
    inputs: Mapping[str, Plain]
    outputs: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Known:
    """What the state knows of an object. `inputs` is empty in an import; `outputs` are all properties."""

    identity: str
    inputs: Mapping[str, Plain]
    outputs: Mapping[str, Plain]

    @property
    def importing(self) -> bool:
        """Whether the program has not said anything of the object yet."""
        return not self.inputs


class Kind(ABC, Generic[A]):
    """One kind of resource at one platform.

    Every method that writes can be repeated: the engine runs it again after a failure, and what is done already must
    not be done twice. Errors are `PlatformError`s.
    """

    token: ClassVar[str]
    text: ClassVar[str]
    """What it is, in a sentence or two, for the schema and the page."""
    rights: ClassVar[str]
    """What the token must be allowed to do."""
    bounds: ClassVar[str] = ""
    """What the platform limits, and what this resource leaves alone."""
    arguments: type[A]
    outputs: ClassVar[Mapping[str, Output]] = {}
    delete_first: ClassVar[bool] = False

    @abstractmethod
    async def create(self, given: A, owner: str) -> Made:
        """Make it, or take over what a create that failed has left. Raises HalfMadeError for what is not as asked.

        `owner` names the resource in its stack, as `sayar/prod project`: the same in every try.
        """

    @abstractmethod
    async def read(self, known: Known) -> Found | None:
        """As it is now, None when it is gone."""

    @abstractmethod
    async def update(self, known: Known, given: A) -> Mapping[str, Plain]:
        """Make it as asked for, whatever it is like now; the outputs afterwards."""

    @abstractmethod
    async def delete(self, known: Known) -> None:
        """Remove it. One that is gone already is no error."""

    def outdated(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:  # noqa: ARG002  # for those that can be
        """Outputs that say of the object in the state that only another one can help."""
        return ()

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:  # noqa: ARG002  # for those that can be
        """Outputs that say of the object in the state that it is still on its way: the next update goes on with it."""
        return ()

    def unsettled(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """Outputs that the next update will change, so that a preview shows them as not known."""
        unfinished = self.unfinished(outputs)
        return tuple(name for name in self.outputs if name not in outputs or name in unfinished)

    def equal(self, name: str, declared: Plain, found: Plain) -> bool:
        """Whether an input that was declared and one that was read are the same to the platform."""
        return same(declared, found, unordered=name in marked(self.arguments, Mark.UNORDERED))

    def parsed(self, given: Mapping[str, Any]) -> A:
        """The arguments. Raises pydantic.ValidationError; they have been checked before."""
        return self.arguments.model_validate(given)


def drifted(kind: Kind[Any], known: Known, found: Found) -> dict[str, Plain]:
    """The inputs after a read: of what the program declares, as it is now, in its own spelling where it is the same.

    What the program does not declare is not its own. What cannot be read stays as declared.
    """
    if known.importing:
        return dict(found.inputs)
    unreadable, keyed = marked(kind.arguments, Mark.UNREADABLE), marked(kind.arguments, Mark.KEYED)
    now: dict[str, Plain] = {}
    for name, declared in known.inputs.items():
        if name in unreadable:
            now[name] = declared
        elif name in found.inputs:
            value = found.inputs[name]
            if name in keyed and isinstance(value, Mapping) and isinstance(declared, Mapping):
                value = {key: each for key, each in value.items() if key in declared}
            now[name] = declared if kind.equal(name, declared, value) else value
    return now
