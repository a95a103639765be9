"""The rows of runbooks: every line of the strategy's checklists, phases that are there, commands that exist."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from pydantic import ValidationError

from infra.config.platform import TIERS
from infra.moves.phases import LEAVE, RELEASE, RETIRE, phases_of, recipe_between
from sayar.runbook.rows import (
    AFTER,
    ANY,
    BEFORE,
    FELT,
    FIRST,
    Duties,
    Duty,
    LeadTime,
    Span,
    checklists,
    duties_of,
    place_of,
    timing,
)
from tests.infra.projects import ROOT, config
from tests.support.command_lines import is_known
from tools import strategy_coverage

UP = tuple(pairwise(TIERS))
MOVES = (*UP, *((upper, lower) for lower, upper in UP))
CHECKLISTS = ("M12", "M23", "M34", "TIME")
"""The chapters of the strategy that are lists of what to do: three migrations and the timeline."""
MOVE_IDS = [f"{origin}-{to}" for origin, to in MOVES]


def duty(**fields: object) -> Duty:
    whole = {"id": "a", "when": [BEFORE], "text": "x", "by": "metric", "check": "y", "source": "z", "statements": []}
    return Duty.model_validate(whole | fields)


ALL = [item for row in checklists() for item in row.items]


def names_of(origin: str, to: str) -> set[str]:
    """Every phase that a move can have, with whatever its files select."""
    found = recipe_between(origin, to)  # type: ignore[arg-type]
    if found is None:
        return set()
    recipe, up = found
    stages = {stage.name for stage in recipe.stages}
    return stages if up else {*stages, RELEASE, LEAVE, RETIRE}


def test_every_line_of_the_strategys_checklists_is_a_duty_of_a_move_up() -> None:
    wanted = {row.id for part in strategy_coverage.read() if part.id in CHECKLISTS for row in part.statements}
    # 11 of the first migration with its downtime, 10 of the second, 5 of the third, 16 of the timeline.
    assert len(wanted) == 42
    found = {one for origin, to in UP for item in duties_of(origin, to) for one in item.statements}
    assert wanted - found == set()


def test_every_statement_that_a_duty_names_is_one_of_the_strategy() -> None:
    there = {row.id for part in strategy_coverage.read() for row in part.statements}
    assert {one for item in ALL for one in item.statements} - there == set()


@pytest.mark.parametrize(("origin", "to"), MOVES, ids=MOVE_IDS)
def test_every_move_has_duties_before_and_after_it(origin: str, to: str) -> None:
    own = next(row.items for row in checklists() if (row.origin, row.to) == (origin, to))
    assert {BEFORE, AFTER} <= {place for item in own for place in item.when}


def test_no_move_has_two_checklists_and_every_one_is_between_neighbours() -> None:
    asked = [(row.origin, row.to) for row in checklists()]
    assert sorted(asked) == sorted([(ANY, ANY), *MOVES])


@pytest.mark.parametrize(("origin", "to"), MOVES, ids=MOVE_IDS)
def test_every_phase_that_a_row_names_is_one_of_its_move(origin: str, to: str) -> None:
    names = names_of(origin, to)
    named = {place for item in duties_of(origin, to) for place in item.when} - {BEFORE, AFTER}
    needed = {lead.needed_by for lead in timing().leads(origin, to)} - {FIRST, FELT}
    assert (named | needed | set(timing().labours(origin, to))) - names == set()


@pytest.mark.parametrize(("origin", "to"), MOVES, ids=MOVE_IDS)
def test_every_duty_has_a_place_between_the_shipped_tiers(origin: str, to: str) -> None:
    """No duty of theirs falls back on `it has to be so already`."""
    names = frozenset(one.name for one in phases_of(config(origin).platform, config(to).platform))
    assert [item.id for item in duties_of(origin, to) if place_of(item, names) is None] == []


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_a_check_names_commands_and_flags_that_there_are(item: Duty) -> None:
    assert [line for line in re.findall(r"`sayar ([^`]*)`", item.check) if not is_known(line)] == []


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.id)
def test_a_check_names_scripts_and_dashboards_that_there_are(item: Duty) -> None:
    for script in re.findall(r"`k6 run ([^`]*)`", item.check):
        assert (ROOT / script).is_file()
    for page in re.findall(r"docs/\S+\.md", item.check):
        assert (ROOT / page).is_file()
    known = {name for tier in TIERS for name in config(tier).platform.monitoring.dashboards}
    named = re.search(r"dashboards? ((?:`[a-z]+`(?:, | and )?)+)", item.check)
    assert set(re.findall(r"`([a-z]+)`", named[1] if named else "")) - known == set()


def test_seconds_in_a_duty_are_those_that_are_promised() -> None:
    for origin, to, seconds in (("starter", "growth", 300), ("growth", "scale", 900)):
        for one, other in ((origin, to), (to, origin)):
            (found,) = [item for item in duties_of(one, other) if item.id == "downtime"]
            assert f"below {seconds}" in found.check


def test_only_the_move_that_the_strategy_phases_has_days_to_keep() -> None:
    (span,) = timing().spans
    assert (span.origin, span.to, span.least_days, span.most_days) == ("scale", "enterprise", 14, 28)


def test_a_duty_stands_in_the_first_of_its_places_that_the_move_has() -> None:
    found = duty(when=["balance", "expand", AFTER])
    assert place_of(found, frozenset({"expand", "balance"})) == "balance"
    assert place_of(found, frozenset({"expand"})) == "expand"
    assert place_of(found, frozenset()) == AFTER
    assert place_of(duty(when=["balance"]), frozenset()) is None


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"by": "command", "check": "run the doctor"}, "backticks"),
        ({"when": []}, "when"),
        ({"by": "feeling"}, "by"),
        ({"wen": ["before"]}, "wen"),
        ({"text": ""}, "text"),
    ],
)
def test_a_duty_that_is_wrong_is_refused(fields: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        duty(**fields)


def test_two_duties_of_one_name_and_days_the_wrong_way_round_are_refused() -> None:
    row = duty().model_dump()
    with pytest.raises(ValidationError, match="twice: a"):
        Duties.model_validate({"from": "starter", "to": "growth", "items": [row, row]})
    dated = {"from": "scale", "to": "enterprise", "source": "x", "date": "2026-11-26", "confidence": "assumed"}
    with pytest.raises(ValidationError, match="above most_days"):
        Span.model_validate(dated | {"least_days": 29, "most_days": 28})
    with pytest.raises(ValidationError, match="days"):
        LeadTime.model_validate(dated | {"id": "a", "title": "x", "days": 0, "needed_by": FIRST, "asked": "ahead"})
