"""The network's side: what is tried again, what is never done twice, and how often the platform is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

import httpx
import pytest

from providers.kit.call import AddressError, Call, endpoint
from providers.kit.errors import (
    DoubtfulError,
    ForbiddenError,
    LimitedError,
    MissingError,
    PlatformError,
    RefusedError,
    StoppedError,
    UnreachableError,
)
from providers.kit.flights import Flights
from providers.kit.http import Http, failure
from providers.kit.once import made_once
from providers.kit.pace import Limit, Pace
from providers.kit.timings import Timings, TimingsError, timings
from providers.kit.waiting import Patience

T = TypeVar("T")
QUICK = Timings(
    request_s=1, tries=3, first_wait_s=0.001, longest_wait_s=0.02, retry_s=5, poll_s=0.001, appear_s=0.05, settle_s=0.02
)
Answer = Callable[[httpx.Request], httpx.Response]


def answers(*parts: httpx.Response | Exception) -> tuple[Answer, list[httpx.Request]]:
    """A platform that gives these answers one after another, the last one for ever, and what it was asked."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        part = parts[min(len(asked), len(parts)) - 1]
        if isinstance(part, Exception):
            raise part
        return part

    return answer, asked


def client(answer: Answer, patience: Patience | None = None) -> Http:
    return Http(
        "Acme",
        "https://api.acme.example",
        headers={"Authorization": "Bearer canary-token"},
        agent="sayar-infra-acme/0.1.0",
        pace=Pace(()),
        patience=patience or Patience(QUICK),
        transport=httpx.MockTransport(answer),
    )


async def sent(answer: Answer, *, again: bool, patience: Patience | None = None) -> httpx.Response:
    http = client(answer, patience)
    try:
        return await http.send(Call("GET /things", "GET", "/things", again=again))
    finally:
        await http.close()


def ran(work: Awaitable[T]) -> T:
    async def main() -> T:
        return await work

    return asyncio.run(main())


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_call_that_may_be_repeated_is_repeated_until_it_succeeds(status: int) -> None:
    answer, asked = answers(httpx.Response(status), httpx.Response(200, json={}))
    assert ran(sent(answer, again=True)).status_code == 200
    assert len(asked) == 2


@pytest.mark.parametrize("status", [429, 500])
def test_a_call_that_may_not_be_repeated_is_sent_once(status: int) -> None:
    answer, asked = answers(httpx.Response(status))
    with pytest.raises(PlatformError):
        ran(sent(answer, again=False))
    assert len(asked) == 1


def test_tries_are_bounded() -> None:
    answer, asked = answers(httpx.Response(500))
    with pytest.raises(DoubtfulError):
        ran(sent(answer, again=True))
    assert len(asked) == QUICK.tries


def test_no_connection_means_that_nothing_was_sent_so_even_a_create_is_tried_again() -> None:
    answer, asked = answers(httpx.ConnectError("refused"), httpx.Response(200, json={}))
    assert ran(sent(answer, again=False)).status_code == 200
    assert len(asked) == 2


def test_an_engine_that_cancels_ends_the_tries() -> None:
    patience = Patience(QUICK)
    patience.stop()
    answer, asked = answers(httpx.ConnectError("refused"))
    with pytest.raises(UnreachableError):
        ran(sent(answer, again=True, patience=patience))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(401, ForbiddenError), (403, ForbiddenError), (404, MissingError), (400, RefusedError)]
)
def test_a_clear_no_is_not_repeated_and_keeps_the_platforms_words(status: int, kind: type[PlatformError]) -> None:
    answer, asked = answers(httpx.Response(status, json={"message": "because of this"}))
    with pytest.raises(kind, match=r"GET /things at Acme.*because of this"):
        ran(sent(answer, again=True))
    assert len(asked) == 1


def test_a_time_out_says_that_the_call_may_still_be_done() -> None:
    answer, _ = answers(httpx.ReadTimeout("slow"))
    with pytest.raises(DoubtfulError, match="not known whether it was done") as found:
        ran(sent(answer, again=False))
    assert found.value.late


def test_a_broken_connection_is_in_doubt_but_not_still_under_way() -> None:
    answer, _ = answers(httpx.RemoteProtocolError("gone"))
    with pytest.raises(DoubtfulError) as found:
        ran(sent(answer, again=False))
    assert not found.value.late


def test_an_answer_that_is_no_json_is_somebody_elses() -> None:
    answer, _ = answers(httpx.Response(200, text="<html>Log in to the hotel's network</html>"))
    with pytest.raises(DoubtfulError, match="something on the way there has answered"):
        ran(client(answer).decoded(Call("GET /things", "GET", "/things", again=True)))


def waits(header: str) -> float:
    """How long an answer asks to wait, in seconds."""
    error = failure("x", httpx.Response(429, headers={"Retry-After": header}))
    assert isinstance(error, LimitedError)
    assert error.after_s is not None
    return error.after_s


def test_how_long_to_wait_is_read_as_seconds_or_as_a_date() -> None:
    assert [waits(header) for header in ("7", "0")] == [7, 0]
    # A date has whole seconds, and is read within the minute in which it was made.
    assert 3540 <= waits(format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)) <= 3600


@pytest.mark.parametrize("header", [{}, {"Retry-After": "soon"}])
def test_a_platform_that_does_not_say_how_long_leaves_it_open(header: dict[str, str]) -> None:
    error = failure("x", httpx.Response(429, headers=header))
    assert isinstance(error, LimitedError)
    assert error.after_s is None


@pytest.mark.parametrize("text", ["https://api.example/v1/", "http://127.0.0.1:8000", "http://localhost:1/x"])
def test_a_token_goes_over_https_or_stays_on_this_machine(text: str) -> None:
    assert endpoint(text) == text.rstrip("/")


@pytest.mark.parametrize(
    "text", ["http://api.example", "ftp://api.example", "api.example", "http://127.0.0.1.evil.example"]
)
def test_a_token_never_goes_anywhere_else(text: str) -> None:
    with pytest.raises(AddressError):
        endpoint(text)


class World:
    """Makes things, and fails as it is told: `done` says whether the thing was made all the same."""

    def __init__(self, *failures: tuple[bool, Exception]) -> None:
        self.things: list[int] = []
        self._failures = list(failures)

    async def make(self) -> int:
        if self._failures:
            done, error = self._failures.pop(0)
            if done:
                self.things.append(len(self.things))
            raise error
        self.things.append(len(self.things))
        return self.things[-1]

    async def find(self) -> int | None:
        return self.things[-1] if self.things else None

    async def once(self) -> int:
        return await made_once(self.make, self.find, what="a thing", patience=Patience(QUICK))


def test_a_thing_whose_answer_was_lost_is_found_and_not_made_again() -> None:
    world = World((True, DoubtfulError("the connection broke")))
    assert ran(world.once()) == 0
    assert world.things == [0]


def test_a_thing_that_was_not_made_is_made_again() -> None:
    world = World((False, DoubtfulError("500")), (False, LimitedError("429", after_s=None)))
    assert ran(world.once()) == 0
    assert world.things == [0]


def test_a_call_that_may_still_be_worked_on_is_never_repeated() -> None:
    world = World((False, DoubtfulError("no answer", late=True)))
    with pytest.raises(DoubtfulError):
        ran(world.once())
    assert world.things == []


def test_a_refusal_ends_it_at_once() -> None:
    world = World((False, RefusedError("no", status=402)))
    with pytest.raises(RefusedError):
        ran(world.once())


def test_who_asks_at_the_same_time_shares_one_read() -> None:
    async def main() -> tuple[list[int], int]:
        flights: Flights[int] = Flights()
        calls = 0

        async def fetch() -> int:
            nonlocal calls
            calls += 1
            await asyncio.sleep(0.01)
            return calls

        return list(await asyncio.gather(*(flights.read("a", fetch) for _ in range(20)))), calls

    results, calls = ran(main())
    assert calls == 1
    assert results == [1] * 20


def test_a_read_that_is_under_way_is_not_joined_as_it_may_be_older_than_the_last_write() -> None:
    async def main() -> tuple[str, str]:
        flights: Flights[str] = Flights()
        world = "before"

        async def fetch() -> str:
            seen = world
            await asyncio.sleep(0.02)
            return seen

        first = asyncio.create_task(flights.read("a", fetch))
        await asyncio.sleep(0.005)
        world = "after"
        return await first, await flights.read("a", fetch)

    assert ran(main()) == ("before", "after")


def test_an_error_goes_to_all_who_wait_and_the_next_read_is_a_new_one() -> None:
    async def main() -> list[Any]:
        flights: Flights[int] = Flights()
        answers_ = [PlatformError("no"), 7]

        async def fetch() -> int:
            answer = answers_.pop(0)
            if isinstance(answer, PlatformError):
                raise answer
            return answer

        both = await asyncio.gather(*(flights.read("a", fetch) for _ in range(2)), return_exceptions=True)
        return [*map(str, both), await flights.read("a", fetch)]

    assert ran(main()) == ["no", "no", 7]


def test_no_stretch_of_time_sees_more_calls_than_allowed() -> None:
    async def main() -> list[float]:
        pace, loop = Pace([Limit(10, 0.1)]), asyncio.get_running_loop()
        times: list[float] = []

        async def call() -> None:
            await pace.turn()
            times.append(loop.time())

        await asyncio.gather(*(call() for _ in range(30)))
        return times

    times = ran(main())
    # Nine of the ten that are allowed: what leaves evenly may arrive together.
    assert all(later - earlier >= 0.099 for earlier, later in zip(times, times[9:], strict=False))
    assert len(times) == 30


def test_waiting_is_bounded_and_a_passing_fault_is_no_answer() -> None:
    async def main() -> tuple[Any, int]:
        looks = 0

        async def look() -> None:
            nonlocal looks
            looks += 1
            if looks == 1:
                raise DoubtfulError("500")

        return await Patience(QUICK).until(look, every_s=0.005, at_most_s=0.03, what="a thing"), looks

    found, looks = ran(main())
    assert found is None
    assert looks > 1


def test_waiting_ends_when_the_engine_cancels() -> None:
    async def main() -> None:
        patience = Patience(QUICK)

        async def look() -> None:
            return None

        waiting = asyncio.create_task(patience.until(look, every_s=60, at_most_s=60, what="a thing"))
        await asyncio.sleep(0.01)
        patience.stop()
        await waiting

    with pytest.raises(StoppedError, match="stopped while waiting for a thing"):
        ran(main())


def test_timings_come_from_the_environment_over_the_defaults() -> None:
    assert timings({"SAYAR_PROVIDER_TIMINGS": '{"poll_s": 0.1}'}) == Timings(poll_s=0.1)
    assert timings({}) == Timings()


@pytest.mark.parametrize("text", ['{"poll_s": 0}', '{"pol_s": 1}', "fast"])
def test_timings_that_cannot_be_read_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(TimingsError, match=r"^SAYAR_PROVIDER_TIMINGS: .+$"):
        timings({"SAYAR_PROVIDER_TIMINGS": text})
