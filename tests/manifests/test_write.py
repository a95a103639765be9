"""A folder of manifests is replaced by the next run, and nothing of anybody else's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayar.cli.output import write_whole
from sayar.graph.errors import InputError
from sayar.manifests.write import LIST, is_own, write

FIRST = {"a/one.yaml": "one\n", "a/custom/two.yaml": "two\n"}


def put(files: dict[str, str], folder: Path) -> None:
    write(files, folder, write_whole)


def held(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def refused(files: dict[str, str], folder: Path) -> str:
    before = held(folder)
    with pytest.raises(InputError) as caught:
        put(files, folder)
    assert held(folder) == before, "a refusal changes nothing"
    (problem,) = caught.value.problems
    assert problem.endswith("nothing was written")
    return problem


def test_a_second_run_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    put(FIRST, folder)
    assert held(folder) == FIRST
    assert is_own(folder)
    put({"a/one.yaml": "changed\n", "b/three.yaml": "three\n"}, folder)
    assert held(folder) == {"a/one.yaml": "changed\n", "b/three.yaml": "three\n"}
    assert not (folder / "a" / "custom").exists(), "a folder that held only stale files is one"
    put({}, folder)
    assert held(folder) == {}


def test_the_same_files_are_the_same_bytes_with_the_list_among_them(tmp_path: Path) -> None:
    put(FIRST, tmp_path / "x")
    put(dict(reversed(FIRST.items())), tmp_path / "y")
    assert (tmp_path / "x" / LIST).read_bytes() == (tmp_path / "y" / LIST).read_bytes()
    put(FIRST, tmp_path / "x")
    assert (tmp_path / "x" / LIST).read_bytes() == (tmp_path / "y" / LIST).read_bytes()


def test_an_empty_folder_is_taken_and_one_of_somebody_else_is_not(tmp_path: Path) -> None:
    put(FIRST, tmp_path)
    other = tmp_path.with_name("other")
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    assert "is not empty" in refused(FIRST, other)


def test_a_file_beside_the_manifests_stays(tmp_path: Path) -> None:
    put(FIRST, tmp_path)
    (tmp_path / "a" / "custom" / "kustomization.yaml").write_text("mine")
    put({}, tmp_path)
    assert held(tmp_path) == {"a/custom/kustomization.yaml": "mine"}


@pytest.mark.parametrize("next_run", [{}, FIRST, {"a/one.yaml": "changed\n"}])
def test_a_manifest_that_was_edited_is_not_overwritten_or_removed(tmp_path: Path, next_run: dict[str, str]) -> None:
    put(FIRST, tmp_path)
    (tmp_path / "a" / "one.yaml").write_text("edited")
    assert "one.yaml: was not written by sayar, or was changed since" in refused(next_run, tmp_path)


def test_a_file_where_a_new_one_goes_is_not_overwritten(tmp_path: Path) -> None:
    put(FIRST, tmp_path)
    (tmp_path / "a" / "new.yaml").write_text("mine")
    assert "new.yaml" in refused({**FIRST, "a/new.yaml": "ours\n"}, tmp_path)


def test_a_manifest_that_was_removed_is_written_again(tmp_path: Path) -> None:
    put(FIRST, tmp_path)
    (tmp_path / "a" / "one.yaml").unlink()
    put(FIRST, tmp_path)
    assert held(tmp_path) == FIRST


def test_links_and_things_in_the_way_are_refused(tmp_path: Path) -> None:
    folder, away = tmp_path / "out", tmp_path / "away"
    put({"a/one.yaml": "one\n"}, away)
    put({"z.yaml": "z\n"}, folder)
    (folder / "a").symlink_to(away / "a")
    assert "is a link" in refused({"a/one.yaml": "new\n"}, folder)
    (folder / "b").write_text("mine")
    assert "is a file" in refused({"b/one.yaml": "new\n"}, folder)
    (folder / "c.yaml").mkdir()
    assert "is a folder" in refused({"c.yaml": "new\n"}, folder)


@pytest.mark.parametrize("path", ["../victim.yaml", "/etc/victim.yaml", "a/../../victim.yaml", "notes.txt", ""])
def test_a_list_that_leads_elsewhere_removes_nothing(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "out"
    put(FIRST, folder)
    (tmp_path / "victim.yaml").write_text("mine")
    (folder / LIST).write_text(f"# head\n0000  {path}\n")
    assert "is no path of a manifest" in refused({}, folder)
    assert (tmp_path / "victim.yaml").exists()


def test_a_run_that_was_cut_off_is_followed_by_another(tmp_path: Path) -> None:
    put(FIRST, tmp_path)
    new = {"a/one.yaml": "changed\n", "b/three.yaml": "three\n"}

    def failing(path: Path, text: str) -> None:
        if path.name == "three.yaml":
            raise OSError(28, "No space left on device", str(path))
        write_whole(path, text)

    with pytest.raises(OSError, match="No space"):
        write(new, tmp_path, failing)
    assert held(tmp_path) == {"a/one.yaml": "changed\n"}
    put(FIRST, tmp_path)
    assert held(tmp_path) == FIRST, "what the cut off run had written is known to be its own"
