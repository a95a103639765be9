"""How rows become a verdict: exceptions beat the rule around them, unknowns are never taken for certain."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.facts.replacement import ReplacementFacts
from sayar.graph.model import UNKNOWN, Ciphertext, Secret

ROWS = """package: x
version: "1"
source: "repo@1"
date: "2026-01-02"
confidence: documented
types:
  x:a:Plain: {replace: [name, account.id, "rules[*].ref"], replace_if_set: [location], maybe: [newer]}
  x:a:Free: {}
  x:a:AllBut:
    replace: ["*"]
    when:
      - {property: tags, when: "true", verdict: update}
    maybe: [newer]
  x:a:Sized:
    when:
      - {property: size, when: "old != null and new < old", verdict: replace}
      - {property: size, when: "old == null", verdict: maybe}
  x:a:Version:
    when:
      - {property: version, when: "version(new) < version(old)", verdict: replace}
  x:a:Block:
    replace: [group.subnets]
    when:
      - {property: group, when: "(old == null) != (new == null)", verdict: replace}
  x:a:Storage:
    when:
      - {property: storage, when: "like(after.engine, 'aurora*')", verdict: update}
    replace: [storage]
  x:a:Marked:
    delete_first: only one of a name may exist
    stateful: the rows
    sticky: the setting stays
    ignored: [etag, meta.hash]
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> ReplacementFacts:
    folder = tmp_path_factory.mktemp("facts")
    (folder / "x.yaml").write_text(ROWS, encoding="utf-8")
    return ReplacementFacts(folder)


@pytest.mark.parametrize(
    ("path", "old", "new", "verdict"),
    [
        ("name", "a", "b", "replace"),
        ("name", None, "b", "replace"),
        ("name", "a", None, "replace"),
        ("name", "a", Secret("a"), "update"),  # only the secrecy changed, not the value
        ("name", "a", Secret("b"), "replace"),
        ("name", "a", UNKNOWN, "maybe"),
        ("name", UNKNOWN, "b", "maybe"),
        ("name", Ciphertext("1"), Ciphertext("2"), "maybe"),
        ("name", Ciphertext("1"), None, "replace"),  # a secret that is gone was one
        ("names", "a", "b", "update"),
        ("other", UNKNOWN, "b", "update"),
        ("account.id", "a", "b", "replace"),
        ("account.name", "a", "b", "update"),
        ("account", {"id": "a"}, {"id": "b"}, "replace"),
        ("account", {"id": "a", "n": 1}, {"id": "a", "n": 2}, "update"),
        ("account", None, {"n": 2}, "update"),
        ("account", None, {"id": "a"}, "replace"),
        ("account", {"id": "a"}, UNKNOWN, "maybe"),
        ("rules[3].ref", "a", "b", "replace"),
        ("rules[3].action", "a", "b", "update"),
        ("rules[1]", None, {"ref": "b"}, "replace"),
        ("rules[1]", None, {"action": "b"}, "update"),
        ("rules", [{"ref": "a"}], [{"ref": "a", "action": "b"}], "update"),
        ("rules", [{"ref": "a"}], [{"ref": "b"}], "replace"),
        ("rules", UNKNOWN, [{"ref": "b"}], "maybe"),
        ("rules", [{"ref": "a"}], Ciphertext("1"), "maybe"),
        ("location", None, "eu", "replace"),
        ("location", "eu", "us", "replace"),
        ("location", "eu", None, "update"),
        ("location", "eu", UNKNOWN, "maybe"),
        ("location.part", "eu", None, "replace"),  # a part is gone, the whole is still set
        ("newer", 1, 2, "maybe"),
        ("newer.part", 1, 2, "maybe"),
    ],
)
def test_a_row_covers_its_property_what_is_below_and_what_holds_it(
    facts: ReplacementFacts, path: str, old: Any, new: Any, verdict: str
) -> None:
    assert facts.verdict("x:a:Plain", path, old, new) == verdict


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (10, 9, "replace"),
        (10, 10, "update"),
        (10, 11, "update"),
        (None, 9, "maybe"),
        (10, UNKNOWN, "maybe"),
        (UNKNOWN, 10, "maybe"),
        (10, "9", "maybe"),  # no order between a number and a text
        (Secret(10), Secret(9), "replace"),
    ],
)
def test_a_size_replaces_only_when_it_shrinks(facts: ReplacementFacts, old: Any, new: Any, verdict: str) -> None:
    assert facts.verdict("x:a:Sized", "size", old, new) == verdict


@pytest.mark.parametrize(
    ("old", "new", "verdict"), [("3.9", "3.10", "update"), ("3.10", "3.9", "replace"), ("3.9", "3.9.0", "update")]
)
def test_a_version_replaces_only_when_it_goes_back(facts: ReplacementFacts, old: str, new: str, verdict: str) -> None:
    assert facts.verdict("x:a:Version", "version", old, new) == verdict


def test_an_exception_beats_the_rule_around_it(facts: ReplacementFacts) -> None:
    assert facts.verdict("x:a:AllBut", "anything", 1, 2) == "replace"
    assert facts.verdict("x:a:AllBut", "tags", {"a": 1}, {"a": 2}) == "update"
    assert facts.verdict("x:a:AllBut", "tags.a", 1, 2) == "update"
    assert facts.verdict("x:a:AllBut", "newer", 1, 2) == "maybe"  # also where it stands after that rule


@pytest.mark.parametrize(
    ("path", "old", "new", "verdict"),
    [
        ("group", None, {"type": "a"}, "replace"),
        ("group", {"type": "a"}, None, "replace"),
        ("group.type", "a", "b", "update"),
        ("group.type", None, "b", "update"),  # the block was there before its part
        ("group.type", "a", None, "update"),
        ("group.subnets", ["a"], ["b"], "replace"),
        ("group.subnets[0]", "a", "b", "replace"),
    ],
)
def test_a_block_replaces_when_it_comes_or_goes_and_inside_only_where_a_row_says_so(
    facts: ReplacementFacts, path: str, old: Any, new: Any, verdict: str
) -> None:
    assert facts.verdict("x:a:Block", path, old, new) == verdict


def test_a_condition_on_another_input_is_open_until_that_input_is_at_hand(facts: ReplacementFacts) -> None:
    def asked(after: dict[str, Any] | None) -> str:
        return facts.verdict("x:a:Storage", "storage", "gp2", "gp3", before={}, after=after)

    assert asked({"engine": "aurora-postgresql"}) == "update"
    assert asked({"engine": "mysql"}) == "replace"
    assert asked({"engine": UNKNOWN}) == "maybe"
    assert asked(None) == "maybe"


def test_the_whole_comes_from_the_inputs_where_only_a_part_changed(facts: ReplacementFacts) -> None:
    before, after = {"size": {"gb": 5}}, {"size": {"gb": 4}}
    # An order between two objects has no answer, so the row stays open; between two numbers it would have one.
    assert facts.verdict("x:a:Sized", "size.gb", 5, 4, before=before, after=after) == "maybe"
    assert facts.verdict("x:a:Sized", "size.gb", 5, 4, before={"size": 5}, after={"size": 4}) == "replace"


def test_a_type_without_a_row_may_replace_on_anything_and_a_type_of_an_empty_row_on_nothing(
    facts: ReplacementFacts,
) -> None:
    assert facts.verdict("x:a:Never", "name", 1, 2) == "maybe"
    assert not facts.knows("x:a:Never")
    assert facts.verdict("y:a:Never", "name", 1, 2) == "maybe"
    assert facts.verdict("x:a:Free", "name", 1, UNKNOWN) == "update"
    assert facts.knows("x:a:Free")


def test_marks_of_a_type_are_told_with_their_reason_and_absent_ones_are_none(facts: ReplacementFacts) -> None:
    assert facts.deletes_first("x:a:Marked", {}, {})
    assert facts.stateful("x:a:Marked") == "the rows"
    assert facts.sticky("x:a:Marked") == "the setting stays"
    for type_ in ("x:a:Plain", "x:a:Never", "y:a:Never"):
        assert not facts.deletes_first(type_, {}, {})
        assert facts.stateful(type_) is None
        assert facts.sticky(type_) is None


def test_ignored_properties_are_ignored_with_what_is_below_and_nothing_else(facts: ReplacementFacts) -> None:
    assert facts.ignored("x:a:Marked", "etag")
    assert facts.ignored("x:a:Marked", "meta.hash.sum")
    assert not facts.ignored("x:a:Marked", "meta")
    assert not facts.ignored("x:a:Marked", "etags")
    assert not facts.ignored("x:a:Plain", "etag")


@pytest.mark.parametrize("path", ["__defaults", "__defaults[0]", "settings.__defaults[1]"])
def test_the_bookkeeping_of_bridged_providers_is_never_a_change(facts: ReplacementFacts, path: str) -> None:
    assert facts.ignored("x:a:Plain", path)
    assert facts.ignored("z:a:Unknown", path)


VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["a", "b"]) | st.just(UNKNOWN)


@given(st.sampled_from(["name", "account", "account.id", "location", "rules", "rules[0].ref", "newer"]), VALUES)
def test_a_known_value_against_itself_never_replaces(path: str, value: Any) -> None:
    verdict = _shared().verdict("x:a:Plain", path, value, value)
    assert verdict == ("maybe" if value is UNKNOWN and path != "account.name" else "update")


@given(VALUES, VALUES)
def test_an_unknown_never_gives_a_certain_replacement(old: Any, new: Any) -> None:
    verdict = _shared().verdict("x:a:Plain", "name", old, new)
    assert (verdict == "maybe") is (old is UNKNOWN or new is UNKNOWN)


_SHARED: list[ReplacementFacts] = []


@pytest.fixture(autouse=True)
def _share(facts: ReplacementFacts) -> None:
    _SHARED[:] = [facts]


def _shared() -> ReplacementFacts:
    return _SHARED[0]
