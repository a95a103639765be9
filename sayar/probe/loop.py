"""Asks every surface once a period, each on its own schedule, so that one that hangs delays neither another one nor
its own next second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from sayar.probe.model import Answer, Mark, Pace, Reading, Target

Ask = Callable[[Target], Awaitable[Answer]]
Phase = Callable[[], str | None]
Tell = Callable[[str], None]
TIMEOUT = "timeout"


@dataclass(slots=True)
class Schedule:
    """When the seconds begin, on the event loop's clock; it ends when `stop` is set, or after `limit` seconds."""

    pace: Pace
    stop: asyncio.Event
    limit: int | None
    clock: Callable[[], float]
    began: float = field(init=False)

    def __post_init__(self) -> None:
        """Begin now."""
        self.began = self.clock()

    async def until(self, second: int) -> int | None:
        """Wait for a second to begin and give its number; a later one where it has passed meanwhile, None at the end.

        What has passed was not asked, as on a machine that slept: those seconds are not measured.
        """
        due = self.began + second * self.pace.period_s
        # The end of the last second is the end of the run, also for those who wait for the one after it.
        while not self.stop.is_set() and (self.limit is None or second < self.limit):
            rest = due - self.clock()
            if rest <= 0:
                now = max(second, self.passed())
                return now if self.limit is None or now < self.limit else None
            try:
                await asyncio.wait_for(self.stop.wait(), rest)
            except TimeoutError:
                continue
        return None

    def passed(self) -> int:
        """How many seconds are over."""
        return int((self.clock() - self.began) / self.pace.period_s)


@dataclass(slots=True)
class Measured:
    """What came in: readings by surface, marks of phases, and how many seconds were begun."""

    readings: dict[str, tuple[Reading, ...]]
    marks: tuple[Mark, ...]
    seconds: int


async def measure(
    targets: Iterable[Target],
    ask: Ask,
    pace: Pace,
    *,
    stop: asyncio.Event,
    phase: Phase,
    tell: Tell,
    for_s: float | None = None,
) -> Measured:
    """Ask until `stop` is set or `for_s` seconds are over; answers that are under way then are waited for.

    `phase` says which phase is in force, and is called once a period.
    """
    limit = None if for_s is None else max(1, round(for_s / pace.period_s))
    schedule = Schedule(pace, stop, limit, asyncio.get_running_loop().time)
    # Every second of the run has a phase, the first one too.
    marks = [Mark(0, phase())]
    surfaces = [_Surface(target, ask, pace, tell) for target in targets]
    async with asyncio.TaskGroup() as group:
        group.create_task(_mark(schedule, phase, marks, tell))
        for surface in surfaces:
            group.create_task(surface.run(schedule, group))
    begun = max((surface.begun for surface in surfaces), default=0)
    found = {one.target.surface: tuple(sorted(one.readings, key=lambda reading: reading.second)) for one in surfaces}
    return Measured(found, tuple(marks), limit if limit is not None and not stop.is_set() else begun)


async def _mark(schedule: Schedule, phase: Phase, marks: list[Mark], tell: Tell) -> None:
    second = await schedule.until(1)
    while second is not None:
        now = phase()
        if now != marks[-1].phase:
            marks.append(Mark(second, now))
            tell(f"phase: {now or 'no move under way'}")
        second = await schedule.until(second + 1)


@dataclass(slots=True)
class _Surface:
    target: Target
    ask: Ask
    pace: Pace
    tell: Tell
    readings: list[Reading] = field(default_factory=list)
    begun: int = 0
    last_down: int | None = None

    async def run(self, schedule: Schedule, group: asyncio.TaskGroup) -> None:
        """Ask in every second, however the one before ends. The group waits for what is under way at the end."""
        flights: set[asyncio.Task[None]] = set()
        second = await schedule.until(0)
        while second is not None:
            self.begun = second + 1
            if len(flights) < self.pace.at_once:
                flight = group.create_task(self._once(second))
                flights.add(flight)
                flight.add_done_callback(flights.discard)
            second = await schedule.until(second + 1)

    async def _once(self, second: int) -> None:
        try:
            async with asyncio.timeout(self.pace.timeout_s):
                answer = await self.ask(self.target)
        except TimeoutError:
            answer = Answer(TIMEOUT, self.pace.timeout_s)
        self.readings.append(Reading(second, answer))
        self._told(second, answer)

    def _told(self, second: int, answer: Answer) -> None:
        """Say it when a surface falls and when it is back; an answer to an earlier second is no news."""
        name = self.target.surface
        if answer.reason is not None:
            if self.last_down is None:
                self.tell(f"{name}: not served in second {second}: {answer.reason}")
            self.last_down = max(second, self.last_down or 0)
        elif self.last_down is not None and second > self.last_down:
            self.tell(f"{name}: served again in second {second}")
            self.last_down = None
