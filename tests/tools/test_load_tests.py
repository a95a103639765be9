"""The load scripts say what the tiers promise, name no host and no secret, and run against a platform on loopback.

The runs need k6, which is no part of the project: set SAYAR_K6 to its path (loadtest/README.md).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.config.platform import TIERS, is_example_name
from infra.tiers.promises import promises
from tests.infra.projects import ROOT, config
from tests.tools.load_stand_in import SECRET, StandIn, serving
from tools.load_tests import script

K6 = os.environ.get("SAYAR_K6")
LIB = ROOT / "loadtest" / "lib"
SCENARIOS = ["users", "month", "feeds", "webhooks"]


def figures(tier: str) -> dict[str, object]:
    """The object `tier` of a script."""
    found = re.findall(r"^  (\w+): (.+?),(?: // .*)?$", script(config(tier).platform), re.MULTILINE)
    return {name: json.loads(value) for name, value in found}


@pytest.mark.parametrize("tier", TIERS)
def test_a_script_is_no_more_than_figures_and_the_parts_that_all_share(tier: str) -> None:
    text = script(config(tier).platform)
    assert len(text.splitlines()) <= 40
    assert re.findall(r'from "(.+)"', text) == ["./lib/options.js", "./lib/scenarios.js", "./lib/target.js"]
    assert "function" not in text


@pytest.mark.parametrize("tier", TIERS)
def test_a_script_names_no_host_and_no_secret(tier: str) -> None:
    """Labels of hosts are there for messages; a domain would be somebody's."""
    text = script(config(tier).platform)
    assert "://" not in text
    assert config(tier).platform.platform.domain not in text
    for path in LIB.glob("*.js"):
        assert not re.search(r"secret\s*[:=]\s*[\"'`]", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("tier", TIERS)
def test_thresholds_are_the_promises_of_the_tier(tier: str) -> None:
    told, promised = figures(tier), promises().tiers[tier]
    assert told["users"] == promised.concurrent_users.value
    assert told["responseSeconds"] == promised.response_s.value
    assert (told["feedProducts"], told["feedSeconds"]) == (promised.feed.products, promised.feed.seconds)
    assert told["errorShare"] == pytest.approx(1 - promised.availability_percent[0].value / 100)
    assert told["eventSeconds"] == 1, "what WhatsApp expects of 99 % of the answers"


@pytest.mark.parametrize(
    ("tier", "month", "feeds", "events"),
    [
        # 500,000 / (30 × 86,400) × 10; 50 businesses in 600 s; 500 × 0.5 × 4 / 60
        ("starter", 1.929012, 0.083333, 16.666667),
        # 2,000,000 / 2,592,000 × 10; 200 / 600; 2,000 × 0.5 × 4 / 60
        ("growth", 7.716049, 0.333333, 66.666667),
        # 10,000,000 / 2,592,000 × 10; 500 / 600; 10,000 × 0.5 × 4 / 60
        ("scale", 38.580247, 0.833333, 333.333333),
        # no upper end, so 20,000,000 / 2,592,000 × 10 and 1,000 / 600; 50,000 × 0.5 × 4 / 60
        ("enterprise", 77.160494, 1.666667, 1666.666667),
    ],
)
def test_rates_are_those_of_the_arithmetic(tier: str, month: float, feeds: float, events: float) -> None:
    told = figures(tier)
    assert (told["monthPeakASecond"], told["feedsASecond"], told["eventsASecond"]) == (month, feeds, events)


def test_paths_are_those_of_the_tier_file() -> None:
    changed = config("growth", {"edge.paths.feeds": "/catalogues/"}).platform
    assert '"feeds": "/catalogues/"' in script(changed)


def test_the_reserved_names_that_scripts_refuse_are_those_of_the_config() -> None:
    (line,) = re.findall(r"EXAMPLES = (\[.+?\])", (LIB / "target.js").read_text(encoding="utf-8"))
    endings = json.loads(line)
    assert all(is_example_name(f"api.sayar{end}") for end in endings)
    assert [end for end in (".example", ".invalid", ".test") if end not in endings] == []


@dataclass(frozen=True)
class Run:
    code: int
    said: str


def run(tier: str, tmp_path: Path, url: str, **env: str) -> Run:
    """One small run of a shipped script; everything of it is in the environment."""
    assert K6 is not None
    folder = tmp_path / "loadtest"
    (folder / "lib").mkdir(parents=True, exist_ok=True)
    for path in LIB.glob("*.js"):
        (folder / "lib" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / f"{tier}.js").write_text(script(config(tier).platform), encoding="utf-8")
    given = {"BASE_URL": url, "FEED_URL": url, "WEBHOOK_URL": url, "WEBHOOK_SECRET": SECRET}
    given |= {"SCALE": "0.002", "RAMP_S": "1", "HOLD_S": "5", **env}
    # No proxy, no account, no report home: only what the script is given.
    given |= {"HOME": str(tmp_path), "K6_NO_USAGE_REPORT": "true", "NO_COLOR": "1"}
    command = [K6, "run", "--quiet", "--address", "", str(folder / f"{tier}.js")]
    kept = {name: value for name, value in given.items() if value}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=120, check=False)
    return Run(done.returncode, done.stdout + done.stderr)


@pytest.mark.k6
@pytest.mark.parametrize("tier", TIERS)
def test_a_fast_platform_holds_what_the_tier_promises(tier: str, tmp_path: Path) -> None:
    scale = {"starter": "0.1", "growth": "0.05"}.get(tier, "0.01")
    with serving(StandIn(promises().tiers[tier].feed.products)) as platform:
        done = run(tier, tmp_path, platform.url, SCALE=scale)
    assert done.code == 0, done.said
    assert platform.seen["read"] > platform.seen["write"]
    assert platform.seen["event"] > 0
    assert platform.seen["feed"] == platform.seen["unchanged"] > 0, "each feed whole, then with its ETag"
    assert not platform.seen.keys() & {"forged", "keyless", "unknown"}
    assert SECRET not in done.said


@pytest.mark.k6
def test_a_slow_platform_breaks_every_promise_about_time(tmp_path: Path) -> None:
    with serving(StandIn(5000, slow_s=2.1)) as platform:
        done = run("scale", tmp_path, platform.url, ONLY="users,feeds,webhooks")
    assert done.code == 99, "k6 ends with 99 where a threshold was crossed"
    crossed = " ".join(line for line in done.said.splitlines() if "have been crossed" in line)
    assert "http_req_duration{scenario:users}" in crossed
    assert "http_req_duration{scenario:feeds,name:feed}" in crossed
    assert "http_req_duration{scenario:webhooks}" in crossed


@pytest.mark.k6
@pytest.mark.parametrize("change", [{"products": 4999}, {"products": 5000, "failing": True}])
def test_small_feeds_and_errors_break_a_promise_too(change: dict[str, object], tmp_path: Path) -> None:
    with serving(StandIn(**change)) as platform:  # type: ignore[arg-type]
        done = run("scale", tmp_path, platform.url, ONLY="feeds")
    assert done.code == 99
    assert "checks{scenario:feeds}" in done.said


@pytest.mark.k6
@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"BASE_URL": ""}, "BASE_URL is not set"),
        ({"FEED_URL": ""}, "FEED_URL is not set"),
        ({"WEBHOOK_URL": ""}, "WEBHOOK_URL is not set"),
        ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET is not set"),
        ({"BASE_URL": "https://api.sayar.example"}, "BASE_URL is the example domain"),
        ({"FEED_URL": "https://FEEDS.SAYAR.EXAMPLE.:443/"}, "FEED_URL is the example domain"),
        ({"BASE_URL": "https://user:pass@api.shop.dev"}, "without path or password"),
        ({"BASE_URL": "api.shop.dev"}, "BASE_URL must be http(s)"),
        ({"SCALE": "0"}, "SCALE must be a number above 0"),
        ({"SCALE": "half"}, "SCALE must be a number above 0"),
        ({"REGION": "mars"}, "REGION must be one of us-east, eu-west"),
        ({"ONLY": "users,orders"}, "ONLY must name some of users, month, feeds, webhooks"),
    ],
)  # fmt: skip
def test_a_run_is_refused_before_its_first_request(env: dict[str, str], says: str, tmp_path: Path) -> None:
    with serving(StandIn(5000)) as platform:
        done = run("scale", tmp_path, platform.url, **env)
    assert done.code not in (0, 99)
    assert says in done.said
    assert not platform.seen
    assert SECRET not in done.said
