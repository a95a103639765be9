"""What people do to users in a phase of a move: seconds that are the sum of facts."""

from __future__ import annotations

import pytest

from sayar.documents.services import ServicesDocument
from sayar.services.events import event_of, happenings
from tests.services.maps import made, ready

CUT_OVER = "cut-over"


def with_event(document: ServicesDocument) -> ServicesDocument:
    return document.model_copy(update=event_of(CUT_OVER, document))


@pytest.mark.parametrize(("tier", "node"), [("scale", "supabase"), ("enterprise", "aurora-writer")])
def test_a_cut_over_freezes_writes_of_whichever_database_is_written_to(tier: str, node: str) -> None:
    document = with_event(made(tier))
    ready(document)
    (event,) = document.events
    assert (event.node, event.capability, event.effect) == (node, "write", "full")


def test_its_seconds_are_those_of_draining_lag_sequences_check_and_flip() -> None:
    """5 + 2 + 40 · 0.05 + 5 + 3 typically; 15 + 30 + 40 · 0.1 + 20 + 60 at worst."""
    times = happenings()[CUT_OVER].timings
    parts = ("cut_drain_s", "cut_lag_s", "cut_verify_s", "cut_flip_s")
    each, count = times["cut_sequence_s"], times["cut_sequences"]
    assert sum(times[name].typical for name in parts) + count.typical * each.typical == pytest.approx(17)
    assert sum(times[name].worst for name in parts) + count.worst * each.worst == pytest.approx(129)


def test_own_events_and_timings_of_a_map_stay() -> None:
    before = made("scale")
    document = with_event(with_event(before))
    assert len(document.events) == len(before.events) + 2
    assert before.timings.items() <= document.timings.items()


def test_a_map_without_the_node_is_refused_as_the_event_would_pass_for_nothing() -> None:
    bare = ServicesDocument.model_validate({"format": "sayar.services/1", "nodes": {}, "surfaces": {}})
    with pytest.raises(ValueError, match="neither"):
        event_of(CUT_OVER, bare)


def test_an_event_without_a_row_is_a_mistake_of_the_recipe() -> None:
    with pytest.raises(KeyError):
        event_of("nap", made("scale"))
