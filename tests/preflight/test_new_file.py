"""A new file comes whole or not at all, and never over anything."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sayar.preflight.new_file import is_there, write_new


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def mask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_a_new_file_is_written_with_the_rights_of_the_users_mask(tmp_path: Path, mask: None) -> None:
    write_new(tmp_path / "new", "größer\n")
    assert (tmp_path / "new").read_bytes() == "größer\n".encode()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert names(tmp_path) == ["new"]


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling"])
def test_whatever_is_there_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    path, other = tmp_path / "new", tmp_path / "other"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(other)
    if kind == "link":
        other.write_text("mine")
    before = names(tmp_path)
    assert is_there(path)
    with pytest.raises(FileExistsError):
        write_new(path, "new")
    assert names(tmp_path) == before
    assert kind == "folder" or kind == "dangling" or path.read_text() == "mine"


def test_of_many_that_write_at_once_one_wins_and_its_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new"

    def attempt(number: int) -> bool:
        try:
            write_new(path, f"{number}\n" * 5000)
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(40))) == 1
    lines = path.read_text().splitlines()
    assert (len(lines), len(set(lines)), names(tmp_path)) == (5000, 1, ["new"])


@pytest.mark.parametrize("there", [False, True])
def test_a_file_system_without_hard_links_gets_the_file_and_keeps_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def no_link(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    path = tmp_path / "new"
    if there:
        path.write_text("mine")
        with pytest.raises(FileExistsError):
            write_new(path, "text")
    else:
        write_new(path, "text")
    assert path.read_text() == ("mine" if there else "text")
    assert names(tmp_path) == ["new"]


@pytest.mark.parametrize("broken", ["link", "fsync"])
def test_a_disk_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "new", "text")
    assert names(tmp_path) == []
