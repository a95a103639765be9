"""What the engine refuses to do to a protected resource, in words."""

from __future__ import annotations

from sayar.graph.model import Op, Resource
from sayar.urn import name_of


def refusal(op: Op, old: Resource | None, new: Resource | None, with_: str | None = None) -> str | None:
    """Why the engine would stop at a change; None where it would not.

    `with_` is the URN of what the resource would be deleted with. A replacement may take the protection away, a
    deletion may not.
    """
    if old is None or not old.protect:
        return None
    if op == "delete":
        return "it is protected: releasing the protection takes an update of its own"
    if op != "replace":
        return None
    if new is not None and new.protect:
        return "it is protected before and after, so it cannot be replaced"
    return None if with_ is None else f"it is protected, and would be deleted with the replacement of {name_of(with_)}"
