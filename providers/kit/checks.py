"""Checks inputs before anything is made: every fault with the path of its property, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from providers.kit.model import Args, Mark, marked
from providers.kit.paths import path_of
from providers.kit.values import UNKNOWN, Plain

Parts = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """One fault: the property's path as the engine writes it, and why it is refused and what is allowed."""

    path: str
    reason: str


def failures(model: type[Args], given: Mapping[str, Plain]) -> tuple[Failure, ...]:
    """Every fault of the inputs. What is not known yet is taken as right; the update itself checks it again."""
    unknown: set[Parts] = set()
    known = _without_unknown(given, (), unknown)
    try:
        args = model.model_validate(known)
    except ValidationError as error:
        hidden = marked(model, Mark.SECRET)
        return tuple(_failure(each, hidden, _names(model)) for each in error.errors() if not _awaited(each, unknown))
    if unknown:
        return ()
    return tuple(Failure(path, reason) for path, reason in args.rules())


def _without_unknown(value: Any, at: Parts, unknown: set[Parts]) -> Any:
    if isinstance(value, Mapping):
        unknown |= {(*at, name) for name, each in value.items() if each is UNKNOWN}
        return {n: _without_unknown(each, (*at, n), unknown) for n, each in value.items() if each is not UNKNOWN}
    if isinstance(value, list):
        # An entry that is left out moves the others, whose paths would then be wrong: the list waits as a whole.
        if any(each is UNKNOWN for each in value):
            unknown.add(at)
            return [each for each in value if each is not UNKNOWN]
        return [_without_unknown(each, (*at, index), unknown) for index, each in enumerate(value)]
    return value


def _awaited(error: ErrorDetails, unknown: set[Parts]) -> bool:
    where = tuple(error["loc"])
    return any(where[: len(at)] == at for at in unknown)


def _failure(error: ErrorDetails, hidden: frozenset[str], names: tuple[str, ...]) -> Failure:
    where = tuple(error["loc"])
    path = path_of(part for part in where if part != "[key]")
    if error["type"] == "missing":
        return Failure(path, "missing, and required")
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(where[-1]), names if len(where) == 1 else (), n=1)
        return Failure(path, "unknown property" + (f"; {near[0]} is meant?" if near else ""))
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    reason = reason.replace("should", "must", 1) if reason.startswith("should") else reason
    if str(where[0]) in hidden or isinstance(error["input"], Mapping | list):
        return Failure(path, reason)
    return Failure(path, f"{reason}, not {error['input']!r}")


def _names(model: type[Args]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def described(found: Iterator[Failure] | tuple[Failure, ...]) -> str:
    """All faults in one line, for where there is no property to hang them on."""
    return "; ".join(f"{each.path}: {each.reason}" if each.path else each.reason for each in found)
