"""Reviewed replacement rows in YAML files, checked while they are read; `package.py` lays them over generated ones.

    package: cloudflare                # the first part of every type token in the file
    version: "6.23.1"                  # the SDK whose types these are
    source: "repository@commit"        # inherited by every type and row, unless it names its own
    date: "2026-07-10"
    confidence: documented             # documented, measured or assumed
    types:
      cloudflare:index/zone:Zone:
        replace: [name, account]       # path patterns: a change there, or below, replaces the resource
        replace_if_set: [location]     # the same, unless the new program leaves the property out
        update: [account.unit]         # an exception: a change there, or below, never replaces
        maybe: [paused]                # no source says; the answer is "maybe"
        unordered: [names]             # lists of which the order says nothing
        defaults: {ttl: 300}           # leaving a property out is the same as writing this value
        computed: [zones]              # left out, the vendor's value stays: taking it away is no change
        when:                          # tried in order before the lists above; the first that holds decides
          - {property: type, when: "old == 'full' and new == 'partial'", verdict: maybe, source: "..."}
        delete_first: "why"            # the provider itself deletes the old one first; left out: create first
        stateful: "what is lost"       # left out: stateless
        sticky: "what stays"           # deleting it leaves the vendor's setting as it is
        ignored: [etag]                # inputs that the provider fills in: no difference there is a change
        auto_name: name                # a property that the provider fills with a name of its own
        named_first: true              # with an explicit name the provider deletes the old one first

A type may end in `*`. A type without any of these keys (`{}`) updates in place, whatever changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import yaml

from sayar.facts.conditions import Condition, Operands, parse_condition
from sayar.facts.paths import Path as PropertyPath
from sayar.facts.paths import parse_path
from sayar.facts.values import equal

Verdict = Literal["replace", "update", "maybe", "same"]
"""`same`: the provider sees no difference at all."""
Confidence = Literal["documented", "measured", "assumed"]

_VERDICTS: Final = get_args(Verdict)
_CONFIDENCES: Final = get_args(Confidence)
_ORIGIN: Final = ("source", "date", "confidence")
_FILE: Final = frozenset({"package", "version", "types", *_ORIGIN})
_LISTS: Final = ("replace", "replace_if_set", "update", "maybe", "unordered", "computed", "ignored")
_REASONS: Final = ("delete_first", "stateful", "sticky")
_TYPE: Final = frozenset({*_LISTS, *_REASONS, "when", "defaults", "auto_name", "named_first", *_ORIGIN})
_ROW: Final = frozenset({"property", "when", "verdict", *_ORIGIN})
_DATE: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class FactsError(ValueError):
    """A file of facts that cannot be used: one line with file, type and what is wrong."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from: repository@commit or page, its date (ISO), how sure it is."""

    source: str
    date: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Holds where one side leaves a property out and the other one writes the provider's default."""

    default: Any

    def holds(self, operands: Operands) -> bool | None:
        """True, False, or None where a value is not known."""
        if operands.old is None:
            return equal(operands.new, self.default)
        return equal(operands.old, self.default) if operands.new is None else False


@dataclass(frozen=True, slots=True)
class Rule:
    """What a change of one property does, if `condition` (None: always) holds."""

    pattern: PropertyPath
    condition: Condition | LeftOut | None
    verdict: Verdict
    origin: Origin


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """All that is known of one type. `rules` under one pattern are tried in order; the first that holds decides.

    `auto_name` is the property that the provider fills with a name of its own; with `named_first` it deletes the old
    one first where a program wrote the name itself.
    """

    type: str
    rules: Mapping[PropertyPath, tuple[Rule, ...]]
    ignored: tuple[PropertyPath, ...]
    delete_first: str | None
    stateful: str | None
    sticky: str | None
    origin: Origin
    auto_name: str | None = None
    named_first: bool = False


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """One file: exact types, and those whose name ends in `*`, the longest first."""

    package: str
    version: str
    types: Mapping[str, TypeFacts]
    patterns: tuple[TypeFacts, ...]

    def find(self, type_: str) -> TypeFacts | None:
        """The facts of a type, exact ones before those of a pattern."""
        found = self.types.get(type_)
        return found or next((row for row in self.patterns if type_.startswith(row.type[:-1])), None)


def read_package(path: Path, package: str | None = None) -> PackageFacts:
    """The facts of a file about `package`, else the one it is named after. Raises FactsError with one line."""
    try:
        with path.open(encoding="utf-8") as file:
            document = yaml.load(file, Loader=UniqueKeyLoader)  # noqa: S506 - a safe loader that also refuses double keys
        return _package(document, package or path.stem)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark else ""
        raise FactsError(f"{path.name}: {getattr(error, 'problem', None) or error}{place}") from None
    except ValueError as error:
        raise FactsError(f"{path.name}: {error}") from None


class UniqueKeyLoader(yaml.CSafeLoader):
    """YAML lets a key stand twice and keeps the last one: a double row would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping in which every key stands once. Raises ConstructorError for one that does not."""
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value} is there twice", key.start_mark)
                seen.add(key.value)
        return mapping


def _package(document: Any, name: str) -> PackageFacts:
    header = _mapping(document, "the file")
    _known_keys(header, _FILE)
    _required(header, ("package", "version", "types", *_ORIGIN))
    if header["package"] != name:
        raise ValueError(f"package is {header['package']!r}, this is a file of {name!r}")
    origin = _origin(header, None)
    exact: dict[str, TypeFacts] = {}
    patterns: list[TypeFacts] = []
    for type_, body in _mapping(header["types"], "types").items():
        try:
            facts = _type(type_, _mapping(body, "the row"), origin)
        except ValueError as error:
            raise ValueError(f"{type_}: {error}") from None
        if not type_.startswith(f"{name}:"):
            raise ValueError(f"{type_}: not a type of package {name!r}")
        if type_.endswith("*"):
            patterns.append(facts)
        else:
            exact[type_] = facts
    patterns.sort(key=lambda row: -len(row.type))
    return PackageFacts(name, _text(header, "version"), exact, tuple(patterns))


def _type(type_: str, body: Mapping[str, Any], inherited: Origin) -> TypeFacts:
    _known_keys(body, _TYPE)
    origin = _origin(body, inherited)
    rules: dict[PropertyPath, tuple[Rule, ...]] = {}
    closed: set[PropertyPath] = set()
    for rule in _rules(body, origin):
        if rule.pattern in closed:
            raise ValueError(f"{_spelled(rule.pattern)} has a second row that is never reached")
        if rule.condition is None:
            closed.add(rule.pattern)
        rules[rule.pattern] = (*rules.get(rule.pattern, ()), rule)
    reasons = {key: _text(body, key) if key in body else None for key in _REASONS}
    name, first = body.get("auto_name"), body.get("named_first", False)
    if not isinstance(name, str | None) or not isinstance(first, bool):
        raise ValueError("auto_name is a property, named_first true or false")  # noqa: TRY004 - as below
    ignored = tuple(map(parse_path, _texts(body, "ignored")))
    return TypeFacts(type_, rules, ignored, origin=origin, auto_name=name, named_first=first, **reasons)


def _rules(body: Mapping[str, Any], origin: Origin) -> Iterator[Rule]:
    rows = body.get("when", [])
    if not isinstance(rows, list):
        raise ValueError("when is not a list of rows")  # noqa: TRY004 - what a file says is a value, not a type
    for row in rows:
        _known_keys(_mapping(row, "a row under when"), _ROW)
        _required(row, ("property", "when", "verdict"))
        if row["verdict"] not in _VERDICTS:
            raise ValueError(f"verdict {row['verdict']!r} is none of {', '.join(_VERDICTS)}")
        condition = parse_condition(_text(row, "when"))
        yield Rule(parse_path(_text(row, "property")), condition, row["verdict"], _origin(row, origin))
    for text in _texts(body, "unordered"):
        yield Rule(parse_path(text), parse_condition("set(old) == set(new)"), "same", origin)
    for text in _texts(body, "computed"):
        yield Rule(parse_path(text), parse_condition("new == null"), "same", origin)
    for text, value in _mapping(body.get("defaults", {}), "defaults").items():
        yield Rule(parse_path(text), LeftOut(value), "same", origin)
    for text in _texts(body, "update"):
        yield Rule(parse_path(text), None, "update", origin)
    for text in _texts(body, "replace"):
        yield Rule(parse_path(text), None, "replace", origin)
    for text in _texts(body, "replace_if_set"):
        yield Rule(parse_path(text), parse_condition("new != null"), "replace", origin)
        yield Rule(parse_path(text), None, "update", origin)
    for text in _texts(body, "maybe"):
        yield Rule(parse_path(text), None, "maybe", origin)


def _origin(body: Mapping[str, Any], inherited: Origin | None) -> Origin:
    if inherited is not None and not any(key in body for key in _ORIGIN):
        return inherited
    if inherited is not None and "source" in body and "date" not in body:
        raise ValueError("a source of its own needs a date of its own")
    source = _text(body, "source") if inherited is None or "source" in body else inherited.source
    date = _text(body, "date") if inherited is None or "date" in body else inherited.date
    confidence = body["confidence"] if inherited is None or "confidence" in body else inherited.confidence
    if not _DATE.fullmatch(date):
        raise ValueError(f"date {date!r} is not YYYY-MM-DD")
    if confidence not in _CONFIDENCES:
        raise ValueError(f"confidence {confidence!r} is none of {', '.join(_CONFIDENCES)}")
    return Origin(source, date, confidence)


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not a mapping")  # noqa: TRY004 - as above
    if not all(isinstance(key, str) for key in value):
        raise ValueError(f"{what} has a key that is not a text")
    return value


def _known_keys(body: Mapping[str, Any], known: frozenset[str]) -> None:
    for key in body:
        if key not in known:
            raise ValueError(f"unknown key {key!r}")


def _required(body: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key not in body:
            raise ValueError(f"{key} is missing")


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} is not a text")
    return value


def _texts(body: Mapping[str, Any], key: str) -> list[str]:
    value = body.get(key, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{key} is not a list of property paths")
    return value


def _spelled(path: PropertyPath) -> str:
    return ".".join(map(str, path))
