"""A calendar that another library's reader understands: an event a phase, the same bytes each time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from sayar.documents.runbook import RunbookDocument
from sayar.runbook.build import runbook
from sayar.runbook.ics import calendar_text
from tests.runbook.made import facts, plan
from tests.runbook.test_build import BEGIN, SHIFTING


@pytest.fixture(scope="module")
def document() -> RunbookDocument:
    found = plan("scale", "enterprise", SHIFTING, {"cut-over": 17})
    return runbook(found, facts("scale", "enterprise", SHIFTING, begin=BEGIN))


def events(text: str) -> list[Component]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_every_phase_and_every_order_is_one_event_on_its_days(document: RunbookDocument) -> None:
    found = events(calendar_text(document))
    assert len(found) == len(document.phases) + len(document.orders)
    phases = found[len(document.orders) :]
    for one, phase in zip(phases, document.phases, strict=True):
        assert phase.days.first_date is not None
        assert phase.days.last_date is not None
        assert one.decoded("dtstart") == date.fromisoformat(phase.days.first_date)
        # RFC 5545, 3.6.1: DTEND is not part of the event.
        assert one.decoded("dtend") - timedelta(days=1) == date.fromisoformat(phase.days.last_date)
        assert str(one["summary"]) == f"{phase.number}/{len(phases)} {phase.name}: {phase.title} (shop)"
        assert all(line in str(one["description"]) for line in (*phase.run, phase.back))


def test_it_has_what_the_standard_asks_for(document: RunbookDocument) -> None:
    text = calendar_text(document)
    calendar = Calendar.from_ical(text)
    assert (str(calendar["version"]), bool(calendar["prodid"])) == ("2.0", True)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75, "3.1: lines are folded at 75 octets"
    assert all(one.get("uid") and one.get("dtstamp") for one in events(text))
    assert [one.errors for one in (calendar, *events(text)) if one.errors] == []


def test_the_stamp_is_of_the_facts_and_not_of_the_clock(document: RunbookDocument) -> None:
    assert {one["dtstamp"].to_ical() for one in events(calendar_text(document))} == {b"20261126T000000Z"}
    assert calendar_text(document) == calendar_text(document)


def test_a_plan_that_is_moved_has_the_names_that_it_had(document: RunbookDocument) -> None:
    found = plan("scale", "enterprise", SHIFTING, {"cut-over": 17})
    later = runbook(found, facts("scale", "enterprise", SHIFTING, begin=BEGIN + timedelta(days=7)))
    names = [str(one["uid"]) for one in events(calendar_text(document))]
    assert len(set(names)) == len(names)
    assert [str(one["uid"]) for one in events(calendar_text(later))] == names
    other = document.model_copy(update={"stack": "staging"})
    assert set(names).isdisjoint(str(one["uid"]) for one in events(calendar_text(other)))


def test_without_dates_there_is_no_calendar() -> None:
    found = runbook(plan("scale", "enterprise", SHIFTING), facts("scale", "enterprise", SHIFTING))
    with pytest.raises(ValueError, match="without dates"):
        calendar_text(found)


PRINTED = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=90)


@given(title=PRINTED)
@example(title=r"C:\New\notes")
def test_whatever_a_title_says_is_read_back(document: RunbookDocument, title: str) -> None:
    """Commas, semicolons, backslashes and letters of several octets neither end a line nor are they lost."""
    first = document.phases[0].model_copy(update={"title": title})
    changed = document.model_copy(update={"phases": (first, *document.phases[1:])})
    one = events(calendar_text(changed))[len(document.orders)]
    assert str(one["summary"]) == f"1/{len(document.phases)} contracts: {title} (shop)"
