"""Platforms between two others."""

import pytest

from components.spec import Spec
from infra.moves.mixing import setting, taking


class Tree(Spec):
    height: int
    age: int


class Bush(Spec):
    height: int


class Garden(Spec):
    plant: Tree | Bush
    water: str


OLD = Garden(plant=Tree(height=1, age=2), water="rain")
NEW = Garden(plant=Tree(height=10, age=20), water="well")


def test_a_part_is_taken_and_all_else_stays() -> None:
    assert taking(OLD, NEW, ["plant.height"]) == Garden(plant=Tree(height=10, age=2), water="rain")
    assert taking(OLD, NEW, ["plant", "water"]) == NEW
    assert taking(OLD, NEW, []) == OLD


def test_between_two_kinds_nothing_is_split() -> None:
    other = Garden(plant=Bush(height=7), water="well")
    assert taking(OLD, other, ["plant.height"]) == Garden(plant=Bush(height=7), water="rain")


def test_a_value_is_set_at_its_path() -> None:
    assert setting(OLD, "plant.age", 3) == Garden(plant=Tree(height=1, age=3), water="rain")


def test_a_path_that_no_spec_has_is_a_mistake_of_the_recipe() -> None:
    with pytest.raises(AttributeError):
        taking(OLD, NEW, ["soil"])
    with pytest.raises(AttributeError):
        setting(OLD, "plant.width", 3)
