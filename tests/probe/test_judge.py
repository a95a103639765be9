"""Readings to seconds: gaps, phases, latencies, and the rows that are offered. No network and no clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sayar.documents.base import to_json
from sayar.documents.probe import MoveId
from sayar.documents.schemas import schema
from sayar.documents.services import ServicesDocument
from sayar.probe.judge import document, measured, phase_at
from sayar.probe.model import Answer, Mark, Reading, Run, Target
from sayar.report.probe import rendered, snippet

API = Target("api", "GET", "https://api.shop.dev/health", (200,))
CSV = Target("csv", "HEAD", "https://feeds.shop.dev/f.csv", (200, 304))
STARTED = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def run(seconds: str, *marks: tuple[int, str | None], period_s: float = 1.0, **others: str) -> Run:
    """A letter a second: `.` served, `t` timeout, `5` status 503, ` ` not measured."""
    return Run(
        STARTED,
        period_s,
        max(len(seconds), *(len(text) for text in others.values()), 0),
        {name: readings(text) for name, text in {"api": seconds, **others}.items()},
        tuple(Mark(*mark) for mark in marks) or (Mark(0, None),),
    )


def readings(text: str) -> tuple[Reading, ...]:
    said = {".": Answer(None, 0.1), "t": Answer("timeout", 3.0), "5": Answer("status 503", 0.2)}
    return tuple(Reading(second, said[one]) for second, one in enumerate(text) if one in said)


def test_a_second_is_served_not_served_or_not_measured() -> None:
    found = measured(run("..t5 .t"), API)
    assert (found.measured_s, found.down_s, found.unmeasured_s, found.longest_s) == (6, 3, 1, 2)
    assert [(gap.start[17:], gap.end[17:], gap.seconds, gap.reasons) for gap in found.down] == [
        ("02.000Z", "04.000Z", 2, ("timeout", "status 503")),
        ("06.000Z", "07.000Z", 1, ("timeout",)),
    ]


def test_a_second_that_nobody_measured_does_not_join_two_gaps() -> None:
    # Whether it was served in between nobody knows, so the longest gap that was seen is 2 s, not 5 s.
    assert measured(run("tt tt"), API).longest_s == 2


def test_a_surface_without_an_answer_is_not_measured_and_the_exit_code_says_so() -> None:
    found = document("prod", run("...", csv=""), [API, CSV])
    assert (found.surfaces["csv"].measured_s, found.surfaces["csv"].unmeasured_s) == (0, 3)
    assert (found.surfaces["csv"].latency, found.exit_code) == (None, 4)
    assert document("prod", run("..."), [API]).exit_code == 0


def test_times_are_in_utc_wherever_the_operator_sits() -> None:
    there = Run(STARTED.astimezone(timezone(timedelta(hours=6, minutes=30))), 1.0, 2, {}, (Mark(0, None),))
    found = document("prod", there, [API])
    assert (found.started, found.ended) == ("2026-11-26T12:00:00.000Z", "2026-11-26T12:00:02.000Z")


def test_each_second_counts_for_the_phase_in_force_and_a_gap_for_the_one_at_its_start() -> None:
    found = measured(run("..ttt..5", (0, None), (3, "expand"), (6, "shift")), API)
    assert [(one.phase, one.measured_s, one.down_s, one.longest_s) for one in found.phases] == [
        (None, 3, 1, 1),
        ("expand", 3, 2, 2),
        ("shift", 2, 1, 1),
    ]
    assert [(gap.seconds, gap.phase) for gap in found.down] == [(3, None), (1, "shift")]


def test_a_phase_that_comes_back_is_one_phase() -> None:
    found = measured(run("t.t.t", (0, "a"), (1, "b"), (4, "a")), API)
    assert [(one.phase, one.down_s, one.longest_s) for one in found.phases] == [("a", 2, 1), ("b", 1, 1)]


def test_before_the_first_mark_no_phase_is_in_force() -> None:
    assert [phase_at((Mark(2, "a"), Mark(4, None)), second) for second in range(5)] == [None, None, "a", "a", None]


def test_latencies_are_those_of_served_seconds_by_nearest_rank() -> None:
    values = [Reading(second, Answer(None, (second + 1) / 100)) for second in range(20)]
    failed = [Reading(second, Answer("timeout", 3.0)) for second in range(20, 25)]
    found = measured(Run(STARTED, 1.0, 25, {"api": (*values, *failed)}, ()), API).latency
    assert found is not None
    # Of 20 values the 10th and the 19th: half, and 95 %, of all are not above them.
    assert (found.p50_s, found.p95_s) == (0.1, 0.19)


def test_a_down_phase_is_offered_as_an_event_whose_worst_knows_of_the_second_between_two_requests() -> None:
    found = document("prod", run("..tt.t..", (0, "shift"), csv="........"), [API, CSV]).offered
    ((event), facts) = (*found.events, found.facts)
    assert (event.name, event.node, event.typical_s, event.worst_s) == ("shift-api", "api", 3, 5)
    assert facts == ()


def test_a_named_change_is_offered_as_a_measured_fact_with_the_seconds_of_the_surface_it_hit_hardest() -> None:
    change = ("railway:index:Service", "api")
    (fact,) = document("prod", run(".tt.", csv=".t.."), [API, CSV], change=change).offered.facts
    assert (fact.match.type, fact.match.name) == change
    assert (fact.typical_s, fact.worst_s, fact.confidence) == (2, 3, "measured")
    assert fact.source == "probe of prod, 2026-11-26"
    # A gap that is shorter than a second can lie between two requests: 0 was seen, 1 is what it can be.
    (unseen,) = document("prod", run("...."), [API], change=change).offered.facts
    assert (unseen.typical_s, unseen.worst_s) == (0, 1)
    assert document("prod", run("", csv=""), [API], change=change).offered.facts == (), "nothing was measured"


def test_what_is_offered_can_be_pasted_into_a_services_file() -> None:
    import yaml

    found = document("prod", run("..tt", (0, "shift")), [API], change=("a:b:C", 'na"me: {x}'))
    read = ServicesDocument.model_validate({"format": "sayar.services/1", **yaml.safe_load(snippet(found))})
    assert (read.facts, read.events) == (found.offered.facts, found.offered.events)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_read_the_same_seconds(form: str) -> None:
    move = MoveId(origin="starter", to="growth", started="2026-11-26")
    found = document("prod", run("..t5", (0, "shift")), [API], unasked=("csv",), move=move)
    text = rendered(found, form)
    assert "starter to growth" in text
    assert "2 s from 2026-11-26T12:00:02.000Z: timeout, then status 503, phase shift" in text
    assert "csv" in text
    assert '{"name": "shift-api", "node": "api", "effect": "full", "typical_s": 2, "worst_s": 3}' in text


def test_the_document_is_what_its_schema_says() -> None:
    move = MoveId(origin="starter", to="growth", started="2026-11-26")
    found = document("prod", run(".t. ", (0, "a")), [API], move=move, change=("a:b:C", "d"))
    text = to_json(found)
    assert not list(Draft202012Validator(schema("probe")).iter_errors(json.loads(text)))
    assert json.loads(text)["move"]["from"] == "starter"
    assert to_json(found) == text


@given(st.text(".t5 ", max_size=60), st.lists(st.integers(0, 60), max_size=4, unique=True))
def test_seconds_add_up_whatever_was_measured(seconds: str, turns: list[int]) -> None:
    marks = [(0, None), *((turn, f"phase-{turn}") for turn in sorted(turns) if turn)]
    made = run(seconds, *marks)
    found = measured(made, API)
    assert found.measured_s + found.unmeasured_s == len(seconds)
    assert (
        sum(gap.seconds for gap in found.down) == found.down_s == len(seconds) - seconds.count(".") - seconds.count(" ")
    )
    assert sum(one.measured_s for one in found.phases) == found.measured_s
    assert sum(one.down_s for one in found.phases) == found.down_s
    assert found.longest_s == max((gap.seconds for gap in found.down), default=0) >= 0
