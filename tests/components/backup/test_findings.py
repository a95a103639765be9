"""Remarks on the chosen copies: what is not done by itself, and what is not promised."""

from typing import Any

from components.backup.findings import findings
from tests.components.backup.made import FAR, two
from tests.components.backup.specs import spec


def ids(**changes: Any) -> list[str]:
    return [finding.id for finding in findings(spec(**changes))]


def test_buckets_that_no_job_fills_are_told_of_loudly() -> None:
    (found,) = [row for row in findings(spec(dumps__runner="eks")) if row.id == "backup-no-job"]
    assert (found.severity, found.source) == ("warning", "sayar:backup.dumps.runner")
    assert "backup-no-job" not in ids()


def test_dumps_in_one_jurisdiction_go_with_it() -> None:
    assert "backup-one-jurisdiction" in ids()
    assert "backup-one-jurisdiction" not in [row.id for row in findings(two())]


def test_a_place_without_a_jurisdiction_is_a_hint_to_the_vendor() -> None:
    (found,) = [row for row in findings(two()) if row.id == "backup-place-not-promised"]
    assert found.text.startswith("Where bucket near lies")
    assert "backup-place-not-promised" not in ids(dumps__buckets=[FAR])


def test_a_drill_is_a_duty_until_something_does_it() -> None:
    (found,) = [row for row in findings(spec()) if row.id == "backup-drill-by-people"]
    assert "every 30 days" in found.text


def test_what_only_the_vendor_can_restore_is_said_where_data_is_dumped() -> None:
    assert "backup-vault-left-out" in ids()
    assert "backup-vault-left-out" not in ids(dumps__parts=["schema"])


def test_the_gravest_come_first() -> None:
    severities = [row.severity for row in findings(spec())]
    assert severities == sorted(severities, key=["critical", "warning", "info"].index)


def test_there_is_nothing_to_say_of_dumps_that_are_not_taken() -> None:
    assert ids(dumps={"kind": "none"}) == []
