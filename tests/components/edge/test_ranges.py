"""The addresses of the edge: what load balancers admit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.edge.ranges import edge_ranges, public_networks


def test_the_published_ranges_are_public_sorted_and_dated() -> None:
    found = edge_ranges()
    assert len(found.ipv4) == 15
    assert found.ipv4[0] == "103.21.244.0/22"
    assert found.ipv4[-1] == "198.41.128.0/17"
    assert date.fromisoformat(found.date)
    assert "cloudflare.com/ips-v4" in found.source


@pytest.mark.parametrize("text", ["10.0.0.0/8", "0.0.0.0/0", "127.0.0.0/8", "203.0.113.0/24"])
def test_a_range_that_would_admit_others_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no public network"):
        public_networks([text])


def test_a_range_in_another_is_refused_in_either_order() -> None:
    for texts in (["104.16.0.0/13", "104.16.0.0/14"], ["104.20.0.0/16", "104.16.0.0/13"]):
        with pytest.raises(ValueError, match="lies in"):
            public_networks(texts)


def test_bits_behind_the_prefix_are_a_slip_and_no_network() -> None:
    with pytest.raises(ValueError, match="host bits set"):
        public_networks(["104.16.0.1/13"])


@given(st.permutations(edge_ranges().ipv4))
def test_the_order_of_the_file_does_not_count(texts: list[str]) -> None:
    assert public_networks(texts) == edge_ranges().ipv4
