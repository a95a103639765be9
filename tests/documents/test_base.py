"""The bytes of a document: the same for the same values, and plain JSON whatever the values are."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sayar.documents.base import Part, dumps, to_json
from sayar.documents.plan import Tier

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_every_value_reads_back_as_it_was(value: Any) -> None:
    assert json.loads(dumps(value)) == value


@given(VALUES)
def test_what_is_read_back_is_written_as_the_same_bytes(value: Any) -> None:
    assert dumps(json.loads(dumps(value))) == dumps(value)


@given(VALUES)
def test_there_is_one_newline_at_the_end_and_none_more(value: Any) -> None:
    text = dumps(value)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize(("value", "text"), [(17, "17"), (17.0, "17"), (-0.0, "0"), (0.5, "0.5"), (True, "true")])
def test_a_whole_number_has_no_fraction_and_true_is_no_number(value: Any, text: str) -> None:
    assert dumps(value) == f"{text}\n"
    assert json.loads(dumps([{"x": value}, (value,)])) == [{"x": value}, [value]]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_has_no_word_for_is_refused_however_deep_it_is(value: float) -> None:
    for wrapped in (value, [value], {"a": {"b": (value,)}}):
        with pytest.raises(ValueError, match="JSON compliant"):
            dumps(wrapped)


def test_letters_of_all_languages_stay_readable() -> None:
    assert dumps({"größe": "–"}) == '{\n  "größe": "–"\n}\n'


def test_keys_keep_the_order_of_the_contract() -> None:
    assert list(json.loads(dumps({"z": 1, "a": 2}))) == ["z", "a"]


def test_a_slip_of_our_own_is_no_document() -> None:
    with pytest.raises(ValidationError):
        Tier.model_validate({"tier": "growth", "teir": "growth"})
    with pytest.raises(ValidationError):
        Tier(tier="growth").tier = "scale"  # type: ignore[misc]


def test_every_document_is_written_through_its_aliases() -> None:
    class Move(Part):
        origin: str

        model_config = {"alias_generator": lambda name: {"origin": "from"}[name]}

    assert to_json(Move(origin="starter")) == '{\n  "from": "starter"\n}\n'
