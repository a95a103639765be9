"""Random pairs of small graphs: a stack before and after somebody worked on its program."""

from __future__ import annotations

import copy
from itertools import count
from random import Random
from typing import Any

Row = dict[str, Any]
Graph = list[Row]

TYPES = ("toy:index:Plain", "toy:index:Forced", "toy:index:First")
WORDS = ("x", "y", "z")


def pair(seed: int) -> tuple[Graph, Graph]:
    """Two graphs that differ in a few edits; every name begins with the seed, so that many pairs fit one stack."""
    random = Random(seed)  # noqa: S311 - the same pairs on every machine
    old = _graph(random, f"p{seed}")
    new = copy.deepcopy(old)
    for _ in range(random.randint(1, 3)):
        random.choice((_change, _change, _change, _remove, _add, _rename, _option, _refer))(random, new, f"p{seed}")
    return old, new


def _graph(random: Random, prefix: str) -> Graph:
    rows: Graph = []
    if random.random() < 0.4:
        rows.append({"type": "toy:index:Group", "name": f"{prefix}-group", "inputs": {}})
    for place in range(random.randint(1, 4)):
        rows.append(_row(random, rows, f"{prefix}-{place}"))
    return rows


def _row(random: Random, rows: Graph, name: str) -> Row:
    row: Row = {"type": random.choice(TYPES), "name": name, "inputs": {}}
    groups = [one["name"] for one in rows if one["type"] == "toy:index:Group"]
    if groups and random.random() < 0.5:
        row["parent"] = groups[0]
    for key in ("a", "b"):
        if random.random() < 0.8:
            row["inputs"][key] = _value(random, rows, key)
    if random.random() < 0.4:
        row["inputs"]["spec"] = {"soft": random.choice(WORDS), "hard": random.choice(WORDS)}
    if random.random() < 0.3:
        row["inputs"]["list"] = [random.choice(WORDS) for _ in range(random.randint(0, 3))]
    row["options"] = {}
    if random.random() < 0.3:
        _option(random, [*rows, row], "")
    return row


def _value(random: Random, rows: Graph, key: str) -> Any:
    things = [row for row in rows if row["type"] != "toy:index:Group"]
    if things and random.random() < 0.5:
        other = random.choice(things)
        # What a vendor makes is not known before an update, and so nobody can tell what an edit of it forces: here it
        # stands only where nothing is forced. And nobody sees what is made of it, so it stands as it is.
        takes = ("id", "id", "made") if key == "b" else ("id",)
        found = {"of": other["name"], "take": random.choice(takes)}
        inside = random.random() < 0.3
        return {**found, "before": "at/"} if inside and found["take"] == "id" else found
    literal = random.choice(WORDS)
    return {"secret": literal} if random.random() < 0.15 else literal


def _things(rows: Graph) -> Graph:
    return [row for row in rows if row["type"] != "toy:index:Group"]


def _change(random: Random, rows: Graph, _prefix: str) -> None:
    things = _things(rows)
    if not things:
        return
    row = random.choice(things)
    key = random.choice(("a", "b", "spec", "list"))
    if key == "spec":
        spec = row["inputs"].setdefault("spec", {})
        spec[random.choice(("soft", "hard"))] = random.choice(WORDS)
    elif key == "list":
        row["inputs"]["list"] = [random.choice(WORDS) for _ in range(random.randint(0, 3))]
    elif key in row["inputs"] and random.random() < 0.15:
        del row["inputs"][key]
    else:
        row["inputs"][key] = random.choice(WORDS)


def _refer(random: Random, rows: Graph, _prefix: str) -> None:
    things = _things(rows)
    if len(things) < 2:
        return
    place = random.randrange(1, len(things))
    key = random.choice(("a", "b"))
    things[place]["inputs"][key] = _value(random, things[:place], key)


def _remove(random: Random, rows: Graph, _prefix: str) -> None:
    things = _things(rows)
    if not things:
        return
    gone = random.choice(things)
    rows.remove(gone)
    for row in rows:
        for key, value in list(row["inputs"].items()):
            if isinstance(value, dict) and value.get("of") == gone["name"]:
                row["inputs"][key] = random.choice(WORDS)
        depends = row.get("options", {}).get("depends_on", [])
        if gone["name"] in depends:
            depends.remove(gone["name"])


def _add(random: Random, rows: Graph, prefix: str) -> None:
    taken = {row["name"] for row in rows}
    name = next(name for place in count(len(rows)) if (name := f"{prefix}-new-{place}") not in taken)
    rows.append(_row(random, rows, name))


def _rename(random: Random, rows: Graph, prefix: str) -> None:
    things = [row for row in _things(rows) if "aliases" not in row.get("options", {})]
    if not things:
        return
    row = random.choice(things)
    old, row["name"] = row["name"], f"{prefix}-named-{len(row['name'])}-{rows.index(row)}"
    if random.random() < 0.7:
        row.setdefault("options", {})["aliases"] = [old]
    for other in rows:
        for value in other["inputs"].values():
            if isinstance(value, dict) and value.get("of") == old:
                value["of"] = row["name"]
        depends = other.get("options", {}).get("depends_on", [])
        if old in depends:
            depends[depends.index(old)] = row["name"]


def _option(random: Random, rows: Graph, _prefix: str) -> None:
    things = _things(rows)
    if not things:
        return
    place = random.randrange(len(things))
    options = things[place].setdefault("options", {})
    which = random.choice(
        (
            "delete_before_replace",
            "delete_before_replace",
            "replace_on_changes",
            "ignore_changes",
            "depends_on",
            "retain",
        )
    )
    if which == "delete_before_replace":
        options[which] = random.random() < 0.7
    elif which == "replace_on_changes":
        options[which] = [random.choice(("b", "spec", "spec.soft", "*"))]
    elif which == "ignore_changes":
        options[which] = [random.choice(("a", "b", "spec.hard", "list"))]
    elif which == "depends_on":
        options[which] = [random.choice(things[:place])["name"]] if place else []
    else:
        options["retain_on_delete"] = random.random() < 0.5
