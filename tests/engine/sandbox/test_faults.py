"""Faults on request, and the settings of a provider process."""

from pathlib import Path

import pytest

from sayar.engine.sandbox.faults import Fault, FaultError, Faults, parsed, written
from sayar.engine.sandbox.settings import Settings, SettingsError, from_environment
from sayar.engine.sandbox.world import World

_TOKEN = "x:index:T"
_URN = f"urn:pulumi:prod::sayar::{_TOKEN}::one"


def _faults(folder: Path, *wanted: Fault) -> Faults:
    (folder / "faults.json").write_text(written(wanted), encoding="utf-8")
    return Faults(folder / "faults.json", World(folder / "world.json"))


def test_a_fault_strikes_as_often_as_asked_and_no_more(tmp_path: Path) -> None:
    faults = _faults(tmp_path, Fault("create", _TOKEN, times=2))
    struck = [faults.strike("create", _TOKEN, _URN, "before") is not None for _ in range(4)]
    assert struck == [True, True, False, False]


def test_the_count_is_kept_in_the_world_so_a_new_process_does_not_start_again(tmp_path: Path) -> None:
    assert _faults(tmp_path, Fault("create", _TOKEN)).strike("create", _TOKEN, _URN, "before")
    assert _faults(tmp_path, Fault("create", _TOKEN)).strike("create", _TOKEN, _URN, "before") is None


def test_a_fault_without_a_number_strikes_always(tmp_path: Path) -> None:
    faults = _faults(tmp_path, Fault("delete", _TOKEN, times=None))
    assert all(faults.strike("delete", _TOKEN, _URN, "before") for _ in range(5))


@pytest.mark.parametrize("match", [_TOKEN, "x:*", _URN, "*::one", "*"])
def test_a_fault_is_matched_by_type_or_urn(tmp_path: Path, match: str) -> None:
    assert _faults(tmp_path, Fault("update", match)).strike("update", _TOKEN, _URN, "before")


@pytest.mark.parametrize(
    "fault",
    [Fault("create", _TOKEN), Fault("update", "*::two"), Fault("update", "y:*"), Fault("update", "*", moment="after")],
)
def test_another_operation_resource_or_moment_is_left_alone(tmp_path: Path, fault: Fault) -> None:
    assert _faults(tmp_path, fault).strike("update", _TOKEN, _URN, "before") is None


def test_the_first_fault_that_is_still_due_strikes(tmp_path: Path) -> None:
    faults = _faults(tmp_path, Fault("create", _TOKEN, message="one"), Fault("create", "*", message="two"))
    messages = [
        fault and fault.message for fault in (faults.strike("create", _TOKEN, _URN, "before") for _ in range(3))
    ]
    assert messages == ["one", "two", None]


def test_without_a_file_nothing_fails(tmp_path: Path) -> None:
    assert Faults(None, World(tmp_path / "w")).strike("create", _TOKEN, _URN, "before") is None
    assert Faults(tmp_path / "none", World(tmp_path / "w")).strike("create", _TOKEN, _URN, "before") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a faults file is"),
        ("[]", "a faults file is"),
        ('{"faults": [{"on": "make", "match": "*"}]}', "fault 1: 'make' is none of create, update, delete, read"),
        ('{"faults": [{"on": "create", "match": "*"}, {"on": "create"}]}', "fault 2: .*match"),
        ('{"faults": [{"on": "create", "match": "*", "often": 1}]}', "fault 1: .*often"),
        ('{"faults": [{"on": "create", "match": "*", "times": 0}]}', "fault 1: .*times at least 1"),
        ('{"faults": [{"on": "create", "match": ""}]}', "fault 1: match must not be empty"),
        ('{"faults": [{"on": "create", "match": "*", "seconds": -1}]}', "fault 1: .*seconds at least 0"),
    ],
)
def test_a_wrong_faults_file_is_told_with_the_number_of_the_fault(text: str, message: str) -> None:
    with pytest.raises(FaultError, match=message):
        parsed(text)


def test_what_is_written_is_parsed_to_the_same_faults() -> None:
    wanted = (Fault("create", "*"), Fault("delete", _TOKEN, "hang", "after", None, 1.5, "slow"))
    assert parsed(written(wanted)) == wanted


def test_the_settings_come_from_three_variables() -> None:
    environment = {
        "SAYAR_SANDBOX_WORLD": "/w",
        "SAYAR_SANDBOX_FAULTS": "/f",
        "SAYAR_SANDBOX_OPTIONS": "unknown_on_update",
    }
    assert from_environment(environment) == Settings(Path("/w"), Path("/f"), frozenset({"unknown_on_update"}))
    assert not from_environment({"SAYAR_SANDBOX_WORLD": "/w", "SAYAR_SANDBOX_OPTIONS": ""}).unknown_on_update


def test_without_a_world_no_provider_starts() -> None:
    with pytest.raises(SettingsError, match="SAYAR_SANDBOX_WORLD is not set"):
        from_environment({})


def test_an_option_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(SettingsError, match="SAYAR_SANDBOX_OPTIONS: slow: known are unknown_on_update"):
        from_environment({"SAYAR_SANDBOX_WORLD": "/w", "SAYAR_SANDBOX_OPTIONS": "slow,unknown_on_update"})
