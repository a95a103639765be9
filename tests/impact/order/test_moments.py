"""Problems that do not fit together."""

from __future__ import annotations

import pytest

from sayar.impact.order.model import Object, Problem, Step, Use, Version
from sayar.impact.order.moments import World

THING = Object("a", Version(), Version())
UPDATE = Step("u", "a", "update")


@pytest.mark.parametrize(
    ("objects", "steps", "message"),
    [
        ([THING], [Step("u", "a", "update", ("v",))], "step u comes after v, which is not there"),
        ([THING], [Step("u", "b", "update")], "step u is about b, which is not there"),
        ([THING], [UPDATE, Step("v", "a", "update")], "object a has two steps like v"),
        ([Object("a", Version((Use("b"),)))], [], "object a uses b, which is not there"),
        ([Object("a", Version((), ((Use("b"),),)))], [], "object a uses b, which is not there"),
        ([THING], [Step("u", "a", "update", ("u",))], "step u waits for itself"),
    ],
)
def test_a_problem_that_does_not_fit_together_is_refused(
    objects: list[Object], steps: list[Step], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        World(Problem(tuple(objects), tuple(steps), ()))


def test_a_circle_of_steps_is_refused() -> None:
    names = ["a", "b", "c"]
    steps = tuple(Step(one, one, "update", (before,)) for one, before in zip(names, ["c", "a", "b"], strict=True))
    with pytest.raises(ValueError, match="waits for itself"):
        World(Problem(tuple(Object(one, Version(), Version()) for one in names), steps, ()))


def test_what_comes_before_is_known_through_others() -> None:
    steps = (Step("c", "c", "create", ("b",)), Step("b", "b", "create", ("a",)), Step("a", "a", "create"))
    world = World(Problem(tuple(Object(one, None, Version()) for one in "abc"), steps, ()))
    assert world.before == (0b110, 0b100, 0)
