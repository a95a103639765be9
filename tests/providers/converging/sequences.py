"""Random programs after one another, random faults between them, and how many are run."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from tests.fakes.faults import Fault
from tests.fakes.server import Fake
from tests.support.plugin import FailedError, Plugin
from tests.support.small_engine import SmallEngine, Wanted

SEQUENCES: Final = int(os.environ.get("SAYAR_PROVIDER_SEQUENCES", "40"))
"""For each provider; the soak runs ten times as many."""
TIMINGS: Final = {
    "request_s": 0.3,
    "tries": 4,
    "first_wait_s": 0.002,
    "longest_wait_s": 0.02,
    "retry_s": 2,
    "poll_s": 0.005,
    "appear_s": 0.5,
    "settle_s": 0.1,
    "ready_s": 0.5,
    "paced": False,
}
CALM: Final = {**TIMINGS, "request_s": 20, "retry_s": 60, "appear_s": 1.5, "settle_s": 2, "ready_s": 20}
"""Where nothing goes wrong nothing has to time out, however busy the machine is."""
_NAMED: Final = re.compile(r"(creating|updating|reading|deleting|comparing|checking) [a-z]+:index:[A-Za-z]+ '")
_LONG: Final = 0.6  # seconds of a hang that outlasts the time-out and the time to settle
LIMIT = settings(
    max_examples=SEQUENCES,
    deadline=None,
    # A sequence takes a second: making a failing one shorter would take longer than reading it.
    phases=[Phase.generate],
    derandomize="SAYAR_PROVIDER_SEQUENCES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
"""The same sequences in every run of CI, others in a soak."""


@dataclass(frozen=True, slots=True)
class Processes:
    """The provider twice: one that soon gives up, for runs with faults, and one that is patient, for those without."""

    hurried: Plugin
    patient: Plugin

    def configure(self, **args: Any) -> None:
        """Give both the same arguments."""
        self.hurried.configure(**args)
        self.patient.configure(**args)

    @property
    def told(self) -> list[str]:
        """Every text that either has failed with."""
        return self.hurried.told + self.patient.told


@contextmanager
def processes(launcher: Path) -> Iterator[Processes]:
    """Both processes, for as long as the block runs."""
    hurried, patient = (Plugin(launcher, {"SAYAR_PROVIDER_TIMINGS": json.dumps(each)}) for each in (TIMINGS, CALM))
    with hurried, patient:
        yield Processes(hurried, patient)


@dataclass(frozen=True, slots=True)
class Step:
    """A program to bring about, and the faults that meet it and its first rerun."""

    program: Any
    faults: tuple[Fault, ...]
    again: tuple[Fault, ...]


def faults(operations: Sequence[str]) -> st.SearchStrategy[tuple[Fault, ...]]:
    """Up to three faults; one that hangs is done late, and sometimes later than anybody waits."""
    effects: list[dict[str, Any]] = [
        {"effect": "429", "times": 2},
        {"effect": "500"},
        {"effect": "500", "after": True},
        {"effect": "502", "times": 9},
        {"effect": "drop_before"},
        {"effect": "drop_after"},
        {"effect": "not_authorized"},
        {"effect": "refuse", "message": "not today"},
        {"effect": "hang", "seconds": _LONG},
        {"effect": "hang", "seconds": _LONG, "late": False},
    ]
    fault = st.builds(
        lambda on, effect, skip: Fault(on, skip=skip, **effect),
        st.sampled_from(list(operations)),
        st.sampled_from(effects),
        st.sampled_from([0, 0, 0, 1, 2, 3]),
    )
    return st.lists(fault, max_size=3).map(tuple)


def steps(programs: st.SearchStrategy[Any], operations: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    """A sequence of programs with their faults."""
    some = faults(operations)
    return st.lists(st.builds(Step, programs, some, some), min_size=1, max_size=3)


def brought_about(
    engine: SmallEngine,
    provider: Processes,
    fake: Fake,
    step: Step,
    program: Sequence[Wanted],
    calm: Callable[[], None],
) -> None:
    """Run a step: with faults, again with others, and a last time without any, which must succeed.

    `calm` ends what goes wrong at the platform beside the faults. Afterwards the engine has the patient provider.
    """
    told: list[str] = []
    engine.plugin = provider.hurried
    for some in (step.faults, step.again):
        fake.faults.clear()
        for fault in some:
            fake.faults.add(fault)
        try:
            engine.update(program)
        except FailedError as failed:
            told.append(str(failed))
        # It would finish behind our back what nobody waits for any longer.
        fake.until_quiet()
    fake.faults.clear()
    calm()
    engine.plugin = provider.patient
    engine.update(program)
    # Whatever went wrong, a person can read it, and it names resource and call.
    assert not [text for text in told if "Traceback" in text or "fault of the provider" in text]
    assert not [text for text in told if not _NAMED.match(text)]
