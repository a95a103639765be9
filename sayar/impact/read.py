"""Reads a services file and makes it ready: names that exist, expressions and conditions that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sayar.documents.services import Event, Fact, Failover, Match, ServicesDocument, TypicalWorst
from sayar.facts.paths import Path, parse_path
from sayar.graph.errors import InputError
from sayar.impact.expressions import seconds
from sayar.impact.rows import DEEP, FactRow, Matcher
from sayar.impact.when import When, parse_when

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class ReadyEvent:
    """An event whose seconds are worked out."""

    event: Event
    typical_s: float
    worst_s: float


@dataclass(frozen=True, slots=True)
class Services:
    """A services document that was checked. `nodes` without a matcher are reached by events alone."""

    document: ServicesDocument
    nodes: Mapping[str, Matcher | None]
    rows: tuple[FactRow, ...]
    events: tuple[ReadyEvent, ...] = ()


def read_services(path: FilePath) -> Services:
    """The services of a YAML or JSON file. Raises InputError, one line per problem."""
    from infra.config.errors import ConfigError
    from infra.config.stack_file import read_document

    try:
        raw = read_document(path)
    except ConfigError as error:
        raise InputError([str(problem) for problem in error.problems]) from None
    try:
        document = ServicesDocument.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        raise InputError([f"{path.name}: {line}" for line in shape_lines(error)]) from None
    problems: list[str] = []
    services = checked(document, problems)
    if problems:
        raise InputError([f"{path.name}: {problem}" for problem in problems])
    return services


def checked(document: ServicesDocument, problems: list[str]) -> Services:
    """A document made ready; what is wrong in it is added to `problems`."""
    problems += _names(document)
    timings = {
        which: {
            name: getattr(value, which) if isinstance(value, TypicalWorst) else value
            for name, value in document.timings.items()
        }
        for which in ("typical", "worst")
    }
    rows = [fact_row(fact, f"facts[{index}]", timings, problems) for index, fact in enumerate(document.facts)]
    events = [_event(event, f"events[{index}]", timings, problems) for index, event in enumerate(document.events)]
    nodes = {name: _matcher(node.match) if node.match else None for name, node in document.nodes.items()}
    return Services(
        document,
        nodes,
        tuple(row for row in rows if row is not None),
        tuple(event for event in events if event is not None),
    )


def _event(
    event: Event, where: str, timings: Mapping[str, Mapping[str, float]], problems: list[str]
) -> ReadyEvent | None:
    typical = _seconds(event.typical_s, f"{where}.typical_s", timings["typical"], problems)
    worst = _seconds(event.worst_s, f"{where}.worst_s", timings["worst"], problems)
    if typical is None or worst is None:
        return None
    if worst < typical:
        problems.append(f"{where}.worst_s: {worst:g}: at least typical_s ({typical:g})")
    return ReadyEvent(event, typical, worst)


def _names(document: ServicesDocument) -> Iterator[str]:
    """Names that are not defined."""
    nodes, both = document.nodes, {**document.nodes, **document.groups}
    for name in document.groups:
        if name in nodes:
            yield f"groups.{name}: a node has this name too"
    for name, group in document.groups.items():
        members = [group.primary, *group.standbys] if isinstance(group, Failover) else list(group.members)
        yield from _unknown(f"groups.{name}", members, nodes, "node")
        twice = sorted({member for member in members if members.count(member) > 1})
        if twice:
            yield f"groups.{name}: {', '.join(twice)}: each member once"
    for name, surface in document.surfaces.items():
        for index, need in enumerate(surface.needs):
            yield from _unknown(f"surfaces.{name}.needs[{index}].on", [need.on], both, "node or group")
    for index, event in enumerate(document.events):
        yield from _unknown(f"events[{index}].node", [event.node], nodes, "node")


def _unknown(where: str, names: Sequence[str], known: Mapping[str, Any], what: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"{where}: {name}: a {what} of this file: {', '.join(known) or 'there is none'}"


def fact_row(
    fact: Fact, where: str, timings: Mapping[str, Mapping[str, float]], problems: list[str], *, built_in: bool = False
) -> FactRow | None:
    """A fact made ready, with the timings of `typical` and of `worst`; None after what is wrong was noted."""
    before = len(problems)
    pattern = None if fact.property is None else _pattern(fact.property, f"{where}.property", problems)
    if fact.property is not None and fact.op in ("create", "delete"):
        problems.append(f"{where}.property: {fact.property}: none where op is {fact.op}, which changes no property")
    when = _when(fact, f"{where}.when", problems)
    typical = _seconds(fact.typical_s, f"{where}.typical_s", timings["typical"], problems)
    worst = _seconds(fact.worst_s, f"{where}.worst_s", timings["worst"], problems)
    if typical is not None and worst is not None and worst < typical:
        problems.append(f"{where}.worst_s: {worst:g}: at least typical_s ({typical:g})")
    if when is None or len(problems) > before:
        return None
    return FactRow(
        matcher=_matcher(fact.match),
        op=fact.op,
        pattern=pattern,
        when=when,
        effect=fact.effect,
        typical_s=typical,
        worst_s=worst,
        confidence=fact.confidence,
        source=fact.source,
        members=fact.members,
        capability=fact.capability,
        window=fact.window,
        built_in=built_in,
    )


def _when(fact: Fact, where: str, problems: list[str]) -> When | None:
    try:
        return parse_when("true" if fact.when is True else "null != null" if fact.when is False else fact.when)
    except ValueError as error:
        problems.append(f"{where}: {error}")
        return None


def _matcher(match: Match) -> Matcher:
    return Matcher(match.urn, match.name, match.type)


def _pattern(text: str, where: str, problems: list[str]) -> Path | None:
    try:
        return parse_path(text)
    except ValueError:
        problems.append(f"{where}: {text}: a path such as rules[*].ref or spec.{DEEP}")
        return None


def _seconds(value: float | str | None, where: str, timings: Mapping[str, float], problems: list[str]) -> float | None:
    if value is None:
        return None
    try:
        return seconds(value, timings)
    except ValueError as error:
        problems.append(f"{where}: {error}")
        return None


def shape_lines(error: ValidationError) -> Iterator[str]:
    """One line for each mistake of shape: where, what, what is allowed."""
    for row in error.errors(include_url=False):
        path = ""
        for step in row["loc"]:
            # A key may hold anything, a line break too.
            shown = step if isinstance(step, int) or step.isprintable() else json.dumps(step)
            path += f"[{shown}]" if isinstance(step, int) else f".{shown}" if path else str(shown)
        message = row["msg"].removeprefix("Value error, ").replace("Input should be ", "")
        if row["type"] == "missing":
            yield f"{path}: is missing"
        elif row["type"] == "extra_forbidden":
            yield f"{path}: unknown key"
        else:
            shown = json.dumps(row["input"], ensure_ascii=False, default=str)
            yield f"{path}: {shown if len(shown) <= _LONGEST_VALUE else shown[: _LONGEST_VALUE - 1] + '…'}: {message}"
