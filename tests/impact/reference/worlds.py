"""Small worlds, as data of the reference and as the documents that `sayar diff` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.impact.reference.data import Capability, Failover, KOfN, Need, Step, Surface, World

Kind = Literal["same", "update", "create", "delete", "replace_create_first", "replace_delete_first"]
BOX = "acme:index:Box"
# Known to the replacement facts, stateless, in no tier, and replaced with the zone that it belongs to.
LEAF = "cloudflare:index/snippet:Snippet"
WINDOW = "sunday"


@dataclass(frozen=True)
class Item:
    """A resource and what happens to it. `needs` are places of earlier items. `rowless`: no fact speaks of it."""

    kind: Kind
    nodes: tuple[str, ...]
    needs: tuple[int, ...] = ()
    effect: str = "full"
    typical: int = 0
    worst: int = 0
    capability: Capability = "any"
    best: int | None = None
    """The typical of one more row that does not hold; None: there is none."""
    rowless: bool = False
    leaf: bool = False
    """Deleted along with the first item that it needs."""


@dataclass(frozen=True)
class Happening:
    """An event."""

    node: str
    effect: str
    typical: int
    worst: int
    capability: Capability = "any"
    concurrent: bool = False


@dataclass(frozen=True)
class Setting:
    """All of one example. `everyone` are the seconds of the rows with `members: all`, by group."""

    nodes: tuple[str, ...]
    items: tuple[Item, ...]
    happenings: tuple[Happening, ...] = ()
    groups: tuple[tuple[str, KOfN | Failover], ...] = ()
    surfaces: tuple[tuple[str, Surface], ...] = ()


# For the reference.


def name_of(place: int, item: Item) -> str:
    """Nodes match by parts of names, so a name holds those of its nodes."""
    return f"r{place}-{'-'.join(item.nodes)}-"


def urn_of(place: int, item: Item) -> str:
    return f"urn:pulumi:prod::shop::{LEAF if item.leaf else BOX}::{name_of(place, item)}"


def world_of(setting: Setting) -> World:
    items = setting.items
    changes = [
        Step(
            name=urn_of(place, one),
            nodes=frozenset(one.nodes),
            effect="unknown" if one.rowless else one.effect,
            typical=one.typical,
            worst=one.worst,
            capability=one.capability,
            best=None if one.rowless else min(one.typical, one.typical if one.best is None else one.best),
            window=WINDOW if one.effect == "deferred" else None,
        )
        for place, one in enumerate(items)
        if one.kind != "same"
    ]
    events = [
        Step(
            name=f"event:e{place}",
            nodes=frozenset({one.node}),
            effect=one.effect,
            typical=one.typical,
            worst=one.worst,
            capability=one.capability,
            event=True,
            concurrent=one.concurrent,
        )
        for place, one in enumerate(setting.happenings)
    ]
    return World((*changes, *events), frozenset(order(items)), dict(setting.groups), tuple(bundles(items)))


def order(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Pairs of changes with a path between them, first and second; deletes go the other way and come last."""
    above: list[set[int]] = []
    for one in items:
        above.append({deep for near in one.needs for deep in (near, *above[near])})
    for place, found in enumerate(above):
        for deep in found:
            first, then = (place, deep) if items[deep].kind == "delete" else (deep, place)
            yield urn_of(first, items[first]), urn_of(then, items[then])


def bundles(items: Sequence[Item]) -> Iterator[frozenset[str]]:
    for root, one in enumerate(items):
        with_it = [place for place, item in enumerate(items) if item.leaf and item.needs[0] == root]
        if with_it:
            yield frozenset({urn_of(root, one), *(urn_of(place, items[place]) for place in with_it)})


# As documents.


def documents(setting: Setting) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The graph before, the graph after, the services."""
    sides = [{"format": "sayar.graph/1", "resources": [*resources(setting.items, side)]} for side in ("old", "new")]
    return sides[0], sides[1], services(setting)


def resources(items: Sequence[Item], side: str) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(items):
        if one.kind == ("create" if side == "old" else "delete"):
            continue
        there = [urn_of(near, items[near]) for near in one.needs if side == "new" or items[near].kind != "create"]
        moved = one.kind not in ("same", "create", "delete") and side == "new" and not one.leaf
        row: dict[str, Any] = {
            "urn": urn_of(place, one),
            "type": LEAF if one.leaf else BOX,
            "inputs": {"image": 2 if moved else 1, "zoneId": "z"},
            "dependencies": there,
        }
        if one.leaf:
            row["property_dependencies"] = {"zoneId": there[:1], "image": there[1:]}
        elif one.kind.startswith("replace"):
            row |= {"replace_on_changes": ["image"], "delete_before_replace": one.kind == "replace_delete_first"}
        yield row


def services(setting: Setting) -> dict[str, Any]:
    return {
        "format": "sayar.services/1",
        "nodes": {name: {"match": {"name": f"*-{name}-*"}} for name in setting.nodes},
        "groups": {name: group_row(group) for name, group in setting.groups},
        "surfaces": {name: surface_row(surface) for name, surface in setting.surfaces},
        "facts": [*facts(setting)],
        "events": [
            {"name": f"e{place}", "node": one.node, "effect": one.effect, "capability": one.capability,
             "typical_s": one.typical, "worst_s": one.worst, "concurrent": one.concurrent}
            for place, one in enumerate(setting.happenings)
        ],
    }  # fmt: skip


def group_row(group: KOfN | Failover) -> dict[str, Any]:
    if isinstance(group, KOfN):
        return {"kind": "k_of_n", "k": group.k, "members": list(group.members)}
    return {"kind": "failover", "primary": group.primary, "standbys": list(group.standbys)}


def surface_row(surface: Surface) -> dict[str, Any]:
    budget = surface.budget_by if surface.budget_by is not None else surface.budget
    return {"budget_s": budget, "needs": [need_row(one) for one in surface.needs]}


def need_row(need: Need) -> dict[str, Any]:
    row: dict[str, Any] = {"on": need.on, "mode": need.mode, "weight": need.weight, "capability": need.capability}
    if need.proxy is not None:
        row["mask"] = {"kind": "proxy", "factor": need.proxy}
    if need.pause is not None:
        row["mask"] = {"kind": "pause", "client_timeout_s": need.pause}
    if need.mode == "buffered":
        row["window_s"] = need.window_s
    if need.mode == "cached":
        row |= {"hit_ratio": need.hit_ratio, "stale_if_error_s": need.stale_if_error_s}
    return row


def facts(setting: Setting) -> Iterator[dict[str, Any]]:
    for place, one in enumerate(setting.items):
        if one.kind == "same" or one.rowless:
            continue
        match = {"type": LEAF if one.leaf else BOX, "name": name_of(place, one)}
        row: dict[str, Any] = {"match": match, "op": one.kind, "effect": one.effect, "capability": one.capability}
        if one.effect not in ("blocked", "data_loss"):
            row |= {"typical_s": one.typical, "worst_s": one.worst}
        if one.effect == "deferred":
            row["window"] = WINDOW
        if one.best is not None:
            yield {**row, "typical_s": one.best, "worst_s": one.best, "when": False}
        yield row
    for _, group in setting.groups:
        if isinstance(group, Failover) and group.everyone is not None:
            row = {"effect": group.everyone.effect, "typical_s": group.everyone.typical,
                   "worst_s": group.everyone.worst, "members": "all"}  # fmt: skip
            yield from ({"match": {"type": BOX, "name": f"*-{name}-*"}, **row} for name in all_of(group))


def all_of(group: Failover) -> tuple[str, ...]:
    return (group.primary, *group.standbys)


def written(folder: Path, setting: Setting) -> tuple[Path, Path, Path]:
    """The documents as files."""
    paths = tuple(folder / name for name in ("old.json", "new.json", "services.json"))
    for path, document in zip(paths, documents(setting), strict=True):
        path.write_text(json.dumps(document), encoding="utf-8")
    return paths[0], paths[1], paths[2]
