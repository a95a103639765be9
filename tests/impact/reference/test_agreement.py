"""The downtime model and the reference, written apart from the same sentences, say the same of random documents."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings

from sayar.documents.plan import PlanDocument
from sayar.documents.surface import Span, Surface
from sayar.impact.read import read_services
from sayar.plan.diffs import between_documents
from sayar.verdict import worst
from tests.impact.reference.data import LOST, Felt
from tests.impact.reference.order import TooManyOrdersError, longest_chains
from tests.impact.reference.randomly import failover_settings, plain_settings, redundant_settings
from tests.impact.reference.seconds import feel
from tests.impact.reference.worlds import Setting, world_of, written

CLOSE = 1e-9
MEASURES = ("down", "error", "delay", "loss", "read", "write")
EXAMPLES = "SAYAR_DOWNTIME_EXAMPLES"
few = settings(
    max_examples=int(os.environ.get(EXAMPLES, "80")),
    derandomize=EXAMPLES not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
"""The same examples on every machine, unless somebody asks for more: who changes something else never fails here."""


def planned(setting: Setting) -> PlanDocument:
    """What `sayar diff` says of the documents."""
    with TemporaryDirectory() as folder:
        old, new, services = written(Path(folder), setting)
        return between_documents(old, new, services=read_services(services))


def pair(span: Span) -> list[float | None]:
    return [span.typical, span.worst]


def told(surface: Surface) -> dict[str, Any]:
    """A surface of the document; a window in which nothing fails is left out."""
    return {
        **{name: pair(getattr(surface, f"{name}_s")) for name in MEASURES[:4]},
        **{name: pair(getattr(surface.by, name)) for name in MEASURES[4:]},
        "deferred": {one.window: [one.typical, one.worst] for one in surface.deferred if one.typical or one.worst},
        "lower_bound": surface.lower_bound_s,
        "resets": surface.resets,
    }


def between(low: float | None, high: float | None) -> Any:
    """A number from one to the other; None where nobody knows."""
    if low is None or high is None:
        assert low is high
        return None
    return pytest.approx((low + high) / 2, rel=CLOSE, abs=(high - low) / 2 + CLOSE)


def expected(low: Felt, high: Felt) -> dict[str, Any]:
    def spans(one: Any, other: Any) -> list[Any]:
        return [between(*two) for two in zip(one, other, strict=True)]

    assert low.deferred.keys() == high.deferred.keys()
    return {
        **{name: spans(getattr(low, name), getattr(high, name)) for name in MEASURES},
        "deferred": {window: spans(low.deferred[window], high.deferred[window]) for window in low.deferred},
        "lower_bound": between(low.lower_bound, high.lower_bound),
        "resets": low.resets,
    }


def agree(setting: Setting) -> None:
    """Typical seconds may lie between two numbers where the order of the steps of one node is not said."""
    document, world = planned(setting), world_of(setting)
    surfaces = document.direct.downtime.surfaces
    assert list(surfaces) == [name for name, _ in setting.surfaces]
    over = False
    for name, surface in setting.surfaces:
        try:
            low, high = feel(world, surface), feel(world, surface, chains=longest_chains)
        except TooManyOrdersError:
            reject()
        assert told(surfaces[name]) == expected(low, high), name
        if not low.unsure:  # whether a step degrades that nobody can time is not said
            assert surfaces[name].degraded == low.degraded, name
        assert surfaces[name].verdict in (low.verdict, high.verdict), name
        over |= low.over_window
    barred = ["blocked" for step in world.steps if step.effect in LOST]
    assert document.verdict == worst([*(one.verdict for one in surfaces.values()), *barred])
    assert ("buffer-window" in {one.id for one in document.findings}) == over


@few
@given(plain_settings())
def test_steps_of_nodes_through_needs_of_every_kind(setting: Setting) -> None:
    agree(setting)


@few
@given(redundant_settings())
def test_groups_of_which_some_members_are_enough(setting: Setting) -> None:
    agree(setting)


@few
@given(failover_settings())
def test_groups_with_a_primary_and_standbys(setting: Setting) -> None:
    agree(setting)
