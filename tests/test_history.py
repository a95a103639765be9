"""The history of moves: what is appended is never lost, and lines of one move are folded."""

from __future__ import annotations

import json
import threading
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
from sayar.documents.probe import MoveId
from sayar.history import append, fold, history_file, measured_seconds, read

MOVE = MoveId(origin="starter", to="growth", started="2026-11-26T12:00:00Z")
OTHER = MoveId(origin="growth", to="scale", started="2027-02-01T12:00:00Z")


def seconds(down_s: float, measured_s: float = 60, longest_s: float | None = None) -> MeasuredSeconds:
    return MeasuredSeconds(measured_s=measured_s, down_s=down_s, longest_s=down_s if longest_s is None else longest_s)


def probed(at: str, phase: str, down_s: float, move: MoveId = MOVE) -> HistoryLine:
    return HistoryLine(move=move, measured={at: {phase: {"api": seconds(down_s)}}})


def test_lines_of_one_move_are_folded_and_each_says_what_it_knows(tmp_path: Path) -> None:
    path = history_file(tmp_path, "prod")
    forecast = {"shift": {"api": ForecastSeconds(typical=0, worst=30)}}
    for line in (
        HistoryLine(move=MOVE, forecast=forecast, triggered="2026-11-20"),
        probed("12:00", "shift", 4),
        probed("09:00", "", 0, OTHER),
        HistoryLine(move=MOVE, forecast={"contract": {"api": ForecastSeconds(typical=None, worst=None)}}),
        HistoryLine(move=MOVE, finished="2026-11-28T09:00:00Z"),
    ):
        append(path, line)
    first, second = read(path).moves
    assert (first.move, first.triggered, first.finished) == (MOVE, "2026-11-20", "2026-11-28T09:00:00Z")
    assert (set(first.forecast), first.measured) == ({"shift", "contract"}, probed("12:00", "shift", 4).measured)
    assert second.move == OTHER
    assert path == tmp_path / "history" / "prod.jsonl"


def test_probes_add_up_and_one_that_is_written_twice_counts_once() -> None:
    lines = [probed("12:00", "shift", 4), probed("13:00", "shift", 3), probed("13:00", "shift", 3)]
    (move,) = fold(lines)
    assert measured_seconds(move) == {"shift": {"api": seconds(7, 120, 4)}}


def test_a_torn_last_line_is_skipped_with_a_warning_and_swallows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history" / "prod.jsonl"
    append(path, probed("12:00", "shift", 4))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert read(path).warnings == ("prod.jsonl: line 2 cannot be read and is skipped",)
    append(path, probed("13:00", "shift", 3))
    history = read(path)
    assert path.read_bytes().startswith(whole)
    assert set(history.moves[0].measured) == {"12:00", "13:00"}
    assert len(history.warnings) == 1


@pytest.mark.parametrize(
    "line", ["[]", '{"format": "sayar.history/9"}', '{"format": "sayar.history/1"}', "\x00", "null"]
)
def test_a_line_of_something_else_is_skipped_and_the_others_are_read(tmp_path: Path, line: str) -> None:
    path = tmp_path / "prod.jsonl"
    append(path, probed("12:00", "shift", 4))
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    history = read(path)
    assert (len(history.moves), len(history.warnings)) == (1, 1)


def test_keys_of_a_newer_program_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl"
    said = json.loads(probed("12:00", "shift", 4).model_dump_json(by_alias=True))
    path.write_text(json.dumps({**said, "weather": "fine"}) + "\n", encoding="utf-8")
    assert (len(read(path).moves), read(path).warnings) == (1, ())


def test_a_full_disk_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "prod.jsonl"
    append(path, probed("12:00", "shift", 4))
    before = path.read_bytes()
    write, full = FileIO.write, [False]

    class Full(FileIO):
        def write(self, data: Any) -> int:
            if full[0]:
                raise OSError(28, "No space left on device")
            full[0] = True
            return write(self, bytes(data)[:10])

    monkeypatch.setattr("sayar.history.FileIO", Full)
    with pytest.raises(OSError, match="No space left"):
        append(path, probed("13:00", "shift", 3))
    assert path.read_bytes() == before


def test_two_who_append_at_once_both_are_heard(tmp_path: Path) -> None:
    path = tmp_path / "prod.jsonl"
    threads = [
        threading.Thread(target=append, args=(path, probed(f"{number:02}", "shift", number))) for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (move,) = read(path).moves
    assert (len(move.measured), read(path).warnings) == (12, ())


def test_there_is_no_history_before_the_first_move(tmp_path: Path) -> None:
    assert read(tmp_path / "none.jsonl").moves == ()
    assert history_file(tmp_path, "sayar/infra/prod").parent == tmp_path / "history"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "shift"]), st.integers(0, 9)), max_size=8))
def test_folding_what_was_folded_changes_nothing(said: list[tuple[str, str, int]]) -> None:
    lines = [probed(at, phase, down) for at, phase, down in said]
    once = fold(lines)
    assert fold(once) == once
    assert fold([*lines, *lines]) == once
