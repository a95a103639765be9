"""The world file: shared, whole and private."""

import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sayar.engine.sandbox.world import Contents, Entry, Thing, World, WorldError

ROOT = Path(__file__).resolve().parents[3]
_TOKEN = "x:index:T"


def _thing(identity: str = "i1", **properties: object) -> Thing:
    return Thing(_TOKEN, identity, f"urn::{identity}", 1, dict(properties))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "deep" / "world.json")


def test_a_file_that_is_not_there_is_an_empty_world(world: World) -> None:
    assert world.contents() == Contents()


def test_what_is_put_is_there_and_in_the_journal(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing(name="a"))
    assert world.things(_TOKEN) == (_thing(name="a"),)
    assert world.things("x:index:Other") == ()
    assert world.contents().journal == [Entry("create", _TOKEN, "urn::i1", "i1")]


def test_putting_again_replaces_and_removing_leaves_the_other_objects(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing())
        contents.put("create", _thing("i2"))
        contents.put("update", _thing(name="b"))
        contents.remove(_thing("i2"))
    assert world.things() == (_thing(name="b"),)
    assert [entry.act for entry in world.contents().journal] == ["create", "create", "update", "delete"]


def test_a_change_that_fails_leaves_no_trace(world: World) -> None:
    def fail() -> None:
        with world.change() as contents:
            contents.put("create", _thing())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert world.contents() == Contents()


def test_changes_at_the_same_time_are_all_kept(world: World) -> None:
    def add(number: int) -> None:
        with world.change() as contents:
            contents.put("create", _thing(f"i{number}"))
            contents.born("urn")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert len(world.things()) == 40
    assert world.contents().births == {"urn": 40}


def test_only_the_owner_can_read_the_file_since_it_holds_generated_secrets(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing(password="p"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in world.path.parent.iterdir()} == {0o600}


def test_a_left_over_draft_of_a_killed_writer_does_no_harm(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing())
    world.path.with_suffix(".draft").write_text('{"things": [', encoding="utf-8")
    with world.change() as contents:
        contents.put("create", _thing("i2"))
    assert len(world.things()) == 2


def test_an_object_is_found_by_its_id_and_by_an_import_id_that_ends_in_it(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing("i1"))
        found = contents.find(_TOKEN, "zone/i1")
        assert found is not None
        assert found.id == "i1"
        assert contents.find(_TOKEN, "i") is None
        contents.put("create", _thing("zone/i1"))
        assert contents.find(_TOKEN, "zone/i1") == _thing("zone/i1"), "the exact id wins"
        assert contents.find("x:index:Other", "i1") is None


def test_drift_and_loss_happen_without_a_line_in_the_journal(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing(name="a", size=1))
    world.drift(_TOKEN, "i1", {"size": 2})
    assert world.things()[0].properties == {"name": "a", "size": 2}
    world.lose(_TOKEN, "i1")
    assert world.things() == ()
    assert len(world.contents().journal) == 1


def test_what_is_not_there_can_neither_drift_nor_be_lost(world: World) -> None:
    with pytest.raises(KeyError, match="x:index:T i9"):
        world.drift(_TOKEN, "i9", {})
    with pytest.raises(KeyError, match="x:index:T i9"):
        world.lose(_TOKEN, "i9")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"things": [{}], "journal": [], "births": {}, "struck": {}}'])
def test_a_broken_world_is_told_and_not_taken_for_an_empty_one(world: World, text: str) -> None:
    world.path.parent.mkdir()
    world.path.write_text(text, encoding="utf-8")
    with pytest.raises(WorldError, match=r"world\.json: not a world file"):
        world.contents()


FIRST = """
import resource, signal, sys
from pathlib import Path
from sayar.engine.sandbox.world import Thing, World
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
with World(Path(sys.argv[1])).change() as contents:
    contents.put("create", Thing("x:index:T", "i1", "urn:i1", 1, {}))
"""


@pytest.mark.parametrize("written", [0, 10, 40])  # nothing, half of the head, the head and half of a line
def test_a_writer_that_is_killed_at_its_first_write_leaves_an_empty_world(world: World, written: int) -> None:
    done = subprocess.run([sys.executable, "-c", FIRST, str(world.path), str(written)], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGXFSZ, "the system kills whoever writes more than it may"
    assert world.things() == ()
    with world.change() as contents:
        contents.put("create", _thing())
    assert World(world.path).things() == (_thing(),)


def test_the_half_line_of_a_killed_writer_is_not_read_and_the_next_one_takes_its_place(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing())
    with world.path.open("ab") as file:
        file.write(b'[{"put": {"type": "x')
    assert world.things() == (_thing(),)
    with World(world.path).change() as contents:
        contents.put("create", _thing("i2"))
    assert len(world.things()) == 2
    assert len(World(world.path).things()) == 2


def test_two_views_of_a_world_see_each_others_changes(world: World) -> None:
    other = World(world.path)
    with world.change() as contents:
        contents.put("create", _thing())
    assert other.things() == (_thing(),)
    with other.change() as contents:
        contents.remove(_thing())
    assert world.things() == ()


def test_a_change_that_fails_is_forgotten_by_the_view_that_made_it_too(world: World) -> None:
    with world.change() as contents:
        contents.put("create", _thing())

    def fail() -> None:
        with world.change() as contents:
            contents.remove(_thing())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert world.things() == (_thing(),)
    assert len(world.contents().journal) == 1
