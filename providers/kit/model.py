"""What a program may say of a resource: a pydantic model whose fields carry what a change of them means."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Mark(Enum):
    """What is true of an input beside its type; written into the annotation of the field."""

    REPLACES = "a change makes another object"
    UNORDERED = "the order of the list means nothing"
    SECRET = "never shown, encrypted in the state"  # noqa: S105
    UNREADABLE = "the platform never tells it, so drift in it is not seen"
    KEPT = "left out, it stays as it is; the platform's value is an output"
    KEYED = "a map of which the program owns the entries it names, and no others"


class Args(BaseModel):
    """Arguments under their names on the wire, `camelCase`. Unknown ones and guesses at types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=to_camel)

    def rules(self) -> Iterator[tuple[str, str]]:
        """What no single field can say: pairs of a property's path and the reason. Runs only on what is known."""
        return iter(())

    def wire(self) -> dict[str, Any]:
        """What was given, under the names of the wire; what was left out is not there."""
        return self.model_dump(by_alias=True, exclude_unset=True)


def marked(model: type[Args], mark: Mark) -> frozenset[str]:
    """The wire names of the fields with this mark."""
    return frozenset(
        field.alias or name
        for name, field in model.model_fields.items()
        if any(each is mark for each in field.metadata)
    )
