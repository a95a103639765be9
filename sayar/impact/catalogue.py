"""The facts that come with the tool about what changes do to users: effect and seconds, each with source and date.

A package's files are read when its first type is asked for, so a graph pays for the packages it has:

    PACKAGE.yaml, PACKAGE/*.yaml   rows and timings of one package
    timings.yaml                   timings that several packages use
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sayar.documents.services import TypicalWorst
from sayar.facts.rows import FactsError
from sayar.graph.errors import InputError
from sayar.impact.catalogue_file import ANY_TYPE, Entry, FactsFile, Timing, read_file
from sayar.impact.read import fact_row
from sayar.impact.rows import FactRow, Matcher

__all__ = ["FOLDER", "Catalogue", "FactsError", "Timing", "load_catalogue", "problems"]

FOLDER: Final = Path(__file__).parents[1] / "facts" / "downtime"
SHARED: Final = "timings"
_NONE: Final[Mapping[str, TypicalWorst | float]] = MappingProxyType({})

Numbers = Mapping[str, Mapping[str, float]]
"""The value of every timing, under `typical` and `worst`."""


@dataclass(frozen=True, slots=True)
class Package:
    """All files of a package. `timings` are its own and the shared ones; `rows` stand beside their entries.

    `places` are where the rows of a type, or of a pattern of types, stand among them.
    """

    files: tuple[FactsFile, ...]
    timings: Mapping[str, Timing]
    entries: tuple[Entry, ...]
    rows: tuple[FactRow, ...]
    places: Mapping[str, tuple[int, ...]]

    def about(self, type_: str) -> Iterator[tuple[str, int]]:
        """Where the rows about a type stand, with the type or pattern they name: its own, then patterns' by length."""
        patterns = [one for one in self.places if one.endswith(ANY_TYPE) and fits(type_, one)]
        for name in (type_, *sorted(patterns, key=lambda one: (-len(one), one))):
            yield from ((name, place) for place in self.places.get(name, ()))


class Catalogue:
    """The facts of every package. Methods raise FactsError where a file cannot be used."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._packages: dict[str, Package | None] = {}
        self._shared: Mapping[str, Timing] | None = None

    def rows(self, types: Iterable[str], timings: Mapping[str, TypicalWorst | float] = _NONE) -> tuple[FactRow, ...]:
        """The rows about some types, in the order in which they are tried; those of a services file come before them.

        `timings` of a services document take the place of built-in ones of the same name. Raises InputError where one
        of them cannot: seconds that come out as no number.
        """
        found: list[FactRow] = []
        for package, members in _grouped(types):
            known = self.package(package)
            if known is not None:
                found += _rows_of(known, members, timings)
        return tuple(found)

    def dates(self, types: Iterable[str]) -> tuple[str, ...]:
        """The dates (ISO) of the rows about some types and of the timings they may use, each once, oldest first."""
        found: set[str] = set()
        for package, members in _grouped(types):
            known = self.package(package)
            if known is not None:
                dates = {known.entries[place].origin.date for one in members for _, place in known.about(one)}
                found |= dates | ({timing.origin.date for timing in known.timings.values()} if dates else set())
        return tuple(sorted(found))

    def unknown(self, type_: str) -> str | None:
        """Why a change of the type stays unknown where no row speaks of it; None where no file says so."""
        known = self.package(type_.partition(":")[0])
        reasons = [file.unknown for file in known.files] if known else []
        exact = [reason for one in reasons for name, reason in one.items() if name == type_]
        return next(
            iter([*exact, *(reason for one in reasons for name, reason in one.items() if fits(type_, name))]), None
        )

    def timings(self) -> Mapping[str, Timing]:
        """Every named number, by name: those of `timings.yaml`, then those of the packages."""
        found = dict(self._shared_timings())
        for name in packages(self._folder):
            known = self.package(name)
            found.update(known.timings if known else {})
        return MappingProxyType(found)

    def package(self, name: str) -> Package | None:
        """All that is known of a package; None for one without files."""
        if name not in self._packages:
            self._packages[name] = self._read(name)
        return self._packages[name]

    def _read(self, name: str) -> Package | None:
        # The package of a graph from outside must not lead to another folder.
        paths = files_of(self._folder, name) if name.replace("-", "").replace("_", "").isalnum() else ()
        if not paths or name == SHARED:
            return None
        files = tuple(read_file(path, name) for path in paths)
        timings = dict(self._shared_timings())
        for file in files:
            for timing, value in file.timings.items():
                if timing in timings:
                    raise FactsError(f"{file.name}: timings.{timing}: another file has a timing of this name")
                timings[timing] = value
        numbers = _numbers(timings, _NONE)
        rows: list[FactRow] = []
        for file in files:
            wrong: list[str] = []
            made = [fact_row(entry.fact, entry.where, numbers, wrong, built_in=True) for entry in file.entries]
            if wrong:
                raise FactsError(f"{file.name}: {wrong[0]}")
            rows += (row for row in made if row is not None)
        entries = tuple(entry for file in files for entry in file.entries)
        _reachable(files, rows)
        places: dict[str, tuple[int, ...]] = {}
        for place, entry in enumerate(entries):
            places[entry.type] = (*places.get(entry.type, ()), place)
        return Package(files, timings, entries, tuple(rows), places)

    def _shared_timings(self) -> Mapping[str, Timing]:
        if self._shared is None:
            path = self._folder / f"{SHARED}.yaml"
            self._shared = read_file(path, SHARED).timings if path.is_file() else {}
        return self._shared


@cache
def load_catalogue() -> Catalogue:
    """The facts that come with the tool."""
    return Catalogue()


def packages(folder: Path = FOLDER) -> tuple[str, ...]:
    """The packages that have files, sorted."""
    names = {path.stem for path in folder.glob("*.yaml")} | {path.parent.name for path in folder.glob("*/*.yaml")}
    return tuple(sorted(names - {SHARED}))


def files_of(folder: Path, package: str) -> tuple[Path, ...]:
    """The files about a package, in the order in which they are read."""
    single = folder / f"{package}.yaml"
    return (*((single,) if single.is_file() else ()), *sorted((folder / package).glob("*.yaml")))


def problems(folder: Path = FOLDER) -> tuple[str, ...]:
    """One line per package that cannot be used, and per timing that two packages have; empty when all is right."""
    found: set[str] = set()
    owner: dict[str, str] = {}
    for name in packages(folder):
        try:
            known = Catalogue(folder).package(name)
        except FactsError as error:
            found.add(str(error))
            continue
        for file in known.files if known else ():
            for timing in file.timings:
                if owner.setdefault(timing, name) != name:
                    found.add(f"{file.name}: timings.{timing}: a timing of package {owner[timing]} too")
    return tuple(sorted(found))


def _grouped(types: Iterable[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Types by package, both sorted and each once: the answer does not depend on the order of a graph."""
    groups: dict[str, list[str]] = {}
    for type_ in sorted(set(types)):
        groups.setdefault(type_.partition(":")[0], []).append(type_)
    yield from groups.items()


def fits(type_: str, pattern: str) -> bool:
    """True if a type is the one of a row, or one of its pattern."""
    return type_.startswith(pattern[:-1]) if pattern.endswith(ANY_TYPE) else type_ == pattern


def _rows_of(known: Package, types: Sequence[str], timings: Mapping[str, TypicalWorst | float]) -> Iterator[FactRow]:
    """The rows about some types, with some timings in the place of the package's own."""
    others = timings.keys() & known.timings.keys()
    numbers = _numbers(known.timings, timings)
    wrong: list[str] = []
    for type_ in types:
        for pattern, place in known.about(type_):
            entry, row = known.entries[place], known.rows[place]
            # Only seconds that a changed timing is part of come out as others.
            same = not any(name in f"{entry.fact.typical_s} {entry.fact.worst_s}" for name in others)
            made = row if same else fact_row(entry.fact, entry.where, numbers, wrong, built_in=True)
            if made is not None:
                yield made if pattern == type_ else replace(made, matcher=Matcher(name=made.matcher.name, type=type_))
    if wrong:
        raise InputError([f"timings: {line}" for line in wrong])


def _numbers(timings: Mapping[str, Timing], over: Mapping[str, TypicalWorst | float]) -> Numbers:
    own = {name: over.get(name, value) for name, value in timings.items()}
    return {
        which: {name: value if isinstance(value, float | int) else getattr(value, which) for name, value in own.items()}
        for which in ("typical", "worst")
    }


def _reachable(files: Sequence[FactsFile], rows: Sequence[FactRow]) -> None:
    """Raises FactsError for a row that is never taken, as one before it always holds for the same changes."""
    closed: dict[object, str] = {}
    seen: dict[object, str] = {}
    places = [(file, entry) for file in files for entry in file.entries]
    for (file, entry), row in zip(places, rows, strict=True):
        about = (entry.type, row.matcher.name, row.op, row.pattern, row.members)
        before = closed.get(about) or seen.get((about, row.when))
        if before is not None:
            path = f" property {entry.fact.property}" if entry.fact.property else ""
            raise FactsError(f"{file.name}: {entry.where}: op {row.op}{path}: never taken, {before} comes before it")
        seen[(about, row.when)] = entry.where
        if not row.when.comparisons:
            closed[about] = entry.where
