"""What an edit of a resource does: update in place or replace, from dated rows per type and property.

A package's file is read when its first type is asked for, so a graph pays for the packages it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, Final

from sayar.facts.conditions import Operands
from sayar.facts.package import GENERATED, LayeredPackage, reviewed_files
from sayar.facts.paths import Path as PropertyPath
from sayar.facts.paths import lies_above, pairs_at, parse_path, specificity, starts_with, value_at
from sayar.facts.rows import FactsError, Origin, Rule, TypeFacts, Verdict, read_package
from sayar.facts.values import PRESENT, equal

__all__ = ["FOLDER", "FactsError", "Origin", "ReplacementFacts", "TypeFacts", "Verdict", "load_facts", "problems"]

FOLDER: Final = Path(__file__).parent / "replacement"
_WEIGHT: Final[Mapping[Verdict, int]] = {"same": 0, "update": 1, "maybe": 2, "replace": 3}
# Bridged providers note in a checked input which of its siblings they filled in; it is bookkeeping, not an input.
_BOOKKEEPING: Final = "__defaults"
_AUTONAMED: Final[PropertyPath] = ("metadata", "annotations", "pulumi.com/autonamed")
_NAMESPACE: Final[PropertyPath] = ("metadata", "namespace")

Inputs = Mapping[str, Any]


class ReplacementFacts:
    """The rows of every package. Methods raise FactsError where a file cannot be used."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._packages: dict[str, LayeredPackage | None] = {}

    def row(self, type_: str) -> TypeFacts | None:
        """All that is known of a type, with its source; None for a type without a row."""
        package = type_.partition(":")[0]
        if package not in self._packages:
            self._packages[package] = LayeredPackage(self._folder, package) if _is_name(package) else None
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

    def deletes_first(self, type_: str, before: Inputs, after: Inputs) -> bool:
        """True if the provider itself deletes the old one first when it replaces; the resource option overrides it.

        Some types are marked so. Others are where the program wrote the name, and wrote it before: two cannot have it.
        """
        row = self.row(type_)
        if row is None:
            return False
        if row.delete_first is not None:
            return True
        return row.named_first and row.auto_name is not None and _keeps_own_name(row.auto_name, before, after)

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
        if new is None and row.auto_name == path and before is not None and _made_by_provider(segments, before):
            return "same"  # left out, a name that the provider made is taken over
        if _same_above(row, segments, old, new, before, after):
            return "same"
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
    for name in packages(folder):
        for path in reviewed_files(folder, name):
            try:
                read_package(path, name)
            except FactsError as error:
                found.append(str(error))
        try:
            LayeredPackage(folder, name)
        except FactsError as error:
            found.append(str(error))
    strays = [path for path in folder.iterdir() if path.is_file() and path.suffix != ".yaml"]
    found += [f"{path.name}: not a .yaml file" for path in strays]
    return tuple(sorted(set(found)))


def packages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The packages that have rows, sorted."""
    reviewed = {path.stem if path.is_file() else path.name for path in folder.iterdir() if path.name != GENERATED}
    generated = {path.stem for path in (folder / GENERATED).glob("*.json")}
    return tuple(sorted((reviewed | generated) - {"__pycache__"}))


def _keeps_own_name(path: str, before: Inputs, after: Inputs) -> bool:
    """True if both sides have the same name, in the same namespace, and the provider did not make it."""
    segments = parse_path(path)
    mine = value_at(after, segments)
    if mine is None or mine != value_at(before, segments):
        return False
    if segments[0] == "metadata" and value_at(after, _NAMESPACE) != value_at(before, _NAMESPACE):
        return False
    return not _made_by_provider(segments, after) and not _made_by_provider(segments, before)


def _made_by_provider(path: PropertyPath, inputs: Inputs) -> bool:
    """True if the provider wrote the value there.

    Bridged providers list what they filled in under `__defaults`, pulumi-kubernetes leaves an annotation
    (pulumi/pulumi-terraform-bridge@59de6c66 pkg/tfbridge/schema.go, pulumi/pulumi-kubernetes@94977969d641
    pkg/metadata/naming.go).
    """
    filled = inputs.get(_BOOKKEEPING)
    listed = isinstance(filled, list) and path[0] in filled
    return listed or (path[0] == "metadata" and value_at(inputs, _AUTONAMED) == "true")


def _is_name(package: str) -> bool:
    """A package of a file from outside must not lead to another folder."""
    return package.replace("-", "").replace("_", "").isalnum()


def _inside(row: TypeFacts, path: PropertyPath) -> Iterator[tuple[Rule, ...]]:
    return (rules for pattern, rules in row.rules.items() if lies_above(path, pattern))


def _same_above(
    row: TypeFacts, path: PropertyPath, old: Any, new: Any, before: Inputs | None, after: Inputs | None
) -> bool:
    """True if the path lies in something that the provider sees as the same, such as a list in another order.

    That decides before any rule about a part of it: the provider compares no parts of what is equal.
    """
    for pattern, rules in row.rules.items():
        if starts_with(path, pattern) and any(rule.verdict == "same" for rule in rules):
            operands = _operands(rules, path, old, new, before, after)
            first = next((rule for rule in rules if rule.condition is None or rule.condition.holds(operands)), None)
            if first is not None and first.verdict == "same":
                return True
    return False


def _covering(row: TypeFacts, path: PropertyPath) -> tuple[tuple[Rule, ...], ...]:
    """Rules for the path or something above it, the most specific first: an exception beats the rule around it."""
    fitting = [pattern for pattern in row.rules if starts_with(path, pattern)]
    return tuple(row.rules[pattern] for pattern in sorted(fitting, key=specificity, reverse=True))


def _below(
    rules: tuple[Rule, ...], path: PropertyPath, old: Any, new: Any, before: Inputs | None, after: Inputs | None
) -> Verdict:
    """The heaviest verdict over all places inside of the changed value that the rules speak of."""
    places = pairs_at(old, new, rules[0].pattern[len(path) :])
    verdicts = (_decide(zip(rules, repeat(Operands(a, b, before, after))), equal(a, b)) for a, b in places)
    # Places that are the same say nothing of the whole, which differs.
    return max((*verdicts, "update"), key=_WEIGHT.__getitem__)


def _covered(
    covering: tuple[tuple[Rule, ...], ...],
    path: PropertyPath,
    old: Any,
    new: Any,
    before: Inputs | None,
    after: Inputs | None,
) -> Verdict:
    """What the first rule that holds says, of the most specific pattern that has one."""
    told = ((rule, _operands(rules, path, old, new, before, after)) for rules in covering for rule in rules)
    return _decide(told, equal(old, new))


def _operands(
    rules: tuple[Rule, ...], path: PropertyPath, old: Any, new: Any, before: Inputs | None, after: Inputs | None
) -> Operands:
    """The values that rules about the path or something above it speak of."""
    place = path[: len(rules[0].pattern)]
    if len(place) < len(path):
        # The rule is about the whole, of which the path is a part: it stands on both sides, or the whole would differ.
        old = PRESENT if before is None else value_at(before, place)
        new = PRESENT if after is None else value_at(after, place)
    return Operands(old, new, before, after)


def _decide(told: Iterable[tuple[Rule, Operands]], same: bool | None) -> Verdict:
    """The first rule that holds. What a rule of unknown answer would say joins what comes after it."""
    if same:
        return "update"
    possible: set[Verdict] = set()
    for rule, operands in told:
        holds = True if rule.condition is None else rule.condition.holds(operands)
        if holds is not False:
            possible.add(rule.verdict)
        if holds:
            break
    else:
        possible.add("update")
    return _settle(possible, certain=same is False)


def _settle(possible: set[Verdict], *, certain: bool) -> Verdict:
    if possible == {"same"}:
        return "same" if certain else "update"
    differs = possible - {"same"}
    if differs == {"update"}:
        return "update"
    return "replace" if certain and possible == {"replace"} else "maybe"
