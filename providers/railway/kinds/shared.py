"""What the kinds are made with, and the fields that several of them have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import Field, StringConstraints

from providers.kit.errors import HalfMadeError, PlatformError
from providers.kit.kind import Kind
from providers.kit.model import Args, Mark
from providers.kit.waiting import Patience
from providers.railway.api.client import Client
from providers.railway.api.views import EnvironmentView, ProjectView, Views

Identity = Annotated[str, StringConstraints(min_length=1), Mark.REPLACES]
Name = Annotated[str, StringConstraints(min_length=1)]
Port = Annotated[int, Field(ge=1, le=65535)]
T = TypeVar("T")
A = TypeVar("A", bound=Args)


@dataclass(frozen=True, slots=True)
class Railway:
    """The client, and what is read through it."""

    client: Client
    views: Views

    @property
    def patience(self) -> Patience:
        """How long is waited for what."""
        return self.client.patience

    async def project(self, project_id: str) -> ProjectView:
        """The project that something is to be made in. Raises PlatformError when it is gone."""
        view = await self.views.project(project_id)
        if view is None:
            raise PlatformError(f"project {project_id} is not there any more; run `pulumi refresh`")
        return view

    async def environment(self, environment_id: str) -> EnvironmentView:
        """The environment that something is to be made in. Raises PlatformError when it is gone."""
        view = await self.views.environment(environment_id)
        if view is None:
            raise PlatformError(f"environment {environment_id} is not there any more; run `pulumi refresh`")
        return view

    async def settled(self, look: Callable[[], Awaitable[T | None]], *, identity: str, what: str) -> T:
        """What was made, once it is to be seen. Raises HalfMadeError, so that the state keeps it whatever comes."""
        try:
            found = await self.patience.appeared(look, what=what)
        except PlatformError as error:
            raise HalfMadeError(f"{what} is made, but: {error}", identity=identity, outputs={}) from None
        if found is None:
            waited = f"{self.patience.timings.appear_s:g} s"
            text = f"{what} is made, but not ready after {waited}; run the update again"
            raise HalfMadeError(text, identity=identity, outputs={})
        return found


class RailwayKind(Kind[A]):
    """A kind with what it is made with."""

    def __init__(self, railway: Railway) -> None:
        self._railway = railway


def given_only(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is null: a null in an input means something of its own to Railway."""
    return {name: each for name, each in values.items() if each is not None}
