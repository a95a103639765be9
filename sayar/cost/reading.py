"""Reads a usage document; what is wrong in it is told, a line for each amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sayar.cost.assumptions import assumptions
from sayar.cost.optimise_rows import looked
from sayar.cost.usage import NOTHING_GIVEN, Given
from sayar.graph.errors import InputError

if TYPE_CHECKING:
    from sayar.documents.usage import UsageDocument

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Observed:
    """What somebody measured: amounts that are priced, and how much of what there is was used.

    `used` are shares of 1 by the path of a size; `cache_hit_ratio` is of feeds at the edge, None where nobody said.
    """

    given: Given = NOTHING_GIVEN
    used: dict[str, float] = field(default_factory=dict)
    cache_hit_ratio: float | None = None
    as_of: str | None = None


NOTHING_OBSERVED: Final = Observed()


def read_usage(path: Path) -> Observed:
    """A usage document, YAML or JSON. Raises InputError with a line for each problem."""
    from pydantic import ValidationError

    from sayar.documents.usage import UsageDocument

    said = _said(path)
    try:
        document = UsageDocument.model_validate(said)
    except ValidationError as error:
        raise InputError([f"{path.name}: {line}" for line in _of_model(error, said)]) from None
    problems = [*_absurd(document), *_shares(document)]
    if problems:
        raise InputError([f"{path.name}: {line}" for line in problems])
    return observed(document, path.name)


def observed(document: UsageDocument, name: str) -> Observed:
    """What a document says, under the name of its file."""
    given = {key: getattr(document, key) for key in assumptions()}
    # A number of JSON or YAML is written as people write it: 9000000, not 9000000.0.
    amounts = {key: Decimal(str(value)).normalize() for key, value in given.items() if value is not None}
    source = document.source or name
    return Observed(Given(amounts, source), dict(document.used), document.cache_hit_ratio, document.as_of)


def _said(path: Path) -> dict[str, Any]:
    """The mapping of a file, as stack files are read: JSON is YAML."""
    from infra.config.errors import ConfigError
    from infra.config.stack_file import read_document

    try:
        return read_document(path)
    except ConfigError as error:
        raise InputError([str(problem) for problem in error.problems]) from None


def _of_model(error: Any, said: dict[str, Any]) -> Iterator[str]:
    """What the model refuses, in words of a reader."""
    for row in error.errors():
        where = ".".join(str(part) for part in row["loc"]) or "document"
        if row["type"] == "extra_forbidden":
            keys = ", ".join(sorted(assumptions()))
            yield f"{where}: unknown key: one of format, as_of, source, used, cache_hit_ratio, {keys}"
        elif row["loc"] == ("format",):
            yield f"format: {_short(said.get('format'))}: sayar.usage/1"
        else:
            allowed = "a number, 0 or more" if row["type"] != "less_than_equal" else "a share from 0 to 1"
            yield f"{where}: {_short(row['input'])}: {allowed}"


def _absurd(document: UsageDocument) -> Iterator[str]:
    for key, row in assumptions().items():
        value = getattr(document, key)
        if value is not None and not row.least <= Decimal(str(value)) <= row.most:
            yield f"{key}: {value:g}: {row.least:g} to {row.most:g} {row.unit}"


def _shares(document: UsageDocument) -> Iterator[str]:
    paths = looked().paths
    for path, share in document.used.items():
        if path not in paths:
            yield f"used.{path}: one of {', '.join(paths)}"
        elif not 0 <= share <= 1:
            yield f"used.{path}: {share:g}: a share from 0 to 1"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
