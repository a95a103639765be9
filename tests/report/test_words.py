"""Short words for long identifiers, seconds as people say them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.plan import Tier
from sayar.report.words import MARKS, duration, flags, group_of, grouped, listed, short_type, shown, title
from tests.plan.made import told
from tests.report.made import document, in_group


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


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "unknown"),
        (0, "0 s"),
        (0.04, "under 0.1 s"),
        (0.1, "0.1 s"),
        (12.5, "12.5 s"),
        (12.34, "12.3 s"),
        (119, "119 s"),  # below two minutes seconds alone are read faster
        (119.9, "119.9 s"),
        (120, "2 min"),
        (130, "2 min 10 s"),
        (3570, "59 min 30 s"),  # rounded to minutes it would be an hour
        (3599, "59 min 59 s"),
        (3599.6, "1 h"),
        (3600, "1 h"),
        (3629, "1 h"),
        (3660, "1 h 1 min"),
        (7199, "2 h"),  # and never the 1 h 59 min that is less than it
        (86399, "24 h"),
        (86400, "1 d"),
        (90000, "1 d 1 h"),
        (1_209_600, "14 d"),
    ],
)
def test_seconds_are_said_as_people_say_them_and_unknown_ones_are_never_zero(value: float | None, said: str) -> None:
    assert duration(value) == said


@given(st.floats(min_value=0.1, max_value=1e7))
def test_no_duration_is_told_as_zero_or_off_by_more_than_half_of_its_smallest_part(value: float) -> None:
    units = {"s": 1, "min": 60, "h": 3600, "d": 86400}
    words = duration(value).split()
    told_s = sum(float(number) * units[unit] for number, unit in batched(words))
    # Tenths below two minutes; above, the part beside the unit: seconds, minutes, hours.
    step = 0.1 if value < 120 else {"s": 1, "min": 1, "h": 60, "d": 3600}[words[1]]
    assert abs(told_s - value) <= step / 2 + 1e-6 * value


def batched(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("verdict", "said"), [("at_risk", "at risk"), ("ok", "ok")])
def test_a_verdict_is_told_without_an_underscore(verdict: Any, said: str) -> None:
    assert shown(verdict) == said


def test_unknown_ends_of_a_move_have_a_name() -> None:
    assert title(document()) == "starter to growth"
    assert title(document(origin=None, to=None)) == "old to new", "a stack of anybody's has no tiers"
    assert title(document(origin=None, to=Tier(tier="scale"))) == "the deployed state to scale"


def test_marks_stand_in_the_order_in_which_a_reader_should_meet_them() -> None:
    assert list(MARKS) == ["delete", "replace", "update", "create"]
    assert len(set(MARKS.values())) == 4
