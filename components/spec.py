"""The base of every spec: frozen data that decides which resources exist, and the problems it finds in itself.

Two rules keep stack files honest. A spec has no defaults, so a tier file names everything that it selects; and a rule
over several fields is a `Problem` with the path of the field to mend, so that all of them are reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
"""A DNS label in lower case."""

Hostname = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", max_length=253
    ),
]
"""A fully qualified host name in lower case, without the final dot."""

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
"""A mail address, as far as a pattern can tell."""

UrlPath = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._~/-]*$")]
"""An absolute path of a URL, without query."""

Seconds = Annotated[int, Field(ge=0)]
"""A duration in whole seconds."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that breaks a rule: `path` of the field below the spec, its `value`, and what is `allowed`."""

    path: str
    value: object
    allowed: str


class Spec(BaseModel):
    """What one concern needs. Frozen, without defaults, refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def rules(self) -> Iterator[Problem]:
        """Rules over several fields of this spec; paths are relative to it."""
        yield from ()

    def problems(self) -> Iterator[Problem]:
        """All problems of this spec and the specs inside it, depth first, in field order."""
        for name in type(self).model_fields:
            yield from _inside(name, getattr(self, name))
        yield from self.rules()


def _inside(path: str, value: Any) -> Iterator[Problem]:
    if isinstance(value, Spec):
        for problem in value.problems():
            yield Problem(f"{path}.{problem.path}" if problem.path else path, problem.value, problem.allowed)
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _inside(f"{path}[{index}]", item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _inside(f"{path}.{key}", item)
