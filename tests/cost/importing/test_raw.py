"""Files that are torn, too deep, or nothing at all: one clear line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayar.cost.importing.raw import read_json, short
from sayar.graph.errors import InputError
from tests.cost.importing.listed import machine, price_list


def line(path: Path) -> str:
    with pytest.raises(InputError) as raised:
        read_json(path)
    (found,) = raised.value.problems
    assert "\n" not in found
    return found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "file.json: line 1: this is no JSON: Expecting value"),
        ("SKU,OfferTermCode,RateCode\n", "file.json: line 1: this is no JSON: Expecting value"),
        ('{"products": {"A": ', "file.json: line 1: it ends in the middle: Expecting value"),
        ('{\n"products": {"A": "Lin', "file.json: line 2: it ends in the middle: Unterminated string starting at"),
        ('{"a": 1, "a": 2}', "file.json: a: this key stands twice in one object"),
        ('[{"usd": NaN}]', "file.json: NaN is no number"),
        ("[" * 100_000, "file.json: nested too deeply to be a price list"),
    ],
)
def test_what_is_no_json_is_told_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    assert line(path) == says


def test_deep_json_that_ends_is_refused_as_well(tmp_path: Path) -> None:
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    assert line(path) == "deep.json: nested too deeply to be a price list"


def test_bytes_that_are_no_text_a_folder_and_no_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "packed.json").write_bytes(b"\x1f\x8b\x08\x00\xff\xfe")
    assert line(tmp_path / "packed.json") == "packed.json: this is no UTF-8 text"
    assert line(tmp_path).endswith("Is a directory")
    assert line(tmp_path / "none.json").endswith("none.json: No such file or directory")


def test_a_mark_of_byte_order_is_no_reason_to_refuse(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("[1]", encoding="utf-8-sig")
    assert read_json(path) == [1]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(part=st.floats(0, 0.999))
def test_a_list_that_is_torn_anywhere_is_refused(tmp_path: Path, part: float) -> None:
    path = price_list(tmp_path / "list.json", "AmazonEC2", [machine("m7g.large", "0.0816000000", reserved=True)])
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: int(len(text) * part)], encoding="utf-8")
    assert line(path).startswith("list.json: line 1: ")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_what_is_quoted_of_a_file_stays_one_short_line(value: object) -> None:
    found = short(value)
    assert "\n" not in found
    assert len(found) <= 61


def test_objects_are_seen_once_they_are_read_and_what_is_dropped_is_none(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"keep": {"a": 1}, "drop": {"b": 2}}), encoding="utf-8")
    assert read_json(path, lambda found: None if "b" in found else found) == {"keep": {"a": 1}, "drop": None}
