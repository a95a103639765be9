"""The history of a stack's moves, `history/NAME.jsonl`: forecast against measured, a line for everything that is added.

Lines are only ever appended. Those of one move (from, to, started) are folded when they are read: fields that a later
line names win, and the tables by phase and by probe are laid over one another key by key. So `up` and `probe` need to
know nothing of each other, and a line that was written twice counts once.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from sayar.documents.base import Part
from sayar.documents.history import HistoryLine, MeasuredSeconds
from sayar.documents.probe import MoveId, ProbeDocument

FOLDER: Final = "history"
"""Below the project folder; it holds no secret and is meant to be kept with the project."""

Line = TypeVar("Line", bound=Part)


@dataclass(frozen=True, slots=True)
class History:
    """The moves in the order in which they were begun to be written, and a sentence for each line that is skipped."""

    moves: tuple[HistoryLine, ...]
    warnings: tuple[str, ...]


def history_file(config_dir: Path, stack: str) -> Path:
    """Where the history of a stack lies."""
    return config_dir / FOLDER / file_name(stack)


def file_name(stack: str) -> str:
    """The name of a file of lines of a stack."""
    return f"{stack.replace('/', '--')}.jsonl"  # an organization's stack has slashes in its name


def append(path: Path, line: Part) -> None:
    """Add a line whole or not at all, and onto the disk. Raises OSError; what was there before stays as it is."""
    text = json.dumps(line.model_dump(mode="json", by_alias=True), ensure_ascii=False, allow_nan=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
    with FileIO(descriptor, "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        # A line that was torn by a crash must not swallow this one.
        torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
        data = (b"\n" if torn else b"") + text.encode() + b"\n"
        try:
            _write_all(file, data)
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def read(path: Path) -> History:
    """The moves of a history; none where there is no file. Lines that cannot be read are skipped with a warning."""
    lines, warnings = lines_of(path, HistoryLine)
    return History(fold(lines), warnings)


def lines_of(path: Path, kind: type[Line]) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """The lines of a file in their order, and a sentence for each that cannot be read and is skipped."""
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except FileNotFoundError:
        return (), ()
    lines, warnings = [], []
    for number, said in enumerate(text.split("\n"), start=1):
        if not said.strip():
            continue
        try:
            lines.append(kind.model_validate_json(said))
        except ValidationError:
            warnings.append(f"{path.name}: line {number} cannot be read and is skipped")
    return tuple(lines), tuple(warnings)


def fold(lines: Iterable[HistoryLine]) -> tuple[HistoryLine, ...]:
    """One line for each move, from all that were written of it, the later over the earlier."""
    found: dict[MoveId, HistoryLine] = {}
    for line in lines:
        earlier = found.get(line.move)
        found[line.move] = line if earlier is None else _over(earlier, line)
    return tuple(found.values())


def measured_line(document: ProbeDocument) -> HistoryLine | None:
    """What a probe adds to the move that it saw; None where no move was under way."""
    if document.move is None:
        return None
    phases: dict[str, dict[str, MeasuredSeconds]] = {}
    for name, surface in document.surfaces.items():
        for one in surface.phases:
            seconds = MeasuredSeconds(measured_s=one.measured_s, down_s=one.down_s, longest_s=one.longest_s)
            phases.setdefault(one.phase or "", {})[name] = seconds
    return HistoryLine(move=document.move, measured={document.started: phases})


def measured_seconds(move: HistoryLine) -> dict[str, dict[str, MeasuredSeconds]]:
    """All probes of a folded move together, by phase and surface: seconds added up, the longest gap of any."""
    found: dict[str, dict[str, MeasuredSeconds]] = {}
    for probe in move.measured.values():
        for phase, surfaces in probe.items():
            for name, seconds in surfaces.items():
                known = found.setdefault(phase, {}).get(name)
                found[phase][name] = seconds if known is None else added(known, seconds)
    return found


def added(one: MeasuredSeconds, other: MeasuredSeconds) -> MeasuredSeconds:
    """Seconds of two measurements together; the longest gap is that of either."""
    return MeasuredSeconds(
        measured_s=one.measured_s + other.measured_s,
        down_s=one.down_s + other.down_s,
        longest_s=max(one.longest_s, other.longest_s),
    )


def _write_all(file: FileIO, data: bytes) -> None:
    """A full disk takes a part and says so only when it is given the rest."""
    while data:
        data = data[file.write(data) :]


def _over(earlier: HistoryLine, later: HistoryLine) -> HistoryLine:
    return HistoryLine(
        move=later.move,
        triggered=later.triggered or earlier.triggered,
        finished=later.finished or earlier.finished,
        forecast={**earlier.forecast, **later.forecast},
        measured={**earlier.measured, **later.measured},
        begun={**earlier.begun, **later.begun},
        left={**earlier.left, **later.left},
        applied={**earlier.applied, **later.applied},
        passed={**earlier.passed, **later.passed},
        undone=later.undone or earlier.undone,
    )
