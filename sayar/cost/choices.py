"""What can be saved by binding oneself: rows, each with what it is for and what is to be feared of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "choices.yaml"


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision. `types` are families of machines that it is for, all of them where it names none."""

    id: str
    title: str
    types: tuple[str, ...]
    caution: str
    source: str
    date: str

    def for_type(self, type_: str) -> bool:
        """Whether machines of a type (`r7g.large`) are among those that it is for."""
        return not self.types or type_.split(".")[0] in self.types


@cache
def choices(path: Path = FILE) -> tuple[Choice, ...]:
    """Every choice, in the order of the file."""
    import yaml

    with path.open(encoding="utf-8") as file:
        rows = yaml.load(file, Loader=yaml.CSafeLoader)
    return tuple(Choice(**(row | {"types": tuple(row["types"])})) for row in rows)


def choice(id_: str) -> Choice:
    """The choice of that name. Raises KeyError where there is none."""
    return {one.id: one for one in choices()}[id_]
