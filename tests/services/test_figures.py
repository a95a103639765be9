"""The numbers that no spec says."""

import pytest

from components.network.regions import every
from sayar.services.figures import figure, figures
from sayar.services.origins import PART


def test_every_figure_has_a_source_and_assumptions_say_that_they_are_some() -> None:
    for row in figures().values():
        assert (row.confidence == "assumed") == row.source.startswith("planning assumption"), row.name


def test_the_figures_are_those_of_the_sources() -> None:
    # A day at least; up to 66 % shorter failovers; the cache of the worked example of the downtime model.
    assert {name: figure(name) for name in figures()} == {
        "webhook_window_s": 86400,
        "proxy_factor": 0.34,
        "feed_hit_ratio": 0.9,
        "feed_stale_if_error_s": 900,
    }
    with pytest.raises(KeyError):
        figure("nothing")


def test_no_region_looks_like_a_part_of_a_service_in_the_first_region() -> None:
    from fnmatch import fnmatchcase

    for region in every():
        assert not fnmatchcase(f"api-{region.name}-instance", f"api{PART}"), region.name
    assert all(fnmatchcase(f"api-{part}", f"api{PART}") for part in ("instance", "domain", "egress"))
