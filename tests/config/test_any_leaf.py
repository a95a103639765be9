"""Whatever stands in a leaf of a stack file, the answer is a config or a refusal with paths, never a traceback."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.config.check import resolve
from infra.config.errors import ConfigError, ConfigProblem
from infra.config.layers import Layer
from infra.config.platform import TIERS
from tests.infra.projects import values

STRANGE = ("", "mars-north", "us-east", "eu-west", "on", "none", 0, -1, 1, 7.5, 10**9, None, True, [], {}, [""])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all leaves, and of the lists that they stand in."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        yield path
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path


def refusals(tier: str, said: dict[str, Any]) -> tuple[ConfigProblem, ...]:
    """What is refused, nothing where the config is taken. Whatever else is raised fails the test."""
    try:
        resolve("prod", tier, [Layer("file", said)])  # type: ignore[arg-type]
    except ConfigError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("tier", TIERS)
def test_a_leaf_of_any_value_is_taken_or_refused_in_words(tier: str) -> None:
    shipped = values(tier)
    paths = sorted(leaves({key: shipped[key] for key in shipped if key != "tier"}), key=str)

    @settings(max_examples=150)
    @given(st.lists(st.tuples(st.sampled_from(paths), st.sampled_from(STRANGE)), min_size=1, max_size=3))
    def changed(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
        said = values(tier)
        for (*steps, last), new in edits:
            here: Any = said
            try:
                for step in steps:
                    here = here[step]
                here[last] = new
            except (IndexError, KeyError, TypeError):
                return  # an edit before has taken the place away
        for problem in refusals(tier, said):
            assert problem.path.startswith("sayar:")
            assert problem.allowed

    changed()
