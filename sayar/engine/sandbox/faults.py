"""Faults on request: a file says which operation of which resource fails, hangs or takes the provider down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal, get_args

from sayar.engine.sandbox.world import World

Act = Literal["create", "update", "delete", "read"]
Effect = Literal["fail", "hang", "die"]
Moment = Literal["before", "after"]
"""`after`: the vendor did the work, but the engine never hears of it."""


class FaultError(ValueError):
    """A faults file that cannot be understood, with the fault's place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `match` is a pattern over the type or the URN; `times` None means always; `seconds` is for hanging."""

    on: Act
    match: str
    effect: Effect = "fail"
    moment: Moment = "before"
    times: int | None = 1
    seconds: float = 3600.0
    message: str = "the vendor answered 500: internal error"

    def __post_init__(self) -> None:
        """Refuse what cannot happen. Raises FaultError."""
        for value, allowed in ((self.on, Act), (self.effect, Effect), (self.moment, Moment)):
            if value not in get_args(allowed):
                raise FaultError(f"{value!r} is none of {', '.join(get_args(allowed))}")
        if not self.match or (self.times is not None and self.times < 1) or self.seconds < 0:
            raise FaultError("match must not be empty, times at least 1 or null, seconds at least 0")

    def hits(self, on: Act, token: str, urn: str, moment: Moment) -> bool:
        """Whether the fault is meant for this operation."""
        return (self.on, self.moment) == (on, moment) and (
            fnmatchcase(token, self.match) or fnmatchcase(urn, self.match)
        )

    @property
    def name(self) -> str:
        """What the world counts the fault under: the same fault keeps its count when the file is written again."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults file, read anew for every operation so that it can change while a provider runs."""

    path: Path | None
    world: World

    def read(self) -> tuple[Fault, ...]:
        """The faults of the file; none when there is no file. Raises FaultError."""
        if self.path is None or not self.path.exists():
            return ()
        return parsed(self.path.read_text(encoding="utf-8"))

    def strike(self, on: Act, token: str, urn: str, moment: Moment) -> Fault | None:
        """The first fault that is due for an operation, counted as struck."""
        due = [fault for fault in self.read() if fault.hits(on, token, urn, moment)]
        if not due:
            return None
        with self.world.change() as contents:
            for fault in due:
                struck = contents.struck.get(fault.name, 0)
                if fault.times is None or struck < fault.times:
                    contents.strike(fault.name)
                    return fault
        return None


_SHAPE: Final = 'a faults file is {"faults": [{"on": …, "match": …}]}'


def parsed(text: str) -> tuple[Fault, ...]:
    """The faults of a file's text. Raises FaultError with the number of the fault that is wrong."""
    try:
        rows = json.loads(text)["faults"]
    except (json.JSONDecodeError, KeyError, TypeError):
        raise FaultError(_SHAPE) from None
    faults: list[Fault] = []
    for number, row in enumerate(rows, start=1):
        try:
            faults.append(Fault(**row))
        except (TypeError, FaultError) as error:
            raise FaultError(f"fault {number}: {error}") from None
    return tuple(faults)


def written(faults: Iterable[Fault]) -> str:
    """The text of a faults file."""
    return json.dumps({"faults": [asdict(fault) for fault in faults]}, indent=1)
