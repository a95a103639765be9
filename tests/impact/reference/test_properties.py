"""What must hold of every forecast, whatever the documents: on random ones, through the command's own way."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.plan import PlanDocument
from sayar.documents.surface import Span, Surface
from sayar.verdict import VERDICTS
from tests.impact.reference.data import Failover, KOfN, Need, Step
from tests.impact.reference.data import Surface as Standing
from tests.impact.reference.randomly import (
    failover_settings,
    happenings,
    items,
    plain_settings,
    redundant_settings,
    spans,
)
from tests.impact.reference.test_agreement import few, planned
from tests.impact.reference.worlds import Item, Setting

TINY = 1e-9
NODES = ("na", "nb", "nc")
HURTS = ("full", "failover", "none", "reset", "degraded")


def surfaces(document: PlanDocument) -> dict[str, Surface]:
    return document.direct.downtime.surfaces


def measures(surface: Surface) -> dict[str, Span]:
    return {
        "down": surface.down_s,
        "error": surface.error_s,
        "delay": surface.delay_s,
        "loss": surface.loss_s,
        "read": surface.by.read,
        "write": surface.by.write,
    }


def spans_of(surface: Surface) -> dict[tuple[str, str], float]:
    """Every number that is known, by measure and by whether it is the typical or the worst one."""
    found = {}
    for name, span in measures(surface).items():
        for which, value in (("typical", span.typical), ("worst", span.worst)):
            if value is not None:
                found[name, which] = value
    return found


def no_less(one: dict[tuple[str, str], float], other: dict[tuple[str, str], float]) -> None:
    """No number of the first is under that of the second."""
    for key in one.keys() & other.keys():
        assert one[key] >= other[key] - TINY, key


@few
@given(st.one_of(plain_settings(), redundant_settings(), failover_settings()))
def test_typical_is_never_over_worst(setting: Setting) -> None:
    for surface in surfaces(planned(setting)).values():
        for name, span in measures(surface).items():
            assert (span.typical is None) == (span.worst is None), name
            if span.typical is not None and span.worst is not None:
                assert span.typical <= span.worst + TINY, name
        for one in surface.deferred:
            assert (one.typical or 0) <= (one.worst or 0) + TINY


@st.composite
def simple(draw: st.DrawFn) -> Setting:
    """Changes of nodes, events and one surface on each node, hard."""
    found = draw(items(NODES, HURTS, most=5))
    needs = tuple(Need(node, weight=draw(st.sampled_from([0.5, 1.0]))) for node in NODES)
    return Setting(NODES, found, draw(happenings(NODES, most=2)), surfaces=(("s", Standing(needs, budget=20)),))


@few
@given(simple(), spans(), st.sampled_from(NODES), st.data())
def test_one_more_change_never_lowers_a_surface(
    setting: Setting, span: tuple[int, int], node: str, data: st.DataObject
) -> None:
    """Not where groups stand between: a standby's change may turn failovers into one long outage, and back."""
    kept = [at for at, one in enumerate(setting.items) if one.kind != "delete"]
    needs = tuple(data.draw(st.lists(st.sampled_from(kept), unique=True, max_size=2))) if kept else ()
    more = replace(setting, items=(*setting.items, Item("update", (node,), needs, "full", *span)))
    before, after = (surfaces(planned(one))["s"] for one in (setting, more))
    no_less(spans_of(after), spans_of(before))
    assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)


@st.composite
def regions(draw: st.DrawFn) -> Setting:
    """Members that are all changed, with nothing that keeps them apart."""
    members = ("ma", "mb", "mc", "md")[: draw(st.integers(1, 4))]
    found = tuple(Item("update", (name,), (), "full", *draw(spans())) for name in members)
    group = KOfN(draw(st.integers(1, len(members))), members)
    return Setting(members, found, groups=(("g", group),), surfaces=(("s", Standing((Need("g"),))),))


@few
@given(regions(), st.data())
def test_one_member_after_another_is_never_worse_than_all_at_once(setting: Setting, data: st.DataObject) -> None:
    """Each dependency between members takes something away, down to nothing where one member may be missing."""
    order = data.draw(st.permutations(range(len(setting.items))))
    turns = [replace(setting, items=setting.items)]
    for links in range(len(order)):
        chained = list(setting.items)
        for earlier, later in list(pairwise(sorted(order)))[:links]:
            chained[later] = replace(chained[later], needs=(earlier,))
        turns.append(replace(setting, items=tuple(chained)))
    felt = [spans_of(surfaces(planned(one))["s"]) for one in turns]
    for free, tied in pairwise(felt):
        no_less(free, tied)
    (_, group) = setting.groups[0]
    if isinstance(group, KOfN) and group.k < len(group.members):
        assert felt[-1]["down", "worst"] == 0, "a member stands in for each"


@few
@given(items(NODES, HURTS, most=4), items(NODES, HURTS, most=4))
def test_two_updates_in_one_are_never_longer_than_one_after_the_other(
    one: tuple[Item, ...], other: tuple[Item, ...]
) -> None:
    needs = (Need("na"), Need("nb", "buffered", window_s=30), Need("nc", "cached", hit_ratio=0.5, stale_if_error_s=10))
    sides = (("s", Standing(needs)),)
    moved = tuple(replace(item, needs=tuple(at + len(one) for at in item.needs)) for item in other)
    parts = [spans_of(surfaces(planned(Setting(NODES, each, surfaces=sides)))["s"]) for each in (one, other)]
    whole = spans_of(surfaces(planned(Setting(NODES, (*one, *moved), surfaces=sides)))["s"])
    for key, value in whole.items():
        assert value <= parts[0][key] + parts[1][key] + TINY, key
    for part in parts:
        no_less(whole, part)


@few
@given(spans(), st.lists(spans(), min_size=1, max_size=3), st.booleans())
def test_readers_before_the_writer_is_never_worse_than_the_writer_first(
    writer: tuple[int, int], readers: list[tuple[int, int]], whole: bool
) -> None:
    names = tuple(f"r{letter}" for letter in "abc"[: len(readers)])
    everyone = Step("all", frozenset(), "full", 1000, 1000, best=1000)

    def felt(*order: tuple[str, tuple[int, int]]) -> dict[tuple[str, str], float]:
        found = tuple(
            Item("update", (name,), (place - 1,) if place else (), "failover", *seconds)
            for place, (name, seconds) in enumerate(order)
        )
        group = Failover("wr", names, everyone if whole else None)
        setting = Setting(("wr", *names), found, (), (("db", group),), (("s", Standing((Need("db"),))),))
        return spans_of(surfaces(planned(setting))["s"])

    others = list(zip(names, readers, strict=True))
    first, last = felt(*others, ("wr", writer)), felt(("wr", writer), *others)
    no_less(last, first)
    assert (first["down", "typical"], first["down", "worst"]) == writer, "one failover, the writer's"
    assert last["down", "worst"] == writer[1] + sum(worst for _, worst in readers), "the role moves each time"
