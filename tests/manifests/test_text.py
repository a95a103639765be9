"""Texts stay texts for a parser of YAML 1.1 and for one of 1.2."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sayar.manifests.text import dumped

TRICKY = [
    "y",
    "No",
    "on",
    "1e3",
    "0x1F",
    "0o14",
    "12:30:45",
    "1_000",
    "~",
    "null",
    "2026-11-24",
    "",
    " a",
    "-",
    ".5",
    "=",
    "<<",
]


@pytest.mark.parametrize("text", TRICKY)
def test_a_text_that_looks_like_something_else_is_quoted(text: str) -> None:
    assert dumped({"a": text, text: "a"}).splitlines()[0] == f'a: "{text}"'


@given(st.text(max_size=12) | st.sampled_from(TRICKY) | st.text("a \n\t", max_size=8))
def test_every_text_comes_back(text: str) -> None:
    assert yaml.safe_load(dumped({"a": {"b": [text]}, "c": {text: 1}})) == {"a": {"b": [text]}, "c": {text: 1}}


def test_a_file_in_a_config_map_reads_as_the_file() -> None:
    assert dumped({"data": {"a.conf": "one\n  two\n"}}) == "data:\n  a.conf: |\n    one\n      two\n"


def test_what_is_there_twice_is_written_twice() -> None:
    labels = {"app": "api"}
    assert "&" not in dumped({"a": labels, "b": labels})
