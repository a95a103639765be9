"""One file of built-in facts about what changes do to users, checked while it is read.

    package: railway                   # the first part of every type token in the file
    source: "repository@commit path"   # inherited by every timing and row, unless it names its own (with its date)
    date: "2026-08-21"
    confidence: documented             # documented, measured or assumed
    timings:                           # named numbers of expressions, seconds unless the name says otherwise
      boot_s: {typical: 20, worst: 30, confidence: assumed}
    rows:                              # as the facts of a services file; three keys take a list too
      - match: {type: [railway:index:ServiceInstance], name: "api-*"}
        op: [update]                   # always said: no row speaks of deleting by accident
        property: [image, startCommand]
        when: "new.healthcheckPath == null"
        effect: full
        typical_s: boot_s
        worst_s: boot_s + 30
    unknown_on_purpose:                # why a change of the type stays unknown where no row speaks of it
      railway:index:Project: "why"

A type may end in `*`; rows of the type itself are tried before rows of a pattern. Seconds that are left out are 0 where
the effect is none, reset or degraded, and not known where it is unknown, blocked or data_loss; every other effect says
both, null where nobody knows. A deferred effect, and no other, says its window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from sayar.documents.base import Part
from sayar.documents.services import Capability, ChangeOp, Expression, Fact, Match, Seconds
from sayar.facts.paths import parse_path

# The loader that refuses double keys, and the lines for mistakes of shape, are those of their first users.
from sayar.facts.rows import FactsError, Origin, UniqueKeyLoader
from sayar.impact.read import shape_lines
from sayar.impact.rows import Confidence
from sayar.verdict import Effect

ANY_TYPE: Final = "*"
_NO_TIME: Final[tuple[Effect, ...]] = ("none", "reset", "degraded")
_NO_SECONDS: Final[tuple[Effect, ...]] = ("unknown", "blocked", "data_loss")
_NEW: Final = "new."

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _true_as_text(value: Any) -> Any:
    return "true" if value is True else value


Condition = Annotated[Text, BeforeValidator(_true_as_text)]
# One thing, or a list of them.
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed), Field(min_length=1)]
Ops = Annotated[tuple[ChangeOp, ...], BeforeValidator(_listed), Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Timing:
    """A named number of expressions, with where it comes from."""

    typical: float
    worst: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a file about one type (or one pattern of types), one operation and one property."""

    where: str
    fact: Fact
    type: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class FactsFile:
    """One file. `unknown` says why changes of a type stay unknown where no row speaks of them."""

    name: str
    timings: Mapping[str, Timing]
    entries: tuple[Entry, ...]
    unknown: Mapping[str, str]


class _Sourced(Part):
    source: Text | None = None
    date: Date | None = None
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _source_with_date(self) -> _Sourced:
        if self.source is not None and self.date is None:
            raise ValueError("a source of its own needs a date of its own")
        return self

    def origin(self, inherited: Origin) -> Origin:
        return Origin(
            self.source or inherited.source, self.date or inherited.date, self.confidence or inherited.confidence
        )


class _Timing(_Sourced):
    typical: Seconds
    worst: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> _Timing:
        if self.worst < self.typical:
            raise ValueError(f"worst is at least typical ({self.typical:g})")
        return self


class _Match(Part):
    type: Texts
    name: Text | None = None


class _Row(_Sourced):
    match: _Match
    op: Ops
    property: Texts | None = None
    when: Condition = "true"
    capability: Capability = "any"
    effect: Effect
    typical_s: Expression | None = None
    worst_s: Expression | None = None
    members: Literal["one", "all"] = "one"
    window: Text | None = None

    @model_validator(mode="after")
    def _seconds_and_window(self) -> _Row:
        said = {"typical_s", "worst_s"} & self.model_fields_set
        if self.effect in _NO_TIME and {self.typical_s, self.worst_s} - {None, 0}:
            raise ValueError(f"{self.effect} takes no time: left out, or 0")
        if self.effect in _NO_SECONDS and said:
            raise ValueError(f"{self.effect} has no seconds")
        if self.effect not in (*_NO_TIME, *_NO_SECONDS) and len(said) != len(("typical_s", "worst_s")):
            raise ValueError(f"{self.effect} says typical_s and worst_s, null where nobody knows")
        if (self.window is None) == (self.effect == "deferred"):
            raise ValueError("window is said where effect is deferred, and nowhere else")
        if self.window is not None and self.window.startswith(_NEW):
            parse_path(self.window.removeprefix(_NEW))
        return self


class _File(Part):
    package: Text
    source: Text
    date: Date
    confidence: Confidence
    timings: dict[str, _Timing] = {}
    rows: tuple[_Row, ...] = ()
    unknown_on_purpose: dict[str, Text] = {}


def read_file(path: Path, package: str) -> FactsFile:
    """A file of facts about `package`. Raises FactsError with one line: file, row, what is allowed."""
    try:
        with path.open(encoding="utf-8") as file:
            raw = yaml.load(file, Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader that also refuses double keys
        parsed = _File.model_validate(raw, strict=False)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark else ""
        raise FactsError(f"{path.name}: {getattr(error, 'problem', None) or error}{place}") from None
    except UnicodeDecodeError:
        raise FactsError(f"{path.name}: is not UTF-8") from None
    except ValidationError as error:
        raise FactsError(f"{path.name}: {_first(raw, error)}") from None
    if parsed.package != package:
        raise FactsError(f"{path.name}: package: {parsed.package!r}: this is a file of {package!r}")
    inherited = Origin(parsed.source, parsed.date, parsed.confidence)
    timings = {name: Timing(one.typical, one.worst, one.origin(inherited)) for name, one in parsed.timings.items()}
    entries = tuple(entry for index, row in enumerate(parsed.rows) for entry in _entries(row, index, inherited))
    _check_types(path, package, entries, parsed.unknown_on_purpose)
    return FactsFile(path.name, timings, entries, parsed.unknown_on_purpose)


def _entries(row: _Row, index: int, inherited: Origin) -> Iterator[Entry]:
    """What a row says, once for each type, operation and property that it names."""
    origin = row.origin(inherited)
    still = 0 if row.effect in _NO_TIME else None
    shared: dict[str, Any] = {
        "when": row.when,
        "capability": row.capability,
        "effect": row.effect,
        "typical_s": still if row.typical_s is None else row.typical_s,
        "worst_s": still if row.worst_s is None else row.worst_s,
        "members": row.members,
        "window": row.window,
        "confidence": origin.confidence,
        "source": f"{origin.source}, {origin.date}",
    }
    for type_ in row.match.type:
        match = Match.model_construct(urn=None, name=row.match.name, type=type_)
        for op in row.op:
            for path in row.property or (None,):
                # Every part was checked above; a file has some hundred rows, and each is made many times over.
                fact = Fact.model_construct(match=match, op=op, property=path, **shared)
                yield Entry(f"rows[{index}] ({type_})", fact, type_, origin)


def _check_types(path: Path, package: str, entries: tuple[Entry, ...], unknown: Mapping[str, str]) -> None:
    named = [(entry.where, entry.type) for entry in entries]
    named += [(f"unknown_on_purpose.{type_}", type_) for type_ in unknown]
    for where, type_ in named:
        if not type_.startswith(f"{package}:") or ANY_TYPE in type_[:-1]:
            raise FactsError(f"{path.name}: {where}: a type of package {package}, * at its end alone")


def _first(raw: Any, error: ValidationError) -> str:
    """One mistake of shape, with the types of its row: a key that is not known explains one that is missing."""
    found = list(zip(error.errors(include_url=False), shape_lines(error), strict=True))
    mistake, line = next((one for one in found if one[0]["type"] == "extra_forbidden"), found[0])
    match mistake["loc"]:
        case ("rows", int() as index, *_):
            row = raw["rows"][index]
            types = (
                row.get("match", {}).get("type")
                if isinstance(row, dict) and isinstance(row.get("match"), dict)
                else None
            )
            return f"{line} (the row about {', '.join(map(str, _listed(types)))})" if types else line
    return line
