"""What people have recorded of the checklist, `history/duties/NAME.jsonl`: lines that are only added."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from sayar.documents.duties import DutyLine
from sayar.graph.errors import InputError
from sayar.history import FOLDER, append, file_name, lines_of
from sayar.success.rows import timeline

_LEAST = 3
"""The letters that a name and a note have at least, as everywhere for the record."""


def duties_file(config_dir: Path, stack: str) -> Path:
    """Where the records of a stack lie: in a folder of their own, as `NAME.duties` may be another stack."""
    return config_dir / FOLDER / "duties" / file_name(stack)


def read(path: Path) -> tuple[tuple[DutyLine, ...], tuple[str, ...]]:
    """The records, and a sentence for each line that is skipped."""
    return lines_of(path, DutyLine)


def duty(item: str, by: str | None, note: str | None, *, day: date, at: datetime) -> DutyLine:
    """A record of an item that is done on a day; `at` is now. Raises InputError with a line for each problem."""
    problems = []
    allowed = timeline().of_people
    if item not in allowed:
        seen = any(item == row.id for group in timeline().groups for row in group.items)
        why = "the system ticks it by itself; " if seen else ""
        problems.append(f"--done: {item}: {why}one of {', '.join(allowed)}")
    if by is None:
        problems.append("--by NAME is needed, for the record")
    for name, text in (("--by", by), ("--note", note)):
        if text is not None and (len(text.strip()) < _LEAST or not text.isprintable()):
            problems.append(f"{name}: at least {_LEAST} printable characters, for the record")
    if day > at.date():
        problems.append(f"--as-of: {day.isoformat()}: {at.date().isoformat()} or earlier, as it is done already")
    if problems:
        raise InputError(problems)
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return DutyLine(item=item, by=(by or "").strip(), note=note and note.strip(), day=day.isoformat(), at=moment)


def record(path: Path, line: DutyLine) -> None:
    """Write it down. Raises InputError where that is not possible: nothing was recorded then."""
    try:
        append(path, line)
    except OSError as error:
        raise InputError([f"{path}: {error.strerror}: nothing was recorded"]) from None
