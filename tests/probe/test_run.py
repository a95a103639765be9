"""The whole probe with real servers, at a pace that tests can wait for: a fifth of a second is a second here."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

from sayar.probe.judge import document
from sayar.probe.model import Pace, Run, Target
from sayar.probe.run import probe
from tests.probe.conftest import Serve

PACE = Pace(period_s=0.2, timeout_s=0.5)


def run(
    *targets: Target, for_s: float | None = 1.6, phase: Callable[[], str | None] = lambda: None
) -> tuple[Run, list[str]]:
    told: list[str] = []
    return probe(targets, PACE, phase=phase, tell=told.append, for_s=for_s), told


def target(surface: str, url: str) -> Target:
    return Target(surface, "GET", url, (200,))


def reasons(found: Run, surface: str) -> list[str | None]:
    return [reading.answer.reason for reading in found.readings[surface]]


def test_one_that_hangs_delays_neither_another_one_nor_its_own_next_second(serve: Serve) -> None:
    good, hanging, wrong = serve(), serve(None), serve(503)
    found, told = run(
        target("api", good.url),
        target("webhook", hanging.url),
        target("csv", wrong.url),
        target("web", "http://surface.invalid/"),
    )
    assert found.seconds == 8
    wanted = {"api": None, "webhook": "timeout", "csv": "status 503", "web": "name not resolved"}
    for surface, reason in wanted.items():
        assert set(reasons(found, surface)) == {reason}
        # Each second that was asked in counts, the last ones too. A machine that is busy may miss one or two.
        assert len(found.readings[surface]) >= 6
    assert 2 <= hanging.most_at_once <= PACE.at_once, "a request that is given up is closed"
    assert "webhook: not served in second 0: timeout" in told


def test_a_server_that_dies_and_comes_back_has_one_gap(serve: Serve) -> None:
    surface = serve()
    dies, lives = threading.Timer(0.5, surface.stop), threading.Timer(1.3, surface.start)
    dies.start()
    lives.start()
    found, told = run(target("api", surface.url), for_s=2.0)
    dies.join()
    lives.join()
    (gap,) = document("prod", found, [target("api", surface.url)]).surfaces["api"].down
    # It was gone for 0.8 s: four of the requests, whose distance is 0.2 s, found nobody; the ends are not sharp.
    assert round(gap.seconds / PACE.period_s) in (3, 4, 5)
    assert set(gap.reasons) <= {"refused", "connection broken"}
    assert [line.split(" in second")[0] for line in told] == ["api: not served", "api: served again"]


def test_the_phases_of_a_move_are_in_what_was_measured_in_their_order(serve: Serve) -> None:
    left = ["expand", "expand", "shift", None]
    found, _ = run(target("api", serve().url), phase=lambda: left.pop(0) if len(left) > 1 else left[0])
    # In which second each came is seen in the schedule's own tests, on a clock that no busy machine holds up.
    assert [mark.phase for mark in found.marks] == ["expand", "shift", None]


def test_a_signal_ends_it_in_order_and_nothing_that_was_measured_is_lost(serve: Serve) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    timer = threading.Timer(0.9, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    began = time.monotonic()
    found, told = run(target("api", serve().url), target("web", serve(None).url), for_s=None)
    timer.join()
    assert time.monotonic() - began < 3, "it waits for one timeout at most"
    assert len(found.readings["api"]) == len(found.readings["web"]) == found.seconds
    assert found.seconds in (4, 5, 6)
    assert told[-1] == "ending: the last answers are waited for"
    assert {number: signal.getsignal(number) for number in before} == before
