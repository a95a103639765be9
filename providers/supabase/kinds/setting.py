"""Settings that every project has: they are set and read, never made or deleted."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field

from providers.kit.errors import MissingError
from providers.kit.kind import Found, Kind, Known, Made
from providers.kit.model import Args
from providers.kit.values import Plain
from providers.supabase.kinds.shared import Identity, Supabase, ref_of


class SettingArgs(Args):
    """What a program says of every setting."""

    project_ref: Annotated[Identity, Field(description="The project.")]


S = TypeVar("S", bound=SettingArgs)


@dataclass(frozen=True, slots=True)
class Told:
    """A setting as the platform tells it, beside the project that it is of."""

    inputs: Mapping[str, Plain]
    outputs: Mapping[str, Plain] = field(default_factory=dict)


class Setting(Kind[S]):
    """One setting of one project. Its id is `REF/PLACE`; an import may give the project's reference alone."""

    place: ClassVar[str]

    def __init__(self, supabase: Supabase) -> None:
        self._supabase = supabase

    @abstractmethod
    async def tell(self, ref: str) -> Told | None:
        """How it is now, None where the project has none. MissingError says that the project is gone."""

    @abstractmethod
    async def apply(self, given: S, before: Mapping[str, Plain]) -> Mapping[str, Plain]:
        """Set it, whatever it is now; the outputs. `before` is what the program said before, empty at first."""

    async def create(self, given: S, owner: str) -> Made:  # noqa: ARG002  # a project has one
        """Set it, once the project can be changed."""
        await self._supabase.changeable(given.project_ref)
        return Made(self.identity(given.project_ref), await self.apply(given, {}))

    async def read(self, known: Known) -> Found | None:
        """How it is now."""
        ref = ref_of(known)
        try:
            told = await self.tell(ref)
        except MissingError:
            return None
        if told is None:
            return None
        inputs: dict[str, Any] = {"projectRef": ref, **told.inputs}
        given = {name: value for name, value in inputs.items() if value is not None}
        return Found(self.identity(ref), given, told.outputs)

    async def update(self, known: Known, given: S) -> Mapping[str, Plain]:
        """Set it anew."""
        await self._supabase.changeable(given.project_ref)
        return await self.apply(given, known.inputs)

    async def delete(self, known: Known) -> None:
        """Leave it as it is."""

    def identity(self, ref: str) -> str:
        """The id in the state."""
        return f"{ref}/{self.place}"
