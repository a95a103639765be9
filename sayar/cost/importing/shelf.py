"""The files of the price book as they are on the disk, and their text with some rows changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sayar.cost.book import Book, Price, Unpriced, read_row
from sayar.cost.importing.raw import read_json
from sayar.graph.errors import InputError

_ORDER: Final = ("sku", "region", "unit", "usd", "as_of", "dated", "source", "confidence", "note", "free")
_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the book. `usd` is None for what has no price; `as_of` is then None too, as it dates nothing."""

    vendor: str
    sku: str
    region: str
    unit: str
    usd: Decimal | None
    as_of: date | None
    dated: bool
    source: str
    confidence: str
    note: str
    free: bool
    said: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Vendor, sku and region: what a row is found by."""
        return self.vendor, self.sku, self.region


@dataclass(frozen=True, slots=True)
class VendorFile:
    """One file: its bytes, and its rows in order."""

    vendor: str
    path: Path
    raw: bytes
    rows: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every file of a folder by vendor, and the book that they are."""

    files: Mapping[str, VendorFile]
    book: Book

    def rows(self) -> Iterator[Kept]:
        """Every row, in the order of the files."""
        for file in self.files.values():
            yield from file.rows


def read_shelf(folder: Path) -> Shelf:
    """The files of a folder. Raises InputError with a line for each row that cannot be right."""
    problems: list[str] = []
    files = {}
    for path in sorted(folder.glob("*.json")):
        try:
            files[path.stem] = VendorFile(
                path.stem, path, path.read_bytes(), _rows(path.stem, read_json(path), path.name, problems)
            )
        except InputError as error:
            problems += error.problems
    if not files and not problems:
        problems.append(f"{folder}: there is no price file in it")
    if problems:
        raise InputError(problems)
    return Shelf(files, book_of(file.rows for file in files.values()))


def book_of(files: Iterator[Sequence[Kept]]) -> Book:
    """The book that rows are, without a file being read."""
    rows: dict[tuple[str, str, str], Price | Unpriced] = {}
    for kept in (one for file in files for one in file):
        found = read_row(kept.vendor, json.loads(kept.said), kept.vendor, [])
        assert found is not None, kept.said  # noqa: S101 - every row was checked when it was read or made
        rows[kept.key] = found
    return Book(rows)


def made(vendor: str, fields: Mapping[str, Any]) -> Kept:
    """A row of the book from its fields, written as the files write them. Raises ValueError for one that is none."""
    raw = {name: fields[name] for name in _ORDER if name in fields}
    problems: list[str] = []
    found = _row(vendor, raw, vendor, problems)
    if found is None:
        raise ValueError("; ".join(problems))
    return found


def rewritten(file: VendorFile, rows: Sequence[Kept]) -> bytes:
    """The file with other rows: lines whose row is the same keep every byte. Raises InputError for an unusual layout.

    The file has to hold one row a line, as the book's own do.
    """
    lines = file.raw.decode("utf-8").split("\n")
    there = [place for place, line in enumerate(lines) if line.strip().startswith("{")]
    end = "\r" if any(line.endswith("\r") for line in lines) else ""
    texts = [lines[place].rstrip("\r") for place in there]
    bare = [text.removesuffix(",") for text in texts]
    commas = [text.endswith(",") for text in texts]
    plain = len(there) == len(file.rows) and there == list(range(there[0], there[-1] + 1)) if there else False
    if not plain or commas != [True] * (len(there) - 1) + [False] or any(not _is_whole(text) for text in bare):
        raise InputError([f"{file.path.name}: it does not hold one row a line, so it cannot be changed and kept"])
    known = {kept.key: (kept, text) for kept, text in zip(file.rows, bare, strict=True)}
    new = []
    for kept in rows:
        before, text = known.get(kept.key, (None, ""))
        new.append(text if before == kept else f"{_INDENT}{kept.said}")
    middle = [f"{text}{',' if place < len(new) - 1 else ''}{end}" for place, text in enumerate(new)]
    return "\n".join([*lines[: there[0]], *middle, *lines[there[-1] + 1 :]]).encode()


def _is_whole(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _rows(vendor: str, raw: Any, name: str, problems: list[str]) -> tuple[Kept, ...]:
    if not isinstance(raw, list):
        problems.append(f"{name}: a list of rows")
        return ()
    rows: dict[tuple[str, str, str], Kept] = {}
    for place, one in enumerate(raw):
        where = f"{name}[{place}]"
        if not isinstance(one, dict):
            problems.append(f"{where}: an object with the keys of a price")
        elif (kept := _row(vendor, one, where, problems)) is not None and rows.setdefault(kept.key, kept) is not kept:
            problems.append(f"{where}: {kept.sku} in {kept.region} stands here twice")
    return tuple(rows.values())


def _row(vendor: str, raw: Mapping[str, Any], where: str, problems: list[str]) -> Kept | None:
    found = read_row(vendor, raw, where, problems)
    if found is None:
        return None
    usd, day = (found.usd, found.as_of) if isinstance(found, Price) else (None, None)
    return Kept(
        vendor=vendor,
        sku=found.sku,
        region=str(raw["region"]),
        unit=str(raw["unit"]),
        usd=usd,
        as_of=day,
        dated=raw.get("dated") is not False,
        source=str(raw["source"]),
        confidence=str(raw["confidence"]),
        note=str(raw.get("note", "")),
        free=raw.get("free") is True,
        said=json.dumps(raw, ensure_ascii=False),
    )
