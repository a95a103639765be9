"""What a read says of drift: only of what the program declares, in its own spelling where nothing has changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.kit.kind import Found, Kind, Known, Made, drifted
from tests.providers.kit.models import Box


class Boxes(Kind[Box]):
    """Only compared here."""

    token = "test:index:Box"
    text = rights = ""
    arguments = Box

    async def create(self, given: Box, owner: str) -> Made:
        raise AssertionError("these tests compare, and make nothing")

    async def read(self, known: Known) -> Found | None:
        raise AssertionError("these tests compare, and make nothing")

    async def update(self, known: Known, given: Box) -> Mapping[str, Any]:
        raise AssertionError("these tests compare, and make nothing")

    async def delete(self, known: Known) -> None:
        raise AssertionError("these tests compare, and make nothing")


def after(declared: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    return drifted(Boxes(), Known("id", declared, {}), Found("id", found, {}))


def test_a_setting_that_has_changed_comes_back_as_it_is() -> None:
    assert after({"name": "a", "count": 1}, {"name": "a", "count": 2}) == {"name": "a", "count": 2}


def test_what_was_never_declared_is_not_the_programs_business() -> None:
    assert after({"name": "a"}, {"name": "a", "count": 2}) == {"name": "a"}


def test_a_setting_that_is_gone_is_gone_from_the_inputs_too() -> None:
    assert after({"name": "a", "count": 1}, {"name": "a"}) == {"name": "a"}


def test_another_order_of_a_list_without_order_is_no_drift() -> None:
    assert after({"name": "a", "ports": [2, 1]}, {"name": "a", "ports": [1, 2]})["ports"] == [2, 1]


def test_what_the_platform_never_tells_stays_as_declared() -> None:
    assert after({"name": "a", "password": "hidden"}, {"name": "a"})["password"] == "hidden"


def test_of_a_map_the_program_owns_the_entries_that_it_names() -> None:
    declared = {"name": "a", "labels": {"mine": "1", "gone": "1"}}
    found = {"name": "a", "labels": {"mine": "2", "theirs": "1"}}
    assert after(declared, found)["labels"] == {"mine": "2"}


def test_an_import_takes_everything_that_can_be_read() -> None:
    assert after({}, {"name": "a", "count": 2}) == {"name": "a", "count": 2}
