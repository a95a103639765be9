"""What an edit of a resource does: update in place or replace, from dated rows per type and property.

A package's file is read when its first type is asked for, so a graph pays for the packages it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from sayar.facts.conditions import Operands
from sayar.facts.paths import Path as PropertyPath
from sayar.facts.paths import lies_above, pairs_at, parse_path, specificity, starts_with, value_at
from sayar.facts.rows import FactsError, Origin, PackageFacts, Rule, TypeFacts, Verdict, read_package
from sayar.facts.values import PRESENT, equal

__all__ = ["FOLDER", "FactsError", "Origin", "ReplacementFacts", "TypeFacts", "Verdict", "load_facts", "problems"]

FOLDER: Final = Path(__file__).parent / "replacement"
_WEIGHT: Final[Mapping[Verdict, int]] = {"update": 0, "maybe": 1, "replace": 2}
# Bridged providers note in a checked input which of its siblings they filled in; it is bookkeeping, not an input.
_BOOKKEEPING: Final = "__defaults"

Inputs = Mapping[str, Any]


class ReplacementFacts:
    """The rows of every package. Methods raise FactsError where a file cannot be used."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._packages: dict[str, PackageFacts | None] = {}

    def row(self, type_: str) -> TypeFacts | None:
        """All that is known of a type, with its source; None for a type without a row."""
        package = type_.partition(":")[0]
        if package not in self._packages:
            path = self._folder / f"{package}.yaml"
            self._packages[package] = read_package(path) if _is_name(package) and path.is_file() else None
        facts = self._packages[package]
        return facts.find(type_) if facts else None

    def knows(self, type_: str) -> bool:
        """True if there is a row for the type, even one that says that nothing replaces it."""
        return self.row(type_) is not None

    def stateful(self, type_: str) -> str | None:
        """What is lost with a resource of the type; None for a stateless or unknown type."""
        row = self.row(type_)
        return row.stateful if row else None

    def sticky(self, type_: str) -> str | None:
        """What the vendor keeps when a resource of the type is deleted; None where deleting undoes it, or unknown."""
        row = self.row(type_)
        return row.sticky if row else None

    def deletes_first(self, type_: str) -> bool:
        """True if the provider itself deletes the old one first when it replaces; the resource option overrides it."""
        row = self.row(type_)
        return row is not None and row.delete_first is not None

    def ignored(self, type_: str, path: str) -> bool:
        """True if a difference at this path is no change: the provider writes there, not the program."""
        segments = parse_path(path)
        if _BOOKKEEPING in segments:
            return True
        row = self.row(type_)
        return row is not None and any(starts_with(segments, pattern) for pattern in row.ignored)

    def verdict(
        self, type_: str, path: str, old: Any, new: Any, *, before: Inputs | None = None, after: Inputs | None = None
    ) -> Verdict:
        """What a change at an engine's property path does, from the values there on both sides (None: not there).

        `before` and `after` are all inputs of both sides; without them a row that looks at other inputs, or at the
        whole of which `path` is a part, counts as "maybe" where it could decide. "maybe" is also the answer for a type
        without a row, and for a value that is unknown or encrypted where a different value would replace.
        Raises ValueError where the path is none.
        """
        row = self.row(type_)
        if row is None:
            return "maybe"
        segments = parse_path(path)
        found = [_below(rules, segments, old, new, before, after) for rules in _inside(row, segments)]
        covering = _covering(row, segments)
        if covering:
            found.append(_covered(covering, segments, old, new, before, after))
        return max(found, key=_WEIGHT.__getitem__, default="update")


@cache
def load_facts() -> ReplacementFacts:
    """The facts that come with the tool."""
    return ReplacementFacts()


def problems(folder: Path = FOLDER) -> tuple[str, ...]:
    """One line per file that cannot be used; empty when all rows are right."""
    found: list[str] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".yaml":
            found.append(f"{path.name}: not a .yaml file")
            continue
        try:
            read_package(path)
        except FactsError as error:
            found.append(str(error))
    return tuple(found)


def _is_name(package: str) -> bool:
    """A package of a file from outside must not lead to another folder."""
    return package.replace("-", "").replace("_", "").isalnum()


def _inside(row: TypeFacts, path: PropertyPath) -> Iterator[tuple[Rule, ...]]:
    return (rules for pattern, rules in row.rules.items() if lies_above(path, pattern))


def _covering(row: TypeFacts, path: PropertyPath) -> tuple[Rule, ...]:
    """The most specific rules for the path or something above it: an exception beats the rule around it."""
    fitting = [pattern for pattern in row.rules if starts_with(path, pattern)]
    return row.rules[max(fitting, key=specificity)] if fitting else ()


def _below(
    rules: tuple[Rule, ...], path: PropertyPath, old: Any, new: Any, before: Inputs | None, after: Inputs | None
) -> Verdict:
    """The heaviest verdict over all places inside of the changed value that the rules speak of."""
    places = pairs_at(old, new, rules[0].pattern[len(path) :])
    verdicts = (_decide(rules, equal(a, b), Operands(a, b, before, after)) for a, b in places)
    return max(verdicts, key=_WEIGHT.__getitem__, default="update")


def _covered(
    rules: tuple[Rule, ...], path: PropertyPath, old: Any, new: Any, before: Inputs | None, after: Inputs | None
) -> Verdict:
    same = equal(old, new)
    place = path[: len(rules[0].pattern)]
    if len(place) < len(path):
        # The rule is about the whole, of which the path is a part: it stands on both sides, or the whole would differ.
        old = PRESENT if before is None else value_at(before, place)
        new = PRESENT if after is None else value_at(after, place)
    return _decide(rules, same, Operands(old, new, before, after))


def _decide(rules: tuple[Rule, ...], same: bool | None, operands: Operands) -> Verdict:
    """The first rule that holds. What a rule of unknown answer would say joins what comes after it."""
    if same:
        return "update"
    possible: set[Verdict] = set()
    for rule in rules:
        holds = True if rule.condition is None else rule.condition.holds(operands)
        if holds is not False:
            possible.add(rule.verdict)
        if holds:
            break
    else:
        possible.add("update")
    return _settle(possible, certain=same is False)


def _settle(possible: set[Verdict], *, certain: bool) -> Verdict:
    if possible == {"update"}:
        return "update"
    return "replace" if certain and possible == {"replace"} else "maybe"
