"""Ranges of addresses are compared as numbers, never as text."""

from ipaddress import IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from components.network import cidr


@st.composite
def networks(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(0, 32))
    address = draw(st.integers(0, 2**32 - 1)) >> (32 - prefix) << (32 - prefix)
    return str(IPv4Network((address, prefix)))


def test_a_range_is_named_by_its_first_address() -> None:
    # 10.0.0.1/16 is an address with a mask; what was meant is in the message.
    (problem,) = cidr.sound("x", "10.0.0.1/16")
    assert (problem.path, problem.value) == ("x", "10.0.0.1/16")
    assert "10.0.0.0/16" in problem.allowed


def test_a_number_above_255_and_a_prefix_above_32_are_no_range() -> None:
    assert [cidr.parsed(text) for text in ("10.0.0.256/24", "10.0.0.0/33", "10.0.0.0")] == [
        None,
        None,
        IPv4Network("10.0.0.0/32"),
    ]
    assert "up to 255" in next(cidr.sound("x", "10.0.0.256/24")).allowed


def test_neighbours_do_not_overlap_and_a_part_does() -> None:
    assert not cidr.overlap("10.0.0.0/16", "10.1.0.0/16")
    assert cidr.overlap("10.0.0.0/16", "10.0.255.0/24")


def test_only_the_later_of_two_overlapping_ranges_is_reported_because_one_change_mends_it() -> None:
    found = list(cidr.overlaps("r[{}]", ["10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16", "10.2.0.0/16"]))
    assert [problem.path for problem in found] == ["r[1]", "r[3]"]


@given(networks(), networks())
def test_overlap_is_the_same_both_ways_and_follows_from_being_inside(one: str, other: str) -> None:
    assert cidr.overlap(one, other) == cidr.overlap(other, one)
    if cidr.inside(one, [other]):
        assert cidr.overlap(one, other)


@given(networks())
def test_every_range_is_sound_and_inside_itself(text: str) -> None:
    assert list(cidr.sound("x", text)) == []
    assert cidr.inside(text, (text,))


def test_a_text_that_is_no_range_overlaps_nothing_because_it_is_reported_elsewhere() -> None:
    assert not cidr.overlap("nonsense", "10.0.0.0/8")
    assert not cidr.inside("nonsense", ["0.0.0.0/0"])
