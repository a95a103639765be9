"""Paths are spelled as the engine spells them; patterns say which part of a resource a row is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.facts.paths import lies_above, pairs_at, parse_path, specificity, starts_with, top_of, value_at
from sayar.graph.model import UNKNOWN, Ciphertext, Secret


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("name", ("name",)),
        ("rules[0].ref", ("rules", 0, "ref")),
        ("a[1][2]", ("a", 1, 2)),
        ('tags["a.b"]', ("tags", "a.b")),
        ('tags["say \\"so\\""].x', ("tags", 'say "so"', "x")),
        ('["odd key"]', ("odd key",)),
        ("rules[*].ref", ("rules", "*", "ref")),
        ("*", ("*",)),
        ("__defaults", ("__defaults",)),
        ("x-y z", ("x-y z",)),
    ],
)
def test_a_path_is_read_as_the_engine_writes_it(text: str, segments: tuple[str | int, ...]) -> None:
    assert parse_path(text) == segments


@pytest.mark.parametrize("text", ["", ".a", "a..b", "a.", "a[", "a[x]", "a]b", 'a["b]', "a[0]b", "a[-1]"])
def test_what_is_no_path_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="property path"):
        parse_path(text)


@given(st.lists(st.one_of(st.integers(0, 99), st.text(min_size=1, max_size=5)), min_size=1, max_size=5))
def test_any_keys_survive_being_quoted(segments: list[str | int]) -> None:
    def spelled(segment: str | int) -> str:
        quoted = str(segment).replace("\\", "\\\\").replace('"', '\\"')
        return f"[{segment}]" if isinstance(segment, int) else f'["{quoted}"]'

    assert parse_path("".join(map(spelled, segments))) == tuple(segments)


def test_a_pattern_covers_itself_and_what_is_below() -> None:
    assert starts_with(("rules", 0, "ref"), ("rules",))
    assert starts_with(("rules", 0, "ref"), ("rules", "*", "ref"))
    assert not starts_with(("rules", 0, "action"), ("rules", "*", "ref"))
    assert not starts_with(("ruleset",), ("rules",))


def test_a_path_lies_above_a_pattern_only_when_it_is_shorter() -> None:
    assert lies_above(("rules",), ("rules", "*", "ref"))
    assert not lies_above(("rules", 0, "ref"), ("rules", "*", "ref"))
    assert not lies_above(("other",), ("rules", "*", "ref"))


def test_written_segments_are_more_specific_than_wildcards_and_length_wins() -> None:
    patterns = [("*",), ("rules", "*"), ("rules",), ("rules", 0)]
    assert sorted(patterns, key=specificity) == [("*",), ("rules",), ("rules", "*"), ("rules", 0)]


def test_a_value_is_found_through_secrets_and_is_null_where_nothing_stands() -> None:
    inputs = {"account": Secret({"ids": ["a", Secret("b")]})}
    assert value_at(inputs, ("account", "ids", 1)) == "b"
    assert value_at(inputs, ("account", "ids", 2)) is None
    assert value_at(inputs, ("account", "name", "first")) is None
    assert value_at({"a": 5}, ("a", "b")) is None


@pytest.mark.parametrize("hidden", [UNKNOWN, Ciphertext("v1:x")])
def test_nobody_knows_what_is_inside_of_an_unknown_or_a_ciphertext(hidden: object) -> None:
    assert value_at({"a": hidden}, ("a", "b")) is UNKNOWN


def test_a_wildcard_pairs_every_place_of_either_side() -> None:
    old = {"rules": [{"ref": "a"}]}
    new = {"rules": [{"ref": "a"}, {"ref": "b"}]}
    assert list(pairs_at(old, new, ("rules", "*", "ref"))) == [("a", "a"), (None, "b")]


def test_a_wildcard_over_an_unknown_still_pairs_what_the_known_side_has() -> None:
    pairs = list(pairs_at({"a": 1}, UNKNOWN, ("*",)))
    assert (1, UNKNOWN) in pairs


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("tags", "tags"),
        ("spec.parts[0].image", "spec"),
        ('["a.b"].c', "a.b"),
        ("rules[0]", "rules"),
        ("a..b", "a"),
        ('tags["open', "tags"),
        ("", ""),
    ],
)
def test_every_text_begins_with_some_property(text: str, top: str) -> None:
    assert top_of(text) == top
