"""What a proof of order is about, as plain data: objects, the engine's steps on them, and the surfaces above.

A moment of an update says of each step whether it is waiting, under way or done. A step that failed is under way until
the rerun has done it: nobody knows how far it came. What a moment means:

- An object is served by a version of it that is there and whose uses are served, one of each choice. Without a step it
  is there always; `create` and `create_replacement` bring the new version when they are done; `delete` and
  `delete_replaced` take the old one away when they start. While an `update` is under way, both versions answer: the
  uses of both must be served.
- A use of no version is served by either; one of a version by that one alone, and by neither while an update of the
  object is under way. Uses in a circle, as two parts that name each other have them, are served if nothing else fails.
- An object is interrupted while an interrupting step of it is under way, and between deletion and creation where one
  deletes it first and a step of it interrupts. Only updates and replacements interrupt: what is deleted for good or
  not there yet is no interruption. For its users it counts as served: what rests on it beyond the references is said by
  the needs of the surfaces.
- A part is up where all its old objects are served and not interrupted, or all its new ones; no objects is never up,
  unless the part is `always` up.
- A need is met where `enough` parts are up. Otherwise, an interruption is named and does not break it, unless more
  parts than enough had objects at the start: that is redundancy, and then interrupted parts are parts down.
- A need that had no object at the start counts only once everything is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

StepKind = Literal["create", "update", "create_replacement", "delete_replaced", "delete"]
Which = Literal["old", "new"]

MAKES: Final[frozenset[StepKind]] = frozenset({"create", "create_replacement"})
TAKES: Final[frozenset[StepKind]] = frozenset({"delete", "delete_replaced"})


class Use(NamedTuple):  # a search looks millions of them up, and a tuple hashes faster than a dataclass
    """An object that a version cannot serve without; `version` None: whichever is there."""

    object: str
    version: Which | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One side of an object: it needs all of `uses`, and of each of `choices` one."""

    uses: tuple[Use, ...] = ()
    choices: tuple[tuple[Use, ...], ...] = ()

    @property
    def all(self) -> tuple[Use, ...]:
        """Whatever it refers to."""
        return (*self.uses, *(use for choice in self.choices for use in choice))


@dataclass(frozen=True, slots=True)
class Object:
    """One resource. `old` None: created; `new` None: deleted; neither is None where it stays, changed or not."""

    id: str
    old: Version | None = None
    new: Version | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of the engine on one object; it starts when all steps of `after` are done."""

    id: str
    object: str
    kind: StepKind
    after: tuple[str, ...] = ()
    interrupts: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Objects that serve together, before (`old`) and after (`new`); `always`: no step of a plan takes it down."""

    name: str
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """Parts of which `enough` must be up. In a `failover` group the first part is the primary."""

    name: str
    parts: tuple[Part, ...]
    enough: int = 1
    failover: bool = False

    @property
    def there(self) -> bool:
        """True if something of it was there before the first step."""
        return any(part.old for part in self.parts)

    @property
    def redundant(self) -> bool:
        """True if more parts than enough were there before the first step."""
        return sum(bool(part.old) or part.always for part in self.parts) > self.enough


@dataclass(frozen=True, slots=True)
class Surface:
    """Hard needs of one surface. Soft, buffered and cached ones do not break it and stand in `left_out` by name.

    `doubts` are sentences about steps on what it needs of which nobody knows what they do: no proof without an answer.
    """

    name: str
    needs: tuple[Need, ...]
    left_out: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One update. `parallelism` is how many steps the engine has under way at once; None: as many as may start."""

    objects: tuple[Object, ...]
    steps: tuple[Step, ...]
    surfaces: tuple[Surface, ...]
    parallelism: int | None = None
