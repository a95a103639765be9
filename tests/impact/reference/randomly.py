"""Small worlds at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from tests.impact.reference.data import Capability, Failover, KOfN, Need, Step, Surface
from tests.impact.reference.worlds import Happening, Item, Kind, Setting

CAPABILITIES: tuple[Capability, ...] = ("any", "any", "any", "read", "write")
SECONDS = st.integers(1, 40)
"""Whole numbers, so that sums are exact in any order."""
SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0])


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    typical = draw(SECONDS)
    return typical, typical + draw(st.integers(0, 30))


KINDS: tuple[Kind, ...] = (
    "same",
    "update",
    "update",
    "create",
    "delete",
    "replace_create_first",
    "replace_delete_first",
)
PLAIN = ("full",) * 6 + ("failover",) * 3 + ("none", "reset", "degraded")
GRAVE = (*PLAIN, "deferred", "deferred", "blocked", "data_loss", "rowless")


@st.composite
def items(
    draw: st.DrawFn, nodes: Sequence[str], effects: Sequence[str] = GRAVE, *, most: int = 8, several: bool = True
) -> tuple[Item, ...]:
    """Up to seven changes, and unchanged resources between them; `several`: a resource may be in two nodes."""
    found: list[Item] = []
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(KINDS))
        # Nothing that stays may need what is deleted, and what is deleted along cannot be needed by a delete.
        fit = [at for at, one in enumerate(found) if kind == "delete" or one.kind != "delete"]
        if kind == "delete":
            fit = [at for at in fit if found[at].kind != "create"]
        near = tuple(draw(st.lists(st.sampled_from(fit), unique=True, max_size=2))) if fit else ()
        width = draw(st.integers(1, min(2, len(nodes)))) if several else 1
        of = tuple(draw(st.permutations(nodes))[:width])
        effect = draw(st.sampled_from(effects))
        typical, worst = draw(spans())
        best = draw(st.one_of(st.none(), st.integers(0, typical)))
        able = draw(st.sampled_from(CAPABILITIES))
        if effect == "rowless":
            kind = "update" if kind not in ("delete", "replace_delete_first") else kind
            found.append(Item(kind, of, near, rowless=True))
            continue
        found.append(Item(kind, of, near, effect, typical, worst, able, best))
    return tuple(found)


@st.composite
def with_leaves(draw: st.DrawFn, found: tuple[Item, ...], nodes: Sequence[str]) -> tuple[Item, ...]:
    """Some items, the first delete-first replacement of which takes others along."""
    root = next((at for at, one in enumerate(found) if one.kind == "replace_delete_first" and not one.rowless), None)
    if root is None or not draw(st.booleans()):
        return found
    # The parts of one step are alike in effect and capability: the contract does not say what a mixture is.
    whole = list(found)
    whole[root] = replace(whole[root], effect="full", capability="any")
    for _ in range(draw(st.integers(1, 2))):
        others = [at for at, one in enumerate(found) if at != root and one.kind not in ("delete", "create")]
        more = tuple(draw(st.lists(st.sampled_from(others), unique=True, max_size=1))) if others else ()
        typical, worst = draw(spans())
        of = (draw(st.sampled_from(nodes)),)
        whole.append(Item("replace_delete_first", of, (root, *more), "full", typical, worst, leaf=True, best=0))
    return tuple(whole)


@st.composite
def needs(draw: st.DrawFn, on: str, *, masks: bool = True) -> Need:
    mode = draw(st.sampled_from(["hard", "hard", "hard", "soft", "buffered", "cached"]))
    mask = draw(st.sampled_from([None, None, "proxy", "pause"])) if masks else None
    return Need(
        on=on,
        mode=mode,
        weight=draw(SHARES),
        capability=draw(st.sampled_from(CAPABILITIES)),
        proxy=draw(st.sampled_from([0.25, 0.5])) if mask == "proxy" else None,
        pause=draw(st.integers(0, 20)) if mask == "pause" else None,
        window_s=draw(st.integers(1, 50)) if mode == "buffered" else 0,
        hit_ratio=draw(st.sampled_from([0.25, 0.5, 0.75])) if mode == "cached" else 0,
        stale_if_error_s=draw(st.integers(0, 40)) if mode == "cached" else 0,
    )


@st.composite
def surfaces(draw: st.DrawFn, on: Sequence[str], *, masks: bool = True) -> Surface:
    chosen = draw(st.lists(st.sampled_from(on), min_size=1, max_size=3))
    found = tuple(draw(needs(one, masks=masks)) for one in chosen)
    limit = st.one_of(st.none(), st.integers(0, 60))
    if draw(st.booleans()):
        return Surface(found, budget=draw(limit))
    return Surface(found, budget_by={"read": draw(limit), "write": draw(limit)})


@st.composite
def happenings(draw: st.DrawFn, nodes: Sequence[str], *, most: int = 3) -> tuple[Happening, ...]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        typical, worst = draw(spans())
        effect = draw(st.sampled_from(["full", "full", "failover"]))
        able = draw(st.sampled_from(CAPABILITIES))
        beside = draw(st.booleans())
        found.append(Happening(draw(st.sampled_from(nodes)), effect, typical, worst, able, beside))
    return tuple(found)


@st.composite
def plain_settings(draw: st.DrawFn) -> Setting:
    """Nodes without groups: every kind of change, need, mask, event."""
    nodes = ("na", "nb", "nc")
    found = draw(with_leaves(draw(items(nodes, most=6)), nodes))
    sides = tuple((f"s{at}", draw(surfaces(nodes))) for at in range(draw(st.integers(1, 2))))
    return Setting(nodes, found, draw(happenings(nodes)), surfaces=sides)


@st.composite
def redundant_settings(draw: st.DrawFn) -> Setting:
    """A group of which some members are enough, beside a node of its own."""
    members = ("ma", "mb", "mc", "md")[: draw(st.integers(1, 4))]
    able = [replace(one, capability="any") for one in draw(items((*members, "na"), PLAIN, most=7, several=False))]
    found = draw(with_leaves(tuple(able), members))
    group = KOfN(draw(st.integers(1, len(members))), members)
    events = tuple(replace(one, capability="any") for one in draw(happenings(members, most=2)))
    need = replace(draw(needs("g", masks=False)), weight=1.0)
    return Setting((*members, "na"), found, events, (("g", group),), (("s0", Surface((need,), budget=draw(SECONDS))),))


@st.composite
def failover_settings(draw: st.DrawFn) -> Setting:
    """A primary and its standbys, each changed at most once, in any order, with unchanged resources between."""
    standbys = ("sa", "sb")[: draw(st.integers(1, 2))]
    nodes = draw(st.permutations(["pr", *standbys]))
    found: list[Item] = []
    for node in nodes:
        for kind, of in (("same", ()), (draw(st.sampled_from(["same", "update", "replace_create_first"])), (node,))):
            near = tuple(draw(st.lists(st.sampled_from(range(len(found))), unique=True, max_size=2))) if found else ()
            typical, worst = draw(spans())
            effect = draw(st.sampled_from(["full", "failover", "failover"]))
            found.append(Item(kind, of or ("na",), near, effect, typical, worst, best=draw(st.integers(0, typical))))
    typical, worst = draw(spans())
    everyone = Step("all", frozenset(), draw(st.sampled_from(["full", "failover"])), typical, worst, best=typical)
    group = Failover("pr", standbys, everyone if draw(st.integers(0, 3)) else None)
    events = draw(happenings(("pr", *standbys), most=2))
    sides = (("s0", Surface((draw(needs("db")),), budget=draw(SECONDS))),)
    return Setting(("pr", *standbys, "na"), tuple(found), events, (("db", group),), sides)
