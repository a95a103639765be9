"""What can be saved by binding oneself: rows, each with what it is for and what is to be feared of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sayar.shipped import said

FILE: Final = Path(__file__).parent / "choices.yaml"


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision. `types` are families of machines that it is for, all of them where it names none.

    `of` is where it is taken: by whoever asks (`choice`), or in the stack file (`config`).
    """

    id: str
    title: str
    types: tuple[str, ...]
    caution: str
    source: str
    date: str
    of: str = "choice"

    def for_type(self, type_: str) -> bool:
        """Whether machines of a type (`r7g.large`) are among those that it is for."""
        return not self.types or type_.split(".")[0] in self.types


@cache
def every(path: Path = FILE) -> tuple[Choice, ...]:
    """Every row of the file, in its order."""
    return tuple(Choice(**(row | {"types": tuple(row["types"])})) for row in said(path))


def choices() -> tuple[Choice, ...]:
    """Those that whoever asks can take."""
    return tuple(row for row in every() if row.of == "choice")


def choice(id_: str) -> Choice:
    """The choice of that name. Raises KeyError where there is none."""
    return {one.id: one for one in choices()}[id_]


def of_config(id_: str) -> Choice:
    """What the stack file decides, by its name. Raises KeyError where there is none."""
    return {one.id: one for one in every() if one.of == "config"}[id_]
