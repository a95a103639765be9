"""A small model for the tests of the kit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from providers.kit.model import Args, Mark


class Part(Args):
    """A nested object."""

    size_gb: Annotated[int, Field(ge=1)]


class Box(Args):
    """A made-up resource with every kind of mark."""

    name: Annotated[str, Mark.REPLACES]
    mode: Literal["fast", "safe"] | None = None
    count: Annotated[int | None, Field(ge=1, le=9)] = None
    ports: Annotated[list[int] | None, Mark.UNORDERED] = None
    parts: dict[str, Part] | None = None
    password: Annotated[str | None, Field(min_length=4), Mark.SECRET, Mark.UNREADABLE] = None
    place: Annotated[str | None, Mark.REPLACES, Mark.KEPT] = None
    labels: Annotated[dict[str, str] | None, Mark.KEYED] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        """One rule over two fields."""
        if self.mode == "safe" and self.count == 1:
            yield "count", "at least 2 in mode safe"
