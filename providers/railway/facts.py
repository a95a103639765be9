"""The rows of `facts.yaml`: what Railway documents about itself, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from providers.kit.facts import Row, Rows, loaded


class PlanLimit(Row):
    """How many requests a plan allows with one token."""

    plan: str
    per_hour: int
    per_second: int


class Default(Row):
    """The value of a setting that nobody has set."""

    setting: str
    value: int | str | bool


class Least(Row):
    """The smallest value that a setting may have."""

    setting: str
    value: int


class Unit(Row):
    """How a quantity is counted."""

    name: str
    value: int


class Facts(Rows):
    """All rows."""

    limits: tuple[PlanLimit, ...]
    defaults: tuple[Default, ...]
    bounds: tuple[Least, ...]
    units: tuple[Unit, ...]

    def default(self, setting: str) -> Any:
        """The platform's value of a setting, None where it has none."""
        return next((row.value for row in self.defaults if row.setting == setting), None)

    def least(self, setting: str) -> int:
        """The smallest value of a setting; raises KeyError for one without row."""
        for row in self.bounds:
            if row.setting == setting:
                return row.value
        raise KeyError(setting)

    def unit(self, name: str) -> int:
        """How many of the smaller unit; raises KeyError for a name without row."""
        for row in self.units:
            if row.name == name:
                return row.value
        raise KeyError(name)


@cache
def facts() -> Facts:
    """The rows, read once."""
    return loaded(Facts, Path(__file__).parent / "facts.yaml")
