"""Whether two texts mean the same to Postgres."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.supabase.facts import facts
from providers.supabase.quantities import alike


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("64MB", "65536kB", None),
        ("1GB", "1024MB", None),
        ("1.5GB", "1536MB", None),
        ("120000ms", "2min", None),
        ("1d", "24h", None),
        ("60000", "1min", "ms"),
        ("300", "5min", "s"),
        ("4096", "4MB", "kB"),
        ("32768", "256MB", "8kB"),
        ("0", "0ms", "ms"),
        ("-1", "-1", "MB"),
        (" 64 MB", "64MB", None),
        ("on", "on", None),
    ],
)
def test_the_same(one: str, other: str, unit: str | None) -> None:
    assert alike(one, other, unit)
    assert alike(other, one, unit)


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("64MB", "64kB", None),
        ("64MB", "64", None),
        ("1min", "1MB", None),
        ("0", "-1", "ms"),
        ("on", "off", None),
        ("64mb", "64MB", None),
    ],
)
def test_not_the_same(one: str, other: str, unit: str | None) -> None:
    assert not alike(one, other, unit)
    assert not alike(other, one, unit)


@given(number=st.integers(1, 10**9), unit=st.sampled_from(["kB", "MB", "GB"]))
def test_any_size_is_itself_in_the_next_smaller_unit(number: int, unit: str) -> None:
    smaller = {"kB": "B", "MB": "kB", "GB": "MB"}[unit]
    assert alike(f"{number}{unit}", f"{number * 1024}{smaller}", None)
    assert not alike(f"{number}{unit}", f"{number * 1024 + 1}{smaller}", None)


def test_every_setting_that_is_a_text_has_a_unit_for_bare_numbers() -> None:
    names = ("statement_timeout", "checkpoint_timeout", "work_mem", "shared_buffers", "max_wal_size")
    assert [facts().unit(name) for name in names] == ["ms", "s", "kB", "8kB", "MB"]
    assert facts().unit("max_connections") is None


def test_sizes_are_ordered_and_bound_the_replicas() -> None:
    sizes = ("nano", "micro", "small", "large", "xlarge", "48xlarge")
    assert [facts().replicas_of(size) for size in sizes] == [0, 0, 2, 2, 5, 5]
    assert facts().smallest_with_replicas == "small"
