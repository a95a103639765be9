"""Days and moments that people and engines write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.moments import day, moment, point, zoned


@pytest.mark.parametrize(
    "text", ["", "20261124", "2026-W48-2", "2026-02-30", "2026-11-24T00:00", " 2026-11-24", "soon"]
)
def test_a_day_is_spelled_in_one_way(text: str) -> None:
    """The program's files say dates so, and what it writes must read as what it was given."""
    assert day(text) is None


@given(st.dates())
def test_every_day_is_read_back(one: date) -> None:
    assert day(one.isoformat()) == one


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_moment_is_read_back(one: datetime) -> None:
    assert moment(one.isoformat()) == one


def test_a_moment_without_a_zone_is_of_utc_so_that_it_can_be_compared() -> None:
    """One that cannot be compared with now would end a command in the middle of a move."""
    assert moment("2026-11-24T12:00:00") == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert moment("2026-11-24T12:00:00Z") == moment("2026-11-24T14:00:00+02:00")
    later = moment("2026-11-24T12:00:01")
    assert later is not None
    assert later - datetime(2026, 11, 24, 12, tzinfo=UTC) == timedelta(seconds=1)


@pytest.mark.parametrize("text", [None, 1764000000, "", "yesterday", "2026-13-01T00:00:00Z"])
def test_what_is_no_moment_is_none(text: object) -> None:
    assert moment(text) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_zoned_moment_is_read_back(one: datetime) -> None:
    assert zoned(one.isoformat()) == one


@pytest.mark.parametrize(
    "text", [None, 1764000000, "2026-11-24", "2026-11-24T12:00:00", "20261124T120000+0000", "x" * 30]
)
def test_a_moment_without_its_zone_is_none_where_one_is_asked_for(text: object) -> None:
    """A measured value without a zone may be of any of two days."""
    assert zoned(text) is None


def test_a_date_is_its_first_moment_and_a_moment_itself() -> None:
    assert point("2026-11-24") == point("2026-11-24T02:00:00+02:00") == datetime(2026, 11, 24, tzinfo=UTC)
    assert (point("2026-02-30"), point("soon")) == (None, None)
