"""What the page of the own providers promises in figures is what the code goes by."""

import re
from pathlib import Path

from providers.kit.timings import Timings
from providers.railway.facts import facts as railway
from providers.supabase.facts import facts as supabase

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
WORDS = {3: "three", 6: "six"}


def test_every_timing_is_on_the_page_with_its_default() -> None:
    told = {name: float(value) for name, value in re.findall(r"`([a-z_]+)` \(([0-9.]+)\)", PAGE)}
    assert told == {name: float(value) for name, value in Timings().model_dump().items() if name != "paced"}


def test_the_table_of_failures_says_how_often_and_how_long() -> None:
    timings = Timings()
    minutes = WORDS[int(timings.retry_s // 60)]
    assert f"up to {WORDS[timings.tries]} times within {minutes} minutes" in PAGE
    assert f"no answer within {timings.request_s:g} s" in PAGE


def test_the_limits_are_those_that_calls_keep_under() -> None:
    by_plan = {row.plan: row.per_second for row in railway().limits}
    assert f"{by_plan['hobby']} a second on Hobby, {by_plan['pro']} on Pro" in PAGE
    assert f"Supabase's {supabase().limits[0].per_minute} a minute for each project" in PAGE
