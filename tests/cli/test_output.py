"""A file is written whole or not at all, with the rights that any new file has."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sayar.cli.live import served_from_paths
from sayar.cli.output import emit, say, write_whole

BROKEN = "half of it, then \ud800"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def mask() -> Iterator[None]:
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_a_document_goes_to_standard_output_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    emit("text without a newline", None)
    assert capsys.readouterr() == ("text without a newline", "")


def test_a_file_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("older and much longer")
    emit("größer", path)
    assert path.read_bytes() == "größer".encode()
    assert names(tmp_path) == ["plan.json"]


def test_what_fails_in_the_middle_leaves_the_older_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("older")
    with pytest.raises(UnicodeEncodeError):
        emit(BROKEN, path)
    assert path.read_text() == "older"
    assert names(tmp_path) == ["plan.json"]


def test_a_new_file_that_fails_is_not_there_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "plan.json", BROKEN)
    assert names(tmp_path) == []


def test_a_folder_in_the_place_of_the_file_is_an_error_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "plan.json").mkdir()
    with pytest.raises(click.UsageError, match="--out"):
        emit("text", tmp_path / "plan.json")
    assert names(tmp_path) == ["plan.json"]


def test_a_file_has_the_rights_of_the_users_mask(tmp_path: Path, mask: None) -> None:
    """The neighbour that it is made from is private; what a user asked for is not."""
    write_whole(tmp_path / "plan.json", "text")
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o640
    assert os.umask(0o027) == 0o027, "asking for the mask must not change it"


def test_progress_is_said_on_standard_error_or_not_at_all(capsys: pytest.CaptureFixture[str]) -> None:
    say("one", quiet=False)
    say("two", quiet=True)
    assert capsys.readouterr() == ("", "one\n")


@pytest.mark.parametrize(
    ("providers", "rehearsal"),
    [
        ([{"name": "cloudflare", "path": "a"}, {"name": "vercel", "path": "b"}], True),
        ([{"name": "cloudflare", "path": "a"}, {"name": "vercel", "path": "b"}, {"name": "random"}], True),
        ([{"name": "cloudflare", "path": "a"}], False),
        ([{"name": "cloudflare", "path": "a"}, {"name": "vercel", "path": ""}], False),
        ([{"name": "cloudflare"}, {"name": "vercel"}], False),
        (["cloudflare", "vercel"], False),
        ([], False),
        (None, False),
    ],
)
def test_a_rehearsal_is_one_only_if_every_published_vendor_is_served_from_a_path(
    providers: object, rehearsal: bool
) -> None:
    """One real vendor among stand-ins would be touched for real: the example domain must not get that far."""
    assert served_from_paths({"plugins": {"providers": providers}}) is rehearsal


@pytest.mark.parametrize("project", [{}, {"plugins": None}, {"plugins": []}, {"plugins": {"languages": []}}])
def test_a_project_that_names_no_plugins_is_no_rehearsal(project: dict[str, object]) -> None:
    assert served_from_paths(project) is False
