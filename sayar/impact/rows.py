"""Facts about the effect of changes: which row is the most specific one, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final, Literal

from sayar.facts.paths import ANY, Path, parse_path, value_at
from sayar.graph.model import Change
from sayar.impact.when import When
from sayar.verdict import EFFECTS, Effect

Confidence = Literal["measured", "documented", "assumed"]
Members = Literal["one", "all"]
Capability = Literal["any", "read", "write"]
ChangeOp = Literal["create", "update", "replace_create_first", "replace_delete_first", "delete"]

DEEP: Final = "**"
_NEW: Final = "new."
_SURE: Final[tuple[Confidence, ...]] = ("assumed", "documented", "measured")
_BOTH_ORDERS: Final[tuple[ChangeOp, ...]] = ("replace_create_first", "replace_delete_first")


@dataclass(frozen=True, slots=True)
class Matcher:
    """Which resources are meant: shell patterns of URN and name, a type exactly."""

    urn: str | None = None
    name: str | None = None
    type: str | None = None

    def fits(self, urn: str, name: str, type_: str) -> bool:
        """True if all that is said holds."""
        return (
            (self.type is None or self.type == type_)
            and (self.name is None or fnmatchcase(name, self.name))
            and (self.urn is None or fnmatchcase(urn, self.urn))
        )

    @property
    def rank(self) -> int:
        """How closely resources are named: URN, type with name, name, type."""
        if self.urn is not None:
            return 4
        if self.name is not None:
            return 3 if self.type is not None else 2
        return 1 if self.type is not None else 0


@dataclass(frozen=True, slots=True)
class FactRow:
    """One row, ready to be used; `pattern` None: whatever changes. Seconds None: not known.

    A `built_in` one is asked only where no row of the services file holds. A row of `members` all is about a group that
    changes as a whole, and says nothing of one change. `window` is when a deferred change happens: a text, or
    `new.PATH`.
    """

    matcher: Matcher
    op: ChangeOp | None
    pattern: Path | None
    when: When
    effect: Effect
    typical_s: float | None
    worst_s: float | None
    confidence: Confidence
    source: str
    members: Members = "one"
    capability: Capability = "any"
    window: str | None = None
    built_in: bool = False

    def covers(self, path: Path | None) -> bool:
        """True if the row is about the path; without a path, if it is about none in particular."""
        if self.pattern is None or path is None:
            return self.pattern is None
        return fits(path, self.pattern)

    def rank(self, path: Path | None) -> tuple[bool, int, bool, bool, int]:
        """Larger is asked first: a row of the user's own, then the more specific one."""
        exact = self.pattern is not None and self.pattern == path
        literal = -1 if self.pattern is None else _literal(self.pattern)
        return not self.built_in, self.matcher.rank, self.op is not None, exact, literal


@dataclass(frozen=True, slots=True)
class Told:
    """What facts say of a change: worst effect and largest seconds over its paths (None: not known).

    `capability` is what it is about where all that decides agrees; `window` is when a deferred change happens.
    """

    effect: Effect
    typical_s: float | None
    worst_s: float | None
    confidence: Confidence | None
    source: str
    capability: Capability = "any"
    window: str | None = None


def fits(path: Path, pattern: Path) -> bool:
    """True if a pattern names the path: `*` is one step, `**` any number of them."""
    if not pattern:
        return not path
    if pattern[0] == DEEP:
        return any(fits(path[skip:], pattern[1:]) for skip in range(len(path) + 1))
    return bool(path) and pattern[0] in (ANY, path[0]) and fits(path[1:], pattern[1:])


def ops_of(change: Change) -> tuple[ChangeOp, ...]:
    """What rows call the change; both orders of a replacement whose order nobody knows."""
    if change.op != "replace":
        return (change.op,)
    if change.order is None:
        return _BOTH_ORDERS
    return ("replace_create_first",) if change.order == "create_first" else ("replace_delete_first",)


class Rows:
    """Rows in the order of their files, found by the type that they are about."""

    def __init__(self, rows: Iterable[FactRow] = ()) -> None:
        self._of: dict[str | None, list[tuple[int, FactRow]]] = {}
        for place, row in enumerate(rows):
            self._of.setdefault(row.matcher.type, []).append((place, row))

    def about(self, change: Change, op: ChangeOp, members: Members = "one") -> list[FactRow]:
        """The rows that may be about a change as `op`, of one resource or of a whole group at once."""
        near = sorted([*self._of.get(change.type, ()), *self._of.get(None, ())], key=lambda one: one[0])
        return [row for _, row in near if _near(row, change, op, members)]


def told_of(change: Change, op: ChangeOp, rows: Rows, otherwise: Told, *, members: Members = "one") -> Told | None:
    """What the rows say of a change as `op`; paths without a row are `otherwise`. None where no row says anything."""
    near = rows.about(change, op, members)
    if not near:
        return None
    found = [told for path in _paths(change, op) for told in _of_path(change, path, near, otherwise)]
    if all(one is otherwise for one in found):
        return None
    return worst_of(found)


def worst_of(found: Sequence[Told]) -> Told:
    """The worst effect and the largest seconds; a number that is not known is larger than all.

    Sources and confidence are those of what decides: of the effect, or of one of the numbers.
    """
    effect = min((one.effect for one in found), key=EFFECTS.index)
    typical, worst = _largest([one.typical_s for one in found]), _largest([one.worst_s for one in found])
    decide = [one for one in found if one.effect == effect or one.typical_s == typical or one.worst_s == worst]
    sure = [one.confidence for one in decide if one.confidence is not None]
    least = next((word for word in _SURE if word in sure), None)
    about = {one.capability for one in decide if one.effect != "none"}
    return Told(
        effect,
        typical,
        worst,
        least,
        "; ".join(dict.fromkeys(one.source for one in decide)),
        capability=about.pop() if len(about) == 1 else "any",
        window=next((one.window for one in decide if one.effect == "deferred" and one.window), None),
    )


def lowest_of(change: Change, op: ChangeOp, rows: Rows) -> float | None:
    """The fewest seconds that any row knows for such a change, whatever its condition; None where none knows any."""
    near = rows.about(change, op)
    found = []
    for path in _paths(change, op):
        known = [row.typical_s for row in near if row.covers(path) and row.typical_s is not None]
        if not known:
            return None
        found.append(min(known))
    return max(found, default=None)


def _largest(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None


def _near(row: FactRow, change: Change, op: ChangeOp, members: Members) -> bool:
    return row.members == members and row.op in (None, op) and row.matcher.fits(change.urn, change.name, change.type)


def _paths(change: Change, op: ChangeOp) -> Sequence[Path | None]:
    """What a row can be about: each changed path; nothing in particular for what is made or deleted."""
    if op in ("create", "delete"):
        return (None,)
    return [parse_path(path) for path in change.properties or change.replace_properties] or (None,)


def _of_path(change: Change, path: Path | None, near: Sequence[FactRow], otherwise: Told) -> Iterator[Told]:
    """The most specific row that holds, the first of the file among equal ones.

    Rows of which nobody can tell are possible, and so is what comes after them.
    """
    fitting = [(row.rank(path), place, row) for place, row in enumerate(near) if row.covers(path)]
    old = change.old.inputs if change.old else None
    new = change.new.inputs if change.new else None
    for _, _, row in sorted(fitting, key=lambda one: (one[0], -one[1]), reverse=True):
        holds = row.when.holds(old, new)
        if holds is not False:
            yield _told(row, change)
        if holds:
            return
    yield otherwise


def _told(row: FactRow, change: Change) -> Told:
    window = row.window
    if window is not None and window.startswith(_NEW):
        found = value_at(change.new.inputs if change.new else {}, parse_path(window.removeprefix(_NEW)))
        window = found if isinstance(found, str) else None
    return Told(row.effect, row.typical_s, row.worst_s, row.confidence, row.source, row.capability, window)


def _literal(pattern: Path) -> int:
    """How many steps are written out before the first wildcard."""
    return next((place for place, step in enumerate(pattern) if step in (ANY, DEEP)), len(pattern))
