"""Faults on request: counted, matched by name, and struck in the order in which they were added."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.faults import Fault, Faults


def _struck(faults: Faults, operation: str, times: int) -> list[str | None]:
    return [fault.message if fault else None for fault in (faults.strike(operation) for _ in range(times))]


def test_a_fault_strikes_as_often_as_asked_after_those_that_it_lets_pass() -> None:
    faults = Faults()
    faults.add(Fault("serviceCreate", "500", times=2, skip=1, message="x"))
    assert _struck(faults, "serviceCreate", 5) == [None, "x", "x", None, None]


def test_the_first_fault_that_matches_wins_and_the_next_follows() -> None:
    faults = Faults()
    faults.add(Fault("serviceCreate", "500", message="first"))
    faults.add(Fault("*", "500", message="second"))
    assert _struck(faults, "serviceCreate", 3) == ["first", "second", None]


@pytest.mark.parametrize(("on", "operation"), [("POST /v1/projects", "POST /v1/projects"), ("*Create", "volumeCreate")])
def test_a_fault_is_matched_by_a_pattern(on: str, operation: str) -> None:
    faults = Faults()
    faults.add(Fault(on, "429"))
    assert faults.strike("other") is None
    assert faults.strike(operation) == Fault(on, "429")


def test_cleared_faults_do_not_strike() -> None:
    faults = Faults()
    faults.add(Fault("*", "429"))
    faults.clear()
    assert faults.strike("x") is None


def test_threads_at_the_same_time_strike_no_fault_twice() -> None:
    faults = Faults()
    faults.add(Fault("*", "429", times=50))
    with ThreadPoolExecutor(8) as pool:
        struck = list(pool.map(lambda _: faults.strike("x"), range(200)))
    assert sum(fault is not None for fault in struck) == 50


@pytest.mark.parametrize(
    "wrong",
    [
        {"on": ""},
        {"effect": "explode"},
        {"times": 0},
        {"skip": -1},
        {"seconds": -1},
        {"effect": "hang", "after": True},
    ],
)
def test_a_fault_that_cannot_happen_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"none of|must not be empty|after is for"):
        Fault(**{"on": "*", "effect": "500", **wrong})


@pytest.mark.parametrize(
    ("fault", "works"),
    [
        (Fault("*", "500"), False),
        (Fault("*", "500", after=True), True),
        (Fault("*", "drop_before"), False),
        (Fault("*", "drop_after"), True),
        (Fault("*", "hang"), True),
        (Fault("*", "hang", late=False), False),
    ],
)
def test_a_fault_says_whether_the_work_is_done_all_the_same(fault: Fault, works: bool) -> None:
    assert fault.works is works
