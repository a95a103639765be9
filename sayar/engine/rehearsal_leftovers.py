"""What a move leaves at the vendors: nothing that holds data is deleted, so people decide about it afterwards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayar.engine.sandbox.world import World


def deleted(world: World, export: str) -> int:
    """Delete at the stand-ins what no stack holds any more, as people would; gives how many objects that were.

    `export` is the text of a stack export. Names are taken as long as such an object is there: a move back makes one
    of the same name.
    """
    rows = (json.loads(export).get("deployment") or {}).get("resources") or ()
    held = {(row["type"], row.get("id")) for row in rows}
    with world.change() as contents:
        left = [thing for thing in contents.things if (thing.type, thing.id) not in held]
        for thing in left:
            contents.lose(thing)
    return len(left)
