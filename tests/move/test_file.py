"""The stack file on the disk: one writer at a time, whole or not at all."""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.config.errors import ConfigError
from sayar.move import file as files
from sayar.move.file import ChangedMeanwhileError, read
from tests.infra.projects import project

TEXT = "config:\n  sayar:tier: starter\n  sayar:platform: {domain: shop.dev}\n"
OTHER = TEXT.replace("starter", "growth")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "Pulumi.prod.yaml"
    found.write_text(TEXT, encoding="utf-8")
    return found


def test_a_file_is_replaced_at_once_and_keeps_its_rights(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o640)
    seen: list[str] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.extend([path.read_text(), self.read_text(), str(self.parent)])
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    read(path.parent, "prod").replace(OTHER)
    assert seen == [TEXT, OTHER, str(path.parent)], "the whole new file is on the disk before it takes the place"
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == (OTHER, 0o640)
    assert list(path.parent.iterdir()) == [path]


def test_a_mark_at_the_begin_and_strange_line_ends_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    found = read(path.parent, "prod")
    assert found.text == TEXT.replace("\n", "\r\n")
    found.replace(found.text.replace("starter", "growth"))
    assert path.read_bytes() == b"\xef\xbb\xbf" + OTHER.replace("\n", "\r\n").encode()


def test_what_a_link_leads_to_is_replaced_and_not_the_link(path: Path) -> None:
    home = path.parent / "elsewhere"
    home.mkdir()
    path.rename(home / "real.yaml")
    path.symlink_to(home / "real.yaml")
    read(path.parent, "prod").replace(OTHER)
    assert path.is_symlink()
    assert (home / "real.yaml").read_text() == OTHER


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_text(OTHER),
        lambda path: path.unlink(),
        lambda path: (path.with_name("new").write_text(OTHER), path.with_name("new").replace(path)),
    ],
    ids=["written over", "gone", "replaced"],
)
def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(path: Path, change: Callable[[Path], object]) -> None:
    found = read(path.parent, "prod")
    change(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises((ChangedMeanwhileError, FileNotFoundError)):
        found.replace(TEXT + "# mine\n")
    assert (path.read_bytes() if path.exists() else None) == before


def test_two_at_once_wait_for_each_other_and_the_second_is_told(path: Path) -> None:
    mine, theirs = read(path.parent, "prod"), read(path.parent, "prod")
    outcome: list[str] = []

    def second() -> None:
        try:
            theirs.replace(TEXT + "# theirs\n")
            outcome.append("written")
        except ChangedMeanwhileError:
            outcome.append("told")

    descriptor = os.open(path, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    thread = threading.Thread(target=second)
    thread.start()
    thread.join(0.2)
    assert thread.is_alive(), "it waits for the lock"
    # As the one who holds the lock would: another file takes the place, and the lock goes with the old one.
    path.with_name("new").write_text(OTHER)
    path.with_name("new").replace(path)
    os.close(descriptor)
    thread.join(10)
    assert outcome == ["told"]
    with pytest.raises(ChangedMeanwhileError):
        mine.replace(TEXT + "# mine\n")
    assert path.read_text() == OTHER


def test_whoever_waited_for_a_file_that_was_replaced_waits_for_the_one_in_its_place(path: Path) -> None:
    mine = read(path.parent, "prod")
    old = os.open(path, os.O_RDWR)
    fcntl.flock(old, fcntl.LOCK_EX)
    thread = threading.Thread(target=lambda: mine.replace(OTHER))
    thread.start()
    # The same text in another file, which somebody holds: only the lock can tell.
    path.with_name("new").write_text(TEXT)
    path.with_name("new").replace(path)
    new = os.open(path, os.O_RDWR)
    fcntl.flock(new, fcntl.LOCK_EX)
    os.close(old)
    thread.join(0.3)
    assert thread.is_alive()
    assert path.read_text() == TEXT
    os.close(new)
    thread.join(10)
    assert path.read_text() == OTHER


def test_many_at_once_lose_nothing(path: Path) -> None:
    """Each adds a line to what it has read, and tries again where it was told that somebody was faster."""

    def add(name: str) -> None:
        while True:
            found = read(path.parent, "prod")
            try:
                found.replace(f"{found.text}# {name}\n")
            except ChangedMeanwhileError:
                continue
            return

    threads = [threading.Thread(target=add, args=(f"writer {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    lines = path.read_text().splitlines()
    assert sorted(lines[3:]) == [f"# writer {number}" for number in range(8)]


def test_what_an_interrupted_write_has_left_hinders_nobody_and_goes(path: Path) -> None:
    leftover = path.with_name(".Pulumi.prod.yaml.move-0123456789abcdef")
    leftover.write_text("config:\n  sayar:ti", encoding="utf-8")
    others = path.with_name(".Pulumi.prod.yaml.swp")
    others.write_text("an editor's")
    read(path.parent, "prod").replace(OTHER)
    assert (path.read_text(), leftover.exists(), others.exists()) == (OTHER, False, True)


@pytest.mark.parametrize("at", ["fsync", "fchmod"])
def test_a_write_that_fails_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(files.os, at, full)
    with pytest.raises(OSError, match="No space left"):
        read(path.parent, "prod").replace(OTHER)
    assert (path.read_text(), list(path.parent.iterdir())) == (TEXT, [path])


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Pulumi\.nobody\.yaml: .*no such file"):
        read(tmp_path, "nobody")


def test_a_text_is_checked_as_the_stack_it_would_be_and_nothing_is_written(tmp_path: Path) -> None:
    folder = project(tmp_path, prod=TEXT)
    found = read(folder, "prod")
    assert found.checked(OTHER).platform.tier == "growth"
    with pytest.raises(ConfigError, match=r"Pulumi\.prod\.yaml: sayar:colour: unknown key"):
        found.checked(TEXT + "  sayar:colour: red\n")
    assert (folder / "Pulumi.prod.yaml").read_text() == TEXT
    assert found.alike(OTHER)
    assert not found.alike(OTHER.replace("shop.dev", "shop.test"))
    assert not found.alike(TEXT + "  sayar:budget: {monthly_usd: 4, owner: who}\n")
