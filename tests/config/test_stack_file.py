"""Stack files are read as the engine reads them, or refused where the engine would surprise the author."""

from pathlib import Path

import pytest

from infra.config.errors import ConfigError
from infra.config.stack_file import parse_scalar, read_document, read_stack_file


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problem(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_stack_file(path)
    (only,) = caught.value.problems
    return str(only)


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "On", "NO", "y", "n"])
def test_on_and_off_stay_text_because_the_engine_reads_yaml_1_2(word: str) -> None:
    assert parse_scalar(word) == word


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        ("'012'", "012"),
        ('"2026-11-24"', "2026-11-24"),
        ("tRue", "tRue"),
        ("1.2.3", "1.2.3"),
        ("[a, 1]", ["a", 1]),
    ],
)
def test_scalars_have_the_values_of_yaml_1_2(text: str, value: object) -> None:
    assert parse_scalar(text) == value


@pytest.mark.parametrize("text", ["012", "2026-11-24", "0x1f", "0o17", "1_000", ".inf", "-012", "2026-1-2"])
def test_what_the_engine_would_turn_into_something_else_must_be_quoted(tmp_path: Path, text: str) -> None:
    line = problem(write(tmp_path, f"config:\n  sayar:tier: {text}\n"))
    assert line.startswith("Pulumi.dev.yaml: line 2: ")
    assert "quote it" in line


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    assert problem(tmp_path / "Pulumi.prod.yaml").startswith("Pulumi.prod.yaml: ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"config:\n  sayar:tier: [starter\n", "line"),
        (b"config:\n  sayar:tier: a\n  sayar:tier: b\n", "is there twice"),
        ("config:\n  sayar:tier: größe\n".encode("latin-1"), "UTF-8"),
        ("config:\n".encode("utf-16"), "UTF-8"),
        (b"- a\n- b\n", "a mapping"),
        (b"config: 3\n", "a mapping"),
        (b"confg: {}\n", "unknown key"),
        (b"config:\n  1: a\n", "a key must be text"),
        (b"config: {a: *nowhere}\n", "undefined alias"),
        (b"config:\n  a: !!python/object:os.system {}\n", "tag"),
        (b"\x00\x01", ""),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_with_its_name(tmp_path: Path, content: bytes, says: str) -> None:
    line = problem(write(tmp_path, content))
    assert line.startswith("Pulumi.dev.yaml: ")
    assert says in line
    assert "\n" not in line


def test_an_empty_file_holds_nothing_and_is_no_error(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "")) == {}


def test_the_keys_that_the_engine_writes_itself_are_accepted(tmp_path: Path) -> None:
    text = "encryptionsalt: v1:abc\nsecretsprovider: passphrase\nconfig:\n  sayar:tier: growth\n"
    assert read_stack_file(write(tmp_path, text)) == {"sayar:tier": "growth"}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read_stack_file(write(tmp_path, b"\xef\xbb\xbfconfig:\n  sayar:tier: growth\n")) == {"sayar:tier": "growth"}
