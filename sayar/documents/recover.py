"""What a broken update left, `format: "sayar.recover/1"`. Times are RFC 3339 in UTC, null where nobody says them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part

FORMAT: Literal["sayar.recover/1"] = "sayar.recover/1"

Count = Annotated[int, Field(ge=0)]
Owner = Literal["gone", "alive", "elsewhere", "unknown"]
Way = Literal["refresh", "clear", "import", "ask"]


class Written(Part):
    """A state: when it was written, and how many resources it has."""

    written: str | None
    resources: Count


class KeptState(Part):
    """The last checkpoint. `state_newer_s` is how long after it the state was written, negative for an older state."""

    path: str
    kept: Written | None
    state_newer_s: float | None


class Lock(Part):
    """Who holds the stack; empty texts and process 0 where the lock does not say. `owner` is as seen from this host."""

    user: str
    host: str
    process: Count
    since: str
    owner: Owner


class Operation(Part):
    """What was under way, and how it is settled. `there` is the id of a resource that the state has under this URN."""

    urn: str
    op: str
    way: Way
    why: str
    there: str | None


class RecoverDocument(Part):
    """All that was found before anything was touched. `locks` null: the backend tells only who wants the lock."""

    format: Literal["sayar.recover/1"]
    stack: str
    state: Written
    checkpoint: KeptState | None
    locks: tuple[Lock, ...] | None
    operations: tuple[Operation, ...]

    @property
    def to_do(self) -> bool:
        """True if something is known to be left over."""
        return bool(self.operations or self.locks)
