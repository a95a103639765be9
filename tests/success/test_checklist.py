"""The checklist: what the system ticks by itself, what people record, and reviews that are due again every month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.config.stack import TelemetryTarget
from sayar.documents.duties import DutyLine
from sayar.documents.success import CheckItem
from sayar.graph.errors import InputError
from sayar.success.checklist import checklist, strangers
from sayar.success.duties import duties_file, duty, read, record
from sayar.success.rows import ItemRow, timeline
from sayar.success.ticks import PREDICATES, Evidence, Tick
from tests.success.worlds import ago, evidence, line
from tests.triggers.measured import daily, quiet

OWN = {"platform.domain": "shop.dev"}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MADE_BY_US = TelemetryTarget(endpoint="https://otlp.shop.dev")


def done(item: str, day: str, by: str = "Ada", note: str | None = None) -> DutyLine:
    return DutyLine(item=item, by=by, note=note, day=day, at=f"{day}T12:00:00Z")


def item(name: str, of: Evidence, *duties: DutyLine) -> CheckItem:
    return next(one for one in checklist(of, duties) if one.id == name)


def tick(name: str, of: Evidence) -> Tick:
    return PREDICATES[name](of)


def test_it_has_the_sixteen_items_of_the_timeline_and_the_monthly_reviews() -> None:
    groups = timeline().groups
    assert [len(group.items) for group in groups if group.every == "once"] == [4, 4, 4, 4]
    assert [row.id for group in groups if group.every == "month" for row in group.items] == [
        "review-infrastructure",
        "review-costs",
        "analysis-costs",
    ]
    ids = [row.id for group in groups for row in group.items]
    assert len(ids) == len(set(ids))


def test_every_predicate_is_of_an_item_and_every_item_has_one_or_people() -> None:
    named = {row.tick for group in timeline().groups for row in group.items if row.tick}
    assert named == set(PREDICATES)
    with pytest.raises(ValueError, match="nobody can tick it"):
        ItemRow(id="x", says="x", tick=None, people=False, why="x")


def test_a_platform_is_live_by_an_update_or_by_requests_and_not_by_its_file_alone() -> None:
    assert tick("live", evidence()).state == "false", "the example domain is nobody's"
    assert tick("live", evidence(changes=OWN)).state == "unknown"
    moved = tick("live", evidence("growth", OWN, moves=[line()]))
    assert (moved.state, moved.why) == ("true", "an update of starter to growth had gone through by 2026-09-23")
    assert tick("live", evidence("growth", OWN, moves=[line()], today=date(2026, 9, 22))).state == "unknown"
    served = evidence(changes=OWN, series={"api_requests": daily([5.0])})
    assert tick("live", served).state == "true"
    old = evidence(changes=OWN, series={"api_requests": daily([5.0, None, None, None])})
    assert tick("live", old).state == "unknown"
    assert tick("live", evidence(changes=OWN, series={"api_requests": daily([0.0])})).state == "unknown"


def test_alerts_that_hear_nothing_are_no_monitoring() -> None:
    nowhere = tick("alerts_routed", evidence(changes=OWN))
    assert (nowhere.state, "telemetry goes nowhere" in nowhere.why) == ("false", True)


def test_what_this_version_does_not_make_is_not_ticked(monkeypatch: pytest.MonkeyPatch) -> None:
    from components.findings import Finding

    said = Finding("monitoring-not-made", "warning", "No resource is made of it.", "sayar:monitoring")
    of = evidence(changes=OWN, telemetry=MADE_BY_US)
    monkeypatch.setattr("sayar.success.ticks.checked_only", lambda platform: iter([said]))
    assert tick("alerts_routed", of).state == "unknown"
    assert tick("advanced_monitoring", evidence("growth")).why.endswith("No resource is made of it.")
    monkeypatch.setattr("sayar.success.ticks.checked_only", lambda platform: iter([]))
    assert tick("alerts_routed", of).state == "true"
    assert tick("advanced_monitoring", evidence("growth")).state == "true"


def test_security_names_what_is_on_and_what_is_off() -> None:
    assert tick("secured", evidence()).state == "true"
    off = tick("secured", evidence(changes={"database.engine.tls_only": "off", "edge.dns.dnssec": "off"}))
    assert (off.state, off.why) == ("false", "off: signed answers (DNSSEC), TLS to the database")
    assert "firewall rules" in tick("secured", evidence("growth")).why
    assert "firewall rules" not in tick("secured", evidence()).why, "no rule is in force without the proxy"


@pytest.mark.parametrize(("known", "state"), [(14, "true"), (13, "true"), (12, "false"), (0, "false")])
def test_a_baseline_is_two_weeks_of_response_times(known: int, state: str) -> None:
    series = {"latency_p95_s": daily([None] * (14 - known) + [0.3] * known)}
    assert tick("baseline", evidence(series=series)).state == state
    assert tick("baseline", evidence()).state == "unknown"


def test_use_is_watched_where_every_trigger_can_be_judged() -> None:
    calm = dict(quiet().series)
    for tier in ("starter", "growth", "scale", "enterprise"):
        assert tick("usage_watched", evidence(tier, series=calm)).state == "true"
        assert tick("usage_watched", evidence(tier, series={})).state == "false"
        assert tick("usage_watched", evidence(tier)).state == "unknown"
    del calm["revenue_usd"]
    assert tick("usage_watched", evidence(series=calm)).why == "too little is known of revenue"


@pytest.mark.parametrize(
    ("name", "first", "heading"),
    [
        ("cdn_planned", "growth", "growth"),
        ("two_regions", "scale", "scale"),
        ("stores_and_replicas", "scale", "scale"),
        ("dedicated", "enterprise", "enterprise"),
    ],
)
def test_a_plan_is_there_from_its_tier_on_or_with_the_move_that_brings_it(name: str, first: str, heading: str) -> None:
    tiers = ("starter", "growth", "scale", "enterprise")
    for tier in tiers:
        expected = "true" if tiers.index(tier) >= tiers.index(first) else "false"
        assert tick(name, evidence(tier)).state == expected, tier
    before = tiers[tiers.index(first) - 1]
    assert tick(name, evidence(before, heading=heading)).state == "true"
    assert tick(name, evidence(before, heading=before)).state == "false"


def test_people_tick_what_no_file_shows_and_it_says_who() -> None:
    of = evidence()
    assert (item("p3-team", of).state, item("p3-team", of).ticked_by) == ("open", None)
    ticked = item("p3-team", of, done("p3-team", "2026-11-01", note="two hired"))
    assert (ticked.state, ticked.ticked_by, ticked.reason) == ("done", "people", "Ada on 2026-11-01: two hired")
    assert (ticked.done_on, ticked.by, ticked.note) == ("2026-11-01", "Ada", "two hired")


def test_the_system_goes_before_people_and_people_fill_what_it_cannot_see() -> None:
    word = done("p2-cdn", "2026-11-01")
    assert item("p2-cdn", evidence(), word).ticked_by == "people"
    assert item("p2-cdn", evidence("growth"), word).ticked_by == "system"
    assert item("p1-baseline", evidence()).state == "unknown"
    assert item("p1-baseline", evidence(), done("p1-baseline", "2026-11-01")).state == "done"
    forged = item("p2-usage", evidence(), done("p2-usage", "2026-11-01"))
    assert (forged.state, forged.done_on) == ("unknown", None), "no record counts for what the system alone can say"


@pytest.mark.parametrize(
    ("day", "today", "state"),
    [
        ("2026-11-01", date(2026, 11, 30), "done"),
        ("2026-11-30", date(2026, 12, 1), "open"),
        ("2026-11-30", date(2027, 11, 30), "open"),
        ("2026-12-01", date(2026, 11, 30), "open"),
    ],
)
def test_a_review_counts_for_its_month_and_is_due_again_after_it(day: str, today: date, state: str) -> None:
    found = item("review-costs", evidence(today=today), done("review-costs", day))
    assert found.state == state
    if day <= today.isoformat() and state == "open":
        assert found.reason.endswith(f"; last done by Ada on {day}")
        assert found.done_on == day


def test_of_several_records_the_newest_day_counts_and_of_one_day_the_last_line() -> None:
    rows = (done("p3-team", "2026-11-05", "Bo"), done("p3-team", "2026-11-05", "Cy"), done("p3-team", "2026-11-01"))
    assert item("p3-team", evidence(), *rows).by == "Cy"


def test_a_record_of_a_later_day_does_not_count_yet() -> None:
    later = done("p3-team", "2026-11-23")
    assert item("p3-team", evidence(today=date(2026, 11, 22)), later).state == "open"
    assert item("p3-team", evidence(today=date(2026, 11, 23)), later).state == "done"


def test_a_record_of_no_item_is_told() -> None:
    assert strangers([done("p9-moon", "2026-11-01")]) == ("p9-moon: recorded as done, and people tick no such item",)


def test_what_is_recorded_is_read_again_and_a_torn_line_is_skipped(tmp_path: Path) -> None:
    path = duties_file(tmp_path, "acme/infra/prod")
    assert path == tmp_path / "history" / "duties" / "acme--infra--prod.jsonl"
    assert read(path) == ((), ())
    row = duty("p3-team", " Ada ", "two hired", day=NOON.date(), at=NOON)
    record(path, row)
    with path.open("a") as file:
        file.write("{torn")
    record(path, row)
    lines, warnings = read(path)
    assert (lines, len(warnings)) == ((row, row), 1)
    assert (row.by, row.day, row.at) == ("Ada", "2026-11-22", "2026-11-22T12:00:00Z")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"item": "p9"}, "--done: p9: one of p1-deploy, "),
        ({"item": "p2-usage"}, "--done: p2-usage: the system ticks it by itself; one of p1-deploy, "),
        ({"by": None}, "--by NAME is needed, for the record"),
        ({"by": "A"}, "--by: at least 3 printable characters, for the record"),
        ({"note": "a\x1bb c"}, "--note: at least 3 printable characters, for the record"),
        ({"day": date(2026, 11, 23)}, "--as-of: 2026-11-23: 2026-11-22 or earlier, as it is done already"),
    ],
)
def test_what_is_no_record_is_refused_in_one_line(change: dict[str, Any], says: str) -> None:
    asked: dict[str, Any] = {"item": "p3-team", "by": "Ada", "note": None, "day": NOON.date(), "at": NOON, **change}
    with pytest.raises(InputError) as refused:
        duty(**asked)
    (problem,) = refused.value.problems
    assert problem.startswith(says)


def test_what_cannot_be_written_was_not_recorded(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file in the place of the folder")
    row = duty("p3-team", "Ada", None, day=NOON.date(), at=NOON)
    with pytest.raises(InputError, match="nothing was recorded"):
        record(duties_file(tmp_path, "prod"), row)


def test_a_move_in_history_of_updates_alone_makes_it_live() -> None:
    under_way = line(finished=None, applied={"upgrade": ago(3)})
    assert tick("live", evidence(changes=OWN, moves=[under_way])).state == "true"
