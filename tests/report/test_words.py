"""Short words for long identifiers, sentences for verdicts."""

from typing import Any

import pytest

from sayar.documents.plan import Finding, Tier
from sayar.plan.immutable import CHANGED
from sayar.report.words import MARKS, conclusion, flags, group_of, grouped, listed, seconds, short_type, title
from tests.plan.made import told
from tests.report.made import document, finding, in_group


@pytest.mark.parametrize(
    ("type_", "short"),
    [
        ("cloudflare:index/dnsRecord:DnsRecord", "cloudflare DnsRecord"),
        ("railway:index:Service", "railway Service"),
        ("pulumi:providers:cloudflare", "provider cloudflare"),
        ("kubernetes:apps/v1:Deployment", "kubernetes Deployment"),
        ("bare", "bare"),
    ],
)
def test_a_type_is_shortened_to_vendor_and_kind(type_: str, short: str) -> None:
    assert short_type(type_) == short


@pytest.mark.parametrize(
    ("parents", "group"),
    [
        ("sayar:edge:Zone$cloudflare:index/zone:Zone", "edge Zone"),
        ("sayar:edge:Zone", "edge Zone"),
        ("sayar:edge:Zone$sayar:edge:Records$a:b:C", "edge Records"),
        ("pulumi:providers:cloudflare", "stack"),
        ("other:edge:Zone$a:b:C", "stack"),
    ],
)
def test_a_change_belongs_to_the_innermost_component_around_it(parents: str, group: str) -> None:
    assert group_of(told(urn=f"urn:pulumi:prod::sayar::{parents}::a")) == group


def test_a_broken_urn_belongs_to_the_stack() -> None:
    assert group_of(told(urn="x")) == "stack"


def test_groups_keep_the_order_in_which_their_first_change_comes() -> None:
    changes = [in_group("b:B", "1"), in_group("a:A", "2"), in_group("b:B", "3")]
    assert {name: [one.name for one in members] for name, members in grouped(changes).items()} == {
        "b B": ["1", "3"],
        "a A": ["2"],
    }
    assert list(grouped(changes)) == ["b B", "a A"]


def test_flags_are_told_in_one_order() -> None:
    assert flags(told(may_replace=True, stateful=True, protected=True, retained=True)) == (
        "may replace",
        "stateful",
        "protected",
        "retained",
    )
    assert flags(told()) == ()


@pytest.mark.parametrize(("count", "shown"), [(0, ""), (1, "0"), (2, "0, 1"), (3, "0, 1 and 1 more")])
def test_a_list_ends_with_how_many_more_there_are(count: int, shown: str) -> None:
    assert listed([str(number) for number in range(count)], 2) == shown


@pytest.mark.parametrize(("value", "shown"), [(None, "unknown"), (0, "0 s"), (300.0, "300 s"), (1.5, "1.5 s")])
def test_seconds_that_nobody_knows_are_unknown_and_never_zero(value: float | None, shown: str) -> None:
    assert seconds(value) == shown


def test_unknown_ends_of_a_move_have_a_name() -> None:
    assert title(document()) == "starter to growth"
    assert title(document(origin=None, to=None)) == "old to new", "a stack of anybody's has no tiers"
    assert title(document(origin=None, to=Tier(tier="scale"))) == "the deployed state to scale"


@pytest.mark.parametrize(
    ("verdict", "effects", "says"),
    [
        ("ok", [], "Nothing would change."),
        ("ok", ["none"], "Nothing that serves traffic is touched."),
        ("unknown", ["unknown"], "Nobody knows what one change will do"),
        ("unknown", ["unknown", "unknown", "none"], "Nobody knows what 2 changes will do"),
        ("blocked", ["blocked"], "The engine would refuse 1 of them."),
        ("blocked", ["data_loss", "data_loss"], "2 would lose data."),
        ("blocked", ["blocked", "data_loss"], "The engine would refuse 1 of them and 1 would lose data."),
    ],
)
def test_the_conclusion_says_why_and_what_to_do(verdict: Any, effects: list[str], says: str) -> None:
    changes = [told(f"n{number}", effect=effect) for number, effect in enumerate(effects)]
    assert conclusion(document(*changes, verdict=verdict)).startswith(says)


@pytest.mark.parametrize(
    ("effects", "fields", "says"),
    [
        ([], 1, "1 selected field cannot change in place. Do not run it: change the plan first."),
        (["none"], 2, "2 selected fields cannot change in place. Do not run it"),
        # Releasing what is protected would not help.
        (["blocked"], 1, "The engine would refuse 1 of them and 1 selected field cannot change in place. Do not run"),
    ],
)
def test_a_field_that_cannot_change_in_place_is_a_reason_of_its_own(effects: list[str], fields: int, says: str) -> None:
    changes = [told(f"n{number}", effect=effect) for number, effect in enumerate(effects)]
    found = [Finding(id=CHANGED, severity="critical", text=f"{number}.", source="s") for number in range(fields)]
    said = conclusion(document(*changes, verdict="blocked", findings=(*found, finding("info", "Another."))))
    assert said.startswith(says)
    assert "release" not in said


@pytest.mark.parametrize(("effects", "released"), [(["data_loss"], False), (["blocked", "data_loss"], True)])
def test_only_where_something_is_protected_a_release_is_proposed(effects: list[str], released: bool) -> None:
    said = conclusion(document(*(told("a", effect=effect) for effect in effects), verdict="blocked"))
    assert ("release" in said) is released


@pytest.mark.parametrize("verdict", ["breach", "at_risk"])
def test_a_verdict_that_does_not_open_the_gate_is_never_told_as_harmless(verdict: Any) -> None:
    """No forecast has them yet; the document's model does, and `sayar up` refuses them."""
    said = conclusion(document(told("a", effect="full", typical_s=400, worst_s=900), verdict=verdict))
    assert not said.startswith("Nothing that serves traffic is touched")


def test_marks_stand_in_the_order_in_which_a_reader_should_meet_them() -> None:
    assert list(MARKS) == ["delete", "replace", "update", "create"]
    assert len(set(MARKS.values())) == 4
