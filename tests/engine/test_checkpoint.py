"""The copy of the state that is kept before an update."""

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from sayar.engine.checkpoint import checkpoint, last_checkpoint
from sayar.engine.errors import EngineError
from tests.support.fake_engine import fake_engine

_NOW = datetime(2026, 11, 24, 8, 30, 15, tzinfo=UTC)


def test_it_is_the_export_in_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = checkpoint(fake_engine(tmp_path, "print('{}')"), "prod", now=_NOW)
    assert path == tmp_path / ".sayar" / "checkpoints" / "prod" / "20261124T083015Z.json"
    assert path.read_text(encoding="utf-8") == "{}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_the_name_is_in_utc_wherever_the_operator_sits(tmp_path: Path) -> None:
    there = _NOW.astimezone(timezone(timedelta(hours=6, minutes=30)))  # Yangon
    assert checkpoint(fake_engine(tmp_path, "print('{}')"), "prod", now=there).stem == "20261124T083015Z"


def test_none_is_ever_overwritten(tmp_path: Path) -> None:
    first = checkpoint(fake_engine(tmp_path, "print(1)"), "prod", now=_NOW)
    later = [checkpoint(fake_engine(tmp_path, "print(2)"), "prod", now=_NOW) for _ in range(10)]
    assert first.read_text(encoding="utf-8") == "1\n"
    assert len({first, *later}) == 11
    # As text "-9" comes after "-11": the newest is found by number.
    assert last_checkpoint(tmp_path, "prod") == later[-1]


def test_the_last_one_is_the_newest_of_its_own_stack(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "print('{}')")
    assert last_checkpoint(tmp_path, "prod") is None
    newest = checkpoint(engine, "prod", now=_NOW)
    checkpoint(engine, "prod", now=_NOW - timedelta(days=40))
    checkpoint(engine, "trial", now=_NOW + timedelta(days=1))
    assert last_checkpoint(tmp_path, "prod") == newest


def test_a_stack_of_an_organization_stays_inside_the_folder(tmp_path: Path) -> None:
    path = checkpoint(fake_engine(tmp_path, "print('{}')"), "sayar/infra/prod", now=_NOW)
    assert path.parent == tmp_path / ".sayar" / "checkpoints" / "sayar--infra--prod"
    assert last_checkpoint(tmp_path, "sayar/infra/prod") == path


def test_a_failed_export_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no stack"):
        checkpoint(fake_engine(tmp_path, "sys.exit('error: no stack named that')"), "prod", now=_NOW)
    assert not (tmp_path / ".sayar").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / ".sayar").write_text("in the way", encoding="utf-8")
    with pytest.raises(EngineError, match="no checkpoint of prod could be written"):
        checkpoint(fake_engine(tmp_path, "print('{}')"), "prod", now=_NOW)


def test_half_a_checkpoint_is_taken_away_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sayar.engine.checkpoint.os.fsync", full)
    with pytest.raises(EngineError, match="No space left"):
        checkpoint(fake_engine(tmp_path, "print('{}')"), "prod", now=_NOW)
    assert list((tmp_path / ".sayar" / "checkpoints" / "prod").iterdir()) == []
