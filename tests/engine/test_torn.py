"""What a killed engine leaves half-written beside a state, in the folders that a backend of files has."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayar.cli.live import live
from sayar.engine import commands
from sayar.engine.errors import EngineError, EngineRunError
from sayar.engine.torn import torn_beside
from tests.cli.ran import sayar
from tests.support.engine import STACK, MakeSandbox, engine_of

_PROGRAM = Path(__file__).parent / "sandbox" / "programs" / "small"
WHOLE = '{"user.content_type":"text/plain; charset=utf-8","md5":"NB/BrkWv1u6K6vEnXISUNg=="}\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A backend with a state of a project's stack, and one from before there were projects."""
    for state in ("stacks/sayar/prod.json", "stacks/prod.json"):
        path = tmp_path / ".pulumi" / state
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    return tmp_path / ".pulumi"


@pytest.mark.parametrize(("text", "torn"), [("", True), (WHOLE[:30], True), ("[]", True), (WHOLE, False)])
@pytest.mark.parametrize(("locks", "state"), [("organization/sayar/prod", "sayar/prod"), ("prod", "prod")])
def test_attributes_that_are_no_whole_object_are_found_beside_the_stacks_own_state(
    root: Path, locks: str, state: str, text: str, torn: bool
) -> None:
    path = root / "stacks" / f"{state}.json.attrs"
    path.write_text(text, encoding="utf-8")
    assert torn_beside(root / "locks" / locks) == ((path,) if torn else ())


@pytest.mark.parametrize("name", ["sayar/other.json.attrs", "sayar/prod.json.bak.attrs", "sayar/prod.yaml.attrs"])
def test_what_is_of_another_file_is_left_alone(root: Path, name: str) -> None:
    (root / "stacks" / name).write_text("", encoding="utf-8")
    assert torn_beside(root / "locks" / "organization" / "sayar" / "prod") == ()


def test_a_folder_that_is_no_backend_has_nothing(tmp_path: Path) -> None:
    assert torn_beside(tmp_path / "locks" / "prod") == ()


@pytest.mark.engine
def test_recover_makes_a_state_readable_again_that_the_engine_cannot_read(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_sandbox(_PROGRAM)
    for name, value in project.environment.items():
        monkeypatch.setenv(name, value)
    attributes = project.folder / "state" / ".pulumi" / "stacks" / "sayar" / f"{STACK}.json.attrs"
    attributes.write_text("", encoding="utf-8")
    with pytest.raises(EngineRunError, match="EOF"):
        commands.export_stack(engine_of(project), STACK)

    with pytest.raises(EngineError, match=f"see `sayar recover --stack {STACK}`"):
        live(project.folder, STACK).export()
    looked = sayar("recover", "--stack", STACK, folder=project.folder)
    assert (looked.code, attributes.exists()) == (3, True), "without --yes and without a terminal nothing is touched"
    assert str(attributes) in looked.err
    mended = sayar("recover", "--stack", STACK, "--yes", folder=project.folder)
    assert mended.code == 0, mended.err
    assert f"removed: {attributes}" in mended.err
    commands.export_stack(engine_of(project), STACK)
