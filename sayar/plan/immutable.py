"""What a forecast says of fields that cannot change in place and are to change: each is named, none is run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from components.findings import Finding
from sayar.graph.order import needs
from sayar.urn import type_of, types_of

if TYPE_CHECKING:
    from components.immutable import Broken
    from components.spec import Spec
    from sayar.graph.model import Change, Graph

CHANGED: Final = "immutable-changed"
NOT_COMPARED: Final = "immutable-not-compared"

_NAMED: Final = 5
"""How many of the resources that would go are named; the changes below list all of them."""


def of_broken(broken: Iterable[Broken], changes: Sequence[Change]) -> Iterator[Finding]:
    """One critical remark a field: both values, and what goes with the old one as the comparison says."""
    for one in broken:
        path = f"sayar:{one.path}"
        how = "can only grow" if one.kind == "shrinks" else "cannot change in place"
        names = [change.name for change in lost(one.path.split(".")[0], changes)]
        then = f"It would destroy {_listed(names)}"
        if not names:
            # The vendor refuses the change half-way, or nothing comes of it.
            then = "Nothing that is protected or holds data is replaced for it, so it would not come about"
        text = f"{path} {how}: {_shown(one.old)} → {_shown(one.new)}. {then}."
        yield Finding(CHANGED, "critical", text, path)


def lost(concern: str, changes: Sequence[Change]) -> tuple[Change, ...]:
    """What is protected or stateful and goes with a concern: its own resources, and those that need what goes.

    In the order of the changes. What a delete leaves at the vendor does not go.
    """
    going = [one for one in changes if one.op == "replace" or (one.op == "delete" and not one.retained)]
    found = {one.urn for one in going if _part_of(concern, one.urn)}
    # A dependent may come before what it needs: deletes are in the opposite order.
    while more := {one.urn for one in going if one.urn not in found and one.old and found.intersection(needs(one.old))}:
        found |= more
    return tuple(one for one in going if one.urn in found and (one.protected or one.stateful))


def of_state(deployed: Graph, target: Graph, spec: Spec) -> Iterator[Finding]:
    """A remark where a state and a target have the same components and only the target says how it was meant.

    A state holds resources, not the specs that they were made from.
    """
    from components.immutable import frozen_fields

    was, becomes = ({type_of(one.urn) for one in graph.resources if not one.custom} for graph in (deployed, target))
    concerns = dict.fromkeys(path.split(".")[0] for path in frozen_fields(spec))
    there = [concern for concern in concerns if any(_of(concern, one) for one in was & becomes)]
    if there:
        text = f"A state does not say what was selected: fields of {', '.join(there)} that cannot change in place are "
        text += "not compared, only the resources are. `sayar plan --from` compares the fields."
        yield Finding(NOT_COMPARED, "info", text, "sayar")


def _part_of(concern: str, urn: str) -> bool:
    return any(_of(concern, one) for one in types_of(urn))


def _of(concern: str, type_: str) -> bool:
    return type_.startswith(f"sayar:{concern}:")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
